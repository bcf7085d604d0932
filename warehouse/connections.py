"""Connections to database files, and large work that is done in little memory; what is asked is said elsewhere."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import duckdb

from warehouse.home import WarehouseError

# The oldest storage format: every DuckDB since 1.0 and every BI tool opens it.
STORAGE = "v1.0.0"
FRUGAL = "512MB"
"""What DuckDB holds at most of large work; the rest waits in files beside the database."""
Result = TypeVar("Result")
STATE = "warehouse_state"
"""The table of one row in which a file says what it is."""
_log = logging.getLogger(__name__)


class QueryError(WarehouseError):
    """A query that the database refused; the message is the database's own."""


@dataclass(frozen=True, slots=True)
class State:
    """What a file says about itself: two files with equal states hold the same rows and views."""

    file_id: str
    load_count: int
    tables_fingerprint: str
    views_fingerprint: str


def connect(path: Path, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """Open a database file. Raises WarehouseError where it cannot be opened."""
    try:
        return duckdb.connect(str(path), read_only=read_only, config={"storage_compatibility_version": STORAGE})
    except duckdb.Error as error:
        raise WarehouseError(f"{path} cannot be opened: {error}") from error


def frugally(
    opened: Callable[[], AbstractContextManager[duckdb.DuckDBPyConnection]],
    work: Callable[[duckdb.DuckDBPyConnection], Result],
) -> Result:
    """What some work gives in `FRUGAL` memory or, where it needs more, with as much as DuckDB takes by itself.

    In the second case it is done from its beginning, on another connection: the limit of one cannot be taken back.
    """
    with opened() as con:
        con.execute(f"SET memory_limit = '{FRUGAL}'")
        try:
            return work(con)
        except duckdb.OutOfMemoryException:
            _log.info("more than %s of memory is needed: done again", FRUGAL)
    with opened() as con:
        return work(con)


def state(con: duckdb.DuckDBPyConnection) -> State | None:
    """What the file says about itself, or None where it is not a warehouse of ours."""
    try:
        rows = con.execute(f"SELECT file_id, load_count, tables_fingerprint, views_fingerprint FROM {STATE}").fetchall()
    except duckdb.Error:
        return None
    return State(*rows[0]) if rows else None
