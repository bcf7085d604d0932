"""What a period in text means: the reference that its words make, and its resolution to an SDMX string.

What a reference leaves open (the year of "in March", what "last year" is) is settled by a `Clock`: the publication
date, the period that the text speaks of, and the statement's own. `dates.py` finds the references; which statement a
period belongs to is decided in `attach.py`; arithmetic on SDMX strings is `schemas.periods`.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from schemas import periods as sdmx

BASE_CODES = {
    "PREV_YEAR": "a", "YEAR_AGO": "a", "SAME_PREV": "a", "YOY": "a", "PREV_QUARTER": "q", "QOQ": "q",
    "PREV_MONTH": "mo", "MOM": "mo", "PREV_WEEK": "wk", "WOW": "wk", "PREV_DAY": "d", "DOD": "d",
}  # fmt: skip
"""Deictic codes that name the base of a change, and the unit by which it lies before the statement's period."""
FOLLOWING = {"FOLLOW_YEAR": "a", "FOLLOW_QUARTER": "q", "FOLLOW_MONTH": "mo", "FOLLOW_WEEK": "wk"}
"""Deictic codes that name the period after the one spoken of."""
AGO_UNITS = {"a": 12, "mo": 1, "q": 3, "wk": 0, "d": 0}
_DAYS = {"wk": 7, "d": 1}
RECENT = 62
"""Days before publication within which what is spoken of ends a year to date."""


@dataclass(slots=True, unsafe_hash=True)
class PeriodRef:
    """A period as written.

    `kind` FIXED has its SDMX string in `value`; MONTH, QUARTER, DAY, SPAN (`months` from month `number` on), DAYS (from
    day `part` of month `months` to day `day` of month `number`), WEEK and CUMULATED (the first `number` months) lack
    the year or have a code for it in `value`; RUN is `months` months up to month `number`; SPLIT is a year such as
    2016/17 (`months`: the month in which it begins, 0 unsaid; `day`: how many months it lasts, `part` months into it),
    ENDED a span told by its last day; ROLLING the last, COMING the next `number` months; WITHIN the `number` months
    that a change took; AGO lies `number` `unit`s from now (`value` NOW) or from the period spoken of (BACK, LATER);
    PART is the year `value`'s part of what is spoken of; DEICTIC has a code in `value`. A span between two periods
    also has its first and last (`base`, `last`).
    """

    kind: str
    value: str = ""
    number: int = 0
    months: int = 0
    day: int = 0
    part: int = 0
    unit: str = ""
    base: str | None = None
    last: str | None = None


@dataclass(slots=True, unsafe_hash=True)
class Clock:
    """What settles an open period.

    The publication date, the month in which a year such as 2016/17 begins, the period that the text speaks of
    (`anchor`), what now-words mean (`now`), and whether the verb looks ahead.
    """

    published: date | None
    split_month: int = 7
    anchor: str | None = None
    now: str | None = None
    is_future: bool = False


def week_of(year: int, number: int) -> str | None:
    """The days of an ISO week; None where the year has no such week."""
    try:
        start = date.fromisocalendar(year, number, 1)
    except ValueError:
        return None
    return sdmx.of_span(start, start + timedelta(days=6))


@lru_cache(maxsize=1_000)
def run_to(year: int, month: int, months: int, is_told: bool = False) -> PeriodRef:
    """The `months` months that end with a month; a year to a month also has the two months that it compares."""
    start = date(year - (months - month + 11) // 12, (month - months) % 12 + 1, 1)
    value = sdmx.of_span(start, date(year, month, monthrange(year, month)[1]))
    if months == 12 and not is_told:
        last = f"{year}-{month:02d}"
        return PeriodRef("FIXED", value, base=sdmx.shift(last, years=-1), last=last)
    return PeriodRef("ENDED", value)


def _latest(first: int, months: int, published: date, is_future: bool) -> str:
    """The latest span of months from month `first` on that ended by publication; the next one where it lies ahead."""
    year = published.year + 1
    last = first + months - 1
    while True:
        start, end = date(year, first, 1), date(year, last, monthrange(year, last)[1])
        if start <= published and (end <= published or months == 1):
            break
        year -= 1
    found = sdmx.of_span(start, end)
    return sdmx.shift(found, years=1) if is_future and end < published else found


def _cumulated_until(number: int, published: date) -> str:
    year = published.year
    if date(year, number, monthrange(year, number)[1]) > published:
        year -= 1
    return sdmx.of_span(date(year, 1, 1), date(year, number, monthrange(year, number)[1]))


@lru_cache(maxsize=1_000)
def _relative(code: str, published: date) -> str | None:
    """The period that a code names seen from the publication date; None for codes that look from elsewhere."""
    year = str(published.year)
    month = f"{year}-{published.month:02d}"
    quarter = f"{year}-Q{(published.month - 1) // 3 + 1}"
    calendar = published.isocalendar()
    week = week_of(calendar.year, calendar.week)
    table = {
        "THIS_YEAR": year,
        "LAST_YEAR": str(published.year - 1),
        "NEXT_YEAR": str(published.year + 1),
        "LAST_MONTH": sdmx.shift(month, months=-1),
        "NEXT_MONTH": sdmx.shift(month, months=1),
        "LAST_QUARTER": sdmx.shift(quarter, months=-3),
        "NEXT_QUARTER": sdmx.shift(quarter, months=3),
        "LAST_WEEK": moved(week, -1, "wk") if week else None,
        "YESTERDAY": (published - timedelta(days=1)).isoformat(),
        "TODAY": published.isoformat(),
    }
    return table.get(code)


def _rolling(number: int, published: date, is_ahead: bool) -> str:
    """The last (or next) so many months: whole calendar years where they are, else up to the month of publication."""
    years, months = divmod(number, 12)
    if not months and years > 1:
        first = published.year + 1 if is_ahead else published.year - years
        return sdmx.of_span(date(first, 1, 1), date(first + years - 1, 12, 31))
    month = 12 * published.year + published.month - 1 + (number if is_ahead else -1)
    return run_to(month // 12, month % 12 + 1, number, is_told=True).value


def moved(period: str, number: int, unit: str) -> str:
    """A period so many units (a, q, mo, wk, d) later, earlier where `number` is negative."""
    if unit in _DAYS:
        bounds = sdmx.span(period)
        if bounds is None:
            return period
        step = timedelta(days=number * _DAYS[unit])
        return sdmx.of_span(bounds[0] + step, bounds[1] + step)
    return sdmx.shift(period, months=number * AGO_UNITS[unit])


def _open(ref: PeriodRef, published: date, is_future: bool) -> str | None:
    """A period without its year, as the latest by publication (or the next where it lies ahead)."""
    if ref.kind == "CUMULATED":
        return _cumulated_until(ref.number, published)
    if ref.kind == "WEEK":
        found = week_of(published.year, ref.number)
        is_over = found is not None and found[:10] <= published.isoformat()
        return found if is_over or is_future else week_of(published.year - 1, ref.number)
    if ref.kind == "DAY":
        year = published.year
        day = min(ref.day, monthrange(year, ref.number)[1])
        is_ahead = date(year, ref.number, day) > published
        year += (not is_ahead) if is_future else -is_ahead
        return f"{year}-{ref.number:02d}-{min(ref.day, monthrange(year, ref.number)[1]):02d}"
    if ref.kind == "DAYS":
        end = date.fromisoformat(_open(replace(ref, kind="DAY"), published, is_future) or "")
        year = end.year - ((ref.months, ref.part) > (ref.number, ref.day))
        return sdmx.of_span(date(year, ref.months, min(ref.part, monthrange(year, ref.months)[1])), end)
    first = ref.number if ref.kind == "SPAN" else (ref.number - 1) * ref.months + 1
    return _latest(first, ref.months, published, is_future)


def told(ref: PeriodRef, published: date | None) -> PeriodRef:
    """A reference with what only the publication date can tell: the year of a span up to a month."""
    if ref.kind != "RUN" or published is None:
        return ref
    year, month = (int(part) for part in _latest(ref.number, 1, published, False).split("-"))
    return run_to(year, month, ref.months)


def _of_told_year(ref: PeriodRef, clock: Clock) -> str | None:
    """A part of a year that a word tells: `the third quarter of last year`."""
    around = resolve(PeriodRef("DEICTIC", ref.value), clock)
    if around is None and clock.anchor is not None:
        around = base_before(PeriodRef("DEICTIC", ref.value), clock.anchor[:4])
    if around is None:
        return None
    year = int(around[:4])
    if ref.kind == "CUMULATED":
        return run_to(year, ref.number, ref.number, is_told=True).value
    if ref.kind == "RUN":
        return run_to(year, ref.number, ref.months, is_told=True).value
    first = ref.number if ref.kind != "QUARTER" else (ref.number - 1) * ref.months + 1
    return run_to(year, first + ref.months - 1, ref.months, is_told=True).value


def _ago(ref: PeriodRef, clock: Clock) -> str | None:
    """So many units before now or, from the period spoken of, before or after it."""
    start = clock.anchor if ref.value != "NOW" else None
    if start is None:
        if clock.published is None:
            return None
        start = str(clock.published.year)
        if ref.unit != "a":
            unit = {"mo": "MONTH", "q": "QUARTER", "wk": "WEEK"}.get(ref.unit)
            start = (_around(clock.published, unit) if unit else clock.published.isoformat()) or start
    return moved(start, ref.number, ref.unit)


def _spoken(code: str, number: int, clock: Clock, published: date) -> str | None:
    """What a word means in its text: now-words the report's time, `the year` and `this quarter` those spoken of."""
    if code == "NOW":
        return clock.now or str(published.year)
    if code == "SAME":
        return clock.anchor
    if code == "YEAR_TO_DATE":
        return _year_to_date(number or published.year, clock.anchor, published)
    which, _, unit = code.partition("_")
    if which == "THE" or (which == "THIS" and unit != "YEAR"):
        bounds = sdmx.span(clock.anchor) if clock.anchor else None
        is_recent = bounds is not None and 0 <= (published - bounds[1]).days <= 366
        if clock.anchor and bounds and (which == "THE" or (is_recent and _unit_of(clock.anchor) == unit)):
            return _around(bounds[1], unit)
        return _around(published, unit)
    return _relative(code, published)


def _year_to_date(year: int, anchor: str | None, published: date) -> str:
    """From January to the end of what is spoken of where that is recent, else to the month of publication."""
    end = published.replace(day=monthrange(published.year, published.month)[1])
    bounds = sdmx.span(anchor) if anchor else None
    if bounds is not None and bounds[1].year == year and 0 <= (published - bounds[1]).days <= RECENT:
        end = bounds[1]
    return sdmx.of_span(date(year, 1, 1), end) if end.year == year else str(year)


def _unit_of(period: str) -> str:
    bounds = sdmx.span(period)
    if bounds is not None and (bounds[1] - bounds[0]).days == 6:
        return "WEEK"
    return {"A": "YEAR", "Q": "QUARTER", "M": "MONTH"}.get(sdmx.freq(period), "")


def _around(day: date, unit: str) -> str | None:
    """The calendar year, quarter, month or week around a day."""
    if unit == "WEEK":
        calendar = day.isocalendar()
        return week_of(calendar.year, calendar.week)
    return {"YEAR": f"{day.year}", "QUARTER": f"{day.year}-Q{(day.month + 2) // 3}"}.get(unit, f"{day:%Y-%m}")


def resolve(ref: PeriodRef, clock: Clock) -> str | None:
    """The SDMX string of a period as written; None where it names a base or nothing settles it."""
    if ref.kind in ("FIXED", "ENDED"):
        return ref.value
    if ref.kind == "PART":
        return same_part(clock.anchor, int(ref.value)) if clock.anchor else ref.value
    if ref.kind == "SPLIT":
        month = (ref.months or clock.split_month) + ref.part
        last = month + (ref.day or 12) - 1
        return run_to(ref.number + (last - 1) // 12, (last - 1) % 12 + 1, ref.day or 12, is_told=True).value
    if ref.kind == "AGO":
        return _ago(ref, clock)
    if ref.value and ref.kind != "DEICTIC":
        return _of_told_year(ref, clock)
    if ref.kind == "DEICTIC" and ref.value in FOLLOWING:
        return moved(clock.anchor, 1, FOLLOWING[ref.value]) if clock.anchor else None
    if clock.published is None or ref.kind == "WITHIN":
        return None
    if ref.kind == "DEICTIC":
        return _spoken(ref.value, ref.number, clock, clock.published)
    if ref.kind == "RUN":
        return told(ref, clock.published).value
    if ref.kind in ("ROLLING", "COMING"):
        return _rolling(ref.number, clock.published, ref.kind == "COMING")
    return _open(ref, clock.published, clock.is_future)


def base_before(ref: PeriodRef, period: str) -> str | None:
    """The base that a reference names, counted back from the statement's own period; None where it does not so."""
    if sdmx.span(period) is None:
        return None
    if ref.kind == "DEICTIC" and ref.value in BASE_CODES:
        unit = BASE_CODES[ref.value]
        is_coarse = unit != "a" and sdmx.freq(period) in ("A", "S")
        return None if is_coarse else moved(period, -1, unit)
    if ref.kind == "AGO" and ref.value != "LATER":
        return moved(period, ref.number, ref.unit)
    if ref.kind in ("WITHIN", "ROLLING"):
        return sdmx.shift(period, months=-ref.number)
    is_part = sdmx.freq(period) != "A"
    return sdmx.shift(period, years=-1) if is_part and ref.value == "LAST_YEAR" else None


def same_part(period: str, year: int) -> str:
    """The part of another year that a period is of its own: the second quarter of 2024 and 2023 give 2023-Q2."""
    return sdmx.shift(period, years=year - int(period[:4]))
