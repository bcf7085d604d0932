"""When a statement's figure holds and what a change is measured from: the period and base slots, from near to far.

The bases in their order: CLAUSE (a date that the figure's clause names), SENTENCE (one that the sentence shares out,
or the statement before), FOCUS (the sentence before, where tense and time allow it), HEADING, REPORT (the period that
the title or the first statement sets, else the one named most, else the year of publication). Which date stands with
which figure in its sentence is `attach.py`'s work.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from sys import intern

from pipelines.attach import Attached, Timeline
from pipelines.drafts import Draft
from pipelines.focus import Focus, Held
from pipelines.languages.base import key_of
from pipelines.periods import NAMED_BASES, PeriodRef, base_before, resolve, same_part
from pipelines.reference import ReportPeriod
from pipelines.tokens import CHAR, NAME_OF, Sentence
from schemas import periods as sdmx
from schemas.records import Slot

DAYS_OF_STOCK = 92
"""Days before publication within which a stock told of a day or month still stands in the present."""
_SPAN_NOUNS = frozenset({"QUARTER", "TIME_UNIT", "YEAR_WORD"})


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


class Timing(ReportPeriod):
    """The period and base slots of a report's statements."""

    def fill_period(self, draft: Draft, figure: Figure, focus: Focus, drafts: Sequence[Draft]) -> Attached | None:
        """The period of a draft, from near to far; the words in its sentence that gave it."""
        found = figure.timeline.period(figure.index)
        draft.is_earlier = figure.index in figure.timeline.origins
        previous = drafts[-1] if drafts else None
        main = _main(draft, figure, drafts)
        told_before = (main.period if main else None) or (focus.period.value if focus.period else None)
        anchor = told_before or self._now()
        is_told = told_before is not None
        is_own = found is not None and found.is_own and not self._is_base_nearer(figure, found.index)
        if found is not None and is_own and self._fill_told(draft, figure, found, anchor, previous):
            return found
        if found is not None and is_own and draft.base is not None:
            found = self._period_beside_base(draft, figure, found, anchor, previous)
            if found is not None:
                return found
        if self._fill_counted_back(draft, figure, anchor, is_told, is_own=True):
            return None
        if figure.index in figure.timeline.origins and self._fill_origin(draft, figure, anchor, drafts):
            return None
        if found is not None and not found.is_own:
            if self._fill_told(draft, figure, found, anchor, previous):
                return found
            other = figure.timeline.other_period(figure.index, found.index)
            if other is not None and self._fill_told(draft, figure, other, anchor, previous):
                return other
        if not self._fill_counted_back(draft, figure, anchor, is_told):
            self._fill_from_afar(draft, figure, focus, main)
        return None

    def _period_beside_base(
        self, draft: Draft, figure: Figure, found: Attached, anchor: str | None, previous: Draft | None
    ) -> Attached | None:
        """`at 30 June reserves were 9 % higher than on the same date of 2023`: the date that stands beside the base."""
        other = figure.timeline.other_period(figure.index, found.index)
        base = draft.base
        if other is None or not self._fill_told(draft, figure, other, anchor, previous):
            return None
        is_part = base is not None and draft.period is not None and found.role == "AT"
        draft.base = same_part(draft.period, int(base[:4])) if is_part and base and draft.period else base
        return other

    @staticmethod
    def _is_base_nearer(figure: Figure, index: int) -> bool:
        """`from 187 a year earlier and 210 in 2022`: of two dates that a figure owns the one right behind it."""
        base = figure.timeline.base(figure.index)
        if base is None or not base.is_own or figure.index not in figure.timeline.compared:
            return False
        return abs(base.index - figure.index) < abs(index - figure.index)

    def _fill_from_afar(self, draft: Draft, figure: Figure, focus: Focus, main: Draft | None) -> None:
        """The period of the statement before, in the sentence or in focus, where tense and time allow it."""
        if main is not None and main.period and self._holds(main.period, figure, self._is_near(figure, main)):
            draft.period = main.period
            slot = main.slots.get("PERIOD")
            basis = "SENTENCE" if figure.timeline.clause_of(main.start) >= 0 else "FOCUS"
            if slot is not None:
                draft.slots["PERIOD"] = replace(slot, basis=basis, score=0.7)
        elif focus.period is not None and self._holds(focus.period.value, figure):
            draft.period = focus.period.value
            draft.slots["PERIOD"] = _held(focus.period, "period in focus")

    @staticmethod
    def _is_near(figure: Figure, main: Draft) -> bool:
        """Whether nothing speaks against one time for two figures: one clause, or no turn between past and present."""
        timeline = figure.timeline
        clause = timeline.clause_of(main.start)
        if clause < 0 or clause == timeline.clauses.numbers[figure.index]:
            return True
        return {figure.tense, timeline.tense_at(main.start)} != {"PRESENT", "PAST"}

    def _fill_origin(self, draft: Draft, figure: Figure, anchor: str | None, drafts: Sequence[Draft]) -> bool:
        """`to 71 million from 34 million`, `de 31 à 34 euros en un an`: the time from which something changed."""
        found = figure.timeline.base(figure.index) or figure.timeline.period(figure.index)
        value = None
        partner = figure.timeline.partner(figure.index)
        found = found or (figure.timeline.period(partner) if partner is not None else None)
        if found is not None and anchor is not None:
            ref: PeriodRef = self._told(figure.sentence.values[found.index])
            value = ref.base or base_before(ref, anchor)
        if value is None and anchor is not None:
            value = next((d.base for d in reversed(drafts) if d.base and d.period == anchor), None)
            value = value or (base_before(self._frame, anchor) if self._frame else None)
            is_long = sdmx.freq(anchor) not in ("Q", "M", "D") and bool(drafts or figure.timeline.roles)
            value = value or (sdmx.shift(anchor, years=-1) if is_long else None)
        if value is None:
            return False
        draft.period = value
        draft.slots["PERIOD"] = Slot("PERIOD", value, None, None, "CLAUSE", "period before a change")
        return True

    def _fill_told(
        self, draft: Draft, figure: Figure, found: Attached, anchor: str | None, previous: Draft | None
    ) -> bool:
        """A period that the sentence names; False where its words leave the period to what stands further off."""
        sentence = figure.sentence
        value = self._meaning(draft, figure, found, anchor, previous)
        if value is None or self._is_contradicted(value, figure, found):
            return False
        start, end = sentence.starts[found.index], sentence.ends[found.index]
        draft.period = value
        draft.slots["PERIOD"] = Slot("PERIOD", value, start, end, found.basis, intern(f"period {found.role.lower()}"))
        return True

    def _meaning(
        self, draft: Draft, figure: Figure, found: Attached, anchor: str | None, previous: Draft | None
    ) -> str | None:
        """What a date means for a figure: itself, one of its ends, or only the base of the change."""
        ref = self._told(figure.sentence.values[found.index])
        value = resolve(ref, self._clock(anchor, figure.is_ahead))
        if ref.kind == "DEICTIC" and ref.value == "SAME":
            value, draft.base = (previous.period, previous.base) if previous is not None else (anchor, None)
        if ref.last and self._is_of_ends(draft, figure, found):
            draft.base = ref.base
            return ref.last
        if found.role == "SINCE" and value and not self._is_ahead(value, figure):
            return self._value_since(draft, figure, value)
        if value and found.role == "UNTIL":
            return self._to_date(value, figure)
        if draft.change is not None:
            return self._value_of_change(draft, figure, found, ref, value, anchor)
        if anchor and value and len(value) == len("2024") and self._is_same_part(figure.sentence, found.index):
            return same_part(anchor, int(value))
        return value

    def _value_since(self, draft: Draft, figure: Figure, since: str) -> str | None:
        """The base of a change; of what has been counted since then the whole span; of a present state nothing."""
        if draft.change is not None:
            draft.base = since
            return None
        return self._since(since) if figure.tense in ("PAST", "PERFECT") else None

    def _value_of_change(
        self, draft: Draft, figure: Figure, found: Attached, ref: PeriodRef, value: str | None, anchor: str | None
    ) -> str | None:
        if ref.kind == "ROLLING":
            draft.base = base_before(ref, anchor) if anchor else None
            return None
        if anchor and value and self._is_earlier_part(figure.sentence, found.index, ref, value, anchor):
            draft.base = same_part(anchor, int(value[:4]))
            return None
        if ref.kind == "COMING" and self.published and not figure.timeline.is_per_year(figure.index):
            return str(self.published.year + ref.number // 12)
        return value

    def _is_contradicted(self, value: str, figure: Figure, found: Attached) -> bool:
        """Whether tense or a name speaks against a date: a beginning, `Agenda 2030`, a plan's year beside a present."""
        if found.role == "BEGUN":
            return not self._holds(value, figure)
        if figure.sentence.values[found.index].value == "NOW" and not found.is_own and figure.tense == "PAST":
            return True
        is_ahead = self._is_ahead(value, figure)
        if found.role == "TITLED":
            return is_ahead
        return not found.is_own and figure.tense in ("PRESENT", "PAST") and is_ahead and not figure.is_ahead

    def _is_earlier_part(self, sentence: Sentence, index: int, ref: PeriodRef, value: str, anchor: str) -> bool:
        """`22 % more than that of the same period of 2024`: the same part of an earlier year is a change's base."""
        is_part = ref.kind == "PART" or (len(value) == len("2024") and self._is_same_part(sentence, index))
        return is_part and value[:4] < anchor[:4]

    @staticmethod
    def _is_of_ends(draft: Draft, figure: Figure, found: Attached) -> bool:
        """Whether a span means its two ends: for a change without another base, for the second of two levels."""
        timeline = figure.timeline
        base = timeline.base(figure.index)
        is_compared = base is not None and base.is_own and base.role == "BASE"
        is_change = draft.change is not None and not is_compared and not timeline.is_per_year(figure.index)
        return is_change or timeline.is_reached(figure.index) or found.role == "SINCE"

    def _to_date(self, until: str, figure: Figure) -> str:
        """`gana 87 millones hasta septiembre`: up to a month that is over, from January on."""
        bounds = sdmx.span(until)
        is_over = bool(bounds and self.published and bounds[1] <= self.published)
        if bounds is None or figure.is_ahead or not is_over or sdmx.freq(until) != "M":
            return until
        return sdmx.of_span(bounds[0].replace(month=1), bounds[1])

    def _is_ahead(self, period: str, figure: Figure) -> bool:
        bounds = sdmx.span(period)
        return figure.is_ahead or bool(bounds and self.published and bounds[0] > self.published)

    def _since(self, since: str) -> str | None:
        """From a day, month or year up to the end of the report's period or, where that is past, to publication."""
        bounds = sdmx.span(since)
        if bounds is None or self.published is None:
            return None
        end = self.published
        reference = sdmx.span(self._reference.value) if self._reference else None
        if sdmx.freq(since) == "A":
            end = end.replace(month=12, day=31)
        elif reference and bounds[0] < reference[1] <= end and (end - reference[1]).days <= 62:
            end = reference[1]
        return sdmx.of_span(bounds[0], end) if bounds[0] <= end else None

    def _fill_counted_back(
        self, draft: Draft, figure: Figure, anchor: str | None, is_told: bool, is_own: bool = False
    ) -> bool:
        """`contre 52 % un an plus tôt`, `a year earlier it was 52 %`: counted back from the period spoken of.

        `a year ago` beside a figure of now is that month of the year before.
        """
        found = figure.timeline.base(figure.index)
        is_label = found is not None and found.role == "LABEL"
        if found is None or (is_own and not found.is_own) or figure.timeline.is_cut_off(found.index, figure.index):
            return False
        is_level = (draft.change is None and draft.quantity.kind != "FACTOR") or is_label or draft.is_comparison
        if anchor is None or found.role == "SINCE" or not is_level:
            return False
        ref: PeriodRef = self._told(figure.sentence.values[found.index])
        if ref.value == "YEAR_AGO" and not is_told and self.published is not None:
            anchor = f"{self.published:%Y-%m}"
        is_named = ref.value in NAMED_BASES or ref.kind == "AGO" or ref.value == "LAST_YEAR"
        is_dated = found.is_own and is_level and _is_dated(figure.sentence, found.index)
        if not (draft.is_comparison or is_label or is_dated) and (not is_named or ref.value == "SAME_PREV"):
            return False
        value = base_before(ref, anchor) or resolve(ref, self._clock(anchor))
        if value is None:
            return False
        draft.period, draft.is_earlier = value, True
        draft.slots["PERIOD"] = Slot("PERIOD", value, None, None, "CLAUSE", "period of comparison")
        return True

    def _holds(self, period: str, figure: Figure, is_near: bool = False) -> bool:
        """Whether a period told elsewhere may be a figure's own: tense and time must not speak against it."""
        bounds = sdmx.span(period)
        if bounds is None or self.published is None:
            return True
        if bounds[0] > self.published:
            return figure.is_ahead
        if figure.is_ahead:
            return bounds[1] >= self.published or (is_near and figure.tense != "AHEAD")
        is_stock = sdmx.freq(period) in "DM" and (self.published - bounds[1]).days <= DAYS_OF_STOCK
        is_own = self._reference is not None and self._reference.value == period
        is_older = bounds[1].year < self.published.year and not is_stock and not is_own
        return is_near or figure.tense != "PRESENT" or not is_older

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
            if draft.change is not None:
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


def _is_dated(sentence: Sentence, index: int) -> bool:
    """`im Vormonat bei 5,9 Prozent`: a date of its own, where such a noun stands behind a plain preposition."""
    return sentence.is_framed and sentence.types[index - 1 : index] == CHAR["PREP"]


def _main(draft: Draft, figure: Figure, drafts: Sequence[Draft]) -> Draft | None:
    """The statement whose period a figure shares or counts back from.

    It is the last before it that no bracket or comparison sets apart; in brackets, the one that they follow.
    """
    timeline = figure.timeline
    here = timeline.clauses.numbers[figure.index]
    if here in timeline.clauses.brackets and drafts:
        return drafts[-1]
    for before in reversed(drafts):
        clause = timeline.clause_of(before.start)
        is_apart = clause != here and clause in timeline.clauses.outer
        if not (before.is_comparison or before.is_earlier or is_apart):
            return before
    if drafts and drafts[0].is_comparison and draft.change is None:
        return drafts[0]
    return draft.parent if draft.parent is not None and not any(draft.parent is other for other in drafts) else None


def _held(held: Held, rule: str) -> Slot:
    """A slot from what is held in focus."""
    start, end = held.span or (None, None)
    return Slot("PERIOD", held.value, start, end, held.basis, rule, 0.7)
