"""What exports read: one published generation, opened once and read-only, and those of its facts that were chosen.

Everything of one export comes from one open file, so it is consistent, whatever is published meanwhile. How rows
are written belongs to the formats.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from schemas.tables import TABLES, primary_key
from warehouse import connections, ddl, generations
from warehouse.connections import QueryError
from warehouse.exports.choice import Choice
from warehouse.home import Home, WarehouseError

BATCH = 2_000
_DEFAULT = (*TABLES, "v_observation")
_ORDER = ("mention_id", "observation_id", "report_id")
SDMX_KEY = (
    "indicator", "ref_area", "time_period", "unit_measure", "stat_type", "base_per", "base_ref_area",
    "measurement_denominator", "breakdown",
)  # fmt: skip
"""The key columns of an observation, in the order of the data structure."""
SDMX_NAMES = {"breakdown": "COMP_BREAKDOWN"}
"""The SDMX concept of a key column, where it is not its name in capitals."""


class NothingChosenError(WarehouseError):
    """No fact matches the filters."""


class UnknownTableError(WarehouseError):
    """There is no table or view of that name."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a result: its name, DuckDB's type, and what the warehouse says of it."""

    name: str
    sql: str
    description: str


@dataclass(frozen=True, slots=True)
class Part:
    """A table, a view or a query's rows as far as it is exported: `sql` gives the rows in a fixed order."""

    name: str
    sql: str
    description: str
    columns: tuple[Column, ...]


class Source:
    """An open generation: `generation` is its number, `published_at` when it was made (UTC, without zone)."""

    def __init__(self, con: duckdb.DuckDBPyConnection, path: Path, choice: Choice) -> None:
        self.choice = choice
        self.generation = int(path.stem)
        self.published_at = datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(tzinfo=None, microsecond=0)
        self._con = con
        # A database of its own beside the read-only file: temporary tables would be seen by one cursor only.
        self._scratch = f"scratch_{uuid.uuid4().hex}"
        self._chosen = f"{self._scratch}.chosen"

    def rows(self, sql: str, params: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, a few thousand in memory at a time. Raises QueryError."""
        cursor = self._con.cursor()
        try:
            cursor.execute(sql, params)
            while batch := cursor.fetchmany(BATCH):
                yield from batch
        except duckdb.Error as error:
            raise QueryError(str(error)) from error
        finally:
            cursor.close()

    def one(self, sql: str) -> Any:
        """The single value that a query gives."""
        ((value,),) = self.rows(sql)
        return value

    def copy(self, sql: str, path: Path, options: str) -> int:
        """Let DuckDB write a query's rows to a file; how many there were. Raises QueryError."""
        return int(self.one(f"COPY ({sql}\n) TO {ddl.literal(str(path))} ({options})"))

    def parts(self, names: Sequence[str] = ()) -> list[Part]:
        """These tables and views (every table and `v_observation` where none is named), or the chosen query's rows.

        Raises UnknownTableError and QueryError.
        """
        if self.choice.query is not None:
            query = _inner(self.choice.query)
            columns = self._columns(query, self.described("v_observation"))
            return [Part("query", f"SELECT * FROM ({query}\n) AS q", f"Rows of: {query}", columns)]
        return [self.part(name) for name in names or _DEFAULT]

    def part(self, name: str) -> Part:
        """A table or view, less what was not chosen; what facts refer to comes with them. Raises UnknownTableError."""
        if name not in (*TABLES, *ddl.VIEWS):
            raise UnknownTableError(f"There is no table or view {name!r}: {', '.join((*TABLES, *ddl.VIEWS))}.")
        columns = self._columns(f"SELECT * FROM {name}", self.described(name))
        names = {column.name for column in columns}
        sql = f"SELECT t.* FROM {name} AS t WHERE {self._scope(name, names)}{self._order(name, names)}"
        return Part(name, sql, self.describe(name), columns)

    def count(self, sql: str) -> int:
        """How many rows a query gives."""
        return int(self.one(f"SELECT count(*) FROM ({sql}\n) AS q"))

    def chosen(self, alias: str, column: str = "observation_id") -> str:
        """A condition: the observation (or report) under this alias was chosen."""
        return "true" if self.choice.is_all else f"{alias}.{column} IN (SELECT {column} FROM {self._chosen})"

    def describe(self, name: str) -> str:
        """The comment on a table or view."""
        sql = "SELECT comment FROM duckdb_tables() WHERE table_name = ? UNION ALL SELECT comment FROM duckdb_views()"
        rows = list(self.rows(f"{sql} WHERE view_name = ?", [name, name]))
        return str(rows[0][0] or "") if rows else ""

    def described(self, name: str) -> dict[str, str]:
        """The comments on a table's or view's columns."""
        sql = "SELECT column_name, comment FROM duckdb_columns() WHERE table_name = ? AND comment IS NOT NULL"
        return {str(column): str(comment) for column, comment in self.rows(sql, [name])}

    def choose(self) -> None:
        """Look up which facts are meant, once. Raises NothingChosenError and QueryError."""
        condition, params = self.choice.condition()
        facts = "v_observation AS o"
        if self.choice.query is not None:
            facts += f" JOIN ({_inner(self.choice.query)}\n) AS q ON q.observation_id = o.observation_id"
        made = f"SELECT DISTINCT o.observation_id, o.report_id FROM {facts} WHERE {condition}"
        for sql, values in (
            (f"ATTACH ':memory:' AS {self._scratch} (READ_WRITE)", []),
            (f"CREATE TABLE {self._chosen} AS {made}", params),
        ):
            list(self.rows(sql, values))
        if not self.one(f"SELECT count(*) FROM {self._chosen}"):
            raise NothingChosenError(
                "No fact matches these filters: `factline query` on v_observation shows what there is."
            )

    def _scope(self, name: str, columns: set[str]) -> str:
        """What limits a table to the facts that were chosen; a table without facts or reports is whole."""
        if self.choice.is_all:
            return "true"
        if name == "fact_mention_part":
            return f"t.mention_id IN (SELECT mention_id FROM fact_mention AS m WHERE {self.chosen('m')})"
        if name == "observation_successor":
            return f"t.new_id IN (SELECT observation_id FROM {self._chosen})"
        if name == "fact_relation":
            related = f"t.related_observation_id IN (SELECT observation_id FROM {self._chosen})"
            return f"{self.chosen('t')} AND {related}"
        if name == "v_sdmx_csv":
            upper = ", ".join(f't."{SDMX_NAMES.get(key, key.upper())}"' for key in SDMX_KEY)
            return f"({upper}) IN (SELECT {', '.join(SDMX_KEY)} FROM fact_observation AS o WHERE {self.chosen('o')})"
        return next((self.chosen("t", key) for key in ("observation_id", "report_id") if key in columns), "true")

    def _order(self, name: str, columns: set[str]) -> str:
        """A whole table comes in the file's own order, by report: sorted by its hashes it takes twice the memory."""
        if name in TABLES:
            return "" if self.choice.is_all else f" ORDER BY {', '.join(primary_key(name))}"
        return next((f" ORDER BY {key}" for key in _ORDER if key in columns), "")

    def _columns(self, sql: str, described: dict[str, str]) -> tuple[Column, ...]:
        rows = self.rows(f"DESCRIBE {sql}")
        return tuple(Column(str(row[0]), str(row[1]), described.get(str(row[0]), "")) for row in rows)

    def close(self) -> None:
        """Let go of the file. The instance may live on in this process: the scratch database goes at once."""
        try:
            self._con.execute(f"DETACH DATABASE IF EXISTS {self._scratch}")
        finally:
            self._con.close()


@contextmanager
def opened(home: Home, choice: Choice, is_flat: bool) -> Iterator[Source]:
    """The newest generation, with what was chosen of it; a flat format takes a query's rows as they are.

    Raises NothingPublished, NothingChosenError and QueryError.
    """
    path = generations.newest(home)
    source = Source(connections.connect(path, read_only=True), path, choice)
    try:
        if not choice.is_all and not (is_flat and choice.query is not None):
            source.choose()
        yield source
    finally:
        source.close()


def _inner(query: str) -> str:
    """A query as it may stand within another one."""
    return query.strip().removesuffix(";")
