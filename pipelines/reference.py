"""The report's own period: told by its title and first statements, counted as it is read, and what words mean by it.

Titles come first, then the first dated statement, then the period named most, then the year of publication. What one
figure's words say is `timing.py`'s work.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from pipelines.attach import Timeline
from pipelines.drafts import Draft
from pipelines.fiscal import CODED, FiscalYear, counted_from, learned
from pipelines.focus import Focus, Held
from pipelines.languages.base import Pack
from pipelines.periods import Clock, PeriodRef, resolve, told
from schemas import periods as sdmx
from schemas.records import Report, Slot

LEAD = 3
"""Paragraphs with statements in which the first dated one sets the report's period."""
SCHOOLING = 3
"""Words of schooling in a report whose split years are school years."""
FORTNIGHT = 14
"""Days that broken months may have to be the period of the sentences after them."""
SPOKEN = 4
"""Periods spoken of that are remembered."""
_SPOKEN = frozenset({"AT", "UNTIL", "TITLED"})
_COMPARING = frozenset({"BASE", "SINCE"})
OLDEST = 3
"""Years that may lie between the period of a report and its publication."""


class Tally(dict[str, int]):
    """How often each name came, all of them together (`total`) and the one that came most, of equal ones the first."""

    def __init__(self) -> None:
        super().__init__()
        self.total = 0
        self.most = ""
        self._places: dict[str, int] = {}

    def add(self, name: str, times: int = 1) -> None:
        """Count a name so many times more."""
        place = self._places.setdefault(name, len(self._places))
        count = self[name] = self.get(name, 0) + times
        self.total += times
        most = self.get(self.most, 0)
        if count > most or (count == most and place < self._places[self.most]):
            self.most = name


class ReportPeriod:
    """A report's period and what its words for times mean, known better with every sentence read."""

    def __init__(self, pack: Pack, report: Report) -> None:
        self.pack = pack
        self.report = report
        self.published = report.date_issued
        self._counted = Tally()
        self._reference: Held | None = None
        self._lead: list[str] = []
        self._is_lead_over = False
        self._season: tuple[int, int] | None = None
        self._first_month: int | None = None
        self._frame: PeriodRef | None = None
        self._fiscal: FiscalYear | None = None
        self._spoken: list[str] = []
        self._opening: list[str] = []
        self._compared: list[str] = []
        self._splits: list[PeriodRef] = []
        self._titled: list[str] = []
        self._used: list[str] = []
        self._uses = Tally()
        self._headed: list[str] = []
        self._sentences = 0
        schooling = sum(report.text.count(word) for word in pack.sets["SCHOOL_CUE"])
        self._split_month = 9 if schooling >= SCHOOLING else pack.split_year_month

    def _clock(self, anchor: str | None = None, is_future: bool = False) -> Clock:
        reference = self._reference.value if self._reference else None
        is_titled = self._reference is not None and self._reference.basis == "HEADING"
        now = reference if reference and (is_titled or self._is_of_publication_year(reference)) else None
        return Clock(self.published, self._split_month, anchor, now, is_future)

    def _told(self, ref: PeriodRef) -> PeriodRef:
        """A reference with what the report tells of it: its publication, and the season that its split years mean.

        Once it speaks of a quarter of its fiscal year, every quarter without a year is one of those.
        """
        if ref.kind == "QUARTER" and self._first_month is not None:
            return counted_from(self._first_month, ref)
        self._first_month = self._begins(ref) or self._first_month
        if self._fiscal is not None and (ref.unit == CODED or (ref.kind == "SPLIT" and not ref.months)):
            return self._fiscal.meaning(ref)
        if ref.kind == "SPLIT" and ref.unit == CODED:
            return replace(ref, months=self.pack.split_year_month)
        if ref.kind == "SPLIT" and ref.months:
            self._season = (ref.months, ref.day)
        elif ref.kind == "SPLIT" and ref.day == 12 and self._season is not None:
            return replace(ref, months=self._season[0], day=self._season[1])
        return told(ref, self.published)

    def note_calendar(self, timeline: Timeline) -> None:
        """Learn when the report's fiscal year begins, where a sentence first tells it."""
        if timeline.roles and self._fiscal is None:
            self._fiscal = learned(told(timeline.sentence.values[i], self.published) for i in timeline.roles)

    def note_spoken(self, timeline: Timeline, is_heading: bool, is_title: bool) -> None:
        """Remember the last periods that were spoken of, those that open the report, and those of headings."""
        self.begin_sentence(is_heading)
        for index, role in timeline.roles.items():
            ref = self._told(timeline.sentence.values[index])
            self._note_split(ref)
            value = resolve(ref, self._clock(self._now())) if role in _SPOKEN or role in _COMPARING else None
            if value is not None and role in _COMPARING:
                self._compared = [*(other for other in self._compared[-1:] if other != value), value]
            elif value is not None:
                self.remember(value, is_heading, is_title)

    def _note_split(self, ref: PeriodRef) -> None:
        """Remember the first years across a new year's day of which nothing says when they begin."""
        split = ref
        if ref.kind == "FIXED" and ref.value.endswith("-01-01/P2Y"):
            split = PeriodRef("SPLIT", number=int(ref.value[:4]), day=12)
        if split.kind == "SPLIT" and not split.months and len(self._splits) < 2 and split not in self._splits:
            self._splits.append(split)

    def begin_sentence(self, is_heading: bool) -> None:
        """Count a sentence; a heading's periods take the place of those of the one before."""
        self._sentences += 1
        if is_heading:
            self._headed = []

    def remember(self, value: str, is_heading: bool, is_title: bool) -> None:
        """Remember a period that is spoken of, apart for titles, headings and the opening."""
        if value in self._spoken:
            self._spoken.remove(value)
        self._spoken = [*self._spoken[1 - SPOKEN :], value]
        if is_title:
            self._titled.append(value)
        elif is_heading:
            self._headed.append(value)
        if self._sentences <= LEAD and value not in self._opening:
            self._opening.append(value)

    def note_use(self, period: str) -> None:
        """Remember the last periods that figures were of, and how often each."""
        self._uses.add(period)
        if period in self._used:
            self._used.remove(period)
        self._used = [*self._used[1 - SPOKEN :], period]

    def _begins(self, ref: PeriodRef) -> int | None:
        """The month in which the fiscal year begins that a reference names a part of; None for any other."""
        if ref.kind == "SPLIT" and not ref.months and ref.day < 12:
            return self._fiscal.month if self._fiscal is not None else self._split_month
        is_part = ref.unit == CODED and ref.kind == "FIXED" and ref.months < 12
        return self._fiscal.month if is_part and self._fiscal is not None else None

    def _is_of_publication_year(self, period: str) -> bool:
        bounds = sdmx.span(period)
        return self.published is not None and bounds is not None and bounds[1].year == self.published.year

    def _now(self) -> str | None:
        reference = self._reference.value if self._reference else None
        return reference or (str(self.published.year) if self.published else None)

    def stated(self, timeline: Timeline, drafts: Sequence[Draft], focus: Focus, is_heading: bool) -> Held | None:
        """The period that a sentence is about and hands on; those of comparison values and asides are not."""
        sentence = timeline.sentence
        if not timeline.roles:
            return None
        slots = [(d.is_comparison or d.is_earlier, d.slots["PERIOD"].start) for d in drafts if "PERIOD" in d.slots]
        compared = {start for is_compared, start in slots if is_compared}
        used = {start for is_compared, start in slots if not is_compared}
        first_verb = min(timeline.clauses.verbs.values(), default=len(sentence.types))
        stated: list[tuple[bool, bool, int, Held]] = []
        for index, role in timeline.roles.items():
            if role not in ("AT", "TITLED") or sentence.starts[index] in compared:
                continue
            if not is_heading and timeline.clauses.numbers[index] in timeline.clauses.brackets:
                continue
            if drafts and not is_heading and index > first_verb and sentence.starts[index] not in used:
                continue
            ref: PeriodRef = self._told(sentence.values[index])
            if ref.value == "NOW" and ref.kind == "DEICTIC" and (focus.period or self._reference):
                continue
            value = resolve(ref, self._clock(self._now()))
            is_long = bool(ref.last and value) and not (
                self._is_carried(str(value), is_heading) or _is_fieldwork(str(value))
            )
            value = ref.last if is_long else value
            is_masthead = (
                is_heading and bool(value) and self.published is not None and value == f"{self.published:%Y-%m}"
            )
            if not value or is_masthead or not self._is_carried(value, is_heading and role == "AT"):
                continue
            if ref.kind in ("FIXED", "SPLIT", "ENDED"):
                self._counted.add(value, 3 if ref.kind == "ENDED" else 1)
            is_season = sdmx.freq(value) == "_Z" and index in timeline.owners_of_dates() and not self._lead
            is_told, is_aside = (
                ref.kind == "ENDED" or is_season,
                timeline.clauses.numbers[index] in timeline.clauses.outer,
            )
            span = (sentence.starts[index], sentence.ends[index])
            held = Held(value, span, "FOCUS", is_open=_is_open(ref), is_told=is_told)
            stated.append((not is_told, is_aside and not is_heading, len(stated), held))
        stated = [entry for entry in stated if not self._is_to_date(entry[3], [other[3] for other in stated], timeline)]
        if not stated:
            return None
        found = min(stated)[3]
        start = found.span[0] if found.span else -1
        is_first = bool(drafts) and "PERIOD" in drafts[0].slots and drafts[0].slots["PERIOD"].start == start
        others = {entry[3].value for entry in stated if entry[:2] == min(stated)[:2]} - {found.value}
        is_latest = is_first and all(value < found.value for value in others)
        if others and not (is_heading or is_latest or self._leads(timeline, found)):
            return None
        spoken = focus.period or (None if is_first else self._reference)
        return None if self._looks_back(timeline, found, spoken) else found

    def _looks_back(self, timeline: Timeline, found: Held, held: Held | None) -> bool:
        """`It was 71 million in 2022.` behind a sentence on 2024: an older date that does not lead holds only there."""
        bounds, spoken = sdmx.span(found.value), sdmx.span(held.value) if held else None
        if bounds is None or spoken is None or found.span is None:
            return False
        is_older = bounds[1] < spoken[0] and not self._leads(timeline, found)
        return is_older or (held is not None and self._is_to_date(found, [held], timeline))

    def _is_to_date(self, held: Held, others: Sequence[Held], timeline: Timeline) -> bool:
        """`4,100 in September, 6 % less in the first nine months`: a sum since January up to what is spoken of."""
        bounds = sdmx.span(held.value)
        if bounds is None or held.span is None or bounds[0].month != 1:
            return False
        spans = (sdmx.span(other.value) for other in others)
        is_longer = any(span is not None and span[1] == bounds[1] and span[0] > bounds[0] for span in spans)
        return is_longer and not self._leads(timeline, held)

    @staticmethod
    def _leads(timeline: Timeline, held: Held) -> bool:
        """Whether the words of a period stand before the sentence's first verb."""
        first = timeline.sentence.starts.index(held.span[0]) if held.span else 0
        return first < min(timeline.clauses.verbs.values(), default=len(timeline.sentence.types))

    def _is_carried(self, period: str, is_heading: bool = False) -> bool:
        """Whether a period may hold for the next sentences: a year at most, and begun by publication but in a title.

        Days that are no whole months, more than a fortnight of them, say when something was done (a survey's
        interviews), not what time the figures are of.
        """
        bounds = sdmx.span(period)
        if bounds is None or (bounds[1] - bounds[0]).days > 366:
            return False
        if not is_heading and period.endswith("D") and (bounds[1] - bounds[0]).days > FORTNIGHT:
            return False
        if self.published is None or is_heading:
            return True
        if _is_fieldwork(period):
            return False
        return bounds[0] <= self.published and bounds != (self.published, self.published)

    @staticmethod
    def _is_regular(period: str) -> bool:
        """Whether reports are made for such periods: not for the weeks of a survey, or its months over a year's end."""
        bounds = sdmx.span(period)
        if bounds is None:
            return False
        days = (bounds[1] - bounds[0]).days
        if _is_fieldwork(period):
            return False
        return bounds[0].year == bounds[1].year or days <= 6 or days >= 364

    def note_reference(self, drafts: Sequence[Draft], focus: Focus, stated: Held | None, is_heading: bool) -> None:
        """The report's period: the title's, else the one that its first words or first dated statement name."""
        title = focus.title_period
        if title is not None:
            bounds = sdmx.span(title.value)
            is_begun = bounds is not None and (self.published is None or bounds[0] <= self.published)
            if is_begun or (bounds is not None and focus.title_status is not None):
                self._reference = title
                return
        if self._reference is None and not self._lead and not drafts and stated is not None:
            is_day = len(stated.value) == len("2024-01-01")
            is_fit = not is_day and self._is_carried(stated.value) and self._is_regular(stated.value)
            self._reference = replace(stated, basis="REPORT") if is_fit else None
        if self._reference is not None or is_heading or not drafts:
            return
        if drafts[0].paragraph_id not in self._lead:
            self._lead.append(drafts[0].paragraph_id)
        if len(self._lead) > LEAD or self._is_lead_over:
            return
        for draft in drafts:
            slot = draft.slots.get("PERIOD")
            is_told = slot is not None and slot.start is not None and slot.basis in ("CLAUSE", "SENTENCE")
            is_main = is_told and not (draft.is_comparison or draft.is_earlier)
            is_old = bool(self.published and draft.period and int(draft.period[:4]) < self.published.year - OLDEST)
            if is_main and draft.period and self._is_carried(draft.period) and not is_old:
                self._reference = Held(draft.period, None, "REPORT") if self._is_regular(draft.period) else None
                self._is_lead_over = True
                return

    def _governing(self) -> str | None:
        """The period that most of the report's periods name or lie in, where one governs it."""
        if not self._counted:
            return None
        period, total = self._counted.most, self._counted.total
        count = self._counted[period]
        if count >= 3 and 2 * count >= total:
            return period
        years = Counter[str]()
        for value, times in self._counted.items():
            years[value[:4]] += times
        year, count = years.most_common(1)[0]
        return year if count >= 3 and 2 * count >= total else None

    def _stands_now(self, draft: Draft, reference: str) -> bool:
        """A level told in the present beside a past period that no title sets."""
        is_titled = self._reference is not None and self._reference.basis != "REPORT"
        if is_titled or self._is_of_publication_year(reference):
            return False
        return draft.tense == "PRESENT" and draft.change is None and draft.stat_type in ("LEVEL", "RATE")

    def _is_to_come(self, period: str) -> bool:
        """Whether a period begins after publication, as that of a budget does."""
        bounds = sdmx.span(period)
        return bool(bounds and self.published and bounds[0] > self.published)

    def fill_defaults(self, drafts: Sequence[Draft]) -> None:
        """Periods that no words gave: the report's, the governing year's, or the year of publication."""
        year = str(self.published.year) if self.published else None
        reference = self._reference.value if self._reference else self._governing()
        for draft in drafts:
            if draft.period is not None:
                continue
            is_ahead = reference is not None and self._is_to_come(reference)
            is_open = (draft.status in "FT") != is_ahead and (not is_ahead or bool(draft.tense))
            is_now = is_open or reference is None or self._stands_now(draft, reference)
            value = year if is_now else reference
            if value is not None:
                draft.period = value
                rule = "publication year" if is_now else "report's period"
                draft.slots["PERIOD"] = Slot("PERIOD", value, None, None, "REPORT", rule, 0.5)


def _is_fieldwork(period: str) -> bool:
    """Whether a span has the dates of a survey: longer than a week, from the midst of a month to that of another."""
    bounds = sdmx.span(period)
    if bounds is None:
        return False
    is_broken = bounds[0].day > 1 and (bounds[1] + timedelta(days=1)).day > 1
    return is_broken and 6 < (bounds[1] - bounds[0]).days < 364


def _is_open(ref: PeriodRef) -> bool:
    """Whether a period told by its last day may explain a reference: a quarter, a fiscal or a `full` year."""
    return ref.kind == "QUARTER" or ref.unit == CODED or (ref.kind == "DEICTIC" and ref.value.startswith("THE_"))


def fill_bases(drafts: Sequence[Draft]) -> None:
    """A report whose changes compare with the year before goes on doing so where its words name no base.

    Its first change does, or most of those that name one.
    """
    changes = [(draft, draft.period) for draft in drafts if draft.change is not None and draft.status not in "FT"]
    told = [(period, draft.base == sdmx.shift(period, years=-1)) for draft, period in changes if period and draft.base]
    yearly = {sdmx.freq(period) for period, is_yearly in told if is_yearly}
    if not (yearly and (told[0][1] or 2 * sum(is_yearly for _, is_yearly in told) > len(told) > 2)):
        return
    for draft, period in changes:
        if draft.base is None and period and sdmx.freq(period) in yearly:
            draft.base = sdmx.shift(period, years=-1)
            draft.slots["BASE"] = Slot("BASE", draft.base, None, None, "REPORT", "base of the report's changes", 0.4)
