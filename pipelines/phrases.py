"""Noun phrases by chunking the type string, and label text from their slices.

No parser: a phrase is nominal tokens joined by links, its right edge a verb, a quantity or a boundary. Which phrase
is a quantity's subject is decided in `subjects.py`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.beginnings import searching
from pipelines.languages.base import SOFT_HYPHEN
from pipelines.tokens import CHAR, NAME_OF, Sentence, chars

MAX_WORDS = 14
MAX_CONTENT = 9
_NOUNS = (
    "WORD|NAME|ORG|PLACE|RATE_CUE|SHARE_CUE|INDEX_CUE|DURATION_CUE|CHANGE|SKIPPED|ORDINAL|MULTIPLE|NUMBERED|"
    "UNIT|CURRENCY|TIME_UNIT|POINT|PHONE_CUE"
)
_NOMINAL = f"({_NOUNS}|PARTICIPLE|MORE|AGE_CUE)"
_GLUE = "(HYPHEN|SLASH|APOSTROPHE|PLUS|SYMBOL)"
_START = f"({_NOUNS}|(GERUND DET?|PARTICIPLE{{1,2}}) (?=WORD|NAME|RATE_CUE))"
_LISTED = f"(?<![PLACE PERIOD]) COMMA {_NOMINAL} (?=(COMMA {_NOMINAL})* CONJ {_NOMINAL})"
_DEGREE = "ADVERB (?=PARTICIPLE)|ADVERB CONJ ADVERB"
_BOUND = "(ABOVE|ABOVE_EQ|BELOW|BELOW_EQ|APPROX)"
_LINK = (
    "((CONJ? OF|PREP|OUT_OF|PER|TO|WITH|APPROX|ABOVE) OF? (QUOTE|DET|ONE|DEMONSTRATIVE)?|OF PREP DET?"
    f"|(WITH|PREP) {_BOUND} DET?)"
)


def _phrase(inner: str, link: str) -> re.Pattern[str]:
    """The pattern of a noun phrase: what may part two nouns of its core (types, bars between), and what links two."""
    core = f"{_START} ((HYPHEN (CONJ|COMMA)|{_GLUE}|{inner}|{_DEGREE})? {_NOMINAL}|{_LISTED})*"
    opening = "((DET|ONE) PREP DET?|(DET|DEMONSTRATIVE|ONE)? QUOTE?)"
    return searching(f"{opening} {core} ((QUOTE|PERIOD)? {link} {core})*")


_PHRASE = _phrase("CONJ|QUOTE|PERIOD", _LINK)
_FRAMED = _phrase("CONJ (HYPHEN|DASH)?|QUOTE", f"({_LINK}|CONJ PREP DET?)")
"""Where the clause is framed, a period between two nouns parts subject and object (`rechnet der Verband 2025 …`)."""
_LINKS = chars("PREP OUT_OF PER TO WITH APPROX ABOVE")
OPENERS = chars("DET DEMONSTRATIVE ONE QUOTE")
_TRAILING = chars(
    "DET DEMONSTRATIVE ONE QUOTE OF PREP OUT_OF PER TO WITH APPROX ABOVE ABOVE_EQ BELOW BELOW_EQ CONJ PERIOD HYPHEN "
    "SLASH MORE BETWEEN UNTIL SINCE FROM BY END BEGIN MID AUX"
)
CONTENT = re.compile(r"[^\W\d_]+")
_SPACED_HAN = re.compile(r"(?<=[\u3400-\u9fff”）]) (?=\S)|(?<=\S) (?=[\u3400-\u9fff“（])")


@dataclass(slots=True, unsafe_hash=True)
class Phrase:
    """A noun phrase: its first and last token, and whether it points back (`cette prévision`)."""

    first: int
    last: int
    is_anaphoric: bool


def phrases(sentence: Sentence) -> list[Phrase]:
    """The maximal noun phrases of a reduced sentence, in order."""
    found = []
    pattern = _FRAMED if sentence.is_framed else _PHRASE
    for match in pattern.finditer(sentence.types):
        first, last = match.start(), match.end() - 1
        is_anaphoric = sentence.types[first] == CHAR["DEMONSTRATIVE"]
        found.append(Phrase(first, last, is_anaphoric))
    return found


class Chunks:
    """A sentence's phrases with look-ups by position."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        self.phrases = phrases(sentence)
        self._firsts = [phrase.first for phrase in self.phrases]
        self._slices: dict[tuple[int, int], tuple[tuple[int, int], ...]] = {}

    def slices(self, first: int, last: int) -> tuple[tuple[int, int], ...]:
        """`slice_of`, looked at once: many templates offer the same phrase."""
        found = self._slices.get((first, last))
        if found is None:
            found = self._slices[first, last] = slice_of(self.sentence, first, last)
        return found

    def at(self, index: int) -> Phrase | None:
        """The phrase that holds the token."""
        found = bisect_right(self._firsts, index) - 1
        return self.phrases[found] if found >= 0 and self.phrases[found].last >= index else None

    def split(self, index: int) -> int:
        """How many phrases begin before the token."""
        return bisect_right(self._firsts, index - 1)

    def before(self, index: int) -> Phrase | None:
        """The nearest phrase that ends before the token."""
        found = bisect_right(self._firsts, index - 1) - 1
        while found >= 0 and self.phrases[found].last >= index:
            found -= 1
        return self.phrases[found] if found >= 0 else None

    def after(self, index: int) -> Phrase | None:
        """The nearest phrase that begins after the token."""
        found = bisect_right(self._firsts, index)
        return self.phrases[found] if found < len(self.phrases) else None


def trimmed(sentence: Sentence, first: int, last: int) -> tuple[int, int] | None:
    """The phrase's tokens without articles in front, nor places, periods and links behind."""
    types = sentence.types
    while first <= last and types[first] in OPENERS:
        first += 1
    while last >= first:
        if types[last] in _TRAILING or (
            types[last] == CHAR["PLACE"] and last > first and (types[last - 1] in _LINKS or types[last - 1] in _ARTICLE)
        ):
            last -= 1
        else:
            break
    return (first, last) if first <= last else None


_ARTICLE = chars("DET OF")


def cut(sentence: Sentence, first: int, last: int, limit: int = MAX_CONTENT) -> int:
    """The last token of a label from `first` on that keeps to the content-word limit, cut at a link."""
    if len(CONTENT.findall(sentence.text, sentence.starts[first], sentence.ends[last])) <= limit:
        return last
    count, safe = 0, last
    for index in range(first, last + 1):
        char = sentence.types[index]
        if char in _LINKS and index > first:
            safe = index - 1
        if NAME_OF[char] in _COUNTED:
            count += len(CONTENT.findall(sentence.words(index, index)))
        if count > limit:
            return safe if safe < index and safe >= first else index - 1
    return last


_COUNTED = frozenset(
    """
    WORD NAME ORG PLACE RATE_CUE SHARE_CUE INDEX_CUE DURATION_CUE CHANGE PARTICIPLE SKIPPED ORDINAL VERB
    INFINITIVE GERUND
    """.split()
)


def slice_of(sentence: Sentence, first: int, last: int) -> tuple[tuple[int, int], ...]:
    """One slice: the offsets of a trimmed and cut phrase; empty where nothing is left."""
    span = trimmed(sentence, first, last)
    if span is None:
        return ()
    begin, end = span
    end = cut(sentence, begin, end)
    return ((sentence.starts[begin], sentence.ends[end]),)


def pause(noun: tuple[int, int]) -> tuple[int, int]:
    """An empty slice: it parts a noun from the phrase before it, of which the text says it in other words."""
    return noun[0], noun[0]


def label(text: str, slices: Sequence[tuple[int, int]]) -> str:
    """The label's text: the slices joined, a comma for an empty one, white space folded, at most 14 words."""
    parts = ("," if start == end else " ".join(text[start:end].split()) for start, end in slices)
    words = " ".join(parts).replace(" ,", ",").replace(SOFT_HYPHEN, "").split()
    joined = " ".join(words[:MAX_WORDS])
    joined = joined if joined.isascii() else _SPACED_HAN.sub("", joined)
    return joined.strip(' ,;:()«»"“”')
