"""A report told of other things in the same form: places, currencies, counted nouns and numbers replaced throughout.

What an engine reads by rules it reads as well where the words are others of their kind. A word is replaced by one
that takes the same article, preposition and ending; a number by one with as many digits; years stay. Text and gold
are changed together. What has no fellow of its form stays as it is: whole countries with all their places, or a noun.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from zlib import crc32

from pipelines.extract import lexer_of
from pipelines.gold import GoldRow
from pipelines.languages import pack
from pipelines.languages.base import Organization, Place, UnitTerm
from pipelines.tokens import CHAR
from schemas import codelists
from schemas.records import ReportMetadata
from tests.pipelines.reading import Read

COUNTRIES = tuple(
    "DE IT JP BR PL SE CA AU MX KR IN CN FR ES GB TR AR PT GR NO FI NL AT CH TH ID EG ZA NG KE VN CL PE CO IE DK HU"
    " RO CZ UA MA TN CM GH ET NZ PK RS SK LB DZ QA".split()
)
"""From which the others are taken, wherever they have the form asked for."""
CURRENCIES = tuple("EUR GBP CHF JPY INR SEK NOK PLN BRL TRY KRW ZAR THB NGN CZK HUF MAD USD CNY".split())
RISE = 3
"""The part of the way to the greatest number of as many digits that each number rises."""
FIXED = "fixed"
"""Instead of the words of a sign that is a number as well (M€, Cent) or means two currencies: these stay."""
LEAD, OFTEN = 500, 3
"""A report's country is moved where its first characters name it or it is named so often; else little tells it."""
SURE = 50
"""The least priority of a place name that means nothing else."""
YEARS = range(1800, 2200)
_NUMERAL = re.compile(r"\d(?:[\d.,'’ \u00a0\u202f]*\d)?")
_WHOLE = re.compile(r"[01](?=[.,]\d{1,2}$)")
_VOWELS = "aeiouhàâäéèêëîïôöùûüœæAEIOUHÀÂÄÉÈÊËÎÏÔÖÙÛÜŒÆ"
_ENDINGS = {
    "fr": ("es", "e", "s", "x", ""),
    "es": ("as", "os", "eses", "esas", "es", "a", "o", ""),
    "de": ("en", "em", "er", "es", "e", ""),
}
_ARTICLED = {
    "en": re.compile(r"^(United|Netherlands|Philippines|Bahamas)|Republic|Confederation"),
    "de": re.compile(r"ei$|Schweiz|Ukraine|mark$|gau$|Niederlande|Philippinen|USA|Ira[kn]|Kanton|Libanon"),
    "es": re.compile(
        r"^(India|Reino|Estados|Países|La |El |Región|Comunidad|Principado|provincia|Estado|Ciudad|Distrito)"
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """A place or currency in the text."""

    start: int
    end: int
    surface: str
    code: str
    kind: str
    shared: frozenset[str] = frozenset()
    """The countries that have a place of this name, where it is not the only one."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """The report in other words: its text, gold, sidecar, and how many words and numbers were changed."""

    text: str
    gold: tuple[GoldRow, ...]
    metadata: ReportMetadata
    n_edits: int


def replaced(read: Read, gold: Sequence[GoldRow]) -> Replaced:
    """A report with its places, currencies, counted nouns and numbers replaced."""
    text, language, metadata = read.report.text, read.report.language, read.report.metadata
    exchange = _exchange(read, gold)
    edits = dict(exchange.edits)
    nouns = _nouns(gold, text, language)
    taken = {at for start, end in edits for at in range(start, end)}
    for noun in _finder(nouns, language).finditer(text) if nouns else ():
        if taken.isdisjoint(range(*noun.span())):
            edits[noun.span()] = nouns[noun[0]]
    factors: dict[int, Decimal] = {}
    for at, row in enumerate(gold):
        numeral = _numeral(row)
        if numeral is not None:
            start, new = row.start + numeral.start(), other_number(numeral[0])
            edits[start, start + len(numeral[0])] = new
            old = Decimal(_digits(numeral[0]))
            factors[at] = Decimal(_digits(new)) / old if old else Decimal(1)
    edits = {span: new for span, new in edits.items() if text[slice(*span)] != new}
    new_text, moved = _edited(text, edits)
    words = exchange.words | nouns
    rows = []
    for at, row in enumerate(gold):
        start, end = moved(row.start), moved(row.end)
        rows.append(
            replace(
                row, start=start, end=end, quote=new_text[start:end], geo=exchange.areas.get(row.geo, row.geo),
                unit=exchange.units.get(row.unit, row.unit), value=_times(row.value, factors.get(at)),
                indicator_words=_reworded(row.indicator_words, words, language),
                references=_reworded(row.references, words, language),
            )
        )  # fmt: skip
    scope = exchange.areas.get(metadata.ref_area or "", metadata.ref_area)
    return Replaced(new_text, tuple(rows), replace(metadata, ref_area=scope), len(edits))


def _times(value: Decimal, factor: Decimal | None) -> Decimal:
    return value if factor is None else (value * factor).quantize(Decimal("1e-9"))


def _named(read: Read, gold: Sequence[GoldRow]) -> Iterator[Named]:
    """The places and currencies that the lexer knows; what a bare name or sign ("$") means is said by gold."""
    text = read.report.text
    surfaces = {alias.surface for alias in codelists.unit_aliases(read.report.language) if alias.is_ambiguous}
    meant: dict[str, set[str]] = {}
    for row in gold:
        ends = [surface for surface in surfaces if row.quote.endswith(surface) or row.quote.startswith(surface)]
        if ends:
            meant.setdefault(max(ends, key=len), set()).add(row.unit)
    for lexed in lexer_of(read.report.language).sentences(text, 0, len(text)):
        sentence = lexed.sentence
        for char, start, end, value in zip(
            sentence.types, sentence.starts, sentence.ends, sentence.values, strict=True
        ):
            if char == CHAR["PLACE"] and isinstance(value, Place) and value.priority >= SURE:
                shared = frozenset(place.ref_area[:2] for place in (value, *value.others) if value.others)
                yield Named(start, end, text[start:end], value.ref_area, value.kind, shared)
            elif char == CHAR["CURRENCY"] and isinstance(value, UnitTerm):
                codes = meant.get(text[start:end], {value.unit_measure})
                for code in codes:
                    yield Named(start, end, text[start:end] if len(codes) == 1 else FIXED, code, "CURRENCY")
            elif char == CHAR["FUSED"]:
                signs = [meant[sign] for sign in meant if text[start:end].endswith(sign)]
                for code in signs[0] if signs else {str(value).partition("|")[2]}:
                    yield Named(start, end, FIXED, code, "CURRENCY")


def _shape(surface: str, kind: str, language: str) -> tuple[object, ...]:
    """What two words of a kind have in common that can stand for each other in any sentence."""
    if language == "zh":
        return kind, len(surface) == 1, surface[-1] if surface[-1] in "省市区县国州" else ""
    is_first = surface[0] in _VOWELS and language in ("fr", "en")
    case = (surface.isupper() and len(surface) <= 4, surface[0].isupper())
    ending: object = ""
    if kind in ("ADJECTIVE", "INHABITANT"):
        ending = next(end for end in _ENDINGS.get(language, ("",)) if surface.endswith(end))
    elif language == "fr" and kind == "NAME":
        first = surface.split()[0].split("-")[0]
        ending = "p" if first[-1] in "sx" else "f" if first[-1] == "e" and surface != "Mexique" else "m"
    elif language in _ARTICLED:
        found = _ARTICLED[language].search(surface)
        ending = found[0] if found else ""
    return kind, is_first, case, ending, surface.lower().startswith("the ")


@cache
def _fellows(language: str) -> Mapping[str, Mapping[tuple[object, ...], tuple[str, ...]]]:
    """Per area the surfaces that name only it, by shape; of a country's names the main one first."""
    counts: dict[str, int] = {}
    for alias in codelists.place_aliases(language):
        counts[alias.surface] = counts.get(alias.surface, 0) + 1
    found: dict[str, dict[tuple[object, ...], list[str]]] = {}
    for alias in codelists.place_aliases(language):
        if alias.priority < SURE or counts[alias.surface] > 1 or alias.language != language:
            continue
        is_main = alias.surface == codelists.areas()[alias.ref_area].names.get(language)
        if alias.kind == "NAME" and not is_main and " " in alias.surface:
            continue
        shape = _shape(alias.surface, alias.kind, language)
        surfaces = found.setdefault(alias.ref_area, {}).setdefault(shape, [])
        surfaces.insert(0 if is_main else len(surfaces), alias.surface)
    return {area: {shape: tuple(every) for shape, every in shapes.items()} for area, shapes in found.items()}


@dataclass(slots=True)
class _Exchange:
    """Areas and currencies to others, the words that name them to other words, and where these stand."""

    areas: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    edits: dict[tuple[int, int], str] = field(default_factory=dict)


def _exchange(read: Read, gold: Sequence[GoldRow]) -> _Exchange:
    """Countries with all their places, then currencies.

    The currency of the home country goes with the country, since a report is known to be of it by its currency; a
    foreign one may be any. A country that stays has its parts exchanged for other parts of it.
    """
    levels, text, language = codelists.areas(), read.report.text, read.report.language
    home = Counter(row.geo[:2] for row in gold).most_common(1)[0][0]
    named = list(_named(read, gold))
    places = [one for one in named if one.kind != "CURRENCY" and one.code]
    families: dict[str, dict[str, dict[str, str]]] = {}
    for one in places:
        if not one.shared and levels[one.code].level in ("COUNTRY", "SUBDIVISION"):
            families.setdefault(one.code[:2], {}).setdefault(one.code, {})[one.surface] = one.kind
    spent: dict[str, set[str]] = {}
    for one in named:
        if one.kind == "CURRENCY":
            spent.setdefault(one.code, set()).add(one.surface)
    found = _Exchange()
    taken = {*families, home}
    for country, family in sorted(families.items(), key=lambda item: item[0] != home):
        own = levels[country].currency or ""
        for other in _others(country, places, taken, read, is_home=country == home):
            moved = _family(country, other, family, text, language)
            new = levels[other].currency or ""
            paid = _paid(spent.get(own, set()), own, new, text, language) if country == home else {}
            if moved is None or paid is None:
                continue
            taken.add(other)
            found.areas |= {country: other} | moved[0]
            found.edits |= {(one.start, one.end): moved[1][one.code, one.surface]
                            for one in places if (one.code, one.surface) in moved[1]}  # fmt: skip
            found.words |= {surface: word for (_, surface), word in moved[1].items()} | paid
            found.units |= {own: new} if paid else {}
            break
    if home in found.areas:
        _spend(found, spent, {levels[area].currency or "" for area in (*found.areas, *found.areas.values())}, read)
    money = [one for one in named if one.kind == "CURRENCY" and one.code in found.units]
    found.edits |= {(one.start, one.end): found.words[one.surface] for one in money}
    return found


def _homes(read: Read) -> frozenset[str]:
    """The countries of the organizations that a report names: they are known to be at home there."""
    lexer, text = lexer_of(read.report.language), read.report.text
    values = (value for one in lexer.sentences(text, 0, len(text)) for value in one.sentence.values)
    return frozenset(v.ref_area[:2] for v in values if isinstance(v, Organization) and v.ref_area is not None)


def _others(country: str, places: Sequence[Named], taken: set[str], read: Read, *, is_home: bool) -> Iterator[str]:
    """The countries that may stand for one, itself last."""
    points = set(pack(read.report.language).decimal_point_areas)
    own = [one for one in places if one.code[:2] == country]
    is_told = not is_home or len(own) >= OFTEN or own[0].start < LEAD
    is_told = is_told and country not in _homes(read)
    if is_told and read.report.language != "zh" and not any(country in one.shared for one in places):
        start = crc32(read.report.report_file.encode()) % len(COUNTRIES)
        for other in (*COUNTRIES[start:], *COUNTRIES[:start]):
            if other not in taken and (other in points) == (country in points):
                yield other
    yield country


def _spend(found: _Exchange, spent: Mapping[str, set[str]], owned: set[str], read: Read) -> None:
    """Other currencies for those that no country of the text owns."""
    for code, surfaces in sorted(spent.items()):
        if code in owned:
            continue
        for new in CURRENCIES:
            if new in owned or new in spent or new in found.units.values():
                continue
            paid = _paid(surfaces, code, new, read.report.text, read.report.language)
            if paid:
                found.units[code] = new
                found.words |= paid
                break


def _paid(surfaces: set[str], code: str, other: str, text: str, language: str) -> dict[str, str] | None:
    """The words and signs of a currency and those of another one; None where one has no fellow."""
    if code == other:
        return {}
    if FIXED in surfaces:
        return None
    known: dict[str, str] = {}
    for alias in sorted(codelists.unit_aliases(language), key=lambda one: one.is_ambiguous):
        is_glued = alias.surface[:1] == "$" and alias.surface[1:].isalpha()
        if alias.unit_measure == other and alias.surface not in text and not is_glued:
            known.setdefault(_form(alias.surface, language), alias.surface)
    found = {surface: known.get(_form(surface, language), "") for surface in surfaces}
    return found if all(found.values()) else None


def _family(
    country: str, other: str, family: Mapping[str, Mapping[str, str]], text: str, language: str
) -> tuple[dict[str, str], dict[tuple[str, str], str]] | None:
    """One country's areas and words for another's, capitals for capitals; None where one has no fellow."""
    areas: dict[str, str] = {}
    surfaces: dict[tuple[str, str], str] = {}
    fellows = _fellows(language)
    parts, capitals = [area for area in sorted(fellows) if area.startswith(f"{other}-")], codelists.capitals()
    for area, words in family.items():
        alike = [part for part in parts if (part in capitals) == (area in capitals)]
        for candidate in [other] if area == country else alike:
            if candidate in areas.values() or (candidate in family and candidate != country):
                continue
            if candidate == area:
                found: dict[str, str] | None = {word: word for word in words}
            else:
                found = _words(words, fellows.get(candidate, {}), text, language)
            if found is not None:
                areas[area] = candidate
                surfaces |= {(area, word): new for word, new in found.items()}
                break
        else:
            return None
    return areas, surfaces


def _words(
    words: Mapping[str, str], fellows: Mapping[tuple[object, ...], tuple[str, ...]], text: str, language: str
) -> dict[str, str] | None:
    """Each word that names an area and a word that names the other, of the same shape."""
    found: dict[str, str] = {}
    for word, kind in words.items():
        is_loud = word.isupper() and len(word) > 4
        plain = word.title() if is_loud else word
        choice = (
            fellow
            for fellow in fellows.get(_shape(plain, kind, language), ())
            if fellow not in text and fellow not in found.values()
        )
        new = next(choice, None)
        if new is None:
            return None
        found[word] = new.upper() if is_loud else new
    return found


def _form(surface: str, language: str) -> str:
    """Sign, code or word of a currency; of a word also its beginning, its number and how many words it is."""
    if not surface.isalpha() and " " not in surface:
        return "sign"
    if surface.isupper():
        return "code"
    if language == "zh":
        return f"word {surface[-1]}"
    is_vowel = surface[0] in _VOWELS and language in ("fr", "en")
    return f"word {is_vowel} {surface[0].isupper()} {surface.split()[0][-1] in 'sx'}"


@cache
def _noun_sets(language: str) -> tuple[tuple[tuple[str, ...], ...], ...]:
    """Nouns of the same gender and beginning: sets of (singular, plural), or of one form."""
    path = Path(__file__).with_name("replaced_nouns.csv")
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [row["nouns"] for row in csv.DictReader(lines) if row["language"] == language]
    return tuple(tuple(tuple(noun.split("/")) for noun in row.split("|")) for row in rows)


def _nouns(gold: Sequence[GoldRow], text: str, language: str) -> dict[str, str]:
    """The nouns of gold's subjects to others that the text has not."""
    subjects = " ".join(word for row in gold for word in row.indicator_words)
    found: dict[str, str] = {}
    for nouns in _noun_sets(language):
        absent = [noun for noun in nouns if not any(form.lower() in text.lower() for form in noun)]
        for noun in nouns:
            if noun not in absent and absent and any(form in subjects for form in noun):
                found |= dict(zip(noun, absent.pop(0), strict=True))
    return found | {word[0].upper() + word[1:]: new[0].upper() + new[1:] for word, new in found.items()}


def _finder(words: Mapping[str, str], language: str) -> re.Pattern[str]:
    edge = "" if language == "zh" else r"\b"
    return re.compile(edge + "(?:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + ")" + edge)


def _reworded(cells: tuple[str, ...], words: Mapping[str, str], language: str) -> tuple[str, ...]:
    if not words:
        return cells
    finder = _finder(words, language)
    return tuple(finder.sub(lambda found: words[found[0]], cell) for cell in cells)


def _numeral(row: GoldRow) -> re.Match[str] | None:
    """The only numeral of a statement, where the value is its digits and neither it nor another is a year's."""
    found = list(_NUMERAL.finditer(row.quote))
    if len(found) != 1:
        return None
    digits = "".join(map(str, row.value.normalize().as_tuple().digits))
    spoken = {numeral for numeral in (found[0][0], other_number(found[0][0])) if numeral.isdecimal()}
    if _digits(found[0][0]).strip("0") != digits.strip("0") or any(int(numeral) in YEARS for numeral in spoken):
        return None
    return found[0]


def _digits(numeral: str) -> str:
    return re.sub(r"\D", "", numeral)


def other_number(numeral: str) -> str:
    """A greater number with the same marks, digits and noughts; of two the greater stays greater.

    A whole part of nought or one stays, as does a hundred: words agree with the one, and shares end at the other.
    """
    digits = _digits(numeral)
    whole = _WHOLE.match(numeral)
    kept = len(whole[0]) if whole else len(digits) - len(digits.lstrip("0"))
    told = digits[kept:].rstrip("0")
    if not told or digits.strip("0") == "1":
        return numeral
    zeros = len(told) - len(told.lstrip("0"))
    number, most = int(told), 10 ** (len(told) - zeros) - 1
    other = number + (most - number) // RISE
    other -= other % 10 == 0
    new = iter(digits[:kept] + "0" * zeros + str(other) + "0" * len(digits))
    return "".join(next(new) if char.isdecimal() else char for char in numeral)


def _edited(text: str, edits: Mapping[tuple[int, int], str]) -> tuple[str, Callable[[int], int]]:
    """The text with spans replaced, and where each old offset is in it."""
    pieces: list[str] = []
    shifts: list[tuple[int, int]] = []
    at = shift = 0
    for (start, end), new in sorted(edits.items()):
        if start < at:
            continue
        pieces += [text[at:start], new]
        shift += len(new) - (end - start)
        shifts.append((end, shift))
        at = end
    pieces.append(text[at:])

    def moved(offset: int) -> int:
        return offset + next((by for end, by in reversed(shifts) if end <= offset), 0)

    return "".join(pieces), moved
