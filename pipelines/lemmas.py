"""Subject keys: the content lemmas of a label, language-tagged, so that inflection and word order do not matter."""

from __future__ import annotations

import re
from functools import cache, lru_cache

import simplemma

from pipelines.languages import pack
from pipelines.languages.base import Entry, key_of
from pipelines.scanner import Scanner
from pipelines.tokens import chars

_WORD = re.compile(r"[^\W_]+(?:[&+][^\W_]+)*")
_FUNCTION = frozenset(
    """
    DET OF TO BY FROM WITH PREP CONJ REL NEG ADVERB PRONOUN DEMONSTRATIVE ONE AUX PER OUT_OF APPROX ABOVE
    BELOW BASE_CUE SINCE BETWEEN DEICTIC
    """.split()
)


_STEPS = 3


@lru_cache(maxsize=50_000)
def lemma(word: str, language: str) -> str:
    """The base form of a word, in lower case.

    The noun's reading comes first, whatever the case that the word is written in (languages that write nouns with a
    capital keep those apart by it), and is repeated until it stays: `Beschäftigten`, `Beschäftigte`, `Beschäftigter`.
    """
    form = word.capitalize()
    try:
        for _ in range(_STEPS):
            form = simplemma.lemmatize(form, lang=language)
        return (
            form.lower() if form.lower() != word.lower() else simplemma.lemmatize(word.lower(), lang=language).lower()
        )
    except ValueError:  # a language without a lemma list: its inflected forms stay apart
        return word.lower()


def is_written(word: str, entry: Entry) -> bool:
    """Whether a word is written as a term demands: `Mobile` is a town, `mobile` is none."""
    return entry.case == "any" or (entry.case == "title" and word[:1].isupper()) or word == entry.surface


@lru_cache(maxsize=50_000)
def _is_content(word: str, language: str) -> bool:
    if len(word) < 2 and not word.isdigit():
        return False
    terms = pack(language).terms
    key = key_of(word)
    entries = (entry for form in (key, key + "'") for entry in terms.get(form, ()) if not entry.rest)
    return not any(entry.type in _FUNCTION or (entry.type == "PLACE" and is_written(word, entry)) for entry in entries)


_NAMING = chars("WORD NAME ORG VERB RATE_CUE SHARE_CUE INDEX_CUE DURATION_CUE CHANGE ORDINAL")


@cache
def _scanner(language: str) -> Scanner:
    return Scanner(pack(language))


@lru_cache(maxsize=50_000)
def _scanned(text: str, language: str) -> tuple[tuple[str, str], ...]:
    """The words of a label without spaces, in the characters of the pack's lists, each with its token type."""
    scanner = _scanner(language)
    return tuple(
        (char, scanner.folded(text[start:end]))
        for lexed in scanner.sentences(text, 0, len(text))
        for char, start, end in zip(lexed.sentence.types, lexed.sentence.starts, lexed.sentence.ends, strict=True)
    )


def words(text: str, language: str) -> list[str]:
    """The words of a label, as written."""
    if pack(language).unspaced is not None:
        return [word for _, word in _scanned(text, language)]
    return _WORD.findall(text)


def content(text: str, language: str) -> frozenset[str]:
    """The lemmas of a label's content words, less places."""
    if pack(language).unspaced is not None:
        return frozenset(word.lower() for char, word in _scanned(text, language) if char in _NAMING)
    return frozenset(lemma(word, language) for word in _WORD.findall(text) if _is_content(word, language))


def subject_key(text: str, language: str) -> str:
    """`fr:entreprise|ia`: the language and the sorted content lemmas; empty where there are none."""
    return key_from(content(text, language), language)


def key_from(lemmas: frozenset[str], language: str) -> str:
    """The subject key of these lemmas."""
    return f"{language}:{'|'.join(sorted(lemmas))}" if lemmas else ""
