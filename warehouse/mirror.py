"""The mirror: the newest published generation as a schema in PostgreSQL, for tools that speak no DuckDB.

Tables are filled in a staging schema, with keys, indexes and comments, and then take the place of the former ones in
one transaction (`warehouse.postgres.swapping`). The published file is only read; memory does not grow with it.
"""

from __future__ import annotations

import hashlib
import queue
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

import duckdb

from schemas.tables import TABLES, sql_columns
from warehouse import connections, ddl, generations
from warehouse.home import Home
from warehouse.postgres import statements, swapping
from warehouse.postgres.server import DENIED, VIOLATED, MirrorError, Server, ServerError
from warehouse.postgres.statements import identifier

if TYPE_CHECKING:
    import pyarrow as pa

SCHEMA = "factline"
PATIENCE = 60.0
"""Seconds that are waited for readers."""
WORKERS = 3
"""Connections that load: one for each of the large tables."""
BATCH, STRETCH = 8_192, 128
"""Rows per batch, whole vectors of DuckDB, and reports that are read at once."""
ENCODINGS = ("UTF8", "SQL_ASCII")
FRUGAL = ("SET memory_limit = '256MB'", "SET threads = 2", "SET preserve_insertion_order = false")
STAGING_NOTE = "Factline is loading a mirror here; what a killed run leaves is removed by the next one."
_SESSION = ("SET synchronous_commit = off", "SET maintenance_work_mem = '256MB'", "SET statement_timeout = 0",
            "SET lock_timeout = 0", "SET idle_in_transaction_session_timeout = 0", "SET jit = off")  # fmt: skip
_TEXTS = "SET default_toast_compression = 'lz4'"
"""Texts of reports are stored faster than by the server's default."""
_UNCHECKED = "SELECT 1 FROM pg_constraint WHERE connamespace = {schema}::regnamespace AND NOT convalidated LIMIT 1"
_NAME = re.compile(r"(?!pg_)[a-z_][a-z0-9_]{0,49}")


@dataclass(frozen=True, slots=True)
class Mirrored:
    """What was done: `is_new` is False where the mirror had this generation already."""

    generation: int
    schema: str
    rows: dict[str, int]
    is_new: bool


Tell = Callable[[str], None]


def mirror(
    home: Home,
    uri: str,
    schema: str = SCHEMA,
    *,
    force: bool = False,
    check_keys: bool = False,
    patience: float = PATIENCE,
    tell: Tell = lambda _: None,
) -> Mirrored:
    """Mirror the newest generation into a schema of the database at `uri` (see `server.address`), where it is not yet.

    Foreign keys are declared, and rows that others add are held to them; what the load has audited is checked again
    with `check_keys` only, after readers have the new version.

    Raises:
        NothingPublished: the home has no published warehouse.
        MirrorError: it cannot be done; the message says why and what to do, and the former mirror stays.
    """
    path = generations.newest(home)
    if not _NAME.fullmatch(schema):
        raise MirrorError(f"{schema!r} cannot be the schema: give lower-case letters, digits and _, at most 50.")
    with Server(uri, "factline") as server, closing(connections.connect(path, read_only=True)) as con:
        for setting in FRUGAL:
            con.execute(setting)
        server.run(*_SESSION)
        ((encoding,),) = server.rows("SHOW server_encoding")
        if encoding not in ENCODINGS:
            raise MirrorError(
                f"The database holds texts as {encoding}, which lacks signs that reports have: make another one with"
                " CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0."
            )
        _take_turn(server, schema)
        job = _Job(uri, schema, int(path.stem), con, tell)
        if job.state.tables_fingerprint != ddl.tables_fingerprint():
            raise MirrorError(f"{path} has the tables of another version: publish again with `factline run`.")
        former = _former(server, schema)
        if not force and _is_current(server, schema, former, job):
            if check_keys and server.rows(_UNCHECKED.format(schema=ddl.literal(identifier(schema)))):
                job.validate()
            return Mirrored(job.generation, schema, {}, is_new=False)
        swapping.refuse_what_would_be_lost(server, schema, former, (*TABLES, ddl.STATE, *ddl.VIEWS))
        _prepare(server, schema, job.staging)
        try:
            rows = job.load(server)
            swapping.swap(server, uri, schema, job.staging, former, patience, tell)
        except BaseException:
            with suppress(ServerError):  # the connection may be lost: then the next run clears it
                _clear(server, job.staging)
            raise
        if check_keys:
            job.validate()
        return Mirrored(job.generation, schema, rows, is_new=True)


class _Job:
    """One generation on its way into the staging schema."""

    def __init__(self, uri: str, schema: str, generation: int, con: duckdb.DuckDBPyConnection, tell: Tell) -> None:
        self.uri, self.schema, self.generation, self.tell = uri, schema, generation, tell
        self.staging = f"{schema}_next"
        self.con = con
        self.cursor_lock = threading.Lock()
        self.is_over = threading.Event()
        state = connections.state(con)
        if state is None:
            raise MirrorError("The published file is no warehouse of ours: publish again with `factline run`.")
        self.state = state

    @cached_property
    def counts(self) -> dict[str, int]:
        """Rows by table; only of a file of this version."""
        return {table: _count(self.con, table) for table in TABLES}

    def load(self, server: Server) -> dict[str, int]:
        """Fill the staging schema: rows and keys table by table, the largest first; then what needs all of them."""
        self._each(self.staging, self._fill)
        server.run(f"SET search_path = {identifier(self.staging)}")
        for table in TABLES:
            server.run(*statements.foreign_keys(table))
        self._tell_state(server)
        server.run(*statements.table_comments())
        return self.counts

    def validate(self) -> None:
        """Have the server look at the foreign keys of all rows; readers go on meanwhile."""
        self.tell("checking foreign keys")
        try:
            self._each(self.schema, lambda server, table: server.run(*statements.validation(table)))
        except ServerError as error:
            if error.sqlstate != VIOLATED:
                raise
            raise MirrorError(
                f"The mirror is in place, but its keys do not hold: mirror anew with --force. {error}"
            ) from None

    def _each(self, schema: str, work: Callable[[Server, str], None]) -> None:
        """Work on the tables of a schema over several connections, largest first; the first error ends all."""
        left: queue.SimpleQueue[str] = queue.SimpleQueue()
        for table in sorted(TABLES, key=lambda table: -self.counts[table]):
            left.put(table)
        self.is_over.clear()

        def worker() -> None:
            with Server(self.uri, "factline") as server, suppress(queue.Empty):
                server.run(*_SESSION, f"SET search_path = {identifier(schema)}")
                with suppress(ServerError):  # older servers, or built without it
                    server.run(_TEXTS)
                while not self.is_over.is_set():
                    work(server, left.get_nowait())

        with ThreadPoolExecutor(WORKERS) as pool:
            try:
                for done in as_completed([pool.submit(worker) for _ in range(WORKERS)]):
                    done.result()
            finally:  # interrupted, or the first error
                self.is_over.set()

    def _fill(self, server: Server, table: str) -> None:
        started = time.monotonic()
        with self.cursor_lock:
            cursor = self.con.cursor()
        with closing(cursor), server.transaction():
            server.run(statements.create_table(table))
            copied = server.copy(table, *self._rows(cursor, table))
            server.run(*statements.keys(table))
        if copied != self.counts[table]:
            raise MirrorError(f"Nothing was mirrored: of {table} {copied} rows of {self.counts[table]} arrived.")
        server.run(f"ANALYZE {table}")
        self.tell(f"{table}: {copied:,} rows, {time.monotonic() - started:.1f} s")

    def _rows(self, cursor: duckdb.DuckDBPyConnection, table: str) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
        """The table's columns, and its rows in batches.

        Reports hold whole texts, and DuckDB reads 2,048 rows at once: they come in stretches of STRETCH.
        """
        select = f"SELECT {', '.join(column.name for column in sql_columns(table))} FROM {table}"
        conditions = [""]
        if table == "dim_report":
            ((end,),) = cursor.execute(f"SELECT coalesce(max(rowid) + 1, 0) FROM {table}").fetchall()
            starts = range(0, end, STRETCH)
            conditions = [f" WHERE rowid >= {start} AND rowid < {start + STRETCH}" for start in starts]
        schema = cursor.execute(f"{select} LIMIT 0").to_arrow_reader().schema
        readers = (cursor.execute(select + condition).to_arrow_reader(BATCH) for condition in conditions)
        return schema, batches(readers, self.is_over)

    def _tell_state(self, server: Server) -> None:
        """The table of the state, whose objects are what the staging schema holds by then, and the views."""
        with server.transaction():
            server.run(statements.create_state())
            objects = ",".join((*swapping.relations(server, self.staging), *ddl.VIEWS))
            now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
            values = (self.generation, now, statements.fingerprint(), objects)
            row = self.con.execute(statements.STATE_ROW, values).to_arrow_reader()
            server.copy(ddl.STATE, row.schema, row)


def batches(readers: Iterable[pa.RecordBatchReader], is_over: threading.Event) -> Iterator[pa.RecordBatch]:
    """Batch after batch, until all is over. Raises MirrorError then, and where the file cannot be read."""
    try:
        for reader in readers:
            for batch in reader:
                if is_over.is_set():
                    raise MirrorError("Nothing was mirrored: interrupted.")
                yield batch
    except (duckdb.Error, OSError) as error:  # which of both is up to Arrow
        raise MirrorError(
            f"Nothing was mirrored: the published file cannot be read ({error}). Publish again with `factline run`."
        ) from error


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    ((count,),) = con.execute(f"SELECT count(*) FROM {table}").fetchall()
    return int(count)


def _take_turn(server: Server, schema: str) -> None:
    """One mirror at a time per schema; the lock goes with the connection, however that ends."""
    key = int.from_bytes(hashlib.sha256(f"factline mirror {schema}".encode()).digest()[:7], "big")
    ((is_ours,),) = server.rows("SELECT pg_try_advisory_lock($1)", (key,))
    if not is_ours:
        raise MirrorError(f"Another run is mirroring into the schema {schema}: wait until it is done.")


def _former(server: Server, schema: str) -> swapping.Former:
    """What stands in the schema now; nothing is ours where no mirror has been made."""
    present = swapping.relations(server, schema)
    if ddl.STATE not in present:
        return swapping.Former((), present)
    try:
        rows = server.rows(f"SELECT objects FROM {identifier(schema)}.{ddl.STATE}")
    except ServerError as error:
        raise MirrorError(
            f"The schema {schema} holds no mirror of ours: name another one with --schema. {error}"
        ) from None
    return swapping.Former(tuple(rows[0][0].split(",")) if rows else (), present)


def _is_current(server: Server, schema: str, former: swapping.Former, job: _Job) -> bool:
    wanted = job.state
    if not former.ours or not {*TABLES, *ddl.VIEWS} <= former.relations.keys():
        return False
    names = "file_id, load_count, generation, views_fingerprint, layout_fingerprint"
    rows = server.rows(f"SELECT {names} FROM {identifier(schema)}.{ddl.STATE}")
    return rows == [
        (wanted.file_id, wanted.load_count, job.generation, wanted.views_fingerprint, statements.fingerprint())
    ]


def _prepare(server: Server, schema: str, staging: str) -> None:
    """The schema, where it is missing, and an empty staging schema."""
    notes = server.rows(
        "SELECT coalesce(obj_description(oid, 'pg_namespace'), '') FROM pg_namespace"
        f" WHERE nspname = {ddl.literal(staging)}"
    )
    if notes and notes != [(STAGING_NOTE,)]:
        raise MirrorError(f"The schema {staging} is needed to load the mirror, but is not ours: rename or drop it.")
    _clear(server, staging)
    try:
        if not server.rows(f"SELECT 1 FROM pg_namespace WHERE nspname = {ddl.literal(schema)}"):
            server.run(
                f"CREATE SCHEMA {identifier(schema)}",
                f"COMMENT ON SCHEMA {identifier(schema)} IS 'Statistics found in reports, mirrored by Factline'",
            )
        server.run(
            f"CREATE SCHEMA {identifier(staging)}",
            f"COMMENT ON SCHEMA {identifier(staging)} IS {ddl.literal(STAGING_NOTE)}",
        )
    except ServerError as error:
        if error.sqlstate != DENIED:
            raise
        raise MirrorError(f"{error} The mirror needs a role that may make schemas: GRANT CREATE ON DATABASE.") from None


def _clear(server: Server, staging: str) -> None:
    server.run(f"DROP SCHEMA IF EXISTS {identifier(staging)} CASCADE")
