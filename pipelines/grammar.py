"""Named rules over type strings and the reducer that applies a stage of them.

One shape for every rule: a name that says what it recognizes, a pattern, a production. A stage is one compiled
alternation, tried left to right, non-overlapping; a production may refuse (None), then the stage's next rule is
tried at the same place. Each reduction replaces its tokens by one. No rule and no language lives here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pipelines.tokens import CHAR, Sentence, pattern

MAX_TOKENS = 48
"""Longest stretch of tokens that one rule may reduce: keeps hostile input linear."""


@dataclass(frozen=True, slots=True)
class Reduced:
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
        self._each = [re.compile(pattern(rule.pattern)) for rule in rules]
        self._any = re.compile("|".join(f"(?:{regex.pattern})" for regex in self._each))

    def _at(self, sentence: Sentence, position: int) -> Reduced | None:
        for rule, regex in zip(self.rules, self._each, strict=True):
            found = regex.match(sentence.types, position, position + MAX_TOKENS)
            if found and found.end() > position:
                reduced = rule.production(sentence, position, found.end() - 1)
                if reduced is not None:
                    return reduced
        return None

    def reduce(self, sentence: Sentence) -> Sentence:
        """The sentence with every match of the stage replaced by its one token; itself where none matches."""
        position, found = 0, []
        while match := self._any.search(sentence.types, position):
            reduced = self._at(sentence, match.start())
            if reduced is None:
                position = match.start() + 1
            else:
                found.append(reduced)
                position = reduced.last + 1
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
    return Sentence(sentence.text, "".join(types), starts, ends, values)
