"""What else a figure of a topic chain could measure: the noun phrases around it and those that were spoken of before.

The rules of `topic_subjects.py` name one label; here are the others, so that fitted weights can choose (`ranking.py`).
Each candidate tells which parts it is put together from: own words before or behind the figure, the topic of a clause,
the label of a statement before, what is in focus.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from pipelines.clauses import Subject
from pipelines.drafts import Draft
from pipelines.focus import Focus
from pipelines.ranking import Candidate
from pipelines.tokens import CHAR, chars
from pipelines.topic_clauses import BOUNDARY, EMPTY, NOMINAL, Content, Span, is_acting, shortened
from pipelines.topic_subjects import TopicFinder

Slices = tuple[Span, ...]
CHAIN = "chain "
"""How the templates of topic chains begin: their weights are for languages of that kind alone."""
RULE = f"{CHAIN}rule"
ALIKE = 2
"""Characters at the end of two labels that make them two of a kind."""
FAR = 3
"""Clauses before that of the figure whose topics it may share."""
_BEHIND = chars("OR_MORE OR_LESS APPROX CLOSE")
_STARTS = NOMINAL | chars("PLACE HOMELAND")
_GLUED = chars("FROM MORE HOMELAND PLACE AREA_NOUN PREP PER BY BASE_CUE ADVERB NEG APPROX AGE_CUE")
_PARTING = chars("QUANTITY PERIOD") | BOUNDARY
_PLACES = chars("PLACE HOMELAND AREA_NOUN")
_ADDED = frozenset({"left", "right", "both", "placed"})
_OF, _QUANTITY = CHAR["OF"], CHAR["QUANTITY"]


@cache
def _names(held: str, own: str) -> tuple[str, ...]:
    """The templates of a candidate by where its parts come from."""
    if not own:
        return (f"{CHAIN}held {held}", f"{CHAIN}alone")
    if not held:
        return (f"{CHAIN}own {own}",)
    return (f"{CHAIN}held {held}", f"{CHAIN}own {own}", f"{CHAIN}{held} and {own}")


@dataclass(frozen=True, slots=True)
class Own:
    """A figure's own words: before it, before an earlier figure of its clause, and behind it."""

    left: Content
    opening: Content
    right: Content
    stretch: Slices = ()
    placed: Slices = ()

    def pairs(self) -> Iterator[tuple[str, Slices]]:
        """The words that can name what is measured, each with the name of its place."""
        left, right = self.left.slices, self.right.slices
        if left:
            yield "left", left
        if len(left) > 1:
            yield "nearest", left[-1:]
            yield "farthest", left[:1]
        if right:
            yield "right", right
        if left and right:
            yield "both", (*left, *right)
        if self.opening.slices:
            yield "opening", (*self.opening.slices, *left)
        if self.stretch:
            yield "stretch", self.stretch
        if self.placed:
            yield "placed", self.placed


class Offers:
    """The candidates of one sentence's figures."""

    def __init__(self, finder: TopicFinder, focus: Focus) -> None:
        self.finder = finder
        self.focus = focus
        self._topics: dict[int, Content] = {}

    def own(self, index: int) -> Own:
        """The words around the figure at token `index`."""
        finder = self.finder
        first = finder.first_of(index)
        begin, last = finder.clauses.span(finder.clauses.number(index))
        left = finder.content(first, index - 1)
        opening = finder.content(begin, self._before_figures(begin, first)) if begin < first else EMPTY
        return Own(left, opening, self._right(index, last), self._stretch(left, first), self._placed(first, index - 1))

    def _stretch(self, left: Content, first: int) -> Slices:
        """国内贷款, 自筹资金: the text from the first to the last own word, with what is glued to its beginning."""
        if not left.tokens:
            return ()
        types, begin, end = self.finder.sentence.types, left.tokens[0], left.tokens[-1]
        while begin > first and types[begin - 1] in _GLUED and self.finder.sentence.is_glued(begin):
            begin -= 1
        if not _PARTING.isdisjoint(types[begin : end + 1]):
            return ()
        found = ((self.finder.sentence.starts[begin], self.finder.sentence.ends[end]),)
        return found if found != left.slices else ()

    def _placed(self, first: int, last: int) -> Slices:
        """歐洲53萬人次: the places before a figure, where what is counted there is named before, with its own words."""
        types, sentence = self.finder.sentence.types, self.finder.sentence
        places = [at for at in range(first, last + 1) if types[at] in _PLACES]
        if not places:
            return ()
        own = self.finder.content(places[-1] + 1, last).slices
        return ((sentence.starts[places[0]], sentence.ends[places[-1]]), *own)

    def _before_figures(self, begin: int, first: int) -> int:
        """The last token before the first figure of a clause."""
        found = self.finder.sentence.types.find(_QUANTITY, begin, first)
        return (found if found >= 0 else first) - 1

    def _right(self, index: int, last: int) -> Content:
        """What stands behind the figure up to the next one or the end of its clause, where it begins with a noun."""
        sentence = self.finder.sentence
        at = index + 1
        while at <= last and (sentence.types[at] in _BEHIND or sentence.types[at] == _OF):
            at += 1
        if at > last or not (sentence.types[at] in _STARTS or is_acting(sentence, at)):
            return EMPTY
        figure = sentence.types.find(_QUANTITY, at, last + 1)
        return self.finder.content(at, figure - 1 if figure >= 0 else last, is_behind=True)

    def _topic(self, number: int) -> Content:
        """What a clause speaks of, before its figures."""
        found = self._topics.get(number)
        if found is None:
            first, last = self.finder.clauses.span(number)
            figure = self.finder.sentence.types.find(_QUANTITY, first, last + 1)
            last = figure - 1 if figure >= 0 else last
            first += first <= last and self.finder.name(first) == "CONJ"
            found = self._topics[number] = self.finder.topic(first, last) if last >= first else EMPTY
        return found

    def _whole(self, number: int) -> Slices:
        """All content of a clause, up to its last figure's end."""
        first, last = self.finder.clauses.span(number)
        figure = self.finder.sentence.types.find(_QUANTITY, first, last + 1)
        return self.finder.content(first, figure - 1 if figure >= 0 else last).slices

    def _held(self, index: int, earlier: Sequence[Draft]) -> Iterator[tuple[str, Slices]]:
        """What a figure may share with what stands before it."""
        number = self.finder.clauses.number(index)
        for at in range(number - 1, max(-1, number - 1 - FAR), -1):
            if slices := self._topic(at).slices:
                yield "clause before", slices
                break
        if number:
            yield "whole clause before", self._whole(number - 1)
        if earlier:
            previous = earlier[-1]
            yield "previous", previous.slices
            if len(previous.slices) > 1:
                yield "head of previous", previous.slices[:1]
            if previous.parent is not None:
                yield "parent", previous.parent.slices
            yield "first statement", earlier[0].slices
        else:
            yield "focus", self.focus.subject
            yield "topic", self.focus.topic

    def propose(self, index: int, rule: Subject | None, earlier: Sequence[Draft]) -> tuple[list[Candidate], Own]:
        """Every candidate for the figure at token `index`, that of the rules first, and the figure's own words."""
        found: dict[Slices, Candidate] = {}
        own = self.own(index)
        if rule is not None and rule.slices:
            found[rule.slices] = Candidate(rule, [RULE, f"{CHAIN}rule {rule.rule}"], [])
        words = list(own.pairs())
        for name, slices in words:
            self._offer(found, slices, _names("", name))
        for far, slices in self._held(index, earlier):
            if not slices:
                continue
            self._offer(found, slices, _names(far, ""))
            for name, more in words:
                if name in _ADDED and more != slices and not self._is_alike(slices, more):
                    joined = (*slices, *(span for span in more if span not in slices))
                    self._offer(found, joined, _names(far, name))
        return list(found.values()), own

    def _is_alike(self, held: Slices, own: Slices) -> bool:
        """女性失业率 and 男性失业率: labels of one end stand beside each other; together they would say it twice."""
        text, end, last = self.finder.sentence.text, held[-1][1], own[-1][1]
        return text[end - ALIKE : end] == text[last - ALIKE : last]

    @staticmethod
    def _offer(found: dict[Slices, Candidate], slices: Slices, names: Sequence[str]) -> None:
        """Add a candidate, or to one of the same words where else it comes from."""
        slices = shortened(slices)
        known = found.get(slices)
        if known is None:
            found[slices] = Candidate(Subject(slices, names[-1], "CLAUSE"), list(names), [])
        else:
            known.rules += [name for name in names if name not in known.rules]
