"""The published generation that a request reads: opened once, read by many threads, left when a newer one is there.

What it keeps in memory beside the file is made in `memory`; what is asked of it is in the modules of the pages.
"""

from __future__ import annotations

import re
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from schemas.tables import primary_key
from warehouse import publish
from warehouse.database import QueryError
from warehouse.explorer import memory
from warehouse.home import Home, WarehouseError
from warehouse.reading import NothingPublished

Row = dict[str, Any]
Result = TypeVar("Result")
MEMORY = "230MB"
"""What DuckDB may hold: the slim rows of a million facts take about half of it."""
BATCH = 2_000
MAX_PAGES = 200
MAX_BYTES = 20_000_000
_ATTEMPTS = 3

_COLUMNS = {
    "dim_indicator": "indicator, name_en, name_fr, name_es, name_de, name_zh, is_curated",
    "dim_report": "report_id, report_file, title, publisher, language",
}


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

    def __init__(self, path: Path) -> None:
        self.path = path
        self.generation = int(path.stem)
        self.published_at = datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(tzinfo=None, microsecond=0)
        self._threads = threading.local()
        self._working = threading.RLock()
        self.pages = Pages()
        self._done: dict[str, Any] = {}
        self._con = duckdb.connect(":memory:", config={"memory_limit": MEMORY, "temp_directory": tempfile.gettempdir()})
        self._con.execute(f"ATTACH '{str(path).replace(chr(39), chr(39) * 2)}' AS warehouse (READ_ONLY)")
        self._con.execute("USE warehouse")
        memory.fill(self._con)
        self._con.execute("SET enable_external_access = false; SET lock_configuration = true")

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[Row]:
        """The rows of a query. Raises QueryError where the database refuses it."""
        cursor = self._cursor()
        try:
            cursor.execute(sql, params)
            names = [str(column[0]) for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        except duckdb.Error as error:
            raise QueryError(str(error)) from error

    def of_report(self, report_id: str, tables: Mapping[str, str]) -> list[list[Row]]:
        """A report's rows in some tables, each with the columns that are wanted of it; found by their row numbers."""
        number = self.numbers("report_id").get(report_id, -1)
        places = self.rows("SELECT table_name, first_row, last_row FROM memory.rows_of WHERE report_id = ?", [number])
        of = {place["table_name"]: (place["first_row"], place["last_row"]) for place in places}
        found = []
        for table, columns in tables.items():
            sql, params = f"SELECT {columns} FROM {table} WHERE rowid BETWEEN ? AND ?", [*of.get(table, (0, -1))]
            if table != "fact_mention_part":
                sql, params = f"{sql} AND report_id = ?", [*params, report_id]
            found.append(self.rows(sql, params))
        return found

    def row_of(self, observation_id: str) -> int | None:
        """The number of an observation's slim row, or None where there is none of this id."""
        if not re.fullmatch("[0-9a-f]{32}", observation_id):
            return None
        found = self.one("SELECT fact_row FROM memory.row_of WHERE observation_id = CAST(? AS UUID)", [observation_id])
        return found["fact_row"] if found else None

    def one(self, sql: str, params: Sequence[Any] = ()) -> Row | None:
        """The first row of a query, or None."""
        found = self.rows(sql, params)
        return found[0] if found else None

    def stream(self, sql: str, params: Sequence[Any] = ()) -> tuple[list[str], Iterator[list[tuple[Any, ...]]]]:
        """Names and rows of a query in batches, for results that memory should not hold."""
        cursor = self._con.cursor()
        try:
            cursor.execute("USE warehouse")
            cursor.execute(sql, params)
        except duckdb.Error as error:
            raise QueryError(str(error)) from error
        return [str(column[0]) for column in cursor.description or ()], iter(lambda: cursor.fetchmany(BATCH), [])

    def numbers(self, column: str) -> dict[str, int]:
        """The numbers that codes of a column have in the slim rows."""
        return self.once(f"numbers {column}", lambda: {code: number for number, code in self.codes(column).items()})

    def codes(self, column: str) -> dict[int, str]:
        """The codes of a column by their numbers in the slim rows."""
        sql = f"SELECT number, code FROM memory.{column}_codes"
        return self.once(f"codes {column}", lambda: {row["number"]: row["code"] for row in self.rows(sql)})

    def meant(self, column: str, text: str) -> list[int]:
        """Numbers of the codes (indicator, ref_area, report_id, source_name) that a text means, most used first.

        Those of which it is the code or a whole name, else those in whose names all its words stand.
        """
        words = text.split()
        holds = " AND ".join("contains(words, strip_accents(lower(?)))" for _ in words) or "false"
        sql = (
            "SELECT number, contains('|' || words || '|', '|' || strip_accents(lower(?)) || '|') AS is_whole "
            f"FROM memory.{column}_words WHERE {holds} ORDER BY is_whole DESC, n DESC, number"
        )
        found = self.rows(sql, [text, *words])
        whole = [row["number"] for row in found if row["is_whole"]]
        return whole or [row["number"] for row in found]

    def names(self, column: str, text: str, name: str, limit: int = 12) -> list[str]:
        """Names of what a text may mean, most used first; `name` is SQL for the name of `d`, the dimension's row."""
        table, code, _ = memory.SEARCHED[column]
        found = [self.codes(column)[number] for number in self.meant(column, text)[:limit]]
        rows = self.rows(
            f"SELECT {code} AS code, {name} AS name FROM {table} WHERE {code} IN (SELECT unnest(?))", [found]
        )
        by_code = {row["code"]: row["name"] for row in rows}
        return [by_code[each] for each in found]

    def slim(self, where: str, params: Sequence[Any], order: str, limit: int, skip: int) -> list[Row]:
        """Slim rows by a condition on their numbers, with their codes."""
        sql = f"SELECT {memory.COLUMNS} FROM memory.fact WHERE {where} {order} LIMIT {limit} OFFSET {skip}"
        rows = self.rows(sql, params)
        for column in memory.CODES:
            codes = self.codes(column)
            for row in rows:
                row[column] = codes.get(row[column])
        return rows

    def whole(self, table: str) -> dict[str, Row]:
        """A short dimension by its code, read once for this generation."""
        key = primary_key(table)[0]
        return self.once(table, lambda: {row[key]: row for row in self.rows(f"SELECT * FROM {table}")})

    def some(self, table: str, codes: Iterable[str]) -> dict[str, Row]:
        """Rows of a long dimension by their codes, without long texts."""
        key, wanted = primary_key(table)[0], sorted(set(codes))
        marks = ", ".join("?" for _ in wanted)
        sql = f"SELECT {_COLUMNS[table]} FROM {table} WHERE {key} IN ({marks})"
        return {row[key]: row for row in self.rows(sql, wanted)}

    def once(self, name: str, work: Callable[[], Result]) -> Result:
        """What some work gives, done once for this generation: for lists that take a look at everything."""
        with self._working:
            if name not in self._done:
                self._done[name] = work()
            found: Result = self._done[name]
            return found

    @cached_property
    def n_facts(self) -> int:
        """How many observations there are."""
        return int(self.rows("SELECT count(*) AS n FROM memory.fact")[0]["n"])

    @cached_property
    def used(self) -> dict[str, list[str]]:
        """Codes in use of the short lists, most used first: `unit_measure`, `stat_type`, `obs_status`."""
        return {
            name: [
                row["code"]
                for row in self.rows(
                    f"SELECT c.code FROM memory.fact AS f JOIN memory.{name}_codes AS c ON c.number = f.{name} "
                    "GROUP BY ALL ORDER BY count(*) DESC, 1"
                )
            ]
            for name in ("unit_measure", "stat_type", "obs_status")
        }

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        """The cursor of this thread: threads do not wait for each other."""
        cursor: duckdb.DuckDBPyConnection | None = getattr(self._threads, "cursor", None)
        if cursor is None:
            cursor = self._con.cursor()
            cursor.execute("USE warehouse")
            self._threads.cursor = cursor
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
            path = publish.current(self.home)
            if path is None:
                raise NothingPublished(f"There is no warehouse in {self.home.path} yet: make one with `factline run`.")
            newest = self._newest
            if newest is not None and newest.path == path:
                return newest
            with self._lock:
                if self._newest is None or self._newest.path != path:
                    try:
                        self._newest = Snapshot(path)
                    except (duckdb.Error, OSError) as error:
                        # It may have been dropped for a newer one between looking and opening.
                        if attempt == _ATTEMPTS - 1:
                            raise WarehouseError(f"{path} cannot be opened: {error}") from error
                        continue
                return self._newest
        raise AssertionError
