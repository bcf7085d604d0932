"""One reduced sentence to drafts: every quantity's slots, filled from near to far.

The order is the engine's: change, subject, measure, period, base, area, status, source. Rules about one slot live
in the module of that slot; here is who fills which slot when, and what the focus hands on.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from pipelines import attach, status
from pipelines.changes import Change, bound, change, left_of
from pipelines.counts import Skip, noun_after
from pipelines.drafts import Draft
from pipelines.focus import Focus, Held, Span
from pipelines.languages.base import Organization, Pack, Place, key_of
from pipelines.languages.inflection import VerbForm
from pipelines.lexer import Lexed
from pipelines.measures import stat_type
from pipelines.periods import PeriodRef, base_before, resolve
from pipelines.quantities import Quantity
from pipelines.subjects import Finder, Phrase, Subject, slice_of
from pipelines.tokens import CHAR, NAME_OF, Sentence, chars
from schemas import periods as sdmx
from schemas.records import UNKNOWN, Paragraph, Report, Slot

_LISTING = chars("COMMA CONJ TO OF DET ABOVE BELOW APPROX ABOVE_EQ BELOW_EQ FROM BASE_CUE")
_JOINTS = chars("CONJ TO")
_COORDINATED = chars("CONJ COMMA PERIOD BASE_CUE DET PREP OUT_OF OF BY ABOVE BELOW APPROX ABOVE_EQ BELOW_EQ PLACE")
_BESIDE = chars("PREP TO OUT_OF CONJ COMMA PLACE DET PERIOD BASE_CUE NAME ORG OPEN CLOSE COLON SEMICOLON FROM OF")


class StatementReader:
    """Reads a report's sentences in order; keeps the counts that its defaults are taken from."""

    def __init__(self, pack: Pack, report: Report) -> None:
        self.pack = pack
        self.report = report
        self._areas: Counter[str] = Counter()
        self._periods: Counter[str] = Counter()
        is_school = any(word in report.text for word in pack.sets["SCHOOL_CUE"])
        self._split_month = 9 if is_school else pack.split_year_month
        self._named: set[str] = set()
        self._heads: dict[str, tuple[Span, ...]] = {}

    def _resolved(self, ref: PeriodRef) -> str | None:
        return resolve(ref, self.report.date_issued, self._split_month)

    def home(self) -> str | None:
        """The area that the report is about where a statement names none: its scope, else the most named country."""
        if self.report.metadata.ref_area:
            return self.report.metadata.ref_area
        return self._areas.most_common(1)[0][0] if self._areas else self.pack.home_area

    def read(
        self, lexed: Lexed, paragraph: Paragraph, focus: Focus
    ) -> tuple[list[Draft], Focus, dict[int, Skip]]:
        """The drafts of one sentence, the focus after it, and the quantities that are no statement."""
        sentence = lexed.sentence
        self._count_places(sentence)
        every = [i for i, char in enumerate(sentence.types) if char == CHAR["QUANTITY"]]
        if not every:
            finder = Finder(sentence, self.pack)
            self._remember_all(sentence, finder.chunks.phrases)
            return [], self._moved(sentence, finder, focus, []), {}
        self._share_units(sentence, every)
        finder = Finder(sentence, self.pack)
        self._remember_all(sentence, finder.chunks.phrases)
        dropped: dict[int, Skip] = {}
        quantities = []
        for index in every:
            skip = self._no_statement(sentence, index)
            if skip is None:
                quantities.append(index)
            else:
                dropped[index] = skip
        skipped = CHAR["SKIPPED"]
        sentence.types = "".join(skipped if i in dropped else char for i, char in enumerate(sentence.types))
        compared = frozenset(q for q in quantities if self._is_comparison(sentence, q))
        drafts: list[Draft] = []
        source = status.source(sentence)
        for index in quantities:
            previous = drafts[-1] if drafts else None
            if previous is not None and self._is_threshold(sentence, index, previous):
                dropped[index] = Skip("threshold", "bound inside a counted group")
                continue
            draft = self._draft(sentence, finder, index, paragraph, focus, previous)
            if draft is None:
                dropped[index] = Skip("unassigned", "no subject")
                continue
            self._fill(lexed, draft, index, quantities, compared, focus, previous)
            if source is not None:
                draft.source = source.value
                draft.slots["SOURCE"] = source
            drafts.append(draft)
        return drafts, self._moved(sentence, finder, focus, drafts), dropped

    def fill_defaults(self, drafts: Sequence[Draft]) -> None:
        """Areas and periods that no words gave, from the report."""
        home = self.home()
        is_dominant = home is not None and 3 * self._areas[home] >= sum(self._areas.values())
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

    def _count_places(self, sentence: Sentence) -> None:
        for index, char in enumerate(sentence.types):
            value = sentence.values[index]
            if isinstance(value, Organization) and value.ref_area is not None:
                self._areas[value.ref_area] += 1
            elif char in _PLACES and attach.is_place(sentence, index):
                if isinstance(value, Place) and value.kind == "NAME":
                    self._named.add(value.ref_area)
                self._areas[self._area_of(value)] += 1

    def _area_of(self, value: Place | Organization) -> str:
        """The coded area of a place: a town's is the subdivision where the text has named that, else the country."""
        area = value.ref_area or UNKNOWN
        is_town = isinstance(value, Place) and value.kind == "CITY"
        return area.split("-")[0] if is_town and area not in self._named else area

    def _share_units(self, sentence: Sentence, quantities: list[int]) -> None:
        """A bare number takes the unit of its neighbour in a list or comparison: `5,9/10 contre 6,1`, `12 à 15 %`."""
        for at, index in enumerate(quantities):
            mine: Quantity = sentence.values[index]
            if mine.kind != "COUNT" or self._counts(sentence, index):
                continue
            following = quantities[at + 1] if at + 1 < len(quantities) else None
            between = sentence.types[index + 1 : following] if following is not None else ""
            if following is not None and self._is_list(sentence, quantities, at):
                other: Quantity = sentence.values[following]
                if other.kind not in ("COUNT", "TIME", "FACTOR") and between:
                    sentence.values[index] = _as(mine, other)
                    continue
            if at and (self._is_comparison(sentence, index) or self._is_listed(sentence, quantities[at - 1], index)):
                sentence.values[index] = _as(mine, sentence.values[quantities[at - 1]])

    @staticmethod
    def _is_listed(sentence: Sentence, before: int, index: int) -> bool:
        """Whether a decimal number follows another figure with only places and joints between."""
        mine: Quantity = sentence.values[index]
        is_plain = mine.low.decimals > 0 and mine.low.mult == 0
        return is_plain and all(char in _BESIDE for char in sentence.types[before + 1 : index])

    @staticmethod
    def _is_list(sentence: Sentence, quantities: list[int], at: int) -> bool:
        """`46, 33 et 12 %`, `de 12 à 15 %`: only list tokens up to the next figures, the last link a joint."""
        for here, following in zip(quantities[at:], quantities[at + 1 :], strict=False):
            between = sentence.types[here + 1 : following]
            if not between or any(char not in _LISTING for char in between):
                return False
            if between[0] in _JOINTS:
                return True
        return False

    @staticmethod
    def _counts(sentence: Sentence, index: int) -> bool:
        noun = noun_after(sentence, index)
        return noun is not None and sentence.types[noun] not in _PLACES

    @staticmethod
    def _is_comparison(sentence: Sentence, index: int) -> bool:
        at = left_of(sentence, index)
        return at >= 0 and sentence.types[at] == CHAR["BASE_CUE"] and sentence.values[at] != "ON"

    def _no_statement(self, sentence: Sentence, index: int) -> Skip | None:
        """Bare durations, ages and limits are no statements."""
        quantity: Quantity = sentence.values[index]
        if quantity.kind == "TIME":
            types = sentence.types
            cue = CHAR["DURATION_CUE"]
            if sentence.types[index + 1 : index + 2] == CHAR["AGE_CUE"]:
                return Skip("age", "age")
            if cue not in types[max(0, index - 12) : index]:
                return Skip("duration", "bare duration")
        if CHAR["AGE_CUE"] in sentence.types[max(0, index - 2) : index + 2]:
            return Skip("age", "age")
        before = sentence.types[index - 1] if index else ""
        if before == CHAR["NUMBERED"] and quantity.kind == "COUNT":
            return Skip("list number", "number after a numbered noun")
        around = [key_of(sentence.words(i, i)) for i in range(max(0, index - 3), index)]
        if any(word in self.pack.sets["LIMIT_CUE"] for word in around):
            return Skip("threshold", "threshold or limit")
        return None

    @staticmethod
    def _is_coordinated(sentence: Sentence, index: int, previous: Draft) -> bool:
        """`up 0.4 % on the quarter and 1.5 % on the year`: one change word for both."""
        quantity: Quantity = sentence.values[index]
        at = bisect_left(sentence.starts, previous.start)
        between = sentence.types[at + 1 : index]
        is_joined = CHAR["CONJ"] in between or CHAR["COMMA"] in between
        return quantity.unit == previous.quantity.unit and is_joined and all(char in _COORDINATED for char in between)

    @staticmethod
    def _is_stated_growth(sentence: Sentence, index: int, previous: Draft) -> bool:
        """`passées de 1 815 à 1 910 millions, soit 5,2 %`: percent that restates two amounts is their growth."""
        quantity: Quantity = sentence.values[index]
        at = left_of(sentence, index)
        is_restated = at >= 0 and sentence.types[at] == CHAR["RESTATE"]
        is_amount = previous.quantity.kind not in ("PERCENT", "POINT", "COUNT") or previous.quantity.low.mult > 0
        return is_restated and quantity.kind == "PERCENT" and not quantity.is_share and is_amount and (
            previous.parent is not None or CHAR["TO"] in sentence.types[:at]
        )

    @staticmethod
    def _is_threshold(sentence: Sentence, index: int, previous: Draft) -> bool:
        """`70 % des acteurs investissent plus de 10 % de leurs revenus`: the bound defines the group."""
        limit = bound(sentence, index)
        if limit.comparator is None or limit.first is None or previous.stat_type != "SHARE" or previous.change:
            return False
        at = sentence.starts.index(previous.start)
        between = sentence.types[at + 1 : limit.first]
        if CHAR["COMMA"] in between or CHAR["OPEN"] in between or CHAR["CONJ"] in between:
            return False
        verbs = [v for v in sentence.values[at + 1 : limit.first] if isinstance(v, VerbForm)]
        return not between or (bool(verbs) and not verbs[-1].senses & {"LEVEL", "UP", "DOWN"})

    def _draft(
        self, sentence: Sentence, finder: Finder, index: int, paragraph: Paragraph, focus: Focus, previous: Draft | None
    ) -> Draft | None:
        quantity: Quantity = sentence.values[index]
        told = change(sentence, index)
        if told is None and previous is not None and previous.change is not None and self._is_coordinated(sentence, index, previous):
            told = previous.change
        if told is None and previous is not None and self._is_stated_growth(sentence, index, previous):
            told = Change(0, index, "percent behind two levels")
        subject = finder.find(index, told, previous is not None)
        if told is None and subject is not None and not subject.inherits:
            told, subject = finder.changing(index, subject)
        if self._is_comparison(sentence, index) and previous is not None and previous.change is not None:
            told = told or previous.change
        is_pointing = subject is not None and subject.is_anaphoric and bool(subject.slices)
        subject = self._anaphor(sentence, subject, focus, previous)
        if subject is None or not subject.slices:
            return None
        draft = Draft(
            paragraph.paragraph_id, sentence.starts[index], sentence.ends[index], quantity, bound(sentence, index), told,
            subject.slices,
        )  # fmt: skip
        draft.is_comparison = self._is_comparison(sentence, index)
        if is_pointing and told is not None:
            draft.parent = focus.statement
        first, last = subject.slices[0][0], subject.slices[-1][1]
        draft.slots["SUBJECT"] = Slot("SUBJECT", "", first, last, subject.basis, subject.rule, subject.score)
        draft.slots["VALUE"] = Slot("VALUE", "", draft.start, draft.end, "PHRASE", quantity.rule)
        if previous is not None and subject.inherits:
            draft.parent = previous
            if subject.rule == "restatement" or (subject.rule == "bracket behind a statement" and told is None):
                draft.restates = previous
        draft.stat_type, draft.quantity = stat_type(sentence, index, quantity, told, subject, finder, previous, self.pack)
        return draft

    def _anaphor(
        self, sentence: Sentence, subject: Subject | None, focus: Focus, previous: Draft | None
    ) -> Subject | None:
        """The subject with what it points back to put in its place."""
        if subject is not None and subject.of_focus:
            return replace(subject, slices=(*(focus.subject or focus.topic)[:1], *subject.slices))
        if subject is not None and subject.inherits:
            return replace(subject, slices=(*(previous.slices[:1] if subject.slices else previous.slices), *subject.slices)) if previous is not None else None
        if subject is None or subject.is_anaphoric or not subject.slices:
            back = self._antecedent(sentence, subject, focus)
            if back:
                rule = f"{subject.rule}, anaphor" if subject is not None else "focus"
                return Subject(back, rule, 0.6, "FOCUS", tokens=subject.tokens if subject else None)
        return subject

    def _antecedent(self, sentence: Sentence, subject: Subject | None, focus: Focus) -> tuple[Span, ...]:
        if subject is not None and subject.slices:
            head = self._head(sentence.text, subject.slices[0])
            at = bisect_left(sentence.starts, subject.slices[0][0])
            is_change = at < len(sentence.types) and sentence.types[at] == CHAR["CHANGE"]
            if head in self._heads and not is_change:
                return self._heads[head]
        is_pronoun = subject is not None and not subject.slices
        return (focus.topic if is_pronoun else ()) or focus.subject or focus.topic or focus.heading_subject

    @staticmethod
    def _head(text: str, span: Span) -> str:
        return key_of(text[span[0] : span[1]].split()[0])[:6] if span[1] > span[0] else ""

    def _fill(
        self, lexed: Lexed, draft: Draft, index: int, quantities: list[int], compared: frozenset[int], focus: Focus,
        previous: Draft | None,
    ) -> None:  # fmt: skip
        """Period, base, area and status of a draft."""
        sentence = lexed.sentence
        found = attach.period_of(sentence, index, quantities, compared, "AT")
        is_until = found is not None and found.role == "UNTIL"
        self._period(sentence, draft, found, focus, previous)
        self._base(sentence, draft, index, quantities, compared, previous)
        self._area(sentence, draft, index, quantities, focus, previous)
        draft.is_present = status.is_present(sentence, index)
        slot = status.status(
            sentence, lexed.cues, index, quantities, draft.period, is_until, self.report.date_issued
        )
        if draft.parent is not None and slot.value == "A" and not draft.is_comparison and draft.period == draft.parent.period:
            slot = replace(slot, value=draft.parent.status, rule="status of the statement before")
        draft.status = slot.value
        draft.slots["STATUS"] = slot

    def _period(
        self, sentence: Sentence, draft: Draft, found: attach.Attached | None, focus: Focus, previous: Draft | None
    ) -> None:
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
            span = focus.period.span or (None, None)
            draft.period = focus.period.value
            draft.slots["PERIOD"] = Slot("PERIOD", focus.period.value, *span, focus.period.basis, "period in focus", 0.7)

    @staticmethod
    def _compared_period(sentence: Sentence, draft: Draft) -> PeriodRef | None:
        at = sentence.starts.index(draft.start)
        for index in range(at + 1, min(at + 6, len(sentence.types))):
            if sentence.types[index] == CHAR["PERIOD"]:
                ref: PeriodRef = sentence.values[index]
                return ref if ref.kind == "DEICTIC" else None
        return None

    def _base(
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
            value = sdmx.shift(period, years=int(ref.value) - int(period[:4])) if ref.kind == "FIXED" and len(ref.value) == 4 else None
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

    def _area(
        self, sentence: Sentence, draft: Draft, index: int, quantities: list[int], focus: Focus, previous: Draft | None
    ) -> None:
        found = attach.place_of(sentence, index, quantities, self._subject_tokens(sentence, draft))
        is_part = draft.stat_type == "SHARE" and previous is not None and previous.area and "AREA" in previous.slots
        if is_part and found is not None and found.basis == "PHRASE":
            draft.base_area = self._area_of(sentence.values[found.index])
            found = None
        if found is not None and found.basis == "SENTENCE" and draft.parent is not None and "AREA" in draft.parent.slots:
            found = None
        if found is not None:
            value = sentence.values[found.index]
            start, end = sentence.starts[found.index], sentence.ends[found.index]
            draft.area = self._area_of(value)
            draft.area_name = None if isinstance(value, Organization) else sentence.text[start:end]
            draft.slots["AREA"] = Slot("AREA", draft.area, start, end, found.basis, "place")
        elif previous is not None and previous.area and "AREA" in previous.slots:
            draft.area, draft.area_name = previous.area, previous.area_name
            draft.slots["AREA"] = replace(previous.slots["AREA"], basis="SENTENCE", score=0.7)
        elif focus.area is not None:
            span = focus.area.span or (None, None)
            draft.area, draft.area_name = focus.area.value, focus.area_name
            draft.slots["AREA"] = Slot("AREA", focus.area.value, *span, focus.area.basis, "place in focus", 0.7)

    @staticmethod
    def _subject_tokens(sentence: Sentence, draft: Draft) -> tuple[int, int] | None:
        inside = [
            i for i, start in enumerate(sentence.starts)
            if any(first <= start < last for first, last in draft.slices)
        ]  # fmt: skip
        return (inside[0], inside[-1]) if inside else None

    def _moved(self, sentence: Sentence, finder: Finder, focus: Focus, drafts: list[Draft]) -> Focus:
        """The focus after a sentence: its topic, last subject, period and place."""
        topic = self._topic(sentence, finder.chunks.phrases)
        if topic:
            focus = replace(focus, topic=topic)
        if drafts:
            focus = replace(focus, subject=drafts[-1].slices, statement=drafts[-1])
        period = self._stated_period(sentence)
        if period is not None:
            focus = replace(focus, period=period)
        places = [i for i in attach.places(sentence) if attach.is_name(sentence, i)]
        if drafts:
            places = [i for i in places if sentence.starts[i] < drafts[0].start]
        if places:
            index = places[0]
            span = (sentence.starts[index], sentence.ends[index])
            held = Held(self._area_of(sentence.values[index]), span, "FOCUS")
            focus = replace(focus, area=held, area_name=sentence.text[span[0] : span[1]])
        return focus

    def _topic(self, sentence: Sentence, phrases: list[Phrase]) -> tuple[Span, ...]:
        """The first phrase that is no adjunct and more than a place."""
        for phrase in phrases:
            if phrase.is_anaphoric:
                continue
            slices = slice_of(sentence, phrase.first, phrase.last)
            before = NAME_OF[sentence.types[phrase.first - 1]] if phrase.first else ""
            if all(NAME_OF[c] in ("PLACE", "DET", "PERIOD") for c in sentence.types[phrase.first : phrase.last + 1]):
                continue
            if slices and before not in ("PREP", "OUT_OF", "TO", "PER", "SOURCE_CUE"):
                return slices
        return ()

    def _remember_all(self, sentence: Sentence, phrases: list[Phrase]) -> None:
        """Keep the phrases of two words or more by their heads, for anaphors (`cette industrie`)."""
        for phrase in phrases:
            if phrase.last > phrase.first + 1 and not phrase.is_anaphoric:
                slices = slice_of(sentence, phrase.first, phrase.last)
                if slices:
                    self._remember(sentence, phrase, slices)

    def _remember(self, sentence: Sentence, phrase: Phrase, slices: tuple[Span, ...]) -> None:
        """A phrase by its own head and by the heads of its complements: `rapport sur l'industrie de l'IA`."""
        self._heads.setdefault(self._head(sentence.text, slices[0]), slices)
        if len(self._heads) > 5000:
            self._heads.clear()
        for index in range(phrase.first, phrase.last):
            if NAME_OF[sentence.types[index]] in ("OF", "PREP", "OUT_OF", "DET"):
                inner = slice_of(sentence, index + 1, phrase.last)
                if inner and len(sentence.text[inner[0][0] : inner[0][1]].split()) > 1:
                    self._heads.setdefault(self._head(sentence.text, inner[0]), inner)

    def _is_carried(self, period: str) -> bool:
        """Whether a period may hold for the next sentences: a year at most, and begun by publication."""
        bounds = sdmx.span(period)
        published = self.report.date_issued
        if bounds is None or (bounds[1] - bounds[0]).days > 366:
            return False
        return published is None or (bounds[0] <= published and bounds != (published, published))

    def _stated_period(self, sentence: Sentence) -> Held | None:
        for index, char in enumerate(sentence.types):
            ref = sentence.values[index]
            if char == CHAR["PERIOD"] and ref.kind in ("FIXED", "SPLIT", "ENDED") and attach.role(sentence, index) == "AT":
                value = ref.last or self._resolved(ref)
                if value and self._is_carried(value):
                    self._periods[value] += 3 if ref.kind == "ENDED" else 1
        stated = []
        for index, char in enumerate(sentence.types):
            if char == CHAR["PERIOD"] and attach.role(sentence, index) == "AT":
                value = self._resolved(sentence.values[index])
                if value and self._is_carried(value):
                    held = Held(value, (sentence.starts[index], sentence.ends[index]), "FOCUS")
                    stated.append((sentence.values[index].kind != "ENDED", len(stated), held))
        return min(stated)[2] if stated else None


def _as(mine: Quantity, other: Quantity) -> Quantity:
    """A bare number in the unit, and where it has none the scale, of another."""
    low = mine.low
    if low.mult == 0 and other.low.mult and low.value < 1000:
        low = replace(low, mult=other.low.mult, mults=other.low.mults)
    return replace(mine, kind=other.kind, unit=other.unit, low=low, rule="unit of its neighbour",
                   is_currency_ambiguous=other.is_currency_ambiguous)  # fmt: skip


_PLACES = chars("PLACE ORG")


__all__ = ["Change", "StatementReader"]
