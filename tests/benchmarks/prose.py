"""Report-like prose for the benchmark: our own sentence patterns with varied subjects, places, periods and numbers.

A pattern's slots are filled from lists that may hold slots themselves; no sentence is written twice. Sentences with
figures and sentences without are mixed so that a text has as many statements as statistical reports have.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("prose")
LANGUAGES = tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))
FIGURES = {"zh": 18.0}
"""Figures per 1,000 characters; where a language is not named, `ALPHABETIC`."""
ALPHABETIC = 6.3
_SLOT = re.compile(r"\{(\w+)\}")
_ELIDED = re.compile(r"\b([Dd])e (?=[aeiouéèêâ])")
_FIGURE = re.compile(r"\{(?:amt|pct|dec|count|wan|small)\}")


@cache
def _data(language: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


class _Writer:
    """Fills patterns of one language; the same seed writes the same sentences."""

    def __init__(self, language: str, seed: int) -> None:
        data = _data(language)
        self.text: dict[str, list[str]] = data["text"]
        self.joint = "" if language == "zh" else " "
        self._elides = language == "fr"
        self.chance = random.Random(f"{language} {seed}")
        self._slots: dict[str, list[str]] = data["slots"]
        self._decimal, self._group = data["decimal"], data["group"]
        self._year = 0
        self._seen: set[int] = set()
        draw = self.chance.randint
        self._numbers: dict[str, Callable[[], str]] = {
            "amt": lambda: self._written(draw(11, 9989), 1),
            "pct": lambda: self._written(draw(3, 989), 1) if draw(0, 3) else str(draw(3, 97)),
            "dec": lambda: self._written(draw(1, 39), 1),
            "count": lambda: self._written(int(10 ** self.chance.uniform(2.2, 5.9)), 0),
            "wan": lambda: self._written(draw(11, 99899), 2),
            "small": lambda: str(draw(2, 9)),
            "future": lambda: str(draw(2026, 2040)),
            "next": lambda: str(self._year + 1),
        }

    def _written(self, number: int, decimals: int) -> str:
        """A number of the last so many decimals, written as the language does."""
        whole, part = divmod(number, 10**decimals)
        written = f"{whole:,}".replace(",", self._group) if whole > 9999 or self._group != " " else str(whole)
        return f"{written}{self._decimal}{part:0{decimals}}" if decimals else written

    def _fill(self, found: re.Match[str]) -> str:
        name = found[1]
        if name == "year":
            self._year = self.chance.randint(2008, 2024)
            return str(self._year)
        if name in self._numbers:
            return self._numbers[name]()
        return self.filled(self.chance.choice(self._slots[name]))

    def filled(self, pattern: str) -> str:
        """A pattern with every slot filled."""
        return _SLOT.sub(self._fill, pattern)

    def sentence(self, kind: str) -> tuple[str, int]:
        """A new sentence of a kind, and how many figures it has; headings may come again."""
        while True:
            pattern = self.chance.choice(self.text[kind])
            written = self.filled(pattern)
            if self._elides:
                written = _ELIDED.sub(r"\1'", written)
            written = written[0].upper() + written[1:]
            if kind == "headings" or hash(written) not in self._seen:
                self._seen.add(hash(written))
                return written, len(_FIGURE.findall(pattern))


def paragraphs(language: str, seed: int = 1) -> Iterator[str]:
    """Paragraphs without end, a heading now and then, no two sentences alike."""
    writer = _Writer(language, seed)
    wanted = FIGURES.get(language, ALPHABETIC) / 1000
    n_chars, n_figures = 1, 0
    while True:
        heading = writer.sentence("headings")[0]
        n_chars += len(heading)
        yield heading
        for _ in range(writer.chance.randint(4, 9)):
            sentences = []
            for _ in range(writer.chance.randint(2, 6)):
                written, figures = writer.sentence("statements" if n_figures < wanted * n_chars else "fillers")
                n_chars, n_figures = n_chars + len(written) + 1, n_figures + figures
                sentences.append(written)
            yield writer.joint.join(sentences)


def prose(language: str, length: int, seed: int = 1) -> str:
    """A report of at least this many code points, whole paragraphs with blank lines between."""
    found, size = [], 0
    for paragraph in paragraphs(language, seed):
        found.append(paragraph)
        size += len(paragraph) + 2
        if size >= length:
            return "\n\n".join(found)
    raise AssertionError("paragraphs never end")
