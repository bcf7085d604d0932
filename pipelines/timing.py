"""When a statement's figure holds and what a change is measured from: the period and base slots.

The period is chosen by fitted weights among those that the sentence, what was said before and the report offer
(`moments.py`); the base follows from the words that state one. Which date stands with which figure in its sentence is
`attach.py`'s work.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.attach import Timeline
from pipelines.drafts import Draft
from pipelines.focus import Focus
from pipelines.languages.base import Pack, key_of
from pipelines.moments import Figure, Moment, Moments
from pipelines.periods import PeriodRef, base_before, resolve, same_part
from pipelines.tokens import NAME_OF, Sentence
from pipelines.weighing import Chooser
from schemas import periods as sdmx
from schemas.records import Report, Slot

_SPAN_NOUNS = frozenset({"QUARTER", "TIME_UNIT", "YEAR_WORD"})
_RULES = {"date": "date in the sentence", "sentence": "period of the statement before", "spoken": "period spoken of"}
"""Names of the rules whose ways have more than a name: a role, or how far back."""


class Timing(Moments):
    """The period and base slots of a report's statements."""

    def __init__(self, pack: Pack, report: Report, chooser: Chooser) -> None:
        super().__init__(pack, report)
        self._chooser = chooser

    def fill_period(self, draft: Draft, figure: Figure, focus: Focus, drafts: Sequence[Draft]) -> str:
        """The period of a draft; the role of the date that gave it, empty where none in the sentence did."""
        draft.is_earlier = figure.index in figure.timeline.origins
        options = self.moments(draft, figure, focus, drafts)
        found = self._chooser.choose("PERIOD", options, self.context(draft, figure, focus, drafts), draft.start)
        if found is None:
            return ""
        moment, share = found
        draft.period = moment.value
        if not (draft.is_comparison or draft.is_earlier or moment.is_back):
            self.note_use(moment.value)
        draft.is_earlier = draft.is_earlier or moment.is_back
        if draft.change is not None and moment.base is not None:
            draft.base = moment.base
        start, end = moment.span or (None, None)
        draft.slots["PERIOD"] = Slot("PERIOD", moment.value, start, end, moment.basis, _rule(moment), round(share, 3))
        self._figures += 1
        self._last, self._is_last_dated = draft, moment.index is not None
        return figure.timeline.roles[moment.index] if moment.index is not None else ""

    def _is_same_part(self, sentence: Sentence, index: int) -> bool:
        """`the same quarter of 2024`, `à la même date de 2023`: the row's own part of that year."""
        first = max(0, index - 6)
        words = {key_of(sentence.words(i, i)) for i in range(first, index)}
        names = {NAME_OF[char] for char in sentence.types[first:index]}
        has_length = any(getattr(value, "kind", "") == "TIME" for value in sentence.values[first:index])
        is_span = has_length or bool(_SPAN_NOUNS & names) or not words.isdisjoint(self.pack.sets["SPAN_WORD"])
        return is_span and not words.isdisjoint(self.pack.sets["SAME_WORD"])

    def fill_base(self, draft: Draft, figure: Figure, focus: Focus, drafts: Sequence[Draft]) -> None:
        """The base of a change, where the words state one: in its clause, by the figures before, for the report."""
        is_rate = draft.stat_type == "RATE" and draft.quantity.unit == "PERCENT"
        if draft.base is not None or (draft.change is None and not is_rate):
            return
        period = draft.period or self._now()
        found = figure.timeline.base(figure.index)
        if found is None and draft.change is not None:
            found = figure.timeline.compared_with(figure.index)
        if found is None:
            if draft.change is not None and not self._fill_same_part(draft, figure):
                self._base_from_afar(draft, period, focus, drafts)
            return
        sentence = figure.sentence
        ref: PeriodRef = self._told(sentence.values[found.index])
        if figure.timeline.is_per_year(figure.index) and draft.period and draft.period != period:
            return
        value = base_before(ref, period) if period else None
        if is_rate and draft.change is None and value is None:
            return
        if value is None and period and ref.kind == "FIXED" and self._is_same_part(sentence, found.index):
            value = same_part(period, int(ref.value)) if len(ref.value) == len("2024") else None
        value = value or resolve(ref, self._clock(period))
        if value:
            start, end = sentence.starts[found.index], sentence.ends[found.index]
            draft.base = value
            draft.slots["BASE"] = Slot("BASE", value, start, end, found.basis, "base of comparison")

    def _fill_same_part(self, draft: Draft, figure: Figure) -> bool:
        """`22 % more than in the same period of 2024`: the same part of an earlier year is a change's base."""
        sentence = figure.sentence
        for index, role in figure.timeline.roles.items():
            ref: PeriodRef = sentence.values[index]
            is_part = ref.kind == "PART" or (ref.kind == "FIXED" and self._is_same_part(sentence, index))
            is_year = is_part and len(ref.value) == len("2024")
            if role == "AT" and is_year and draft.period and ref.value < draft.period[:4]:
                draft.base = same_part(draft.period, int(ref.value))
                span = (sentence.starts[index], sentence.ends[index])
                draft.slots["BASE"] = Slot("BASE", draft.base, *span, "CLAUSE", "same part of another year")
                return True
        return False

    def _base_from_afar(self, draft: Draft, period: str | None, focus: Focus, drafts: Sequence[Draft]) -> None:
        """The earlier of two levels (`from 40 in 2022 to 46 in 2024, a rise of 15 %`), else what is known from before.

        That is the base of the change that it points back to, else the frame in which the report compares.
        """
        levels = [other for other in drafts if other.change is None and other.period and other.period != period]
        parent = draft.parent
        if levels and parent is not None and period and levels[-1].period and levels[-1].period < period:
            draft.base = levels[-1].period
        elif parent is not None and parent.base and parent.change is not None:
            draft.base = parent.base
        elif self._frame is not None and period:
            draft.base = base_before(self._frame, period)
        else:
            before = drafts[-1] if drafts else focus.statement
            is_alike = before is not None and before.change is not None and before.period == draft.period
            if before is not None and is_alike and before.paragraph_id == draft.paragraph_id:
                draft.base = before.base

    def note_frame(self, timeline: Timeline, drafts: Sequence[Draft]) -> None:
        """`results, as compared to the corresponding period:` a base that no figure of its sentence takes holds on."""
        if drafts:
            return
        for index, role in timeline.roles.items():
            ref: PeriodRef = timeline.sentence.values[index]
            reference = self._reference.value if self._reference else None
            is_code = ref.kind == "DEICTIC" and ref.value in ("SAME_PREV", "PREV_YEAR")
            is_year_before = bool(reference) and ref.value == sdmx.shift(str(reference), years=-1)
            if role == "BASE" and (is_code or is_year_before):
                self._frame = PeriodRef("DEICTIC", "SAME_PREV")


def _rule(moment: Moment) -> str:
    """The name of what proposed a period first."""
    way = moment.ways[0]
    return _RULES.get(way.split()[0], way)
