"""Which curated indicator a label names.

The whole phrase counts, less place, company, number words and, of a rate of growth, the word for the change.
"taux de chômage des jeunes" is not the total, "exports to China" are not a country's exports; so nothing else is left
out, and where words are left over the label names no curated indicator.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

from pipelines.languages import pack
from pipelines.languages.base import Entry, Organization, Place, key_of
from pipelines.lemmas import content, is_written, key_from, lemma, subject_key, words
from schemas import codelists
from schemas.records import UNKNOWN, Mention

_LONGEST = 12
"""Characters of the longest name, or wrapping word, that is cut off the beginning of an unspaced label."""
_SHORTEST_REST = 2
_RATIO = "RATIO"


def curated_indicator(mention: Mention, language: str) -> str | None:
    """The code of the curated indicator that a mention's label names; None where it names none.

    None as well where the unit is none of the indicator's ("exports" in tonnes), and where the label names
    another area than the mention's.
    """
    key = subject_key(mention.indicator_text, language)
    code = aliases(language).get(key) or _unwrapped(mention, language)
    if code is None or not _fits(code, mention) or not _is_of_area(mention, language):
        return None
    return code


def is_ratio(code: str) -> bool:
    """Whether an indicator is itself a ratio told in percent (a rate of unemployment, a margin)."""
    found = codelists.indicators().get(code)
    return found is not None and found.stock_flow == _RATIO and "PERCENT" in found.unit_types


@cache
def aliases(language: str) -> dict[str, str]:
    """Subject keys of the curated list's aliases to their indicators."""
    found: dict[str, str] = {}
    for alias, indicator in codelists.indicator_aliases(language).items():
        if not any(_is_left_out(word, language) for word in words(alias, language)):
            found.setdefault(subject_key(alias, language), indicator)
    found.pop("", None)
    return found


def _is_left_out(word: str, language: str) -> bool:
    """Whether a key holds no trace of a word that bears meaning: `national debt` is more than debt."""
    return any(
        isinstance(entry.value, Place) or entry.type == "DEICTIC" for entry in _singles(word, language)
    ) and not (content(word, language))


def _unwrapped(mention: Mention, language: str) -> str | None:
    """The indicator of a label without its company and the words that leave the measured thing the same."""
    is_growth = mention.stat_type == "GROWTH_RATE"
    if pack(language).unspaced is not None:
        return _of_parts(mention.indicator_text, is_growth, language)
    lemmas = content(mention.indicator_text, language)
    rest = lemmas - _wrappers(language)
    if mention.breakdown.startswith("ORG:"):
        rest -= _own_names(mention.breakdown, language)
    if is_growth:
        rest = frozenset(word for word in rest if not _is_of(word, language, "CHANGE"))
    for left in (rest, _beheaded(rest, language)):
        code = aliases(language).get(key_from(left, language))
        if code is not None:
            return code
    return None


@cache
def _wrappers(language: str) -> frozenset[str]:
    found = pack(language)
    return frozenset(lemma(word, language) for word in (*found.sets["WRAPPER"], *found.sets["GENERIC"]))


@lru_cache(maxsize=1000)
def _own_names(breakdown: str, language: str) -> frozenset[str]:
    """The lemmas of a company's names, in any language."""
    organization = codelists.organizations().get(breakdown)
    if organization is None:
        return frozenset()
    names = (*organization.aliases, *organization.names.values())
    return frozenset(lemma(word, language) for name in names for word in words(name, language))


def _beheaded(lemmas: frozenset[str], language: str) -> frozenset[str]:
    """Compounds without a first part that leaves the measured thing the same: `Quartalsumsatz`."""
    parts = pack(language).sets["WRAPPER_PART"]
    return frozenset(
        next((word[len(part) :] for part in parts if word.startswith(part) and len(word) > len(part) + 3), word)
        for word in lemmas
    )


def _of_parts(text: str, is_growth: bool, language: str) -> str | None:
    """The indicator of an unspaced label, cut at its beginning (whose) and, of a growth, at its end (the change)."""
    rest = text.strip()
    parts = pack(language).sets["WRAPPER_PART"]
    while True:
        if is_growth:
            rest = _cut_change(rest, language)
        code = aliases(language).get(subject_key(rest, language))
        if code is not None:
            return code
        cut = next((n for n in range(min(_LONGEST, len(rest) - _SHORTEST_REST), 1, -1)
                    if rest[:n] in parts or _is_of(rest[:n], language, "PLACE", "ORG")), 0)  # fmt: skip
        if not cut:
            return None
        rest = rest[cut:].lstrip()
        while _is_of(rest[:1], language, "OF"):
            rest = rest[1:].lstrip()


def _cut_change(text: str, language: str) -> str:
    for size in range(min(_LONGEST, len(text) - _SHORTEST_REST), 1, -1):
        if _is_of(text[-size:], language, "CHANGE"):
            return text[:-size]
    return text


def _singles(word: str, language: str) -> Iterator[Entry]:
    return (entry for entry in pack(language).terms.get(key_of(word), ()) if not entry.rest)


def _is_of(word: str, language: str, *types: str) -> bool:
    return any(
        entry.type in types and not (isinstance(entry.value, Organization) and entry.value.kind != "COMPANY")
        for entry in _singles(word, language)
    )


def _fits(code: str, mention: Mention) -> bool:
    """Whether the mention's unit is one of the indicator's."""
    indicator = codelists.indicators()[code]
    unit_type = codelists.units()[mention.unit_measure].unit_type
    if mention.stat_type == "LEVEL":
        return unit_type in indicator.unit_types
    if mention.stat_type == "RATE" and indicator.stock_flow == _RATIO:
        return unit_type in indicator.unit_types
    return True


def _is_of_area(mention: Mention, language: str) -> bool:
    """Whether each place in the label is the mention's area, one within it or one around it: no partner in trade."""
    if mention.ref_area == UNKNOWN:
        return True
    return all(
        any(_are_nested(area, mention.ref_area) for area in areas) for areas in _areas(mention.indicator_text, language)
    )


@lru_cache(maxsize=20_000)
def _areas(label: str, language: str) -> tuple[frozenset[str], ...]:
    """The areas that each word of a label may name."""
    found = []
    for word in words(label, language):
        entries = [entry for entry in _singles(word, language) if is_written(word, entry)]
        places = [entry.value for entry in entries if isinstance(entry.value, Place)]
        areas = frozenset(area.ref_area for place in places for area in (place, *place.others))
        if areas and "" not in areas:
            found.append(areas)
    return tuple(found)


def _are_nested(first: str, second: str) -> bool:
    return first == second or first.startswith(f"{second}-") or second.startswith(f"{first}-")
