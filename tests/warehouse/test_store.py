"""Loading: one batch in, the right rows there; nothing written twice, nothing lost."""

from __future__ import annotations

from datetime import UTC
from decimal import Decimal
from typing import Any

import duckdb
import pandas as pd
import pytest

from warehouse.connections import QueryError
from warehouse.home import Home
from warehouse.store import Batch, StaleBatch, Store


def test_a_batch_is_loaded_and_told(store: Store, rows: Any, beijing: Any, shanghai: Any) -> None:
    result = store.load(rows.make_batch(beijing, shanghai), "run", rows.NOW.replace(tzinfo=UTC))
    assert (result.is_written, result.new, result.changed) == (True, ("beijing.txt", "shanghai.txt"), ())
    assert (result.n_mentions, result.n_observations, result.quarantined, result.reasons) == (4, 3, (), [])
    found = store.read("SELECT started_at, n_reports, n_mentions, n_observations, engine_fingerprint FROM dim_run")
    assert found.values.tolist() == [[pd.Timestamp(rows.NOW), 2, 4, 3, "0"]]
    assert store.read("SELECT DISTINCT loaded_at FROM dim_report")["loaded_at"].tolist() == [pd.Timestamp(rows.NOW)]
    assert store.audit() == []


def test_a_second_run_writes_nothing(store: Store, loaded: Home, rows: Any) -> None:
    before = (loaded.private.read_bytes(), loaded.private.stat().st_mtime_ns)
    result = store.load(rows.make_batch(base_load=1), "again", rows.NOW)
    assert (result.is_written, result.new, result.n_mentions) == (False, (), 0)
    assert (loaded.private.read_bytes(), loaded.private.stat().st_mtime_ns) == before
    assert store.load_count() == 1


def test_decimals_come_back_exactly_or_not_at_all(store: Store, rows: Any) -> None:
    fit = [Decimal(each) for each in ("4.3E+12", "1E+9", "-5E-1", "3.6E+20", "1E-9", "9" * 29, "0E+3")]
    unfit = [Decimal("1E+30"), Decimal("0.0000000001"), Decimal("1E+999999"), 2.5, Decimal("NaN")]
    batch = rows.make_batch(
        *(rows.make_report(f"{value}", "Un.\n", [rows.Claim("Un", value)]) for value in fit),
        *(rows.make_report(f"{value}", "Un.\n", [rows.Claim("Un", Decimal(1))]) for value in unfit),
    )
    batch.frames["fact_mention"]["obs_value"] = pd.Series([*fit, *unfit], dtype=object)
    result = store.load(batch, "run", rows.NOW)
    assert result.quarantined == tuple(sorted(map(str, unfit)))
    assert all("obs_value" in row["reason"] for row in result.reasons)
    for column in ("value", "obs_value"):
        found = store.read(f"SELECT {column} AS number FROM fact_mention ORDER BY 1")
        assert found["number"].tolist() == sorted(fit)


@pytest.mark.usefixtures("loaded")
def test_a_changed_report_replaces_only_its_own_facts(load: Any, store: Store, rows: Any) -> None:
    others = "SELECT * FROM fact_observation WHERE ref_area = 'CN'"
    kept = store.read(others)
    changed = rows.make_report("beijing.txt", "Pékin compte 2 500 entreprises.\n", [rows.Claim("2 500", Decimal(2500))])
    result = load(changed)
    assert (result.new, result.changed, result.n_observations) == ((), ("beijing.txt",), 1)
    pd.testing.assert_frame_equal(store.read(others), kept)
    found = store.read("SELECT value FROM fact_observation WHERE ref_area <> 'CN'")
    assert found["value"].tolist() == [Decimal(2500)]
    assert store.read("SELECT count(*) AS n FROM fact_mention_part")["n"].tolist() == [2]


@pytest.mark.usefixtures("loaded")
def test_a_retired_report_keeps_its_row_and_loses_its_facts(load: Any, store: Store, beijing: Any) -> None:
    gone = {beijing["dim_report"][0]["report_id"]: "gone from the inbox"}
    result = load(retired=gone)
    assert (result.gone, result.new, result.n_mentions) == (("beijing.txt",), (), 0)
    states = store.report_states("inbox").set_index("report_file")
    assert states.loc["beijing.txt", ["status", "status_reason"]].tolist() == ["RETIRED", "gone from the inbox"]
    holders = "SELECT report_id FROM fact_mention UNION SELECT report_id FROM dim_paragraph"
    assert store.read(holders)["report_id"].tolist() == [states.loc["shanghai.txt", "report_id"]]
    assert not load(retired=gone).is_written


@pytest.mark.usefixtures("loaded")
def test_a_successor_leads_from_old_ids_to_the_newest(load: Any, store: Store, rows: Any, beijing: Any) -> None:
    text = beijing["dim_report"][0]["text"]
    ids = [beijing["fact_observation"][0]["observation_id"]]
    for value in (2401, 2402):
        report = rows.make_report("beijing.txt", text, [rows.Claim("2 400", Decimal(value))])
        load(report)
        ids.append(report["fact_observation"][0]["observation_id"])
    found = store.read("SELECT old_id, new_id FROM observation_successor")
    assert sorted(map(tuple, found.values.tolist())) == sorted([(ids[0], ids[2]), (ids[1], ids[2])])


@pytest.mark.usefixtures("loaded")
def test_code_lists_are_replaced_but_what_facts_use_stays(store: Store, rows: Any) -> None:
    frames = dict(rows.make_batch().frames)
    frames["dim_unit"] = frames["dim_unit"].query("unit_measure == 'PERCENT'").assign(symbol="¤")
    frames["dim_indicator"] = frames["dim_indicator"].query("indicator == 'AI_COMPANIES'")
    assert store.load(Batch(frames, base_load=1), "lists", rows.NOW).is_written
    units = store.read("SELECT unit_measure, symbol FROM dim_unit ORDER BY 1")
    assert units.values.tolist() == [["COUNT", "COUNT"], ["PERCENT", "¤"], ["USD", "USD"]]
    curated = store.read("SELECT indicator, is_curated FROM dim_indicator ORDER BY 1")
    assert curated.values.tolist() == [["AI_COMPANIES", True], ["AI_INDUSTRY_SIZE", False]]
    assert not store.load(Batch(frames, base_load=2), "again", rows.NOW).is_written


@pytest.mark.usefixtures("loaded")
def test_unused_periods_and_uncurated_indicators_are_swept(store: Store) -> None:
    assert store.read("SELECT time_period FROM dim_period ORDER BY 1")["time_period"].tolist() == ["2024", "_U", "_Z"]
    assert store.read("SELECT indicator FROM dim_indicator WHERE NOT is_curated").empty


@pytest.mark.usefixtures("loaded")
def test_quarantine_rows_open_stay_and_are_resolved(load: Any, store: Store, beijing: Any) -> None:
    report = beijing["dim_report"][0]
    row = {
        "quarantine_id": "0" * 32, "stage": "READ", "place": "beijing.txt", "report_id": report["report_id"],
        "check_name": "readable", "reason": "It is empty: put text into it.",
    }  # fmt: skip
    first = load({"dim_report": [report | {"status": "QUARANTINED", "text": None}], "quarantine": [row]})
    assert (first.new, first.changed, first.quarantined) == ((), (), ("beijing.txt",))
    assert [each["reason"] for each in first.reasons] == ["It is empty: put text into it."]
    assert not load({"quarantine": [row]}).is_written
    assert load({"quarantine": [row | {"reason": "It is a picture."}]}).is_written
    seen = store.read("SELECT first_seen, last_seen, resolution FROM quarantine").iloc[0]
    assert (seen["last_seen"] - seen["first_seen"], seen["resolution"]) == (pd.Timedelta(hours=1), "OPEN")
    assert load(beijing).changed == ("beijing.txt",)
    assert store.read("SELECT resolution FROM quarantine")["resolution"].tolist() == ["RESOLVED"]


@pytest.mark.usefixtures("loaded")
def test_a_batch_read_before_another_load_is_refused(store: Store, rows: Any, beijing: Any) -> None:
    with pytest.raises(StaleBatch, match=r"load 0, now 1.*run again"):
        store.load(rows.make_batch(beijing, base_load=0), "late", rows.NOW)
    assert store.load_count() == 1


@pytest.mark.parametrize("table", ["fact_mention", "fact_dream", "dim_run"])
def test_a_frame_that_is_none_of_ours_is_refused(store: Store, rows: Any, beijing: Any, table: str) -> None:
    frames = rows.make_batch(beijing, has_lists=False).frames
    frames = {table: frames.get(table, pd.DataFrame()).drop(columns="exact", errors="ignore")}
    with pytest.raises(ValueError, match=table):
        store.load(Batch(frames), "run", rows.NOW)
    assert store.load_count() == 0


def test_a_file_with_other_tables_is_moved_aside(load: Any, store: Store, loaded: Home, beijing: Any) -> None:
    with duckdb.connect(str(loaded.private)) as con:
        con.execute("UPDATE warehouse_state SET tables_fingerprint = 'of another version'")
    assert (store.load_count(), store.report_states("inbox").empty) == (0, True)
    assert (loaded.path / "private.1.old.duckdb").exists()
    result = load(beijing)
    assert result.new == ("beijing.txt",)
    assert "private.1.old.duckdb" in result.notes[0]


def test_reading_cannot_write(store: Store) -> None:
    with pytest.raises(QueryError, match="read-only"):
        store.read("DELETE FROM dim_unit")
