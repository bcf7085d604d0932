"""Period and base of a quantity where time stands before what it holds for.

The nearest period before a quantity is its own unless a comparing word governs it. What a sentence does not say comes
from the focus and the report, as in `reference.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipelines.drafts import Draft
from pipelines.focus import Focus, Held
from pipelines.languages.base import Pack
from pipelines.languages.inflection import VerbForm
from pipelines.moments import Moment, Proposal
from pipelines.periods import PeriodRef, same_part
from pipelines.tokens import CHAR, NAME_OF, Sentence, compiled
from pipelines.topic_clauses import BOUNDARY
from pipelines.topic_moments import SLOT, Near, TopicMoments
from pipelines.topic_roles import BASES, CONTEXT, is_share_base, role
from pipelines.unit_periods import base_before, resolved, year_of
from pipelines.weighing import Chooser, Features
from schemas import periods as sdmx
from schemas.records import Report, Slot

DAY = "2024-01-01"
"""A day's period, for its length."""
LONGEST_MONTH = 31
"""Days of the longest period at which a stock may stand."""
LONGEST = 6 * 366
"""Days of the longest period that is carried on to the next sentences."""
_PERIOD = compiled("PERIOD")
_ALONE = "period of one figure"
_NAMED_GROWTH = frozenset({"change noun as subject", "change noun and quantity"})
"""Rules by which a growth rate is named as such (增速为6.5%): it compares with the year before unless said."""
_ENDS = frozenset({"END_OF", "YEAR_TO"})


def _is_short(period: str | None) -> bool:
    """Whether a period is a year at most."""
    bounds = sdmx.span(period) if period else None
    return bounds is not None and (bounds[1] - bounds[0]).days <= 366


def _dates_alone(draft: Draft) -> bool:
    """Whether the period of a statement holds for it alone."""
    slot = draft.slots.get("PERIOD")
    return slot is not None and slot.rule == _ALONE


def _figure(draft: Draft) -> tuple[object, ...]:
    """What makes two figures the same: value, upper end, unit and whether they tell a change."""
    quantity = draft.quantity
    high = quantity.high.value if quantity.high is not None else None
    return quantity.low.value, quantity.low.mult, high, quantity.unit, draft.change is not None


class TopicTiming(TopicMoments):
    """Timing of a report in a topic-first language."""

    def __init__(self, pack: Pack, report: Report, chooser: Chooser) -> None:
        super().__init__(pack, report)
        self._chooser = chooser
        self._undated: dict[int, tuple[list[Proposal], Features]] = {}
        self._year: int | None = None
        self._open_bases: dict[int, PeriodRef] = {}
        self._stock: str | None = None
        self._day: str | None = None

    def fill_defaults(self, drafts: Sequence[Draft]) -> None:
        """Periods that no words gave, then the bases that were counted back from them."""
        super().fill_defaults(drafts)
        self._choose_late(drafts)
        self._fill_repeats(drafts)
        for draft in drafts:
            ref = self._open_bases.get(id(draft))
            is_named = draft.change is not None and draft.change.rule in _NAMED_GROWTH
            if ref is None and is_named and draft.quantity.unit == "PERCENT" and _is_short(draft.period):
                ref = PeriodRef("DEICTIC", "YOY")
            if ref is not None and draft.period is not None and draft.base is None:
                draft.base = base_before(ref, draft.period) or resolved(ref, self.published, self._split_month, None)
                if draft.base is not None:
                    draft.slots["BASE"] = Slot("BASE", draft.base, None, None, "REPORT", "base of comparison")

    @staticmethod
    def _fill_repeats(drafts: Sequence[Draft]) -> None:
        """A headline, and any figure told again without it, takes base and status from where they are told."""
        told: dict[tuple[object, ...], Draft] = {}
        for draft in drafts:
            if draft.base is not None or draft.status != "A":
                told.setdefault(_figure(draft), draft)
        for draft in drafts:
            same = told.get(_figure(draft))
            if same is None or same.period != draft.period:
                continue
            if draft.base is None and draft.change is not None:
                draft.base = same.base
            is_headline = draft.status == "A" and same.start > draft.start and same.paragraph_id != draft.paragraph_id
            if is_headline and draft.slots["STATUS"].rule == "no cue":
                draft.status = same.status

    def forget_year(self) -> None:
        """A heading ends the stretch of text in which a year once named holds."""
        self._year = None

    def _value(self, ref: PeriodRef, sentence: Sentence, index: int) -> str | None:
        """The period at a token; parts of a year take the year that the text named last."""
        year = self._year_before(sentence, index)
        return resolved(ref, self.published, self._split_month, year)

    def _year_before(self, sentence: Sentence, index: int) -> int | None:
        for at in range(index - 1, -1, -1):
            ref = sentence.values[at]
            if (
                sentence.types[at] == CHAR["PERIOD"]
                and ref.kind in ("FIXED", "OF_YEAR")
                and role(sentence, at) != "BASE"
            ):
                value = resolved(ref, self.published, self._split_month, None)
                return int(value[:4]) if value and len(value) <= 10 else None
        return self._year

    # Periods.

    def place_period(self, sentence: Sentence, draft: Draft, near: Near, focus: Focus) -> bool:
        """Fill the period of a draft; whether its words set an end that lies ahead (到2030年)."""
        is_until = self._placed(sentence, draft, near, focus)
        self._date_stock(sentence, draft)
        context = self.surroundings(sentence, draft, near, focus)
        proposals = [*self.by_rule(draft), *self.offered(sentence, draft, near, focus)]
        if draft.period is None:
            self._undated[id(draft)] = (proposals, context)
            return is_until
        moment = self._choose(draft, proposals, context)
        if moment is None:
            return is_until
        return moment.index is not None and role(sentence, moment.index) == "UNTIL"

    def _choose(self, draft: Draft, proposals: Iterable[Proposal], context: Features) -> Moment | None:
        """Fill a draft's period by choice; the option where it is another one than that of the rules."""
        found = self._chooser.choose(SLOT, self.options(proposals), context, draft.start)
        if found is None:
            return None
        moment, share = found
        if not draft.is_comparison:
            self.note_use(moment.value)
        slot = draft.slots.get("PERIOD")
        if moment.value == draft.period and slot is not None:
            draft.slots["PERIOD"] = replace(slot, score=round(share, 3))
            return None
        draft.period, draft.base = moment.value, moment.base
        start, end = moment.span or (None, None)
        rule = f"chosen: {moment.ways[0]}"
        draft.slots["PERIOD"] = Slot("PERIOD", moment.value, start, end, moment.basis, rule, round(share, 3))
        return moment

    def _choose_late(self, drafts: Sequence[Draft]) -> None:
        """The periods of figures that no words were near to, once the report is read."""
        dated = [draft.period if id(draft) not in self._undated else None for draft in drafts]
        behind: list[str | None] = []
        for period in reversed(dated):
            behind.append(period or (behind[-1] if behind else None))
        before: str | None = None
        for draft, own, after in zip(drafts, dated, reversed(behind), strict=True):
            if own is not None or id(draft) not in self._undated:
                before = own or before
                continue
            proposals, context = self._undated[id(draft)]
            self._choose(draft, [*self.by_rule(draft), *self.late(before, after), *proposals], context)
        self._undated.clear()

    def _date_stock(self, sentence: Sentence, draft: Draft) -> None:
        """What stands at a time (余额) is of the day that the text told last, where the span in focus ends with it."""
        slot = draft.slots.get("PERIOD")
        bounds = sdmx.span(draft.period) if draft.period else None
        if slot is None or bounds is None or draft.period is None or draft.is_comparison:
            return
        label = "".join("".join(sentence.text[start:end].split()) for start, end in draft.slices)
        if not label.endswith(tuple(self.pack.sets["STOCK"])):
            return
        if slot.basis in ("CLAUSE", "SENTENCE") and slot.rule != _ALONE:
            is_point = (bounds[1] - bounds[0]).days <= LONGEST_MONTH
            self._stock = draft.period if is_point else self._stock
        told = sdmx.span(self._stock) if self._stock else None
        is_far = slot.basis not in ("CLAUSE", "SENTENCE")
        if told is not None and is_far and self._stock and bounds[0] <= told[0] and told[1] == bounds[1]:
            draft.period = self._stock
            draft.slots["PERIOD"] = replace(slot, value=draft.period, rule="date of the stocks told before")

    def _placed(self, sentence: Sentence, draft: Draft, near: Near, focus: Focus) -> bool:
        found = self._period_before(sentence, near)
        if draft.is_comparison and near.previous is not None:
            base = self._base_at(sentence, near)
            value = self._base_value(sentence, base, near.previous.period) if base is not None else None
            if base is not None and value is None:
                value = self._value(sentence.values[base], sentence, base)
            if value is not None:
                draft.period = value
                draft.slots["PERIOD"] = Slot("PERIOD", value, None, None, "CLAUSE", "period of comparison")
            else:
                draft.period = near.previous.period
            return False
        if self._is_between(sentence, draft, near):
            return False
        if found is not None and self._set_period(sentence, draft, found, near, focus):
            return role(sentence, found) == "UNTIL"
        before = next((d for d in reversed(near.earlier) if not d.is_comparison and not _dates_alone(d)), None)
        if before is not None and before.period and "PERIOD" in before.slots:
            draft.period = before.period
            draft.slots["PERIOD"] = replace(before.slots["PERIOD"], basis="SENTENCE", score=0.7)
        elif focus.period is not None:
            draft.period = focus.period.value
            start, end = focus.period.span or (None, None)
            basis = focus.period.basis
            draft.slots["PERIOD"] = Slot("PERIOD", draft.period, start, end, basis, "period in focus", 0.7)
        return False

    def _is_between(self, sentence: Sentence, draft: Draft, near: Near) -> bool:
        """由2023年的2.1亿元减少5.6%至2024年的1.98亿元: the change between two dated levels."""
        before = near.previous
        if draft.change is None or before is None or before.change is not None or not _dates_alone(before):
            return False
        for at in range(near.index + 1, min(near.index + 5, len(sentence.types))):
            if sentence.types[at] == CHAR["PERIOD"] and CHAR["TO"] in sentence.types[near.index + 1 : at]:
                value = self._value(sentence.values[at], sentence, at)
                if value is not None:
                    draft.period, draft.base = value, before.period
                    start, end = sentence.starts[at], sentence.ends[at]
                    draft.slots["PERIOD"] = Slot("PERIOD", value, start, end, "CLAUSE", _ALONE)
                    return True
            if sentence.types[at] in BOUNDARY:
                break
        return False

    def _set_period(self, sentence: Sentence, draft: Draft, found: int, near: Near, focus: Focus) -> bool:
        ref: PeriodRef = sentence.values[found]
        if ref.kind == "DEICTIC" and ref.value in CONTEXT:
            held = near.previous.period if near.previous else focus.period.value if focus.period else None
            if held is None:
                return False
            value: str | None = held
        elif ref.kind == "DEICTIC" and ref.value == "THAT_DAY":
            held = near.previous.period if near.previous else None
            value = held if held and len(held) == len(DAY) else self._day or self._value(ref, sentence, found)
        elif ref.kind == "DEICTIC" and ref.value in _ENDS:
            own = (focus.period.value if focus.period else None) or (self._reference.value if self._reference else None)
            value = base_before(ref, own) if own else None
        elif ref.kind == "SAME_PART":
            own = self._spoken_of(near, focus)
            value = same_part(own, year_of(ref, self.published)) if own else str(year_of(ref, self.published))
        elif ref.kind == "AGO" and ref.months % 12 == 0 and self._spoken_of(near, focus):
            value = sdmx.shift(self._spoken_of(near, focus) or "", years=-(ref.months // 12))
        elif ref.kind == "DEICTIC" and ref.value in BASES:
            own = near.previous.period if near.previous and near.previous.period else None
            own = own or self._unit_of_publication(ref.value)
            own = own or (focus.period.value if focus.period else None)
            own = own or (self._reference.value if self._reference else None)
            own = own or (str(self.published.year) if self.published else None)
            value = base_before(ref, own) if own else None
        else:
            value = self._value(ref, sentence, found)
        told = role(sentence, found)
        if ref.last and draft.change is not None and not self._is_average(sentence, near):
            value, draft.base = ref.last, ref.base
        if told == "SINCE":
            draft.base = value
            return False
        if value is None:
            return False
        basis = "CLAUSE" if found >= near.first else "SENTENCE"
        draft.period = value
        start, end = sentence.starts[found], sentence.ends[found]
        rule = _ALONE if self._is_own(sentence, found) else f"period {told.lower()}"
        draft.slots["PERIOD"] = Slot("PERIOD", value, start, end, basis, rule)
        return True

    def _is_speaking(self, sentence: Sentence, index: int) -> bool:
        """Whether a period says what the text speaks of: no base, no end ahead, and not of one figure alone."""
        ref: PeriodRef = sentence.values[index]
        if role(sentence, index) != "AT" and not self._is_reached(sentence, index):
            return False
        is_relative = ref.kind == "DEICTIC" and ref.value in (*CONTEXT, *_ENDS, *BASES, "YEAR_BEGIN")
        return not is_relative and not self._is_own(sentence, index)

    def _is_reached(self, sentence: Sentence, index: int) -> bool:
        """截至9月底: an end that lies behind is when a figure stands."""
        value = self._value(sentence.values[index], sentence, index)
        bounds = sdmx.span(value) if value else None
        is_past = bounds is not None and self.published is not None and bounds[1] <= self.published
        return role(sentence, index) == "UNTIL" and is_past

    def _is_plan(self, period: str) -> bool:
        """Whether a period of several years that has begun may hold for the next sentences of its paragraph."""
        bounds = sdmx.span(period)
        is_begun = bounds is not None and (self.published is None or bounds[0] <= self.published)
        return bounds is not None and is_begun and (bounds[1] - bounds[0]).days <= LONGEST

    def count_back(self, draft: Draft, base: PeriodRef) -> None:
        """Fill a base that is counted back from the draft's period, once that is known."""
        if draft.period is None:
            self._open_bases[id(draft)] = base
        else:
            draft.base = self.value_beside(base, draft.period)

    def value_beside(self, ref: PeriodRef, spoken: str | None) -> str | None:
        """The period that the head of a column names, counted from the one spoken of where it is relative."""
        spoken = spoken or (self._reference.value if self._reference else None)
        if ref.kind == "DEICTIC" and ref.value in CONTEXT:
            return spoken
        relative = base_before(ref, spoken) if spoken else None
        return relative or resolved(ref, self.published, self._split_month, self._year)

    def _spoken_of(self, near: Near, focus: Focus) -> str | None:
        """The period that the text speaks of before a sentence names another."""
        own = near.previous.period if near.previous else None
        own = own or (focus.period.value if focus.period else None)
        return own or (self._reference.value if self._reference else None)

    def _unit_of_publication(self, code: str) -> str | None:
        """The month, quarter or day of publication, before which 上个月, 上季度 and 前一日 lie."""
        day = self.published
        if day is None:
            return None
        months = f"{day.year}-{day.month:02d}"
        return {"MOM": months, "QOQ": f"{day.year}-Q{(day.month + 2) // 3}", "DOD": day.isoformat()}.get(code)

    @staticmethod
    def _is_average(sentence: Sentence, near: Near) -> bool:
        told = (value for value in sentence.values[near.first : near.index] if isinstance(value, str))
        return any(value == "PER_YEAR" or value.startswith("+") for value in told)

    def _period_before(self, sentence: Sentence, near: Near) -> int | None:
        """The nearest period before the quantity that is no base; else one in a bracket right behind it."""
        depth, is_crossed = 0, False
        for at in range(near.head - 1, -1, -1):
            name = NAME_OF[sentence.types[at]]
            if name == "CLOSE":
                depth += 1
            elif name == "OPEN":
                depth = max(0, depth - 1)
            elif name == "QUANTITY":
                is_crossed = True
            elif name == "PERIOD" and not depth and role(sentence, at) != "BASE":
                if is_crossed and self._is_own(sentence, at):
                    continue
                return self._first_of_pair(sentence, at)
        after = near.index + 1
        if (
            NAME_OF.get(sentence.types[after : after + 1] or "", "") == "OPEN"
            and sentence.types[after + 1 : after + 2] == CHAR["PERIOD"]
        ):
            return after + 1 if NAME_OF.get(sentence.types[after + 2 : after + 3] or "", "") == "CLOSE" else None
        return None

    @staticmethod
    def _is_own(sentence: Sentence, at: int) -> bool:
        """由2023年的28.6%升至…, 上年同期为…: a period that only dates the first figure behind it."""
        ref: PeriodRef = sentence.values[at]
        if ref.kind in ("AGO", "SAME_PART") or (ref.kind == "DEICTIC" and ref.value in BASES):
            return True
        return at > 0 and NAME_OF[sentence.types[at - 1]] == "FROM" and sentence.types[at + 1 : at + 2] != CHAR["TO"]

    @staticmethod
    def _first_of_pair(sentence: Sentence, at: int) -> int:
        """第二季度和第三季度: of two periods told as one the first."""
        is_pair = at > 1 and sentence.types[at - 1] == CHAR["CONJ"] and sentence.types[at - 2] == CHAR["PERIOD"]
        return at - 2 if is_pair else at

    def _base_at(self, sentence: Sentence, near: Near) -> int | None:
        """The base of comparison of a quantity: in its clause, else leading the sentence with a clause of its own."""
        for at in range(near.index - 1, near.first - 1, -1):
            if sentence.types[at] == CHAR["PERIOD"] and role(sentence, at) in ("BASE", "SINCE"):
                return at
        for at in range(near.index + 1, near.governor):
            if sentence.types[at] == CHAR["PERIOD"] and role(sentence, at) == "BASE":
                return at
        number = near.clauses.number(near.first) - 1
        if number >= 0 and near.clauses.opening(number + 1) == "COMMA":
            first, last = near.clauses.span(number)
            names = [NAME_OF[char] for char in sentence.types[first : last + 1]]
            if "QUANTITY" in names or not names:
                return None
            for at in range(last, first - 1, -1):
                if sentence.types[at] == CHAR["PERIOD"] and role(sentence, at) in ("BASE", "SINCE"):
                    return at
        return None

    def _base_value(self, sentence: Sentence, at: int, period: str | None) -> str | None:
        ref: PeriodRef = sentence.values[at]
        value = base_before(ref, period) if period else None
        if ref.kind == "SAME_PART":
            year = year_of(ref, self.published)
            return same_part(period, year) if period else str(year)
        return value

    def place_base(self, sentence: Sentence, draft: Draft, near: Near, *, is_linked: bool) -> None:
        """Fill the base of a change, where the words state one."""
        if draft.change is None:
            self._place_whole(sentence, draft, near)
        if draft.change is None or draft.base is not None:
            return
        told = sentence.values[draft.change.governor]
        if isinstance(told, VerbForm) and draft.period is not None:
            codes = [e.value for e in self.pack.terms.get(told.lemma, ()) if e.type == "DEICTIC"]
            draft.base = base_before(PeriodRef("DEICTIC", codes[0]), draft.period) if codes else None
            if draft.base is not None:
                return
        at = self._base_at(sentence, near)
        if at is None:
            self._place_base_from_afar(draft, near.previous, is_linked=is_linked)
            return
        if draft.period is None:
            self._open_bases[id(draft)] = sentence.values[at]
            return
        period: str | None = draft.period
        value = self._base_value(sentence, at, period) or self._value(sentence.values[at], sentence, at)
        if value:
            draft.base = value
            start, end = sentence.starts[at], sentence.ends[at]
            draft.slots["BASE"] = Slot("BASE", value, start, end, "CLAUSE", "base of comparison")

    def _place_whole(self, sentence: Sentence, draft: Draft, near: Near) -> None:
        """恢复到2019年的110.6%: the period of what a share is measured by is its base."""
        at = near.index - 2
        if draft.quantity.kind in ("PERCENT", "FACTOR") and at > near.first and sentence.types[at] == CHAR["PERIOD"]:
            before, after = NAME_OF[sentence.types[at - 1]], NAME_OF[sentence.types[at + 1]]
            if is_share_base(sentence, at, before, after):
                base = self._base_value(sentence, at, draft.period)
                draft.base = base or self._value(sentence.values[at], sentence, at)

    def _place_base_from_afar(self, draft: Draft, previous: Draft | None, *, is_linked: bool) -> None:
        """The base of the change before, where the period is the same; a day's change is from the day before."""
        if previous is not None and previous.is_comparison and previous.change is None:
            draft.base = previous.period
            return
        is_same = previous is not None and previous.period == draft.period
        if previous is not None and previous.change is not None and (is_linked or is_same):
            draft.base = previous.base
            open_base = self._open_bases.get(id(previous))
            if open_base is not None:
                self._open_bases[id(draft)] = open_base
        elif draft.period is not None and len(draft.period) == len(DAY) and draft.quantity.unit == "PERCENT":
            draft.base = base_before(PeriodRef("DEICTIC", "DOD"), draft.period)

    def note_periods(
        self, sentence: Sentence, drafts: list[Draft], *, is_heading: bool, is_title: bool = False
    ) -> Held | None:
        """Count the sentence's periods, keep its year, and return the period that it leads with."""
        self.begin_sentence(is_heading)
        compared = {d.slots["PERIOD"].start for d in drafts if d.is_comparison and "PERIOD" in d.slots}
        first: Held | None = None
        figure = sentence.types.find(CHAR["QUANTITY"])
        for index in (found.start() for found in _PERIOD.finditer(sentence.types)):
            is_late = 0 <= figure < index
            if sentence.starts[index] in compared:
                continue
            ref: PeriodRef = sentence.values[index]
            is_idle = ref.value == "NOW" and not drafts and not is_heading
            if is_idle or not self._is_speaking(sentence, index):
                continue
            value = self._value(ref, sentence, index)
            if value is None:
                continue
            self.remember(value, is_heading, is_title)
            if ref.kind in ("FIXED", "OF_YEAR", "DEICTIC") and len(value) <= 10:
                year = int(value[:4])
                self._year = year if self.published is None or year <= self.published.year else self._year
            if len(value) == len(DAY) and ref.kind != "DEICTIC":
                self._day = value
            bounds = sdmx.span(value)
            is_ahead = is_heading and bool(bounds and self.published and bounds[0] > self.published)
            is_day = len(value) == len(DAY) and not any(d.period == value for d in drafts)
            if (self._is_carried(value, is_heading) or self._is_plan(value)) and not is_day:
                if ref.kind in ("FIXED", "SPLIT", "OF_YEAR"):
                    self._counted.add(value)
                if first is None and not is_late and not is_ahead:
                    first = Held(value, (sentence.starts[index], sentence.ends[index]), "FOCUS")
        return first
