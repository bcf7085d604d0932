"""`docs/tables.md`, derived from the table models; `python -m schemas.documentation` writes it anew.

Only the text is made here; a test compares it with the committed file.
"""

from __future__ import annotations

from pathlib import Path

from schemas.tables import TABLES, sql_columns

PAGE = Path(__file__).parents[1] / "docs" / "tables.md"


def markdown() -> str:
    """The page: one section per table with its columns, types, keys and descriptions."""
    lines = [
        "# Tables",
        "",
        "Derived from the models in `schemas/tables.py` by `python -m schemas.documentation`; not edited by hand.",
        "Keys are audited at every load; DuckDB itself holds primary keys only.",
    ]
    for table, model in TABLES.items():
        lines += [
            "",
            f"## {table}",
            "",
            (model.__doc__ or "").strip(),
            "",
            "| column | type | description |",
            "|---|---|---|",
        ]
        for column in sql_columns(table):
            notes = ["key"] * column.key + [f"→ `{column.ref}`"] * bool(column.ref) + ["may be empty"] * column.nullable
            allowed = f" One of {', '.join(column.allowed)}." if column.allowed else ""
            extra = f" ({'; '.join(notes)})" if notes else ""
            lines.append(f"| `{column.name}` | {column.sql} | {column.description}{extra}.{allowed} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(markdown(), encoding="utf-8")
