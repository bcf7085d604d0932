"""The generator of large warehouses for benchmarks makes sound ones: the audit that every load passes finds nothing."""

from pathlib import Path

import pytest

from tests.benchmarks.big_warehouse import build
from tests.warehouse.conftest import BIG as N
from warehouse import audit, database
from warehouse.home import Home
from warehouse.reading import query


def test_generated_warehouse_passes_the_audit(big: Home) -> None:
    with database.private(big) as con:
        assert audit.run(con) == []


@pytest.mark.parametrize(
    ("sql", "at_least"),
    [
        ("SELECT count(*) FROM v_observation", N),
        ("SELECT count(*) FROM v_lineage WHERE offsets_ok", N),
        ("SELECT count(*) FROM v_conflict", 10),
        ("SELECT count(*) FROM v_vintage WHERE NOT is_latest", 10),
        ("SELECT count(DISTINCT stat_type) FROM fact_observation", 5),
        ("SELECT count(DISTINCT unit_type) FROM v_observation", 8),
        ("SELECT count(DISTINCT obs_status) FROM fact_observation", 5),
        ("SELECT count(DISTINCT freq) FROM v_timeseries", 5),
        ("SELECT count(*) FROM fact_relation", 10),
        ("SELECT count(*) FROM skipped_numeral", N // 2),
        ("SELECT count(*) FROM quarantine", 3),
        ("SELECT count(*) FROM dim_run", 10),
    ],
)
def test_generated_warehouse_holds_something_of_everything(big: Home, sql: str, at_least: int) -> None:
    assert query(big, sql).iloc[0, 0] >= at_least


def test_every_mention_stands_at_its_offsets(big: Home) -> None:
    assert query(big, "SELECT count(*) FROM v_lineage WHERE NOT offsets_ok").iloc[0, 0] == 0


@pytest.mark.long
def test_same_seed_gives_the_same_facts(big: Home, tmp_path: Path) -> None:
    again = Home(tmp_path)
    build(again, N)
    facts = "SELECT * FROM fact_observation ORDER BY observation_id"
    assert query(again, facts).equals(query(big, facts))
