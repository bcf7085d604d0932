"""The published generation that a request reads: opened once, read by many threads, left when a newer one is there.

Single facts and reports come from its index (`warehouse.index`), dimensions and lists from the file itself. What is
asked of them is in the pages' modules.
"""

from __future__ import annotations

import gc
import re
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from warehouse import connections, generations
from warehouse.connections import QueryError, State
from warehouse.home import Home, WarehouseError
from warehouse.index.building import build
from warehouse.index.layout import SEARCHED
from warehouse.index.reading import Index

Row = dict[str, Any]
Result = TypeVar("Result")
MEMORY = "90MB"
LARGE = "1GB"
"""What DuckDB may hold for a page, and for what looks at everything."""
BATCH = 2_000
SHORT = 30_000
"""Rows of a dimension that is read as a whole."""
MAX_PAGES = 200
MAX_BYTES = 20_000_000
_ATTEMPTS = 3

_COLUMNS = {
    "dim_indicator": "indicator, name_en, name_fr, name_es, name_de, name_zh, is_curated",
    "dim_report": "report_id, report_file, title, publisher, language",
}
_KEYS = {
    "dim_indicator": "indicator",
    "dim_report": "report_id",
    "dim_breakdown": "breakdown",
    "dim_unit": "unit_measure",
    "dim_geography": "ref_area",
    "dim_period": "time_period",
}
_TABLES = f"""
SELECT view_name AS name, coalesce(comment, '') AS description, true AS is_view FROM duckdb_views()
WHERE database_name = 'warehouse' AND NOT internal
UNION ALL
SELECT table_name, coalesce(comment, ''), false FROM duckdb_tables()
WHERE database_name = 'warehouse' AND NOT internal AND table_name <> '{connections.STATE}'
ORDER BY is_view DESC, name
"""


class Pages:
    """Answers that were made, the last used ones: within a generation an address always answers the same."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made: OrderedDict[str, bytes] = OrderedDict()

    def get(self, key: str) -> bytes | None:
        """The answer that was made for a key, or None."""
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
            return self._made.get(key)

    def put(self, key: str, answer: bytes) -> None:
        """Keep an answer, and drop what was not asked for lately."""
        with self._lock:
            self._made[key] = answer
            while len(self._made) > MAX_PAGES or sum(map(len, self._made.values())) > MAX_BYTES:
                self._made.popitem(last=False)


class Snapshot:
    """One published generation, open for reading; results are rows as dicts, Decimals and dates as such.

    A connection is closed with the last reference to it, so that requests that are under way keep their generation.
    """

    def __init__(self, path: Path, index: Path) -> None:
        self.path = path
        self.generation = int(path.stem)
        self.published_at = datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(tzinfo=None, microsecond=0)
        self._threads = threading.local()
        self._working = threading.Lock()
        self._locks: dict[str, threading.RLock] = {}
        self.pages = Pages()
        self.answered: set[str] = set()
        self._done: dict[str, Any] = {}
        # Attached: what looks at everything opens the file itself, and one process has one limit of memory per file.
        self._con = duckdb.connect(":memory:", config={"temp_directory": tempfile.gettempdir()})
        self._con.execute(f"ATTACH '{str(path).replace(chr(39), chr(39) * 2)}' AS warehouse (READ_ONLY)")
        # A request is one thread's work: others are under way at the same time.
        self._con.execute(f"SET memory_limit = '{MEMORY}'; SET threads = 1")
        self._con.execute("SET enable_external_access = false; SET lock_configuration = true")
        self.index = _index(path, index, connections.state(self._cursor()))
        for table in _KEYS:
            # What every page takes names from; of a long dimension each page reads what it shows.
            if table not in _COLUMNS or self._is_short(table):
                self.whole(table)

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[Row]:
        """The rows of a query. Raises QueryError where the database refuses it."""
        cursor = self._cursor()
        try:
            cursor.execute(sql, params)
            names = [str(column[0]) for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        except duckdb.Error as error:
            raise QueryError(str(error)) from error

    def row_of(self, observation_id: str) -> int | None:
        """The number of an observation's slim row, or None where there is none of this id."""
        return self.index.row_of(observation_id) if re.fullmatch("[0-9a-f]{32}", observation_id) else None

    def one(self, sql: str, params: Sequence[Any] = ()) -> Row | None:
        """The first row of a query, or None."""
        found = self.rows(sql, params)
        return found[0] if found else None

    def at_large(self, sql: str) -> list[Row]:
        """The rows of a query that looks at everything, on a connection of its own that may take more memory."""
        names, batches = self.stream([sql])
        return [dict(zip(names, row, strict=True)) for batch in batches for row in batch]

    def stream(self, queries: Iterable[str]) -> tuple[list[str], Iterator[list[tuple[Any, ...]]]]:
        """Names and rows, in batches, of queries that have the same columns, one after the other.

        They have a connection of their own, which is closed at the end. Raises QueryError, for the first one at once.
        """
        con = connections.connect(self.path, read_only=True)
        left = iter(queries)
        try:
            con.execute(
                f"SET memory_limit = '{LARGE}'; SET enable_external_access = false; SET lock_configuration = true"
            )
            con.execute(next(left))
        except duckdb.Error as error:
            con.close()
            raise QueryError(str(error)) from error
        names = [str(column[0]) for column in con.description or ()]

        def batches() -> Iterator[list[tuple[Any, ...]]]:
            with closing(con):
                yield from iter(lambda: con.fetchmany(BATCH), [])
                for sql in left:
                    con.execute(sql)
                    yield from iter(lambda: con.fetchmany(BATCH), [])

        return names, batches()

    def meant(self, column: str, text: str) -> list[int]:
        """Numbers of the codes (indicator, ref_area, report_id, source_name) that a text means, most used first."""
        count = self.index.counts(column).tolist()
        return sorted(self.index.meant(column, text), key=lambda number: (-count[number], number))

    def names(self, column: str, text: str, name: str, limit: int = 12) -> list[str]:
        """Names of what a text may mean, most used first; `name` is SQL for the name of `d`, the dimension's row."""
        found = [self.index.codes[column][number] for number in self.meant(column, text)[:limit]]
        if column == "source_name":
            return found
        table, code, _ = SEARCHED[column]
        rows = self.rows(
            f"SELECT {code} AS code, {name} AS name FROM {table} WHERE {code} IN (SELECT unnest(?))", [found]
        )
        by_code = {row["code"]: row["name"] for row in rows}
        return [by_code[each] for each in found]

    def tables(self) -> dict[str, str]:
        """What each view and table of the file is, by name, as the file itself says."""
        return self.once("tables", lambda: {row["name"]: row["description"] for row in self.rows(_TABLES)})

    def whole(self, table: str) -> dict[str, Row]:
        """A dimension by its code, without long texts, read once for this generation."""
        key = _KEYS[table]
        sql = f"SELECT {_COLUMNS.get(table, '*')} FROM {table}"
        return self.once(table, lambda: {row[key]: row for row in self.rows(sql)})

    def some(self, table: str, codes: Iterable[str]) -> Mapping[str, Row]:
        """Rows of a dimension by their codes, without long texts; a long one is not read as a whole."""
        if self._is_short(table):
            return self.whole(table)
        key, wanted = _KEYS[table], sorted(set(codes))
        marks = ", ".join("?" for _ in wanted)
        sql = f"SELECT {_COLUMNS[table]} FROM {table} WHERE {key} IN ({marks})"
        return {row[key]: row for row in self.rows(sql, wanted)}

    def _is_short(self, table: str) -> bool:
        size = self.once(f"size {table}", lambda: int(self.rows(f"SELECT count(*) AS n FROM {table}")[0]["n"]))
        return size <= SHORT

    def once(self, name: str, work: Callable[[], Result]) -> Result:
        """What some work gives, done once for this generation: for lists that take a look at everything."""
        with self._working:
            lock = self._locks.setdefault(name, threading.RLock())
        # Whoever waits for one list does not keep others from theirs.
        with lock:
            if name not in self._done:
                self._done[name] = work()
            found: Result = self._done[name]
            return found

    def used(self, column: str) -> list[str]:
        """The codes of a column, most used first."""
        count = self.index.counts(column).tolist()
        return [self.index.codes[column][number] for number in sorted(range(len(count)), key=lambda each: -count[each])]

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        """The cursor of this thread: threads do not wait for each other."""
        cursor: duckdb.DuckDBPyConnection | None = getattr(self._threads, "cursor", None)
        if cursor is None:
            cursor = self._threads.cursor = self._con.cursor()
            cursor.execute("USE warehouse")
        return cursor


class Snapshots:
    """Gives each request the newest generation of a home."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self._lock = threading.Lock()
        self._newest: Snapshot | None = None

    def newest(self) -> Snapshot:
        """The newest published generation, open. Raises NothingPublished; WarehouseError where it cannot be opened."""
        for attempt in range(_ATTEMPTS):
            path = generations.newest(self.home)
            newest = self._newest
            if newest is not None and newest.path == path:
                return newest
            with self._lock:
                if self._newest is None or self._newest.path != path:
                    try:
                        self._newest = Snapshot(path, self.home.index_of(path))
                        _settle()
                    except (duckdb.Error, OSError, WarehouseError) as error:
                        # It may have been dropped for a newer one between looking and opening.
                        if attempt == _ATTEMPTS - 1:
                            raise WarehouseError(f"{path} cannot be opened: {error}") from error
                        continue
                return self._newest
        raise AssertionError

    def has_answered(self, kind: str) -> bool:
        """Whether the newest generation is open, and what pages of this kind need once is there."""
        newest = self._newest
        try:
            return newest is not None and kind in newest.answered and newest.path == generations.current(self.home)
        except WarehouseError:
            return False


def _settle() -> None:
    """What a generation keeps is not looked through again: a collection would halt every request for as long."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _index(path: Path, folder: Path, state: State | None) -> Index:
    """The index that was made when the file was published or, where there is none of this version, a new one."""
    try:
        return Index(folder, state)
    except (OSError, ValueError):
        with tempfile.TemporaryDirectory(prefix="factline-index-") as made:
            build(path, Path(made) / folder.name)
            # Its files are open by now, and go with the last one who has them open.
            return Index(Path(made) / folder.name, state)
