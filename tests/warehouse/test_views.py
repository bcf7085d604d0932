"""What BI tools open: each view answers with what it promises, on one small warehouse."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from warehouse.home import Home
from warehouse.store import Store

Query = Callable[[str], pd.DataFrame]

PRESS = """Pékin 🤖 2024
On <b>compte</b> & 2 400 firmes, soit 12 % de plus, 40 % du total.
En 2023 : 2 000 firmes. Le secteur pèse 4,3 trillions de yuans, soit 591 milliards de dollars.
Sans date, 77 firmes.
Les robots doublent : 30 robots, puis 300 robots.
"""
OFFICE = "2 450 firmes en 2024. 2 100 en 2023. Il y en aura 24 000 en 2025.\n"
LATER = "2 500 firmes en 2024. 24 500 en 2025. Sans date, 78 firmes.\n"


def _forecast(**more: Any) -> dict[str, Any]:
    return {"obs_status": "F", **more}


@pytest.fixture(scope="module")
def ask(rows: Any, tmp_path_factory: pytest.TempPathFactory) -> Query:
    """A question to a warehouse with three reports: press, a statistics office, and its later release."""
    claim = rows.Claim
    press = rows.make_report("press.txt", PRESS, [
        claim("2 400", Decimal(2400), extra={"comparator": ">", "min_value": Decimal(2400)}),
        claim("12 %", Decimal(12), unit_measure="PERCENT", stat_type="GROWTH_RATE", base_per="2023"),
        claim("40 %", Decimal(40), unit_measure="PERCENT", stat_type="SHARE"),
        claim("2 000", Decimal(2000), time_period="2023"),
        claim("4,3 trillions de yuans", Decimal("4.3e12"), "AI_INDUSTRY_SIZE", "CNY"),
        claim("591 milliards de dollars", Decimal("591e9"), "AI_INDUSTRY_SIZE", "USD"),
        claim("77", Decimal(77), time_period="_U"),
        claim("doublent", Decimal(2), "fr:robot", "FACTOR", "GROWTH_RATE", base_per="2023"),
        claim("30", Decimal(30), "fr:robot"),
        claim("300", Decimal(300), "fr:robot"),
    ], publisher="Le Journal", source_uri="https://example.org/a#top")  # fmt: skip
    ids = {row["exact"]: row["observation_id"] for row in press["fact_mention"]}
    press["fact_relation"] = [
        {"observation_id": ids[part], "predicate": predicate, "related_observation_id": ids[whole]}
        for part, predicate, whole in (
            ("12 %", "GROWTH_OF", "2 400"), ("40 %", "SHARE_OF", "2 400"), ("doublent", "GROWTH_OF", "30"),
        )
    ]  # fmt: skip
    office = rows.make_report("office.txt", OFFICE, [
        claim("2 450", Decimal(2450), extra={"is_approximate": True}),
        claim("2 100", Decimal(2100), time_period="2023"),
        claim("24 000", Decimal(24000), time_period="2025", extra=_forecast()),
    ], data_source="Office", source_tier=1, date_issued=date(2025, 1, 1))  # fmt: skip
    later = rows.make_report("later.txt", LATER, [
        claim("2 500", Decimal(250)),
        claim("24 500", Decimal(2450), time_period="2025"),
        claim("78", Decimal(78), time_period="_U"),
    ], data_source="Office", source_tier=1, date_issued=date(2025, 3, 1))  # fmt: skip
    for report, tier in ((office, 1), (later, 1)):
        for row in report["fact_observation"]:
            row["source_tier"] = tier
    store = Store(Home(tmp_path_factory.mktemp("views")))
    result = store.load(rows.make_batch(press, office, later), "run", rows.NOW)
    assert result.reasons == []
    return store.read


def _rows(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    return list(frame.itertuples(index=False, name=None))


def test_observations_are_flat_and_named(ask: Query) -> None:
    row = ask("SELECT * FROM v_observation WHERE value_as_written = '2 400'").iloc[0]
    assert (row["indicator_name"], row["indicator_name_fr"]) == ("AI_COMPANIES en", "AI_COMPANIES fr")
    assert (row["area_name"], row["area_name_fr"], row["unit_name"]) == ("CN-BJ en", "CN-BJ fr", "COUNT en")
    assert (row["measure"], row["measure_fr"], row["qualifier"]) == ("level", "niveau", "more than")
    assert (row["value"], row["value_exact"], row["period_end"]) == (2400.0, Decimal(2400), date(2024, 12, 31))
    assert (row["publisher"], row["report_file"], row["additivity"]) == ("Le Journal", "press.txt", "SEMI_ADDITIVE")
    assert row["source_link"] == "https://example.org/a#top:~:text=2%20400"
    assert "2024 On <b>compte</b> & 2 400 firmes" in row["quote"]
    robot = ask("SELECT indicator_name, additivity FROM v_observation WHERE value_as_written = 'doublent'")
    assert _rows(robot) == [("robots", "NON_ADDITIVE")]


def test_one_claim_is_preferred(ask: Query) -> None:
    found = ask("""SELECT time_period, value, n_claims FROM v_preferred
        WHERE indicator = 'AI_COMPANIES' AND stat_type = 'LEVEL' AND time_period <> '_U' ORDER BY 1""")
    # The lower tier; then an actual figure before a forecast, though it is newer; then the newest vintage.
    assert _rows(found) == [("2023", 2100.0, 2), ("2024", 250.0, 3), ("2025", 2450.0, 2)]


def test_levels_have_one_unit_per_fact(ask: Query) -> None:
    found = ask("SELECT unit_measure, is_main_unit FROM v_preferred WHERE indicator = 'AI_INDUSTRY_SIZE' ORDER BY 1")
    assert _rows(found) == [("CNY", True), ("USD", False)]
    levels = ask(
        "SELECT count(*) AS n, count(DISTINCT unit_measure) AS units FROM v_level WHERE indicator = 'AI_INDUSTRY_SIZE'"
    )
    assert _rows(levels) == [(1, 1)]


def test_growth_comes_with_its_level(ask: Query) -> None:
    found = ask("""SELECT value_as_written, growth_percent, level_as_written, round(implied_base_value, 2) AS base
        FROM v_growth ORDER BY 2""")
    assert _rows(found) == [("12 %", 12.0, "2 400", 2142.86), ("doublent", 100.0, "30", 15.0)]


def test_shares_come_with_their_part(ask: Query) -> None:
    found = ask("SELECT share_percent, part_value, implied_whole_value FROM v_share")
    assert _rows(found) == [(40.0, 2400.0, 6000.0)]


def test_series_have_one_value_per_period(ask: Query) -> None:
    found = ask("SELECT series_name, time_period, value FROM v_timeseries WHERE stat_type = 'LEVEL' ORDER BY 1, 2")
    companies = "AI_COMPANIES en, CN-BJ en (level, COUNT en, annual)"
    assert _rows(found)[:3] == [(companies, "2023", 2100.0), (companies, "2024", 250.0), (companies, "2025", 2450.0)]
    assert not ask("SELECT 1 AS n FROM v_timeseries GROUP BY series_key, time_period HAVING count(*) > 1").shape[0]
    months = ask("SELECT DISTINCT base_months FROM v_timeseries WHERE stat_type = 'GROWTH_RATE'")
    assert months["base_months"].tolist() == [12]


def test_vintages_follow_one_another_within_a_source(ask: Query) -> None:
    found = ask("""SELECT realtime_start, realtime_end, value, is_latest FROM v_vintage
        WHERE source_name = 'Office' AND time_period = '2024' ORDER BY 1""")
    assert _rows(found) == [
        (date(2025, 1, 1), date(2025, 2, 28), 2450.0, False),
        (date(2025, 3, 1), None, 250.0, True),
    ]


def test_conflicts_are_of_claims_that_cannot_both_be_true(ask: Query) -> None:
    found = ask("""SELECT least(value, other_value) AS low, greatest(value, other_value) AS high,
        looks_like_scale_error, is_within_report, is_revision FROM v_conflict ORDER BY 1, 2""")
    assert _rows(found) == [
        (30.0, 300.0, True, True, False),
        (250.0, 2400.0, True, False, False),  # more than 2,400 against 250; but about 2,450 agrees with it
        (250.0, 2450.0, True, False, True),  # the same office later
        (2000.0, 2100.0, False, False, False),
    ]  # forecast against actual (2025) and unknown periods are none


DISPUTED = {
    "a.txt": "A 100 ; 7,3 ; 5 ; 12 GWh ; 0,3 %",
    "b.txt": "B 1 000 ; 7,5 ; 5 000 ; 12 000 MWh ; 1,1 %",
    "later.txt": "A 104",
}


def test_conflicts_know_units_scales_revisions_and_open_bases(rows: Any, tmp_path: Path) -> None:
    def claim(words: str, value: str, year: str, **more: Any) -> Any:
        key = {name: more.pop(name) for name in ("unit_measure", "stat_type", "time_period") if name in more}
        return rows.Claim(words, Decimal(value), **{"time_period": year, **key}, extra=more)

    first = rows.make_report("a.txt", DISPUTED["a.txt"], [
        claim("100", "100", "2019"), claim("7,3", "7.3", "2020", decimals=1), claim("5", "5", "2021"),
        claim("12 GWh", "12", "2022", unit_measure="GWh"),
        claim("0,3 %", "0.3", "2024-Q2", unit_measure="PERCENT", stat_type="GROWTH_RATE", decimals=1),
    ], publisher="A", date_issued=date(2025, 1, 1))  # fmt: skip
    second = rows.make_report("b.txt", DISPUTED["b.txt"], [
        claim("1 000", "1000", "2019"), claim("7,5", "7.5", "2020", decimals=1), claim("5 000", "5000", "2021"),
        claim("12 000 MWh", "12000", "2022", unit_measure="MWh"),
        claim("1,1 %", "1.1", "2024-Q2", unit_measure="PERCENT", stat_type="GROWTH_RATE", decimals=1),
    ], publisher="B", date_issued=date(2025, 1, 2))  # fmt: skip
    later = rows.make_report("later.txt", DISPUTED["later.txt"], [claim("104", "104", "2019")],
                             publisher="A", date_issued=date(2025, 6, 1))  # fmt: skip
    energy = {row["exact"]: row for report in (first, second) for row in report["fact_observation"]}
    energy["12 000 MWh"]["obs_key"] = energy["12 GWh"]["obs_key"]  # the key holds the base unit
    batch = rows.make_batch(first, second, later)
    batch.frames.update(_with_energy_and_a_quarter(batch.frames))
    store = Store(Home(tmp_path / "disputed"))
    assert store.load(batch, "run", rows.NOW).reasons == []
    found = store.read("""SELECT time_period, least(value, other_value) AS low, greatest(value, other_value) AS high,
        looks_like_scale_error, is_superseded FROM v_conflict ORDER BY 1, 2, 3""")
    assert _rows(found) == [
        ("2019", 100.0, 1000.0, True, True),  # ten times as much; A itself says 104 since
        ("2019", 104.0, 1000.0, True, False),
        ("2020", 7.3, 7.5, False, False),
        ("2021", 5.0, 5000.0, True, False),  # a thousand times
    ]  # no revision of A's 100, no energy in two units, no quarter's growth against who knows what
    vintages = store.read("SELECT value, vintage_no FROM v_vintage WHERE source_name = 'A' AND time_period = '2019'")
    assert _rows(vintages) == [(100.0, 1), (104.0, 2)]


def _with_energy_and_a_quarter(frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The dimensions with GWh, MWh and the second quarter of 2024 beside what they hold."""
    units, periods = frames["dim_unit"], frames["dim_period"]
    energy = pd.concat([units.tail(1)] * 2, ignore_index=True)
    energy["unit_measure"], energy["unit_type"] = ["GWh", "MWh"], "PHYSICAL"
    energy["base_unit"], energy["factor_to_base"] = "MWh", [Decimal(1000), Decimal(1)]
    quarter = periods[periods["time_period"] == "2024"].assign(time_period="2024-Q2", freq="Q")
    return {"dim_unit": pd.concat([units, energy]), "dim_period": pd.concat([periods, quarter])}


def test_parts_told_in_one_paragraph_are_no_conflict(rows: Any, tmp_path: Path) -> None:
    report = rows.make_report("a.txt", "31 puis 54 robots, 9 %.\n40 robots, 12 %.\n", [
        rows.Claim("31", Decimal(31), "fr:robot"),
        rows.Claim("54", Decimal(54), "fr:robot"),
        rows.Claim("40", Decimal(40), "fr:robot"),
        rows.Claim("9 %", Decimal(9), "fr:robot", "PERCENT", "SHARE"),
        rows.Claim("12 %", Decimal(12), "fr:robot", "PERCENT", "SHARE"),
    ])  # fmt: skip
    store = Store(Home(tmp_path / "parts"))
    assert store.load(rows.make_batch(report), "run", rows.NOW).reasons == []
    found = store.read("SELECT least(value, other_value), greatest(value, other_value) FROM v_conflict ORDER BY 1")
    assert _rows(found) == [(31.0, 40.0), (40.0, 54.0)]


def test_figures_of_unnamed_companies_are_series_of_their_reports(rows: Any, tmp_path: Path) -> None:
    reports = []
    for file, words, value, unit in (("a.txt", "5 yuans", 5, "CNY"), ("b.txt", "7 dollars", 7, "USD")):
        report = rows.make_report(file, words, [rows.Claim(words, Decimal(value), unit_measure=unit)])
        report["fact_observation"][0]["obs_key"] += file  # as the engine does: the report enters the key
        reports.append(report)
    batch = rows.make_batch(*reports)
    indicators = batch.frames["dim_indicator"]
    batch.frames["dim_indicator"] = indicators.assign(topic="COMPANY")
    store = Store(Home(tmp_path / "companies"))
    assert store.load(batch, "run", rows.NOW).reasons == []
    assert store.read("SELECT is_main_unit FROM v_preferred")["is_main_unit"].tolist() == [True, True]
    assert len(store.read("SELECT DISTINCT series_key FROM v_timeseries")) == 2


def test_what_a_person_should_look_at(ask: Query) -> None:
    found = ask("SELECT kind, n_facts, detail FROM v_review ORDER BY kind, n_facts, detail")
    assert found["kind"].tolist() == ["CONFLICT"] * 3 + ["UNCURATED_INDICATOR"]
    assert _rows(found)[-1] == ("UNCURATED_INDICATOR", 3, "on no list: robots")


def test_quality_counts_per_report(ask: Query) -> None:
    found = ask(
        "SELECT report_file, n_mentions, n_uncurated, n_unknown_period, n_quarantined FROM v_quality ORDER BY 1"
    )
    assert _rows(found) == [("later.txt", 3, 0, 1, 0), ("office.txt", 3, 0, 0, 0), ("press.txt", 10, 3, 1, 0)]


def test_sdmx_rows_have_distinct_keys_and_valid_periods(ask: Query) -> None:
    found = ask("SELECT * FROM v_sdmx_csv")
    assert list(found.columns[:3]) == ["STRUCTURE", "STRUCTURE_ID", "ACTION"]
    assert set(found["TIME_PERIOD"]) == {"2023", "2024", "2025"}
    key = list(found.columns[3 : list(found.columns).index("OBS_VALUE")])
    assert not found.duplicated(key).any()
    assert found.loc[found["UNIT_MEASURE"] == "CNY", "OBS_VALUE"].tolist() == ["4300000000000"]


def test_lineage_leads_to_the_words(ask: Query) -> None:
    found = ask("SELECT * FROM v_lineage WHERE report_file = 'press.txt' ORDER BY start_char")
    assert list(found.columns[:25]) == [
        "report_file",
        "report_id",
        "language",
        "paragraph_no",
        "paragraph_text",
        "start_char",
        "end_char",
        "exact",
        "indicator",
        "indicator_text",
        "value",
        "min_value",
        "max_value",
        "unit_measure",
        "unit_type",
        "stat_type",
        "comparator",
        "is_approximate",
        "time_period",
        "base_per",
        "ref_area",
        "obs_status",
        "observation_id",
        "obs_key",
        "confidence",
    ]
    assert found["offsets_ok"].all()
    assert [PRESS[row.start_char : row.end_char] for row in found.itertuples()] == found["exact"].tolist()
    assert found["rule"].tolist() == ["count"] * len(found)
    for html, exact in zip(found["paragraph_html"], found["exact"], strict=True):
        assert re.findall("<mark>(.*?)</mark>", html) == [exact]
        assert html.startswith("<p>")
    assert found["paragraph_html"][0].startswith(
        "<p>On &lt;b&gt;compte&lt;/b&gt; &amp; <mark>2 400</mark> firmes, soit"
    )
