"""Second look at dates: parts of told years, spans between dates, spans told by their end, and datelines.

They join what `dates.py` found. What the words leave open stays open here too.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta

from pipelines.dates import find, length_of, ordinal
from pipelines.fiscal import CODED
from pipelines.grammar import Reduced, Rule, Stage
from pipelines.numeric_dates import period as _period
from pipelines.periods import PeriodRef, run_to
from pipelines.tokens import NAME_OF, Sentence, chars
from schemas import periods as sdmx

MIDMONTH = 15
"""Days from which on a month counts that a fiscal quarter of whole weeks ends in."""
_FISCAL_WEEKS = {13: 3, 14: 3, 26: 6, 27: 6, 39: 9, 40: 9, 52: 12, 53: 12}
"""Months that so many weeks of a fiscal year stand for."""


def _ended(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`quarter ended June 30, 2023`, `exercice clos le 31 mars 2024`, `the 12 months to September (2025)`."""
    ref: PeriodRef = sentence.values[last]
    unit = next(
        (
            i
            for i in range(first, last)
            if NAME_OF[sentence.types[i]] in ("QUARTER", "TIME_UNIT", "FISCAL", "YEAR_WORD")
        ),
        None,
    )
    if unit is None:
        return None
    is_year = NAME_OF[sentence.types[unit]] in ("FISCAL", "YEAR_WORD")
    months = 12 if is_year else length_of(sentence, first, last)
    months *= max(ordinal(sentence, first, unit) if unit > first else 1, 1)
    if sentence.values[unit] == "wk":
        weeks = max(ordinal(sentence, first, unit) if unit > first else 1, 1)
        months = _FISCAL_WEEKS.get(weeks, 0)
        if not months:
            return _weeks_to(ref, weeks, first, last)
    if not months or months > 24:
        return None
    return _to_end(ref, months, bool(find(sentence, first, last, "ENDED")), first, last)


def _to_end(end: PeriodRef, months: int, is_told: bool, first: int, last: int) -> Reduced | None:
    """The months that end with a month or, where a fiscal quarter ends on any day, about that day."""
    if end.kind == "MONTH":
        return _period(PeriodRef("RUN", number=end.number, months=months), first, last)
    if end.kind == "DAY":
        number = (end.number - (end.day < MIDMONTH) + 11) % 12 + 1
        return _period(PeriodRef("RUN", number=number, months=months), first, last)
    bounds = sdmx.span(end.value) if end.kind == "FIXED" else None
    if bounds is None:
        return None
    day = bounds[1] if bounds[1].day >= MIDMONTH else bounds[1] - timedelta(days=bounds[1].day)
    return _period(run_to(day.year, day.month, months, is_told or sdmx.freq(end.value) == "D"), first, last)


def _part_ended(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`the third quarter ended October 28, 2017`, `exercice 2013/14, clos le 31 mars`: a fiscal span and its end."""
    part, end = sentence.values[first], sentence.values[last]
    months = {"QUARTER": part.months, "CUMULATED": part.number}.get(part.kind, 0)
    if part.kind == "FIXED" and len(part.value) == len("2024") and end.kind != "FIXED":
        months = 12
    if part.unit == CODED or (part.kind == "SPLIT" and not part.months):
        months = part.day if part.kind == "SPLIT" else part.months
    if not months or end.kind not in ("FIXED", "DAY", "MONTH"):
        return None
    return _to_end(end, months, True, first, last)


def _weeks_to(ref: PeriodRef, weeks: int, first: int, last: int) -> Reduced | None:
    """`week ending 8 October (2023)`, `the four weeks to 27 December 2020`: days counted back from the last one."""
    if ref.kind == "FIXED" and sdmx.freq(ref.value) == "D":
        end = date.fromisoformat(ref.value)
        return _period(PeriodRef("ENDED", sdmx.of_span(end - timedelta(days=7 * weeks - 1), end)), first, last)
    if ref.kind != "DAY" or ref.day > monthrange(2001, ref.number)[1]:
        return None
    start = date(2001, ref.number, ref.day) - timedelta(days=7 * weeks - 1)
    return _period(replace(ref, kind="DAYS", months=start.month, part=start.day), first, last)


def _dateline(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`Paris, le 18 novembre 2015 –`, `SALEM, Ore. (April 9, 2025)`: where and when it was written, no more."""
    at = find(sentence, first, last, "PERIOD")[0]
    ref: PeriodRef = sentence.values[at]
    is_day = ref.kind == "DAY" or (ref.kind == "FIXED" and sdmx.freq(ref.value) == "D")
    is_dashed = sentence.types[last] in _DASHES and ref.kind == "FIXED"
    if not (is_day or is_dashed):
        return None
    places = find(sentence, first, last, "PLACE")
    if not places and not find(sentence, first, at, "COMMA"):
        return None
    return Reduced("DATELINE", sentence.values[places[-1]] if places else None, first, last)


def _place_line(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`Berlin.`, `WIESBADEN –`, `Hamburg (dpa) –`: where a report was written."""
    return Reduced("DATELINE", sentence.values[first], first, last)


_DASHES = chars("DASH COLON HYPHEN")


def _between(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`entre mars 2023 et juin 2024`, `from October 2023 to September 2024`; a year told once holds for both."""
    found = find(sentence, first, last, "PERIOD")
    begin, end = sentence.values[found[0]], sentence.values[found[1]]
    if begin.kind == end.kind == "DAY":
        return _period(replace(end, kind="DAYS", months=begin.number, part=begin.day), first, last)
    if begin.kind == "MONTH" and end.kind == "DAY":
        return _period(replace(end, kind="DAYS", months=begin.number, part=1), first, last)
    if find(sentence, found[0] + 1, found[1], "WORD"):
        return None
    if begin.kind == end.kind == "MONTH":
        return _period(_run_of_months(begin.number, end.number), first, last)
    if end.kind != "FIXED" or begin.kind not in ("FIXED", "MONTH", "QUARTER", "DAY"):
        return None
    end_bounds = sdmx.span(end.value)
    if end_bounds is None:
        return None
    year = end_bounds[1].year
    if begin.kind == "DAY":
        begin = PeriodRef("FIXED", f"{year}-{begin.number:02d}-{begin.day:02d}")
    if begin.kind != "FIXED":
        month = begin.number if begin.kind == "MONTH" else (begin.number - 1) * begin.months + 1
        start = sdmx.of_span(date(year, month, 1), date(year, month, monthrange(year, month)[1]))
        begin = PeriodRef("FIXED", start if begin.kind == "MONTH" else f"{year}-Q{begin.number}")
    bounds = sdmx.span(begin.value)
    if bounds is None or bounds[0] >= end_bounds[0]:
        return None
    value = sdmx.of_span(bounds[0], end_bounds[1])
    return _period(PeriodRef("FIXED", value, base=begin.value, last=end.value), first, last)


def _run_of_months(begin: int, end: int) -> PeriodRef:
    """From one month up to another, of the next year where that comes before it."""
    if begin < end:
        return PeriodRef("SPAN", number=begin, months=end - begin + 1)
    return PeriodRef("RUN", number=end, months=end - begin + 13)


_YEAR_CODES = frozenset({"LAST_YEAR", "THIS_YEAR", "NEXT_YEAR", "PREV_YEAR", "FOLLOW_YEAR", "SAME", "YEAR_AGO"})
_PARTS = frozenset({"MONTH", "QUARTER", "SPAN", "CUMULATED", "RUN"})


def _of_year(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`in March of last year`, `im ersten Halbjahr dieses Jahres`: an open period and the word for its year."""
    part, year = sentence.values[first], sentence.values[last]
    if part.kind == "WITHIN" and part.number < 12:
        part = PeriodRef("CUMULATED", number=part.number)
    if part.value == "LAST_QUARTER" and year.kind == "FIXED" and len(year.value) == len("2024"):
        return _period(PeriodRef("FIXED", f"{year.value}-Q4"), first, last)
    if part.kind not in _PARTS or year.kind != "DEICTIC" or year.value not in _YEAR_CODES:
        return None
    return _period(replace(part, value=year.value), first, last)


def _told_span(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`sur la période 2015-2019`, `im gleichen Zeitraum 2024`: the word for a span and the span itself or its year."""
    ref: PeriodRef = sentence.values[first]
    span: PeriodRef = sentence.values[last]
    if ref.value == "LAST_QUARTER":
        return _of_year(sentence, first, last)
    if ref.kind != "DEICTIC" or not (ref.value == "SAME" or ref.value.startswith("THE_")):
        return None
    is_year = span.kind == "FIXED" and len(span.value) == len("2024") and ref.value == "SAME"
    return _period(replace(span, kind="PART") if is_year else span, first, last)


def _apposed(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`la semaine 6 (du 3 au 9 février 2025)`, `the season 2025 (May to October)`: the closer of two readings."""
    found = find(sentence, first, last, "PERIOD")
    outer, inner = sentence.values[found[0]], sentence.values[found[1]]
    if inner.kind == "FIXED" and outer.kind in ("WEEK", "QUARTER", "MONTH", "DEICTIC", "SPLIT"):
        return _period(inner, first, last)
    if inner.kind in ("SPAN", "CUMULATED", "QUARTER") and outer.kind == "FIXED" and len(outer.value) == len("2024"):
        year = int(outer.value)
        begin = inner.number if inner.kind == "SPAN" else 1
        months = inner.number if inner.kind == "CUMULATED" else inner.months
        begin = (inner.number - 1) * inner.months + 1 if inner.kind == "QUARTER" else begin
        return _period(replace(run_to(year, begin + months - 1, months, is_told=True), kind="FIXED"), first, last)
    return None


_AGENCY = "(NAME|WORD|ORG|ADVERB)"
_SPOT = "(PLACE|NAME|WORD) (PLACE|NAME|STOP|HYPHEN|OPEN PLACE CLOSE)*"
_AFTER_DATE = "(DASH|COLON|HYPHEN|STOP|OPEN|COMMA|SYMBOL|$)"
DATELINES = Stage((
    Rule("told span", "PERIOD PERIOD", _told_span),
    Rule("part of a told year", "PERIOD (OF|COMMA|PREP|OUT_OF)? DET? PERIOD", _of_year),
    Rule("period explained in brackets", "PERIOD OPEN (OF|FROM|PREP)? DET? PERIOD CLOSE", _apposed),
    Rule("part that ended", "PERIOD COMMA? ENDED DET? PERIOD", _part_ended),
    Rule("span that ended", "(DIGITS|SMALL)? (QUARTER|TIME_UNIT|FISCAL|YEAR_WORD) (ENDED|TO) DET? END? PERIOD", _ended),
    Rule("span between periods",
         "(BETWEEN|FROM|OF|SINCE) DET? PERIOD CONJ? (CONJ|TO|DASH|UNTIL) (PREP|END|DET WORD|DET)? PERIOD", _between),
    Rule("dateline", f"^{_SPOT} (COMMA {_SPOT})? COMMA? OPEN? (DET|PREP)? PERIOD CLOSE? {_AFTER_DATE}", _dateline),
    Rule("place line", f"^PLACE (OPEN {_AGENCY} (SLASH {_AGENCY})? CLOSE)? DASH|^PLACE STOP $", _place_line),
))  # fmt: skip
