"""Abbreviations of units that a report explains: `million tonnes (MT)`, behind which `95.5 MT` is read as such.

Only digits alone are: `3 million MT` states its scale, and the abbreviation is the bare unit.
"""

from __future__ import annotations

from pipelines.tokens import CHAR, Sentence, chars, compiled

LONGEST = 6
"""Letters of the longest abbreviation."""
MAX_KNOWN = 100
_EXPLANATION = compiled("(SCALE|SCALE_OR_UNIT) OF? UNIT OPEN (WORD|NAME|ORG|PLACE|UNIT) CLOSE")
_ABBREVIATIONS = chars("WORD NAME ORG PLACE UNIT")
_DIGITS, _FUSED, _OPEN = CHAR["DIGITS"], CHAR["FUSED"], CHAR["OPEN"]


class Explained:
    """The abbreviations that one report has explained so far."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def read(self, sentence: Sentence) -> None:
        """Note what an unreduced sentence explains, and type behind its numbers what is known."""
        if _OPEN in sentence.types and len(self._known) < MAX_KNOWN:
            for found in _EXPLANATION.finditer(sentence.types):
                at = found.end() - 2
                word = sentence.words(at, at)
                if len(word) <= LONGEST and word[-1].isupper():
                    exponent = str(sentence.values[found.start()]).partition("|")[0]
                    self._known[word] = f"{exponent}|{sentence.values[at - 2].unit_measure}"
        if self._known:
            self._apply(sentence)

    def _apply(self, sentence: Sentence) -> None:
        types = sentence.types
        for at in range(1, len(types)):
            if types[at] in _ABBREVIATIONS and types[at - 1] == _DIGITS:
                told = self._known.get(sentence.words(at, at))
                if told is not None:
                    sentence.types = types = f"{types[:at]}{_FUSED}{types[at + 1 :]}"
                    sentence.values[at] = told
