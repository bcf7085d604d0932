"""Code lists: keys, parents, names and aliases hold together, and a few facts that a chart would suffer from."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from schemas import codelists
from schemas.codelists import LANGUAGES
from schemas.tables import TABLES, frame, primary_key

FOLDER = Path(codelists.__file__).parent / "codes"
FILES = sorted(FOLDER.glob("*.csv"))
DIMENSIONS = ("dim_unit", "dim_geography", "dim_indicator", "dim_breakdown", "dim_code")
KEYS = {
    "geography_alias": 3,
    "unit_alias": 2,
    "indicator_alias": 2,
    "breakdown_alias": 2,
    "code": 2,
}
STOP_WORDS = frozenset(
    {"les", "des", "sur", "par", "un", "une", "la", "le", "en", "the", "of", "der", "die", "das", "los", "el"}
)


def places(surface: str, language: str) -> dict[str, int]:
    """Areas that a surface names, with their priority."""
    return {alias.ref_area: alias.priority for alias in codelists.place_aliases(language) if alias.surface == surface}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_files_are_sorted_with_unique_keys(file: Path) -> None:
    raw = file.read_bytes()
    header, *lines = csv.reader(raw.decode("utf-8").splitlines())
    keys = [tuple(line[: KEYS.get(file.stem, 1)]) for line in lines]
    assert b"\r" not in raw
    assert lines == sorted(lines)
    assert [key for key, count in Counter(keys).items() if count > 1] == []
    assert {len(line) for line in lines} == {len(header)}
    assert [cell for line in lines for cell in line if cell != cell.strip() or "’" in cell or "\u00a0" in cell] == []


@pytest.mark.parametrize("table", DIMENSIONS)
def test_rows_are_rows_of_their_table(table: str) -> None:
    rows = codelists.rows(table)
    valid = TABLES[table].validate(frame(table, rows), lazy=True)
    assert not valid.duplicated(list(primary_key(table))).any()
    assert [row for row in rows for language in LANGUAGES if not row[f"name_{language}"]] == []


def test_rows_of_another_table_are_refused() -> None:
    with pytest.raises(KeyError):
        codelists.rows("fact_mention")


def test_parents_and_currencies_exist() -> None:
    areas, units = codelists.areas(), codelists.units()
    assert {area.parent for area in areas.values()} - {None} <= set(areas)
    assert {area.currency for area in areas.values()} - {None} <= set(units)
    assert {code.parent for code in codelists.indicators().values()} - {None} <= set(codelists.indicators())
    assert {organization.ref_area for organization in codelists.organizations().values()} - {None} <= set(areas)
    assert {unit.base_unit for unit in units.values()} - {None} <= set(units)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_alias_names_a_code(language: str) -> None:
    assert {alias.ref_area for alias in codelists.place_aliases(language)} <= set(codelists.areas())
    assert {alias.unit_measure for alias in codelists.unit_aliases(language)} <= set(codelists.units())
    assert set(codelists.indicator_aliases(language).values()) == set(codelists.indicators())
    assert {alias.kind for alias in codelists.place_aliases(language)} == {
        "NAME",
        "ADJECTIVE",
        "INHABITANT",
        "CITY",
    } - ({"ADJECTIVE", "INHABITANT"} if language == "zh" else {"INHABITANT"} if language == "es" else set())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_and_group_can_be_found_by_its_name(language: str) -> None:
    surfaces = {(alias.surface.casefold(), alias.ref_area) for alias in codelists.place_aliases(language)}
    lost = [
        area.names[language]
        for area in codelists.areas().values()
        if area.level in ("WORLD", "GROUP", "COUNTRY")
        and not any(char in area.names[language] for char in "(（")
        and (area.names[language].casefold(), area.ref_area) not in surfaces
    ]
    assert lost == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_best_area_of_a_surface_is_one(language: str) -> None:
    best: dict[str, list[int]] = {}
    for alias in codelists.place_aliases(language):
        best.setdefault(alias.surface, []).append(alias.priority)
    assert [surface for surface, found in best.items() if found.count(max(found)) > 1] == []
    assert STOP_WORDS.isdisjoint(surface.lower() for surface in best)


@pytest.mark.parametrize(
    ("surface", "language", "ref_area"),
    [
        ("Pékin", "fr", "CN-BJ"), ("Beijing", "fr", "CN-BJ"), ("北京市", "zh", "CN-BJ"), ("Peking", "de", "CN-BJ"),
        ("Géorgie", "fr", "GE"), ("Georgia", "en", "GE"), ("Luxembourg", "fr", "LU"), ("Mexico", "en", "MX"),
        ("Mexico", "fr", "MX-CMX"), ("New York", "es", "US-NY"), ("Vienne", "fr", "AT-9"), ("Basel", "de", "CH-BS"),
        ("Washington", "en", "US-DC"), ("Etats-Unis", "fr", "US"), ("USA", "de", "US"), ("EE. UU.", "es", "US"),
        ("UE", "fr", "EU"), ("zone euro", "fr", "EA"), ("Euroraum", "de", "EA"), ("Royaume-Uni", "fr", "GB"),
        ("England", "de", "GB-ENG"), ("Londres", "es", "GB-ENG"), ("München", "de", "DE-BY"),
        ("Bayerns", "de", "DE-BY"), ("françaises", "fr", "FR"), ("chinois", "fr", "CN"),
        ("chinesischen", "de", "CN"), ("españolas", "es", "ES"), ("alemanes", "es", "DE"), ("Dutch", "en", "NL"),
        ("Swiss", "en", "CH"), ("nigériens", "fr", "NE"), ("nigérians", "fr", "NG"), ("guyanienne", "fr", "GY"),
        ("guyanaise", "fr", "GF"), ("台灣", "zh", "TW"), ("香港", "zh", "HK"), ("广东省", "zh", "CN-GD"),
        ("Coahuila", "es", "MX-COA"), ("Granada", "es", "ES-AN"), ("Namibie", "fr", "NA"),
        ("burkinabè", "fr", "BF"), ("México", "es", "MX"), ("Cataluña", "es", "ES-CT"),
    ],
)  # fmt: skip
def test_places(surface: str, language: str, ref_area: str) -> None:
    found = places(surface, language)
    assert max(found, key=lambda area: found[area]) == ref_area
    assert found[ref_area] > 0


@pytest.mark.parametrize(
    ("surface", "language"),
    [
        ("Nice", "fr"),
        ("Tours", "fr"),
        ("Reading", "en"),
        ("Orange", "fr"),
        ("Turkey", "en"),
        ("Essen", "de"),
        ("Lot", "fr"),
    ],
)
def test_ordinary_words_need_context(surface: str, language: str) -> None:
    assert set(places(surface, language).values()) == {0}


def test_each_unit_has_an_exact_base_and_no_currency_a_factor() -> None:
    units = codelists.units()
    for unit in units.values():
        if unit.unit_type == "CURRENCY":
            assert (unit.base_unit, unit.factor_to_base) == (None, None)
        else:
            assert unit.base_unit is not None
            assert units[unit.base_unit].factor_to_base == 1
            assert units[unit.base_unit].unit_type == unit.unit_type
            assert unit.factor_to_base is not None
            assert Decimal("1e-9") <= unit.factor_to_base < Decimal("1e19")


@pytest.mark.parametrize(
    ("unit", "other", "ratio"),
    [
        ("Mt", "t", "1000000"), ("kg", "t", "0.001"), ("µg", "g", "0.000001"), ("TWh", "GWh", "1000"),
        ("TJ", "GWh", None), ("GW", "kW", "1000000"), ("km2", "ha", "100"), ("m3", "L", "1000"), ("h", "min", "60"),
        ("d", "h", "24"), ("a", "mo", "12"), ("EFLOPS", "PFLOPS", "1000"), ("Gbit/s", "Mbit/s", "1000"),
        ("EB", "GB", "1000000000"), ("Mt/a", "kt/a", "1000"), ("TWh/a", "GWh/a", "1000"), ("m/s", "km/h", "3.6"),
        ("BASIS_POINT", "PERCENTAGE_POINT", "0.01"), ("nmi", "m", "1852"), ("ft", "in", "12"), ("kWh", "MJ", "3.6"),
        ("Mtce", "tce", "1000000"),
    ],
)  # fmt: skip
def test_factors(unit: str, other: str, ratio: str | None) -> None:
    one, two = codelists.units()[unit], codelists.units()[other]
    assert one.base_unit == two.base_unit
    assert one.factor_to_base is not None
    assert two.factor_to_base is not None
    if ratio is not None:
        assert one.factor_to_base == two.factor_to_base * Decimal(ratio)


@pytest.mark.parametrize(
    ("surface", "language", "unit", "is_ambiguous"),
    [
        ("€", "fr", "EUR", False), ("dollars", "fr", "USD", True), ("dollars américains", "fr", "USD", False),
        ("$", "en", "USD", True), ("yuans", "fr", "CNY", False), ("元", "zh", "CNY", True),
        ("人民币", "zh", "CNY", False), ("FCFA", "fr", "XOF", True), ("livres sterling", "fr", "GBP", False),
        ("pesos", "es", "MXN", True), ("Franken", "de", "CHF", False), ("tonnes", "fr", "t", False),
        ("吨", "zh", "t", False), ("公里", "zh", "km", False), ("gigawatts", "en", "GW", False),
        ("mètres carrés", "fr", "m2", False), ("Stunden", "de", "h", False), ("horas", "es", "h", False),
        ("%", "zh", "PERCENT", False), ("个百分点", "zh", "PERCENTAGE_POINT", False),
        ("points de base", "fr", "BASIS_POINT", False), ("MtCO2", "en", "Mt", False), ("tep", "fr", "toe", False),
        ("吨标准煤", "zh", "tce", False), ("EFLOPS", "fr", "EFLOPS", False), ("Go", "fr", "GB", False),
        ("¥", "zh", "CNY", True),
    ],
)  # fmt: skip
def test_unit_surfaces(surface: str, language: str, unit: str, is_ambiguous: bool) -> None:
    found = [alias for alias in codelists.unit_aliases(language) if alias.surface == surface]
    assert [(alias.unit_measure, alias.is_ambiguous) for alias in found[:1]] == [(unit, is_ambiguous)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_surface_of_a_language_is_one_unit(language: str) -> None:
    own = [alias for alias in codelists.unit_aliases(language) if alias.language == language]
    exact = Counter(alias.surface for alias in own)
    loose = Counter(alias.surface.casefold() for alias in own if not alias.is_case_sensitive)
    assert max(exact.values()) == 1
    assert max(loose.values()) == 1


@pytest.mark.parametrize(
    ("alias", "language", "indicator"),
    [
        ("entreprises d'ia", "fr", "AI_ENTERPRISES"), ("人工智能企业", "zh", "AI_ENTERPRISES"),
        ("unemployment rate", "en", "UNEMPLOYMENT_RATE"),
        ("taux de chômage des jeunes", "fr", "YOUTH_UNEMPLOYMENT_RATE"), ("bruttoinlandsprodukt", "de", "GDP"),
        ("chiffre d'affaires", "fr", "REVENUE"), ("paro", "es", "UNEMPLOYMENT_RATE"),
    ],
)  # fmt: skip
def test_indicator_aliases_are_whole_phrases_in_lower_case(alias: str, language: str, indicator: str) -> None:
    assert codelists.indicator_aliases(language)[alias] == indicator


def test_company_figures_are_generic() -> None:
    generic = {code.indicator for code in codelists.indicators().values() if code.is_generic}
    assert {"REVENUE", "NET_INCOME", "EMPLOYEES"} <= generic
    assert not generic & {"GDP", "AI_ENTERPRISES", "UNEMPLOYMENT_RATE"}


def test_a_name_means_one_organization() -> None:
    named = Counter(
        surface
        for organization in codelists.organizations().values()
        for surface in {*organization.names.values(), *organization.aliases}
    )
    assert [surface for surface, count in named.items() if count > 1] == []


def test_the_fingerprint_reads_every_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = codelists.fingerprint()
    for file in FILES:
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "unit.csv").write_bytes((FOLDER / "unit.csv").read_bytes() + b"\n")
    monkeypatch.setattr(codelists, "_folder", lambda: tmp_path)
    codelists.fingerprint.cache_clear()
    after = codelists.fingerprint()
    codelists.fingerprint.cache_clear()
    assert len(before) == 64
    assert after != before


def test_loading_everything_is_fast_and_needs_no_other_package() -> None:
    """In a process of its own: nothing is cached, and pandas must not come along."""
    program = (
        "import sys, time; from schemas import codelists as c; t = time.perf_counter(); c.areas(); c.units();"
        "c.indicators(); c.organizations(); c.breakdowns(); c.codes();"
        "[f(l) for l in c.LANGUAGES for f in (c.place_aliases, c.unit_aliases, c.indicator_aliases)];"
        "print(time.perf_counter() - t, 'pandas' in sys.modules)"
    )
    runs = [
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
        for _ in range(3)
    ]
    assert {loaded for _, loaded in runs} == {"False"}
    assert min(float(seconds) for seconds, _ in runs) < 0.5
