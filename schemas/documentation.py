"""`docs/tables.md`, derived from the table models; `python -m schemas.documentation` writes it anew.

Only the text is made here; a test compares it with the committed file. What views hold is on no page of this floor.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from schemas.tables import TABLES, SqlColumn, sql_columns

PAGE = Path(__file__).parents[1] / "docs" / "tables.md"
DIAGRAMS = (
    ("The star", "What is claimed, and what the claims are about.", ("fact_observation",)),
    (
        "From a figure back to its words",
        "What a report holds, and how its words become figures.",
        ("fact_mention", "fact_mention_part", "skipped_numeral", "fact_relation"),
    ),
)
"""Title, what it shows, and the tables in the middle; the tables that these refer to stand around them."""
LINKED_ELSEWHERE = ("dim_unit", "dim_geography", "dim_period", "dim_breakdown", "dim_run")
"""The second diagram leaves these out: mentions refer to them just as observations do."""


def markdown() -> str:
    """The page: entity diagrams, then one section per table with its columns, types, keys and descriptions."""
    lines = [
        "# Tables",
        "",
        "Derived from the models in `schemas/tables.py` by `python -m schemas.documentation`; not edited by hand.",
        "Keys are audited at every load; DuckDB itself holds primary keys only.",
    ]
    for number, (title, says, centre) in enumerate(DIAGRAMS):
        lines += ["", f"## {title}", "", says, "", *_diagram(centre, LINKED_ELSEWHERE if number else ())]
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


def _diagram(centre: tuple[str, ...], without: tuple[str, ...]) -> Iterator[str]:
    """A Mermaid entity diagram with the keys of the tables in the centre and of those that they refer to.

    Of the tables around it every other one is drawn above, so that the centre is in the middle.
    """
    yield from ("```mermaid", "erDiagram")
    links = {
        (table, other): [column for column in sql_columns(table) if column.ref and _table(column) == other]
        for table in centre
        for other in TABLES
        if other not in without
    }
    shown = dict.fromkeys(table for pair, columns in links.items() if columns for table in pair)
    for number, ((table, other), columns) in enumerate(links.items()):
        if columns:
            one, label = "|o" if all(column.nullable for column in columns) else "||", _names(columns)
            above = f"    {other} {one}--o{{ {table} : {label}"
            below = f"    {table} }}o--{one[::-1]} {other} : {label}"
            yield below if number % 2 and other not in centre else above
    for table in shown:
        yield f"    {table} {{"
        for column in sql_columns(table):
            kinds = ["PK"] * column.key + ["FK"] * (table in centre and _table(column) in shown)
            if kinds:
                yield f"        {column.sql} {column.name} {', '.join(kinds)}"
        yield "    }"
    yield "```"


def _table(column: SqlColumn) -> str:
    """The table that a column refers to; empty where it refers to none."""
    return (column.ref or "").partition(".")[0]


def _names(columns: list[SqlColumn]) -> str:
    return '"' + ", ".join(column.name for column in columns) + '"'


if __name__ == "__main__":
    PAGE.write_text(markdown(), encoding="utf-8")
