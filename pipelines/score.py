"""Found statements against gold ones: detection, each field, core and full tuples, and a list of what went wrong.

Gold is a CSV of statements, one row per mention: the exact words, the words that any name of the indicator must
hold, value, unit, measure, qualifier, period, base, area and status. A found mention and a gold row are a pair where
their spans overlap, one to one, the longest overlap first. **core** is value + unit + measure + indicator, **full**
adds period, area and status. Does not belong here: reading files, running the engine.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache

from pipelines.gold import GoldRow
from pipelines.labels import folded, names_indicator
from pipelines.languages import pack
from schemas import codelists, periods
from schemas.records import NOT_APPLICABLE, UNKNOWN, Mention

MEASURES = {
    "LEVEL": "level",
    "GROWTH_RATE": "change_rel",
    "DIFFERENCE": "change_abs",
    "SHARE": "share",
    "RATE": "rate",
}
STATUSES = {"A": "actual", "F": "forecast", "T": "target", "E": "estimate", "P": "provisional"}
FIELDS = ("value", "unit", "measure", "qualifier", "indicator", "period", "base_period", "geo", "status")
CORE = ("value", "unit", "measure", "indicator")
FULL = (*CORE, "period", "geo", "status")
_UNITS_BY_TYPE = {
    "PERCENT": "percent",
    "PERCENTAGE_POINT": "percentagepoints",
    "COUNT": "count",
    "FACTOR": "factor",
}
_SAME_UNIT = {
    **dict.fromkeys(("%", "pct", "pc"), "percent"),
    **dict.fromkeys(("pp", "percentagepoint"), "percentagepoints"),
    **dict.fromkeys(("number", "unit", "persons", "people", "1"), "count"),
    **dict.fromkeys(("x", "times", "ratio"), "factor"),
    **dict.fromkeys(("tonne", "tonnes"), "t"),
    **dict.fromkeys(("day", "days"), "d"),
    **dict.fromkeys(("year", "years", "yr"), "a"),
    "indexpoints": "index",
    "q": "dt",
    "q/ha": "dt/ha",
    "l/m2": "mm",
    "hour": "h",
    "rmb": "cny",
    "boe/d": "bbl/d",
    "km²": "km2",
    "m²": "m2",
    "mtco2e": "mt",
    "mtco2e/a": "mt/a",
    "mtco2eq/a": "mt/a",
}
_SAME_AREA = {
    **dict.fromkeys(("EZ", "U2", "XM"), "EA"),
    **dict.fromkeys(("W", "W00", "001", "1"), "WLD"),
    **dict.fromkeys(("EU27", "EU28", "EU27_2020", "150"), "EU"),
    "UK": "GB",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A mention in the words of the gold files."""

    quote: str
    start: int
    end: int
    indicator: str
    value: Decimal
    unit: str
    measure: str
    qualifier: str
    period: str
    base_period: str
    geo: str
    status: str


@dataclass(frozen=True, slots=True)
class Miss:
    """One statement that is WRONG in some fields, MISSED or SPURIOUS; `differences` are (field, expected, found)."""

    report: str
    kind: str
    quote: str
    start: int
    differences: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one or many reports, and the figures that follow from them."""

    n_gold: int = 0
    n_found: int = 0
    n_matched: int = 0
    n_core: int = 0
    n_full: int = 0
    n_right: Mapping[str, int] = field(default_factory=dict)

    @property
    def precision(self) -> float:
        """Share of the found statements that stand in the gold."""
        return self.n_matched / (self.n_found or 1)

    @property
    def recall(self) -> float:
        """Share of the gold statements that were found."""
        return self.n_matched / (self.n_gold or 1)

    @property
    def detection_f1(self) -> float:
        """F1 of finding statements at the right place."""
        return self._f1(self.n_matched)

    @property
    def core_f1(self) -> float:
        """F1 of statements whose value, unit, measure and indicator are right."""
        return self._f1(self.n_core)

    @property
    def full_f1(self) -> float:
        """F1 of statements whose period, area and status are right as well."""
        return self._f1(self.n_full)

    def accuracy(self, name: str) -> float:
        """Share of the matched statements whose field is right."""
        return self.n_right.get(name, 0) / (self.n_matched or 1)

    def _f1(self, n: int) -> float:
        total = self.n_gold + self.n_found
        return 2 * n / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Judged:
    """A found mention held against its gold row: which fields are right, and the row's measure.

    `right` is empty and `measure` None for a mention that no gold row has.
    """

    mention: Mention
    right: frozenset[str]
    measure: str | None

    @property
    def is_full(self) -> bool:
        """Whether the statement is right in full."""
        return self.right.issuperset(FULL)


@dataclass(frozen=True, slots=True)
class ReportScore:
    """One report's counts and misses, and every found mention as judged."""

    report: str
    language: str
    tally: Tally
    misses: tuple[Miss, ...]
    judged: tuple[Judged, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """All reports, by report, by language (sorted) and pooled."""

    reports: tuple[ReportScore, ...]
    languages: Mapping[str, Tally]
    pooled: Tally


def as_found(mentions: Iterable[Mention]) -> tuple[Found, ...]:
    """Mentions in the words of the gold files: unit by its type, a bound of a negative value by its magnitude."""
    return tuple(_found(mention) for mention in mentions)


def _found(mention: Mention) -> Found:
    unit = codelists.units().get(mention.unit_measure)
    is_range = _is_range(mention)
    return Found(
        quote=mention.exact,
        start=mention.start_char,
        end=mention.end_char,
        indicator=mention.indicator_text,
        value=mention.min_value if is_range and mention.min_value is not None else mention.value,
        unit=_UNITS_BY_TYPE.get(unit.unit_type if unit else "", mention.unit_measure),
        measure=MEASURES.get(mention.stat_type, mention.stat_type),
        qualifier="range" if is_range else _qualifier(mention),
        period=_known(mention.time_period),
        base_period=_known(mention.base_per),
        geo=_known(mention.ref_area),
        status=STATUSES.get(mention.obs_status, "actual"),
    )


def _known(code: str) -> str:
    return "" if code in (UNKNOWN, NOT_APPLICABLE) else code


def _is_range(mention: Mention) -> bool:
    is_closed = mention.min_value is not None and mention.max_value is not None
    return is_closed and not mention.comparator and mention.min_value != mention.max_value


def _qualifier(mention: Mention) -> str:
    if mention.is_approximate:
        return "approx"
    if not mention.comparator:
        return "exact"
    is_lower_bound = mention.comparator.startswith(">")
    return "min" if is_lower_bound == (mention.value >= 0) else "max"


def score_report(
    report: str, language: str, date_issued: date | None, gold: Sequence[GoldRow], mentions: Iterable[Mention]
) -> ReportScore:
    """Score one report's mentions; `date_issued` says what `now` is in its gold (None: never right)."""
    mentions = tuple(mentions)
    found = as_found(mentions)
    pairs = _pairs(gold, found)
    aside = pack(language).function_words
    right = [_right_fields(gold[at], found[other], date_issued, aside) for at, other in pairs]
    tally = Tally(
        n_gold=len(gold),
        n_found=len(found),
        n_matched=len(pairs),
        n_core=sum(names.issuperset(CORE) for names in right),
        n_full=sum(names.issuperset(FULL) for names in right),
        n_right=Counter(name for names in right for name in names),
    )
    misses = [
        Miss(report, "WRONG", gold[at].quote, gold[at].start, _differences(gold[at], found[other], names))
        for (at, other), names in zip(pairs, right, strict=True)
        if len(names) < len(FIELDS)
    ]
    matched_gold, matched_found = {at for at, _ in pairs}, {other for _, other in pairs}
    misses += [_unmatched(report, "MISSED", row) for at, row in enumerate(gold) if at not in matched_gold]
    misses += [_unmatched(report, "SPURIOUS", row) for at, row in enumerate(found) if at not in matched_found]
    known = {other: (names, gold[at].measure) for (at, other), names in zip(pairs, right, strict=True)}
    nothing: tuple[frozenset[str], None] = (frozenset(), None)
    judged = tuple(Judged(mention, *known.get(at, nothing)) for at, mention in enumerate(mentions))
    return ReportScore(report, language, tally, tuple(sorted(misses, key=lambda miss: miss.start)), judged)


def pooled(reports: Iterable[ReportScore]) -> Score:
    """The reports' counts added up, by language and together."""
    scored = tuple(sorted(reports, key=lambda score: score.report))
    languages = sorted({score.language for score in scored})
    by_language = {name: _total(score.tally for score in scored if score.language == name) for name in languages}
    return Score(scored, by_language, _total(score.tally for score in scored))


def _total(tallies: Iterable[Tally]) -> Tally:
    total = Tally()
    for tally in tallies:
        total = Tally(
            total.n_gold + tally.n_gold,
            total.n_found + tally.n_found,
            total.n_matched + tally.n_matched,
            total.n_core + tally.n_core,
            total.n_full + tally.n_full,
            Counter(total.n_right) + Counter(tally.n_right),
        )
    return total


def _pairs(gold: Sequence[GoldRow], found: Sequence[Found]) -> list[tuple[int, int]]:
    """(gold, found) one to one: the longest overlap first, then the more equal length, then the later place."""
    candidates = []
    for at, row in enumerate(gold):
        for other, one in enumerate(found):
            overlap = min(row.end, one.end) - max(row.start, one.start)
            if overlap > 0:
                unlikeness = abs((row.end - row.start) - (one.end - one.start))
                candidates.append((-overlap, unlikeness, -at, -other))
    taken_gold: set[int] = set()
    taken_found: set[int] = set()
    pairs = []
    for _, _, at, other in sorted(candidates):
        if -at not in taken_gold and -other not in taken_found:
            taken_gold.add(-at)
            taken_found.add(-other)
            pairs.append((-at, -other))
    return sorted(pairs)


def _right_fields(
    row: GoldRow, found: Found, date_issued: date | None, function_words: frozenset[str]
) -> frozenset[str]:
    checks: Mapping[str, Callable[[], bool]] = {
        "value": lambda: _is_same_value(row, found.value),
        "unit": lambda: _unit_key(row.unit) == _unit_key(found.unit),
        "measure": lambda: row.measure == found.measure or (row.measure == "rate" and _is_ratio(found.measure)),
        "qualifier": lambda: row.qualifier == found.qualifier,
        "indicator": lambda: names_indicator(found.indicator, row.indicator_words, row.references, function_words),
        "period": lambda: is_right_period(row.period, found.period, date_issued),
        "base_period": lambda: _is_right_base(row.base_period, found),
        "geo": lambda: not row.geo or area_key(row.geo) == area_key(found.geo),
        "status": lambda: _is_right_status(row.status, found.status),
    }
    return frozenset(name for name, is_right in checks.items() if is_right())


def _is_same_value(row: GoldRow, value: Decimal) -> bool:
    """Digits must agree; for a value in words ("un tiers") one in a hundred is enough."""
    tolerance = Decimal("1e-6") if any(letter.isdecimal() for letter in row.quote) else Decimal("0.01")
    return abs(row.value - value) <= tolerance * max(Decimal(1), abs(row.value), abs(value))


def _unit_key(unit: str) -> str:
    key = re.sub(r"[ _]+", "", folded(unit))
    return _SAME_UNIT.get(key, key)


def _is_ratio(measure: str) -> bool:
    return measure in ("share", "change_rel")


def area_key(code: str) -> str:
    """An area's code, the same for codes of one area."""
    return _SAME_AREA.get(code.strip().upper(), code.strip().upper())


def _is_right_status(wanted: str, found: str) -> bool:
    if found == "provisional":
        return wanted in ("actual", "estimate")
    return wanted == found or {wanted, found} == {"forecast", "target"}


def is_right_period(wanted: str, found: str, date_issued: date | None) -> bool:
    """Any notation of the same span; `now` is the publication date's year or a part of it."""
    if wanted in ("", UNKNOWN) or wanted == found:
        return True
    if wanted == "now":
        return date_issued is not None and found.startswith(f"{date_issued.year:04d}")
    span = _span(wanted)
    return span is not None and span == _span(found)


def _is_right_base(wanted: str, found: Found) -> bool:
    if wanted == "previous_year":
        year = found.period[:4]
        return year.isdecimal() and found.base_period.startswith(str(int(year) - 1))
    if wanted == "previous_day":
        return bool(found.base_period) and found.base_period < (found.period or "~")
    return is_right_period(wanted, found.base_period, None)


@lru_cache(maxsize=4096)
def _span(period: str) -> tuple[date, date] | None:
    """First and last day of an SDMX period or of two joined by a slash (`2023-01/2023-06`); None for neither."""
    first, slash, last = period.partition("/")
    try:
        if not slash or last.startswith("P"):
            return periods.span(period)
        spans = periods.span(first), periods.span(last)
    except ValueError:
        return None
    return (spans[0][0], spans[1][1]) if spans[0] and spans[1] else None


def _differences(row: GoldRow, found: Found, right: frozenset[str]) -> tuple[tuple[str, str, str], ...]:
    return tuple((name, _shown(row, name), _shown(found, name)) for name in FIELDS if name not in right)


def _unmatched(report: str, kind: str, row: GoldRow | Found) -> Miss:
    shown = [(name, _shown(row, name)) for name in FIELDS]
    is_gold = isinstance(row, GoldRow)
    differences = tuple((name, text if is_gold else "", "" if is_gold else text) for name, text in shown)
    return Miss(report, kind, row.quote, row.start, differences)


def _shown(row: GoldRow | Found, name: str) -> str:
    if name == "indicator" and isinstance(row, GoldRow):
        return "|".join(row.indicator_words)
    value = getattr(row, name)
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def format_table(score: Score) -> str:
    """The figures as a table in plain text: a line per report, per language and for all."""
    lines = [(entry.report, entry.tally) for entry in score.reports]
    lines += [(f"language {name}", tally) for name, tally in score.languages.items()]
    lines.append(("all", score.pooled))
    width = max(len("report"), *(len(name) for name, _ in lines))
    fields = ("value", "unit", "meas.", "qual.", "indic.", "period", "base", "area", "status")
    counts = ("gold", "found", "match", "prec.", "recall", "F1", "core", "full", *fields)
    return "\n".join(
        [f"{'report':{width}} " + " ".join(f"{name:>6}" for name in counts), *(_line(*line, width) for line in lines)]
    )


def _line(name: str, tally: Tally, width: int) -> str:
    counts = f"{tally.n_gold:6} {tally.n_found:6} {tally.n_matched:6}"
    figures = [tally.precision, tally.recall, tally.detection_f1, tally.core_f1, tally.full_f1]
    figures += [tally.accuracy(name) for name in FIELDS]
    return f"{name:{width}} {counts} " + " ".join(f"{figure:6.3f}" for figure in figures)


def format_misses(score: Score, limit: int | None = None) -> str:
    """What went wrong, a line each: report, kind, the words, and per field what was expected and found."""
    misses = [miss for report in score.reports for miss in report.misses][:limit]
    return "\n".join(_miss_line(miss) for miss in misses)


def _miss_line(miss: Miss) -> str:
    if miss.kind == "WRONG":
        details = "; ".join(f"{name}: expected {want!r}, found {got!r}" for name, want, got in miss.differences)
    else:
        details = "; ".join(f"{name} {want or got}" for name, want, got in miss.differences if want or got)
    return f"{miss.report}  {miss.kind}  {miss.quote!r}  {details}"
