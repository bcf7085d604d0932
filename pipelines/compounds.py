"""Compounds written as one word: number words, and nouns that take their type from their last part.

`zweihundertfünfzigtausend` is one number, `Preisrückgang` a change noun whose first part is what changes,
`Arbeitslosenquote` a rate. Parts and heads come from the pack; a word's reading is kept, so that a text pays once
for each of its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from pipelines.languages.base import HYPHENS, Pack
from pipelines.literals import Literal

MAX_KNOWN = 50_000
MAX_NUMBER = 80
"""Letters of the longest number that is read as one word."""
MIN_FIRST = 3
"""Letters that a compound's first part has at least."""
_NUMBERS = ("SMALL", "HUNDRED", "THOUSAND", "ONE", "HALF")

Part = tuple[str, Any, int, int]
"""A token of a compound: its type, its value, and where it begins and ends in the word."""


class Compounds:
    """The compounds of one pack."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self._numbers = dict(self._number_words())
        self._joiners = pack.number_joiners
        words = "|".join(map(re.escape, sorted((*self._numbers, *self._joiners), key=len, reverse=True)))
        # the rest must be parts as well: `cent|ottanta`, not `cento|ttanta`
        self._one = re.compile(f"(?:{words})(?=(?:{words})*$)")
        self._longest = max((len(head) for head in pack.heads), default=0)
        self._known: dict[str, tuple[Part, ...]] = {}

    def _number_words(self) -> Iterator[tuple[str, tuple[str, Decimal]]]:
        for key, entries in self.pack.terms.items():
            for entry in entries:
                if not entry.rest and entry.type in _NUMBERS and key.isalpha() and entry.value:
                    first = entry.value.partition("|")[0]
                    yield key, (entry.type, Decimal("0.5") if entry.type == "HALF" else Decimal(first))

    def read(self, word: str) -> tuple[Part, ...]:
        """The tokens that a compound is read as; empty where it is none."""
        found = self._known.get(word)
        if found is None:
            found = self._read(word)
            if len(self._known) >= MAX_KNOWN:
                self._known.clear()
            self._known[word] = found
        return found

    def _read(self, word: str) -> tuple[Part, ...]:
        key = word.lower()
        number = self._composed(self._parts(key))
        if number is not None:
            return ((*number, 0, len(word)),)
        return self._headed(word, key) if word[0].isupper() or any(hyphen in word for hyphen in HYPHENS) else ()

    def _parts(self, key: str) -> list[str]:
        """The number words of which a word is made; empty where something else stands in it."""
        parts: list[str] = []
        at = 0
        while at < len(key) <= MAX_NUMBER:
            found = self._one.match(key, at)
            if found is None:
                return []
            parts.append(found[0])
            at = found.end()
        return parts

    def _composed(self, parts: list[str]) -> tuple[str, Any] | None:
        """The number that parts such as `drei hundert fünf und zwanzig tausend` say; None where they say none."""
        if len(parts) < 2 or parts[0] in self._joiners or parts[-1] in self._joiners:
            return None
        total = current = Decimal(0)
        for part in parts:
            if part in self._joiners:
                continue
            name, value = self._numbers[part]
            if name == "THOUSAND":
                total, current = total + max(current, Decimal(1)) * value, Decimal(0)
            elif name == "HUNDRED":
                current = max(current, Decimal(1)) * value
            else:
                current += value
        total += current
        if total != int(total):
            return "DIGITS", Literal(total, 1)
        return "SMALL", str(total)

    def _headed(self, word: str, key: str) -> tuple[Part, ...]:
        if key in self.pack.heads:
            return ((*self.pack.heads[key], 0, len(word)),)
        for length in range(min(self._longest, len(key) - MIN_FIRST), 2, -1):
            head = self.pack.heads.get(key[-length:])
            if head is None:
                continue
            at = len(word) - length
            if head[0] == "POINT":
                part = self._fraction(key[:at])
                return (("FRACTION", part, 0, at), (*head, at, len(word))) if part else ()
            if head[0] != "CHANGE" or key[:at].rstrip(HYPHENS) in self.pack.sets["BARE_MODIFIER"]:
                return ((*head, 0, len(word)),)
            return (("WORD", None, 0, self._first_end(key, at)), (*head, at, len(word)))
        return ()

    def _fraction(self, key: str) -> str | None:
        """The fraction that a compound's first part says (`Viertelprozentpunkt`); None where it says none."""
        entries = self.pack.terms.get(key, ())
        return next((entry.value for entry in entries if entry.type == "FRACTION" and not entry.rest), None)

    def _first_end(self, key: str, at: int) -> int:
        """Where the first part ends without its joining letter or hyphen."""
        if key[at - 1] in HYPHENS:
            return at - 1
        return at - 1 if key[:at].endswith(self.pack.compound_links) else at
