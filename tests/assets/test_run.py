"""The whole way, in process: what is loaded, replaced, retired and refused."""

from pathlib import Path

import dagster as dg
import pytest

from assets.sources.inbox import InboxError, RemovalError
from tests.assets.conftest import LONDON, PARIS, Place, Run
from warehouse.store import StaleBatch


def test_run_loads_and_publishes_every_report(place: Place, run: Run) -> None:
    place.write("fr/paris.txt", PARIS, 'date_issued = "2024-02-01"\ntitle = "Robots"\n')
    place.write("london.md", LONDON)
    outcome = run()
    assert outcome.loaded.new == ("fr/paris.txt", "london.md")
    assert not outcome.loaded.quarantined
    found = place.ask("SELECT report_file, exact, offsets_ok FROM v_lineage ORDER BY ALL")
    assert ("fr/paris.txt", "2 400", True) in found
    assert ("london.md", "1,900", True) in found
    assert place.ask("SELECT title, date_issued_basis FROM dim_report WHERE title IS NOT NULL") == [("Robots", "METADATA")]
    assert place.home.stable.exists()


def test_all_checks_pass_and_are_blocking(place: Place, run: Run) -> None:
    place.write("paris.txt", PARIS)
    evaluations = run().result.get_asset_check_evaluations()
    assert len(evaluations) > 20
    assert all(each.passed and each.blocking for each in evaluations)


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


def test_changed_report_replaces_its_own_facts_only(place: Place, run: Run) -> None:
    place.write("paris.txt", PARIS)
    place.write("london.txt", LONDON)
    run()
    kept = place.ask("SELECT observation_id, run_id FROM v_observation WHERE report_file = 'london.txt' ORDER BY ALL")
    place.write("paris.txt", PARIS.replace("2 400", "2 500"))
    assert run().loaded.changed == ("paris.txt",)
    words = {exact for (exact,) in place.ask("SELECT exact FROM v_lineage WHERE report_file = 'paris.txt'")}
    assert "2 500" in words
    assert "2 400" not in words
    after = place.ask("SELECT observation_id, run_id FROM v_observation WHERE report_file = 'london.txt' ORDER BY ALL")
    assert kept == after


def test_changed_sidecar_is_a_change_of_its_report(place: Place, run: Run) -> None:
    place.write("paris.txt", PARIS, 'publisher = "A"\n')
    run()
    place.write("paris.txt", PARIS, 'publisher = "B"\n')
    assert run().loaded.changed == ("paris.txt",)
    assert place.ask("SELECT publisher FROM dim_report") == [("B",)]


def test_deleted_report_takes_its_facts_with_it(place: Place, run: Run) -> None:
    gone = place.write("paris.txt", PARIS)
    place.write("london.txt", LONDON)
    run()
    gone.unlink()
    assert run().loaded.gone == ("paris.txt",)
    assert place.ask("SELECT DISTINCT report_file FROM v_lineage") == [("london.txt",)]
    assert place.ask("SELECT status FROM dim_report WHERE report_file = 'paris.txt'") == [("RETIRED",)]
    place.write("paris.txt", PARIS)
    assert run().loaded.new == ("paris.txt",)


def test_ids_are_the_same_in_another_home(place: Place, run: Run, tmp_path: Path) -> None:
    place.write("paris.txt", PARIS)
    run()
    first = place.ask("SELECT mention_id, observation_id, obs_key FROM v_lineage ORDER BY ALL")
    elsewhere = Place(place.inbox, type(place.home)(tmp_path / "other"))
    object.__setattr__(place, "home", elsewhere.home)
    run()
    assert place.ask("SELECT mention_id, observation_id, obs_key FROM v_lineage ORDER BY ALL") == first


def test_forced_run_reads_again_what_matches(place: Place, run: Run) -> None:
    place.write("paris.txt", PARIS)
    place.write("london.txt", LONDON)
    run()
    assert run(reread=True, only="par*").loaded.changed == ("paris.txt",)


def test_batch_that_came_too_late_is_refused(place: Place, run: Run) -> None:
    place.write("paris.txt", PARIS)
    run()
    place.write("paris.txt", LONDON)
    run(assets=["reports", "paragraphs", "mentions"])
    run(assets=["units", "geographies", "indicators", "breakdowns", "codes", "reports", "paragraphs", "mentions"])
    place.write("rome.txt", PARIS)
    held = run(assets=["reports", "paragraphs", "mentions"])
    assert held.batch.base_load == 1
    run(reread=True)
    run(assets=["reports", "paragraphs", "mentions"])


def test_lost_inbox_stops_the_run(place: Place, run: Run) -> None:
    place.inbox.rmdir()
    with pytest.raises(InboxError, match="does not exist"):
        run()


def test_many_removals_stop_the_run_until_allowed(place: Place, run: Run) -> None:
    paths = [place.write(f"{number}.txt", f"{PARIS} Page {number}.") for number in range(12)]
    run()
    for path in paths:
        path.unlink()
    with pytest.raises(RemovalError, match="--allow-removals"):
        run()
    assert len(run(allow_removals=True).loaded.gone) == 12
