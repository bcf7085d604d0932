"""One reduced sentence to drafts: every quantity's slots, filled from near to far.

The order is the engine's: change, subject, measure, period, base, area, status, source. Rules about one slot live
in the module of that slot; here is who fills which slot when, and what the focus hands on.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

from pipelines import attach, status
from pipelines.changes import Change, bound, change
from pipelines.clauses import Subject
from pipelines.counts import Skip
from pipelines.drafts import Draft
from pipelines.focus import Focus, Held, Span
from pipelines.languages.base import Pack, key_of
from pipelines.lexer import Lexed
from pipelines.measures import stat_type
from pipelines.neighbours import (
    is_comparison,
    is_coordinated,
    is_stated_growth,
    is_threshold,
    no_statement,
    share_units,
)  # fmt: skip
from pipelines.phrases import Phrase, slice_of
from pipelines.quantities import Quantity
from pipelines.scope import Scope
from pipelines.subjects import Finder
from pipelines.tokens import CHAR, NAME_OF, Sentence
from schemas import periods as sdmx
from schemas.records import Paragraph, Report, Slot


class StatementReader:
    """Reads a report's sentences in order; keeps what later sentences point back to."""

    def __init__(self, pack: Pack, report: Report) -> None:
        self.pack = pack
        self.report = report
        self.scope = Scope(pack, report)
        self._heads: dict[str, tuple[Span, ...]] = {}

    def read(self, lexed: Lexed, paragraph: Paragraph, focus: Focus) -> tuple[list[Draft], Focus, dict[int, Skip]]:
        """The drafts of one sentence, the focus after it, and the quantities that are no statement."""
        sentence = lexed.sentence
        self.scope.count_places(sentence)
        every = [i for i, char in enumerate(sentence.types) if char == CHAR["QUANTITY"]]
        if not every:
            finder = Finder(sentence, self.pack)
            self._remember_all(sentence, finder.chunks.phrases)
            return [], self._moved(lexed, finder, focus, [], paragraph.kind == "heading"), {}
        share_units(sentence, every)
        finder = Finder(sentence, self.pack)
        self._remember_all(sentence, finder.chunks.phrases)
        dropped: dict[int, Skip] = {}
        quantities = []
        for index in every:
            skip = no_statement(sentence, index, self.pack)
            if skip is None:
                quantities.append(index)
            else:
                dropped[index] = skip
        skipped = CHAR["SKIPPED"]
        sentence.types = "".join(skipped if i in dropped else char for i, char in enumerate(sentence.types))
        compared = frozenset(q for q in quantities if is_comparison(sentence, q))
        drafts: list[Draft] = []
        source = status.source(sentence)
        for index in quantities:
            previous = drafts[-1] if drafts else None
            if previous is not None and is_threshold(sentence, index, previous):
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
        return drafts, self._moved(lexed, finder, focus, drafts, paragraph.kind == "heading"), dropped

    def _draft(
        self, sentence: Sentence, finder: Finder, index: int, paragraph: Paragraph, focus: Focus, previous: Draft | None
    ) -> Draft | None:
        quantity: Quantity = sentence.values[index]
        told = change(sentence, index)
        if (
            told is None
            and previous is not None
            and previous.change is not None
            and is_coordinated(sentence, index, previous)
        ):
            told = previous.change
        if told is None and previous is not None and is_stated_growth(sentence, index, previous):
            told = Change(0, index, "percent behind two levels")
        subject = finder.find(index, told, previous is not None)
        if told is None and subject is not None and not subject.inherits:
            told, subject = finder.changing(index, subject)
        if is_comparison(sentence, index) and previous is not None and previous.change is not None:
            told = told or previous.change
        is_pointing = subject is not None and subject.is_anaphoric and bool(subject.slices)
        subject = self._anaphor(sentence, subject, focus, previous)
        if subject is None or not subject.slices:
            return None
        draft = Draft(
            paragraph.paragraph_id, sentence.starts[index], sentence.ends[index], quantity, bound(sentence, index),
            told, subject.slices,
        )  # fmt: skip
        draft.is_comparison = is_comparison(sentence, index)
        if is_pointing and told is not None:
            draft.parent = focus.statement
        first, last = subject.slices[0][0], subject.slices[-1][1]
        draft.slots["SUBJECT"] = Slot("SUBJECT", "", first, last, subject.basis, subject.rule, subject.score)
        draft.slots["VALUE"] = Slot("VALUE", "", draft.start, draft.end, "PHRASE", quantity.rule)
        if previous is not None and subject.inherits:
            draft.parent = previous
            if subject.rule == "restatement" or (subject.rule == "bracket behind a statement" and told is None):
                draft.restates = previous
        draft.stat_type, draft.quantity = stat_type(
            sentence, index, quantity, told, subject, finder, previous, self.pack
        )
        return draft

    def _anaphor(
        self, sentence: Sentence, subject: Subject | None, focus: Focus, previous: Draft | None
    ) -> Subject | None:
        """The subject with what it points back to put in its place."""
        if subject is not None and subject.of_focus:
            return replace(subject, slices=(*(focus.subject or focus.topic)[:1], *subject.slices))
        if subject is not None and subject.inherits:
            return (
                replace(
                    subject, slices=(*(previous.slices[:1] if subject.slices else previous.slices), *subject.slices)
                )
                if previous is not None
                else None
            )
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
        self.scope.fill_period(sentence, draft, found, focus, previous)
        self.scope.fill_base(sentence, draft, index, quantities, compared, previous)
        self.scope.fill_area(sentence, draft, index, quantities, focus, previous)
        draft.is_present = status.is_present(sentence, index)
        slot = status.status(sentence, lexed.cues, index, quantities, draft.period, is_until, self.report.date_issued)
        if (
            draft.parent is not None
            and slot.value == "A"
            and not draft.is_comparison
            and draft.period == draft.parent.period
        ):
            slot = replace(slot, value=draft.parent.status, rule="status of the statement before")
        published = self.report.date_issued
        bounds = sdmx.span(draft.period) if draft.period else None
        is_open = bool(bounds and published and bounds[1] > published and slot.value == "A")
        is_ahead = focus.heading_status is not None and is_open and draft.is_present
        if is_ahead and focus.heading_status is not None and not draft.is_comparison:
            slot = Slot("STATUS", focus.heading_status, None, None, "HEADING", "status cue in the heading", 0.6)
        draft.status = slot.value
        draft.slots["STATUS"] = slot

    def _moved(self, lexed: Lexed, finder: Finder, focus: Focus, drafts: list[Draft], is_heading: bool) -> Focus:
        """The focus after a sentence: its topic, last subject, period and place."""
        sentence = lexed.sentence
        if is_heading:
            ahead = next((cue.status for cue in lexed.cues if cue.status in "FT"), None)
            focus = replace(focus, heading_status=ahead or focus.heading_status)
        topic = self._topic(sentence, finder.chunks.phrases)
        if topic:
            focus = replace(focus, topic=topic)
        if drafts:
            focus = replace(focus, subject=drafts[-1].slices, statement=drafts[-1])
        period = self.scope.stated_period(sentence, drafts, is_heading)
        if period is not None:
            focus = focus.with_period(period)
        places = [i for i in attach.places(sentence) if attach.is_name(sentence, i)]
        if drafts:
            places = [i for i in places if sentence.starts[i] < drafts[0].start]
        if places:
            index = places[0]
            span = (sentence.starts[index], sentence.ends[index])
            held = Held(self.scope.area_of(sentence.values[index]), span, "FOCUS")
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
