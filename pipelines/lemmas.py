"""Subject keys: the content lemmas of a label, language-tagged, so that inflection and word order do not matter."""

from __future__ import annotations

import re
from functools import cache, lru_cache

import simplemma

from pipelines.languages import pack
from pipelines.languages.base import key_of
from schemas import codelists

_WORD = re.compile(r"[^\W_]+")
_FUNCTION = frozenset(
    """
    DET OF TO BY FROM WITH PREP CONJ REL NEG ADVERB PRONOUN DEMONSTRATIVE ONE AUX PER OUT_OF APPROX ABOVE
    BELOW BASE_CUE SINCE BETWEEN DEICTIC
    """.split()
)


@lru_cache(maxsize=50_000)
def _lemma(word: str, language: str) -> str:
    return simplemma.lemmatize(word, lang=language).lower()


@lru_cache(maxsize=50_000)
def _is_content(word: str, language: str) -> bool:
    if len(word) < 2 and not word.isdigit():
        return False
    singles = [entry for entry in pack(language).terms.get(key_of(word), ()) if not entry.rest]
    elided = [entry for entry in pack(language).terms.get(key_of(word) + "'", ()) if not entry.rest]
    return not any(entry.type in _FUNCTION or entry.type == "PLACE" for entry in singles or elided)


def content(text: str, language: str) -> frozenset[str]:
    """The lemmas of a label's content words, less places."""
    return frozenset(
        _lemma(word.lower(), language) for word in _WORD.findall(text) if _is_content(word.lower(), language)
    )


def subject_key(text: str, language: str) -> str:
    """`fr:entreprise|ia`: the language and the sorted content lemmas; empty where there are none."""
    lemmas = content(text, language)
    return f"{language}:{'|'.join(sorted(lemmas))}" if lemmas else ""


@cache
def curated(language: str) -> dict[str, str]:
    """Subject keys of the curated list's aliases to their indicators."""
    found: dict[str, str] = {}
    for alias, indicator in codelists.indicator_aliases(language).items():
        found.setdefault(subject_key(alias, language), indicator)
    found.pop("", None)
    return found
