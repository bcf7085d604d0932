"""Gold annotations: the CSV files that say which statements a report makes, tied to its stored text.

One row per statement, as `quote` (the exact words of number, scale and unit) and `occurrence` (which of the places
where they stand in the text, from 1), with value, unit, measure, qualifier, period, base, area, status and the words
that any name of the indicator must hold. Does not belong here: judging what was found (`pipelines.score`).
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

MEASURES = ("level", "change_rel", "change_abs", "share", "rate")
QUALIFIERS = ("exact", "approx", "min", "max", "range")
STATUSES = ("actual", "forecast", "target", "estimate")
_REQUIRED = ("quote", "indicator_words", "value", "unit", "measure", "qualifier", "period", "geo", "status")


class GoldError(ValueError):
    """A gold file that cannot be used; the message names the line and says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class GoldRow:
    """One annotated statement; `start`/`end` are code points in the stored text, found by quote and occurrence.

    Units, periods and areas are as written; an empty `period`, `base_period` or `geo` is not scored. `references`
    are names that an annotator accepts, with the area's name.
    """

    observation: str
    quote: str
    start: int
    end: int
    indicator_words: tuple[str, ...]
    references: tuple[str, ...]
    value: Decimal
    unit: str
    measure: str
    qualifier: str
    period: str
    base_period: str
    geo: str
    status: str


def read_gold(text: str, csv_text: str) -> tuple[GoldRow, ...]:
    """The rows of a gold CSV on a stored text. Raises GoldError naming the line that cannot be used."""
    reader = csv.DictReader(io.StringIO(csv_text.removeprefix("\ufeff")))
    absent = [name for name in _REQUIRED if name not in (reader.fieldnames or ())]
    if absent:
        raise GoldError(f"line 1: the gold file lacks the column {absent[0]}; it begins with a line of column names.")
    try:
        return tuple(_gold_row(text, row, reader.line_num) for row in reader)
    except csv.Error as error:
        raise GoldError(f"line {reader.line_num}: this is not CSV ({error}).") from None


def _gold_row(text: str, row: Mapping[str, str | None], line: int) -> GoldRow:
    cells = {name: (cell or "").strip() for name, cell in row.items() if isinstance(name, str)}
    quote = unicodedata.normalize("NFC", row.get("quote") or "").replace("\r\n", "\n")
    for name, allowed in (("measure", MEASURES), ("qualifier", QUALIFIERS), ("status", STATUSES)):
        if cells[name] not in allowed:
            raise GoldError(f"line {line}: {cells[name]!r} is not a {name}; write {', '.join(allowed)}.")
    start = _place(text, quote, cells.get("occurrence", ""), line)
    return GoldRow(
        observation=cells.get("observation", ""),
        quote=quote,
        start=start,
        end=start + len(quote),
        indicator_words=_split(cells["indicator_words"]),
        references=(*_split(cells.get("indicator_label", "")), *_split(cells.get("geo_name", ""))),
        value=_number(cells["value"], line),
        **{name: cells.get(name, "") for name in ("unit", "measure", "qualifier", "period", "base_period")},
        geo=cells["geo"],
        status=cells["status"],
    )


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part.strip())


def _number(cell: str, line: int) -> Decimal:
    try:
        number = Decimal(cell.replace(" ", ""))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise GoldError(f"line {line}: the value {cell!r} is not a number; write it as 412000000000 or 4.5.")
    return number


def _place(text: str, quote: str, occurrence: str, line: int) -> int:
    if not quote or not (occurrence or "1").isdecimal():
        raise GoldError(f"line {line}: a row needs a quote and, as occurrence, a whole number from 1.")
    wanted = int(occurrence or "1")
    start = -1
    for number in range(1, max(wanted, 1) + 1):
        start = text.find(quote, start + 1)
        if start < 0:
            times = "not in the text" if number == 1 else f"only {number - 1} times in the text, not {wanted}"
            raise GoldError(f"line {line}: the quote {quote!r} stands {times}; copy it exactly from the report.")
    return start
