"""Which country a report in a language without spaces calls its own, by its characters and words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from pipelines import languages
from schemas import codelists

_HEAD = 2000
_FROM = 0.05
"""Share of variant characters in a report's first ones from which it is written in them throughout."""


def _home_by_words(text: str, areas: Mapping[str, tuple[str, ...]]) -> tuple[str | None, int]:
    """The area whose own words a text has most of, the first listed where it has none, and how often."""
    counts = {area: sum(text.count(word) for word in words) for area, words in areas.items()}
    found = max(counts, key=lambda area: counts[area], default=None)
    return found, counts[found] if found is not None else 0


@lru_cache(maxsize=8)
def homeland(language: str, text: str) -> str | None:
    """The country that a report calls its own: by its characters, else by the words of its country alone."""
    pack = languages.pack(language)
    settings = pack.unspaced
    if settings is None:
        return pack.home_area
    head = text[:_HEAD]
    if sum(ord(char) in settings.variants for char in head) > _FROM * len(head):
        return _home_by_words(text, settings.variant_areas)[0]
    own = codelists.areas().get(pack.home_area or "")
    abroad, times = _home_by_words(text, settings.local_words)
    return abroad if own is not None and times > text.count(own.names[pack.language]) else pack.home_area
