"""The job in process, as the command line and the UI run it."""

import dagster as dg
import pytest

from tests.assets.conftest import LONDON, PARIS, Load, Place, Run


def test_run_loads_checks_and_publishes(place: Place, run: Run) -> None:
    place.write("fr/paris.txt", PARIS, 'date_issued = "2024-02-01"\ntitle = "Robots"\n')
    place.write("london.md", LONDON)
    outcome = run()
    assert outcome.loaded.new == ("fr/paris.txt", "london.md")
    found = place.ask("SELECT report_file, exact, offsets_ok FROM v_lineage ORDER BY ALL")
    assert {("fr/paris.txt", "2 400", True), ("london.md", "1,900", True)} <= set(found)
    assert place.home.stable.exists()
    evaluations = outcome.result.get_asset_check_evaluations()
    assert len(evaluations) > 20
    assert all(each.passed for each in evaluations)


def test_metadata_shows_facts_with_their_words(place: Place, run: Run) -> None:
    place.write("paris.txt", PARIS)
    place.write("empty.txt", "")
    result = run().result
    shown = result.asset_materializations_for_node("observations")[0].metadata
    assert "| [2 400](http" in shown["facts"].value.replace("\u202f", " ").replace("\xa0", " ")
    assert "empty" in shown["quarantine"].value
    assert shown["dagster/row_count"].value >= 2


def test_second_run_writes_nothing(place: Place, run: Run) -> None:
    place.write("paris.txt", PARIS)
    first = run()
    before = place.home.private.read_bytes()
    second = run()
    assert not second.loaded.is_written
    assert not second.published.is_new
    assert second.published.path == first.published.path
    assert second.batch.n_unchanged == 1
    assert place.home.private.read_bytes() == before


def test_batch_that_came_too_late_is_refused(place: Place, run: Run, load: Load) -> None:
    place.write("paris.txt", PARIS)
    run(assets=["units", "geographies", "indicators", "breakdowns", "codes", "reports", "paragraphs", "mentions"])
    load()
    with pytest.raises(dg.Failure, match="run again"):
        run(assets=["observations"])


def test_lost_inbox_stops_the_run(place: Place, run: Run) -> None:
    place.inbox.rmdir()
    with pytest.raises(dg.Failure, match="does not exist"):
        run()
