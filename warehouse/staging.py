"""The rows of a batch in temporary tables, typed and checked one by one, before any of them enters the warehouse.

Types are given explicitly, never guessed from a frame; a row that its table would refuse (an empty cell, a code
that is not on its list, a number that does not fit, an id twice) is marked here with what is wrong with it.
What only shows between tables is in `audit`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import duckdb
import pandas as pd

from schemas import columns as col
from schemas.tables import PANDAS_TYPES, TABLES, SqlColumn, primary_key, sql_columns
from warehouse.ddl import literal

# The load itself writes these.
OWN_TABLES = ("dim_run", "observation_successor")
STAGED = tuple(table for table in TABLES if table not in OWN_TABLES)
# Rows of these belong to one report and come and go with it; deepest first.
REPORT_TABLES = (
    "fact_mention_part",
    "fact_relation",
    "fact_mention",
    "fact_observation",
    "skipped_numeral",
    "dim_paragraph",
    "dim_report",
)
# Frames may leave these columns out: the load fills them.
FILLED = ("run_id", "loaded_at", "first_seen", "last_seen", "resolution")
_OWNER = {
    "fact_mention_part": (
        "(SELECT any_value(m.report_id) FROM staged_fact_mention AS m WHERE m.mention_id = f.mention_id)"
    ),
    "fact_relation": (
        "(SELECT any_value(o.report_id) FROM staged_fact_observation AS o WHERE o.observation_id = f.observation_id)"
    ),
}
# How `problem` says that an id occurs twice.
NOT_UNIQUE = "is not unique"
_TEXT_TYPES = (col.DECIMAL, "DATE")
Frames = pd.DataFrame | Callable[[], Iterable[pd.DataFrame]]
"""The rows of a table: one frame, or what makes several, one after another."""


def stage(con: duckdb.DuckDBPyConnection, frames: Mapping[str, Frames], run_id: str, now: datetime) -> None:
    """Make a temporary table `staged_<table>` per table, empty where the batch has no frame for it.

    Frames that come one after another are taken in one at a time, so that a long report's are never all in memory.

    Beside the table's columns it holds `owner` (the report that the row belongs to) and `problem` (what is wrong
    with the row, or NULL). Raises ValueError for a frame of no table of ours or with other columns than its table.
    """
    for table in frames:
        if table not in STAGED:
            raise ValueError(f"a batch cannot hold a frame {table!r}: it may hold {', '.join(STAGED)}")
    fill = {
        "run_id": literal(run_id),
        "resolution": "'OPEN'",
        **{name: f"TIMESTAMP {literal(str(now))}" for name in ("loaded_at", "first_seen", "last_seen")},
    }
    # Facts before their parts: a part finds its report through its mention.
    for table in sorted(STAGED, key=lambda name: name in _OWNER):
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE staged_{table} AS SELECT *, '' AS owner, '' AS problem FROM {table} LIMIT 0"
        )
        for frame in _pieces(frames.get(table)):
            con.register("incoming", _incoming(table, frame))
            con.execute(_staging_sql(table, fill))
            con.unregister("incoming")


def _pieces(rows: Frames | None) -> Iterable[pd.DataFrame]:
    if rows is None:
        return ()
    return (rows,) if isinstance(rows, pd.DataFrame) else rows()


def mark_duplicates(con: duckdb.DuckDBPyConnection) -> None:
    """Mark rows whose id occurs twice in the batch, or stands in the warehouse already for another report."""
    for table in REPORT_TABLES:
        key = ", ".join(primary_key(table))
        con.execute(
            f"""UPDATE staged_{table} SET problem = concat_ws('; ', problem, {literal(f"{key} {NOT_UNIQUE}")})
            WHERE ({key}) IN (SELECT ({key}) FROM staged_{table} GROUP BY ALL HAVING count(*) > 1)
               OR ({key}) IN (SELECT ({key}) FROM {table})"""
        )


def names(table: str) -> str:
    """The table's columns, for INSERT BY NAME."""
    return ", ".join(column.name for column in sql_columns(table))


def _incoming(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with one unmistakable type per column: numbers and dates as text, text as text."""
    columns = sql_columns(table)
    wanted = [column.name for column in columns if column.name not in FILLED]
    extra = set(frame.columns) - {column.name for column in columns}
    missing = set(wanted) - set(frame.columns)
    if extra or missing:
        raise ValueError(f"a frame of {table} lacks columns {sorted(missing)} or has others {sorted(extra)}")
    rows = frame[wanted].reset_index(drop=True)
    converted = {
        column.name: _converted(column, rows[column.name])
        for column in columns
        if column.name in wanted and not _has_type(column, rows[column.name])
    }
    return rows.assign(**converted)


def _has_type(column: SqlColumn, values: pd.Series[Any]) -> bool:
    return column.sql not in _TEXT_TYPES and bool(values.dtype == PANDAS_TYPES[column.sql])


def _converted(column: SqlColumn, values: pd.Series[Any]) -> pd.Series[Any]:
    if column.sql in _TEXT_TYPES:
        return pd.Series(_texts(values), dtype="str")
    kind: Any = "boolean" if column.sql == "BOOLEAN" else PANDAS_TYPES[column.sql]
    cells: pd.Series[Any] = values.astype(kind)
    return cells


def _texts(values: Iterable[Any]) -> list[str | None]:
    return [_text(value) for value in values]


def _text(value: Any) -> str | None:
    """A number in plain digits: DuckDB 1.5 reads Decimal('4.3E+12') as 43. None where there is no value.

    What is neither a number nor a day stays visible as text that no cast accepts; so does a float, which has
    lost its exact value before it came here.
    """
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return None
    if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) < 60:
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()[:10]
    return str(value) if isinstance(value, int | str) else f"{type(value).__name__} {value!r}"


def _staging_sql(table: str, fill: Mapping[str, str]) -> str:
    columns = sql_columns(table)
    typed = [f"{_typed(column, fill)} AS {column.name}" for column in columns]
    problems = ", ".join(_problems(column) for column in columns if column.name not in FILLED)
    own = "f.report_id" if any(column.name == "report_id" for column in columns) else "NULL"
    return f"""INSERT INTO staged_{table}
        SELECT {", ".join(typed)}, CAST({_OWNER.get(table, own)} AS VARCHAR) AS owner,
               nullif(concat_ws('; ', {problems}), '') AS problem
        FROM incoming AS f"""


def _typed(column: SqlColumn, fill: Mapping[str, str]) -> str:
    return fill.get(column.name, f"TRY_CAST(f.{column.name} AS {column.sql})")


def _problems(column: SqlColumn) -> str:
    """SQL that says in words what is wrong with one cell, or NULL."""
    name, raw = column.name, f"f.{column.name}"
    cases = [] if column.nullable else [f"WHEN {raw} IS NULL THEN '{name} is empty'"]
    if column.allowed:
        codes = ", ".join(map(literal, column.allowed))
        # A list, not IN: DuckDB would plan each IN as a join.
        cases.append(f"WHEN NOT list_contains([{codes}], {raw}) THEN '{name} is none of its codes: ' || {raw}")
    if column.sql != "VARCHAR":
        cases.append(
            f"WHEN {raw} IS NOT NULL AND TRY_CAST({raw} AS {column.sql}) IS NULL"
            f" THEN '{name} does not fit {column.sql}: ' || left(CAST({raw} AS VARCHAR), 60)"
        )
    if column.sql == col.DECIMAL:
        # The cast would round: an exact number or none.
        cases.append(
            f"WHEN length(rtrim(split_part({raw}, '.', 2), '0')) > 9"
            f" THEN '{name} has more than 9 decimals: ' || left({raw}, 60)"
        )
    return f"CASE {' '.join(cases)} END" if cases else "NULL"
