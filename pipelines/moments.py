"""Which periods a figure could be of: those that its sentence names, those spoken of before, those of the report.

Each option has its value, the words that gave it and what is known of it; the fitted weights choose (`weighing.py`).
Does not belong here: what words mean (`periods.py`), how the dates of a sentence stand (`attach.py`), the base of a
change (`timing.py`).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from pipelines.attach import Timeline
from pipelines.drafts import Draft
from pipelines.focus import Focus, Span
from pipelines.periods import PeriodRef, base_before, resolve, same_part
from pipelines.reference import ReportPeriod
from pipelines.tokens import CHAR, NAME_OF, Sentence
from pipelines.weighing import Features
from schemas import periods as sdmx

NEAR = 3
"""Statements before it in the sentence whose periods a figure may share."""
_AGES = ((-0.01, "ahead"), (0.26, "now"), (1.1, "last"), (2.1, "old"))
_BACK = frozenset({"base", "part"})


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
    ways: list[str]
    basis: str
    index: int | None = None
    span: Span | None = None
    base: str | None = None
    told: set[str] = field(default_factory=set)
    features: Features = ()

    @property
    def is_back(self) -> bool:
        """Whether it is counted back from another period."""
        return not _BACK.isdisjoint(self.ways[0].split())


class Moments(ReportPeriod):
    """Proposes periods for a report's figures."""

    def moments(self, draft: Draft, figure: Figure, focus: Focus, drafts: Sequence[Draft]) -> list[Moment]:
        """The options of a figure, the nearest first, each period once."""
        found: dict[str, Moment] = {}
        for value, way, basis, told, source in self._proposed(draft, figure, focus, drafts):
            known = found.get(value)
            if known is None:
                index, span, base = source
                known = found[value] = Moment(value, [], basis, index, span, base)
            known.ways.append(way)
            known.told.update(told)
        for moment in found.values():
            features = {f"s {way}" for way in moment.ways} | moment.told | set(self._kind(moment.value))
            moment.features = tuple(sorted(features))
        return list(found.values())

    def _proposed(
        self, draft: Draft, figure: Figure, focus: Focus, drafts: Sequence[Draft]
    ) -> Iterator[tuple[str, str, str, Sequence[str], tuple[int | None, Span | None, str | None]]]:
        previous = drafts[-1] if drafts else None
        anchor = previous.period if previous else None
        anchor = anchor or (focus.period.value if focus.period else None) or self._now()
        yield from self._named(figure, anchor)
        none = (None, None, None)
        for back, other in enumerate(reversed(drafts[-NEAR:])):
            if other.period:
                yield other.period, f"sentence {back}", "SENTENCE", _shared(draft, other, figure), none
        if previous is not None and previous.period:
            yield sdmx.shift(previous.period, years=-1), "year before", "SENTENCE", (), none
        for way, held, basis in (
            ("focus", focus.period, "FOCUS"), ("heading", focus.heading_period, "HEADING"),
            ("title", focus.title_period, "HEADING"), ("report", self._reference, "REPORT"),
        ):  # fmt: skip
            if held is not None:
                yield held.value, way, basis, (), (None, held.span, None)
        last = focus.statement
        if last is not None and last.period:
            yield last.period, "statement before", "FOCUS", _alike(draft, last), none
        for back, value in enumerate(reversed(self._spoken)):
            yield value, f"spoken {back}", "FOCUS", (), none
        for way, values, basis in (
            ("named in heading", self._headed, "HEADING"), ("named in title", self._titled, "HEADING"),
            ("opening", self._opening, "REPORT"),
        ):  # fmt: skip
            for value in values:
                yield value, way, basis, (), none
        most = max(self._counted, key=self._counted.__getitem__, default=None)
        if most is not None:
            yield most, "named most", "REPORT", (), none
        if self.published is not None:
            for way, value in _around(self.published):
                yield value, way, "REPORT", (), none

    def _named(
        self, figure: Figure, anchor: str | None
    ) -> Iterator[tuple[str, str, str, Sequence[str], tuple[int | None, Span | None, str | None]]]:
        """What the dates of the figure's sentence mean, the nearest first."""
        timeline, sentence = figure.timeline, figure.sentence
        own = timeline.period(figure.index)
        attached = own.index if own is not None else None
        for index in sorted(timeline.roles, key=lambda item: (item != attached, abs(item - figure.index))):
            ref: PeriodRef = self._told(sentence.values[index])
            role = timeline.roles[index]
            told = _standing(timeline, figure.index, index, attached)
            told.append(f"t kind {ref.kind}")
            basis = "CLAUSE" if "t same clause" in told else "SENTENCE"
            source = (index, (sentence.starts[index], sentence.ends[index]), None)
            value = resolve(ref, self._clock(anchor, figure.is_ahead))
            if value:
                yield value, f"date {role}", basis, told, source
            if ref.last:
                yield ref.last, "end of span", basis, told, (*source[:2], ref.base)
            before = base_before(ref, anchor) if anchor else None
            if before:
                yield before, "base", basis, told, source
            if value and anchor and len(value) == len("2024"):
                yield same_part(anchor, int(value)), "part", basis, told, source
            if value and role == "SINCE":
                span = self._since(value)
                if span:
                    yield span, "since", basis, told, source
            if ref.kind == "WITHIN" and 1 < ref.number < 12:
                counted = resolve(PeriodRef("CUMULATED", number=ref.number), self._clock(anchor))
                if counted:
                    yield counted, "first months", basis, told, source
            if value and role == "UNTIL":
                yield self._to_date(value, figure.is_ahead), "to date", basis, told, source

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
        if bounds is None or is_ahead or not is_over or sdmx.freq(until) != "M":
            return until
        return sdmx.of_span(bounds[0].replace(month=1), bounds[1])

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
        days = (bounds[1] - bounds[0]).days
        yield f"p length {0 if days < 30 else 1 if days < 100 else 2 if days < 360 else 3 if days < 400 else 4}"
        reference = sdmx.span(self._reference.value) if self._reference is not None else None
        if self._reference is not None and reference is not None:
            if sdmx.freq(self._reference.value) == length:
                yield "v length of the report"
            years = (bounds[1] - reference[1]).days / 365.25
            step = -2 if years < -1.1 else -1 if years < -0.01 else 0 if years < 0.01 else 1 if years < 1.1 else 2
            yield f"v beside report {step}"
            if sdmx.contains(self._reference.value, value):
                yield "p in the report's"
            if sdmx.contains(value, self._reference.value):
                yield "p around the report's"
        count = self._counted.get(value, 0)
        yield f"p named {min(count, 3)}"
        if count:
            yield f"p share {4 * count // sum(self._counted.values())}"

    def context(self, draft: Draft, figure: Figure, focus: Focus, drafts: Sequence[Draft]) -> Features:
        """What holds for every option of a figure: its tense, measure and status, and where periods are known."""
        timeline = figure.timeline
        found = {f"tense {draft.tense or 'none'}", f"measure {draft.stat_type}"}
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
        found.update(name for name, holds in signs.items() if holds)
        found.add(f"dates {min(len(timeline.roles), 3)}")
        found.add(f"at {min(sum(role == 'AT' for role in timeline.roles.values()), 3)}")
        return tuple(sorted(found))


def _around(published: date) -> tuple[tuple[str, str], ...]:
    """The periods around a day of publication."""
    month = f"{published:%Y-%m}"
    return (
        ("year of publication", str(published.year)),
        ("month of publication", month),
        ("year before publication", str(published.year - 1)),
        ("month before publication", sdmx.shift(month, months=-1)),
        ("year to publication", sdmx.of_span(date(published.year, 1, 1), sdmx.span(month)[1])),  # type: ignore[index]
    )


def _standing(timeline: Timeline, quantity: int, item: int, attached: int | None) -> list[str]:
    """How a date stands to a quantity."""
    sentence, clauses = timeline.sentence, timeline.clauses
    low, high = min(item, quantity), max(item, quantity)
    owner = timeline.owner(item)
    here = clauses.numbers[item]
    ats = [i for i, role in timeline.roles.items() if role == "AT"]
    signs = {
        "same clause": here == clauses.numbers[quantity],
        "own": owner == quantity,
        "another's": owner is not None and owner != quantity,
        "free": owner is None,
        "before": item < quantity,
        "attached": item == attached,
        "first": item == next(iter(timeline.roles)),
        "nearest": item == min(ats, key=lambda i: abs(i - quantity), default=None),
        "bracket": here in clauses.brackets,
        "inner": here in clauses.outer,
        "now": sentence.values[item].value == "NOW",
        "leads": item < min(clauses.verbs.values(), default=len(sentence.types)),
    }
    found = [f"t {name}" for name, holds in signs.items() if holds]
    distance = high - low
    found.append(
        f"t distance {0 if distance < 2 else 1 if distance < 4 else 2 if distance < 8 else 3 if distance < 16 else 4}"
    )
    found.append(f"t figures between {min(sum(low < q < high for q in timeline.quantities), 3)}")
    found.append(f"t dates between {min(sum(low < i < high for i in timeline.roles), 3)}")
    found.append(f"t commas {min(sentence.types.count(CHAR['COMMA'], low, high), 3)}")
    found.append(f"p behind {NAME_OF[sentence.types[item - 1]] if item else 'START'}")
    return found


def _shared(draft: Draft, other: Draft, figure: Figure) -> list[str]:
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
    return [f"p previous {name}" for name, holds in signs.items() if holds]


def _alike(draft: Draft, last: Draft) -> list[str]:
    """What a figure has in common with the last one of the sentences before."""
    signs = {
        "unit": last.quantity.unit == draft.quantity.unit,
        "compared": last.is_comparison or last.is_earlier,
        "paragraph": last.paragraph_id == draft.paragraph_id,
        "subject": last.slices == draft.slices,
    }
    return [f"p last {name}" for name, holds in signs.items() if holds]
