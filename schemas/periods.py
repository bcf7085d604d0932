"""SDMX time periods: strings to spans of days and back, arithmetic on them, and their rows in `dim_period`.

Our strings are `2024`, `2024-S1`, `2024-Q3`, `2024-03`, `2024-03-31` and ranges such as `2024-01-01/P9M`, `/P5Y`,
`/P17D`, beside `_U` unknown, `_T` total and `_Z` not applicable. Spans are inclusive at both ends.
Reading periods in text is not done here, and no language is known here beyond the labels of `dim_period`.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

SPANLESS = ("_U", "_T", "_Z")
_STRING = re.compile(
    r"(?P<year>\d{4})"
    r"(?:-S(?P<S>[12])|-Q(?P<Q>[1-4])|-(?P<month>\d\d)(?:-(?P<day>\d\d)(?:/P(?P<count>[1-9]\d{0,4})(?P<step>[YMD]))?)?)?",
    re.ASCII,
)
_MONTHS = {"A": 12, "S": 6, "Q": 3, "M": 1}
_FREQ = {months: freq for freq, months in _MONTHS.items()}
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Parsed:
    """A start and a length: whole months (`months` > 0) or whole days."""

    start: date
    months: int
    days: int


@lru_cache(maxsize=4096)
def span(time_period: str) -> tuple[date, date] | None:
    """First and last day of a period; None for `_U`, `_T` and `_Z`.

    Raises ValueError where the string is none of ours or names a day that does not exist.
    """
    parsed = _parse(time_period)
    return None if parsed is None else (parsed.start, _end(parsed))


@lru_cache(maxsize=4096)
def freq(time_period: str) -> str:
    """SDMX frequency: A, S, Q, M or D; `_Z` for an odd span, `_U`, `_T` and `_Z`. Raises ValueError as `span` does."""
    bounds = span(time_period)
    if bounds is None:
        return "_Z"
    if bounds[0] == bounds[1]:
        return "D"
    months = _whole_months(*bounds)
    return _FREQ.get(months, "_Z") if _is_calendar(bounds[0], months) else "_Z"


@lru_cache(maxsize=4096)
def of_span(start: date, end: date) -> str:
    """The shortest SDMX string of exactly these days, both included. Raises ValueError where `end` precedes `start`."""
    if end < start:
        raise ValueError(f"A period cannot end ({end}) before it begins ({start}): swap the two days.")
    if start == end:
        return start.isoformat()
    months = _whole_months(start, end)
    if _is_calendar(start, months):
        return _calendar_string(start, months)
    if months and months % 12 == 0:
        return f"{start}/P{months // 12}Y"
    return f"{start}/P{months}M" if months else f"{start}/P{(end - start).days + 1}D"


@lru_cache(maxsize=4096)
def shift(time_period: str, years: int = 0, months: int = 0) -> str:
    """The period of the same length that many years and months later (earlier where negative).

    A span from the first of a month up to some day keeps that day, not its length: 1 January to 24 April of any year.
    `_U`, `_T` and `_Z` stay as they are; a day that the other month lacks becomes its last day.
    Raises ValueError as `span` does, and where the result leaves the calendar.
    """
    bounds = span(time_period)
    if bounds is None:
        return time_period
    start = _plus_months(bounds[0], 12 * years + months)
    length = _whole_months(*bounds) if bounds[0] != bounds[1] else 0
    if not length and start.day == 1 and (bounds[0].year, bounds[0].month) != (bounds[1].year, bounds[1].month):
        return of_span(start, _plus_months(bounds[1], 12 * years + months))
    return of_span(start, _end(_Parsed(start, length, (bounds[1] - bounds[0]).days + 1)))


def contains(outer: str, inner: str) -> bool:
    """Whether every day of `inner` lies in `outer`; False where one has no span. Raises ValueError as `span` does."""
    wide, narrow = span(outer), span(inner)
    return wide is not None and narrow is not None and wide[0] <= narrow[0] and narrow[1] <= wide[1]


def row(time_period: str) -> dict[str, Any]:
    """The row of `dim_period` for a period, with labels in French, English, Chinese, Spanish and German.

    First day, last day and the year of the last day are None where there is no span. Raises ValueError as `span` does.
    """
    bounds = span(time_period)
    labels = {f"label_{language}": _label(words, time_period) for language, words in _LABELS.items()}
    return {
        "time_period": time_period,
        "freq": freq(time_period),
        "start_date": bounds[0] if bounds else None,
        "end_date": bounds[1] if bounds else None,
        "year": bounds[1].year if bounds else None,
        **labels,
    }


@lru_cache(maxsize=4096)
def _parse(time_period: str) -> _Parsed | None:
    if time_period in SPANLESS:
        return None
    match = _STRING.fullmatch(time_period)
    if match is None:
        raise ValueError(
            f"{time_period!r} is no SDMX period: write 2024, 2024-S1, 2024-Q3, 2024-03, 2024-03-31 or 2024-01-01/P9M."
        )
    try:
        parsed = _of_match(match)
        _end(parsed)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{time_period!r} names days that do not exist: correct the period ({error}).") from error
    return parsed


def _of_match(match: re.Match[str]) -> _Parsed:
    year = int(match["year"])
    if match["S"]:
        return _Parsed(date(year, 6 * int(match["S"]) - 5, 1), 6, 0)
    if match["Q"]:
        return _Parsed(date(year, 3 * int(match["Q"]) - 2, 1), 3, 0)
    if match["month"] is None:
        return _Parsed(date(year, 1, 1), 12, 0)
    if match["day"] is None:
        return _Parsed(date(year, int(match["month"]), 1), 1, 0)
    start = date(year, int(match["month"]), int(match["day"]))
    count = int(match["count"] or 1)
    if match["step"] in (None, "D"):
        return _Parsed(start, 0, count)
    return _Parsed(start, count * 12 if match["step"] == "Y" else count, 0)


def _end(parsed: _Parsed) -> date:
    if parsed.months:
        return _plus_months(parsed.start, parsed.months) - _DAY
    return parsed.start + timedelta(days=parsed.days - 1)


def _plus_months(day: date, months: int) -> date:
    year, month = divmod(12 * day.year + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise ValueError(f"The year {year} is outside the calendar, which runs from 1 to 9999.")
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _whole_months(start: date, end: date) -> int:
    """Number of months that the span is long, 0 where it is not a whole number of them."""
    after = end + _DAY
    months = 12 * (after.year - start.year) + after.month - start.month
    return months if months > 0 and after.day == start.day else 0


def _is_calendar(start: date, months: int) -> bool:
    """Whether so many months from that day are a calendar year, half, quarter or month."""
    return start.day == 1 and months in _FREQ and (start.month - 1) % months == 0


def _calendar_string(start: date, months: int) -> str:
    year = f"{start.year:04}"
    if months == 12:
        return year
    if months == 1:
        return f"{year}-{start:%m}"
    return f"{year}-{_FREQ[months]}{(start.month - 1) // months + 1}"


@dataclass(frozen=True, slots=True)
class _Words:
    """How a language writes a period for people: twelve month names, and patterns of {y} year, {m} month, {d} day."""

    months: str
    spanless: Mapping[str, str]
    year: str
    halves: tuple[str, str]
    quarters: tuple[str, str, str, str]
    month: str
    day: str
    first_day: str
    to: str
    same_year: str


def _label(words: _Words, time_period: str) -> str:
    bounds = span(time_period)
    if bounds is None:
        return words.spanless[time_period]
    start, end = bounds
    kind, months = freq(time_period), _whole_months(start, end)
    if kind == "S":
        return words.halves[start.month // 7].format(y=start.year)
    if kind == "Q":
        return words.quarters[start.month // 3].format(y=start.year)
    if kind != "_Z":
        return _edge(words, start, kind)
    edge = "D" if start.day > 1 or not months else "A" if start.month == 1 and months % 12 == 0 else "M"
    if edge == "M" and start.year == end.year:
        return words.same_year.format(a=_month(words, start), b=_month(words, end), y=start.year)
    return words.to.format(a=_edge(words, start, edge), b=_edge(words, end, edge))


def _edge(words: _Words, day: date, kind: str) -> str:
    pattern = {"A": words.year, "M": words.month}.get(kind) or (words.first_day if day.day == 1 else words.day)
    return pattern.format(y=day.year, m=_month(words, day), d=day.day)


def _month(words: _Words, day: date) -> str:
    return words.months.split()[day.month - 1]


_LABELS = {
    "fr": _Words(
        months="janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        spanless={"_U": "inconnue", "_T": "toutes périodes", "_Z": "sans objet"},
        year="{y}",
        halves=("1er semestre {y}", "2e semestre {y}"),
        quarters=("1er trimestre {y}", "2e trimestre {y}", "3e trimestre {y}", "4e trimestre {y}"),
        month="{m} {y}",
        day="{d} {m} {y}",
        first_day="1er {m} {y}",
        to="{a} – {b}",
        same_year="{a} – {b} {y}",
    ),
    "en": _Words(
        months="January February March April May June July August September October November December",
        spanless={"_U": "unknown", "_T": "all periods", "_Z": "not applicable"},
        year="{y}",
        halves=("H1 {y}", "H2 {y}"),
        quarters=("Q1 {y}", "Q2 {y}", "Q3 {y}", "Q4 {y}"),
        month="{m} {y}",
        day="{d} {m} {y}",
        first_day="{d} {m} {y}",
        to="{a} – {b}",
        same_year="{a} – {b} {y}",
    ),
    "zh": _Words(
        months="1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月",
        spanless={"_U": "未知", "_T": "全部时期", "_Z": "不适用"},
        year="{y}年",
        halves=("{y}年上半年", "{y}年下半年"),
        quarters=("{y}年第一季度", "{y}年第二季度", "{y}年第三季度", "{y}年第四季度"),
        month="{y}年{m}",
        day="{y}年{m}{d}日",
        first_day="{y}年{m}{d}日",
        to="{a}至{b}",
        same_year="{y}年{a}至{b}",
    ),
    "es": _Words(
        months="enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        spanless={"_U": "desconocido", "_T": "todos los períodos", "_Z": "no aplicable"},
        year="{y}",
        halves=("1.er semestre de {y}", "2.º semestre de {y}"),
        quarters=("1.er trimestre de {y}", "2.º trimestre de {y}", "3.er trimestre de {y}", "4.º trimestre de {y}"),
        month="{m} de {y}",
        day="{d} de {m} de {y}",
        first_day="{d} de {m} de {y}",
        to="{a} – {b}",
        same_year="{a} – {b} de {y}",
    ),
    "de": _Words(
        months="Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        spanless={"_U": "unbekannt", "_T": "alle Zeiträume", "_Z": "nicht zutreffend"},
        year="{y}",
        halves=("1. Halbjahr {y}", "2. Halbjahr {y}"),
        quarters=("1. Quartal {y}", "2. Quartal {y}", "3. Quartal {y}", "4. Quartal {y}"),
        month="{m} {y}",
        day="{d}. {m} {y}",
        first_day="{d}. {m} {y}",
        to="{a} – {b}",
        same_year="{a} – {b} {y}",
    ),
}
