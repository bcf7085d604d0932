"""Named rules over type strings and the reducer that applies a stage of them.

One shape for every rule: a name that says what it recognizes, a pattern, a production. A stage is one compiled
alternation, tried left to right, non-overlapping; a production may refuse (None), then the stage's next rule is
tried at the same place. Each reduction replaces its tokens by one. No rule and no language lives here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from pipelines.beginnings import searching, ungrouped
from pipelines.tokens import CHAR, Sentence

MAX_TOKENS = 48
"""Longest stretch of tokens that one rule may reduce: keeps hostile input linear."""


class Reduced(NamedTuple):
    """What a production makes of tokens `first` to `last` (both included): one token of this type and value."""

    type: str
    value: Any
    first: int
    last: int


Production = Callable[[Sentence, int, int], Reduced | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """A name, a pattern over type names (`tokens.pattern`) and a production.

    The production gets the sentence and the first and last token index of the match; it may narrow the span.
    """

    name: str
    pattern: str
    production: Production


class Stage:
    """Rules in order of preference, compiled to one alternation."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self.rules = rules
        self._each = [re.compile(ungrouped(rule.pattern)) for rule in rules]
        self._any = searching(*[rule.pattern for rule in rules])

    def _made(self, sentence: Sentence, match: re.Match[str]) -> tuple[int, Reduced] | None:
        """The first rule that does not refuse a match, by its place, and what it makes of it."""
        position, end = match.span()
        first = (match.lastindex or 1) - 1
        if position < end <= position + MAX_TOKENS:
            reduced = self.rules[first].production(sentence, position, end - 1)
            if reduced is not None:
                return first, reduced
            first += 1
        for at in range(first, len(self.rules)):
            found = self._each[at].match(sentence.types, position, position + MAX_TOKENS)
            if found and found.end() > position:
                reduced = self.rules[at].production(sentence, position, found.end() - 1)
                if reduced is not None:
                    return at, reduced
        return None

    def reduce(self, sentence: Sentence, told: list[str] | None = None) -> Sentence:
        """The sentence with every match of the stage replaced by its one token; itself where none matches.

        `told` collects, for people, which rule took which words.
        """
        position, found = 0, []
        search = self._any.search
        while match := search(sentence.types, position):
            made = self._made(sentence, match)
            if made is None:
                position = match.start() + 1
                continue
            rule, reduced = made
            found.append(reduced)
            position = reduced.last + 1
            if told is not None:
                told.append(f"{self.rules[rule].name}: {sentence.words(reduced.first, reduced.last)}")
        return replaced(sentence, found) if found else sentence


def replaced(sentence: Sentence, reductions: list[Reduced]) -> Sentence:
    """The sentence with each reduction's tokens replaced by one; reductions are in order and do not overlap."""
    types: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    values: list[Any] = []
    position = 0
    for item in reductions:
        types.append(sentence.types[position : item.first])
        starts += sentence.starts[position : item.first]
        ends += sentence.ends[position : item.first]
        values += sentence.values[position : item.first]
        types.append(CHAR[item.type])
        starts.append(sentence.starts[item.first])
        ends.append(sentence.ends[item.last])
        values.append(item.value)
        position = item.last + 1
    types.append(sentence.types[position:])
    starts += sentence.starts[position:]
    ends += sentence.ends[position:]
    values += sentence.values[position:]
    return Sentence(sentence.text, "".join(types), starts, ends, values, sentence.is_framed)
