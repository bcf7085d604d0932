"""Making the index of a database file; how it is laid out is in `layout`, how it is read in `reading`."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, BinaryIO

import duckdb
import numpy as np

from warehouse import connections
from warehouse.home import WarehouseError
from warehouse.index.layout import (
    ALIGNED,
    CODES,
    CONTENTS,
    DAY_0,
    DESCRIPTION,
    FACT,
    LAYOUT,
    MENTION,
    NOWHERE,
    OTHER_CODES,
    PARAGRAPH,
    PART,
    POSTED,
    RELATION,
    REPORT,
    SEARCHED,
    SEARCHED_BY,
    SKIPPED,
    SLIM,
    UNKNOWN_DAY,
    Array,
    folded,
    source_of,
)

BATCH = 1_000_000
"""Rows that are taken at once: every stretch joins anew."""

_FROM = "fact_observation AS o JOIN dim_report AS r ON r.report_id = o.report_id"
_TYPE = (
    "CREATE TYPE memory.{name}_code AS ENUM (SELECT DISTINCT {sql} FROM {source} WHERE {sql} IS NOT NULL ORDER BY 1)"
)
_DAYS = f"CAST(coalesce({{0}} - DATE '{DAY_0}', {UNKNOWN_DAY}) AS INTEGER)"
_HALVES = "CAST('0x' || left({0}, 16) AS UBIGINT) AS {1}_high, CAST('0x' || right({0}, 16) AS UBIGINT) AS {1}_low"
_CODE = f"CAST(coalesce(enum_code(CAST({{0}} AS memory.{{1}}_code)), {NOWHERE}) AS INTEGER) AS {{1}}"
_FACTS = f"""
SELECT {_HALVES.format("o.observation_id", "id")}, {_HALVES.format("o.obs_key", "key")},
  {", ".join(_CODE.format(sql, name) for name, sql in CODES.items())},
  CAST(o.value AS DOUBLE) AS number, CAST(o.is_approximate AS TINYINT) AS is_approximate,
  o.confidence, o.rowid AS place,
  {_DAYS.format("o.vintage_date")} AS vintage_date,
  {_DAYS.format("p.start_date")} AS period_start, {_DAYS.format("p.end_date")} AS period_end,
  coalesce(m.start_char, 0) AS start_char, coalesce(m.end_char, 0) AS end_char,
  CAST(o.value AS VARCHAR) || ' ' || CASE WHEN o.min_value < o.max_value THEN o.min_value || ' ' || o.max_value
    ELSE ' ' END || ' ' || coalesce(m.exact, '') AS written
FROM {_FROM}
LEFT JOIN dim_period AS p ON p.time_period = o.time_period
LEFT JOIN fact_mention AS m ON m.mention_id = o.first_mention_id
WHERE o.rowid >= ? AND o.rowid < ?
"""
_CODED = """
CREATE TABLE memory.{name}_codes AS
SELECT CAST(enum_code(CAST(each AS memory.{name}_code)) AS INTEGER) AS number, each AS code
FROM (SELECT unnest(enum_range(CAST(NULL AS memory.{name}_code))) AS each)
"""
_CALLED = "SELECT c.number, concat_ws('|', {words}) FROM {table} JOIN memory.{name}_codes AS c ON c.code = {code}"
_MENTIONS = f"""
SELECT {_CODE.format("m.report_id", "report_id")}, o.rowid AS place, m.start_char, m.end_char,
  p.paragraph_no AS paragraph, {_HALVES.format("m.mention_id", "id")}, m.rowid AS own
FROM fact_mention AS m JOIN fact_observation AS o ON o.observation_id = m.observation_id
JOIN dim_paragraph AS p ON p.paragraph_id = m.paragraph_id
"""
_PARTS = f"""
SELECT m.rowid AS mention, {_CODE.format("p.role", "role")}, {_CODE.format("p.basis", "basis")},
  {_CODE.format("p.rule", "rule")}, coalesce(p.start_char, {NOWHERE}) AS start_char,
  coalesce(p.end_char, {NOWHERE}) AS end_char, p.score
FROM fact_mention_part AS p JOIN fact_mention AS m ON m.mention_id = p.mention_id
WHERE p.rowid >= ? AND p.rowid < ?
"""
_SKIPPED = f"""
SELECT {_CODE.format("report_id", "report_id")}, start_char, end_char, {_CODE.format("reason", "reason")},
  {_CODE.format("rule", "skipped_rule")} FROM skipped_numeral
"""
_RELATIONS = f"""
SELECT a.rowid AS own, b.rowid AS other, {_CODE.format("f.predicate", "predicate")}
FROM fact_relation AS f JOIN fact_observation AS a ON a.observation_id = f.observation_id
JOIN fact_observation AS b ON b.observation_id = f.related_observation_id
"""


def build(path: Path, folder: Path) -> None:
    """Make the index of a database file as a folder, which is complete or not there.

    Raises WarehouseError where the file has not the tables of this version, or the folder cannot be written.
    """
    draft = folder.with_name(f".{folder.name}.new")
    for left in (draft, folder):
        shutil.rmtree(left, ignore_errors=True)
    try:
        draft.mkdir(parents=True)
        connections.frugally(partial(_opened, path, draft), partial(_write, draft))
        draft.rename(folder)
    except (OSError, duckdb.Error) as error:
        shutil.rmtree(draft, ignore_errors=True)
        if isinstance(error, duckdb.ProgrammingError):
            raise WarehouseError("it has the tables of another version; `factline run` publishes it anew.") from error
        told = error.strerror if isinstance(error, OSError) else " ".join(str(error).split())
        raise WarehouseError(f"its index cannot be made in {folder.parent} ({told}).") from error


def _write(folder: Path, con: duckdb.DuckDBPyConnection) -> None:
    with (folder / CONTENTS).open("wb") as file:
        description = _Builder(con, file).write()
        file.flush()
        os.fsync(file.fileno())
    (folder / DESCRIPTION).write_text(json.dumps(description, ensure_ascii=False), encoding="utf-8")


@contextmanager
def _opened(path: Path, folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with closing(duckdb.connect(":memory:")) as con:
        con.execute(f"SET preserve_insertion_order = false; SET temp_directory = '{_quoted(folder)}'")
        con.execute(f"ATTACH '{_quoted(path)}' AS warehouse (READ_ONLY); USE warehouse")
        yield con


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


class _Builder:
    """Writes the stretches one after the other; each takes what the former ones have numbered."""

    def __init__(self, con: duckdb.DuckDBPyConnection, file: BinaryIO) -> None:
        self.con, self.file = con, file
        self.stretches: dict[str, tuple[str, int, int]] = {}

    def write(self) -> dict[str, Any]:
        """Write all stretches; gives the description."""
        for name, sql in CODES.items():
            # Reports without a fact have a page as well.
            source = "dim_report AS o" if name == "report_id" else _FROM
            self.con.execute(_TYPE.format(name=name, sql=sql, source=source))
            self.con.execute(_CODED.format(name=name))
        for name, (column, table) in OTHER_CODES.items():
            self.con.execute(_TYPE.format(name=name, sql=column, source=table))
        codes = {name: self._codes(name) for name in (*CODES, *OTHER_CODES)}
        self._names(codes)
        number_of = self._facts({name: len(codes[name]) for name in POSTED})
        n_reports = len(codes["report_id"])
        self._mentions(number_of, n_reports)
        self._skipped(n_reports)
        self._relations(number_of)
        self._reports(n_reports)
        return {
            "layout": LAYOUT,
            "source": source_of(connections.state(self.con)),
            "size": self.file.tell(),
            "n_facts": int((number_of >= 0).sum()),
            "codes": codes,
            "stretches": self.stretches,
        }

    def _codes(self, name: str) -> list[str]:
        ((codes,),) = self.con.execute(f"SELECT enum_range(CAST(NULL AS memory.{name}_code))").fetchall()
        return [str(code) for code in codes]

    def _names(self, codes: dict[str, list[str]]) -> None:
        """What the codes of the searched columns are called, folded, `|` around each name."""
        for name, (table, code, words) in SEARCHED.items():
            found = self.con.execute(_CALLED.format(name=name, table=table, code=code, words=words)).fetchall()
            called = dict(found)
            self._save_texts(f"{name}_names", (f"|{folded(called.get(at, ''))}|" for at in range(len(codes[name]))))

    def _facts(self, sizes: dict[str, int]) -> Array:
        """Write the slim rows; gives the number of each row by its place in the file's table, NOWHERE for a gap."""
        ((count, end),) = self.con.execute(f"SELECT count(*), coalesce(max(o.rowid), -1) + 1 FROM {_FROM}").fetchall()
        arrays = {name: np.empty(count, dtype=kind) for name, kind in FACT.items()}
        written: list[bytes] = []
        at = 0
        for start in range(0, end, BATCH):
            batch = self._columns(_FACTS, start)
            stop = at + len(batch["place"])
            for name, array in arrays.items():
                array[at:stop] = batch[name]
            written += map(str.encode, batch["written"].tolist())
            at = stop
        # Newest report first, in a report the surest fact first.
        newest = -arrays["vintage_date"].astype(np.int64)
        rank = np.lexsort((arrays["id_low"], arrays["id_high"], -arrays["confidence"], arrays["report_id"], newest))
        for name in SEARCHED_BY:
            self._save(name, ordered := arrays[name][rank])
            if name in sizes:
                order = np.argsort(ordered, kind="stable").astype(np.int32)
                self._save(f"{name}_rows", order)
                self._save(f"{name}_starts", np.searchsorted(ordered[order], np.arange(sizes[name] + 1)))
        ends = np.cumsum([len(text) for text in written], dtype=np.int64)
        places = {"text_start": ends - [len(text) for text in written], "text_end": ends}
        self._save_records("facts", SLIM, arrays | places, rank)
        self._save("by_id", np.argsort(arrays["id_high"][rank], kind="stable"))
        with self._stretch("written"):
            self.file.writelines(written)
        number_of = np.full(end, NOWHERE, dtype=np.int32)
        number_of[arrays["place"][rank]] = np.arange(count, dtype=np.int32)
        return number_of

    def _mentions(self, number_of: Array, n_reports: int) -> None:
        """Mentions by report in the order of the text, and their parts by mention."""
        found = self._columns(_MENTIONS)
        found["fact"] = number_of[found.pop("place")]
        order = np.lexsort((found["start_char"], found["report_id"]))
        self._save("report_mentions", np.searchsorted(found["report_id"][order], np.arange(n_reports + 1)))
        at_of = np.full(int(found["own"].max(initial=-1)) + 1, NOWHERE, dtype=np.int32)
        at_of[found["own"][order]] = np.arange(len(order), dtype=np.int32)
        firsts = self._parts(at_of, len(order))
        found["first_part"], found["n_parts"] = np.empty(len(order), np.int64), np.empty(len(order), np.int64)
        found["first_part"][order], found["n_parts"][order] = firsts[:-1], np.diff(firsts)
        self._save_records("mentions", MENTION, found, order)

    def _parts(self, at_of: Array, n_mentions: int) -> Array:
        """Write the parts by mention; gives the first part of each mention, and the end."""
        ((count, end),) = self.con.execute(
            "SELECT count(*), coalesce(max(rowid), -1) + 1 FROM fact_mention_part"
        ).fetchall()
        parts, mention = np.empty(count, dtype=PART), np.empty(count, dtype=np.int32)
        at = 0
        for start in range(0, end, BATCH):
            batch = self._columns(_PARTS, start)
            stop = at + len(batch["mention"])
            mention[at:stop] = at_of[batch["mention"]]
            for name in PART.names or ():
                parts[name][at:stop] = batch[name]
            at = stop
        order = np.argsort(mention, kind="stable")
        with self._stretch("parts"):
            for start in range(0, count, BATCH):
                self.file.write(parts[order[start : start + BATCH]].data)
        return np.searchsorted(mention[order], np.arange(n_mentions + 1))

    def _skipped(self, n_reports: int) -> None:
        """Numerals that are no figure, by report in the order of the text."""
        found = self._columns(_SKIPPED)
        order = np.lexsort((found["start_char"], found["report_id"]))
        self._save("report_skipped", np.searchsorted(found["report_id"][order], np.arange(n_reports + 1)))
        self._save_records("skipped", SKIPPED, found, order)

    def _relations(self, number_of: Array) -> None:
        """Relations by either of their facts."""
        found = self._columns(_RELATIONS)
        own, other = number_of[found["own"]], number_of[found["other"]]
        both = {
            "own": np.concatenate((own, other)),
            "other": np.concatenate((other, own)),
            "predicate": np.tile(found["predicate"], 2),
            "is_from": np.repeat((1, 0), len(own)),
        }
        order = np.lexsort((both["other"], both["predicate"], -both["is_from"], both["own"]))
        self._save("related", both["own"][order])
        self._save_records("relations", RELATION, both, order)

    def _reports(self, n_reports: int) -> None:
        """What is known of each report, and its paragraphs."""
        sql = f"SELECT {_CODE.format('r.report_id', 'report_id')}, {', '.join(f'r.{each}' for each in REPORT)}"
        about = {number: values for number, *values in self.con.execute(f"{sql} FROM dim_report AS r").fetchall()}
        self._save_texts("reports", self._documents(about, n_reports))

    def _documents(self, about: dict[int, list[Any]], n_reports: int) -> Iterator[str]:
        """By report, as JSON: what is known of it, and its paragraphs."""
        columns = f"{_CODE.format('report_id', 'report_id')}, {', '.join(PARAGRAPH)}"
        rows = self._rows(f"SELECT {columns} FROM dim_paragraph ORDER BY 1, paragraph_no")
        texts = groupby(rows, key=itemgetter(0))
        following = next(texts, None)
        for number in range(n_reports):
            paragraphs: list[Any] = []
            if following is not None and following[0] == number:
                paragraphs = [row[1:] for row in following[1]]
                following = next(texts, None)
            yield json.dumps([about[number], paragraphs], ensure_ascii=False, default=lambda day: day.isoformat())

    def _columns(self, sql: str, start: int | None = None) -> dict[str, Any]:
        """A query's columns as arrays, of all rows or of a batch of them."""
        return self.con.execute(sql, [] if start is None else [start, start + BATCH]).fetchnumpy()

    def _rows(self, sql: str) -> Iterator[tuple[Any, ...]]:
        self.con.execute(sql)
        while rows := self.con.fetchmany(10_000):
            yield from rows

    def _save(self, name: str, array: Array) -> None:
        with self._stretch(name, array.dtype.str):
            self.file.write(array.data)

    def _save_records(self, name: str, kind: np.dtype[Any], columns: dict[str, Array], order: Array) -> None:
        records = np.empty(len(order), dtype=kind)
        for column in kind.names or ():
            records[column] = columns[column][order]
        with self._stretch(name):
            self.file.write(records.data)

    def _save_texts(self, name: str, texts: Iterable[str]) -> None:
        ends = [0]
        with self._stretch(name):
            for text in texts:
                ends.append(ends[-1] + self.file.write(text.encode()))
        self._save(f"{name}_ends", np.array(ends, dtype=np.int64))

    @contextmanager
    def _stretch(self, name: str, kind: str = "") -> Iterator[None]:
        """Where something begins in the file and how many bytes it takes; arrays begin where they may be mapped."""
        self.file.write(bytes(-self.file.tell() % ALIGNED))
        start = self.file.tell()
        yield
        self.stretches[name] = (kind, start, self.file.tell() - start)
