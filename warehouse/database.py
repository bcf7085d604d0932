"""Database files: the private one made, kept current and read; any file read into frames.

How a batch is written is in `store`, what is published in `publish`. Results are fetched whole everywhere on this
floor: DuckDB 2 streams them, and one that is left half-read keeps its connection busy.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from schemas.tables import PANDAS_TYPES
from warehouse import ddl
from warehouse.connections import QueryError, connect, state
from warehouse.home import Home, WarehouseError, wal_of
from warehouse.lock import writer_lock

_COUNTS = {"BIGINT": "Int64", "UBIGINT": "Int64", "SMALLINT": "Int64", "TINYINT": "Int64", "FLOAT": "float64"}
_log = logging.getLogger(__name__)


@contextmanager
def private(home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    """The private file, made where it is missing, under the writer's lock; closed at the end of the block."""
    with writer_lock(home, "factline"):
        con = _opened(home)
        try:
            yield con
        finally:
            con.close()


def set_aside(home: Home) -> tuple[Path, ...]:
    """Private files of earlier versions that were moved aside, oldest first."""
    return tuple(sorted(home.path.glob("private.*.old.duckdb"), key=lambda path: int(path.name.split(".")[1])))


def has_current_tables(path: Path) -> bool:
    """Whether a file has the tables of this version: else neither its views nor ours can be asked of it."""
    with closing(connect(path, read_only=True)) as con:
        found = state(con)
    return found is not None and found.tables_fingerprint == ddl.tables_fingerprint()


def refresh_views(con: duckdb.DuckDBPyConnection) -> None:
    """Bring views and comments up to date where this version's differ from the file's."""
    current = state(con)
    if current is not None and current.views_fingerprint == ddl.views_fingerprint():
        return
    with transaction(con):
        _make_views(con)


@contextmanager
def transaction(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """One transaction: committed at the end of the block, rolled back on any exception."""
    con.execute("BEGIN TRANSACTION")
    try:
        yield
    except BaseException:
        # A failed COMMIT has ended the transaction already; the first error is the one to tell.
        try:
            con.execute("ROLLBACK")
        except duckdb.Error:
            _log.debug("nothing to roll back")
        raise
    con.execute("COMMIT")


def read(con: duckdb.DuckDBPyConnection, sql: str, params: Sequence[Any] | dict[str, Any] = ()) -> pd.DataFrame:
    """The rows of a query as a frame with the types of `schemas.tables.frame`: Decimals stay exact objects.

    Raises QueryError where the database refuses the query.
    """
    try:
        con.execute(sql, params) if params else con.execute(sql)
        rows = con.fetchall() if con.description else []
        columns = [(str(entry[0]), str(entry[1])) for entry in con.description or []]
    except duckdb.Error as error:
        raise QueryError(str(error)) from error
    series = [_series([row[at] for row in rows], kind) for at, (_, kind) in enumerate(columns)]
    frame = pd.concat(series, axis=1) if series else pd.DataFrame()
    frame.columns = pd.Index([name for name, _ in columns])
    return frame


def _series(values: list[Any], kind: str) -> pd.Series[Any]:
    """One column of a result; only a flag that may be missing differs from `schemas.tables.frame`."""
    has_gaps = kind == "BOOLEAN" and None in values
    dtype: Any = "boolean" if has_gaps else (PANDAS_TYPES | _COUNTS).get(kind, "object")
    series: pd.Series[Any] = pd.Series(values, dtype=dtype)
    return series


def _opened(home: Home) -> duckdb.DuckDBPyConnection:
    """A connection to the private file, which is there and has this version's tables."""
    if not home.private.exists():
        _make(home.private)
    try:
        con = connect(home.private)
    except WarehouseError as error:
        raise WarehouseError(f"{error} Move the file away and run again: all is read anew.") from None
    found = state(con)
    if found is not None and found.tables_fingerprint == ddl.tables_fingerprint():
        return con
    con.close()
    _move_aside(home)
    _make(home.private)
    return connect(home.private)


def _move_aside(home: Home) -> None:
    taken = [int(path.name.split(".")[1]) for path in set_aside(home)]
    aside = home.path / f"private.{max(taken, default=0) + 1}.old.duckdb"
    wal_of(home.private).unlink(missing_ok=True)  # opening and closing it has written the log into the file
    home.private.rename(aside)
    _log.warning(
        "%s has the tables of another version: it is kept as %s, and everything is read anew from the originals.",
        home.private, aside.name,
    )  # fmt: skip


def _make(path: Path) -> None:
    """Make the file under another name first: a crash leaves no half-made one."""
    draft = path.with_name(path.name + ".new")
    for leftover in (draft, wal_of(draft)):
        leftover.unlink(missing_ok=True)
    con = connect(draft)
    with transaction(con):
        con.execute(";\n".join(ddl.table_statements()))
        con.execute(f"INSERT INTO {ddl.STATE} VALUES (?, 0, ?, '')", [uuid.uuid4().hex, ddl.tables_fingerprint()])
        _make_views(con)
    con.execute("CHECKPOINT")
    con.close()
    draft.rename(path)


def _make_views(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(";\n".join(ddl.view_statements()))
    rows = con.execute("SELECT table_name, column_name FROM duckdb_columns() WHERE table_name LIKE 'v!_%' ESCAPE '!'")
    columns = rows.fetchall()
    for name in ddl.VIEWS:
        con.execute(";\n".join(ddl.view_comments(name, tuple(column for view, column in columns if view == name))))
    con.execute(f"UPDATE {ddl.STATE} SET views_fingerprint = ?", [ddl.views_fingerprint()])
