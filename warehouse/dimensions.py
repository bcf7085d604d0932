"""Dimensions and code lists: brought up to date from a batch, and swept of what no fact uses.

A code that a fact still uses stays until the fact's report is read again, whatever the lists say now.
"""

from __future__ import annotations

from functools import cache

import duckdb

from schemas.tables import TABLES, primary_key, sql_columns
from warehouse.staging import names

# Replaced as a whole when a batch brings them.
CODE_LISTS = ("dim_unit", "dim_geography", "dim_breakdown", "dim_code")
# Grow with the reports and shrink with them.
GROWING = ("dim_period", "dim_indicator")


@cache
def references(table: str) -> tuple[tuple[str, str], ...]:
    """Every (table, column) whose values must stand in the table's key, as the models declare."""
    return tuple(
        (other, column.name)
        for other in TABLES
        for column in sql_columns(other)
        if column.ref is not None and column.ref.split(".")[0] == table
    )


def has_changes(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether the staged code lists differ from the stored ones.

    New periods and uncurated indicators do not count: they come with the reports that use them.
    """
    return any(_row_exists(con, sql) for table in CODE_LISTS for sql in _differences(table)) or any(
        _row_exists(con, sql) for sql in _curated_differences()
    )


def update(con: duckdb.DuckDBPyConnection) -> None:
    """Write the staged dimensions: lists are replaced, periods and indicators added to and corrected.

    An indicator that left the curated list is no longer curated, and goes when no fact uses it.
    """
    for table in CODE_LISTS:
        con.execute(f"DELETE FROM {table} AS d WHERE {_is_gone(table)}")
    con.execute(
        f"UPDATE dim_indicator SET is_curated = false WHERE is_curated AND {_has_curated()}"
        " AND indicator NOT IN (SELECT indicator FROM staged_dim_indicator WHERE is_curated AND problem IS NULL)"
    )
    for table in (*CODE_LISTS, *GROWING):
        if _row_exists(con, _news(table)):
            con.execute(_upsert(table))


def sweep(con: duckdb.DuckDBPyConnection) -> None:
    """Delete periods and uncurated indicators that no fact uses; generic codes (`_U`, `_T`, `_Z`) stay."""
    con.execute(f"DELETE FROM dim_period AS d WHERE left(d.time_period, 1) <> '_' AND {_is_unused('dim_period')}")
    con.execute(
        "DELETE FROM dim_indicator AS d WHERE NOT d.is_curated AND left(d.indicator, 1) <> '_'"
        f" AND {_is_unused('dim_indicator')}"
    )


def _row_exists(con: duckdb.DuckDBPyConnection, sql: str) -> bool:
    return bool(con.execute(f"{sql} LIMIT 1").fetchall())


def _differences(table: str) -> tuple[str, str]:
    return _news(table), f"SELECT 1 FROM {table} AS d WHERE {_is_gone(table)}"


def _news(table: str) -> str:
    columns = names(table)
    staged = f"SELECT {columns} FROM staged_{table} WHERE problem IS NULL"
    return f"SELECT 1 FROM ({staged} EXCEPT SELECT {columns} FROM {table})"


def _curated_differences() -> tuple[str, str]:
    columns = names("dim_indicator")
    return (
        f"SELECT 1 FROM (SELECT {columns} FROM staged_dim_indicator WHERE problem IS NULL AND is_curated"
        f" EXCEPT SELECT {columns} FROM dim_indicator)",
        f"SELECT 1 FROM dim_indicator WHERE is_curated AND {_has_curated()}"
        " AND indicator NOT IN (SELECT indicator FROM staged_dim_indicator WHERE is_curated AND problem IS NULL)",
    )


def _has_curated() -> str:
    return "EXISTS (SELECT 1 FROM staged_dim_indicator WHERE is_curated)"


def _is_gone(table: str) -> str:
    """True of a stored row `d` that the batch's list no longer holds and nothing uses."""
    key = " AND ".join(f"s.{column} = d.{column}" for column in primary_key(table))
    return (
        f"EXISTS (SELECT 1 FROM staged_{table})"
        f" AND NOT EXISTS (SELECT 1 FROM staged_{table} AS s WHERE {key}) AND {_is_unused(table)}"
    )


def _is_unused(table: str) -> str:
    key = primary_key(table)[0]
    uses = references(table)
    return " AND ".join(f"d.{key} NOT IN (SELECT {column} FROM {other})" for other, column in uses) or "true"


def _upsert(table: str) -> str:
    """One row per key: of an indicator's several wordings a curated one, else the first in the alphabet."""
    key = primary_key(table)
    order = "is_curated DESC, " if table == "dim_indicator" else ""
    others = [column.name for column in sql_columns(table) if column.name not in key]
    changes = ", ".join(f"{name} = excluded.{name}" for name in others)
    return f"""INSERT INTO {table} BY NAME
        SELECT {names(table)} FROM staged_{table} WHERE problem IS NULL
        QUALIFY row_number() OVER (PARTITION BY {", ".join(key)} ORDER BY {order}{", ".join(others)}) = 1
        ON CONFLICT ({", ".join(key)}) DO UPDATE SET {changes}"""
