"""Which periods a figure of a topic chain could be of, beside the one that the rules of `topic_timing.py` find.

The options and what is told of them are those of `moments.py` where they do not come from the sentence; here is how
its dates stand to a figure where time stands first. The fitted weights choose (`weighing.py`, slot `CHAIN_PERIOD`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.drafts import Draft
from pipelines.focus import Focus
from pipelines.moments import Moments, Proposal
from pipelines.periods import PeriodRef, same_part
from pipelines.tokens import CHAR, NAME_OF, Sentence
from pipelines.topic_clauses import BOUNDARY, Clauses
from pipelines.topic_roles import role
from pipelines.unit_periods import base_before, resolved
from pipelines.weighing import Features
from schemas import periods as sdmx
from schemas.records import Slot

SLOT = "CHAIN_PERIOD"
NEAR = 3
"""Statements before it in the sentence whose periods a figure may share."""
DATES = 5
"""Dates of its sentence that are looked at, the nearest ones."""
_BACK = frozenset({"SAME_PREV", "YOY", "PREV_SPAN", "PREV_YEAR", "QOQ", "MOM", "DOD", "PREV_WEEK"})
_OPEN = frozenset({"MONTH", "QUARTER", "SPAN", "CUMULATED", "DAY"})
"""Kinds of references to parts of a year that need not name it."""
_PERIOD, _QUANTITY = CHAR["PERIOD"], CHAR["QUANTITY"]


@dataclass(frozen=True, slots=True)
class Near:
    """What a quantity's place in its sentence tells.

    Its index, its clause's first token, the statement before, the clauses, the first figure of its list, the
    sentence's statements so far, and the token that tells the change (−1: none).
    """

    index: int
    first: int
    previous: Draft | None
    clauses: Clauses
    head: int
    earlier: Sequence[Draft]
    governor: int


class TopicMoments(Moments):
    """Proposes periods for the figures of topic chains."""

    def _value(self, ref: PeriodRef, sentence: Sentence, index: int) -> str | None:
        """The period at a token."""
        raise NotImplementedError

    def by_rule(self, draft: Draft) -> Iterator[Proposal]:
        """The period that the rules found."""
        slot: Slot | None = draft.slots.get("PERIOD")
        if draft.period is not None:
            rule, basis = (slot.rule, slot.basis) if slot is not None else ("none", "SENTENCE")
            yield draft.period, "rule", basis, (f"t rule {rule}", f"p rule {basis}"), None, None, draft.base

    def offered(self, sentence: Sentence, draft: Draft, near: Near, focus: Focus) -> list[Proposal]:
        """What the sentence, the statements before and the report offer."""
        previous = near.earlier[-1].period if near.earlier else None
        anchor = previous or (focus.period.value if focus.period else None) or self._now()
        found = list(self._dates(sentence, draft, near, anchor))
        for back, other in enumerate(reversed(near.earlier[-NEAR:])):
            if other.period:
                shared = _shared(draft, other, near)
                found.append((other.period, f"sentence {back}", "SENTENCE", shared, None, None, None))
        if previous:
            found.append((sdmx.shift(previous, years=-1), "year before", "SENTENCE", (), None, None, None))
        last = focus.statement
        if last is not None and last.period:
            found.append((last.period, "statement before", "FOCUS", _alike(draft, last), None, None, None))
        return [*found, *self._remembered(focus), *self._around]

    def late(self, before: str | None, behind: str | None) -> Iterator[Proposal]:
        """What the whole report offers a figure that no period was near."""
        for way, value in (("dated before", before), ("dated behind", behind)):
            if value is not None:
                yield value, way, "REPORT", (), None, None, None
        if self._reference is not None:
            yield self._reference.value, "report at the end", "REPORT", (), None, None, None
        for way, counted in (("named most at the end", self._counted), ("used most at the end", self._uses)):
            if counted:
                yield counted.most, way, "REPORT", (), None, None, None

    def _dates(self, sentence: Sentence, draft: Draft, near: Near, anchor: str | None) -> Iterator[Proposal]:
        """What the dates of the figure's sentence mean, the nearest first."""
        index = near.index
        dates = [at for at, char in enumerate(sentence.types) if char == _PERIOD]
        before = [at for at in dates if at < index]
        nearest = before[-1] if before else -1
        for at in sorted(dates, key=lambda item: abs(item - index))[:DATES]:
            ref: PeriodRef = sentence.values[at]
            told = self._standing(sentence, near, at, dates, nearest)
            here = near.clauses.number(at) == near.clauses.number(index)
            basis = "CLAUSE" if here else "SENTENCE"
            span = (sentence.starts[at], sentence.ends[at])
            for meaning, way, base in self._meanings_of(sentence, draft, at, ref, anchor):
                if meaning:
                    yield meaning, way, basis, told, at, span, base

    def _meanings_of(
        self, sentence: Sentence, draft: Draft, at: int, ref: PeriodRef, anchor: str | None
    ) -> Iterator[tuple[str | None, str, str | None]]:
        """What a date can mean: itself, the end of a span, a period counted back, the same part of another year."""
        value = self._value(ref, sentence, at)
        is_change = draft.change is not None and not draft.is_comparison
        told = role(sentence, at)
        if ref.kind == "DEICTIC" and ref.value in _BACK:
            yield (base_before(ref, anchor) if anchor else None), f"back {told}", None
            yield value, "deictic", None
            return
        if ref.last:
            yield ref.last, "end of span", ref.base if is_change else None
        yield value, f"date {told}", None
        if ref.kind in _OPEN:
            yield from self._of_other_years(ref, anchor)
        if value and anchor and len(value) == len("2024"):
            yield same_part(anchor, int(value)), "part", None
        if value and told == "UNTIL":
            yield self._to_date(value, False), "to date", None

    def _of_other_years(self, ref: PeriodRef, anchor: str | None) -> Iterator[tuple[str | None, str, str | None]]:
        """A part of a year that no word names: the latest by publication, that of the report's year, or of another."""
        yield resolved(ref, self.published, self._split_month, None), "latest part", None
        for way, period in (("part of the report's year", self._now()), ("part of the year before", anchor)):
            if period is not None:
                yield resolved(ref, self.published, self._split_month, int(period[:4])), way, None

    def _standing(self, sentence: Sentence, near: Near, at: int, dates: Sequence[int], nearest: int) -> Features:
        """How a date stands to a figure."""
        index, types = near.index, sentence.types
        low, high = min(at, index), max(at, index)
        ref: PeriodRef = sentence.values[at]
        before = NAME_OF[types[at - 1]] if at else "START"
        after = NAME_OF.get(types[at + 1 : at + 2] or "", "END")
        n_figures = types.count(_QUANTITY, low + 1, high)
        commas = sum(char in BOUNDARY for char in types[low:high])
        found = [
            f"t kind {ref.kind}{' ' + ref.value if ref.kind == 'DEICTIC' else ''}",
            f"t figures between {min(n_figures, 3)}",
            f"t boundaries {min(commas, 3)}",
            f"t dates between {min(sum(low < other < high for other in dates), 2)}",
            f"t role {role(sentence, at)}",
            f"t behind {before}",
            f"t before {after}",
        ]
        signs = {
            "before": at < index,
            "nearest": at == nearest,
            "first": at == dates[0],
            "opens": before in _OPENING,
            "same clause": near.clauses.number(at) == near.clauses.number(index),
            "own reach": near.first <= at < index,
            "semicolon": CHAR["SEMICOLON"] in types[low:high],
            "bracket": near.clauses.opening(near.clauses.number(at)) == "OPEN",
        }
        return (*found, *(f"t {name}" for name, holds in signs.items() if holds))

    def surroundings(self, sentence: Sentence, draft: Draft, near: Near, focus: Focus) -> Features:
        """What holds for every option of a figure."""
        types, index = sentence.types, near.index
        dates = types.count(_PERIOD)
        found = {
            f"measure {draft.stat_type}",
            f"dates {min(dates, 3)}",
            f"dates before {min(types.count(_PERIOD, 0, index), 3)}",
            f"own dates {min(types.count(_PERIOD, near.first, index), 2)}",
            f"left {NAME_OF[types[index - 1]] if index else 'START'}",
            f"rule {draft.slots['PERIOD'].rule if 'PERIOD' in draft.slots else 'none'}",
        }
        signs = {
            "change": draft.change is not None,
            "compared": draft.is_comparison,
            "has previous": bool(near.earlier),
            "has focus": focus.period is not None,
            "has heading": focus.heading_period is not None,
            "in title": not focus.has_title,
            "has parent": draft.parent is not None,
        }
        if near.earlier:
            previous = near.earlier[-1]
            between = types[bisect_left(sentence.starts, previous.start) + 1 : index]
            signs |= {
                "like previous": previous.quantity.unit == draft.quantity.unit,
                "previous change": previous.change is not None,
                "previous compared": previous.is_comparison,
                "same label": previous.slices == draft.slices,
                "semicolon between": CHAR["SEMICOLON"] in between,
                "date between": _PERIOD in between,
            }
        found.update(name for name, holds in signs.items() if holds)
        return tuple(sorted(found))


_OPENING = frozenset({"START", "COMMA", "SEMICOLON", "COLON", "STOP", "OPEN", "BULLET"})


def _shared(draft: Draft, other: Draft, near: Near) -> Features:
    """What a figure has in common with one before it in the sentence."""
    signs = {
        "unit": other.quantity.unit == draft.quantity.unit,
        "parent": other is draft.parent,
        "compared": other.is_comparison,
        "change": other.change is not None,
        "subject": other.slices == draft.slices,
    }
    return tuple(f"p previous {name}" for name, holds in signs.items() if holds)


def _alike(draft: Draft, last: Draft) -> Features:
    """What a figure has in common with the last one of the sentences before."""
    signs = {
        "unit": last.quantity.unit == draft.quantity.unit,
        "compared": last.is_comparison,
        "paragraph": last.paragraph_id == draft.paragraph_id,
        "subject": last.slices == draft.slices,
    }
    return tuple(f"p last {name}" for name, holds in signs.items() if holds)
