"""An Excel workbook: facts, sources, conflicts and a dictionary of every column.

Text is always text, never a formula or a link; the one link is our own, to the fact's page in the explorer. Excel
keeps 15 digits of a number: a longer one is shown in the column of numbers in red, rounded, and the column of exact
values holds all its digits as text.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from warehouse.exports.choice import Manner
from warehouse.exports.digits import digits
from warehouse.exports.formats import Progress, Written
from warehouse.exports.sheets import Field, Kind, Sheet, sheets
from warehouse.exports.source import Source

MAX_ROWS = 1_048_575
"""Rows below the header; more go into further sheets."""
MAX_LINKS = 65_530
"""Links in a sheet; where there are more rows, addresses stand as text."""
MAX_CELL = 32_767
DIGITS = 15
CUT = " […]"
_FIRST_DATE = date(1900, 3, 1)
_EVERY = 2_000
# Text is written as such by `write_string`; these keep anything else from guessing.
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass
class _Book:
    """A workbook and its cell styles, made once each."""

    file: Any
    styles: dict[str, Any] = field(default_factory=dict)

    def style(self, number_format: str, colour: str = "") -> Any:
        key = number_format + colour
        if key not in self.styles:
            about = {"num_format": number_format, "valign": "top"} | ({"font_color": colour} if colour else {})
            self.styles[key] = self.file.add_format(about)
        return self.styles[key]


def write_workbook(source: Source, path: Path, manner: Manner, progress: Progress) -> Sequence[Written]:
    """One workbook; its rows are held in memory until it is closed."""
    found = sheets(source, manner)
    n_rows = 0
    with closing(xlsxwriter.Workbook(str(path), _OPTIONS)) as file:
        file.set_properties({"title": "Factline", "comments": _about(source), "created": source.published_at})
        book = _Book(file)
        for sheet in found:
            total = source.count(sheet.sql)
            rows = source.rows(sheet.sql)
            for number in range(max(1, -(-total // MAX_ROWS))):
                name = sheet.name if number == 0 else f"{sheet.name} {number + 1}"
                done = _write_sheet(book, name, sheet, islice(rows, MAX_ROWS), progress, total)
                n_rows += done if sheet is found[0] else 0
        progress("xlsx", 0, 0)
    return [Written(path.name, n_rows)]


def _about(source: Source) -> str:
    return f"Generation {source.generation}, published {source.published_at.isoformat()}Z"


def _write_sheet(
    book: _Book, name: str, sheet: Sheet, rows: Iterator[tuple[Any, ...]], progress: Progress, total: int
) -> int:
    page = book.file.add_worksheet(name)
    header = book.file.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    for at, each in enumerate(sheet.fields):
        page.write_string(0, at, each.header, header)
        page.set_column(at, at, each.width)
    n_rows = 0
    for n_rows, row in enumerate(rows, start=1):
        for at, (each, value) in enumerate(zip(sheet.fields, row, strict=True)):
            if value is not None:
                _write_cell(book, page, n_rows, at, each, value, total <= MAX_LINKS)
        if n_rows % _EVERY == 0:
            progress(name, n_rows, total)
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, n_rows, len(sheet.fields) - 1)
    return n_rows


def _write_cell(book: _Book, page: Any, row: int, at: int, about: Field, value: Any, has_links: bool) -> None:
    if about.kind == Kind.NUMBER or (about.kind == Kind.FITTING and not _is_long(digits(Decimal(value)))):
        _write_number(book, page, row, at, Decimal(value))
    elif about.kind == Kind.FLOAT and math.isfinite(value):
        page.write_number(row, at, value)
    elif about.kind == Kind.RATIO:
        page.write_number(row, at, float(value), book.style("0.00"))
    elif about.kind == Kind.FLAG:
        page.write_boolean(row, at, bool(value))
    elif about.kind == Kind.DATE and value >= _FIRST_DATE:
        page.write_datetime(row, at, datetime(value.year, value.month, value.day), book.style("yyyy-mm-dd"))  # noqa: DTZ001
    elif about.kind == Kind.LINK and has_links:
        page.write_url(row, at, value, string="↗", tip=value)
    else:
        text = digits(value) if isinstance(value, Decimal) else str(value)
        if len(text.encode("utf-16-le")) // 2 > MAX_CELL:
            text = text[: (MAX_CELL - len(CUT)) // 2] + CUT
        page.write_string(row, at, text)


def _write_number(book: _Book, page: Any, row: int, at: int, value: Decimal) -> None:
    """A number with as many decimals as it has, red where Excel cannot keep it."""
    text = digits(value)
    n_decimals = len(text.partition(".")[2])
    number_format = "#,##0" + ("." + "0" * n_decimals if n_decimals else "")
    page.write_number(row, at, float(value), book.style(number_format, "#B00020" if _is_long(text) else ""))


def _is_long(text: str) -> bool:
    return len(text.lstrip("-").replace(".", "").strip("0")) > DIGITS
