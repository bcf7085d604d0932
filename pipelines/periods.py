"""Periods in text: rules that find them, and their resolution to SDMX strings.

A period found is a `PeriodRef`; what it leaves open (the year of "in March", what "last year" is) is settled by
`resolve` with the publication date and the statement's own period. Which statement a period belongs to is decided
in `attach.py`; arithmetic on SDMX strings is `schemas.periods`.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from pipelines.grammar import Reduced, Rule, Stage
from pipelines.tokens import CHAR, NAME_OF, Sentence, chars
from schemas import periods as sdmx

BASE_CODES = {"PREV_YEAR": 12, "SAME_PREV": 12, "YOY": 12, "QOQ": 3, "MOM": 1}
"""Deictic codes that name the base of a change, and how many months back it lies."""


@dataclass(frozen=True, slots=True)
class PeriodRef:
    """A period as written.

    `kind` FIXED has its SDMX string in `value`; MONTH, QUARTER, DAY, SPAN (`months` from month `number` on) and
    CUMULATED (the first `number` months) lack the year; SPLIT is a year such as 2016/17, ENDED a span told by its
    last day, ROLLING the last `number` months; DEICTIC has a code in `value`. A span of years also has its first
    and last (`base`, `last`).
    """

    kind: str
    value: str = ""
    number: int = 0
    months: int = 0
    day: int = 0
    base: str | None = None
    last: str | None = None


def _period(ref: PeriodRef, first: int, last: int) -> Reduced:
    return Reduced("PERIOD", ref, first, last)


def _number(sentence: Sentence, index: int) -> int:
    value = sentence.values[index]
    raw = getattr(value, "value", value)
    return int(raw) if str(raw).lstrip("-").isdigit() else 0


def _find(sentence: Sentence, first: int, last: int, name: str) -> list[int]:
    char = CHAR[name]
    return [index for index in range(first, last + 1) if sentence.types[index] == char]


def _year(sentence: Sentence, first: int, last: int) -> int | None:
    found = _find(sentence, first, last, "YEAR")
    return _number(sentence, found[-1]) if found else None


def _ordinal(sentence: Sentence, first: int, last: int) -> int:
    for index in range(first, last + 1):
        if NAME_OF[sentence.types[index]] in ("ORDINAL", "DIGITS", "SMALL"):
            return _number(sentence, index)
    return 0


def _day(sentence: Sentence, first: int, last: int) -> Reduced | None:
    month = int(sentence.values[_find(sentence, first, last, "MONTH")[0]])
    day, year = _ordinal(sentence, first, last), _year(sentence, first, last)
    if not 1 <= day <= 31:
        return None
    if year is None:
        return _period(PeriodRef("DAY", number=month, day=day), first, last)
    if day > monthrange(year, month)[1]:
        return None
    return _period(PeriodRef("FIXED", f"{year}-{month:02d}-{day:02d}"), first, last)


def _months(sentence: Sentence, first: int, last: int) -> Reduced | None:
    months = [int(sentence.values[index]) for index in _find(sentence, first, last, "MONTH")]
    year = _year(sentence, first, last)
    if len(months) == 1:
        ref = PeriodRef("MONTH", number=months[0], months=1)
        return _period(PeriodRef("FIXED", f"{year}-{months[0]:02d}") if year else ref, first, last)
    if months[1] < months[0]:
        return None
    if year is None:
        return _period(PeriodRef("SPAN", number=months[0], months=months[1] - months[0] + 1), first, last)
    end = date(year, months[1], monthrange(year, months[1])[1])
    return _period(PeriodRef("FIXED", sdmx.of_span(date(year, months[0], 1), end)), first, last)


def _days(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`du 6 au 12 janvier 2025`, `from 30 December to 5 January 2025`; without a year the end's is settled later."""
    numbers = [
        _number(sentence, i) for i in range(first, last + 1) if NAME_OF[sentence.types[i]] in ("DIGITS", "ORDINAL")
    ]
    months = [int(sentence.values[i]) for i in _find(sentence, first, last, "MONTH")]
    year = _year(sentence, first, last)
    if len(numbers) != 2 or not all(1 <= n <= 31 for n in numbers):
        return None
    begin, end = (months[0], numbers[0]), (months[-1], numbers[1])
    if year is None:
        return _period(PeriodRef("DAY", number=end[0], day=end[1]), first, last) if begin < end else None
    start_year = year - (begin > end)
    if numbers[0] > monthrange(start_year, begin[0])[1] or numbers[1] > monthrange(year, end[0])[1]:
        return None
    value = sdmx.of_span(date(start_year, *begin), date(year, *end))
    return _period(PeriodRef("FIXED", value), first, last)


def _week(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`semaine 3 de 2025`, `week 12 (of) 2024`: the ISO week's days."""
    unit = next((i for i in range(first, last + 1) if sentence.types[i] == CHAR["TIME_UNIT"]), None)
    year, number = _year(sentence, first, last), _ordinal(sentence, first, last)
    if unit is None or sentence.values[unit] != "wk" or year is None or not 1 <= number <= 53:
        return None
    try:
        start = date.fromisocalendar(year, number, 1)
    except ValueError:
        return None
    return _period(PeriodRef("FIXED", sdmx.of_span(start, start + timedelta(days=6))), first, last)


def _length(sentence: Sentence, first: int, last: int) -> int:
    """Months of the quarter word in these tokens; a bare half counts where an ordinal stands before it."""
    for index in range(first, last + 1):
        name, value = NAME_OF[sentence.types[index]], sentence.values[index]
        if name == "QUARTER":
            return int(value.split("|")[0])
        if name == "FRACTION":
            return 6 if value == "1/2" else 0
        if name == "TIME_UNIT":
            return {"mo": 1, "a": 12}.get(value, 0)
    return 0


def _quarter(sentence: Sentence, first: int, last: int) -> Reduced | None:
    months, number, year = _length(sentence, first, last), _ordinal(sentence, first, last), _year(sentence, first, last)
    if months == 3 and number == -1:
        return _period(PeriodRef("DEICTIC", "LAST_QUARTER"), first, last)
    if not months or not 1 <= number <= 12 // months:
        return None
    letter = "Q" if months == 3 else "S"
    if year:
        return _period(PeriodRef("FIXED", f"{year}-{letter}{number}"), first, last)
    return _period(PeriodRef("QUARTER", number=number, months=months), first, last)


def _month_quarter(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`the June quarter (of 2022)`: the quarter that the month lies in."""
    if _length(sentence, first, last) != 3:
        return None
    number, year = (int(sentence.values[first]) + 2) // 3, _year(sentence, first, last)
    ref = PeriodRef("FIXED", f"{year}-Q{number}") if year else PeriodRef("QUARTER", number=number, months=3)
    return _period(ref, first, last)


def _ended(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`quarter ended June 30, 2023`, `exercice clos le 31 mars 2024`, `the 12 months to September 2025`."""
    ref: PeriodRef = sentence.values[last]
    bounds = sdmx.span(ref.value) if ref.kind == "FIXED" else None
    if bounds is None:
        return None
    unit = next(
        (i for i in range(first, last) if NAME_OF[sentence.types[i]] in ("QUARTER", "TIME_UNIT", "FISCAL")), None
    )
    name = NAME_OF[sentence.types[unit]] if unit is not None else ""
    months = 12 if name == "FISCAL" else _length(sentence, first, last)
    count = _ordinal(sentence, first, unit) if unit is not None and unit > first else 1
    months *= max(count, 1)
    end = bounds[1]
    if unit is not None and sentence.values[unit] == "wk" and sdmx.freq(ref.value) == "D":
        return _period(PeriodRef("ENDED", sdmx.of_span(end - timedelta(days=6), end)), first, last)
    if not months or months > 24 or end.day < 28:
        return None
    start = date(end.year - (months - end.month + 11) // 12, (end.month - months) % 12 + 1, 1)
    value = sdmx.of_span(start, date(end.year, end.month, monthrange(end.year, end.month)[1]))
    if months == 12 and sdmx.freq(ref.value) == "M":
        return _period(PeriodRef("FIXED", value, base=sdmx.shift(ref.value, years=-1), last=ref.value), first, last)
    return _period(PeriodRef("ENDED", value), first, last)


def _cumulated(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`trois premiers trimestres de 2024`, `first nine months`; with a last-word, the last n months."""
    ordinals = _find(sentence, first, last, "ORDINAL")
    count = next(
        (_number(sentence, i) for i in range(first, last + 1) if NAME_OF[sentence.types[i]] in ("SMALL", "DIGITS")), 0
    )
    months = count * _length(sentence, first, last)
    if not months:
        return None
    if ordinals and _number(sentence, ordinals[0]) == -1:
        return _period(PeriodRef("ROLLING", number=months), first, last)
    if months > 12 or (ordinals and _number(sentence, ordinals[0]) != 1):
        return None
    year = _year(sentence, first, last)
    if year is None:
        return _period(PeriodRef("CUMULATED", number=months), first, last)
    end = date(year, months, monthrange(year, months)[1])
    return _period(PeriodRef("FIXED", sdmx.of_span(date(year, 1, 1), end)), first, last)


def _years(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """A span of years; two digits after a slash or hyphen complete the century."""
    found = _find(sentence, first, last, "YEAR")
    begin = _number(sentence, found[0])
    end = _number(sentence, found[1]) if len(found) > 1 else begin - begin % 100 + _number(sentence, last)
    if len(found) == 1 and not begin < end <= begin + 40:
        is_code = sentence.types[last - 1] == CHAR["HYPHEN"] and sentence.is_glued(last)
        return Reduced("SKIPPED", "name", first, last) if is_code else None
    if not begin < end <= begin + 200:
        return None
    joint = sentence.types[found[0] + 1]
    if end == begin + 1 and (joint == CHAR["SLASH"] or (joint == CHAR["HYPHEN"] and len(found) == 1)):
        return _period(PeriodRef("SPLIT", number=begin), first, last)
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


def _one_year(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """A year on its own, unless its neighbours count or measure with it."""
    following = sentence.types[last + 1 : last + 2]
    before = sentence.types[first - 1] if first else ""
    if following in _QUANTIFIED and following:
        return None
    is_article = before in _ARTICLES and _number(sentence, last) % 100 != 0
    if before in _COUNTING and before and following in _NOUNISH and following and not is_article:
        return None
    if before and before == CHAR["CURRENCY"]:
        return None
    return _period(PeriodRef("FIXED", str(_number(sentence, last))), first, last)


def _decade(sentence: Sentence, first: int, last: int) -> Reduced | None:
    year = int(sentence.values[first])
    return _period(PeriodRef("FIXED", sdmx.of_span(date(year, 1, 1), date(year + 9, 12, 31))), first, last)


def _deictic(sentence: Sentence, first: int, last: int) -> Reduced | None:
    return _period(PeriodRef("DEICTIC", sentence.values[first]), first, last)


def _slashed(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """31/12/2024 and 12/2024; the day comes first unless it cannot."""
    parts = [_number(sentence, index) for index in range(first, last + 1, 2)]
    year, rest = parts[-1], parts[:-1]
    if len(rest) == 2 and rest[1] > 12 >= rest[0]:
        rest.reverse()
    month = rest[-1]
    if not 1 <= month <= 12:
        return None
    if len(rest) == 1:
        return _period(PeriodRef("FIXED", f"{year}-{month:02d}"), first, last)
    if not 1 <= rest[0] <= monthrange(year, month)[1]:
        return None
    return _period(PeriodRef("FIXED", f"{year}-{month:02d}-{rest[0]:02d}"), first, last)


def _iso(sentence: Sentence, first: int, last: int) -> Reduced | None:
    parts = [_number(sentence, index) for index in range(first, last + 1, 2)]
    year, month, day = parts[0], parts[1], parts[2]
    if not (1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return None
    return _period(PeriodRef("FIXED", f"{year}-{month:02d}-{day:02d}"), first, last)


def _dotted(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """31.12.2024; any other dotted string is a version or a section number."""
    parts = sentence.words(first, last).split(".")
    if len(parts) != 3 or not all(part.isdigit() for part in parts) or len(parts[2]) != 4:
        return Reduced("SKIPPED", "version", first, last)
    day, month, year = (int(part) for part in parts)
    if not (1 <= month <= 12 and 1800 <= year <= 2100 and 1 <= day <= monthrange(year, month)[1]):
        return Reduced("SKIPPED", "version", first, last)
    return _period(PeriodRef("FIXED", f"{year}-{month:02d}-{day:02d}"), first, last)


_OF = "(OF|COMMA|PREP)? DET? (TIME_UNIT|FISCAL)? OF?"
PERIODS = Stage(
    (
        Rule("span of days", "DIGITS (MONTH YEAR?)? (TO|DASH|HYPHEN|CONJ) (DIGITS|ORDINAL) OF? MONTH OF? YEAR?", _days),
        Rule("week of a year", "TIME_UNIT DIGITS (OF|HYPHEN|SLASH|COMMA)? YEAR", _week),
        Rule("day with year", "(DIGITS|ORDINAL) OF? MONTH OF? YEAR", _day),
        Rule("month day year", "MONTH (DIGITS|ORDINAL) COMMA? YEAR", _day),
        Rule("span of months", "MONTH (TO|HYPHEN|DASH|CONJ) MONTH OF? YEAR", _months),
        Rule("span of months, no year", "MONTH (TO|HYPHEN|DASH) MONTH", _months),
        Rule("month with year", "MONTH (OF|COMMA)? YEAR", _months),
        Rule("month quarter", "MONTH QUARTER (OF? YEAR)?", _month_quarter),
        Rule("day without year", "(DIGITS|ORDINAL) MONTH|MONTH (DIGITS|ORDINAL)(?!PERCENT|SCALE|CURRENCY)", _day),
        Rule("month", "MONTH", _months),
        Rule("iso day", "YEAR HYPHEN DIGITS HYPHEN DIGITS", _iso),
        Rule("slashed date", "DIGITS SLASH DIGITS SLASH YEAR|DIGITS SLASH YEAR", _slashed),
        Rule("dotted date", "RAW", _dotted),
        Rule("quarter with year", f"ORDINAL (QUARTER|FRACTION) {_OF} YEAR|YEAR HYPHEN? ORDINAL QUARTER", _quarter),
        Rule("first n of a year", f"(SMALL|DIGITS) ORDINAL (QUARTER|TIME_UNIT) {_OF} YEAR", _cumulated),
        Rule("first n of a year, ordinal before", f"ORDINAL (SMALL|DIGITS) (QUARTER|TIME_UNIT) {_OF} YEAR", _cumulated),
        Rule("first n", "(SMALL|DIGITS) ORDINAL (QUARTER|TIME_UNIT)|ORDINAL (SMALL|DIGITS) (QUARTER|TIME_UNIT)",
             _cumulated),
        Rule("quarter", "ORDINAL (QUARTER|FRACTION)|QUARTER ORDINAL", _quarter),
        Rule("n quarters", "(SMALL|DIGITS) QUARTER", _cumulated),
        Rule("between years", "BETWEEN YEAR CONJ YEAR|(OF|FROM) YEAR TO YEAR", _years),
        Rule("span of years", "YEAR (HYPHEN|DASH|SLASH|TO|DASH SYMBOL) (YEAR|DIGITS)", _years),
        Rule("fiscal year", "FISCAL YEAR", _one_year),
        Rule("year", "YEAR", _one_year),
        Rule("decade", "DECADE", _decade),
        Rule("deictic period", "DEICTIC", _deictic),
    )
)  # fmt: skip


def _dateline(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`Paris, le 18 novembre 2015 –`: where and when it was written, not what it speaks of."""
    ref: PeriodRef = sentence.values[last - 1]
    place = sentence.values[first]
    return Reduced("DATELINE", place, first, last) if ref.kind in ("FIXED", "DAY") else None


DATELINES = Stage((
    Rule("span that ended", "(DIGITS|SMALL)? (QUARTER|TIME_UNIT|FISCAL) (ENDED|TO) DET? PERIOD", _ended),
    Rule("dateline", "^(PLACE|NAME|WORD) COMMA (DET|PREP)? PERIOD (DASH|COLON|HYPHEN)", _dateline),
))  # fmt: skip


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
    return sdmx.shift(found, years=1) if is_future else found


def _cumulated_until(number: int, published: date) -> str:
    year = published.year
    if date(year, number, monthrange(year, number)[1]) > published:
        year -= 1
    return sdmx.of_span(date(year, 1, 1), date(year, number, monthrange(year, number)[1]))


def _relative(code: str, published: date) -> str | None:
    year = str(published.year)
    month = f"{year}-{published.month:02d}"
    quarter = f"{year}-Q{(published.month - 1) // 3 + 1}"
    table = {
        "NOW": year,
        "THIS_YEAR": year,
        "LAST_YEAR": str(published.year - 1),
        "NEXT_YEAR": str(published.year + 1),
        "THIS_MONTH": month,
        "LAST_MONTH": sdmx.shift(month, months=-1),
        "THIS_QUARTER": quarter,
        "LAST_QUARTER": sdmx.shift(quarter, months=-3),
    }
    return table.get(code)


def resolve(ref: PeriodRef, published: date | None, split_month: int = 7, is_future: bool = False) -> str | None:
    """The SDMX string of a period as written; None where it names a base or nothing settles it.

    `split_month` is the month in which a year such as 2016/17 begins.
    """
    if ref.kind in ("FIXED", "ENDED"):
        return ref.value
    if ref.kind == "SPLIT":
        return sdmx.of_span(date(ref.number, split_month, 1), date(ref.number + 1, split_month, 1) - timedelta(days=1))
    if published is None:
        return None
    if ref.kind == "DEICTIC":
        return _relative(ref.value, published)
    if ref.kind == "CUMULATED":
        return _cumulated_until(ref.number, published)
    if ref.kind == "ROLLING":
        years, months = divmod(ref.number, 12)
        if months or not years:
            return None
        last = published.year - 1
        return sdmx.of_span(date(last - years + 1, 1, 1), date(last, 12, 31))
    if ref.kind == "DAY":
        year = published.year
        day = min(ref.day, monthrange(year, ref.number)[1])
        if date(year, ref.number, day) > published and not is_future:
            year -= 1
        return f"{year}-{ref.number:02d}-{min(ref.day, monthrange(year, ref.number)[1]):02d}"
    first = ref.number if ref.kind == "SPAN" else (ref.number - 1) * ref.months + 1
    return _latest(first, ref.months, published, is_future)


def base_before(ref: PeriodRef, period: str) -> str | None:
    """The base that a deictic code names, counted back from the statement's own period."""
    months = BASE_CODES.get(ref.value) if ref.kind == "DEICTIC" else None
    if months is None or sdmx.span(period) is None:
        return None
    return sdmx.shift(period, years=-1) if months == 12 else sdmx.shift(period, months=-months)
