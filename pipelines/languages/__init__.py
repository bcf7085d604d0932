"""The registry of language packs: one folder of data each. Adding one is one folder and one word here."""

from __future__ import annotations

from functools import cache

from pipelines.languages.base import Pack, load

SUPPORTED: tuple[str, ...] = ("fr", "en", "es", "de", "zh", "it")


@cache
def pack(language: str) -> Pack:
    """The pack of a language (BCP 47 primary tag), loaded once.

    Raises ValueError for a language that we do not read.
    """
    if language not in SUPPORTED:
        raise ValueError(f"no language pack for {language!r}; there are {', '.join(SUPPORTED)}")
    return load(language)
