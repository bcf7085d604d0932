"""Compounds that a report has named, for the nouns that later stand for them: Leerwohnungsziffer, then `die Ziffer`.

For languages that write compounds as one word and nouns with a capital. What else a noun points back to is settled
with the focus (`statements.py`).
"""

from __future__ import annotations

import re

from pipelines.focus import Span
from pipelines.tokens import Sentence

_NOUN = re.compile(r"\b[^\W\d_a-zß-ÿ][^\W\d_]{7,}")
MAX_KEPT = 300
"""Compounds that are remembered; the oldest go first."""
LEAST_HEAD, LEAST_FIRST = 4, 3
"""The least letters of a noun that stands for a compound, and of the compound's other part."""


class EarlierCompounds:
    """The long nouns of a report so far, each with the place where it stood last; also by their last letters."""

    def __init__(self) -> None:
        self._places: dict[str, Span] = {}
        self._by_end: dict[str, dict[str, Span]] = {}

    def note(self, sentence: Sentence) -> None:
        """Remember the long nouns of a sentence."""
        for found in _NOUN.finditer(sentence.text, sentence.starts[0], sentence.ends[-1]):
            word = found.group().lower()
            alike = self._by_end.setdefault(word[-LEAST_HEAD:], {})
            for places in (self._places, alike):
                places.pop(word, None)
                places[word] = found.span()
        while len(self._places) > MAX_KEPT:
            oldest = next(iter(self._places))
            end = oldest[-LEAST_HEAD:]
            del self._places[oldest], self._by_end[end][oldest]
            if not self._by_end[end]:
                del self._by_end[end]

    def whole(self, text: str, slices: tuple[Span, ...]) -> tuple[Span, ...]:
        """The compound named last that ends in a label of one noun; nothing where there is none."""
        if len(slices) != 1:
            return ()
        word = text[slice(*slices[0])].lower()
        if len(word) < LEAST_HEAD or not word.isalpha():
            return ()
        alike = self._by_end.get(word[-LEAST_HEAD:], {})
        for other in reversed(alike):
            if other.endswith(word) and len(other) >= len(word) + LEAST_FIRST:
                return (alike[other],)
        return ()
