"""A connection to a PostgreSQL server: where it is, statements and rows, errors as sentences.

Passwords are libpq's affair: it takes them from PGPASSWORD or a pgpass file, and none ever passes through here.
What is asked of the server is said elsewhere.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from warehouse.home import WarehouseError
from warehouse.postgres.statements import identifier

if TYPE_CHECKING:
    import pyarrow as pa
    from pgpq import ArrowToPostgresBinaryEncoder

SCHEMES = ("postgresql://", "postgres://")
NAMED_BY = ("PGHOST", "PGHOSTADDR", "PGSERVICE", "PGDATABASE")
DENIED, HAS_DEPENDENTS, OTHER_COLUMNS, VIOLATED = "42501", "2BP01", "42P16", "23503"
LOCKED = ("55P03", "57014", "40P01")
"""SQLSTATE where a lock was not given in time: lock timeout, statement timeout, deadlock."""


class MirrorError(WarehouseError):
    """The mirror could not be made; what was mirrored before stays."""


class AddressError(WarehouseError):
    """The server's address is missing, or is none that is taken."""


class ServerError(MirrorError):
    """What the server answered. `sqlstate` is empty where it did not answer at all."""

    def __init__(self, message: str, sqlstate: str = "") -> None:
        super().__init__(message)
        self.sqlstate = sqlstate


def address(to: str | None, environ: Mapping[str, str]) -> str:
    """The address to connect to: `to`, else what libpq's own environment variables say.

    Raises AddressError where there is none, where it is no postgresql:// address, or where it holds a password.
    The message never repeats the address.
    """
    if to is None:
        if any(environ.get(name) for name in NAMED_BY):
            return "postgresql://"
        raise AddressError(
            "No server is named: give --to postgresql://user@host:5432/database, or set PGHOST, PGDATABASE and PGUSER,"
            " or PGSERVICE."
        )
    from psycopg import ProgrammingError, conninfo

    if not to.startswith(SCHEMES):
        raise AddressError("The address of the server begins with postgresql://, as in postgresql://user@host:5432/db.")
    try:
        parts = conninfo.conninfo_to_dict(to)
    except ProgrammingError:
        raise AddressError(
            "The address of the server cannot be read: it is postgresql://user@host:5432/db, with special signs as %XX."
        ) from None
    if ":" in str(parts.get("user", "")) or any("password" in key for key in parts):
        raise AddressError(
            "The address holds a password, which the process list and the shell's history would show: leave it out, and"
            " put the password into the environment variable PGPASSWORD or into a pgpass file (~/.pgpass, mode 0600)."
        )
    return to


class Server:
    """One connection, committing each statement unless in a `transaction`; use it as a context manager."""

    def __init__(self, uri: str, application: str) -> None:
        # Loaded where they are needed: every other command, and `factline --help`, does without.
        import psycopg

        logging.getLogger("psycopg").setLevel(logging.ERROR)  # what it warns of is raised as well
        self._error = psycopg.Error
        with self._told():
            self._con = psycopg.connect(uri, autocommit=True, application_name=application, client_encoding="utf8",
                                        prepare_threshold=None, cursor_factory=psycopg.RawCursor)  # fmt: skip
        with suppress(ServerError):  # servers before 14 have no such limit
            self.run("SET idle_session_timeout = 0")

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self._con.close()

    def run(self, *statements: str) -> None:
        """Run statements, if any, in one message. Raises ServerError."""
        if not statements:
            return
        with self._told():
            self._con.execute(";\n".join(statements).encode())

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query, whose parameters are $1, $2… Raises ServerError."""
        with self._told():
            return self._con.execute(sql.encode(), params or None).fetchall()

    def copy(self, table: str, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> int:
        """Copy Arrow batches, as they come, into a table that this transaction has made; say how many rows they were.

        The rows are frozen at once: nobody has to look up later who wrote them, and transactions that are older than
        the table's see them too, not an empty table. Raises ServerError.
        """
        encoder = _encoder(schema)
        columns = ", ".join(map(identifier, schema.names))
        form = "binary" if encoder else "text"
        statement = f"COPY {identifier(table)} ({columns}) FROM STDIN (FORMAT {form}, FREEZE)"
        with self._told(), self._con.cursor() as cursor:
            with cursor.copy(statement.encode()) as sent:
                if encoder:
                    sent.write(encoder.write_header())
                    for batch in batches:
                        sent.write(encoder.write_batch(batch))
                    sent.write(encoder.finish())
                else:
                    for batch in batches:
                        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                            sent.write_row(row)
            return cursor.rowcount

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """One transaction: committed at the end of the block, rolled back on any exception."""
        self.run("BEGIN")
        try:
            yield
        except BaseException:
            with suppress(ServerError):  # the connection may be lost, which is rolled back as well
                self.run("ROLLBACK")
            raise
        self.run("COMMIT")

    @contextmanager
    def _told(self) -> Iterator[None]:
        """The driver's errors as ours: what the server says, without the statement and the driver's own words."""
        try:
            yield
        except self._error as error:
            said = [error.diag.message_primary, error.diag.message_detail]
            message = ". ".join(part.rstrip(".") for part in said if part) or str(error)
            raise ServerError(f"PostgreSQL: {' '.join(message.split()).rstrip('.')}.", error.sqlstate or "") from None


def _encoder(schema: pa.Schema) -> ArrowToPostgresBinaryEncoder | None:
    """What writes PostgreSQL's binary form; None where there is no wheel of it (Linux on ARM): psycopg takes longer."""
    try:
        from pgpq import ArrowToPostgresBinaryEncoder
    except ImportError:
        return None
    return ArrowToPostgresBinaryEncoder(schema)
