"""What a BI developer gets who drags a column into a chart: sums that mean something, series that hold together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from schemas import periods
from warehouse.home import Home
from warehouse.store import Store

Query = Callable[[str], pd.DataFrame]
LANGUAGES = ("fr", "en", "zh", "es", "de")
AREAS = {
    "CA": ("COUNTRY", "021"), "CA-ON": ("SUBDIVISION", "CA"), "CA-QC": ("SUBDIVISION", "CA"),
    "FR": ("COUNTRY", "155"), "EU": ("GROUP", "150"), "BE-VLG": ("SUBDIVISION", "BE"),
    "BE-VAN": ("SUBDIVISION", "BE-VLG"),
    "_U": ("NONE", None), "_Z": ("NONE", None),
}  # fmt: skip
INDICATORS = {
    "JOBS": ("SEMI_ADDITIVE", "LABOUR"), "SALES": ("ADDITIVE", "TRADE"), "POWER": ("ADDITIVE", "ENERGY"),
    "JOBLESS": ("NON_ADDITIVE", "LABOUR"), "REVENUE": ("ADDITIVE", "COMPANY"),
}  # fmt: skip
UNITS = {
    "COUNT": ("COUNT", "COUNT", 1), "PERCENT": ("PERCENT", "PERCENT", 1), "INDEX": ("INDEX", "INDEX", 1),
    "EUR": ("CURRENCY", None, None), "USD": ("CURRENCY", None, None), "MJ": ("PHYSICAL", "MJ", 1),
    "MWh": ("PHYSICAL", "MJ", 3600), "GWh": ("PHYSICAL", "MJ", 3_600_000),
}  # fmt: skip
PERIODS = (
    "2022",
    "2023",
    "2024",
    "2025",
    "2024-Q1",
    "2024-Q2",
    "2023-Q4",
    "2023-10-01/P1Y",
    "2024-01-01/P9M",
    "_U",
    "_Z",
)


def _names(code: str) -> dict[str, str]:
    return {f"name_{language}": f"{code} {language}" for language in LANGUAGES}


@pytest.fixture(scope="module")
def ask(rows: Any, tmp_path_factory: pytest.TempPathFactory) -> Query:
    """A question to a warehouse with what goes wrong: totals beside parts, years beside quarters, several claims."""

    def claim(value: str, indicator: str, area: str, period: str, unit: str = "COUNT", **more: Any) -> Any:
        key = {name: more.pop(name) for name in ("stat_type", "base_per") if name in more}
        return rows.Claim(value, Decimal(value), indicator, unit, ref_area=area, time_period=period, extra=more, **key)

    office = [
        claim("20.9", "JOBS", "CA", "2024"), claim("8.2", "JOBS", "CA-ON", "2024"),
        claim("4.5", "JOBS", "CA-QC", "2024"),
        claim("8.1", "JOBS", "CA-ON", "2023"), claim("4.4", "JOBS", "CA-QC", "2023"), claim("28", "JOBS", "FR", "2024"),
        claim("219", "JOBS", "EU", "2024"), claim("13", "JOBS", "FR", "2024", breakdown="SEX:F"),
        claim("30", "JOBS", "FR", "2025", obs_status="F"),
        claim("3", "JOBS", "BE-VLG", "2024"), claim("1", "JOBS", "BE-VAN", "2024"),
        claim("2.5", "JOBS", "FR", "2024", "PERCENT", stat_type="GROWTH_RATE", base_per="2023"),
        claim("27.3", "JOBS", "FR", "2023"),
        claim("7", "JOBLESS", "FR", "2024", "PERCENT", stat_type="RATE"),
        claim("9", "JOBLESS", "CA", "2024", "PERCENT", stat_type="RATE"),
        claim("400", "SALES", "FR", "2024", "EUR"), claim("90", "SALES", "FR", "2024-Q1", "EUR"),
        claim("110", "SALES", "FR", "2024-Q2", "EUR"), claim("95", "SALES", "FR", "2023-Q4", "EUR"),
        claim("430", "SALES", "FR", "2024", "USD"), claim("380", "SALES", "FR", "2023-10-01/P1Y", "EUR"),
        claim("300", "SALES", "FR", "2024-01-01/P9M", "EUR"), claim("101", "SALES", "FR", "2022", "INDEX"),
        claim("12", "POWER", "FR", "2022", "GWh"), claim("13", "POWER", "FR", "2023", "GWh"),
        claim("14000", "POWER", "FR", "2024", "MWh"),
        claim("50", "REVENUE", "FR", "2024", "EUR"), claim("70", "REVENUE", "FR", "2024", "EUR", breakdown="ORG:A"),
    ]  # fmt: skip
    press = [
        claim("29", "JOBS", "FR", "2024", comparator=">", min_value=Decimal(29)),
        claim("26", "JOBS", "FR", "2024", is_approximate=True),
    ]
    reports = [
        _report(rows, "office.txt", office, 1, data_source="Office"),
        _report(rows, "press.txt", press, 3, data_source="Press", date_issued=date(2025, 2, 1)),
    ]
    level, growth = (next(r for r in reports[0]["fact_observation"] if r["exact"] == words) for words in ("28", "2.5"))
    reports[0]["fact_relation"] = [
        {"observation_id": growth["observation_id"], "predicate": "GROWTH_OF",
         "related_observation_id": level["observation_id"]}
    ]  # fmt: skip
    store = Store(Home(tmp_path_factory.mktemp("additivity")))
    result = store.load(_batch(rows, *reports), "run", rows.NOW)
    assert result.reasons == []
    return store.read


def _report(rows: Any, file: str, claims: list[Any], tier: int, **about: Any) -> Any:
    text = "".join(f"{claim.words} ;\n" for claim in claims)
    report = rows.make_report(file, text, claims, source_tier=tier, **about)
    for row in report["fact_observation"]:
        row["source_tier"] = tier
    return report


def _batch(rows: Any, *reports: Any) -> Any:
    """The reports with dimensions of their own."""
    lists = rows.dimension_rows() | {
        "dim_geography": [{"ref_area": code, "level": level, "parent": parent, **_names(code)}
                          for code, (level, parent) in AREAS.items()],
        "dim_indicator": [{"indicator": code, "additivity": additivity, "topic": topic, "is_curated": True,
                           **_names(code)}
                          for code, (additivity, topic) in INDICATORS.items()],
        "dim_unit": [{"unit_measure": code, "unit_type": kind, "symbol": code, "base_unit": base,
                      "factor_to_base": None if factor is None else Decimal(factor), **_names(code)}
                     for code, (kind, base, factor) in UNITS.items()],
        "dim_period": [periods.row(code) for code in PERIODS],
        "dim_breakdown": [{"breakdown": code, "kind": kind, **_names(code)}
                          for code, kind in (("_T", "TOTAL"), ("SEX:F", "SEX"), ("ORG:A", "ORG"))],
    }  # fmt: skip
    return rows.make_batch(*reports, lists=lists)


def _total(ask: Query, column: str, source: str, where: str) -> float | None:
    """The sum as a BI tool asks for it; None where there is nothing that may be summed."""
    value = ask(f"SELECT CAST(sum({column}) AS DOUBLE) AS total FROM {source} WHERE {where}")["total"][0]
    return None if pd.isna(value) else round(float(value), 6)


# indicator and period: what the fact table's sum gives, and what the view's column for sums gives.
SUMS = {
    "a country holds its parts, a group of countries holds countries, a woman is a person": (
        "indicator = 'JOBS' AND time_period = '2024' AND stat_type = 'LEVEL'",
        20.9 + 8.2 + 4.5 + 28 + 219 + 13 + 3 + 1 + 29 + 26,
        20.9 + 28 + 3,
    ),
    "parts without their country add up": (
        "indicator = 'JOBS' AND time_period = '2023' AND ref_area <> 'FR'",
        12.5,
        12.5,
    ),
    "a forecast is not yet a fact": ("indicator = 'JOBS' AND time_period = '2025'", 30, None),
    "rates never add up": ("indicator = 'JOBLESS'", 16, None),
    "growth is no amount": ("indicator = 'JOBS' AND stat_type = 'GROWTH_RATE'", 2.5, None),
    "a year holds its quarters; dollars say again what euros say; a span across years and an index stay out": (
        "indicator = 'SALES'",
        400 + 90 + 110 + 95 + 430 + 380 + 300 + 101,
        400 + 95,
    ),
    "energy adds up in one unit": ("indicator = 'POWER'", 12 + 13 + 14000, (12 + 13 + 14) * 3_600_000),
    "an unnamed company's revenue is not the country's": ("indicator = 'REVENUE'", 120, 70),
}


@pytest.mark.parametrize("name", SUMS)
def test_sums_count_nothing_twice(ask: Query, name: str) -> None:
    where, nonsense, total = SUMS[name]
    assert _total(ask, "value", "fact_observation", where) == pytest.approx(nonsense)
    for view in ("v_preferred", "v_timeseries"):
        assert _total(ask, "additive_value", view, where) == total
    assert _total(ask, "additive_value", "v_level", where) == total


def test_stocks_do_not_add_up_over_time(ask: Query) -> None:
    found = ask("SELECT DISTINCT indicator, can_sum_over_areas, can_sum_over_periods FROM v_level "
                "WHERE additive_value IS NOT NULL ORDER BY 1")  # fmt: skip
    assert list(found.itertuples(index=False, name=None)) == [
        ("JOBS", True, False),
        ("POWER", True, True),
        ("REVENUE", True, True),
        ("SALES", True, True),
    ]


def test_a_series_has_one_unit_one_claim_and_the_range_of_all(ask: Query) -> None:
    found = ask("""SELECT value, unit_measure, value_exact, low_value, high_value, lowest_claim, highest_claim,
        n_claims, n_sources, is_latest FROM v_timeseries
        WHERE series_key LIKE 'JOBS|FR|_T|LEVEL|%' ORDER BY time_period""")
    assert found["value"].tolist() == [27.3, 28, 30]
    assert found["is_latest"].tolist() == [False, True, False]  # the forecast is no latest figure
    row = found.iloc[1]
    assert (row["lowest_claim"], row["highest_claim"], row["n_claims"], row["n_sources"]) == (26, 29, 3, 2)
    assert (row["low_value"], row["high_value"]) == (28, 28)
    power = ask("SELECT DISTINCT series_key, unit_measure FROM v_timeseries WHERE indicator = 'POWER'")
    assert power["unit_measure"].tolist() == ["GWh"]
    last = ask("SELECT value, value_exact FROM v_timeseries WHERE indicator = 'POWER' AND time_period = '2024'").iloc[0]
    assert (last["value"], last["value_exact"]) == (14, None)


def test_series_are_named_apart(ask: Query) -> None:
    found = ask("SELECT count(DISTINCT series_key) AS n, count(DISTINCT series_name) AS names, "
                "count(DISTINCT series_name_fr) AS noms FROM v_timeseries").iloc[0]  # fmt: skip
    assert found["n"] == found["names"] == found["noms"]
    lengths = ask("SELECT series_key FROM v_timeseries GROUP BY 1 HAVING count(DISTINCT length(time_period)) > 1")
    assert lengths.empty


def test_growth_stands_between_two_levels(ask: Query) -> None:
    row = ask("SELECT * FROM v_growth WHERE indicator = 'JOBS'").iloc[0]
    assert (row["growth_percent"], row["level_value"], row["base_value"]) == (2.5, 28, 27.3)
    assert round(row["implied_base_value"], 2) == 27.32
    assert round(row["implied_growth_percent"], 2) == 2.56


def test_every_code_of_a_fact_has_a_name_in_five_languages(ask: Query) -> None:
    kinds = {"INDICATOR": "indicator", "AREA": "ref_area", "PERIOD": "time_period", "UNIT": "unit_measure",
             "BREAKDOWN": "breakdown"}  # fmt: skip
    for kind, column in kinds.items():
        found = ask(f"""SELECT o.observation_id, count(l.name) AS n FROM fact_observation AS o
            LEFT JOIN v_label AS l ON l.kind = '{kind}' AND l.code = o.{column} GROUP BY 1 HAVING count(l.name) <> 5""")
        assert found.empty, kind
    names = ask("SELECT language, name FROM v_label WHERE kind = 'INDICATOR' AND code = 'JOBS' ORDER BY 1")
    assert names["name"].tolist() == [f"JOBS {language}" for language in sorted(LANGUAGES)]
