"""Code lists: frozen look-ups over the CSV files of `schemas/codes/`, standard library only.

Units, areas, indicators, organizations, breakdowns and the small SDMX lists, with names in French, English, Chinese,
Spanish and German and the surface forms by which texts name them. The files are the source: to add a code or an
alias, edit a CSV. How surfaces are found in text is not known here. Aliases load when a language first asks.

Surfaces are written with a straight apostrophe and plain spaces: whoever searches text folds ’ and no-break spaces.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from schemas.records import UNKNOWN

LANGUAGES = ("fr", "en", "zh", "es", "de")
ANY_LANGUAGE = "*"
_DIGITS = re.compile(r"\d+")
BREAKDOWN_JOINT = "+"
"""Between the codes of a group that is of several kinds."""
_NAME_COLUMNS = tuple((f"name_{language}", language) for language in LANGUAGES)
_TABLES = {
    "dim_unit": "unit",
    "dim_geography": "geography",
    "dim_indicator": "indicator",
    "dim_breakdown": "breakdown",
    "dim_code": "code",
}
_NOT_IN_TABLE = frozenset({"currency", "is_generic", "unit_types", "yearly_change_of", "breakdown_of_parent"})
_NULLABLE = frozenset({"additivity", "base_unit", "factor_to_base", "iso_alpha3", "parent", "stock_flow"})


@dataclass(frozen=True, slots=True)
class Area:
    """A country, subdivision or group, with its names by language.

    `level` is WORLD, GROUP, COUNTRY, SUBDIVISION or NONE; `currency` is the country's own (ISO 4217), by which a bare
    "dollar" or "peso" can be settled.
    """

    ref_area: str
    level: str
    parent: str | None
    iso_alpha3: str | None
    currency: str | None
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PlaceAlias:
    """A surface that names an area. `kind` is NAME, ADJECTIVE, INHABITANT or CITY (a town within the area).

    Where one surface names several areas the higher `priority` wins; at priority 0 it is also an ordinary word, a
    given name or a river, and needs context. Surfaces are in their own case: "US" is no "us", "Chine" no "chine".
    """

    surface: str
    language: str
    ref_area: str
    kind: str
    priority: int


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: value × `factor_to_base` is the value in `base_unit`; no factor exists for a currency."""

    unit_measure: str
    unit_type: str
    symbol: str
    names: Mapping[str, str]
    base_unit: str | None
    factor_to_base: Decimal | None


@dataclass(frozen=True, slots=True)
class UnitAlias:
    """A surface that names a unit.

    An ambiguous one ("dollars", "元", "points") has other readings: `unit_measure` is what it means unless the document
    says otherwise.
    """

    surface: str
    language: str
    unit_measure: str
    is_case_sensitive: bool
    is_ambiguous: bool


@dataclass(frozen=True, slots=True)
class IndicatorCode:
    """A curated indicator. A generic one (revenue, pupils) is identified only with a breakdown (the company).

    `unit_types` are those that its level has: "exports" in tonnes are some product's, and no value of trade.
    `yearly_change_of` is the indicator whose change against the year before it is by definition (inflation),
    `breakdown_of_parent` the group of its parent that it is (youth unemployment).
    """

    indicator: str
    names: Mapping[str, str]
    definition: str
    parent: str | None
    topic: str
    stock_flow: str
    additivity: str
    is_generic: bool
    unit_types: frozenset[str]
    yearly_change_of: str | None
    breakdown_of_parent: str | None


@dataclass(frozen=True, slots=True)
class Organization:
    """A company or institution: a breakdown of kind ORG.

    `ref_area` is its home, None where it has none; `aliases` are short names and acronyms in any language; `kind` is
    COMPANY or INSTITUTION.
    """

    breakdown: str
    ref_area: str | None
    names: Mapping[str, str]
    aliases: tuple[str, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Which part or who. `kind` is TOTAL, SEX, AGE, SECTOR, PRODUCT or OTHER; organizations are a list of their own."""

    breakdown: str
    kind: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BreakdownAlias:
    """A surface that names a breakdown; `#` stands for an age, in the surface as in the code.

    An ambiguous one is also the word of another thing ("services", "moins de # ans"): it counts only where the sentence
    says so.
    """

    surface: str
    breakdown: str
    is_ambiguous: bool


@dataclass(frozen=True, slots=True)
class Code:
    """A code of a small SDMX list."""

    codelist: str
    code: str
    names: Mapping[str, str]


@cache
def areas() -> Mapping[str, Area]:
    """Areas by `ref_area`, with `_U` unknown and `_Z` not applicable."""
    return MappingProxyType(
        {
            row["ref_area"]: Area(
                row["ref_area"],
                row["level"],
                row["parent"] or None,
                row["iso_alpha3"] or None,
                row["currency"] or None,
                _names(row),
            )
            for row in _records("geography")
        }
    )


@cache
def capitals() -> frozenset[str]:
    """The subdivisions that are or hold a country's capital: governments and agencies write from there."""
    return frozenset(row["ref_area"] for row in _records("capital"))


@cache
def place_aliases(language: str) -> tuple[PlaceAlias, ...]:
    """Surfaces that name areas in a language, with those of every language ("USA"). Empty for an unknown language."""
    return tuple(
        PlaceAlias(surface, spoken, ref_area, kind, int(priority))
        for surface, spoken, ref_area, kind, priority in _aliases("geography_alias", language)
    )


@cache
def units() -> Mapping[str, Unit]:
    """Units by `unit_measure`."""
    return MappingProxyType(
        {
            row["unit_measure"]: Unit(
                row["unit_measure"],
                row["unit_type"],
                row["symbol"],
                _names(row),
                row["base_unit"] or None,
                Decimal(row["factor_to_base"]) if row["factor_to_base"] else None,
            )
            for row in _records("unit")
        }
    )


@cache
def currency_powers() -> Mapping[str, float]:
    """Powers of ten of how many units of a currency a US dollar bought, roughly, since 2000; others are near 0."""
    return MappingProxyType({row["unit_measure"]: float(row["power"]) for row in _records("currency_power")})


@cache
def unit_aliases(language: str) -> tuple[UnitAlias, ...]:
    """Surfaces that name units in a language, then the symbols of every language ("km"). Scale words are not units."""
    found = (
        UnitAlias(surface, spoken, unit, case == "true", ambiguous == "true")
        for surface, spoken, unit, case, ambiguous in _aliases("unit_alias", language)
    )
    return tuple(sorted(found, key=lambda alias: alias.language != language))


@cache
def indicators() -> Mapping[str, IndicatorCode]:
    """Curated indicators by code, without the unknown member."""
    return MappingProxyType(
        {
            row["indicator"]: IndicatorCode(
                row["indicator"],
                _names(row),
                row["definition"],
                row["parent"] or None,
                row["topic"],
                row["stock_flow"],
                row["additivity"],
                row["is_generic"] == "true",
                frozenset(row["unit_types"].split("|")),
                row["yearly_change_of"] or None,
                row["breakdown_of_parent"] or None,
            )
            for row in _records("indicator")
            if row["indicator"] != UNKNOWN
        }
    )


@cache
def indicator_aliases(language: str) -> Mapping[str, str]:
    """Lower-case noun phrases, less place and time, to indicator codes. An alias is the whole phrase."""
    return MappingProxyType(
        {surface.lower(): indicator for surface, _, indicator in _aliases("indicator_alias", language)}
    )


@cache
def organizations() -> Mapping[str, Organization]:
    """Companies and institutions by breakdown code (`ORG:…`)."""
    return MappingProxyType(
        {
            row["breakdown"]: Organization(
                row["breakdown"],
                row["ref_area"] or None,
                _names(row),
                tuple(filter(None, row["aliases"].split("|"))),
                row["kind"],
            )
            for row in _records("organization")
        }
    )


@cache
def breakdowns() -> Mapping[str, Breakdown]:
    """Breakdowns other than organizations, by code; `_T` is the total."""
    return MappingProxyType(
        {row["breakdown"]: Breakdown(row["breakdown"], row["kind"], _names(row)) for row in _records("breakdown")}
    )


@cache
def breakdown_aliases(language: str) -> tuple[BreakdownAlias, ...]:
    """Surfaces that name breakdowns other than organizations in a language."""
    return tuple(
        BreakdownAlias(surface, breakdown, ambiguous == "true")
        for surface, _, breakdown, ambiguous in _aliases("breakdown_alias", language)
    )


def breakdown_rows(codes: Iterable[str]) -> list[dict[str, str]]:
    """Rows of `dim_breakdown` for the codes that the list does not hold: ages, partner areas, groups of several kinds.

    `AGE:Y15-24` and `PARTNER:DE` are named by their form, `SEX:F+AGE:Y15-24` by its parts; its kind is that of the
    first. Raises KeyError for a code that has no form.
    """
    known = {row["breakdown"] for row in rows("dim_breakdown")}
    return [_breakdown_row(code) for code in sorted(set(codes) - known)]


def _breakdown_row(code: str) -> dict[str, str]:
    parts = [_names_of(part) for part in code.split(BREAKDOWN_JOINT)]
    names = {column: ", ".join(names[language] for names in parts) for column, language in _NAME_COLUMNS}
    return {"breakdown": code, "kind": code.partition(":")[0], **names}


def _names_of(code: str) -> Mapping[str, str]:
    """The names of a listed breakdown, or of one by its form: with its ages, or with the name of its area."""
    if code in breakdowns():
        return breakdowns()[code].names
    kind, _, value = code.partition(":")
    area = areas().get(value) if kind == "PARTNER" else None
    forms = {row["form"]: row for row in _records("breakdown_form")}
    form = forms[f"{kind}:#" if area else f"{kind}:{_DIGITS.sub('#', value)}"]
    numbers = _DIGITS.findall(value)
    return MappingProxyType(
        {
            language: form[column].replace("#", "{}").format(*([area.names[language]] if area else numbers))
            for column, language in _NAME_COLUMNS
        }
    )


@cache
def codes() -> Mapping[tuple[str, str], Code]:
    """Codes of the small SDMX lists by list and code."""
    return MappingProxyType(
        {(row["codelist"], row["code"]): Code(row["codelist"], row["code"], _names(row)) for row in _records("code")}
    )


def rows(table: str) -> list[dict[str, Any]]:
    """The rows of `dim_unit`, `dim_geography`, `dim_indicator`, `dim_breakdown` or `dim_code`, with its columns.

    `dim_indicator` holds the curated indicators; `dim_breakdown` the organizations as well. Raises KeyError for
    another table.
    """
    found = [
        {column: _cell(column, value) for column, value in row.items() if column not in _NOT_IN_TABLE}
        for row in _records(_TABLES[table])
    ]
    if table == "dim_indicator":
        return [{**row, "is_curated": row["indicator"] != UNKNOWN} for row in found]
    return found + list(_organization_rows()) if table == "dim_breakdown" else found


@cache
def fingerprint() -> str:
    """SHA-256 over the names and bytes of all code lists: it changes whenever any list does."""
    digest = hashlib.sha256()
    for file in sorted(_folder().iterdir(), key=lambda file: file.name):
        if file.name.endswith(".csv"):
            content = file.read_bytes()
            digest.update(f"{file.name}\x00{len(content)}\x00".encode())
            digest.update(content)
    return digest.hexdigest()


def _cell(column: str, value: str) -> str | Decimal | None:
    if not value and column in _NULLABLE:
        return None
    return Decimal(value) if column == "factor_to_base" else value


def _organization_rows() -> Iterator[dict[str, Any]]:
    for row in _records("organization"):
        yield {"breakdown": row["breakdown"], "kind": "ORG", **{column: row[column] for column, _ in _NAME_COLUMNS}}


def _aliases(name: str, language: str) -> Iterator[list[str]]:
    """Rows of an alias file whose second column is the language or every language."""
    return (row for row in _lines(name)[1] if row[1] == language or row[1] == ANY_LANGUAGE)


def _records(name: str) -> Iterator[dict[str, str]]:
    header, lines = _lines(name)
    return (dict(zip(header, line, strict=True)) for line in lines)


def _names(row: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType({language: row[column] for column, language in _NAME_COLUMNS})


@cache
def _lines(name: str) -> tuple[list[str], list[list[str]]]:
    # csv, not pandas: "NA" is Namibia here, and never an empty cell
    text = _folder().joinpath(f"{name}.csv").read_text(encoding="utf-8")
    header, *lines = csv.reader(text.splitlines())
    return header, lines


@cache
def _folder() -> Any:
    return files("schemas").joinpath("codes")
