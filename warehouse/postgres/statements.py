"""What the mirror is made of, derived like the database file: tables, keys, indexes and comments in PostgreSQL's SQL.

Statements only, with names unqualified: they run where the schema stands alone on the search path. Views are those of
`warehouse.ddl`, word for word. Nothing is connected to here, and no column is declared.
"""

from __future__ import annotations

import hashlib
from functools import cache

from schemas.columns import DECIMAL
from schemas.tables import TABLES, SqlColumn, primary_key, sql_columns
from warehouse import ddl
from warehouse.ddl import literal

TYPES = {
    "VARCHAR": "text", "INTEGER": "integer", "DOUBLE": "double precision", "BOOLEAN": "boolean", "DATE": "date",
    "TIMESTAMP": "timestamp", DECIMAL: "numeric(38,9)",
}  # fmt: skip
# What BI tools filter and join by, beside the keys; of codes with few values an index would be of no use, nor of
# periods, which are chosen by their days.
INDEXES = (
    *ddl.INDEXES,
    ("fact_observation", "report_id"),
    ("fact_observation", "indicator"),
    ("fact_observation", "ref_area"),
    ("fact_relation", "related_observation_id"),
    ("dim_paragraph", "report_id"),
    ("skipped_numeral", "report_id"),
)
FULL = "WITH (fillfactor = 100)"
"""No page of an index keeps room for rows that will never come."""
MIRROR_COLUMNS = (
    ("generation", "integer", "The published generation that this is the mirror of"),
    ("mirrored_at", "timestamp", "When it was mirrored (UTC)"),
    ("layout_fingerprint", "text", "Hash of the statements that the mirror was made with"),
    ("objects", "text", "Names of the tables, views and indexes that the mirror made, and replaces"),
)

_OWN = ", ".join(f"?::{kind} AS {name}" for name, kind, _ in MIRROR_COLUMNS)
STATE_ROW = f"SELECT s.*, {_OWN} FROM {ddl.STATE} AS s"
"""DuckDB's query for the row of the state, with the values of MIRROR_COLUMNS as parameters."""


def identifier(name: str) -> str:
    """The name as SQL."""
    return '"' + name.replace('"', '""') + '"'


def create_table(table: str) -> str:
    """CREATE TABLE with types and NOT NULL; keys come after the rows, which is faster.

    Nothing dies in it until it is replaced as a whole, so that a vacuum would only hold up the swap.
    """
    lines = ", ".join(f"{_typed(column)}{'' if column.nullable else ' NOT NULL'}" for column in sql_columns(table))
    return f"CREATE TABLE {table} ({lines}) WITH (autovacuum_enabled = false)"


def create_state() -> str:
    """CREATE TABLE of the one row about the file and its mirror."""
    columns = [(name, TYPES[kind]) for name, kind, _ in ddl.STATE_COLUMNS]
    columns += [(name, kind) for name, kind, _ in MIRROR_COLUMNS]
    return f"CREATE TABLE {ddl.STATE} ({', '.join(f'{name} {kind} NOT NULL' for name, kind in columns)})"


def keys(table: str) -> tuple[str, ...]:
    """The table's primary key and indexes."""
    return (
        f"ALTER TABLE {table} ADD PRIMARY KEY ({', '.join(primary_key(table))}) {FULL}",
        *(f"CREATE INDEX {name}_{column} ON {name} ({column}) {FULL}" for name, column in INDEXES if name == table),
    )


def foreign_keys(table: str) -> tuple[str, ...]:
    """One ALTER TABLE for all of the table's references, or none; rows that are there are not looked at yet."""
    clauses = [
        f"ADD CONSTRAINT {name} FOREIGN KEY ({column}) REFERENCES {target} ({key}) NOT VALID"
        for name, column, target, key in _references(table)
    ]
    return (f"ALTER TABLE {table} {', '.join(clauses)}",) if clauses else ()


def validation(table: str) -> tuple[str, ...]:
    """One ALTER TABLE that looks at all rows of the table; readers go on meanwhile."""
    clauses = [f"VALIDATE CONSTRAINT {name}" for name, *_ in _references(table)]
    return (f"ALTER TABLE {table} {', '.join(clauses)}",) if clauses else ()


def _references(table: str) -> list[tuple[str, str, str, str]]:
    """Constraint, column, and the table and column that it refers to."""
    refs = [(column.name, *column.ref.split(".")) for column in sql_columns(table) if column.ref]
    return [(f"{table}_{column}_fkey", column, target, key) for column, target, key in refs]


def table_comments() -> tuple[str, ...]:
    """COMMENT statements of the tables and their columns."""
    own = (f"COMMENT ON COLUMN {ddl.STATE}.{name} IS {literal(text)}" for name, _, text in MIRROR_COLUMNS)
    return (*ddl.table_comments(), *own)


@cache
def fingerprint() -> str:
    """Changes when a statement does: the mirror is then made anew, though the generation is the same."""
    statements = [create_state(), *table_comments(), ddl.views_fingerprint()]
    for table in TABLES:
        statements += [create_table(table), *keys(table), *foreign_keys(table)]
    return hashlib.sha256("\n".join(statements).encode("utf-8")).hexdigest()


def _typed(column: SqlColumn) -> str:
    """Codes and ids are compared byte by byte: their indexes are made in a fraction of the time."""
    is_code = column.key or column.ref or column.name in {name for _, name in INDEXES}
    collation = ' COLLATE "C"' if is_code and column.sql == "VARCHAR" else ""
    return f"{column.name} {TYPES[column.sql]}{collation}"
