"""What a report as a whole says of its statements, and the slots that are filled from far: period, base, area.

From near to far: clause, sentence, the statement before, the focus, the heading, the report. What stands nearest in
the sentence is found by `attach.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from pipelines import attach
from pipelines.drafts import Draft
from pipelines.focus import Focus, Held
from pipelines.languages.base import Organization, Pack, Place
from pipelines.periods import PeriodRef, base_before, resolve
from pipelines.tokens import CHAR, NAME_OF, Sentence, chars
from schemas import periods as sdmx
from schemas.records import UNKNOWN, Report, Slot

_PLACES = chars("PLACE ORG")


def _held(held: Held, role: str, rule: str) -> Slot:
    """A slot from what is held in focus."""
    start, end = held.span or (None, None)
    return Slot(role, held.value, start, end, held.basis, rule, 0.7)


class Scope:
    """A report's own area and period, counted as it is read, and the slots that they and the focus fill."""

    def __init__(self, pack: Pack, report: Report) -> None:
        self.pack = pack
        self.report = report
        self._areas: Counter[str] = Counter()
        self._periods: Counter[str] = Counter()
        is_school = any(word in report.text for word in pack.sets["SCHOOL_CUE"])
        self._split_month = 9 if is_school else pack.split_year_month
        self._named: set[str] = set()

    def _resolved(self, ref: PeriodRef) -> str | None:
        return resolve(ref, self.report.date_issued, self._split_month)

    def home(self) -> str | None:
        """The area that the report is about where a statement names none: its scope, else the most named country."""
        if self.report.metadata.ref_area:
            return self.report.metadata.ref_area
        return self._most_named()[0] or self.pack.home_area

    def _most_named(self) -> tuple[str | None, bool]:
        """The area that the text names most, and whether it is most of all; else the country of most."""
        if not self._areas:
            return None, False
        area, count = self._areas.most_common(1)[0]
        total = sum(self._areas.values())
        if 2 * count > total:
            return area, True
        countries = Counter[str]()
        for code, times in self._areas.items():
            countries[code.split("-")[0]] += times
        country, times = countries.most_common(1)[0]
        is_most = 2 * times > total
        return (country if is_most else area), is_most

    def fill_defaults(self, drafts: Sequence[Draft]) -> None:
        """Areas and periods that no words gave, from the report."""
        home = self.home()
        is_dominant = home is not None and self._most_named()[1]
        for draft in drafts:
            slot = draft.slots.get("AREA")
            is_far = slot is not None and slot.basis == "PARAGRAPH" and is_dominant
            if home is not None and (draft.area is None or is_far):
                draft.area, draft.area_name = home, None
                basis = "REPORT" if self._areas or self.report.metadata.ref_area else "DEFAULT"
                draft.slots["AREA"] = Slot("AREA", home, None, None, basis, "report's area", 0.6)
        for draft in drafts:
            self._default_period(draft)

    def _governing(self) -> str | None:
        """The period that most of the report's periods name or lie in, where one governs it."""
        if not self._periods:
            return None
        period, count = self._periods.most_common(1)[0]
        total = sum(self._periods.values())
        if count >= 3 and 2 * count >= total:
            return period
        years = Counter[str]()
        for value, times in self._periods.items():
            years[value[:4]] += times
        year, count = years.most_common(1)[0]
        return year if count >= 3 and 2 * count >= total else None

    def _default_period(self, draft: Draft) -> None:
        """A period that no words of the sentence gave: the governing year's, else the year of publication.

        A present tense does not carry on the period of a sentence that looked back.
        """
        published, slot = self.report.date_issued, draft.slots.get("PERIOD")
        governing = self._governing()
        now = governing or (str(published.year) if published else None)
        is_carried = slot is not None and slot.basis == "FOCUS" and draft.is_present
        if draft.period is not None and not (is_carried and now and draft.period[:4] != now[:4]):
            return
        if now is not None:
            draft.period = now
            rule = "governing period" if governing else "publication year"
            draft.slots["PERIOD"] = Slot("PERIOD", now, None, None, "REPORT", rule, 0.5)

    def count_places(self, sentence: Sentence) -> None:
        """Count the areas that a sentence names."""
        for index, char in enumerate(sentence.types):
            value = sentence.values[index]
            if char == CHAR["DATELINE"] and isinstance(value, Place):
                self._areas[value.ref_area.split("-")[0]] += 1
            elif isinstance(value, Organization) and value.ref_area is not None:
                self._areas[value.ref_area] += 2
            elif char in _PLACES and attach.is_place(sentence, index):
                if isinstance(value, Place) and value.kind == "NAME":
                    self._named.add(value.ref_area)
                self._areas[self.area_of(value)] += 2 if value.kind in ("NAME", "CITY") else 1

    def area_of(self, value: Place | Organization) -> str:
        """The coded area of a place: a town's is the subdivision where the text has named that, else the country."""
        area = value.ref_area or UNKNOWN
        is_town = isinstance(value, Place) and value.kind == "CITY"
        return area.split("-")[0] if is_town and area not in self._named else area

    def fill_period(
        self, sentence: Sentence, draft: Draft, found: attach.Attached | None, focus: Focus, previous: Draft | None
    ) -> None:
        """The period of a draft, from near to far."""
        if found is not None:
            ref: PeriodRef = sentence.values[found.index]
            value = self._resolved(ref)
            if ref.last and (draft.change is not None or found.role == "SINCE"):
                value, draft.base = ref.last, ref.base
            if found.role == "SINCE":
                draft.base, value = value, None
            if value is not None:
                start, end = sentence.starts[found.index], sentence.ends[found.index]
                draft.period = value
                draft.slots["PERIOD"] = Slot("PERIOD", value, start, end, found.basis, f"period {found.role.lower()}")
                return
        if draft.is_comparison and previous is not None and previous.period:
            base = self._compared_period(sentence, draft)
            if base is not None:
                shifted = base_before(base, previous.period)
                if shifted:
                    draft.period = shifted
                    draft.slots["PERIOD"] = Slot("PERIOD", shifted, None, None, "CLAUSE", "period of comparison")
                    return
        before = previous or draft.parent
        if before is not None and before.is_comparison and not draft.is_comparison:
            if draft.change is not None and draft.base is None:
                draft.base = before.period
            before = before.parent or before
        if before is not None and before.period and "PERIOD" in before.slots and not draft.is_comparison:
            draft.period = before.period
            basis = "SENTENCE" if before is previous else "FOCUS"
            draft.slots["PERIOD"] = replace(before.slots["PERIOD"], basis=basis, score=0.7)
        elif focus.period is not None:
            draft.period = focus.period.value
            draft.slots["PERIOD"] = _held(focus.period, "PERIOD", "period in focus")

    @staticmethod
    def _compared_period(sentence: Sentence, draft: Draft) -> PeriodRef | None:
        at = sentence.starts.index(draft.start)
        for index in range(at + 1, min(at + 6, len(sentence.types))):
            if sentence.types[index] == CHAR["PERIOD"]:
                ref: PeriodRef = sentence.values[index]
                return ref if ref.kind == "DEICTIC" else None
        return None

    def fill_base(
        self, sentence: Sentence, draft: Draft, index: int, quantities: list[int], compared: frozenset[int],
        previous: Draft | None,
    ) -> None:  # fmt: skip
        """The base of a change, where the words state one."""
        if draft.change is None or draft.base is not None:
            return
        found = attach.period_of(sentence, index, quantities, compared, "BASE")
        if found is None:
            if draft.parent is not None and draft.parent.base and draft.parent.change is not None:
                draft.base = draft.parent.base
            return
        ref: PeriodRef = sentence.values[found.index]
        period = draft.period or (str(self.report.date_issued.year) if self.report.date_issued else None)
        value = base_before(ref, period) if period else None
        if value is None and period and self._is_same_part(sentence, found.index):
            value = (
                sdmx.shift(period, years=int(ref.value) - int(period[:4]))
                if ref.kind == "FIXED" and len(ref.value) == 4
                else None
            )
        value = value or self._resolved(ref)
        if value:
            start, end = sentence.starts[found.index], sentence.ends[found.index]
            draft.base = value
            draft.slots["BASE"] = Slot("BASE", value, start, end, found.basis, "base of comparison")

    @staticmethod
    def _is_same_part(sentence: Sentence, index: int) -> bool:
        """`the same quarter of 2024`: the base is the row's own part of that year."""
        names = [NAME_OF[char] for char in sentence.types[max(0, index - 2) : index]]
        return "QUARTER" in names or "TIME_UNIT" in names

    def fill_area(
        self, sentence: Sentence, draft: Draft, index: int, quantities: list[int], focus: Focus, previous: Draft | None
    ) -> None:
        """The area of a draft, from near to far."""
        found = attach.place_of(sentence, index, quantities, self._subject_tokens(sentence, draft))
        is_part = draft.stat_type == "SHARE" and previous is not None and previous.area and "AREA" in previous.slots
        if is_part and found is not None and found.basis == "PHRASE":
            draft.base_area = self.area_of(sentence.values[found.index])
            found = None
        if (
            found is not None
            and found.basis == "SENTENCE"
            and draft.parent is not None
            and "AREA" in draft.parent.slots
        ):
            found = None
        if found is not None:
            value = sentence.values[found.index]
            start, end = sentence.starts[found.index], sentence.ends[found.index]
            draft.area = self.area_of(value)
            draft.area_name = None if isinstance(value, Organization) else sentence.text[start:end]
            draft.slots["AREA"] = Slot("AREA", draft.area, start, end, found.basis, "place")
        elif previous is not None and previous.area and "AREA" in previous.slots:
            draft.area, draft.area_name = previous.area, previous.area_name
            draft.slots["AREA"] = replace(previous.slots["AREA"], basis="SENTENCE", score=0.7)
        elif focus.area is not None:
            draft.area, draft.area_name = focus.area.value, focus.area_name
            draft.slots["AREA"] = _held(focus.area, "AREA", "place in focus")

    @staticmethod
    def _subject_tokens(sentence: Sentence, draft: Draft) -> tuple[int, int] | None:
        inside = [
            i for i, start in enumerate(sentence.starts)
            if any(first <= start < last for first, last in draft.slices)
        ]  # fmt: skip
        return (inside[0], inside[-1]) if inside else None

    def _is_carried(self, period: str, is_heading: bool = False) -> bool:
        """Whether a period may hold for the next sentences: a year at most, and begun by publication but in a title."""
        bounds = sdmx.span(period)
        published = self.report.date_issued
        if bounds is None or (bounds[1] - bounds[0]).days > 366:
            return False
        if published is None or is_heading:
            return True
        return bounds[0] <= published and bounds != (published, published)

    def stated_period(self, sentence: Sentence, drafts: list[Draft], is_heading: bool) -> Held | None:
        """The period that the sentence is about; those of comparison values are not."""
        compared = {d.slots["PERIOD"].start for d in drafts if d.is_comparison and "PERIOD" in d.slots}
        for index, char in enumerate(sentence.types):
            ref = sentence.values[index]
            if sentence.starts[index] in compared:
                continue
            if (
                char == CHAR["PERIOD"]
                and ref.kind in ("FIXED", "SPLIT", "ENDED")
                and attach.role(sentence, index) == "AT"
            ):
                value = ref.last or self._resolved(ref)
                if value and self._is_carried(value):
                    self._periods[value] += 3 if ref.kind == "ENDED" else 1
        stated: list[tuple[bool, int, Held]] = []
        for index, char in enumerate(sentence.types):
            is_stated = char == CHAR["PERIOD"] and sentence.starts[index] not in compared
            if is_stated and attach.role(sentence, index) == "AT":
                ref = sentence.values[index]
                value = self._resolved(ref)
                if value and self._is_carried(value, is_heading):
                    span, is_told = (sentence.starts[index], sentence.ends[index]), ref.kind == "ENDED"
                    held = Held(value, span, "FOCUS", is_open=ref.kind == "QUARTER", is_told=is_told)
                    stated.append((not is_told, len(stated), held))
        return min(stated)[2] if stated else None
