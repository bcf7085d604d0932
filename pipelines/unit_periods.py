"""Periods of languages whose unit words stand behind their numbers: 2024年3月12日, 1—9月, 2024年上半年, “十四五”.

The rules are those of `periods.py` in another order; what they make is the same `PeriodRef`, with deictic codes of its
own that `resolved` settles.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from pipelines import periods
from pipelines.grammar import Reduced, Rule, Stage
from pipelines.numbers import Numeral
from pipelines.periods import Clock, PeriodRef
from pipelines.tokens import CHAR, NAME_OF, Sentence
from schemas import periods as sdmx

ERA, OLD_ERA, FIRST_OF_ERA = 1911, 60, 90
"""Years of the Republic of China count from 1912; those with three digits, or nearly, stand before parts of a year."""
_PARTED = frozenset({"QUARTER", "NUMERAL", "END", "MID", "COMMA"})
_PARTS = {"Q1": (1, 3), "Q2": (4, 3), "Q3": (7, 3), "Q4": (10, 3), "S1": (1, 6), "S2": (7, 6)}
_YEARS = {"LAST_YEAR": -1, "THIS_YEAR": 0, "NEXT_YEAR": 1, "BEFORE_LAST": -2, "AFTER_NEXT": 2, "PREV_YEAR": -1}
LONGEST_MONTH = 31
_WEEKS = {"THIS_WEEK": 0, "LAST_WEEK": 1}
_DAYS = {"THAT_DAY": 0, "TODAY": 0, "YESTERDAY": -1}


@dataclass(frozen=True, slots=True)
class YearRef:
    """A year by number, or by its distance from the year of publication; `is_split`: it begins in one year."""

    number: int = 0
    code: str = ""
    is_split: bool = False


def _number(sentence: Sentence, index: int) -> int:
    value = sentence.values[index]
    if isinstance(value, Numeral):
        is_plain = value.mult == 0 and value.decimals == 0 and value.value < 10000
        return int(value.value) if is_plain else 0
    return int(value) if isinstance(value, int) else 0


def _year(sentence: Sentence, first: int, last: int) -> Reduced | None:
    numeral: Numeral = sentence.values[first]
    is_split = sentence.values[last] == "SCHOOL"
    number = _number(sentence, first)
    if numeral.is_year:
        return Reduced("YEAR", YearRef(number, is_split=is_split), first, last)
    follows = NAME_OF.get(sentence.types[last + 1 : last + 2] or "", "")
    if FIRST_OF_ERA <= number < FIRST_OF_ERA + 60 and follows in _PARTED:
        return Reduced("YEAR", YearRef(number + ERA, is_split=is_split), first, last)
    joint = NAME_OF[sentence.types[first - 1]] if first else ""
    is_counted = numeral.is_words or numeral.mult or joint in ("LAST", "FIRST", "APPROX", "ABOVE")
    if sentence.values[last] == "ERA" and OLD_ERA <= number < FIRST_OF_ERA + 60 and not is_counted:
        return Reduced("YEAR", YearRef(number + ERA), first, last)
    is_short = 0 < number < 100 and len(sentence.words(first, first)) == 2 and not numeral.is_words
    follows = NAME_OF.get(sentence.types[last + 1 : last + 2] or "", "")
    if is_short and (
        follows in ("QUARTER", "MONTH") or (joint in ("DASH", "TO", "SLASH") and _is_year(sentence, first - 2))
    ):
        return Reduced("YEAR", YearRef(2000 + number, is_split=is_split), first, last)
    return None


def _is_year(sentence: Sentence, index: int) -> bool:
    value = sentence.values[index] if index >= 0 else None
    return isinstance(value, Numeral) and value.is_year


def _month(sentence: Sentence, first: int, last: int) -> Reduced | None:
    number = _number(sentence, first)
    return Reduced("MONTH", number, first, last) if 1 <= number <= 12 else None


MARKS = Stage((
    Rule("year and mark", "NUMERAL YEAR_MARK", _year),
    Rule("month and mark", "NUMERAL MONTH_MARK", _month),
))  # fmt: skip


def _period(ref: PeriodRef, first: int, last: int) -> Reduced:
    return Reduced("PERIOD", ref, first, last)


def _found(sentence: Sentence, first: int, last: int, name: str) -> list[int]:
    return [index for index in range(first, last + 1) if sentence.types[index] == CHAR[name]]


def _year_of(sentence: Sentence, first: int, last: int) -> YearRef | None:
    """The year that tokens name first: by number, by a deictic word, or a bare numeral that is one."""
    for index in range(first, last + 1):
        value = sentence.values[index]
        if isinstance(value, YearRef):
            return value
        if sentence.types[index] == CHAR["DEICTIC"]:
            return YearRef(code=value) if value in _YEARS else None
        if isinstance(value, Numeral) and value.is_year:
            return YearRef(_number(sentence, index))
    return None


def _months_of(year: YearRef | None, month: int, months: int, kind: str) -> PeriodRef:
    """`months` months from `month` on, of a year that is known, deictic or open."""
    if year is None:
        return PeriodRef(kind, number=month if kind in ("MONTH", "SPAN") else (month - 1) // months + 1, months=months)
    if year.code:
        return PeriodRef("OF_YEAR", year.code, number=month, months=months)
    end = month + months - 1
    start = date(year.number, month, 1)
    return PeriodRef("FIXED", sdmx.of_span(start, date(year.number, end, monthrange(year.number, end)[1])))


def _day(sentence: Sentence, first: int, last: int) -> Reduced | None:
    at = _found(sentence, first, last, "MONTH")[0]
    month, day = sentence.values[at], _number(sentence, at + 1)
    year = _year_of(sentence, first, at)
    if not 1 <= day <= monthrange(year.number if year and year.number else 2024, month)[1]:
        return None
    if year is None:
        return _period(PeriodRef("DAY", number=month, day=day), first, last)
    if year.code:
        return _period(PeriodRef("OF_YEAR", year.code, number=month, day=day), first, last)
    return _period(PeriodRef("FIXED", f"{year.number}-{month:02d}-{day:02d}"), first, last)


def _day_alone(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """24日一天: the latest such day; not where it only dates what was made known (25日发布, 17日在北京公布)."""
    number = _number(sentence, first)
    is_written = sentence.words(first, first).isdigit()
    if not is_written or not 1 <= number <= LONGEST_MONTH or _is_reporting(sentence, last):
        return None
    return _period(PeriodRef("DAY", day=number), first, last)


def _is_reporting(sentence: Sentence, last: int) -> bool:
    """Whether a word of saying stands behind a day, over a place."""
    at = last + 1
    while at < len(sentence.types) and at - last < 4 and NAME_OF[sentence.types[at]] in ("PREP", "PLACE"):
        at += 1
    return NAME_OF.get(sentence.types[at : at + 1] or "", "") == "SOURCE_CUE"


def _day_span(sentence: Sentence, first: int, last: int) -> Reduced | None:
    months = [sentence.values[i] for i in _found(sentence, first, last, "MONTH")]
    days = [_number(sentence, i) for i in _found(sentence, first, last, "NUMERAL")]
    year = _year_of(sentence, first, last)
    if len(days) != 2 or year is None or year.code or not all(1 <= day <= 28 + 3 for day in days):
        return None
    try:
        start, end = date(year.number, months[0], days[0]), date(year.number, months[-1], days[1])
    except ValueError:
        return None
    return _period(PeriodRef("FIXED", sdmx.of_span(start, end)), first, last) if start < end else None


def _month_span(sentence: Sentence, first: int, last: int) -> Reduced | None:
    years = [i for i in range(first, last + 1) if NAME_OF[sentence.types[i]] in ("YEAR", "DEICTIC")]
    end = sentence.values[last]
    joint = next(i for i in range(last - 1, first - 1, -1) if NAME_OF[sentence.types[i]] in ("TO", "DASH"))
    while NAME_OF[sentence.types[joint - 1]] in ("TO", "DASH"):
        joint -= 1
    begin = _number(sentence, joint - 1)
    year = _year_of(sentence, first, last)
    if len(years) == 2 and year is not None and isinstance(sentence.values[years[1]], YearRef):
        last_year = sentence.values[years[1]].number
        start = date(year.number, begin, 1)
        value = sdmx.of_span(start, date(last_year, end, monthrange(last_year, end)[1]))
        return _period(PeriodRef("FIXED", value), first, last)
    if not 1 <= begin < end:
        return None
    return _period(_months_of(year, begin, end - begin + 1, "SPAN"), first, last)


def _one_month(sentence: Sentence, first: int, last: int) -> Reduced | None:
    at = _found(sentence, first, last, "MONTH")[0]
    return _period(_months_of(_year_of(sentence, first, at), sentence.values[at], 1, "MONTH"), first, last)


def _part(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """A quarter, half or the first months of a year."""
    at = _found(sentence, first, last, "QUARTER")[0]
    code = sentence.values[at]
    year = _year_of(sentence, first, last)
    if code.startswith("M"):
        months = int(code[1:])
        if months == 12:
            return _whole_year(year, first, last)
        ref = PeriodRef("CUMULATED", number=months) if year is None else _months_of(year, 1, months, "SPAN")
        return _period(ref, first, last)
    month, months = _PARTS[code]
    if NAME_OF[sentence.types[last]] == "END":
        return _period(_months_of(year, month + months - 1, 1, "MONTH"), first, last)
    return _period(_months_of(year, month, months, "QUARTER"), first, last)


def _whole_year(year: YearRef | None, first: int, last: int) -> Reduced:
    if year is None:
        return _period(PeriodRef("DEICTIC", "WHOLE_YEAR"), first, last)
    if year.code:
        return _period(PeriodRef("DEICTIC", year.code), first, last)
    return _period(PeriodRef("FIXED", str(year.number)), first, last)


def _first_months(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """前9个月, 头两个月."""
    at = _found(sentence, first, last, "TIME_UNIT")[0]
    months = _number(sentence, at - 1)
    if sentence.values[at] != "mo" or not 1 <= months <= 12:
        return None
    year = _year_of(sentence, first, at - 2)
    ref = PeriodRef("CUMULATED", number=months) if year is None else _months_of(year, 1, months, "SPAN")
    return _period(ref, first, last)


def _years(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """2019年至2023年, 2016—2020年, 2023—2024学年."""
    found = [i for i in range(first, last + 1) if NAME_OF[sentence.types[i]] in ("YEAR", "NUMERAL")]
    begin, end = (_year_of(sentence, index, index) for index in (found[0], found[1]))
    if begin is None or end is None or not begin.number < end.number <= begin.number + 200:
        return None
    if end.is_split and end.number == begin.number + 1:
        return _period(PeriodRef("SPLIT", number=begin.number), first, last)
    value = sdmx.of_span(date(begin.number, 1, 1), date(end.number, 12, 31))
    return _period(PeriodRef("FIXED", value, base=str(begin.number), last=str(end.number)), first, last)


def _one_year(sentence: Sentence, first: int, last: int) -> Reduced | None:
    year: YearRef = sentence.values[first]
    if year.is_split:
        return _period(PeriodRef("SPLIT", number=year.number), first, last)
    return _period(PeriodRef("FIXED", str(year.number)), first, last)


def _deictic(sentence: Sentence, first: int, last: int) -> Reduced | None:
    if sentence.values[first] in ("TODAY", "YESTERDAY") and _is_reporting(sentence, last):
        return None
    return _period(PeriodRef("DEICTIC", sentence.values[first]), first, last)


def _same_part(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """2023年同期: that year's part of the period spoken of."""
    told = sentence.values[first]
    code = told if told in _YEARS else ""
    number = told.number if isinstance(told, YearRef) else 0
    if (
        sentence.values[last] not in ("SAME_AS", "THAT_DAY")
        or not (number or code)
        or sentence.words(last, last)[0] in sentence.words(first, first)
    ):
        return None
    return _period(PeriodRef("SAME_PART", code, number=number), first, last)


def year_of(ref: PeriodRef, published: date | None) -> int:
    """The year whose part is meant: by number, or by its distance from the year of publication (前年同月)."""
    return ref.number or ((published.year if published else 0) + _YEARS.get(ref.value, 0))


def _plan(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """A five-year plan's years; its last year where the words name its end."""
    begin, _, end = sentence.values[first].partition("/")
    if NAME_OF[sentence.types[last]] == "END":
        return _period(PeriodRef("FIXED", end), first, last)
    value = sdmx.of_span(date(int(begin), 1, 1), date(int(end), 12, 31))
    return _period(PeriodRef("FIXED", value, base=str(int(begin) - 1), last=value), first, last)


def _ago(sentence: Sentence, first: int, last: int) -> Reduced | None:
    number = _number(sentence, first)
    months = number * (12 if sentence.values[last] == "a" else 1)
    return _period(PeriodRef("AGO", "NOW", months=months), first, last) if 0 < months <= 1200 else None


def _rolling(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """过去五年, 近三年: the years up to the last one."""
    at = next(i for i in range(first, last + 1) if NAME_OF[sentence.types[i]] == "NUMERAL")
    number = _number(sentence, at)
    unit = sentence.values[at + 1]
    is_year = unit in ("a", "") or NAME_OF[sentence.types[at + 1]] == "YEAR_MARK"
    return _period(PeriodRef("ROLLING", number=12 * number), first, last) if is_year and 1 < number <= 50 else None


_BACK = "(YEAR|DEICTIC)"
_JOINT = "(TO|DASH){1,2}"
_DAY = "(DAY_MARK|NUMBERED)"
_EDGE = "OF? (END|BEGIN|MID|CLOSE MID)?"


def _dateline(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """北京1月20日电: where and when it was written, not what it speaks of."""
    return Reduced("DATELINE", sentence.values[first], first, last) if sentence.values[last] == "WIRE" else None


def _until(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """截至2024年6月30日止六个月, 截至2024年12月31日止年度: a span told by its last day."""
    at = next(i for i in range(first, last + 1) if sentence.types[i] == CHAR["PERIOD"])
    ref: PeriodRef = sentence.values[at]
    bounds = sdmx.span(ref.value) if ref.kind == "FIXED" else None
    numbers = _found(sentence, at, last, "NUMERAL")
    if NAME_OF[sentence.types[at + 1]] == "OF":
        return _months_to(ref, bounds, _number(sentence, numbers[0]), first, last)
    told = sentence.values[at + 1]
    if bounds is None or told not in ("STOP", "STOP12") or (told == "STOP" and last == at + 1):
        return None
    unit = sentence.values[last]
    months = _number(sentence, numbers[0]) * (1 if unit == "mo" else 12) if numbers and told == "STOP" else 12
    end = bounds[1]
    if not 1 <= months <= 60 or end.day < 28:
        return None
    index = 12 * end.year + end.month - months
    start = date(index // 12, index % 12 + 1, 1)
    return _period(PeriodRef("ENDED", sdmx.of_span(start, end)), first, last)


def _months_to(ref: PeriodRef, bounds: tuple[date, date] | None, months: int, first: int, last: int) -> Reduced | None:
    """截至6月末的六个月: as many months as its last one has in the year."""
    if ref.kind == "MONTH" and ref.number == months:
        return _period(PeriodRef("CUMULATED", number=months), first, last)
    if bounds is None or not 1 <= months <= bounds[1].month or (bounds[1] - bounds[0]).days > LONGEST_MONTH:
        return None
    start = date(bounds[1].year, bounds[1].month - months + 1, 1)
    return _period(PeriodRef("ENDED", sdmx.of_span(start, bounds[1])), first, last)


WIRES = Stage(
    (
        Rule("dateline", "PLACE PERIOD END", _dateline),
        Rule("span that ended", "UNTIL? PERIOD END (NUMERAL (TIME_UNIT|YEAR_MARK))?", _until),
        Rule("months to a month", "UNTIL? PERIOD OF NUMERAL TIME_UNIT", _until),
    )
)
UNIT_PERIODS = Stage(
    (
        Rule("span of days", f"{_BACK}? MONTH NUMERAL {_DAY}? {_JOINT} MONTH? NUMERAL {_DAY}", _day_span),
        Rule("day", f"{_BACK}? OF? MONTH NUMERAL {_DAY}", _day),
        Rule("day alone", "NUMERAL DAY_MARK", _day_alone),
        Rule("span of months", f"{_BACK}? (MONTH|NUMERAL) {_JOINT} {_BACK}? MONTH", _month_span),
        Rule("month", f"({_BACK} OF?)? MONTH (END|BEGIN|MID)?", _one_month),
        Rule("part of a year", f"({_BACK}|NUMERAL)? OF? QUARTER (END|MID)?", _part),
        Rule("first months", f"{_BACK}? OF? FIRST NUMERAL TIME_UNIT", _first_months),
        Rule("span of years", f"(YEAR|NUMERAL) {_JOINT} YEAR (END|BEGIN|MID)?", _years),
        Rule("same part of a year", f"{_BACK} DEICTIC", _same_part),
        Rule("year", "YEAR (END|BEGIN|MID)?", _one_year),
        Rule("years ago", "NUMERAL AGO", _ago),
        Rule("last years", "(LAST|APPROX) NUMERAL (TIME_UNIT|YEAR_MARK) (MID|SINCE)?", _rolling),
        Rule("years together", "^NUMERAL (TIME_UNIT|YEAR_MARK) (?=ADVERB)", _rolling),
        Rule("plan", "PLAN QUOTE? (END|BEGIN|MID)?", _plan),
        Rule("deictic period", "DEICTIC (END|BEGIN|MID)?", _deictic),
    )
)  # fmt: skip


def resolved(ref: PeriodRef, published: date | None, split_month: int, year: int | None) -> str | None:
    """The SDMX string of a period as written; a part of a year that names none is of `year`, where the text gave one.

    None where it names a base or nothing settles it.
    """
    if ref.kind == "DAY" and not ref.number:
        return _latest_day(ref.day, published) if published else None
    if ref.kind == "DEICTIC" and ref.value in _WEEKS:
        return _week(published, _WEEKS[ref.value]) if published else None
    if ref.kind == "DEICTIC" and ref.value in ("NOW", *_YEARS, *_DAYS, "WHOLE_YEAR", "YEAR_BEGIN"):
        return _deictic_value(ref.value, published, year)
    if ref.kind == "OF_YEAR":
        return _of_year(ref, published)
    if ref.kind == "SAME_PART":
        return str(year_of(ref, published))
    if ref.kind == "AGO":
        back = sdmx.shift(f"{published.year}-{published.month:02d}", months=-ref.months) if published else None
        return back[:4] if back and ref.months % 12 == 0 else back
    if year is not None and ref.kind in ("MONTH", "QUARTER", "SPAN", "CUMULATED", "DAY"):
        found = _in_year(ref, year)
        if found is not None:
            return found
    return periods.resolve(ref, Clock(published, split_month))


def _latest_day(day: int, published: date) -> str | None:
    """The latest day of that number by publication."""
    months = 12 * published.year + published.month - 1 - (day > published.day)
    year, month = months // 12, months % 12 + 1
    return f"{year}-{month:02d}-{day:02d}" if day <= monthrange(year, month)[1] else None


def _week(day: date, back: int) -> str:
    """The ISO week of a day, or one before it."""
    monday = day - timedelta(days=day.weekday() + 7 * back)
    return sdmx.of_span(monday, monday + timedelta(days=6))


def _deictic_value(code: str, published: date | None, year: int | None) -> str | None:
    if code == "WHOLE_YEAR" and (year or published):
        return str(year or (published.year if published else ""))
    if published is None or code == "PREV_YEAR":
        return None
    if code in _DAYS:
        return (published + timedelta(days=_DAYS[code])).isoformat()
    if code == "YEAR_BEGIN":
        return f"{year or published.year}-01"
    return str(published.year + _YEARS.get(code, 0))


def _of_year(ref: PeriodRef, published: date | None) -> str | None:
    if published is None:
        return None
    year = published.year + _YEARS[ref.value]
    return _in_year(PeriodRef("DAY" if ref.day else "SPAN", number=ref.number, months=ref.months, day=ref.day), year)


def _in_year(ref: PeriodRef, year: int) -> str | None:
    if ref.kind == "DAY":
        return f"{year}-{ref.number:02d}-{min(ref.day, monthrange(year, ref.number)[1]):02d}"
    if ref.kind == "CUMULATED":
        first, months = 1, ref.number
    elif ref.kind == "QUARTER":
        first, months = (ref.number - 1) * ref.months + 1, ref.months
    else:
        first, months = ref.number, ref.months
    last = first + months - 1
    return sdmx.of_span(date(year, first, 1), date(year, last, monthrange(year, last)[1])) if last <= 12 else None


def base_before(ref: PeriodRef, period: str) -> str | None:
    """The base that a deictic code names, counted back from the statement's own period."""
    if ref.kind != "DEICTIC" or sdmx.span(period) is None:
        return None
    if ref.value == "PREV_SPAN":
        months = {"Q": 3, "S": 6, "M": 1, "A": 12}.get(sdmx.freq(period)[:1])
        return sdmx.shift(period, months=-months) if months else None
    if ref.value == "YEAR_BEGIN":
        return f"{period[:4]}-01"
    if ref.value in ("END_OF", "YEAR_TO"):
        return _of_end(ref.value, period)
    if ref.value == "PREV_WEEK":
        bounds = sdmx.span(period)
        return _week(bounds[0], 1) if bounds and (bounds[1] - bounds[0]).days <= 6 else None
    if ref.value == "DOD":
        return (date.fromisoformat(period) - timedelta(days=1)).isoformat() if len(period) == 10 else None
    if ref.value == "PREV_YEAR":
        bounds = sdmx.span(period)
        return str(bounds[1].year - 1) if bounds else None
    freq = sdmx.freq(period)
    if (ref.value == "MOM" and freq not in "MD") or (ref.value == "QOQ" and freq not in "QMD"):
        return None
    years = _years_of(period)
    if years > 1 and ref.value in ("SAME_PREV", "YOY"):
        return sdmx.shift(period, years=-years)
    return periods.base_before(ref, period)


def _of_end(code: str, period: str) -> str | None:
    """The last month of a period, or its year up to there; a whole year's end is the year."""
    bounds = sdmx.span(period)
    if bounds is None or _years_of(period) or len(period) == len("2024-01-01"):
        return period
    end = bounds[1]
    first = date(end.year, 1 if code == "YEAR_TO" else end.month, 1)
    return sdmx.of_span(first, date(end.year, end.month, monthrange(end.year, end.month)[1]))


def _years_of(period: str) -> int:
    """How many calendar years a period has; 0 where it is no whole number of them."""
    bounds = sdmx.span(period)
    if bounds is None or (bounds[0].month, bounds[0].day, bounds[1].month, bounds[1].day) != (1, 1, 12, 31):
        return 0
    return bounds[1].year - bounds[0].year + 1
