"""What a language pack must say, and how its files become look-ups.

A pack is a folder: `pack.toml` (settings), `terms.csv` (typed words), `verbs.csv`, `inflection.csv`,
`homographs.csv` (see `inflection.py`). Places, organizations, units and currencies come from the code lists.
No word of any language stands here.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from pipelines.languages.inflection import VerbForm, expand
from schemas import codelists

STATUS_TYPES = {"FORECAST": "F", "TARGET": "T", "ESTIMATE": "E", "PROVISIONAL": "P"}
"""Term types that colour a statement wherever they stand in it; they are no token types."""
SET_TYPES = (
    "ENUMERATED",
    "ADDED",
    "LIMIT_CUE",
    "RANK_CUE",
    "YEAR_WORD",
    "PER_HEAD",
    "GENERIC",
    "GEO_NOUN",
    "AS_CUE",
    "SCHOOL_CUE",
    "RANGE_VERB",
)
"""Term types that a rule asks for by word; the token keeps its grammatical type."""

HYPHENS = "‐‑-"
_NUMERAL = r"\d+[¼½¾⅓⅔⅛]|\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3}(?!\d))+(?:[.,]\d+)?|\d+(?:[.,'’]\d+)*"
_ALNUM = rf"[^\W\d_]+[{HYPHENS}]?\d[\w{HYPHENS}]*"
_WORD = rf"[^\W\d_]+(?:[{HYPHENS}][^\W\d_]+)*"


@dataclass(frozen=True, slots=True)
class Entry:
    """A term: the keys that follow its first, its type and value, and the case that it demands.

    `case` is any, title (the first letter is a capital) or exact (`surface` as written); `unless` are keys that may
    not follow (in terms.csv behind ` !`: `de plus !de`).
    """

    rest: tuple[str, ...]
    type: str
    value: Any
    case: str
    surface: str
    unless: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Place:
    """What a place token says: the coded area, the kind of alias and its priority."""

    ref_area: str
    kind: str
    priority: int


@dataclass(frozen=True, slots=True)
class Organization:
    """What an organization token says: its breakdown code, home area (None: no country's) and kind."""

    breakdown: str
    ref_area: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class UnitTerm:
    """What a unit or currency token says: its code and whether the word names several units."""

    unit_measure: str
    is_ambiguous: bool


@dataclass(frozen=True, slots=True)
class Pack:
    """A language, ready for the lexer.

    `terms` is keyed by an entry's first key, longest entry first; `status` maps keys to status entries;
    `sets` holds the words of each set type; `home_area` the area of a report that names none (basis DEFAULT).
    """

    language: str
    decimal: str
    groups: frozenset[str]
    elision: bool
    token: re.Pattern[str]
    terms: Mapping[str, tuple[Entry, ...]]
    status: Mapping[str, tuple[Entry, ...]]
    sets: Mapping[str, frozenset[str]]
    verbs: Mapping[str, VerbForm]
    ordinal_suffixes: frozenset[str]
    decade_suffixes: frozenset[str]
    quarter_letters: Mapping[str, int]
    fiscal_letters: frozenset[str]
    split_year_month: int
    abbreviations: frozenset[str]
    number_joiners: frozenset[str]
    compounds_before: bool
    home_area: str | None


def key_of(word: str) -> str:
    """The look-up key of a word: lower case, one apostrophe, one hyphen."""
    return word.lower().replace("’", "'").replace("‐", "-").replace("‑", "-")


def token_pattern(elision: bool) -> re.Pattern[str]:
    """The one token expression of an alphabetic language; groups: numeral, alnum, word, other."""
    word = rf"{_WORD}['’]?" if elision else rf"['’]s\b|n['’]t\b|{_WORD}"
    return re.compile(rf"({_NUMERAL})|({_ALNUM})|({word})|([^\s\w]|_)")


def _entry(token: re.Pattern[str], surface: str, type_: str, value: Any, case: str) -> tuple[str, Entry] | None:
    words, _, unless = surface.partition(" !")
    keys = [key_of(found[0]) for found in token.finditer(words)]
    return (keys[0], Entry(tuple(keys[1:]), type_, value, case, words, frozenset(unless.split()))) if keys else None


def _index(entries: Iterable[tuple[str, Entry] | None]) -> dict[str, tuple[Entry, ...]]:
    table: dict[str, list[Entry]] = {}
    for item in entries:
        if item is not None:
            table.setdefault(item[0], []).append(item[1])
    return {key: tuple(sorted(found, key=lambda e: -len(e.rest))) for key, found in table.items()}


def _case(surface: str) -> str:
    return "exact" if any(letter.isupper() for letter in surface) else "any"


def _name_case(surface: str) -> str:
    letters = [letter for letter in surface if letter.isalpha()]
    if not letters or not letters[0].isupper():
        return "any"
    return "exact" if len(letters) <= 5 and all(letter.isupper() for letter in letters) else "title"


def _own_terms(token: re.Pattern[str], text: str) -> tuple[list[Any], list[Any], dict[str, set[str]]]:
    """Entries, status entries and word sets of a pack's terms.csv."""
    entries: list[Any] = []
    status: list[Any] = []
    sets: dict[str, set[str]] = {name: set() for name in SET_TYPES}
    for row in csv.DictReader(io.StringIO(text)):
        for surface in row["surfaces"].split("|"):
            if row["type"] in STATUS_TYPES:
                status.append(_entry(token, surface, row["type"], STATUS_TYPES[row["type"]], _case(surface)))
            elif row["type"] in sets:
                sets[row["type"]].add(key_of(surface))
            else:
                entries.append(_entry(token, surface, row["type"], row["value"], _case(surface)))
    return entries, status, sets


def _listed_terms(token: re.Pattern[str], language: str) -> list[Any]:
    """Entries from the code lists: places, organizations, units and currencies."""
    entries: list[Any] = []
    units = codelists.units()
    for unit in codelists.unit_aliases(language):
        type_ = units[unit.unit_measure].unit_type
        if type_ not in ("CURRENCY", "PHYSICAL"):
            continue
        kind = "CURRENCY" if type_ == "CURRENCY" else "UNIT"
        case = "exact" if unit.is_case_sensitive else "any"
        term = UnitTerm(unit.unit_measure, unit.is_ambiguous)
        entries.append(_entry(token, unit.surface, kind, term, case))
    best: dict[str, Any] = {}
    for place in codelists.place_aliases(language):
        kept = best.get(place.surface)
        if kept is None or place.priority > kept.priority:
            best[place.surface] = place
    for place in best.values():
        value = Place(place.ref_area, place.kind, place.priority)
        entries.append(_entry(token, place.surface, "PLACE", value, _name_case(place.surface)))
    for organization in codelists.organizations().values():
        home = Organization(organization.breakdown, organization.ref_area, organization.kind)
        for alias in organization.aliases:
            entries.append(_entry(token, alias, "ORG", home, _name_case(alias)))
    return entries


def load(language: str) -> Pack:
    """Read a pack's folder. Raises FileNotFoundError where a file of the pack is missing."""
    folder = resources.files("pipelines.languages") / language
    read = {name: (folder / name).read_text(encoding="utf-8") for name in
            ("pack.toml", "terms.csv", "verbs.csv", "inflection.csv", "homographs.csv")}  # fmt: skip
    settings = tomllib.loads(read["pack.toml"])
    token = token_pattern(settings["elision"])
    entries, status, sets = _own_terms(token, read["terms.csv"])
    return Pack(
        language=language,
        decimal=settings["decimal"],
        groups=frozenset(settings["groups"]),
        elision=settings["elision"],
        token=token,
        terms=_index(entries + _listed_terms(token, language)),
        status=_index(status),
        sets={name: frozenset(words) for name, words in sets.items()},
        verbs=expand(read["verbs.csv"], read["inflection.csv"], read["homographs.csv"]),
        ordinal_suffixes=frozenset(settings["ordinal_suffixes"]),
        decade_suffixes=frozenset(settings["decade_suffixes"]),
        quarter_letters=settings["quarter_letters"],
        fiscal_letters=frozenset(settings["fiscal_letters"]),
        split_year_month=settings["split_year_month"],
        abbreviations=frozenset(settings["abbreviations"]),
        number_joiners=frozenset(settings["number_joiners"]),
        compounds_before=settings["compounds_before"],
        home_area=settings.get("home_area"),
    )
