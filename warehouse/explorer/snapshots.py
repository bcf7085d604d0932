"""The published generation that a request reads: opened once, read by many threads, left when a newer one is there.

Beside the file, memory holds one slim row per observation in the order of the list, so that a filtered page of a
million facts is found without sorting them. What is asked of it is in the modules of the pages.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from warehouse import publish
from warehouse.database import QueryError
from warehouse.home import Home, WarehouseError
from warehouse.reading import NothingPublished

Row = dict[str, Any]
Result = TypeVar("Result")
MEMORY = "256MB"
"""What DuckDB may hold: the slim rows of a million facts take about a third of it."""
BATCH = 2_000
MAX_PAGES = 200
MAX_BYTES = 20_000_000
_ATTEMPTS = 3

# Codes become enumerations: a filter compares small numbers instead of texts.
_ENUMS = {
    "indicator": "SELECT DISTINCT indicator FROM fact_observation ORDER BY 1",
    "ref_area": "SELECT DISTINCT ref_area FROM fact_observation ORDER BY 1",
    "unit_measure": "SELECT DISTINCT unit_measure FROM fact_observation ORDER BY 1",
    "stat_type": "SELECT DISTINCT stat_type FROM fact_observation ORDER BY 1",
    "obs_status": "SELECT DISTINCT obs_status FROM fact_observation ORDER BY 1",
    "report_id": "SELECT report_id FROM dim_report ORDER BY 1",
    "source_name": (
        "SELECT DISTINCT coalesce(o.data_source, r.publisher, r.report_file) FROM fact_observation AS o "
        "JOIN dim_report AS r USING (report_id) ORDER BY 1"
    ),
}
_FACT = """
CREATE TABLE memory.fact AS
SELECT o.observation_id, o.indicator::memory.indicator AS indicator, o.ref_area::memory.ref_area AS ref_area,
  o.unit_measure::memory.unit_measure AS unit_measure, o.stat_type::memory.stat_type AS stat_type,
  o.obs_status::memory.obs_status AS obs_status, o.report_id::memory.report_id AS report_id,
  coalesce(o.data_source, r.publisher, r.report_file)::memory.source_name AS source_name,
  p.start_date AS period_start, p.end_date AS period_end,
  CAST(o.confidence AS FLOAT) AS confidence, CAST(o.value AS DOUBLE) AS number
FROM fact_observation AS o
JOIN dim_report AS r USING (report_id)
LEFT JOIN dim_period AS p USING (time_period)
ORDER BY coalesce(o.vintage_date, DATE '0001-01-01') DESC, o.confidence DESC, o.observation_id
"""
_NAMES = "{0}.name_en, {0}.name_fr, {0}.name_es, {0}.name_de, {0}.name_zh"
# What a word of a search may stand in: a table, its code, and what it is called.
_SEARCHED = {
    "indicator": ("dim_indicator AS d", "d.indicator", "d.indicator, " + _NAMES.format("d")),
    "ref_area": ("dim_geography AS d", "d.ref_area", "d.ref_area, " + _NAMES.format("d")),
    "report_id": ("dim_report AS d", "d.report_id", "d.report_id, d.report_file, d.title, d.publisher"),
    "source_name": (
        "(SELECT DISTINCT CAST(source_name AS VARCHAR) AS name FROM memory.fact) AS d", "d.name", "d.name"
    ),
}  # fmt: skip
# Folded: without case and accents.
_WORDS = """
CREATE TABLE memory.{name}_words AS
SELECT f.code, strip_accents(lower(concat_ws('|', {words}))) AS words, f.n
FROM {table}
JOIN (SELECT {name} AS code, count(*) AS n FROM memory.fact GROUP BY ALL) AS f ON CAST(f.code AS VARCHAR) = {code}
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

    def __init__(self, path: Path) -> None:
        self.path = path
        self.generation = int(path.stem)
        self.published_at = datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(tzinfo=None, microsecond=0)
        self._threads = threading.local()
        self._working = threading.RLock()
        self.pages = Pages()
        self._done: dict[str, Any] = {}
        self._con = duckdb.connect(":memory:", config={"memory_limit": MEMORY, "preserve_insertion_order": True})
        self._con.execute(f"ATTACH '{str(path).replace(chr(39), chr(39) * 2)}' AS warehouse (READ_ONLY)")
        self._con.execute("USE warehouse")
        for name, query in _ENUMS.items():
            self._con.execute(f"CREATE TYPE memory.{name} AS ENUM ({query})")
        self._con.execute(_FACT)
        for name, (table, code, words) in _SEARCHED.items():
            self._con.execute(_WORDS.format(name=name, table=table, code=code, words=words))
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

    def codes(self, column: str, text: str) -> list[str]:
        """Codes of a column (`indicator`, `ref_area`, `report_id`, `source_name`) that a text means, most used first.

        Those of which it is the code or a whole name, else those in whose names all its words stand.
        """
        words = text.split()
        holds = " AND ".join("contains(words, strip_accents(lower(?)))" for _ in words) or "false"
        sql = (
            "SELECT CAST(code AS VARCHAR) AS code, "
            "contains('|' || words || '|', '|' || strip_accents(lower(?)) || '|') AS is_whole "
            f"FROM memory.{column}_words WHERE {holds} ORDER BY is_whole DESC, n DESC, code"
        )
        found = self.rows(sql, [text, *words])
        whole = [row["code"] for row in found if row["is_whole"]]
        return whole or [row["code"] for row in found]

    def names(self, column: str, text: str, name: str, limit: int = 12) -> list[str]:
        """Names of what a text may mean, most used first; `name` is SQL for the name of `d`, the dimension's row."""
        table, code, _ = _SEARCHED[column]
        found = self.codes(column, text)[:limit]
        rows = self.rows(
            f"SELECT {code} AS code, {name} AS name FROM {table} WHERE {code} IN (SELECT unnest(?))", [found]
        )
        by_code = {row["code"]: row["name"] for row in rows}
        return [by_code[each] for each in found]

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
                    f"SELECT CAST({name} AS VARCHAR) AS code FROM memory.fact GROUP BY ALL ORDER BY count(*) DESC, 1"
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
