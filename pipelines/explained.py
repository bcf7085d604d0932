"""Abbreviations of units that a report explains: `million tonnes (MT)`, behind which `95.5 MT` is read as such."""

from __future__ import annotations

from typing import Any

from pipelines.tokens import CHAR, Sentence, chars, compiled

LONGEST = 6
"""Letters of the longest abbreviation."""
MAX_KNOWN = 100
_EXPLANATION = compiled("(SCALE|SCALE_OR_UNIT) OF? UNIT OPEN (WORD|NAME|ORG|PLACE|UNIT) CLOSE")
_ABBREVIATIONS, _NUMBERS = chars("WORD NAME ORG PLACE UNIT"), chars("DIGITS SCALE")
_OPEN = CHAR["OPEN"]


class Explained:
    """The abbreviations that one report has explained so far."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, Any]] = {}

    def read(self, sentence: Sentence) -> None:
        """Note what an unreduced sentence explains, and type behind its numbers what is known."""
        if _OPEN in sentence.types and len(self._known) < MAX_KNOWN:
            for found in _EXPLANATION.finditer(sentence.types):
                at = found.end() - 2
                word = sentence.words(at, at)
                if len(word) <= LONGEST and word[-1].isupper():
                    self._known[word] = self._meaning(sentence, found.start(), at - 2)
        if self._known:
            self._apply(sentence)

    @staticmethod
    def _meaning(sentence: Sentence, first: int, unit: int) -> tuple[str, Any]:
        """The type and value of a token for a scale and a unit."""
        exponent = str(sentence.values[first]).partition("|")[0]
        return CHAR["FUSED"], f"{exponent}|{sentence.values[unit].unit_measure}"

    def _apply(self, sentence: Sentence) -> None:
        types = sentence.types
        for at in range(1, len(types)):
            if types[at] in _ABBREVIATIONS and types[at - 1] in _NUMBERS:
                told = self._known.get(sentence.words(at, at))
                if told is not None:
                    sentence.types = types = f"{types[:at]}{told[0]}{types[at + 1 :]}"
                    sentence.values[at] = told[1]
