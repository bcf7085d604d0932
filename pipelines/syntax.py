"""Clauses without a parser: which tokens of a reduced sentence stand with the same finite verb, and its tense.

A comma, conjunction, colon or dash opens a clause only where a verb follows and the clause so far has one; a relative
opens one that ends with its comma or at the next verb; brackets and semicolons always part. One pass, no words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.languages.inflection import VerbForm
from pipelines.tokens import CHAR, Sentence, chars, compiled

_FINITE = chars("VERB AUX")
_HARD = chars("SEMICOLON STOP BULLET")
_SOFT = chars("COMMA CONJ COLON DASH")
_BREAKS = _HARD | _SOFT | chars("REL OPEN CLOSE")
_EVENT = compiled("[VERB AUX SEMICOLON STOP BULLET COMMA CONJ COLON DASH REL OPEN CLOSE]")
_REL, _CONJ, _COMMA, _OPEN, _CLOSE = (CHAR[name] for name in ("REL", "CONJ", "COMMA", "OPEN", "CLOSE"))
_INSIDE_VERB = chars("ADVERB NEG")
_AHEAD = frozenset({"FUT", "COND"})
_BACK = frozenset({"PAST", "IMPF", "PP"})


@dataclass(slots=True)
class Clauses:
    """For each token the number of its clause.

    `outer` names the clause around those that only qualify (relatives, brackets), `brackets` are the bracketed ones,
    `verbs` has the first finite verb of each clause that has one.
    """

    numbers: tuple[int, ...]
    outer: dict[int, int]
    brackets: frozenset[int]
    verbs: dict[int, int]


def _verb_ahead(types: str, events: Sequence[re.Match[str]]) -> dict[int, bool]:
    """For each boundary token whether a finite verb stands before the next boundary."""
    ahead = {}
    has_verb = False
    for found in reversed(events):
        index, char = found.start(), found[0]
        if char in _FINITE:
            has_verb = True
        else:
            ahead[index] = has_verb
            if index and types[index - 1] not in _BREAKS:
                has_verb = False
    return ahead


class _Numbering:
    """The state of the one pass of `clauses`."""

    def __init__(self) -> None:
        self.current = 0
        self.count = 0
        self.outer: dict[int, int] = {}
        self.brackets: set[int] = set()
        self.verbs: dict[int, int] = {}
        self.last_verb = -2

    def opened(self, is_inner: bool = False) -> None:
        self.count += 1
        if is_inner:
            self.outer[self.count] = self.current
        self.current = self.count

    def closed(self) -> None:
        self.current = self.outer.get(self.current, self.current)

    def at_boundary(self, char: str, before: str, is_verb_ahead: bool) -> None:
        is_relative = char == _REL or (char == _CONJ and before == _COMMA and self.current not in self.verbs)
        if char in _HARD:
            self.opened()
        elif char == _OPEN:
            self.opened(is_inner=True)
            self.brackets.add(self.current)
        elif is_relative and is_verb_ahead:
            self.opened(is_inner=True)
        elif is_verb_ahead and self.current in self.verbs:
            if self.current in self.outer and self.outer[self.current] not in self.verbs:
                self.closed()
            else:
                self.opened(is_inner=self.current in self.outer and char == _CONJ)

    def at_verb(self, types: str, index: int) -> None:
        is_second = self.current in self.outer and self.current in self.verbs
        if is_second and not _INSIDE_VERB.issuperset(types[self.last_verb + 1 : index]):
            self.closed()
        self.verbs.setdefault(self.current, index)
        self.last_verb = index


def clauses(types: str) -> Clauses:
    """The clauses of a type string, numbered from 0 in the order in which they open."""
    events = list(_EVENT.finditer(types))
    ahead = _verb_ahead(types, events)
    state = _Numbering()
    numbers: list[int] = []
    for found in events:
        index, char = found.start(), found[0]
        numbers += [state.current] * (index - len(numbers))
        if char in _FINITE:
            state.at_verb(types, index)
        elif char != _CLOSE:
            state.at_boundary(char, types[index - 1 : index], ahead[index])
        numbers.append(state.current)
        if char == _CLOSE:
            state.closed()
    numbers += [state.current] * (len(types) - len(numbers))
    return Clauses(tuple(numbers), state.outer, frozenset(state.brackets), state.verbs)


def tense(sentence: Sentence, found: Clauses, index: int) -> str:
    """The tense that governs a token: PAST, PRESENT, PERFECT (or either), AHEAD, or nothing where no verb does.

    A clause without a verb of its own takes the sentence's nearest one.
    """
    verb = found.verbs.get(found.numbers[index])
    if verb is None:
        verb = min(found.verbs.values(), key=lambda at: (abs(at - index), at > index), default=None)
    value = sentence.values[verb] if verb is not None else None
    if verb is None or not isinstance(value, VerbForm):
        return ""
    if value.forms <= _AHEAD:
        return "AHEAD"
    if value.forms <= _BACK:
        return "PAST"
    following = sentence.types[verb + 1 : verb + 4]
    is_perfect = sentence.types[verb] == CHAR["AUX"] and CHAR["PARTICIPLE"] in following
    return "PERFECT" if is_perfect or value.forms & _BACK else "PRESENT"
