"""What the choice of a label looks at where topics stand first: a figure's surroundings, and each candidate's words.

As in `features.py`, features speak of token types, of places and of what was said before; no word of a language is one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import add

from pipelines.changes import Change
from pipelines.clauses import Subject
from pipelines.drafts import Draft
from pipelines.languages.base import Pack
from pipelines.quantities import Quantity
from pipelines.ranking import ANY, Candidate, Situation
from pipelines.tokens import NAME_OF, Sentence
from pipelines.topic_candidates import Own, Slices
from pipelines.topic_changes import left_of
from pipelines.topic_clauses import BOUNDARY, Clauses, Content, Span, senses

SHARED = f"{ANY} chain"
_LENGTHS = (0, 2, 4, 6, 9, 13, 18, 24)
_KINDS = {"PERCENT": "part", "POINT": "part", "FACTOR": "factor", "COUNT": "count", "RATIO": "part"}
_SENSES = ("UP", "DOWN", "LEVEL", "HOLD", "FACTOR", "SAY")
MAX_TOLD = 1_000
LONGEST_END = 4
"""Characters at a label's end that say what it measures."""


@dataclass(slots=True)
class Memory:
    """What descriptions of one report share: the labels chosen so far, and what labels' own words say."""

    labels: set[str] = field(default_factory=set)
    ends: set[str] = field(default_factory=set)
    told: dict[Slices, tuple[str, list[str], frozenset[str]]] = field(default_factory=dict)
    squeezed: dict[Span, str] = field(default_factory=dict)
    known_ends: dict[str, str] = field(default_factory=dict)


def pairs_of(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters: what two labels have in common."""
    return frozenset(map(add, text, text[1:])) or frozenset(text)


class TopicDescriber:
    """The features of one sentence's figures and candidates; `kind` is the paragraph's."""

    def __init__(self, sentence: Sentence, clauses: Clauses, pack: Pack, kind: str, memory: Memory) -> None:
        self.sentence = sentence
        self.clauses = clauses
        self.pack = pack
        self.kind = kind
        self.memory = memory
        self._ends = [(name, pack.sets[name]) for name in ("MEASURE_END", "RATE_END", "MONEY_NOUN", "WEAK_HEAD")]

    def chosen(self, slices: Slices) -> None:
        """Remember a choice."""
        text = self._told(slices)[0]
        self.memory.labels.add(text)
        self.memory.ends.add(text[-2:])

    def _told(self, slices: Slices) -> tuple[str, list[str], frozenset[str]]:
        """A label's text, what its words say, and its pairs of characters."""
        found = self.memory.told.get(slices)
        if found is None:
            parts = [self._squeezed(span) for span in slices]
            text = "".join(parts)
            pairs = pairs_of(text)
            told = [
                f"length {bisect_right(_LENGTHS, len(text))}",
                f"slices {min(len(slices), 5)}",
                f"end {self.end_of(text)}",
            ]
            if len(pairs) < len(text) - 1:
                told.append("repeats itself")
            if len(slices) > 1:
                told.append(f"last slice length {min(len(parts[-1]), 6)}")
                told.append(f"first slice ends {self.end_of(self.sentence.text[slice(*slices[0])])}")
            if len(self.memory.told) > MAX_TOLD:
                self.memory.told.clear()
            found = self.memory.told[slices] = (text, told, pairs)
        return found

    def _squeezed(self, span: Span) -> str:
        """The text of a slice without white space."""
        known = self.memory.squeezed
        found = known.get(span)
        if found is None:
            if len(known) > MAX_TOLD:
                known.clear()
            found = known[span] = "".join(self.sentence.text[slice(*span)].split())
        return found

    def end_of(self, text: str) -> str:
        """What a label's last characters are: a measure, a rate, money, a change, a weak head, or nothing known."""
        known, last = self.memory.known_ends, text[-LONGEST_END:]
        found = known.get(last)
        if found is None:
            if len(known) > MAX_TOLD:
                known.clear()
            found = known[last] = self._end_of(last)
        return found

    def _end_of(self, text: str) -> str:
        for name, words in self._ends:
            if any(text[-length:] in words for length in (4, 3, 2, 1)):
                return name
        for length in (4, 3, 2):
            for entry in self.pack.terms.get(text[-length:], ()):
                if entry.type in ("CHANGE", "RATE_CUE", "SHARE_CUE", "INDEX_CUE", "DURATION_CUE"):
                    return entry.type
        return "other"

    def situation(
        self, index: int, change: Change | None, rule: Subject | None, own: Own, previous: Draft | None
    ) -> Situation:
        """The surroundings of the figure at `index`, and the groups of weights that all its candidates share."""
        sentence = self.sentence
        types = sentence.types
        quantity: Quantity = sentence.values[index]
        at = left_of(sentence, index)
        left = NAME_OF[types[at]] if at >= 0 else "START"
        if left == "VERB":
            found = senses(sentence, at)
            left = f"VERB {next((sense for sense in _SENSES if sense in found), 'other')}"
        after = [NAME_OF[char] for char in types[index + 1 : index + 3]] + ["END", "END"]
        first, _ = self.clauses.span(self.clauses.number(index))
        kind = "change" if change else _KINDS.get(quantity.kind, "amount")
        words = self._state(own.left)
        like = self._like(quantity, previous)
        opening = NAME_OF[types[first]] if first < index else "FIGURE"
        far = self._far(index, previous)
        told = [
            "always", f"kind {kind}", f"left {left}", f"next {after[0]}", f"next two {after[0]} {after[1]}",
            f"words {words}", f"behind {self._state(own.right)}", f"like {like}", f"opens {opening}",
            f"boundary {self.clauses.opening(self.clauses.number(index))}", f"far {far}", f"paragraph {self.kind}",
            f"words {words}, {like}", f"words {words}, kind {kind}", f"change {change.rule if change else 'none'}",
        ]  # fmt: skip
        if previous is not None and own.left.slices:
            told.append(f"parallel {self._parallel(own.left, previous)}")
        shared = (
            SHARED, f"{SHARED} {kind}", f"{SHARED} words {words}", f"{SHARED} {like}", f"{SHARED} left {left}",
            f"{SHARED} next {after[0]}",
        )  # fmt: skip
        return Situation(sentence.starts[index], tuple(told), shared)

    def _state(self, found: Content) -> str:
        """What own words amount to: nothing, a weak head, or a phrase by its end."""
        if not found.slices:
            return "none"
        return "weak" if self.clauses.is_weak(found) else self.end_of(found.text(self.sentence))

    @staticmethod
    def _like(quantity: Quantity, previous: Draft | None) -> str:
        if previous is None:
            return "no previous"
        if previous.quantity.unit == quantity.unit:
            return "same unit"
        return "same kind" if previous.quantity.kind == quantity.kind else "other kind"

    def _far(self, index: int, previous: Draft | None) -> str:
        """How many boundaries part the figure from the statement before."""
        if previous is None:
            return "none"
        between = [
            NAME_OF[char]
            for at, char in enumerate(self.sentence.types[:index])
            if self.sentence.starts[at] > previous.start and char in BOUNDARY
        ]
        return f"{min(len(between), 3)} {between[0] if between else ''}"

    def _parallel(self, left: Content, previous: Draft) -> str:
        """How own words resemble the label before: the same end, part of it, or other ones."""
        mine, other = left.text(self.sentence), self._told(previous.slices)[0]
        if mine in other:
            return "inside"
        if mine[-2:] == other[-2:]:
            return "same end"
        return f"{self.end_of(mine)} behind {self.end_of(other)}"

    def describe(self, candidates: Sequence[Candidate], own: Own, previous: Draft | None) -> None:
        """Fill the features of each candidate and its words."""
        before = self._told(previous.slices)[0] if previous is not None else ""
        mine = own.left.text(self.sentence)
        memory = self.memory
        for candidate in candidates:
            text, told, pairs = self._told(candidate.subject.slices)
            candidate.words = pairs
            found = candidate.features
            found += told
            if text in memory.labels:
                found.append("used before")
            if text[-2:] in memory.ends:
                found.append("ends as before")
            if before:
                if text == before:
                    found.append("same as previous")
                elif before in text:
                    found.append("holds previous")
                elif text in before:
                    found.append("part of previous")
                elif text[-2:] == before[-2:]:
                    found.append("ends as previous")
            if mine and mine not in text:
                found.append("lacks own words")
