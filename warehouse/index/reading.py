"""An index that is open: slim rows by number, facts by id, a report with its text, mentions and skipped numerals.

Columns are mapped, so that many processes share them and only what is looked at is in memory; records and texts are
read where they lie. How it is made is in `building`; what a page shows is not known here.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from warehouse.connections import State
from warehouse.index.layout import (
    CODES,
    CONTENTS,
    DAY_0,
    DESCRIPTION,
    LAYOUT,
    MENTION,
    NOWHERE,
    PARAGRAPH,
    PART,
    POSTED,
    RELATION,
    REPORT,
    SEARCHED,
    SEARCHED_BY,
    SKIPPED,
    SLIM,
    TEXTS,
    UNKNOWN_DAY,
    Array,
    folded,
    source_of,
)

Row = dict[str, Any]
_ORDINAL_0 = DAY_0.toordinal()
_DAYS = ("vintage_date", "period_start", "period_end")


@dataclass(frozen=True, slots=True)
class Document:
    """A report: what is known of it, its paragraphs and stored text, and the records of its mentions and numerals."""

    about: Row
    paragraphs: list[Row]
    text: str
    mentions: Array
    skipped: list[Row]


class Index:
    """An index folder, open.

    Raises OSError or ValueError where there is none of this layout, whole, and of the file with this state.
    """

    def __init__(self, folder: Path, state: State | None) -> None:
        described = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
        wanted = {"layout": LAYOUT, "source": source_of(state), "size": (folder / CONTENTS).stat().st_size}
        if not isinstance(described, dict) or not wanted.items() <= described.items():
            raise ValueError(f"{folder} is no index of the file, or not whole")
        self.n_facts: int = described["n_facts"]
        self.codes: dict[str, list[str]] = described["codes"]
        self._stretches: dict[str, tuple[str, int, int]] = described["stretches"]
        self._file = (folder / CONTENTS).open("rb", buffering=0)
        # A plain view: every operation on a `memmap` costs its bookkeeping.
        self._bytes = np.memmap(self._file, dtype=np.uint8, mode="r").view(np.ndarray)
        self.arrays: Mapping[str, Array] = {name: self._array(name) for name in SEARCHED_BY}
        self._by_id, self._related = self._array("by_id"), self._array("related")
        self._report_mentions, self._report_skipped = self._array("report_mentions"), self._array("report_skipped")
        self._rows = {name: self._array(f"{name}_rows") for name in POSTED}
        self._starts = {name: self._array(f"{name}_starts") for name in POSTED}
        self._counts = {name: np.diff(starts) for name, starts in self._starts.items()}
        self._ends = {name: self._array(f"{name}_ends") for name in TEXTS}

    @cached_property
    def numbers(self) -> dict[str, dict[str, int]]:
        """The number of each code, by column."""
        return {name: {code: number for number, code in enumerate(self.codes[name])} for name in CODES}

    @cached_property
    def names(self) -> dict[str, list[str]]:
        """What the codes of the searched columns are called, folded, by column and number."""
        return {
            name: [self._text(f"{name}_names", number) for number in range(len(self.codes[name]))] for name in SEARCHED
        }

    def meant(self, column: str, text: str) -> list[int]:
        """Numbers of the codes of a searched column that a text means.

        The one of which it is the code, else those of which it is a whole name, else those whose names hold its words.
        """
        if (exact := self.numbers[column].get(text)) is not None:
            return [exact]
        names, words = self.names[column], dict.fromkeys(folded(text).split())
        found = list(range(len(names))) if words else []
        for word in words:
            found = [number for number in found if word in names[number]]
        whole = f"|{folded(text)}|"
        return [number for number in found if whole in names[number]] or found

    def counts(self, column: str) -> Array:
        """How many rows have each code of a column of `layout.POSTED`, by the code's number."""
        return self._counts[column]

    def rows_with(self, column: str, numbers: Iterable[int]) -> Array:
        """Numbers of the rows that have one of some codes of a column of `layout.POSTED`, code by code."""
        rows, starts = self._rows[column], self._starts[column]
        found = [rows[starts[number] : starts[number + 1]] for number in numbers]
        return np.concatenate(found) if found else np.zeros(0, dtype=np.int32)

    def row_of(self, observation_id: str) -> int | None:
        """The number of an observation's row, or None where there is none of this id (32 hexadecimal digits)."""
        high, low = np.uint64(int(observation_id[:16], 16)), np.uint64(int(observation_id[16:], 16))
        ids = self.arrays["id_high"]
        at = int(np.searchsorted(ids, high, sorter=self._by_id))
        while at < self.n_facts and ids[row := self._by_id[at]] == high:
            if self.arrays["id_low"][row] == low:
                return int(row)
            at += 1
        return None

    def beginning(self, start: str, most: int = 2) -> list[str]:
        """Ids that begin with some hexadecimal digits, at most so many."""
        low, high = (np.uint64(int(start[:16].ljust(16, digit), 16)) for digit in "0f")
        first = int(np.searchsorted(self.arrays["id_high"], low, sorter=self._by_id))
        last = int(np.searchsorted(self.arrays["id_high"], high, side="right", sorter=self._by_id))
        ids = (self.id_of(int(row)) for row in self._by_id[first:last])
        return list(islice((each for each in ids if each.startswith(start)), most))

    def id_of(self, row: int) -> str:
        """The id of a row."""
        return _id(self.arrays["id_high"][row], self.arrays["id_low"][row])

    def ids_of(self, rows: Array) -> list[str]:
        """The ids of some rows."""
        halves = np.stack([self.arrays[name][rows] for name in ("id_high", "id_low")], axis=1)
        digits = halves.astype(">u8").tobytes().hex()
        return [digits[start : start + 32] for start in range(0, len(digits), 32)]

    def with_key(self, row: int) -> Array:
        """Numbers of the rows with the same obs_key."""
        same = np.flatnonzero(self.arrays["key_high"] == self.arrays["key_high"][row])
        found: Array = same[self.arrays["key_low"][same] == self.arrays["key_low"][row]]
        return found

    def rows(self, numbers: Sequence[int] | Array) -> list[Row]:
        """Slim rows with their codes, ids, exact values and words, by number."""
        size, start = SLIM.itemsize, self._stretches["facts"][1]
        read = b"".join(os.pread(self._file.fileno(), size, start + int(number) * size) for number in numbers)
        return [self._row(record) for record in np.frombuffer(read, dtype=SLIM).tolist()]

    def _row(self, record: tuple[Any, ...]) -> Row:
        row: Row = dict(zip(SLIM.names or (), record, strict=True))
        for name in CODES:
            number = row[name]
            row[name] = self.codes[name][number] if number != NOWHERE else None
        for name in _DAYS:
            row[name] = _day(row[name])
        row["is_approximate"] = bool(row["is_approximate"])
        row["observation_id"] = _id(row.pop("id_high"), row.pop("id_low"))
        row["obs_key"] = _id(row.pop("key_high"), row.pop("key_low"))
        start, end = row.pop("text_start"), row.pop("text_end")
        value, least, greatest, row["written"] = self._read("written", start, end).split(" ", 3)
        row["value"] = Decimal(value)
        row["least"], row["greatest"] = (Decimal(least), Decimal(greatest)) if least else (None, None)
        return row

    def related(self, row: int) -> list[Row]:
        """Relations of a row: `other`, the other row, `predicate`, and `is_from`, whether the relation is its own."""
        first, last = np.searchsorted(self._related, (row, row + 1)).tolist()
        predicates = self.codes["predicate"]
        return [
            {"other": other, "predicate": predicates[predicate], "is_from": bool(is_from)}
            for other, predicate, is_from in self._records("relations", RELATION, first, last).tolist()
        ]

    def document(self, report_id: str) -> Document | None:
        """A report, or None where there is none of this id."""
        number = self.numbers["report_id"].get(report_id)
        if number is None:
            return None
        about, paragraphs = json.loads(self._text("reports", number))
        rows = [dict(zip(PARAGRAPH, each, strict=True)) for each in paragraphs]
        text = "".join(row["text"] for row in rows)
        mentions = self._records("mentions", MENTION, *self._report_mentions[number : number + 2].tolist())
        return Document(dict(zip(REPORT, about, strict=True)), rows, text, mentions, self._numerals(number, text))

    def _numerals(self, number: int, text: str) -> list[Row]:
        reasons, rules = self.codes["reason"], self.codes["skipped_rule"]
        found = self._records("skipped", SKIPPED, *self._report_skipped[number : number + 2].tolist()).tolist()
        return [
            {"start_char": start, "end_char": end, "exact": text[start:end], "reason": reasons[reason],
             "rule": rules[rule]}
            for start, end, reason, rule in found
        ]  # fmt: skip

    def mentions_of(self, document: Document, row: int) -> list[Row]:
        """The mentions of a fact in its report, each with its `parts`: which words gave which part by which rule."""
        own = document.mentions[document.mentions["fact"] == row]
        return [self._mention(record, document) for record in own]

    def _mention(self, record: Any, document: Document) -> Row:
        mention_id, first = _id(record["id_high"], record["id_low"]), int(record["first_part"])
        paragraph = next(each for each in document.paragraphs if each["paragraph_no"] == record["paragraph"])
        return {
            "mention_id": mention_id,
            "start_char": int(record["start_char"]),
            "end_char": int(record["end_char"]),
            "paragraph_id": paragraph["paragraph_id"],
            "heading_path": paragraph["heading_path"],
            "paragraph_text": paragraph["text"],
            "paragraph_start": paragraph["start_char"],
            "parts": [
                self._part(part, document.text)
                for part in self._records("parts", PART, first, first + int(record["n_parts"])).tolist()
            ],
        }

    def _part(self, part: tuple[Any, ...], text: str) -> Row:
        role, basis, rule, start, end, score = part
        return {
            "role": self.codes["role"][role],
            "basis": self.codes["basis"][basis],
            "rule": self.codes["rule"][rule],
            "score": score,
            "exact": None if start == NOWHERE else text[start:end],
            "start_char": None if start == NOWHERE else start,
            "end_char": None if start == NOWHERE else end,
        }

    def _array(self, name: str) -> Array:
        """An array, mapped."""
        kind, start, size = self._stretches[name]
        found: Array = self._bytes[start : start + size].view(kind)
        return found

    def _records(self, name: str, kind: np.dtype[Any], first: int, last: int) -> Array:
        """The records from one number to another, excluded."""
        start = self._stretches[name][1] + first * kind.itemsize
        return np.frombuffer(os.pread(self._file.fileno(), (last - first) * kind.itemsize, start), dtype=kind)

    def _text(self, name: str, number: int) -> str:
        return self._read(name, *self._ends[name][number : number + 2].tolist())

    def _read(self, name: str, start: int, end: int) -> str:
        return os.pread(self._file.fileno(), end - start, self._stretches[name][1] + start).decode()


def _id(high: Any, low: Any) -> str:
    return f"{int(high):016x}{int(low):016x}"


def _day(number: int) -> Any:
    return None if number == UNKNOWN_DAY else date.fromordinal(_ORDINAL_0 + number)
