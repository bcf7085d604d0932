"""Entries of a pack by surface, for longest match in text without spaces."""

from __future__ import annotations

from collections.abc import Iterable

from pipelines.languages.base import Entry, Pack


def fold(text: str, pack: Pack) -> str:
    """The text in the characters of the pack's lists, one for one."""
    return text.translate(pack.unspaced.folded) if pack.unspaced else text


class Lexicon:
    """Entries by surface, and for each two first characters the lengths to try, longest first."""

    def __init__(self, items: Iterable[tuple[str, Entry]]) -> None:
        self.entries: dict[str, Entry] = {}
        for surface, entry in items:
            self.entries.setdefault(surface, entry)
        self.firsts = frozenset(surface[0] for surface in self.entries)
        lengths: dict[str, set[int]] = {}
        for surface in self.entries:
            if len(surface) > 1:
                lengths.setdefault(surface[:2], set()).add(len(surface))
        self._lengths = {pair: tuple(sorted(found, reverse=True)) for pair, found in lengths.items()}

    def at(self, text: str, position: int) -> tuple[Entry, int] | None:
        """The longest entry that begins at `position`, and where it ends."""
        for length in self._lengths.get(text[position : position + 2], ()):
            entry = self.entries.get(text[position : position + length])
            if entry is not None and position + length <= len(text):
                return entry, position + length
        entry = self.entries.get(text[position])
        return (entry, position + 1) if entry is not None else None


def surfaces(key: str, entry: Entry, pack: Pack) -> Iterable[tuple[str, Entry]]:
    """The surfaces by which an entry is found: as written, and in small and capital letters where case is free."""
    yield fold(entry.surface, pack), entry
    if entry.case != "exact" and key.isascii():
        yield key, entry
        yield key.upper(), entry
