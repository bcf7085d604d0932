"""Groups that a text names: women, under-25s, industry, rural areas, by the surfaces of the code list.

A surface with `#` stands for every age ("moins de # ans"): its numbers go into the code. Whether a figure is that
group's, the sentence decides (`breakdowns.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from pipelines.languages.base import Pack, key_of
from pipelines.lexicon import fold
from schemas import codelists

PARTNER = "PARTNER"
"""The kind of an area that something goes to or comes from: no place where the figure holds."""
KINDS = ("SEX", "AGE", "SECTOR", "PRODUCT", PARTNER, "OTHER")
"""Kinds of groups in the order in which a code names them."""
JOINT = codelists.BREAKDOWN_JOINT
OLDEST = 110
MAX_WORDS = 20_000
"""Words whose surfaces are remembered before they are all forgotten."""
_PIECE = re.compile(r"[ -]+|#|'|[^ #'-]+")
_PIECES = {"#": r"(\d{1,3})", "'": "['’]"}
_GAP = r"[\s‐‑–—-]+"
_WORD = re.compile(r"(?<![\w.,‐‑-])(?:\d{1,3}(?!\d)|[^\W\d_]+)")


@dataclass(frozen=True, slots=True)
class Group:
    """A group and where it stands in the text; an ambiguous surface is also the word of another thing."""

    start: int
    end: int
    code: str
    is_ambiguous: bool

    @property
    def kind(self) -> str:
        """One of `KINDS`."""
        return self.code.partition(":")[0]


@dataclass(frozen=True, slots=True)
class _Surface:
    pattern: re.Pattern[str]
    breakdown: str
    is_ambiguous: bool


class _Surfaces(NamedTuple):
    """Surfaces that begin alike, the longest first, and the pattern by which any of them is found."""

    pattern: re.Pattern[str]
    each: tuple[_Surface, ...]


def groups_in(text: str, start: int, end: int, pack: Pack) -> list[Group]:
    """The groups that a part of a text names, in its order; of surfaces that overlap the longest."""
    found: list[Group] = []
    at = start
    places = _places(text, start, end, pack) if pack.unspaced is not None else _words(text, start, end, pack)
    for place, surfaces in places:
        if place < at or not surfaces.pattern.match(text, place, end):
            continue
        for surface in surfaces.each:
            match = surface.pattern.match(text, place, end)
            code = _numbered(surface.breakdown, match.groups()) if match else None
            if match and code:
                found.append(Group(place, match.end(), code, surface.is_ambiguous))
                at = match.end()
                break
    return found


def joined_code(codes: Iterable[str]) -> str | None:
    """One code for a group of several kinds (women of 15 to 24); None for none."""
    return JOINT.join(sorted(codes, key=lambda code: KINDS.index(code.partition(":")[0]))) or None


def _places(text: str, start: int, end: int, pack: Pack) -> Iterator[tuple[int, _Surfaces]]:
    """Where a surface may begin in a text without spaces, and those that begin so."""
    table = _surfaces(pack.language, is_unspaced=True)
    lowered = text[start:end].lower()
    if len(lowered) > end - start:  # İ becomes two characters
        lowered = "".join(char.lower()[:1] for char in text[start:end])
    for match in _first_characters(pack.language).finditer(fold(lowered, pack)):
        place, is_digit = start + match.start(), match[0].isdecimal()
        if not (is_digit and text[place - 1 : place].isdecimal()):
            yield place, table["#" if is_digit else match[0]]


@cache
def _first_characters(language: str) -> re.Pattern[str]:
    """The characters with which a surface of a language without spaces may begin."""
    table = _surfaces(language, is_unspaced=True)
    characters = [r"\d" if char == "#" else re.escape(char) for char in sorted(table)]
    return re.compile(f"[{''.join(characters)}]")


def _words(text: str, start: int, end: int, pack: Pack) -> list[tuple[int, _Surfaces]]:
    """The words with which a surface may begin, and those that begin so."""
    known = _first_words(pack.language)
    return [(word.start(), found) for word in _WORD.finditer(text, start, end) if (found := known[word[0]])]


class _FirstWords(dict[str, _Surfaces | None]):
    """The surfaces that begin with a word as it is written, looked up once for each."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._surfaces = _surfaces(language, is_unspaced=False)

    def __missing__(self, word: str) -> _Surfaces | None:
        if len(self) > MAX_WORDS:
            self.clear()
        found = self[word] = self._surfaces.get("#" if word.isdecimal() else key_of(word))
        return found


@cache
def _first_words(language: str) -> _FirstWords:
    return _FirstWords(language)


@cache
def _surfaces(language: str, *, is_unspaced: bool) -> dict[str, _Surfaces]:
    """The surfaces of a language by their first word (number: `#`), the longest first."""
    found: dict[str, list[_Surface]] = {}
    aliases = codelists.breakdown_aliases(language)
    for alias in sorted(aliases, key=lambda one: -len(one.surface)):
        pieces = _PIECE.findall(alias.surface)
        pattern = "".join(_PIECES.get(piece, _GAP if not piece.strip(" -") else re.escape(piece)) for piece in pieces)
        if not is_unspaced:
            pattern += r"(?![\w‐‑-])"
            first = pieces[0]
        else:
            pattern = pattern.replace(_GAP, "[-—~～–－]")
            first = alias.surface[0]
        key = "#" if first.startswith("#") else key_of(first)
        surface = _Surface(re.compile(pattern, re.IGNORECASE), alias.breakdown, alias.is_ambiguous)
        found.setdefault(key, []).append(surface)
    return {key: _Surfaces(_any_of(surfaces), tuple(surfaces)) for key, surfaces in found.items()}


def _any_of(surfaces: Iterable[_Surface]) -> re.Pattern[str]:
    return re.compile("|".join(surface.pattern.pattern for surface in surfaces), re.IGNORECASE)


def _numbered(code: str, numbers: Iterable[str]) -> str | None:
    """The code with its ages; None for ages that nobody has."""
    ages = [int(number) for number in numbers]
    if any(age > OLDEST for age in ages) or ages != sorted(set(ages)):
        return None
    for age in ages:
        code = code.replace("#", str(age), 1)
    return code
