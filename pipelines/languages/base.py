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
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from typing import Any

from pipelines.languages.inflection import VerbForm, expand, unknown_forms
from pipelines.languages.unspaced import Unspaced, unspaced
from pipelines.literals import Literal
from schemas import codelists

STATUS_TYPES = {"FORECAST": "F", "TARGET": "T", "ESTIMATE": "E", "PROVISIONAL": "P"}
"""Term types that colour a statement wherever they stand in it; they are no token types."""
SET_TYPES = (
    "ENUMERATED",
    "NOTE_CUE",
    "ADDED",
    "LIMIT_CUE",
    "MONEY_CUE",
    "RANK_CUE",
    "PER_HEAD",
    "DENOMINATOR",
    "GENERIC",
    "WRAPPER",
    "WRAPPER_PART",
    "GEO_NOUN",
    "AS_CUE",
    "AVERAGE_CUE",
    "SCHOOL_CUE",
    "BARE_MODIFIER",
    "WEAK_NOUN",
    "SPAN_WORD",
    "SAME_WORD",
    "AWAY",
    "LEGAL_FORM",
    "MONEY_NOUN",
    "WEAK_HEAD",
    "STOCK",
    "HELD",
    "MEASURE_END",
    "RATE_END",
    "ORG_END",
    "PLURAL",
    "COVER_CUE",
    "PLAN_WORD",
)
"""Term types that a rule asks for by word; the token keeps its grammatical type."""

LINK_TYPES = frozenset(
    "OF PREP OUT_OF BY TO PER SINCE UNTIL BETWEEN DET ARTICLE DEMONSTRATIVE CONJ REL PRONOUN NEG".split()
)
"""Term types of the words that no noun phrase is known by."""
QUARTER_LETTERS = {"Q": 3, "H": 6}
MIN_FIRST, MIN_LAST = 3, 4
"""Letters that the first and last part of a compound noun have at least."""
LONGEST_ENDING = 6
"""Letters of the longest ending by which an unknown verb is known."""
HYPHENS = "‐‑-"
STEM = 5
FALLBACK = "en"
"""The language of an organization's name where the code list has none in the report's."""
_POINT_FIRST = r"(?<![\w.,:;!?)»”])\.\d{1,4}(?![\d]|[.,]\d)"
"""A number below one without its zero: `$.88`."""
_NUMERAL = r"\d+[¼½¾⅓⅔⅛]|\d{1,3}(?:(?:[ \u00a0\u202f\u2009]|\n {0,8})\d{3}(?!\d))+(?:[.,]\d+)?|\d+(?:[.,'’]\d+)*"
_ALNUM = rf"[^\W\d_]++[{HYPHENS}]?\d[\w{HYPHENS}]*(?:[.,]\d\w*)*"
SOFT_HYPHEN = "\u00ad"
"""A break that a word could have, as web pages and typesetters leave it; it is no part of the word."""
RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
"""Raised digits: a footnote's mark, or part of a unit (m²); they are tokens of their own."""
_LETTER = rf"[^\W\d_{RAISED}]"
_WORD = rf"{_LETTER}++(?:[{SOFT_HYPHEN}{HYPHENS}]{_LETTER}++)*+"


@dataclass(frozen=True, slots=True)
class Entry:
    """A term: the keys that follow its first, its type and value, and the case that it demands.

    `case` is any, title (the first letter is a capital) or exact (`surface` as written); `unless` are keys that may
    not follow (in terms.csv behind ` !`: `de plus !de`), `only` those of which one must (behind ` ?`: `medio ?punto`).
    """

    rest: tuple[str, ...]
    type: str
    value: Any
    case: str
    surface: str
    unless: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Place:
    """What a place token says: the coded area, the kind of alias and its priority.

    `others` are further areas of that name, of lower priority (Córdoba in Argentina and in Spain). Below 0 the name
    is one only in reports of its own country (Centre, Delta).
    """

    ref_area: str
    kind: str
    priority: int
    others: tuple[Place, ...] = ()


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
    `sets` holds the words of each set type; `heads` the words that may end a compound, with the type and value that
    they give it, `compound_links` the endings of first parts that carry a joining letter; `home_area` the area of a
    report that names none (basis DEFAULT), `decimal_point_areas` the countries whose reports print a decimal point,
    the likeliest first,
    where the language's mark is a comma. The flags of word order and spelling are those of `pack.toml`, off where
    it is silent. `indicator_stems` are the stems of words in curated indicators' names,
    `adverb_endings` those of unknown words that are adverbs, `verb_endings` those of unknown finite verbs, each with
    the form that it tells, `function_words` (without accents) those by which no label is judged; `plural_ending` that
    of plural nouns where a plural form of a verb behind a singular is a noun, `singular_endings` those of singulars
    like it; `articles_are_pronouns`: an article before a verb form is its object;
    `participle_openings` are what participles open with (`angezeigt`);
    `links` are the words that join nouns or stand before them;
    `nouns` tells what kind of thing a noun names (MONEY, PERSON, SPEAKER, see docs/add-a-language.md);
    `denominators` what each word for a head is a word for. `note_scales` the words for a scale in a note on figures,
    and their powers of ten.
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
    indicator_stems: frozenset[str]
    adverb_endings: tuple[str, ...]
    verb_endings: Mapping[str, VerbForm]
    heads: Mapping[str, tuple[str, str]]
    decimal_point_areas: tuple[str, ...] = ()
    compound_links: tuple[str, ...] = ()
    capital_nouns: bool = False
    ordinal_dot: bool = False
    verb_second: bool = False
    future_auxiliary: str = ""
    adjective_endings: tuple[str, ...] = ()
    per_head_prefixes: tuple[str, ...] = ()
    denominators: Mapping[str, str] = field(default_factory=dict)
    note_scales: Mapping[str, int] = field(default_factory=dict)
    joined_numbers: bool = False
    function_words: frozenset[str] = frozenset()
    unspaced: Unspaced | None = None
    articles_are_pronouns: bool = False
    plural_ending: str = ""
    singular_endings: tuple[str, ...] = ()
    participle_openings: tuple[str, ...] = ()
    nouns: Mapping[str, str] = field(default_factory=dict)
    links: frozenset[str] = frozenset()

    def noun_class(self, key: str) -> str:
        """What kind of thing a noun names; a compound's last part tells; empty where no list has it."""
        found = self.nouns.get(key)
        if found is not None or not self.nouns:
            return found or ""
        last = key.rpartition("-")[2]
        first = MIN_FIRST if self.capital_nouns else 0
        ends = (last[at:] for at in range(first, len(last) - MIN_LAST + 1)) if first else (last,)
        return next((self.nouns[end] for end in ends if end in self.nouns), "")

    def verb_of(self, key: str) -> VerbForm | None:
        """The form of an unknown word that its longest ending tells; None where it tells none."""
        if self.participle_openings and key.startswith(self.participle_openings) and key.endswith(_WEAK_OR_STRONG):
            return _PARTICIPLE
        if not self.verb_endings:
            return None
        ends = (key[-n:] for n in range(LONGEST_ENDING, 0, -1))
        return next((self.verb_endings[end] for end in ends if end in self.verb_endings), None)


_WEAK_OR_STRONG = ("t", "en")
_PARTICIPLE = next(iter(unknown_forms({"PP": ("",)}).values()))


@lru_cache(maxsize=10_000)
def key_of(word: str) -> str:
    """The look-up key of a word: lower case, one apostrophe, one hyphen, no soft ones."""
    return word.lower().replace("’", "'").replace("‐", "-").replace("‑", "-").replace(SOFT_HYPHEN, "")


def token_pattern(elision: bool) -> re.Pattern[str]:
    """The one token expression of an alphabetic language; groups: numeral, alnum, word, other."""
    word = rf"{_WORD}['’]?" if elision else rf"['’]s\b|n['’]t\b|{_WORD}"
    return re.compile(rf"(?=[.\d])({_NUMERAL}|{_POINT_FIRST})|({_ALNUM})|({word})|([^\s\w]|[_{RAISED}])")


WHOLE = re.compile(r".+")
"""The token expression by which a language without spaces keys its entries: the whole surface."""


def _entry(token: re.Pattern[str], surface: str, type_: str, value: Any, case: str) -> tuple[str, Entry] | None:
    words, _, only = surface.partition(" ?")
    words, _, unless = words.partition(" !")
    keys = [key_of(found[0]) for found in token.finditer(words)]
    if not keys:
        return None
    return keys[0], Entry(
        tuple(keys[1:]), type_, value, case, words, frozenset(unless.split()), frozenset(only.split())
    )


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


def _value(type_: str, value: str) -> Any:
    """The value of a term: a word for a decimal number (type DIGITS) is read like the digits."""
    return Literal(Decimal(value), len(value.partition(".")[2])) if type_ == "DIGITS" else value


def _own_heads(text: str) -> dict[str, tuple[str, str]]:
    """The words that may end a compound: their type and value (`HEAD,CHANGE:-1,rückgang`)."""
    heads: dict[str, tuple[str, str]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        if row["type"] == "HEAD":
            type_, _, value = row["value"].partition(":")
            heads |= dict.fromkeys(row["surfaces"].split("|"), (type_, value))
    return heads


_DENOMINATORS = ("PER_HEAD", "DENOMINATOR")


def _denominators(text: str) -> dict[str, str]:
    """The words for heads and for what else ratios count against, and what each is a word for (HOUSEHOLD, BIRTH)."""
    rows = (row for row in csv.DictReader(io.StringIO(text)) if row["type"] in _DENOMINATORS and row["value"])
    return {key_of(surface): row["value"] for row in rows for surface in row["surfaces"].split("|")}


def _note_scales(text: str) -> dict[str, int]:
    """The scale words of notes (`in thousands`) and their powers of ten."""
    rows = (row for row in csv.DictReader(io.StringIO(text)) if row["type"] == "NOTE_SCALE")
    return {key_of(surface): int(row["value"]) for row in rows for surface in row["surfaces"].split("|")}


def _own_terms(token: re.Pattern[str], text: str) -> tuple[list[Any], list[Any], dict[str, set[str]]]:
    """Entries, status entries and word sets of a pack's terms.csv."""
    entries: list[Any] = []
    status: list[Any] = []
    sets: dict[str, set[str]] = {name: set() for name in SET_TYPES}
    for row in csv.DictReader(io.StringIO(text)):
        for surface in row["surfaces"].split("|"):
            if row["type"] in STATUS_TYPES:
                status.append(_entry(token, surface, row["type"], STATUS_TYPES[row["type"]], _case(surface)))
            elif row["type"] == "NATIONAL":
                entries.append(_entry(token, surface, "PLACE", Place("", "NATIONAL", 60), _case(surface)))
            elif row["type"] in sets:
                sets[row["type"]].add(key_of(surface))
            elif row["type"] not in ("HEAD", "NOTE_SCALE"):
                value = _value(row["type"], row["value"])
                entries.append(_entry(token, surface, row["type"], value, _case(surface)))
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
    places: dict[str, list[Place]] = {}
    for place in codelists.place_aliases(language):
        places.setdefault(place.surface, []).append(Place(place.ref_area, place.kind, place.priority))
    for surface, found in places.items():
        best, *others = sorted(found, key=lambda one: -one.priority)
        value = replace(best, others=tuple(others)) if others else best
        entries.append(_entry(token, surface, "PLACE", value, _name_case(surface)))
    for organization in codelists.organizations().values():
        home = Organization(organization.breakdown, organization.ref_area, organization.kind)
        own_name = organization.names.get(language, organization.names[FALLBACK])
        is_plain = organization.kind == "COMPANY" or token is WHOLE
        for name in dict.fromkeys((*organization.aliases, *((own_name,) if is_plain else ()))):
            entries.append(_entry(token, name, "ORG", home, _name_case(name)))
    return entries


def _phrasal(token: re.Pattern[str], verbs: Mapping[str, VerbForm]) -> list[Any]:
    """Entries of the verb forms of several words: `se dejó`, `fueron a más`. Where verbs part, the lexer joins them."""
    kinds = (("INF", "INFINITIVE"), ("GER", "GERUND"), ("PP", "PARTICIPLE"))
    return [
        _entry(token, surface, next((name for form, name in kinds if form in verb.forms), "VERB"), verb, "any")
        for surface, verb in verbs.items()
        if " " in surface
    ]


def stem(word: str) -> str:
    """The first letters of a word: enough to know its family without a dictionary."""
    return key_of(word)[:STEM]


def _stems(language: str) -> frozenset[str]:
    """Stems of the longer words in the names of curated indicators: words that name what is measured."""
    words = (word for alias in codelists.indicator_aliases(language) for word in re.findall(_WORD, alias))
    return frozenset(stem(word) for word in words if len(word) >= STEM)


def _respelt(surface: str, spellings: Mapping[str, str]) -> str:
    for letters, others in spellings.items():
        surface = surface.replace(letters, others)
    return surface


def _respelt_terms(text: str, spellings: Mapping[str, str]) -> str:
    """terms.csv with each surface in its other spelling as well (`dreißig`, in Switzerland `dreissig`)."""
    if not spellings:
        return text
    out = io.StringIO()
    reader = csv.DictReader(io.StringIO(text))
    writer = csv.DictWriter(out, ("type", "value", "surfaces"), lineterminator="\n")
    writer.writeheader()
    for row in reader:
        surfaces = row["surfaces"].split("|")
        both = dict.fromkeys((*surfaces, *(_respelt(surface, spellings) for surface in surfaces)))
        writer.writerow({**row, "surfaces": "|".join(both)})
    return out.getvalue()


def _respelt_verbs(verbs: Mapping[str, VerbForm], spellings: Mapping[str, str]) -> Mapping[str, VerbForm]:
    """The verb forms and, where no other verb is written so, their other spellings."""
    if not spellings:
        return verbs
    return {_respelt(surface, spellings): form for surface, form in verbs.items()} | dict(verbs)


def _verbs(read: Mapping[str, str], settings: Mapping[str, Any]) -> Mapping[str, VerbForm]:
    told_apart = frozenset({"NOUN", "ADJ"} if settings.get("capital_nouns", False) else ())
    clitics = tuple(settings.get("infinitive_clitics", ()))
    verbs = expand(read["verbs.csv"], read["inflection.csv"], read["homographs.csv"], told_apart, clitics)
    return _respelt_verbs(verbs, settings.get("spellings", {}))


def load(language: str) -> Pack:
    """Read a pack's folder. Raises FileNotFoundError where a file of the pack is missing."""
    folder = resources.files("pipelines.languages") / language
    read = {name: (folder / name).read_text(encoding="utf-8") for name in
            ("pack.toml", "terms.csv", "verbs.csv", "inflection.csv", "homographs.csv")}  # fmt: skip
    settings = tomllib.loads(read["pack.toml"])
    read["terms.csv"] = _respelt_terms(read["terms.csv"], settings.get("spellings", {}))
    plain = _unspaced(folder, settings)
    token = WHOLE if plain else token_pattern(settings.get("elision", False))
    entries, status, sets = _own_terms(token, read["terms.csv"])
    capital_nouns = settings.get("capital_nouns", False)
    verbs = _verbs(read, settings)
    if not settings.get("verb_second", False):
        entries += _phrasal(token, verbs)
    return Pack(
        language=language,
        decimal=settings["decimal"],
        groups=frozenset(settings["groups"]),
        elision=settings.get("elision", False),
        token=token,
        terms=_index(entries + _listed_terms(token, language)),
        status=_index(status),
        sets={name: frozenset(words) for name, words in sets.items()},
        verbs=verbs,
        ordinal_suffixes=frozenset(settings.get("ordinal_suffixes", ())),
        decade_suffixes=frozenset(settings.get("decade_suffixes", ())),
        quarter_letters=settings.get("quarter_letters", QUARTER_LETTERS),
        fiscal_letters=frozenset(settings.get("fiscal_letters", ("FY",))),
        split_year_month=settings.get("split_year_month", 7),
        abbreviations=frozenset(settings.get("abbreviations", ())),
        number_joiners=frozenset(settings.get("number_joiners", ())),
        compounds_before=settings.get("compounds_before", False),
        home_area=settings.get("home_area"),
        indicator_stems=_stems(language),
        adverb_endings=tuple(settings.get("adverb_endings", ())),
        verb_endings=unknown_forms(settings.get("verb_endings", {})),
        heads=_own_heads(read["terms.csv"]),
        compound_links=tuple(settings.get("compound_links", ())),
        capital_nouns=capital_nouns,
        ordinal_dot=settings.get("ordinal_dot", False),
        verb_second=settings.get("verb_second", False),
        future_auxiliary=settings.get("future_auxiliary", ""),
        adjective_endings=tuple(settings.get("adjective_endings", ())),
        per_head_prefixes=tuple(settings.get("per_head_prefixes", ())),
        denominators=_denominators(read["terms.csv"]),
        note_scales=_note_scales(read["terms.csv"]),
        joined_numbers=settings.get("joined_numbers", False),
        function_words=frozenset(settings.get("function_words", ())),
        decimal_point_areas=tuple(settings.get("decimal_point_areas", ())),
        articles_are_pronouns=settings.get("articles_are_pronouns", False),
        plural_ending=settings.get("plural_ending", ""),
        singular_endings=tuple(settings.get("singular_endings", ())),
        participle_openings=tuple(settings.get("participle_openings", ())),
        unspaced=plain,
        nouns=_nouns(folder),
        links=_links(entries),
    )


def _links(entries: Iterable[tuple[str, Entry] | None]) -> frozenset[str]:
    """The single words that join nouns or stand before them."""
    found = (item for item in entries if item is not None)
    return frozenset(key.rstrip("'") for key, entry in found if entry.type in LINK_TYPES and not entry.rest)


def _nouns(folder: Any) -> dict[str, str]:
    """The class of each noun that the pack lists; a small pack has no such list."""
    path = folder / "nouns.csv"
    if not path.is_file():
        return {}
    rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))
    return {key_of(word): row["class"] for row in rows for word in row["words"].split("|")}


def _unspaced(folder: Any, settings: Mapping[str, Any]) -> Unspaced | None:
    """Settings and lists of a language without spaces; None for others."""
    table = settings.get("unspaced")
    if table is None:
        return None
    lists = ((folder / name).read_text(encoding="utf-8") for name in ("variants.txt", "compounds.txt"))
    return unspaced(table, *lists)
