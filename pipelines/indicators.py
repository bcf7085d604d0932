"""Which curated indicator a label names.

The whole phrase counts, less place, company, number words and, of a rate of growth, the word for the change.
"taux de chômage des jeunes" is not the total, "exports to China" are not a country's exports; so nothing else is left
out, and where words are left over the label names no curated indicator.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, lru_cache

from pipelines.languages import pack
from pipelines.languages.base import Entry, Organization, Place, UnitTerm, key_of
from pipelines.lemmas import content, is_written, key_from, lemma, subject_key, words
from pipelines.partitions import PARTNER, groups_in, joined_code
from schemas import codelists
from schemas.records import NOT_APPLICABLE, TOTAL, UNKNOWN, Mention

_LONGEST = 12
"""Characters of the longest name, or wrapping word, that is cut off the beginning of an unspaced label."""
_SHORTEST_REST = 2
_RATIO = "RATIO"
CHANGES = ("GROWTH_RATE", "DIFFERENCE")


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


def with_denominator(mention: Mention, language: str) -> Mention:
    """The mention with the words for what it is counted against as a code.

    A person, a household, a unit; of a share only a curated indicator (GDP); of a ratio else the words' lemmas.
    """
    if mention.measurement_denominator == NOT_APPLICABLE:
        return mention
    code = _whole(mention, language) if mention.stat_type == "SHARE" else _head(mention, language)
    return replace(mention, measurement_denominator=code or NOT_APPLICABLE)


def _whole(mention: Mention, language: str) -> str | None:
    """The indicator that the words for a whole name, as a whole phrase."""
    text = mention.measurement_denominator
    if pack(language).unspaced is not None:
        return _of_parts(text, False, language)
    return aliases(language).get(key_from(content(text, language) - _wrappers(language), language))


def _head(mention: Mention, language: str) -> str | None:
    """What a ratio or an amount per head is counted against."""
    text, found = mention.measurement_denominator, pack(language)
    if found.unspaced is not None:
        return next((code for word, code in found.denominators.items() if word in text), subject_key(text, language))
    for word in re.split(r"[\s-]+", key_of(text)):
        if word in found.denominators:
            return found.denominators[word]
        unit = next((entry.value for entry in _singles(word, language) if isinstance(entry.value, UnitTerm)), None)
        if unit is not None:
            return str(unit.unit_measure)
    return subject_key(text, language) or None


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
        text = mention.indicator_text
        for words_of_group in _group_words(mention, language):
            text = text.replace(words_of_group, "", 1)
        return _of_parts(text, is_growth, language)
    lemmas = content(mention.indicator_text, language)
    rest = lemmas - _wrappers(language)
    if mention.breakdown.startswith("ORG:"):
        rest -= _own_names(mention.breakdown, language)
    for words_of_group in _group_words(mention, language):
        rest -= content(words_of_group, language)
    if is_growth:
        rest = frozenset(word for word in rest if not _is_of(word, language, "CHANGE"))
    for left in (rest, _beheaded(rest, language)):
        code = aliases(language).get(key_from(left, language))
        if code is not None:
            return code
    return None


def _group_words(mention: Mention, language: str) -> Iterator[str]:
    """The words of a label that name the group whose figure it is, or the other one of its kind before it.

    A label that a figure takes over (`unemployment among women was 7% and among men 6%`) keeps the first one's group.
    """
    text, parts = mention.indicator_text, mention.breakdown.split(codelists.BREAKDOWN_JOINT)
    kinds = {part.partition(":")[0] for part in parts}
    if mention.breakdown != TOTAL:
        for group in groups_in(text, 0, len(text), pack(language)):
            if group.kind in kinds:
                yield text[group.start : group.end]


def by_definition(code: str, mention: Mention, language: str) -> tuple[str, Mention]:
    """The indicator of a mention and the mention as that indicator defines it.

    A ratio in percent is a rate of nothing else; what is an indicator by itself is no breakdown or growth of another:
    `unemployment among young people`, the growth of consumer prices against the year before.
    """
    fact = replace(mention, breakdown=_part(mention, code, language))
    for other in codelists.indicators().values():
        is_part = other.parent == code and other.breakdown_of_parent == fact.breakdown
        is_change = other.yearly_change_of == code and fact.stat_type == "GROWTH_RATE" and _is_yearly(fact)
        if is_part or is_change:
            code = other.indicator
            fact = replace(fact, breakdown=TOTAL) if is_part else replace(fact, stat_type="RATE")
            break
    if is_ratio(code) and fact.unit_measure == "PERCENT" and fact.stat_type not in CHANGES:
        is_own = codelists.indicators()[code].yearly_change_of is not None and _is_yearly(fact)
        base = NOT_APPLICABLE if is_own else fact.base_per
        fact = replace(fact, stat_type="RATE", base_per=base)
    if codelists.indicators()[code].stock_flow == _RATIO:
        fact = replace(fact, measurement_denominator=NOT_APPLICABLE)
    return code, fact


def _is_yearly(mention: Mention) -> bool:
    """Whether a change is against the same period a year before; a whole year's is where nothing else is said."""
    period, base = mention.time_period, mention.base_per
    if base == NOT_APPLICABLE:
        return len(period) == YEAR and period.isdecimal()
    return base[:YEAR].isdecimal() and period == f"{int(base[:YEAR]) + 1}{base[YEAR:]}"


YEAR = 4
"""Characters of a year."""


def _part(mention: Mention, code: str, language: str) -> str:
    """The breakdown of a mention, less the groups whose words stand in the curated indicator's name."""
    named = set(_group_words(mention, language))
    if not named or aliases(language).get(subject_key(mention.indicator_text, language)) != code:
        return mention.breakdown
    own = {group.code for group in groups_in(mention.indicator_text, 0, len(mention.indicator_text), pack(language))}
    codes = (part for part in mention.breakdown.split(codelists.BREAKDOWN_JOINT) if part not in own)
    return joined_code(codes) or TOTAL


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
    """Whether each place in the label is the mention's area, one within it or around it, or its breakdown's partner."""
    if mention.ref_area == UNKNOWN:
        return True
    partners = {part.partition(":")[2] for part in mention.breakdown.split(codelists.BREAKDOWN_JOINT)
                if part.startswith(PARTNER)}  # fmt: skip
    return all(
        any(area in partners or _are_nested(area, mention.ref_area) for area in areas)
        for areas in _areas(mention.indicator_text, language)
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
