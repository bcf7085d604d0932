"""Which periods a figure could be of: those that its sentence names, those spoken of before, those of the report.

Each option has its value, the words that gave it and what is known of it; the fitted weights choose (`weighing.py`).
Does not belong here: what words mean (`periods.py`), how the dates of a sentence stand (`attach.py`), the base of a
change (`timing.py`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from pipelines.attach import Timeline
from pipelines.drafts import Draft
from pipelines.fiscal import CODED, FiscalYear
from pipelines.focus import Focus, Span
from pipelines.languages.base import Pack
from pipelines.periods import Clock, PeriodRef, base_before, resolve, same_part
from pipelines.reference import SPOKEN, ReportPeriod
from pipelines.tokens import CHAR, NAME_OF, Sentence, chars
from pipelines.weighing import Features, Known
from schemas import periods as sdmx
from schemas.records import Report

YEARS_BEGIN = (4, 7, 9, 10)
"""Months in which fiscal, school and farming years mostly begin."""
NEAR = 3
"""Statements before it in the sentence whose periods a figure may share."""
_AGES = ((-0.01, "ahead"), (0.26, "now"), (1.1, "last"), (2.1, "old"))
_VERBS = chars("VERB AUX PARTICIPLE")
_DISTANCE = tuple(f"t distance {n}" for n in (0, 0, 1, 2, 3, 4))
"""By the bits of a distance: 0, 1, 2 or 3, 4 to 7, 8 to 15, more."""
_FIGURES_BETWEEN, _DATES_BETWEEN, _COMMAS = (
    tuple(f"t {name} {n}" for n in range(4)) for name in ("figures between", "dates between", "commas")
)
_BEHIND = {char: f"p behind {name}" for char, name in NAME_OF.items()} | {"": "p behind START"}
_LEFT = {char: f"left {name}" for char, name in NAME_OF.items()} | {"": "left START"}
_BACK = frozenset({"base", "part"})
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_FIGURES = tuple(f"figures before {n}" for n in (0, 1, 2, 4, 8))
"""By the bits of how many figures the report had before."""
_BEFORE = tuple(f"sentence {back}" for back in range(NEAR))
_SPOKEN = tuple(f"spoken {back}" for back in range(SPOKEN))
_COMPARED = tuple(f"compared with {back}" for back in range(2))
_SPLIT = ("first split year", "second split year")
_FROM = {way: tuple(f"{way} from {month}" for month in YEARS_BEGIN) for way in (*_SPLIT, "split year")}
_USED = tuple(f"used {back}" for back in range(SPOKEN))
_NAMED = [[Known((f"p named {times}", f"p share {share}")) for share in range(5)] for times in range(4)]
_NEVER_NAMED = Known(("p named 0",))
MAX_DESCRIBED = 5_000
"""Descriptions of periods that are remembered before they are all forgotten."""


@dataclass(slots=True)
class Figure:
    """A quantity in its sentence while its period is looked for; `is_ahead` where tense or cue words look ahead."""

    timeline: Timeline
    index: int
    tense: str
    is_ahead: bool

    @property
    def sentence(self) -> Sentence:
        """The sentence that holds the quantity."""
        return self.timeline.sentence


@dataclass(slots=True)
class Moment:
    """A period that a figure could have.

    `ways` are the origins that propose it, the nearest first; `index` is the token that names it, `base` the base of
    comparison that comes with it.
    """

    value: str
    ways: tuple[str, ...]
    basis: str
    index: int | None
    span: Span | None
    base: str | None
    told: Features
    features: Features = ()

    @property
    def is_back(self) -> bool:
        """Whether it is counted back from another period."""
        return self.ways[0] in _BACK


Proposal = tuple[str, str, str, Features, int | None, Span | None, str | None]
"""One way to a period: its value, the origin and how far that is, the basis, what is told of it, the token that gave
it, its span and the base that comes with it."""


class Moments(ReportPeriod):
    """Proposes periods for a report's figures."""

    def __init__(self, pack: Pack, report: Report) -> None:
        super().__init__(pack, report)
        self._around = _around(self.published) if self.published is not None else []
        self._same: dict[Features, Known] = {}
        self._kinds: dict[str, Features] = {}
        self._kinds_beside: str | None = None
        self._figures = 0
        self._years = Counter(_YEAR.findall(report.text))
        self._last: Draft | None = None
        self._is_last_dated = False
        self._described: dict[tuple[Features, ...], Features] = {}

    def moments(self, draft: Draft, figure: Figure, focus: Focus, drafts: Sequence[Draft]) -> list[Moment]:
        """The options of a figure, the nearest first, each period once."""
        in_sentence = self._in_sentence(draft, figure, focus, drafts)
        return self.options(in_sentence, self._remembered(focus), self._around)

    def options(self, *proposed: Iterable[Proposal]) -> list[Moment]:
        """What is proposed as options, in order, each period once, with its features."""
        found: dict[str, Moment] = {}
        for proposals in proposed:
            for value, way, basis, told, index, span, base in proposals:
                known = found.get(value)
                if known is None:
                    found[value] = Moment(value, (way,), basis, index, span, base, told)
                else:
                    known.ways += (way,)
                    known.told += told
        options = list(found.values())
        self._describe(options)
        return options

    def _describe(self, options: Sequence[Moment]) -> None:
        """Fill the features of each option."""
        kinds, described, counted = self._known_kinds(), self._described, self._counted
        for moment in options:
            value = moment.value
            kind = kinds.get(value)
            if kind is None:
                kind = kinds[value] = self._known(self._kind(value))
            count = counted.get(value)
            share = _NAMED[min(count, 3)][4 * count // counted.total] if count else _NEVER_NAMED
            key = (moment.ways, moment.told, kind, share)
            features = described.get(key)
            if features is None:
                found = {*[f"s {way}" for way in moment.ways], *moment.told, *kind}
                if sdmx.span(value) is not None:
                    found.update(share)
                features = described[key] = self._known(sorted(found))
            moment.features = features

    def _known_kinds(self) -> dict[str, Features]:
        """What is known of periods beside the report's own, which may have changed."""
        reference = self._reference.value if self._reference is not None else None
        if reference != self._kinds_beside or len(self._kinds) > MAX_DESCRIBED:
            self._kinds.clear()
            self._kinds_beside = reference
        if len(self._described) > MAX_DESCRIBED:
            self._described.clear()
        if len(self._same) > MAX_DESCRIBED:
            self._same.clear()
        return self._kinds

    def _known(self, features: Iterable[str]) -> Known:
        """Features as the one object that stands for them."""
        found = tuple(features)
        known = self._same.get(found)
        if known is None:
            known = self._same[found] = Known(found)
        return known

    def _in_sentence(self, draft: Draft, figure: Figure, focus: Focus, drafts: Sequence[Draft]) -> list[Proposal]:
        """What the figure's own words name, and the periods of the statements before it."""
        previous = drafts[-1].period if drafts else None
        anchor = previous or (focus.period.value if focus.period else None) or self._now()
        found = self._named(draft, figure, anchor) if figure.timeline.roles else []
        for way, other in zip(_BEFORE, reversed(drafts[-NEAR:]), strict=False):
            if other.period:
                found.append((other.period, way, "SENTENCE", _shared(draft, other, figure), None, None, None))
        if previous:
            found.append((sdmx.shift(previous, years=-1), "year before", "SENTENCE", (), None, None, None))
        last = focus.statement
        if last is not None and last.period:
            found.append((last.period, "statement before", "FOCUS", _alike(draft, last), None, None, None))
            if not previous:
                found.append((sdmx.shift(last.period, years=-1), "year before the last", "FOCUS", (), None, None, None))
        return found

    def _remembered(self, focus: Focus) -> list[Proposal]:
        """What was spoken of before, and the report's own periods."""
        found: list[Proposal] = [
            (held.value, way, basis, (), None, held.span, None)
            for way, held, basis in (
                ("focus", focus.period, "FOCUS"), ("heading", focus.heading_period, "HEADING"),
                ("title", focus.title_period, "HEADING"), ("report", self._reference, "REPORT"),
            )
            if held is not None
        ]  # fmt: skip
        for ways, values in ((_SPOKEN, self._spoken), (_USED, self._used), (_COMPARED, self._compared)):
            back = zip(ways, reversed(values), strict=False)
            found += [(value, way, "FOCUS", (), None, None, None) for way, value in back]
        for way, values, basis in (
            ("named in heading", self._headed, "HEADING"), ("named in title", self._titled, "HEADING"),
            ("opening", self._opening, "REPORT"),
        ):  # fmt: skip
            found += [(value, way, basis, (), None, None, None) for value in values]
        now = self._now()
        if now:
            found.append((sdmx.shift(now, years=-1), "year before the report's", "REPORT", (), None, None, None))
        for way, ref in zip(_SPLIT, self._splits, strict=False):
            split_years = zip(_FROM[way], _begun_in(ref), strict=True)
            found += [(value, way_from, "REPORT", (), None, None, None) for way_from, value in split_years]
        for way, tally in (("named most", self._counted), ("used most", self._uses)):
            if tally:
                found.append((tally.most, way, "REPORT", (), None, None, None))
        return found

    def _named(self, draft: Draft, figure: Figure, anchor: str | None) -> list[Proposal]:
        """What the dates of the figure's sentence mean, the nearest first."""
        timeline, sentence = figure.timeline, figure.sentence
        own = timeline.period(figure.index)
        attached = own.index if own is not None else None
        dates = list(timeline.roles)
        if len(dates) > 1:
            dates.sort(key=lambda item: (item != attached, abs(item - figure.index)))
        found: list[Proposal] = []
        for index in dates:
            ref: PeriodRef = self._told(sentence.values[index])
            told = (*_standing(timeline, figure.index, index, attached), f"t kind {ref.kind}")
            basis = "CLAUSE" if "t same clause" in told else "SENTENCE"
            span = (sentence.starts[index], sentence.ends[index])
            found += [
                (meaning, way, basis, told, index, span, base)
                for meaning, way, base in self._meanings(draft, figure, index, ref, anchor)
                if meaning
            ]
        return found

    def _meanings(
        self, draft: Draft, figure: Figure, index: int, ref: PeriodRef, anchor: str | None
    ) -> Iterator[tuple[str | None, str, str | None]]:
        """What a date can mean: itself, an end of it, a period counted back or up to it; and the base that it brings.

        A change over a span is of the span's end; what it is measured from, and since when, is its base.
        """
        role = figure.timeline.roles[index]
        value = resolve(ref, self._clock(anchor, figure.is_ahead))
        is_change = draft.change is not None and not draft.is_comparison
        if ref.base and figure.index in figure.timeline.origins:
            yield ref.base, "beginning of span", None
            return
        if ref.last:
            is_end = is_change and not figure.timeline.is_per_year(figure.index)
            if is_end or figure.timeline.is_reached(figure.index):
                yield ref.last, "end of span", ref.base
                return
        if role in ("ASIDE", "BEGUN"):
            return
        if is_change and (role == "SINCE" or ref.kind in ("WITHIN", "ROLLING")):
            return
        if role == "SINCE":
            yield (self._since(value) if value else None), "since", None
            return
        yield from self._of_date(figure, index, ref, value, anchor, is_change)

    def _of_date(
        self, figure: Figure, index: int, ref: PeriodRef, value: str | None, anchor: str | None, is_change: bool
    ) -> Iterator[tuple[str | None, str, str | None]]:
        """What a date can mean that is no beginning: as `_meanings` yields it."""
        role = figure.timeline.roles[index]
        yield value, f"date {role}", None
        yield ref.last, "end of span", ref.base
        other = _reread(ref)
        if other is not None:
            yield resolve(other, self._clock(anchor, figure.is_ahead)), "years read otherwise", None
        if anchor and not is_change:
            yield base_before(ref, anchor), "base", None
        if ref.kind == "WITHIN" and 1 < ref.number < 12:
            yield resolve(PeriodRef("CUMULATED", number=ref.number), self._clock(anchor)), "first months", None
        if value:
            yield from self._of_value(figure, index, value, anchor)
        yield from self._begun_later(ref)

    def _of_value(
        self, figure: Figure, index: int, value: str, anchor: str | None
    ) -> Iterator[tuple[str | None, str, str | None]]:
        """A part of a year named, what runs up to a month or day."""
        if len(value) == len("2024"):
            for way, around in (("part", anchor), ("part of the report's", self._now())):
                yield (same_part(around, int(value)) if around else None), way, None
        if figure.timeline.roles[index] in ("UNTIL", "AT"):
            yield self._to_date(value, figure.is_ahead), "to date", None
        if figure.sentence.types[index - 1 : index] == CHAR["END"]:
            yield _last_month(value), "month at the end", None

    def _begun_later(self, ref: PeriodRef) -> Iterator[tuple[str | None, str, str | None]]:
        """What a year means that does not begin in January, where nothing says when."""
        if ref.kind == "SPLIT" and not ref.months:
            for way, value in zip(_FROM["split year"], _begun_in(ref), strict=True):
                yield value, way, None
        elif ref.unit == CODED and ref.kind == "FIXED":
            for month in YEARS_BEGIN:
                yield FiscalYear(month).meaning(ref).value, f"fiscal year from {month}", None

    def _since(self, since: str) -> str | None:
        """From a day, month or year up to the end of the report's period or, where that is past, to publication."""
        bounds = sdmx.span(since)
        if bounds is None or self.published is None:
            return None
        end = self.published
        reference = sdmx.span(self._reference.value) if self._reference else None
        if sdmx.freq(since) == "A":
            end = end.replace(month=12, day=31)
        elif bounds[0].day == 1:
            end = end.replace(day=monthrange(end.year, end.month)[1])
        elif reference and bounds[0] < reference[1] <= end and (end - reference[1]).days <= 62:
            end = reference[1]
        return sdmx.of_span(bounds[0], end) if bounds[0] <= end else None

    def _to_date(self, until: str, is_ahead: bool) -> str:
        """`gana 87 millones hasta septiembre`: up to a month that is over, from January on."""
        bounds = sdmx.span(until)
        is_over = bool(bounds and self.published and bounds[1] <= self.published)
        if bounds is None or is_ahead or not is_over or sdmx.freq(until) not in ("M", "D"):
            return until
        return sdmx.of_span(bounds[0].replace(month=1, day=1), bounds[1])

    def _kind(self, value: str) -> Iterator[str]:
        """What kind of period a value is: its length, its age, and how it stands to the report's own."""
        length = sdmx.freq(value)
        yield f"v freq {length}"
        bounds = sdmx.span(value)
        if bounds is None:
            return
        if self.published is not None:
            age = (self.published - bounds[1]).days / 365.25
            yield f"v age {next((name for most, name in _AGES if age < most), 'past')}"
            if bounds[0] > self.published:
                yield "v to come"
            elif bounds[1] < self.published:
                yield "p over"
            yield f"p years back {min(max(self.published.year - bounds[1].year, -1), 2)}"
        yield f"v year named {min(self._years[str(bounds[1].year)], 2)}"
        days = (bounds[1] - bounds[0]).days
        yield f"p length {0 if days < 30 else 1 if days < 100 else 2 if days < 360 else 3 if days < 400 else 4}"
        own = self._kinds_beside
        reference = sdmx.span(own) if own is not None else None
        if own is None or reference is None:
            return
        if sdmx.freq(own) == length:
            yield "v length of the report"
        years = (bounds[1] - reference[1]).days / 365.25
        step = -2 if years < -1.1 else -1 if years < -0.01 else 0 if years < 0.01 else 1 if years < 1.1 else 2
        yield f"v beside report {step}"
        if sdmx.contains(own, value):
            yield "p in the report's"
        if sdmx.contains(value, own):
            yield "p around the report's"

    def context(self, draft: Draft, figure: Figure, focus: Focus, drafts: Sequence[Draft]) -> Features:
        """What holds for every option of a figure: its tense, measure and status, and where periods are known."""
        timeline = figure.timeline
        found = [f"tense {draft.tense or 'none'}", f"measure {draft.stat_type}"]
        found += [f"kind {draft.quantity.kind}", _FIGURES[min(self._figures.bit_length(), 4)]]
        signs = {
            "change": draft.change is not None,
            "compared": draft.is_comparison,
            "ahead": figure.is_ahead,
            "origin": figure.index in timeline.origins,
            "has date": timeline.period(figure.index) is not None,
            "has previous": bool(drafts),
            "has focus": focus.period is not None,
            "has heading": focus.heading_period is not None,
            "in title": not focus.has_title,
            "has base": timeline.base(figure.index) is not None,
        }
        last = self._last
        if last is not None:
            signs["new paragraph"] = last.paragraph_id != draft.paragraph_id
            signs["last compared"] = last.is_comparison or last.is_earlier
            signs["last dated"] = self._is_last_dated
        found += [name for name, holds in signs.items() if holds]
        if drafts:
            previous = drafts[-1]
            between = figure.sentence.types[bisect_left(figure.sentence.starts, previous.start) + 1 : figure.index]
            signs = {
                "like previous": previous.quantity.unit == draft.quantity.unit,
                "previous change": previous.change is not None,
                "previous compared": previous.is_comparison or previous.is_earlier,
                "verb between": not _VERBS.isdisjoint(between),
            }
            found += [name for name, holds in signs.items() if holds]
            found.append(f"gap {len(between).bit_length()}")
        if timeline.clauses.numbers[figure.index] in timeline.clauses.brackets:
            found.append("in brackets")
        found.append(_LEFT[figure.sentence.types[figure.index - 1] if figure.index else ""])
        found.append(f"dates {min(len(timeline.roles), 3)}")
        found.append(f"at {min(list(timeline.roles.values()).count('AT'), 3)}")
        return tuple(sorted(found))


def _around(published: date) -> list[Proposal]:
    """The periods around a day of publication."""
    month = f"{published:%Y-%m}"
    periods = (
        ("year of publication", str(published.year)),
        ("month of publication", month),
        ("year before publication", str(published.year - 1)),
        ("month before publication", sdmx.shift(month, months=-1)),
        ("year to publication", sdmx.of_span(date(published.year, 1, 1), sdmx.span(month)[1])),  # type: ignore[index]
    )
    return [(value, way, "REPORT", (), None, None, None) for way, value in periods]


def _last_month(period: str) -> str | None:
    """The month in which a longer period ends."""
    bounds = sdmx.span(period)
    return f"{bounds[1]:%Y-%m}" if bounds is not None and (bounds[1] - bounds[0]).days > 31 else None


@lru_cache(maxsize=1_000)
def _begun_in(split: PeriodRef) -> tuple[str, ...]:
    """A year across a new year's day, begun in each of the months in which such years mostly do."""
    return tuple(str(resolve(replace(split, months=month), Clock(None))) for month in YEARS_BEGIN)


def _reread(ref: PeriodRef) -> PeriodRef | None:
    """`2020-2021`, `2014/15`: two years for one that begins in the first, and the other way round."""
    if ref.kind == "SPLIT" and not ref.months and ref.day == 12:
        return PeriodRef("FIXED", sdmx.of_span(date(ref.number, 1, 1), date(ref.number + 1, 12, 31)))
    if ref.kind == "FIXED" and ref.value.endswith("-01-01/P2Y"):
        return PeriodRef("SPLIT", number=int(ref.value[:4]), day=12)
    return None


def _standing(timeline: Timeline, quantity: int, item: int, attached: int | None) -> list[str]:
    """How a date stands to a quantity."""
    sentence, clauses = timeline.sentence, timeline.clauses
    low, high = min(item, quantity), max(item, quantity)
    owner = timeline.owner(item)
    here = clauses.numbers[item]
    ats = [i for i, role in timeline.roles.items() if role == "AT"]
    signs = {
        "t same clause": here == clauses.numbers[quantity],
        "t own": owner == quantity,
        "t another's": owner is not None and owner != quantity,
        "t free": owner is None,
        "t before": item < quantity,
        "t attached": item == attached,
        "t first": item == next(iter(timeline.roles)),
        "t nearest": item == min(ats, key=lambda i: abs(i - quantity), default=None),
        "t bracket": here in clauses.brackets,
        "t inner": here in clauses.outer,
        "t now": sentence.values[item].value == "NOW",
        "t leads": item < min(clauses.verbs.values(), default=len(sentence.types)),
    }
    return [
        *[name for name, holds in signs.items() if holds],
        _DISTANCE[min((high - low).bit_length(), 5)],
        _FIGURES_BETWEEN[min(sum([low < q < high for q in timeline.quantities]), 3)],
        _DATES_BETWEEN[min(sum([low < i < high for i in timeline.roles]), 3)],
        _COMMAS[min(sentence.types.count(CHAR["COMMA"], low, high), 3)],
        _BEHIND[sentence.types[item - 1] if item else ""],
    ]


def _shared(draft: Draft, other: Draft, figure: Figure) -> Features:
    """What a figure has in common with one before it in the sentence."""
    timeline = figure.timeline
    signs = {
        "unit": other.quantity.unit == draft.quantity.unit,
        "parent": other is draft.parent,
        "compared": other.is_comparison or other.is_earlier,
        "clause": timeline.clause_of(other.start) == timeline.clauses.numbers[figure.index],
        "change": other.change is not None,
        "subject": other.slices == draft.slices,
    }
    return tuple([f"p previous {name}" for name, holds in signs.items() if holds])


def _alike(draft: Draft, last: Draft) -> Features:
    """What a figure has in common with the last one of the sentences before."""
    signs = {
        "unit": last.quantity.unit == draft.quantity.unit,
        "compared": last.is_comparison or last.is_earlier,
        "paragraph": last.paragraph_id == draft.paragraph_id,
        "subject": last.slices == draft.slices,
    }
    return tuple([f"p last {name}" for name, holds in signs.items() if holds])
