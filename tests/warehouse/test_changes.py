"""What a generation brings against the one before, and the numbers of a published file."""

import shutil
from collections.abc import Callable
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from schemas.records import stable_id
from warehouse import connections, excerpt, generations, publish
from warehouse.changes import Changes, Limits, changes
from warehouse.home import Home
from warehouse.statistics import statistics
from warehouse.store import LoadResult, Store

Load = Callable[..., LoadResult]


def refusal(rows: Any, reason: str) -> dict[str, Any]:
    return {
        "quarantine_id": stable_id("q"), "stage": "READ", "place": "bad.txt", "report_id": None, "row_json": None,
        "check_name": "text_is_readable", "reason": reason, "first_seen": rows.NOW, "last_seen": rows.NOW,
        "resolution": "OPEN",
    }  # fmt: skip


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory, template: Home, rows: Any) -> Home:
    """The home `template` after a run: a report changed, one retired, one new that contradicts, one refused."""
    home = Home(tmp_path_factory.mktemp("second"))
    home.prepare()
    shutil.copyfile(template.private, home.private)
    shutil.copyfile(template.published / "1.duckdb", home.published / "1.duckdb")
    text = "Pékin compte 2 600 entreprises.\n"
    changed = rows.make_report("beijing.txt", text, [rows.Claim("2 600", Decimal(2600))], content_sha256="1")
    other = rows.make_report("tianjin.txt", "9 000 firms\n", [rows.Claim("9 000", Decimal(9000))], language="en")
    other["quarantine"] = [refusal(rows, "It is empty: write something.")]
    gone = {stable_id("inbox", "shanghai.txt"): "It is no longer in the inbox."}
    Store(home).load(rows.make_batch(changed, other, base_load=1, retired=gone), "run-2", rows.NOW.replace(hour=9))
    publish.publish(home)
    return home


@pytest.fixture(scope="module")
def path(second: Home) -> Path:
    """The newer generation."""
    return second.published / "2.duckdb"


@pytest.fixture(scope="module")
def news(second: Home, path: Path) -> Changes:
    return changes(path, generations.before(second, path))


def test_changed_fact_leads_from_the_former_value_to_the_new_one(news: Changes) -> None:
    ((before, now),) = [(each.before, each.now) for each in news.changed]
    assert (before.value_as_written, now.value_as_written) == ("2 400", "2 600")
    assert before.observation_id != now.observation_id


def test_gone_facts_say_why(news: Changes) -> None:
    assert {(each.fact.value_as_written, each.reason) for each in news.gone} == {
        ("412 milliards de dollars", None),
        ("1 900", "It is no longer in the inbox."),
    }


def test_new_facts_conflicts_refusals_and_reports_are_counted_and_named(news: Changes) -> None:
    counts = news.counts
    assert (counts.new, counts.changed, counts.gone, counts.conflicts, counts.refusals) == (1, 1, 2, 1, 1)
    assert [(group.name, group.facts[0].value_as_written) for group in news.groups] == [("AI_COMPANIES en", "9 000")]
    (conflict,) = news.conflicts
    assert {conflict.fact.value_as_written, conflict.other.value_as_written} == {"2 600", "9 000"}
    assert [each.reason for each in news.refusals] == ["It is empty: write something."]
    assert {each.report_file: each.kind for each in news.reports} == {
        "beijing.txt": "CHANGED", "shanghai.txt": "RETIRED", "tianjin.txt": "NEW",
    }  # fmt: skip


def test_names_are_those_of_the_report_language(news: Changes) -> None:
    assert news.changed[0].now.area == "CN-BJ fr"
    assert news.groups[0].facts[0].area == "CN-BJ en"


def test_first_generation_is_all_new(published: Home) -> None:
    first = generations.current(published)
    assert first is not None
    found = changes(first, None, Limits(groups=1))
    assert not found.is_compared
    assert (found.counts.new, found.counts.indicators, len(found.groups)) == (3, 2, 1)


def test_reading_again_is_no_change_but_another_status_is_one(home: Home, load: Load, rows: Any) -> None:
    found = []
    for status in ("F", "F", "A"):
        claim = rows.Claim("2 400", Decimal(2400), extra={"obs_status": status})
        load(rows.make_report("beijing.txt", "2 400 firms\n", [claim], language="en"))
        newest = publish.publish(home).path
        found.append(changes(newest, generations.before(home, newest)))
    _, same, other = found
    assert [each.kind for each in same.reports] == ["REREAD"]
    assert (same.counts.new, same.counts.changed, same.counts.gone) == (0, 0, 0)
    assert [(each.before.status, each.now.status) for each in other.changed] == [("forecast", "actual")]


def test_statistics_count_what_the_tables_and_views_hold(path: Path) -> None:
    found = statistics(path)
    assert found is not None
    assert (found.n_reports, found.n_observations, found.n_mentions, found.n_quarantined) == (2, 2, 2, 1)
    assert found.n_conflicts == 1
    assert found.mean_confidence == pytest.approx(0.9)
    assert (found.uncurated_share, found.unknown_area_share) == (0, 0)


def test_empty_warehouse_has_no_shares(home: Home, load: Load, rows: Any) -> None:
    load(rows.make_report("empty.txt", "nothing\n", []))
    found = statistics(publish.publish(home).path)
    assert found is not None
    assert (found.n_observations, found.mean_confidence, found.unknown_period_share) == (0, None, None)


def test_file_of_another_version_is_not_asked(tmp_path: Path, path: Path) -> None:
    older = tmp_path / "1.duckdb"
    shutil.copyfile(path, older)
    with closing(connections.connect(older)) as con:
        con.execute("UPDATE warehouse_state SET tables_fingerprint = 'other'")
    assert statistics(older) is None
    assert not changes(path, older).is_compared


@pytest.mark.parametrize("view", ["v_observation", "v_conflict"])
@pytest.mark.parametrize("condition", ["true", excerpt.may_conflict()])
def test_excerpt_of_all_facts_says_what_the_view_says(path: Path, view: str, condition: str) -> None:
    with closing(connections.connect(path, read_only=True)) as con:
        whole = con.execute(f"SELECT * FROM {view} ORDER BY ALL").fetchall()
        excerpt.take(con, condition)
        assert con.execute(f"SELECT * FROM {view} ORDER BY ALL").fetchall() == whole


def test_conflicts_are_the_same_without_names(path: Path) -> None:
    same = "SELECT observation_id, other_observation_id, ratio, is_superseded FROM v_conflict ORDER BY ALL"
    with closing(connections.connect(path, read_only=True)) as con:
        whole = con.execute(same).fetchall()
        excerpt.take(con, excerpt.may_conflict(), has_names=False)
        assert con.execute(same).fetchall() == whole != []
