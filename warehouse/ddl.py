"""What the database file is made of, derived: tables from `schemas.tables`, views from `sql/views/*.sql`.

Statements and fingerprints only: no connection is opened here, and no column is declared here.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from schemas.tables import TABLES, SqlColumn, primary_key, sql_columns
from warehouse import connections

# In the order in which they build on each other.
VIEWS = (
    "v_observation",
    "v_preferred",
    "v_level",
    "v_growth",
    "v_share",
    "v_timeseries",
    "v_vintage",
    "v_conflict",
    "v_review",
    "v_quality",
    "v_sdmx_csv",
    "v_lineage",
    "v_label",
)
# What tracing looks up by, beside the primary keys.
INDEXES = (
    ("fact_mention", "observation_id"),
    ("fact_mention", "report_id"),
    ("fact_observation", "obs_key"),
)
STATE = connections.STATE
STATE_COLUMNS = (
    ("file_id", "VARCHAR", "Made once with the file: another file is another warehouse"),
    ("load_count", "INTEGER", "How many batches were committed"),
    ("tables_fingerprint", "VARCHAR", "Hash of the table definitions that the file was made with"),
    ("views_fingerprint", "VARCHAR", "Hash of the views and comments that the file holds"),
)
_COLUMN_NOTE = "-- column "


@dataclass(frozen=True, slots=True)
class View:
    """A view: its query, what it says of itself, and what it says of columns that no table has."""

    name: str
    sql: str
    description: str
    columns: dict[str, str]


def literal(text: str) -> str:
    """The text as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def create_table(table: str) -> str:
    """CREATE TABLE with types, NOT NULL, CHECK for closed code lists, and PRIMARY KEY; no foreign keys.

    Foreign keys would forbid replacing a report: the audit checks what they would.
    """
    lines = [_column_line(column) for column in sql_columns(table)]
    lines.append(f"PRIMARY KEY ({', '.join(primary_key(table))})")
    return f"CREATE TABLE {table} (\n  " + ",\n  ".join(lines) + "\n)"


def table_statements() -> tuple[str, ...]:
    """Every statement that makes an empty file's tables and indexes."""
    state = ", ".join(f"{name} {kind} NOT NULL" for name, kind, _ in STATE_COLUMNS)
    indexes = (f"CREATE INDEX {table}_{column} ON {table} ({column})" for table, column in INDEXES)
    return (*map(create_table, TABLES), *indexes, f"CREATE TABLE {STATE} ({state})")


def view_statements() -> tuple[str, ...]:
    """Every statement that brings views and comments up to date: views are dropped and made again."""
    loaded = [view(name) for name in VIEWS]
    drops = (f"DROP VIEW IF EXISTS {name}" for name in reversed(VIEWS))
    creates = (f"CREATE VIEW {each.name} AS {each.sql}" for each in loaded)
    return (*drops, *creates, *table_comments())


def table_comments() -> tuple[str, ...]:
    """COMMENT statements of all tables and their columns."""
    comments = [
        f"COMMENT ON TABLE {STATE} IS {literal('One row about the file itself; nothing in it is of use to analysts.')}",
        *(f"COMMENT ON COLUMN {STATE}.{name} IS {literal(text)}" for name, _, text in STATE_COLUMNS),
    ]
    for table, model in TABLES.items():
        comments.append(f"COMMENT ON TABLE {table} IS {literal((model.__doc__ or '').strip())}")
        comments.extend(
            f"COMMENT ON COLUMN {table}.{column.name} IS {literal(column.description)}" for column in sql_columns(table)
        )
    return tuple(comments)


def view_comments(name: str, columns: tuple[str, ...]) -> tuple[str, ...]:
    """COMMENT statements of a view, given the columns that it has in the database.

    What the view's file does not describe is described as in v_observation or v_preferred, else as in the tables.
    """
    about = view(name)
    known = _described() | view("v_observation").columns | view("v_preferred").columns | about.columns
    described = {column: known.get(column, "") for column in columns}
    return (
        f"COMMENT ON VIEW {name} IS {literal(about.description)}",
        *(
            f"COMMENT ON COLUMN {name}.{quoted(column)} IS {literal(described[column])}"
            for column in columns
            if described[column]
        ),
    )


def quoted(name: str) -> str:
    """A column's name as SQL: upper-case names (SDMX-CSV) need quotes."""
    return name if name.islower() else f'"{name}"'


@cache
def view(name: str) -> View:
    """A view's file: leading comment lines describe it (`-- column x: …` a column), the rest is its query."""
    text = files("warehouse").joinpath("sql", "views", f"{name}.sql").read_text(encoding="utf-8")
    notes = [line for line in text.splitlines() if line.startswith("--")]
    columns = dict(line.removeprefix(_COLUMN_NOTE).split(": ", 1) for line in notes if line.startswith(_COLUMN_NOTE))
    description = " ".join(line.removeprefix("--").strip() for line in notes if not line.startswith(_COLUMN_NOTE))
    query = "\n".join(line for line in text.splitlines() if not line.startswith("--")).strip().removesuffix(";")
    return View(name, query, description, columns)


@cache
def tables_fingerprint() -> str:
    """Changes when a table, key, check or index does: an older file must then be made anew."""
    return _fingerprint(table_statements())


@cache
def views_fingerprint() -> str:
    """Changes when a view or a description does: the file is then brought up to date in place."""
    notes = tuple(str(sorted(view(name).columns.items())) + view(name).description for name in VIEWS)
    return _fingerprint(view_statements() + notes)


def _fingerprint(statements: tuple[str, ...]) -> str:
    return hashlib.sha256("\n".join(statements).encode("utf-8")).hexdigest()


def _column_line(column: SqlColumn) -> str:
    parts = [column.name, column.sql]
    if not column.nullable:
        parts.append("NOT NULL")
    if column.allowed:
        parts.append(f"CHECK ({column.name} IN ({', '.join(map(literal, column.allowed))}))")
    return " ".join(parts)


@cache
def _described() -> dict[str, str]:
    """Descriptions by column name over all tables; of tables that share a name, facts come first."""
    order = sorted(TABLES, key=lambda table: not table.startswith("fact_observation"))
    described: dict[str, str] = {}
    for table in order:
        for column in sql_columns(table):
            described.setdefault(column.name, column.description)
    return described
