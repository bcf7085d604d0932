"""Sentences of a topic-first language to drafts: the reader beside `statements.py` for packs without spaces.

The order of slots is the engine's; each slot's rules stand in `topic_changes`, `topic_subjects` and `topic_scope`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from pipelines import status
from pipelines.bounds import Bound
from pipelines.breakdowns import Parts, company_of
from pipelines.changes import Change
from pipelines.clauses import Subject
from pipelines.counts import Skip
from pipelines.denominators import denominator
from pipelines.drafts import Draft
from pipelines.focus import Focus, Held
from pipelines.languages.base import Pack
from pipelines.lexer import Lexed
from pipelines.numbers import Numeral
from pipelines.quantities import Quantity
from pipelines.ranking import Ranker
from pipelines.scanner import Scanner
from pipelines.tokens import CHAR, NAME_OF, Cue, Sentence, chars
from pipelines.topic_changes import bound, change, is_comparison, is_linked, left_of
from pipelines.topic_clauses import BOUNDARY, content, senses, shortened, without_asides
from pipelines.topic_labels import SentenceLabels, TopicLabels
from pipelines.topic_moments import Near
from pipelines.topic_scope import TopicScope
from pipelines.topic_skips import dropped_as, no_statement
from pipelines.topic_subjects import TopicFinder
from pipelines.topic_tables import Table
from pipelines.topic_timing import TopicTiming
from pipelines.weighing import Chooser
from schemas import codelists
from schemas import periods as sdmx
from schemas.records import Paragraph, Report, Slot

MYRIAD = 10_000
"""From here on number words count by themselves."""
JUST_ENDED = 92
"""Days after its end in which a period's figures may still be forecasts."""
LEAST_ROW = 3
"""Tokens of a line of a table."""
_CELLS = chars("WORD PLACE ORG NAME COMMA QUANTITY SKIPPED BULLET COLON")
_SHARES = frozenset({"share of noun", "share of another"})
_OVER = ("/a", "/d", "/h", "/s", "/m3")
"""What a flow, a speed or a concentration is measured over: no rate of something else."""
_BOUNDS = chars("ABOVE ABOVE_EQ BELOW BELOW_EQ APPROX")
_NOUNS = chars("WORD NAME ORG RATE_CUE")
_JOINTS = chars("CONJ APPROX")
_COUNTABLE = chars("QUANTITY NUMERAL")
_ENDS = frozenset({"COMMA", "STOP", "CONJ", "QUOTE", "SEMICOLON", ""})


class TopicReader:
    """Reads a report's sentences in order; keeps what later sentences point back to."""

    def __init__(self, pack: Pack, report: Report, scanner: Scanner, ranker: Ranker, chooser: Chooser) -> None:
        self.pack = pack
        self.report = report
        self.labels = TopicLabels(pack, ranker)
        self.scope = TopicScope(pack, report, chooser)
        self.timing = TopicTiming(pack, report, chooser)
        self.table = Table(scanner)
        self._first: str | None = None

    def read(self, lexed: Lexed, paragraph: Paragraph, focus: Focus) -> tuple[list[Draft], Focus, dict[int, Skip]]:
        """The drafts of one sentence, the focus after it, and the quantities that are no statement."""
        sentence = lexed.sentence
        is_heading = paragraph.kind == "heading"
        self.scope.count_places(sentence, self._where(paragraph, focus))
        self.table.enter(sentence)
        self._count(sentence)
        every = [i for i, char in enumerate(sentence.types) if char == CHAR["QUANTITY"]]
        if not every:
            return [], self._moved(lexed, focus, [], is_heading), {}
        dropped: dict[int, Skip] = {}
        for index in every:
            skip = no_statement(sentence, index, self.pack, dropped)
            if skip is not None:
                dropped[index] = skip
        sentence.types = "".join(
            dropped_as(dropped[i]) if i in dropped else char for i, char in enumerate(sentence.types)
        )
        sentence, places = without_asides(sentence)
        lexed = Lexed(sentence, lexed.cues)
        finder = TopicFinder(sentence, self.pack)
        parts = Parts(sentence, self.pack, partners=_partners(sentence))
        labels = self.labels.of_sentence(finder, focus, paragraph.kind)
        drafts: list[Draft] = []
        source = status.source(sentence)
        for index in finder.quantities:
            draft = self._draft(lexed, finder, labels, parts, index, paragraph, focus, drafts)
            if draft is None:
                dropped[places[index]] = Skip("unassigned", "no subject")
                continue
            if source is not None:
                draft.source = source.value
                draft.slots["SOURCE"] = source
            drafts.append(draft)
        return drafts, self._moved(lexed, focus, drafts, is_heading), dropped

    def _where(self, paragraph: Paragraph, focus: Focus) -> str:
        """Which part of the report a paragraph is: its title, its first text, or its body."""
        if paragraph.kind == "heading":
            return "body" if focus.has_title else "title"
        self._first = self._first or paragraph.paragraph_id
        return "lead" if paragraph.paragraph_id == self._first else "body"

    # Bare numbers.

    def _count(self, sentence: Sentence) -> None:
        """Bare numerals that state a value become quantities, the others stay numerals that no rule took."""
        if _COUNTABLE.isdisjoint(sentence.types):
            return
        types = list(sentence.types)
        for index in range(len(types) - 1, -1, -1):
            if types[index] == CHAR["QUANTITY"] and sentence.values[index].kind == "COUNT":
                self._adopt(sentence, types, index)
            if types[index] != CHAR["NUMERAL"]:
                continue
            quantity = self._bare(sentence, types, index)
            if quantity is not None:
                types[index] = CHAR["QUANTITY"]
                sentence.values[index] = quantity
        sentence.types = "".join(types)

    def _adopt(self, sentence: Sentence, types: list[str], index: int) -> None:
        """0.3个和2.1个百分点: a count with decimals in a list takes the unit of the next member."""
        mine: Quantity = sentence.values[index]
        other = self._unit_ahead(sentence, types, index) if mine.low.decimals and not mine.low.mult else None
        if other is not None and other.kind == "POINT":
            sentence.values[index] = replace(other, low=mine.low, high=None, sign=0, rule="unit of its neighbour")

    def _bare(self, sentence: Sentence, types: list[str], index: int) -> Quantity | None:
        numeral: Numeral = sentence.values[index]
        other = self._unit_ahead(sentence, types, index)
        if other is not None:
            return replace(
                other, low=numeral, high=None, sign=_sign_before(sentence, index), rule="unit of its neighbour"
            )
        first = index
        while first and sentence.types[first - 1] not in BOUNDARY:
            first -= 1
        before = types[first:index]
        if numeral.mult or (numeral.is_words and numeral.value >= MYRIAD):
            found = content(sentence, first, index - 1).text(sentence)
            is_money = found.endswith(tuple(self.pack.sets["MONEY_NOUN"]))
            return Quantity("MONEY" if is_money else "COUNT", self._currency() if is_money else "COUNT", numeral)
        is_governed = bool(before) and (before[-1] in (CHAR["VERB"], CHAR["INDEX_CUE"]) or before[-1] in _BOUNDS)
        if is_governed and CHAR["INDEX_CUE"] in before and not numeral.is_year:
            return Quantity("UNIT", "INDEX", numeral)
        return None

    def _own_currency(self, quantity: Quantity) -> str:
        """The home country's currency where its own is called by the same word: 元 in a report from Taiwan."""
        is_own = self.scope.homeland != self.pack.home_area
        is_open = quantity.kind == "MONEY" and quantity.is_currency_ambiguous
        return self._currency() if is_own and is_open else quantity.unit

    def _currency(self) -> str:
        home = codelists.areas().get((self.scope.home() or self.pack.home_area or "").split("-")[0])
        return (home.currency if home else None) or "COUNT"

    def _unit_ahead(self, sentence: Sentence, types: list[str], index: int) -> Quantity | None:
        """The next member of a list that has a unit: 4.5、2.4和-0.4个百分点."""
        at = index + 1
        while at < len(types) and types[at] in _JOINTS:
            at += 1
        if at == index + 1 or at >= len(types) or types[at] != CHAR["QUANTITY"]:
            return None
        found: Quantity = sentence.values[at]
        return found

    # One statement.

    def _draft(
        self, lexed: Lexed, finder: TopicFinder, labels: SentenceLabels, parts: Parts, index: int,
        paragraph: Paragraph, focus: Focus, earlier: list[Draft],
    ) -> Draft | None:  # fmt: skip
        sentence, previous = lexed.sentence, earlier[-1] if earlier else None
        quantity: Quantity = sentence.values[index]
        first = finder.first_of(index)
        linked = self._is_linked(sentence, finder, index)
        told = change(sentence, index, self.pack.sets["ADDED"])
        compared = quantity.kind not in ("POINT", "FACTOR") and is_comparison(sentence, index, first) and told is None
        compared = compared or (linked and previous is not None and previous.is_comparison)
        if told is None and previous is not None and (linked or compared):
            told = previous.change if previous.quantity.kind == quantity.kind else None
        subject = self._resolved(finder, index, told, focus, earlier, compared)
        if subject is None or not subject.slices:
            return None
        told = self.table.change(sentence, index) or told or self._told_by_label(sentence, subject, quantity, index)
        labelled = self.table.label(sentence, index)
        if labelled:
            subject = replace(subject, slices=labelled, rule="row and column", inherits=False)
        ruled = subject.slices
        if not labelled:
            subject = labels.choose(index, told, subject, earlier)
        draft = Draft(
            paragraph.paragraph_id, sentence.starts[index], sentence.ends[index], quantity, bound(sentence, index),
            told, subject.slices,
        )  # fmt: skip
        if told is not None and draft.bound.first == told.governor:
            draft.bound = Bound()
        if linked and previous is not None and draft.bound.comparator is None and not draft.bound.is_approximate:
            draft.bound = previous.bound
        draft.is_comparison = compared
        start, end = min(s for s, _ in subject.slices), max(e for _, e in subject.slices)
        draft.slots["SUBJECT"] = Slot("SUBJECT", "", start, end, subject.basis, subject.rule, subject.score)
        draft.slots["VALUE"] = Slot("VALUE", "", draft.start, draft.end, "PHRASE", quantity.rule)
        if previous is not None and (subject.inherits or compared):
            draft.parent = previous
            is_restated = NAME_OF[sentence.types[left_of(sentence, index)]] == "RESTATE"
            if told is None and is_restated and quantity.kind == previous.quantity.kind:
                draft.restates = previous
        draft.stat_type, draft.quantity = self._measure(sentence, finder, index, draft, previous)
        if draft.stat_type == "SHARE":
            draft.denominator = denominator(sentence, index, draft.stat_type, self.pack)
        elif draft.stat_type == "RATE" and quantity.kind != "PERCENT":
            draft.denominator = self._head(sentence, finder.clauses.span(finder.clauses.number(index))[0], index)
        near = Near(
            index, first, previous, finder.clauses, finder.run(index)[0], earlier, told.governor if told else -1
        )
        is_until = self.timing.place_period(sentence, draft, near, focus)
        self.table.date(sentence, index, draft, self.timing, focus.period.value if focus.period else None)
        self.timing.place_base(sentence, draft, near, is_linked=linked)
        self.scope.note_whereabouts(sentence, draft, near, focus, earlier)
        inherited = previous.breakdown if previous is not None and draft.parent is previous else None
        is_same = previous is not None and draft.slices == previous.slices
        company = company_of(lexed.sentence, index, draft.slices, None)
        draft.breakdown = company or parts.of(index, ruled, inherited, is_same=is_same)
        self._status(lexed, draft, index, finder.quantities, focus, is_until=is_until)
        return draft

    def _told_by_label(self, sentence: Sentence, subject: Subject, quantity: Quantity, index: int) -> Change | None:
        """出口增速放缓，全年为6.4%: a percentage whose topic is a change noun."""
        if quantity.kind != "PERCENT" or quantity.is_share or (not subject.inherits and len(subject.slices) > 2):
            return None
        start, end = subject.slices[-1]
        words = sentence.text[max(start, end - 2) : end]
        found = next((e for e in self.pack.terms.get(words, ()) if e.type == "CHANGE"), None)
        return Change(int(found.value), index, "change noun as topic") if found is not None else None

    @staticmethod
    def _is_linked(sentence: Sentence, finder: TopicFinder, index: int) -> bool:
        at = finder.quantities.index(index)
        return at > 0 and is_linked(sentence, finder.quantities[at - 1], index)

    def _resolved(
        self, finder: TopicFinder, index: int, told: Change | None, focus: Focus, earlier: list[Draft], compared: bool
    ) -> Subject | None:
        """The subject with what it inherits or points back to put in front."""
        previous = earlier[-1] if earlier else None
        subject = finder.find(index, told, previous is not None)
        if compared and previous is not None and (subject is None or subject.rule != "amount of noun"):
            return Subject(previous.slices, "comparison value", "CLAUSE", inherits=True, score=0.8)
        if subject is None:
            back = focus.subject or focus.topic or focus.heading_subject
            return Subject(back or _governing(finder.sentence, index), "focus", "FOCUS", score=0.5)
        if subject.of_focus:
            back = focus.subject or focus.topic or focus.heading_subject
            return replace(subject, slices=shortened((*back, *subject.slices)))
        if previous is None and focus.topic and subject.rule == "topic and quantity" and self._is_row(finder):
            return replace(subject, slices=shortened((*focus.topic, *subject.slices)), rule="row under its heading")
        shared = self._shared(finder, index, subject, earlier, focus)
        if shared:
            return replace(subject, slices=shortened((*shared, *subject.slices)), rule="thing measured as before")
        run = finder.run(index)
        if len(run) > 1 and subject.inherits and len(earlier) >= len(run) and self._is_parallel(finder, run, earlier):
            slices = shortened((*earlier[-len(run)].slices, *subject.slices))
            return replace(subject, slices=slices, rule="one of several statements")
        if subject.inherits and previous is not None:
            held = self._topic_of(previous, finder.sentence.values[index].kind)
            own = [span for span in subject.slices if span not in held]
            return replace(subject, slices=shortened((*held, *own)))
        return subject

    @staticmethod
    def _shared(
        finder: TopicFinder, index: int, subject: Subject, earlier: list[Draft], focus: Focus
    ) -> tuple[tuple[int, int], ...]:
        """北港为5.1亿吨: what the statement before measured in the same unit, for a thing that names no measure."""
        before = earlier[-1] if earlier else focus.statement
        before = before.parent if before is not None and before.change is not None else before
        quantity: Quantity = finder.sentence.values[index]
        if before is None or subject.rule != "topic and quantity" or quantity.kind != "UNIT":
            return ()
        is_same = quantity.unit == before.quantity.unit and before.change is None
        named, held = _words(finder.sentence, subject.slices), _words(finder.sentence, before.slices)
        is_open = finder.clauses.is_measure(held) and not finder.clauses.is_measure(named)
        return before.slices if is_same and is_open else ()

    @staticmethod
    def _is_parallel(finder: TopicFinder, run: list[int], earlier: list[Draft]) -> bool:
        """Whether a list of figures has a word for `respectively`, or stands behind a list as long of another kind."""
        sentence = finder.sentence
        if finder.has_zip(run):
            return True
        at = finder.quantities.index(run[0])
        if at < len(run) or not finder.clauses.is_weak(finder.content(finder.first_of(run[0]), run[0] - 1)):
            return False
        other = finder.run(finder.quantities[at - 1])
        kinds = {sentence.values[q].kind for q in other}
        return len(other) == len(run) and sentence.values[run[0]].kind not in kinds and len(earlier) >= len(run)

    @staticmethod
    def _is_row(finder: TopicFinder) -> bool:
        """南江市　1421.6亿元　+21.3%: a line of a table, whose first cell names no measure."""
        sentence = finder.sentence
        if len(sentence.types) < LEAST_ROW or not _CELLS.issuperset(sentence.types):
            return False
        first = finder.content(0, finder.quantities[0] - 1).text(sentence)
        return not finder.clauses.is_measure(first)

    @staticmethod
    def _topic_of(previous: Draft, kind: str) -> tuple[tuple[int, int], ...]:
        """The label that a figure inherits: an amount not that of a rate of its topic (增长率), but the topic's own."""
        parent = previous.parent
        is_respect = parent is not None and previous.slices[: len(parent.slices)] == parent.slices
        if parent is not None and is_respect and kind == parent.quantity.kind != previous.quantity.kind:
            return parent.slices
        return previous.slices

    # Measure and status.

    def _measure(
        self, sentence: Sentence, finder: TopicFinder, index: int, draft: Draft, previous: Draft | None
    ) -> tuple[str, Quantity]:
        quantity, told = draft.quantity, draft.change
        first = finder.clauses.span(finder.clauses.number(index))[0]
        names = {NAME_OF[char] for char in sentence.types[first:index]}
        unit = self._own_currency(quantity)
        quantity = replace(quantity, unit=unit) if unit != quantity.unit else quantity
        ratio = self._ratio(sentence, first, index)
        label = _words(sentence, draft.slices)
        if quantity.unit == "POINT":
            is_index = "INDEX_CUE" in names or (previous is not None and previous.quantity.unit == "INDEX")
            is_level = told is None and quantity.low.value >= Decimal(100)
            quantity = replace(quantity, unit="INDEX" if is_level or is_index else "PERCENTAGE_POINT")
        if ratio is not None and quantity.kind in ("COUNT", "UNIT", "MONEY") and told is None:
            is_ratio = str(ratio).startswith("per_") and ratio != "per_head"
            return "RATE", replace(quantity, unit=ratio, kind="RATIO") if is_ratio else quantity
        if quantity.kind == "RATIO":
            return "RATE", quantity
        if quantity.kind == "POINT":
            return ("LEVEL" if quantity.unit == "INDEX" and told is None else "DIFFERENCE"), quantity
        if quantity.kind == "FACTOR":
            return ("GROWTH_RATE" if told is not None or self._is_own_past(sentence, index) else "RATE"), quantity
        if told is not None:
            return ("GROWTH_RATE" if quantity.kind == "PERCENT" else "DIFFERENCE"), quantity
        if quantity.kind == "PERCENT":
            return self._percent(sentence, names, label, draft, previous), quantity
        heads = tuple(self.pack.sets["PER_HEAD"])
        is_per_head = label.endswith(heads) or (any(word in label for word in heads) and quantity.kind != "COUNT")
        is_intense = quantity.kind == "UNIT" and "/" in quantity.unit and not quantity.unit.endswith(_OVER)
        return ("RATE" if is_per_head or is_intense else "LEVEL"), quantity

    def _ratio(self, sentence: Sentence, first: int, index: int) -> str | None:
        """The denominator before a quantity: a round number of people, or one of them; a unit of goods is none."""
        for at in range(first, index):
            if sentence.types[at] == CHAR["PER"]:
                value, words = str(sentence.values[at]), sentence.words(at, at + 1 if at + 1 < index else at)
                if (value.startswith("per_") and value != "per_head") or any(
                    word in words for word in self.pack.sets["PER_HEAD"]
                ):
                    return value
        return None

    def _head(self, sentence: Sentence, first: int, index: int) -> str | None:
        """每万人: the words from the per-word to the figure; 人均: the word for one head."""
        for at in range(index - 1, first - 1, -1):
            words = sentence.words(at, at)
            if sentence.types[at] == CHAR["PER"]:
                return sentence.words(at, min(at + 1, index - 1))
            if words.startswith(tuple(self.pack.denominators)):
                return words
        return None

    @staticmethod
    def _is_own_past(sentence: Sentence, index: int) -> bool:
        """是2021年的两倍: a multiple of the same thing at another time."""
        names = [NAME_OF[char] for char in sentence.types[max(0, index - 2) : index]]
        return names == ["PERIOD", "OF"]

    def _percent(self, sentence: Sentence, names: set[str], label: str, draft: Draft, previous: Draft | None) -> str:
        subject = draft.slots["SUBJECT"]
        if draft.quantity.is_share or "SHARE_CUE" in names or subject.rule in _SHARES:
            return "SHARE"
        if draft.parent is not None and previous is not None and previous.stat_type in ("RATE", "SHARE", "GROWTH_RATE"):
            return previous.stat_type
        if "RATE_CUE" in names or any(label.endswith(cue) for cue in self.pack.sets["RATE_END"]):
            return "RATE"
        return "SHARE"

    def _status(
        self, lexed: Lexed, draft: Draft, index: int, quantities: list[int], focus: Focus, *, is_until: bool
    ) -> None:
        sentence, published = lexed.sentence, self.report.date_issued
        seen = self._seen(draft.period)
        slot = status.status(sentence, self._cues(lexed, index), index, quantities, draft.period, is_until, seen)
        same = draft.parent is not None and draft.period == draft.parent.period
        if draft.parent is not None and slot.value == "A" and not draft.is_comparison and same:
            slot = replace(slot, value=draft.parent.status, rule="status of the statement before")
        bounds = sdmx.span(draft.period) if draft.period else None
        is_open = bool(bounds and published and bounds[1] > published and slot.value == "A")
        if focus.heading_status is not None and is_open and not draft.is_comparison:
            slot = Slot("STATUS", focus.heading_status, None, None, "HEADING", "status cue in the heading", 0.6)
        draft.status = slot.value
        draft.slots["STATUS"] = slot

    @staticmethod
    def _cues(lexed: Lexed, index: int) -> list[Cue]:
        """The status words that speak of a quantity: a noun (目标) only of its own clause, and of no share of it."""
        sentence = lexed.sentence
        first = index
        while first and sentence.types[first - 1] not in BOUNDARY:
            first -= 1
        begin = sentence.starts[first]
        is_share = sentence.values[index].kind == "PERCENT" and sentence.types[index - 1 : index] == CHAR["OF"]
        found = []
        for cue in lexed.cues:
            at = bisect_left(sentence.starts, cue.start)
            is_noun = at < len(sentence.types) and sentence.types[at] == CHAR["WORD"]
            if not is_noun or (cue.start >= begin and not is_share):
                found.append(cue)
        return found

    def _seen(self, period: str | None) -> date | None:
        """When a figure's period is looked at: one that has just ended may still be foretold at publication."""
        published = self.report.date_issued
        bounds = sdmx.span(period) if period else None
        if bounds and published and 0 < (published - bounds[1]).days <= JUST_ENDED:
            return bounds[1]
        return published

    # Focus.

    def _moved(self, lexed: Lexed, focus: Focus, drafts: list[Draft], is_heading: bool) -> Focus:
        """The focus after a sentence: its topic, last subject, period and place."""
        sentence = lexed.sentence
        if is_heading:
            ahead = next((cue.status for cue in lexed.cues if cue.status in "FT"), None)
            focus = focus._replace(heading_status=ahead or focus.heading_status)
        topic, is_title = self._topic(sentence), is_heading and not focus.has_title
        if topic and not (drafts and drafts[0].slots["SUBJECT"].rule == "row under its heading"):
            focus = focus._replace(topic=topic)
        if drafts:
            focus = focus._replace(subject=drafts[-1].slices, statement=drafts[-1])
        period = self.timing.note_periods(sentence, drafts, is_heading=is_heading, is_title=is_title)
        if period is not None:
            focus = focus.with_period(period)
        self.timing.note_reference(drafts, focus, period, is_heading)
        named = [
            d for d in drafts if d.area_name and "AREA" in d.slots and d.slots["AREA"].basis in ("CLAUSE", "SENTENCE")
        ]
        if len({d.area for d in named}) == 1:
            slot = named[0].slots["AREA"]
            span = (slot.start, slot.end) if slot.start is not None and slot.end is not None else None
            focus = focus._replace(area=Held(slot.value, span, "FOCUS"), area_name=named[0].area_name)
        return focus

    def _topic(self, sentence: Sentence) -> tuple[tuple[int, int], ...]:
        """The content of the first clause before its verb."""
        for at, char in enumerate(sentence.types):
            if char in BOUNDARY or senses(sentence, at):
                found = content(sentence, 0, at - 1)
                if found.slices or (char in BOUNDARY and at):
                    return shortened(found.slices)
        return shortened(content(sentence, 0, len(sentence.types) - 1).slices)


def _words(sentence: Sentence, slices: Sequence[tuple[int, int]]) -> str:
    """A label's text without white space."""
    return "".join("".join(sentence.text[start:end].split()) for start, end in slices)


def _governing(sentence: Sentence, index: int) -> tuple[tuple[int, int], ...]:
    """The word that governs a figure, where nothing else names what it measures."""
    at = left_of(sentence, index)
    return ((sentence.starts[at], sentence.ends[at]),) if at >= 0 and sentence.types[at] not in BOUNDARY else ()


def _partners(sentence: Sentence) -> list[int]:
    """对德国出口: the places that something goes to."""
    types, values = sentence.types, sentence.values
    return [at for at in range(1, len(types)) if types[at] == CHAR["PLACE"] and values[at - 1] == "AWAY"]


def _sign_before(sentence: Sentence, index: int) -> int:
    if index and sentence.types[index - 1] == CHAR["DASH"] and sentence.is_glued(index):
        return -1
    return 0
