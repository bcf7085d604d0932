"""Dates in text: named rules that find periods, each with the reference that it makes.

What the words leave open (the year of "in March", what "last year" is) stays open here: `periods.py` resolves it.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import date

from pipelines.fiscal import CODED, coded
from pipelines.grammar import Reduced, Rule, Stage
from pipelines.languages.inflection import VerbForm
from pipelines.numeric_dates import dotted, iso, slashed
from pipelines.numeric_dates import number as _number
from pipelines.numeric_dates import period as _period
from pipelines.periods import AGO_UNITS, PeriodRef, run_to, week_of
from pipelines.tokens import CHAR, NAME_OF, Sentence, chars
from schemas import periods as sdmx


def find(sentence: Sentence, first: int, last: int, name: str) -> list[int]:
    """The tokens of a type among `first` to `last`."""
    char = CHAR[name]
    return [index for index in range(first, last + 1) if sentence.types[index] == char]


def _year(sentence: Sentence, first: int, last: int) -> int | None:
    found = find(sentence, first, last, "YEAR")
    return _number(sentence, found[-1]) if found else None


def ordinal(sentence: Sentence, first: int, last: int) -> int:
    """The first number or ordinal among tokens; 0 where there is none."""
    for index in range(first, last + 1):
        if NAME_OF[sentence.types[index]] in ("ORDINAL", "DIGITS", "SMALL"):
            return _number(sentence, index)
    return 0


def _day(sentence: Sentence, first: int, last: int) -> Reduced | None:
    month = int(sentence.values[find(sentence, first, last, "MONTH")[0]])
    day, year = ordinal(sentence, first, last), _year(sentence, first, last)
    if not 1 <= day <= 31:
        return None
    if year is None:
        return _period(PeriodRef("DAY", number=month, day=day), first, last)
    if day > monthrange(year, month)[1]:
        return None
    return _period(PeriodRef("FIXED", f"{year}-{month:02d}-{day:02d}"), first, last)


def _months(sentence: Sentence, first: int, last: int) -> Reduced | None:
    months = [int(sentence.values[index]) for index in find(sentence, first, last, "MONTH")]
    year = _year(sentence, first, last)
    if len(months) == 1:
        ref = PeriodRef("MONTH", number=months[0], months=1)
        return _period(PeriodRef("FIXED", f"{year}-{months[0]:02d}") if year else ref, first, last)
    if months[1] < months[0]:
        length = months[1] - months[0] + 13
        ref = (
            run_to(year, months[1], length, is_told=True) if year else PeriodRef("RUN", number=months[1], months=length)
        )
        return _period(ref, first, last)
    if year is None:
        return _period(PeriodRef("SPAN", number=months[0], months=months[1] - months[0] + 1), first, last)
    end = date(year, months[1], monthrange(year, months[1])[1])
    return _period(PeriodRef("FIXED", sdmx.of_span(date(year, months[0], 1), end)), first, last)


def _days(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`du 6 au 12 janvier 2025`, `from 30 December to 5 January 2025`; without a year the end's is settled later."""
    numbers = [
        _number(sentence, i) for i in range(first, last + 1) if NAME_OF[sentence.types[i]] in ("DIGITS", "ORDINAL")
    ]
    months = [int(sentence.values[i]) for i in find(sentence, first, last, "MONTH")]
    year = _year(sentence, first, last)
    if len(numbers) != 2 or not all(1 <= n <= 31 for n in numbers):
        return None
    begin, end = (months[0], numbers[0]), (months[-1], numbers[1])
    if year is None:
        return _period(PeriodRef("DAYS", number=end[0], day=end[1], months=begin[0], part=begin[1]), first, last)
    start_year = year - (begin > end)
    if numbers[0] > monthrange(start_year, begin[0])[1] or numbers[1] > monthrange(year, end[0])[1]:
        return None
    value = sdmx.of_span(date(start_year, *begin), date(year, *end))
    return _period(PeriodRef("FIXED", value), first, last)


def _week(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`semaine 3 de 2025`, `week 12 (of) 2024`, `week 12`: the ISO week's days, or the week without its year."""
    unit = next((i for i in range(first, last + 1) if sentence.types[i] == CHAR["TIME_UNIT"]), None)
    year, number = _year(sentence, first, last), ordinal(sentence, first, last)
    if unit is None or sentence.values[unit] != "wk" or not 1 <= number <= 53:
        return None
    if year is None:
        return _period(PeriodRef("WEEK", number=number), first, last)
    value = week_of(year, number)
    return _period(PeriodRef("FIXED", value), first, last) if value else None


def length_of(sentence: Sentence, first: int, last: int) -> int:
    """Months of the quarter word in these tokens; a bare half counts where an ordinal stands before it."""
    for index in range(first, last + 1):
        name, value = NAME_OF[sentence.types[index]], sentence.values[index]
        if name == "QUARTER":
            return int(value.split("|")[0])
        if name == "FRACTION":
            return {"1/2": 6, "3/4": 9}.get(value, 0)
        if name == "TIME_UNIT":
            return {"mo": 1, "a": 12}.get(value, 0)
    return 0


def _quarter(sentence: Sentence, first: int, last: int) -> Reduced | None:
    months, number, year = (
        length_of(sentence, first, last),
        ordinal(sentence, first, last),
        _year(sentence, first, last),
    )
    if year and number == -1 and months:
        number = 12 // months
    if months == 3 and number in (-1, -2):
        return _period(PeriodRef("DEICTIC", "LAST_QUARTER" if number == -1 else "NEXT_QUARTER"), first, last)
    if not months or not 1 <= number <= 12 // months:
        return None
    if months == 9:
        return _cumulated_to(9, year, first, last)
    letter = "Q" if months == 3 else "S"
    if year and find(sentence, first, last, "FISCAL"):
        return _period(coded(year, months, number), first, last)
    if year:
        return _period(PeriodRef("FIXED", f"{year}-{letter}{number}"), first, last)
    return _period(PeriodRef("QUARTER", number=number, months=months), first, last)


def _split_quarter(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`premier trimestre 2024/2025`, `erstes Halbjahr 2024/25`: part of a year that does not begin in January."""
    months, number = length_of(sentence, first, last), ordinal(sentence, first, last)
    at = find(sentence, first, last, "YEAR")[0]
    year = _years(sentence, at, last)
    ref = year.value if year is not None else None
    if not isinstance(ref, PeriodRef) or ref.kind != "SPLIT" or not months or not 1 <= number <= 12 // months:
        return None
    return _period(replace(ref, part=months * (number - 1), day=months), first, last)


def _month_quarter(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`the June quarter (of 2022)`: the quarter that the month lies in."""
    if length_of(sentence, first, last) != 3:
        return None
    number, year = (int(sentence.values[first]) + 2) // 3, _year(sentence, first, last)
    ref = PeriodRef("FIXED", f"{year}-Q{number}") if year else PeriodRef("QUARTER", number=number, months=3)
    return _period(ref, first, last)


def _cumulated(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`trois premiers trimestres de 2024`, `first nine months`; with a last or next word, the last or next n months."""
    ordinals = find(sentence, first, last, "ORDINAL")
    count = next(
        (_number(sentence, i) for i in range(first, last + 1) if NAME_OF[sentence.types[i]] in ("SMALL", "DIGITS")), 0
    )
    months = count * length_of(sentence, first, last)
    which = _number(sentence, ordinals[0]) if ordinals else 0
    year = _year(sentence, first, last)
    if not months or (months > 12 and which >= 0):
        return None
    if which == -2:
        return _period(PeriodRef("COMING", number=months), first, last)
    if which == -1:
        return _period(
            run_to(year, 12, months) if year and months <= 12 else PeriodRef("ROLLING", number=months), first, last
        )
    if which not in (0, 1):
        return None
    return _cumulated_to(months, year, first, last)


def _cumulated_to(months: int, year: int | None, first: int, last: int) -> Reduced:
    """The first months of a year."""
    if year is None:
        return _period(PeriodRef("CUMULATED", number=months), first, last)
    end = date(year, months, monthrange(year, months)[1])
    return _period(PeriodRef("FIXED", sdmx.of_span(date(year, 1, 1), end)), first, last)


def _ago(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`il y a deux ans`, `two years ago`, `five years later`: a distance from now or from the period spoken of."""
    unit = sentence.values[find(sentence, first, last, "TIME_UNIT")[0]]
    cue = str(sentence.values[find(sentence, first, last, "AGO")[0]]).partition("|")[0]
    number = max(ordinal(sentence, first, last), 1)
    if unit not in AGO_UNITS:
        return None
    return _period(PeriodRef("AGO", cue, number=number * (1 if cue == "LATER" else -1), unit=unit), first, last)


def _within(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`en dix ans`, `over five years`: how long a change took."""
    unit = sentence.values[last]
    if sentence.values[first] != "WITHIN" or unit not in ("a", "mo"):
        return None
    number = max(ordinal(sentence, first + 1, last), 1) * (12 if unit == "a" else 1)
    return _period(PeriodRef("WITHIN", number=number), first, last)


def _unused(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """A word that dates only with a number beside it is what it is elsewhere: `il y a 5 000 cas`."""
    if sentence.types[first] == CHAR["YEAR_WORD"]:
        return Reduced("WORD", None, first, last)
    name = str(sentence.values[first] or "").partition("|")[2] or "ADVERB"
    return Reduced(name, _EXISTS if name == "AUX" else None, first, last)


_EXISTS = VerbForm("", frozenset({"PRES"}), frozenset({"AUX", "LEVEL"}), None, False)


def _years(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """A span of years; two digits after a slash or hyphen complete the century."""
    if sentence.types[first] == CHAR["DEICTIC"] and sentence.values[first] != "THE_YEAR":
        return None
    found = find(sentence, first, last, "YEAR")
    words = find(sentence, first, last, "YEAR_WORD")
    month, _, length = str(sentence.values[words[0]] or "0").partition("/") if words else ("0", "", "")
    begin = _number(sentence, found[0])
    short = found[0] + 2
    end = _number(sentence, found[1]) if len(found) > 1 else begin - begin % 100 + _number(sentence, short)
    if len(found) == 1 and not begin < end <= begin + 40:
        is_code = sentence.types[short - 1] == CHAR["HYPHEN"] and sentence.is_glued(short)
        return Reduced("SKIPPED", "name", first, last) if is_code else None
    if not begin < end <= begin + 200:
        return None
    joint = sentence.types[found[0] + 1]
    if len(found) == 1 and joint == CHAR["TO"] and sentence.types[short + 1 : short + 2] in _QUANTIFIED:
        return None
    is_told_year = bool(words) or sentence.values[first] == "THE_YEAR"
    is_split = joint == CHAR["SLASH"] or (joint == CHAR["HYPHEN"] and len(found) == 1) or is_told_year
    if end == begin + 1 and is_split:
        unit = CODED if find(sentence, first, last, "FISCAL") else ""
        ref = PeriodRef("SPLIT", number=begin, months=int(month), day=int(length or 12), unit=unit)
        return _period(ref, first, last)
    value = sdmx.of_span(date(begin, 1, 1), date(end, 12, 31))
    return _period(PeriodRef("FIXED", value, base=str(begin), last=str(end)), first, last)


_QUANTIFIED = chars(
    "PERCENT CURRENCY FUSED UNIT POINT BASIS_POINT SCALE THOUSAND SCALE_OR_UNIT TIMES TIME_UNIT COLLECTIVE"
)
_NOUNISH = chars("WORD NAME ORG PARTICIPLE OF RATE_CUE SHARE_CUE")
_COUNTING = chars(
    "ABOVE ABOVE_EQ BELOW BELOW_EQ APPROX DET VERB AUX CURRENCY PLUS DASH DEMONSTRATIVE SYMBOL COLLECTIVE SKIPPED"
)


_ARTICLES = chars("DET DEMONSTRATIVE")
_VERBS = chars("VERB AUX")


def _one_year(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """A year on its own, unless its neighbours count or measure with it."""
    following = sentence.types[last + 1 : last + 2]
    before = sentence.types[first - 1] if first else ""
    if following in _QUANTIFIED and following:
        return None
    is_article = before in _ARTICLES and _number(sentence, last) % 100 != 0
    if sentence.is_framed and before in _VERBS:
        return _period(PeriodRef("FIXED", str(_number(sentence, last))), first, last)
    if before in _COUNTING and before and following in _NOUNISH and following and not is_article:
        return None
    if before and before == CHAR["CURRENCY"]:
        return None
    return _period(PeriodRef("FIXED", str(_number(sentence, last))), first, last)


def _fiscal_year(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`FY25`, `fiscal year 2025`, `campaña 2024`: a year that its word makes one; a fiscal one may begin later."""
    if sentence.types[first] == CHAR["FISCAL"] and not sentence.types.startswith(tuple(_QUANTIFIED), last + 1):
        return _period(coded(_number(sentence, last), 12, 1), first, last)
    month, _, length = str(sentence.values[first] or "").partition("/")
    reach = int(month) + int(length) - 1 if length else 0
    if 0 < reach <= 12:
        return _period(run_to(_number(sentence, last), reach, int(length), is_told=True), first, last)
    return _one_year(sentence, first, last)


def _same_span(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`in those three months`: the span that was spoken of."""
    return _period(PeriodRef("DEICTIC", "SAME"), first, last) if length_of(sentence, first, last) else None


def _decade(sentence: Sentence, first: int, last: int) -> Reduced | None:
    year = int(sentence.values[first])
    return _period(PeriodRef("FIXED", sdmx.of_span(date(year, 1, 1), date(year + 9, 12, 31))), first, last)


def _deictic(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """A word for a period; `ROLLING:120` names a kind with a number of months, `AGO:10` lies ten years back."""
    kind, colon, number = str(sentence.values[first]).partition(":")
    if kind == "AGO":
        return _period(PeriodRef("AGO", "NOW", number=-int(number), unit="a"), first, last)
    ref = PeriodRef(kind, number=int(number)) if colon else PeriodRef("DEICTIC", kind)
    return _period(ref, first, last)


def _told_unit(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`au cours de l'année 2022`, `during week 6`: the word for a unit of time names one by its number."""
    code, number = sentence.values[first], _number(sentence, first + 1)
    if code == "YEAR_TO_DATE" and sentence.types[last] == CHAR["YEAR"]:
        return _period(PeriodRef("DEICTIC", code, number=number), first, last)
    if code == "THE_WEEK" and last > first + 1:
        value = week_of(_number(sentence, last), number)
        return _period(PeriodRef("FIXED", value), first, last) if value else None
    if code == "THE_YEAR" and sentence.types[last] == CHAR["YEAR"]:
        return _period(PeriodRef("FIXED", str(number)), first, last)
    if code == "THE_WEEK" and 1 <= number <= 53:
        return _period(PeriodRef("WEEK", number=number), first, last)
    return None


_DAY = "(DIGITS|ORDINAL)"
_OF = "(OF|COMMA|PREP|OUT_OF)? DET? (TIME_UNIT|FISCAL|YEAR_WORD)? OF?"
_SPAN = "YEAR ((HYPHEN|DASH|SLASH|DASH SYMBOL) (YEAR|DIGITS)|TO YEAR)"
PERIODS = Stage(
    (
        Rule("span of days", f"{_DAY} (OF? MONTH YEAR?)? (TO|DASH|HYPHEN|CONJ) DET? {_DAY} OF? MONTH OF? YEAR?"
             f"|MONTH {_DAY} (TO|DASH|HYPHEN) MONTH? {_DAY} COMMA? YEAR?"
             f"|BETWEEN MONTH {_DAY} CONJ MONTH? {_DAY} COMMA? YEAR?", _days),
        Rule("week of a year", "TIME_UNIT DIGITS (OF|HYPHEN|SLASH|COMMA|PREP)? YEAR|ORDINAL TIME_UNIT OF? YEAR", _week),
        Rule("week", "TIME_UNIT DIGITS", _week),
        Rule("day with year", "(DIGITS|ORDINAL) OF? MONTH OF? YEAR", _day),
        Rule("month day year", "MONTH (DIGITS|ORDINAL) COMMA? YEAR", _day),
        Rule("span of months", "(FROM|BETWEEN)? MONTH (TO|HYPHEN|DASH|CONJ)? MONTH OF? YEAR", _months),
        Rule("span of months, no year", "FROM? MONTH (TO|HYPHEN|DASH)? MONTH|BETWEEN MONTH CONJ MONTH", _months),
        Rule("month with year", "MONTH (OF|COMMA)? YEAR", _months),
        Rule("month quarter", "MONTH QUARTER (OF? YEAR)?", _month_quarter),
        Rule("day without year", "(DIGITS|ORDINAL) OF? MONTH|MONTH (DIGITS|ORDINAL)(?!PERCENT|SCALE|CURRENCY)", _day),
        Rule("month", "MONTH", _months),
        Rule("iso day", "YEAR HYPHEN DIGITS HYPHEN DIGITS", iso),
        Rule("slashed date", "DIGITS SLASH DIGITS SLASH YEAR|DIGITS SLASH YEAR", slashed),
        Rule("dotted date", "RAW", dotted),
        Rule("quarter of a split year", f"ORDINAL (QUARTER|FRACTION) {_OF} {_SPAN}", _split_quarter),
        Rule("quarter with year",
             f"ORDINAL (QUARTER|FRACTION) ({_OF}|HYPHEN) YEAR|YEAR HYPHEN? ORDINAL QUARTER", _quarter),
        Rule("first n of a year", f"(SMALL|DIGITS) ORDINAL (QUARTER|TIME_UNIT) {_OF} YEAR", _cumulated),
        Rule("first n of a year, ordinal before", f"ORDINAL (SMALL|DIGITS) (QUARTER|TIME_UNIT) {_OF} YEAR", _cumulated),
        Rule("first n", "(SMALL|DIGITS) ORDINAL (QUARTER|TIME_UNIT)|ORDINAL (SMALL|DIGITS) (QUARTER|TIME_UNIT)",
             _cumulated),
        Rule("n units ago", "(SMALL|DIGITS|ONE) TIME_UNIT AGO|AGO (SMALL|DIGITS|ONE) TIME_UNIT", _ago),
        Rule("within n units", "(PREP|OUT_OF|ABOVE) (SMALL|DIGITS|ONE) TIME_UNIT", _within),
        Rule("quarter", "ORDINAL (QUARTER|FRACTION)|QUARTER ORDINAL", _quarter),
        Rule("that span", "DEMONSTRATIVE (SMALL|DIGITS) (QUARTER|TIME_UNIT)", _same_span),
        Rule("n quarters", "(SMALL|DIGITS) QUARTER", _cumulated),
        Rule("between years", "BETWEEN YEAR CONJ YEAR|(OF|FROM) YEAR TO YEAR", _years),
        Rule("fiscal span of years", f"(FISCAL|YEAR_WORD|DEICTIC) OF? DET? {_SPAN}|{_SPAN} (FISCAL|YEAR_WORD)", _years),
        Rule("span of years", _SPAN, _years),
        Rule("fiscal year", "(FISCAL|YEAR_WORD) OF? YEAR", _fiscal_year),
        Rule("year", "YEAR", _one_year),
        Rule("decade", "DECADE", _decade),
        Rule("told week of a year", "DEICTIC DIGITS OF? YEAR", _told_unit),
        Rule("told year or week", "DEICTIC (YEAR|DIGITS)", _told_unit),
        Rule("deictic period", "DEICTIC", _deictic),
        Rule("dating word without a date", "AGO|YEAR_WORD (?!ENDED)", _unused),
    )
)  # fmt: skip
