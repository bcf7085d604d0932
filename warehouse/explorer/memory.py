"""What the explorer keeps in memory of a generation: a slim row per fact as arrays, names to search, row numbers.

The file stores columns: fifty rows that lie apart cost it fifty unpacked blocks a column, and an index would have to
be held in memory as a whole. The slim rows hold what the list shows, in its order, about a hundred bytes each: a filter
compares small numbers, a page takes fifty places of some arrays. Who asks is in `snapshots`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Context, Decimal
from itertools import islice
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

Row = dict[str, Any]
Array = np.ndarray[Any, np.dtype[Any]]
BATCH = 100_000
# Codes become numbers in the order of the codes.
CODES = {
    "indicator": "o.indicator",
    "ref_area": "o.ref_area",
    "time_period": "o.time_period",
    "unit_measure": "o.unit_measure",
    "stat_type": "o.stat_type",
    "obs_status": "o.obs_status",
    "base_per": "o.base_per",
    "base_ref_area": "o.base_ref_area",
    "breakdown": "o.breakdown",
    "comparator": "o.comparator",
    "report_id": "o.report_id",
    "source_name": "coalesce(o.data_source, r.publisher, r.report_file)",
}
"""The coded columns of a slim row, with what they stand for."""
UNKNOWN_DAY = -(2**31)
"""The number of no day; the others count from 1970-01-01."""
DAY_0 = date(1970, 1, 1)
_EXACT = Context(prec=60)
_SCALE = -9
"""Decimals of the column `value`, as a power of ten."""

_FROM = "fact_observation AS o JOIN dim_report AS r ON r.report_id = o.report_id"
_TYPE = "CREATE TYPE memory.{name} AS ENUM (SELECT DISTINCT {sql} FROM {source} WHERE {sql} IS NOT NULL ORDER BY 1)"
_DAYS = "CAST(coalesce({0} - DATE '1970-01-01', {1}) AS INTEGER)"
_HALF = "CAST('0x' || {0} AS UBIGINT)"
_CODE = "CAST(coalesce(enum_code(CAST({0} AS memory.{1})), -1) AS INTEGER) AS {1}"
_FACTS = f"""
SELECT {_HALF.format("left(o.observation_id, 16)")} AS id_high, {_HALF.format("right(o.observation_id, 16)")} AS id_low,
  {_HALF.format("left(o.obs_key, 16)")} AS key_high, {_HALF.format("right(o.obs_key, 16)")} AS key_low,
  {", ".join(_CODE.format(sql, name) for name, sql in CODES.items())},
  o.value, CAST(o.value AS DOUBLE) AS number, CASE WHEN o.min_value < o.max_value THEN o.min_value END AS least,
  CASE WHEN o.min_value < o.max_value THEN o.max_value END AS greatest,
  CAST(o.is_approximate AS TINYINT) AS is_approximate, CAST(o.confidence AS FLOAT) AS confidence,
  {_DAYS.format("o.vintage_date", UNKNOWN_DAY)} AS vintage_date,
  {_DAYS.format("p.start_date", UNKNOWN_DAY)} AS period_start, {_DAYS.format("p.end_date", UNKNOWN_DAY)} AS period_end,
  coalesce(m.exact, '') AS written,
  coalesce(m.start_char, 0) AS start_char, coalesce(m.end_char, 0) AS end_char
FROM {_FROM}
LEFT JOIN dim_period AS p ON p.time_period = o.time_period
LEFT JOIN fact_mention AS m ON m.mention_id = o.first_mention_id
WHERE o.rowid >= ? AND o.rowid < ?
"""
_KINDS: dict[str, Any] = (
    dict.fromkeys(("id_high", "id_low", "key_high", "key_low"), np.uint64)
    | dict.fromkeys(CODES, np.int32)
    | dict.fromkeys(("vintage_date", "period_start", "period_end", "start_char", "end_char"), np.int32)
    | {"number": np.float64, "is_approximate": np.int8, "confidence": np.float32}
)

_NAMES = "d.name_en, d.name_fr, d.name_es, d.name_de, d.name_zh"
SEARCHED = {
    "indicator": ("dim_indicator AS d", "d.indicator", f"d.indicator, {_NAMES}"),
    "ref_area": ("dim_geography AS d", "d.ref_area", f"d.ref_area, {_NAMES}"),
    "report_id": ("dim_report AS d", "d.report_id", "d.report_id, d.report_file, d.title, d.publisher"),
    "source_name": ("memory.source_name_codes AS d", "d.code", "d.code"),
}
"""What a word of a search may stand in: by column a table, its code, and what it is called."""
_CODED = """
CREATE TABLE memory.{name}_codes AS
SELECT CAST(enum_code(CAST(each AS memory.{name})) AS INTEGER) AS number, each AS code
FROM (SELECT unnest(enum_range(CAST(NULL AS memory.{name}))) AS each)
"""
# Folded: without case and accents.
_WORDS = """
CREATE TABLE memory.{name}_words AS
SELECT c.number, strip_accents(lower(concat_ws('|', {words}))) AS words
FROM {table} JOIN memory.{name}_codes AS c ON c.code = {code}
"""
# A load writes a report's rows side by side: between these row numbers they are found without an index. Where they lie
# apart (they never should) it takes longer and finds the same.
_OF_REPORT = ("fact_observation", "fact_mention", "dim_paragraph", "skipped_numeral")
_ROWS = "SELECT report_id, min(rowid), max(rowid) FROM {} GROUP BY ALL"
# By hashes, which take a quarter of the memory; where two mentions share one, a report's stretch is a little longer.
_ROWS_OF_PARTS = """
SELECT m.report_id, min(p.rowid), max(p.rowid) FROM fact_mention_part AS p JOIN (
  SELECT hash(mention_id) AS place, CAST(report_id AS memory.report_id) AS report_id FROM fact_mention
) AS m ON m.place = hash(p.mention_id) GROUP BY ALL
"""


@dataclass(frozen=True, slots=True)
class Memory:
    """The slim rows of a generation by number, newest report first.

    `arrays` has a column each, codes as numbers into `codes`; `values` the exact values as 128-bit integers, `ranges`
    the ends of closed ranges, `words` the figures' words; `order` sorts the ids; `row_numbers` gives by report and
    table the first and last row in the file.
    """

    n_facts: int
    arrays: dict[str, Array]
    codes: dict[str, list[str]]
    numbers: dict[str, dict[str, int]]
    values: Array
    ranges: dict[int, tuple[Decimal, Decimal]]
    words: pa.ChunkedArray
    order: Array
    row_numbers: dict[tuple[str, str], tuple[int, int]]

    def row_of(self, observation_id: str) -> int | None:
        """The number of an observation's row, or None where there is none of this id (32 hexadecimal digits)."""
        high, low = np.uint64(int(observation_id[:16], 16)), np.uint64(int(observation_id[16:], 16))
        ids = self.arrays["id_high"]
        at = int(np.searchsorted(ids, high, sorter=self.order))
        while at < self.n_facts and ids[row := self.order[at]] == high:
            if self.arrays["id_low"][row] == low:
                return int(row)
            at += 1
        return None

    def beginning(self, start: str, most: int = 2) -> list[str]:
        """Ids that begin with some hexadecimal digits, at most so many."""
        low, high = (np.uint64(int(start[:16].ljust(16, digit), 16)) for digit in "0f")
        first = int(np.searchsorted(self.arrays["id_high"], low, sorter=self.order))
        last = int(np.searchsorted(self.arrays["id_high"], high, side="right", sorter=self.order))
        ids = (self.id_of(int(row)) for row in self.order[first:last])
        return list(islice((each for each in ids if each.startswith(start)), most))

    def id_of(self, row: int, name: str = "id") -> str:
        """The id (`key`: the obs_key) of a row."""
        return f"{int(self.arrays[f'{name}_high'][row]):016x}{int(self.arrays[f'{name}_low'][row]):016x}"

    def with_key(self, row: int) -> Array:
        """Numbers of the rows with the same obs_key."""
        same = self.arrays["key_high"] == self.arrays["key_high"][row]
        found: Array = np.flatnonzero(same & (self.arrays["key_low"] == self.arrays["key_low"][row]))
        return found

    def rows(self, numbers: Sequence[int] | Array) -> list[Row]:
        """Slim rows with their codes, by number."""
        wanted = np.asarray(numbers, dtype=np.int64)
        columns: dict[str, list[Any]] = {name: self.arrays[name][wanted].tolist() for name in _KINDS}
        for name in CODES:
            codes = self.codes[name]
            columns[name] = [codes[number] if number >= 0 else None for number in columns[name]]
        for name in ("vintage_date", "period_start", "period_end"):
            columns[name] = [None if day == UNKNOWN_DAY else DAY_0 + timedelta(day) for day in columns[name]]
        columns["is_approximate"] = [bool(flag) for flag in columns["is_approximate"]]
        found = [dict(zip(columns, each, strict=True)) for each in zip(*columns.values(), strict=True)]
        for number, row in zip(wanted.tolist(), found, strict=True):
            row["observation_id"], row["obs_key"] = self.id_of(number), self.id_of(number, "key")
            row["value"] = _decimal(self.values[number].tobytes())
            row["least"], row["greatest"] = self.ranges.get(number, (None, None))
            row["written"] = self.words[number].as_py()
        return found


def filled(con: duckdb.DuckDBPyConnection) -> Memory:
    """Read the warehouse that is in use; names to search are left as tables of the attached database `memory`."""
    for name, sql in CODES.items():
        con.execute(_TYPE.format(name=name, sql=sql, source=_FROM))
        con.execute(_CODED.format(name=name))
    for name, (table, code, words) in SEARCHED.items():
        con.execute(_WORDS.format(name=name, table=table, code=code, words=words))
    codes = {
        name: [code for (code,) in con.execute(f"SELECT code FROM memory.{name}_codes ORDER BY number").fetchall()]
        for name in CODES
    }
    numbers = {name: {code: number for number, code in enumerate(each)} for name, each in codes.items()}
    places: dict[tuple[str, str], tuple[int, int]] = {}
    for table in (*_OF_REPORT, "fact_mention_part"):
        sql = _ROWS_OF_PARTS if table == "fact_mention_part" else _ROWS.format(table)
        places |= {(report, table): (first, last) for report, first, last in con.execute(sql).fetchall()}
    arrays, values, ranges, words = _read(con)
    # Newest report first, in a report the surest fact first.
    newest = -arrays["vintage_date"].astype(np.int64)
    rank = np.lexsort((arrays["id_high"], -arrays["confidence"], arrays["report_id"], newest)).astype(np.int32)
    for name in arrays:
        arrays[name] = arrays[name][rank]
    row_of = {before: row for row, before in enumerate(rank.tolist()) if before in ranges}
    ranges = {row_of[before]: ends for before, ends in ranges.items()}
    order = np.argsort(arrays["id_high"], kind="stable")  # of the type that a search takes as it is
    return Memory(len(rank), arrays, codes, numbers, values[rank], ranges, words.take(pa.array(rank)), order, places)


def _read(
    con: duckdb.DuckDBPyConnection,
) -> tuple[dict[str, Array], Array, dict[int, tuple[Decimal, Decimal]], pa.ChunkedArray]:
    """Arrays, exact values, closed ranges and words of all facts as the file has them, some at a time."""
    ((count, end),) = con.execute(f"SELECT count(*), coalesce(max(o.rowid), -1) + 1 FROM {_FROM}").fetchall()
    arrays = {name: np.empty(count, dtype=kind) for name, kind in _KINDS.items()}
    values = np.empty((count, 16), dtype=np.uint8)
    ranges: dict[int, tuple[Decimal, Decimal]] = {}
    written: list[Any] = []
    at = 0
    for start in range(0, end, BATCH):
        batch = con.execute(_FACTS, [start, start + BATCH]).to_arrow_table().combine_chunks()
        stop = at + batch.num_rows
        for name, array in arrays.items():
            array[at:stop] = batch.column(name).to_numpy()
        for chunk in batch.column("value").chunks:
            raw = np.frombuffer(chunk.buffers()[1], dtype=np.uint8).reshape(-1, 16)
            values[at:stop] = raw[chunk.offset : chunk.offset + batch.num_rows]
        least, greatest = batch.column("least"), batch.column("greatest")
        for place in np.flatnonzero(least.is_valid().to_numpy()).tolist():
            ranges[at + place] = (least[place].as_py(), greatest[place].as_py())
        written += batch.column("written").chunks
        at = stop
    return arrays, values, ranges, pa.chunked_array(written, pa.string())


def _decimal(value: bytes) -> Decimal:
    """An exact value from its 128 bits."""
    return Decimal(int.from_bytes(value, "little", signed=True)).scaleb(_SCALE, _EXACT)
