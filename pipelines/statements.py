"""One reduced sentence to drafts: every quantity's slots, filled from near to far.

The order is the engine's: change, subject, measure, period, base, area, status, source. Rules about one slot live
in the module of that slot; here is who fills which slot when, and what the focus hands on.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipelines import status
from pipelines.attach import Timeline
from pipelines.bounds import bound
from pipelines.breakdowns import Parts, company_of
from pipelines.carried import carried
from pipelines.changes import Change, change
from pipelines.clauses import Subject
from pipelines.counts import Skip
from pipelines.denominators import denominator
from pipelines.drafts import Draft
from pipelines.earlier import EarlierCompounds
from pipelines.features import Before, Describer, beginnings, head_of
from pipelines.focus import Focus, Span
from pipelines.groups import is_threshold, no_statement
from pipelines.growth import echoed, of_previous, opening_change
from pipelines.joined import PREVIOUS, joined
from pipelines.languages.base import Pack, key_of
from pipelines.lexer import Lexed
from pipelines.measures import stat_type
from pipelines.memory import Memory
from pipelines.moments import Figure
from pipelines.neighbours import (
    is_comparison,
    is_gapped,
    is_restatement,
    last_money,
    share_units,
)  # fmt: skip
from pipelines.phrases import CONTENT, OPENERS, Chunks, pause, trimmed
from pipelines.places import Localities
from pipelines.quantities import Quantity
from pipelines.ranking import Candidate, Ranker, merged
from pipelines.scope import Scope
from pipelines.subjects import Finder
from pipelines.timing import Timing
from pipelines.tokens import CHAR, Sentence, chars, compiled
from pipelines.weighing import Chooser
from schemas import periods as sdmx
from schemas.records import Paragraph, Report, Slot

HEAD = 6
"""First letters of a phrase by which it is known again."""
MAX_HEADS = 5000
"""Phrases that are remembered for anaphors."""


class StatementReader:
    """Reads a report's sentences in order; keeps what later sentences point back to."""

    def __init__(self, pack: Pack, report: Report, ranker: Ranker, chooser: Chooser) -> None:
        self.pack = pack
        self.ranker = ranker
        self.chooser = chooser
        self.report = report
        self.scope = Scope(pack, report, chooser)
        self.timing = Timing(pack, report, chooser)
        self._first: str | None = None
        self._heads: dict[str, tuple[Span, ...]] = {}
        self._headed: set[str] = set()
        self._memory = Memory()
        self._money: Quantity | None = None
        self._compounds = EarlierCompounds() if pack.capital_nouns else None

    def read(self, lexed: Lexed, paragraph: Paragraph, focus: Focus) -> tuple[list[Draft], Focus, dict[int, Skip]]:
        """The drafts of one sentence, the focus after it, and the quantities that are no statement."""
        sentence = lexed.sentence
        self.scope.count_places(sentence, self._where(paragraph, focus))
        every = [found.start() for found in _QUANTITY.finditer(sentence.types)]
        if not every:
            finder = Finder(sentence, self.pack)
            self._remember_all(finder.chunks)
            around = self._around(lexed, (), frozenset())
            return [], self._moved(lexed, finder, focus, [], around, paragraph.kind == "heading"), {}
        share_units(sentence, every, self.pack, self._money)
        self._money = last_money(sentence, every, self._money)
        finder = Finder(sentence, self.pack)
        self._remember_all(finder.chunks)
        dropped: dict[int, Skip] = {}
        quantities = []
        for index in every:
            skip = no_statement(sentence, index, self.pack)
            if skip is None:
                quantities.append(index)
            else:
                dropped[index] = skip
        if dropped:
            skipped = CHAR["SKIPPED"]
            sentence.types = "".join(skipped if i in dropped else char for i, char in enumerate(sentence.types))
        compared = frozenset(q for q in quantities if is_comparison(sentence, q))
        around = self._around(lexed, quantities, compared)
        if self._compounds is not None:
            self._compounds.note(sentence)
        drafts: list[Draft] = []
        source = status.source(sentence)
        ages = (sentence.starts[i] for i, skip in dropped.items() if skip.reason == "age")
        parts = Parts(sentence, self.pack, ages, around.partners())
        describer = Describer(sentence, finder.chunks, self.pack, paragraph.kind, self._memory, paragraph.paragraph_id)
        for index in quantities:
            previous = drafts[-1] if drafts else None
            if previous is not None and is_threshold(sentence, index, previous):
                dropped[index] = Skip("threshold", "bound inside a counted group")
                continue
            draft = self._draft(finder, describer, index, paragraph, focus, drafts)
            if draft is None:
                dropped[index] = Skip("unassigned", "no subject")
                continue
            self._fill(lexed, draft, index, around, focus, drafts)
            self._part(sentence, draft, index, previous, parts)
            if source is not None:
                draft.source = source.value
                draft.slots["SOURCE"] = source
            drafts.append(draft)
        return drafts, self._moved(lexed, finder, focus, drafts, around, paragraph.kind == "heading"), dropped

    def _where(self, paragraph: Paragraph, focus: Focus) -> str:
        """Which part of the report a paragraph is: its title, its first text, or its body."""
        if paragraph.kind == "heading":
            return "body" if focus.has_title else "title"
        self._first = self._first or paragraph.paragraph_id
        return "lead" if paragraph.paragraph_id == self._first else "body"

    def _around(self, lexed: Lexed, quantities: Sequence[int], compared: frozenset[int]) -> Localities:
        """The periods and places of a sentence, looked at once for all its quantities."""
        timeline = Timeline(lexed.sentence, quantities, compared, lexed.cues)
        self.timing.note_calendar(timeline)
        return Localities(timeline, self.pack.sets["AWAY"])

    def _draft(
        self, finder: Finder, describer: Describer, index: int, paragraph: Paragraph, focus: Focus,
        drafts: Sequence[Draft],
    ) -> Draft | None:  # fmt: skip
        sentence, previous = finder.sentence, drafts[-1] if drafts else None
        quantity: Quantity = sentence.values[index]
        told = change(sentence, index)
        if told is None and previous is not None:
            told = of_previous(sentence, index, previous)
        if told is None:
            told = finder.told_by_subject(index) or opening_change(sentence, index)
        if told is None and previous is not None and self.pack.articles_are_pronouns:
            told = echoed(sentence, index, previous)
        is_compared = is_comparison(sentence, index) and previous is not None
        if told is None and previous is not None and previous.quantity.unit == quantity.unit:
            told = previous.change if is_compared or is_gapped(sentence, index) else None
        if told is None:
            told = carried(sentence, index, drafts, focus.statement, paragraph.kind, self.chooser)
        chosen = self._subject(finder, describer, index, told, focus, previous)
        if chosen is None:
            return None
        subject = chosen.subject
        is_pointing = subject.is_anaphoric
        draft = Draft(
            paragraph.paragraph_id, sentence.starts[index], sentence.ends[index], quantity, bound(sentence, index),
            told, subject.slices,
        )  # fmt: skip
        draft.is_comparison = is_comparison(sentence, index)
        draft.templates = tuple(chosen.rules)
        if is_pointing and told is not None:
            draft.parent = focus.statement
        first, last = min(start for start, _ in subject.slices), max(end for _, end in subject.slices)
        draft.slots["SUBJECT"] = Slot("SUBJECT", "", first, last, subject.basis, subject.rule, subject.score)
        draft.slots["VALUE"] = Slot("VALUE", "", draft.start, draft.end, "PHRASE", quantity.rule)
        if previous is not None and (subject.inherits or subject.slices == previous.slices):
            draft.parent = previous
            if told is None and is_restatement(sentence, index):
                draft.restates = previous
        beside = previous or (focus.statement if quantity.kind == "UNIT" else None)
        draft.stat_type, draft.quantity = stat_type(sentence, index, quantity, told, subject, beside, self.pack)
        head = head_of(sentence.text, subject.slices)
        self._memory.note(subject.slices, head, draft.quantity.unit, draft.stat_type, paragraph.paragraph_id)
        if told is None:
            draft.denominator = denominator(sentence, index, draft.stat_type, self.pack)
            if draft.parent is previous is not None and draft.stat_type == previous.stat_type:
                draft.denominator = draft.denominator or previous.denominator
        return draft

    def _subject(
        self,
        finder: Finder,
        describer: Describer,
        index: int,
        told: Change | None,
        focus: Focus,
        previous: Draft | None,
    ) -> Candidate | None:
        """The candidate that best names the quantity's indicator, its score set; None where there is none."""
        sentence = finder.sentence
        unit = sentence.values[index].unit
        proposed = finder.propose(index, told, previous is not None)
        resolved = list(self._resolved(sentence, proposed, focus, previous, unit))
        resolved += joined(sentence, resolved, self._held(focus, previous), self.pack.links)
        offered = merged(resolved)
        candidates = [one for one in offered if not _is_setting(sentence, one.subject)] or offered
        before = Before()
        if previous is not None:
            at = bisect_left(sentence.starts, previous.start)
            before = Before(at, previous.slices, previous.templates)
        describer.describe(candidates, index, before)
        around = describer.situation(index, told, before, candidates)
        found = self.ranker.choose(candidates, around)
        if found is None:
            return None
        chosen, share = found
        describer.chosen(chosen.subject)
        chosen.subject.score = round(share, 3)
        return chosen

    def _resolved(
        self, sentence: Sentence, proposed: list[Subject], focus: Focus, previous: Draft | None, unit: str
    ) -> Iterator[Subject]:
        """The candidates with what they point back to put in its place, and those that only the focus offers."""
        has_place = _PLACE in sentence.types
        for subject in proposed:
            if subject.of_focus:
                slices = (*(focus.subject or focus.topic)[:1], *subject.slices)
                yield Subject(slices, subject.rule, subject.basis, of_focus=True, tokens=subject.tokens)
            elif subject.inherits:
                if previous is not None:
                    own = subject.slices
                    slices = (*previous.slices[:1], *own) if own else previous.slices
                    yield Subject(slices, subject.rule, subject.basis, inherits=True, tokens=subject.tokens)
            elif subject.is_anaphoric:
                back = self._antecedent(sentence, subject, focus)
                yield Subject(back, f"{subject.rule}, anaphor", "FOCUS", is_anaphoric=True, tokens=subject.tokens)
            elif has_place and not subject.rule.startswith("phrase") and _is_place(sentence, subject):
                yield self._of_place(subject, focus, previous)
            else:
                yield subject
                whole = self._compounds.whole(sentence.text, subject.slices) if self._compounds else ()
                if whole:
                    yield Subject(whole, "compound that ends in the noun", "FOCUS")
        yield from self._spoken_of(focus, unit)

    def _spoken_of(self, focus: Focus, unit: str) -> Iterator[Subject]:
        """What was spoken of before: in focus, in heading and title, and the labels of earlier figures."""
        for slices, rule, basis in (
            (focus.subject, "subject in focus", "FOCUS"), (focus.topic, "topic in focus", "FOCUS"),
            (focus.heading_subject, "heading", "HEADING"), (focus.title_subject, "title", "HEADING"),
        ):  # fmt: skip
            if slices:
                yield Subject(slices, rule, basis)
        for slices in self._memory.earlier(unit):
            yield Subject(slices, "said before", "FOCUS")

    @staticmethod
    def _held(focus: Focus, previous: Draft | None) -> Iterator[tuple[str, tuple[Span, ...]]]:
        """What a figure may share with what was said before it, each with where it comes from."""
        if previous is not None:
            yield PREVIOUS, previous.slices
        else:
            yield "focus", focus.subject
            yield "topic", focus.topic
        yield "title", focus.title_subject

    @staticmethod
    def _of_place(subject: Subject, focus: Focus, previous: Draft | None) -> Subject:
        """`Leeds stands at £240,000`: a place is no indicator; it is one more value of what the text speaks of."""
        spoken_of = previous.slices if previous is not None else focus.subject
        own = subject.slices[0]
        if not spoken_of or own in spoken_of:
            return subject
        return replace(subject, slices=(spoken_of[0], pause(own), own))

    def _antecedent(self, sentence: Sentence, subject: Subject, focus: Focus) -> tuple[Span, ...]:
        """The slices that an anaphor means: what was named with the same head, else the topic."""
        if subject.slices:
            head = self._head(sentence.text, subject.slices[0])
            at = bisect_left(sentence.starts, subject.slices[0][0])
            is_change = at < len(sentence.types) and sentence.types[at] == CHAR["CHANGE"]
            if head in self._heads and not is_change:
                return self._heads[head]
        return (() if subject.slices else focus.topic) or focus.subject or focus.topic or focus.heading_subject

    @staticmethod
    def _head(text: str, span: Span) -> str:
        return key_of(text[span[0] : span[1]].split(None, 1)[0])[:HEAD] if span[1] > span[0] else ""

    def _fill(
        self, lexed: Lexed, draft: Draft, index: int, localities: Localities, focus: Focus, drafts: list[Draft]
    ) -> None:
        """Period, base, area and status of a draft; `drafts` are those before it in the sentence."""
        timeline, sentence, quantities = localities.timeline, lexed.sentence, localities.quantities
        previous = drafts[-1] if drafts else None
        tense = timeline.tense(index)
        is_ahead = tense == "AHEAD" or status.looks_ahead(sentence, lexed.cues, index, quantities)
        is_planned = focus.heading_status is not None and (not tense or _is_listed(sentence, index))
        figure = Figure(timeline, index, tense, is_ahead or is_planned)
        draft.tense = figure.tense
        is_until = self.timing.fill_period(draft, figure, focus, drafts) == "UNTIL"
        self.timing.fill_base(draft, figure, focus, drafts)
        self.scope.note_area(localities, draft, index, focus, previous)
        draft.is_present = status.is_present(sentence, index)
        is_own = is_planned or (draft.is_present and draft.tense != "PERFECT")
        told = status.status(sentence, lexed.cues, index, quantities, draft.period, is_until, self.report.date_issued)
        slot = self._status_from_afar(draft, told, focus.heading_status if is_own else None)
        draft.status = slot.value
        draft.slots["STATUS"] = slot

    @staticmethod
    def _part(sentence: Sentence, draft: Draft, index: int, previous: Draft | None, parts: Parts) -> None:
        """Whose figure it is: a company's, else a group's."""
        inherited = previous.breakdown if previous is not None and draft.parent is previous else None
        is_same = previous is not None and draft.slices == previous.slices
        company = company_of(sentence, index, draft.slices, None)
        draft.breakdown = company or parts.of(index, draft.slices, inherited, is_same=is_same)

    def _status_from_afar(self, draft: Draft, slot: Slot, of_heading: str | None) -> Slot:
        """The status that a figure has of the statement before, or of its heading where its time is not over."""
        if (
            draft.parent is not None
            and slot.value == "A"
            and not draft.is_comparison
            and draft.period == draft.parent.period
            and (draft.restates is not None or (draft.parent.status in "FT" and draft.tense != "PAST"))
        ):
            slot = replace(slot, value=draft.parent.status, rule="status of the statement before")
        published = self.report.date_issued
        bounds = sdmx.span(draft.period) if draft.period else None
        is_plain = slot.value == "A" or slot.rule == status.AFTER_PUBLICATION
        is_open = bool(bounds and published and bounds[1] > published and is_plain)
        if of_heading is not None and is_open and not draft.is_comparison:
            return Slot("STATUS", of_heading, None, None, "HEADING", "status cue in the heading", 0.6)
        return slot

    def _moved(
        self, lexed: Lexed, finder: Finder, focus: Focus, drafts: list[Draft], localities: Localities, is_heading: bool
    ) -> Focus:
        """The focus after a sentence: its topic, last subject, period and place."""
        sentence, timeline = lexed.sentence, localities.timeline
        if is_heading:
            ahead = next((cue.status for cue in lexed.cues if cue.status in "FT"), None) or self._planned(sentence)
            focus = focus._replace(heading_status=ahead or focus.heading_status)
            self._note_heading(sentence, is_title=not focus.has_title)
        topic = self._topic(finder.chunks)
        if drafts:
            last = drafts[-1]
            focus = focus._replace(topic=topic or focus.topic, subject=last.slices, statement=last)
        elif topic:
            focus = focus._replace(topic=topic)
        self.timing.note_frame(timeline, drafts)
        self.timing.note_spoken(timeline, is_heading, is_heading and not focus.has_title)
        period = self.timing.stated(timeline, drafts, focus, is_heading)
        self.timing.note_reference(drafts, focus, period, is_heading)
        if period is not None:
            focus = focus.with_period(period)
        handed = self.scope.handed_on(localities)
        if handed is not None:
            focus = focus._replace(area=handed[0], area_name=handed[1])
        return focus

    def _note_heading(self, sentence: Sentence, *, is_title: bool) -> None:
        """Remember the words of a heading, or of the headings before the first text."""
        keys = map(key_of, CONTENT.findall(sentence.text, sentence.starts[0], sentence.ends[-1]))
        words = beginnings([key for key in keys if key not in self.pack.links])
        self._memory.note_heading(words, is_title=is_title)

    def _planned(self, sentence: Sentence) -> str | None:
        """`Budget 2025/26`: the figures under a heading that names a plan are targets."""
        words = (key_of(sentence.words(i, i)) for i in range(len(sentence.types)))
        return "T" if not self.pack.sets["PLAN_WORD"].isdisjoint(words) else None

    @staticmethod
    def _topic(chunks: Chunks) -> tuple[Span, ...]:
        """The first phrase that is no adjunct and more than a place."""
        sentence = chunks.sentence
        for phrase in chunks.phrases:
            if phrase.is_anaphoric:
                continue
            is_adjunct = phrase.first and sentence.types[phrase.first - 1] in _ADJOINING
            if is_adjunct or _SETTING.issuperset(sentence.types[phrase.first : phrase.last + 1]):
                continue
            slices = chunks.slices(phrase.first, phrase.last)
            if slices:
                return slices
        return ()

    def _remember_all(self, chunks: Chunks) -> None:
        """Keep the phrases of two words or more by their heads, for anaphors (`cette industrie`)."""
        types = chunks.sentence.types
        for phrase in chunks.phrases:
            if phrase.last > phrase.first + 1 and not phrase.is_anaphoric:
                self._remember(chunks, phrase.first, phrase.last, 1)
                for link in _LINKING.finditer(types, phrase.first, phrase.last):
                    self._remember(chunks, link.end(), phrase.last, 2)

    def _remember(self, chunks: Chunks, first: int, last: int, n_words: int) -> None:
        """A phrase of so many words by its head; so are its complements: `rapport sur l'industrie de l'IA`."""
        sentence = chunks.sentence
        while first <= last and sentence.types[first] in OPENERS:
            first += 1
        if first > last:
            return
        start = sentence.starts[first]
        word = sentence.text[start : sentence.ends[first]]
        if word in self._headed:
            return
        span = trimmed(sentence, first, last)
        head = self._head(sentence.text, (start, sentence.ends[span[1]])) if span else ""
        if head in self._heads and len(head) == HEAD and key_of(word).startswith(head):
            self._headed.add(word)
        if not head or head in self._heads:
            return
        slices = chunks.slices(first, last)
        start, end = slices[0]
        if n_words == 1 or len(sentence.text[start:end].split()) >= n_words:
            self._heads[head] = slices
        if len(self._heads) > MAX_HEADS:
            self._heads.clear()
            self._headed.clear()


_QUANTITY = compiled("QUANTITY")
_ADJOINING = chars("PREP OUT_OF TO PER SOURCE_CUE")
_SETTING = chars("PLACE DET PERIOD")
_LINKING = compiled("[OF PREP OUT_OF DET]")
_LISTING = chars("COLON BULLET")
_PLACE = CHAR["PLACE"]
_VERBAL = chars("VERB AUX")


def _is_place(sentence: Sentence, subject: Subject) -> bool:
    """Whether a candidate is the name of a place and nothing else."""
    if subject.tokens is None or len(subject.slices) != 1:
        return False
    start, end = subject.slices[0]
    first = bisect_left(sentence.starts, start)
    last = bisect_left(sentence.starts, end)
    inside = sentence.types[first:last]
    return _PLACE in inside and _SETTING.issuperset(inside)


def _is_listed(sentence: Sentence, index: int) -> bool:
    """`Health: 171 million, most of which goes to hospitals`: a figure behind a label, before any verb."""
    before = sentence.types[:index]
    return not _LISTING.isdisjoint(before) and _VERBAL.isdisjoint(before)


def _is_setting(sentence: Sentence, subject: Subject) -> bool:
    """Whether a label would only name a place or time: where a figure holds is not what it counts."""
    if subject.tokens is None or len(subject.slices) != 1:
        return False
    (first, last), (begin, end) = subject.tokens, subject.slices[0]
    is_own = sentence.starts[first] <= begin and end <= sentence.ends[last]
    return is_own and _SETTING.issuperset(sentence.types[first : last + 1])
