"""Adds a language's place and unit aliases to the code lists from CLDR (Babel): `python -m tests.cldr it`.

Takes the names of countries, groups of countries, currencies and the commonest units, in singular and plural, where
the list has them not yet; a second run adds nothing. What CLDR lacks (adjectives, inhabitants, subdivisions, towns,
bare "dollars") is written by hand into the same files (docs/add-a-language.md).
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel import Locale

from schemas import codelists

FOLDER = Path(codelists.__file__).parent / "codes"
GROUPS = {"WLD": "001", "EA": "EZ"}
"""Areas whose code is another one in CLDR."""
COUNTRY, GROUP = "90", "85"
"""Priorities: a country's name holds before a group's."""
UNITS = {
    "length-meter": "m", "length-kilometer": "km", "length-centimeter": "cm", "length-millimeter": "mm",
    "length-mile": "mi", "area-square-meter": "m2", "area-square-kilometer": "km2", "area-hectare": "ha",
    "volume-cubic-meter": "m3", "volume-cubic-kilometer": "km3", "volume-liter": "L", "volume-hectoliter": "hL",
    "volume-gallon": "gal", "mass-gram": "g", "mass-kilogram": "kg", "mass-milligram": "mg", "mass-tonne": "t",
    "power-watt": "W", "power-kilowatt": "kW", "power-megawatt": "MW", "power-gigawatt": "GW", "energy-joule": "J",
    "energy-kilowatt-hour": "kWh", "energy-kilocalorie": "kcal", "digital-megabyte": "MB", "digital-gigabyte": "GB",
    "digital-terabyte": "TB", "frequency-megahertz": "MHz", "frequency-gigahertz": "GHz", "speed-kilometer-per-hour":
    "km/h", "temperature-celsius": "°C", "duration-hour": "h", "duration-minute": "min", "duration-second": "s",
    "duration-day": "d", "duration-week": "wk", "duration-month": "mo", "duration-year": "a",
}  # fmt: skip
"""CLDR's units that reports name, and ours."""


def places(locale: Locale) -> Iterator[list[str]]:
    """Rows of geography_alias.csv: names of countries and groups."""
    for code, area in codelists.areas().items():
        name = locale.territories.get(GROUPS.get(code, code))
        if name and area.level in ("WORLD", "GROUP", "COUNTRY"):
            surface = plain(name).partition(" (")[0]
            yield [surface, locale.language, code, "NAME", COUNTRY if area.level == "COUNTRY" else GROUP]


def units(locale: Locale) -> Iterator[list[str]]:
    """Rows of unit_alias.csv: currencies by their full names, and units."""
    known = codelists.units()
    data = locale._data  # Babel shows plural forms in no other way
    for code, unit in known.items():
        if unit.unit_type == "CURRENCY":
            for surface in {locale.currencies.get(code, ""), *data["currency_names_plural"].get(code, {}).values()}:
                if "(" not in surface:
                    yield [plain(surface), locale.language, code, "false", "false"]
    for name, code in UNITS.items():
        patterns = data["unit_patterns"].get(name, {}).get("long", {})
        for plural, pattern in patterns.items():
            if plural != "per" and isinstance(pattern, str):
                yield [plain(pattern.replace("{0}", "")), locale.language, code, "false", "false"]


def plain(surface: str) -> str:
    """As the lists write it: straight apostrophes, plain spaces."""
    return surface.replace("’", "'").replace("\u00a0", " ").replace("\u202f", " ").strip()


def add(file: str, rows: Sequence[list[str]], n_key: int) -> int:
    """Add the rows (of one language) whose surface is new, and write it in order; how many were added."""
    path = FOLDER / f"{file}.csv"
    header, *lines = csv.reader(path.read_text(encoding="utf-8").splitlines())
    taken = {(line[0].casefold(), line[1], *line[2:n_key]) for line in lines}
    language = rows[0][1]
    taken |= {(key[0], language, *key[2:]) for key in taken if key[1] == codelists.ANY_LANGUAGE}
    before = len(lines)
    for row in rows:
        key = (row[0].casefold(), row[1], *row[2:n_key])
        if row[0] and key not in taken:
            taken.add(key)
            lines.append(row)
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows([header, *sorted(lines)])
    return len(lines) - before


def main(language: str) -> None:
    """Add what CLDR knows of a language. Raises babel.UnknownLocaleError for one that it does not know."""
    locale = Locale.parse(language)
    n_places, n_units = add("geography_alias", list(places(locale)), 3), add("unit_alias", list(units(locale)), 2)
    sys.stdout.write(f"{language}: {n_places} place aliases and {n_units} unit aliases added from CLDR\n")


if __name__ == "__main__":
    main(sys.argv[1])
