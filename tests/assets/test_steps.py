"""What becomes of reports from run to run: loaded, replaced, retired, copied, quarantined."""

import pickle
from pathlib import Path

import pytest

from assets.engines import serial
from assets.fingerprints import current
from assets.reading import Inbox, Wish, read_batch
from assets.sources import inbox
from assets.sources.inbox import InboxError, RemovalError
from schemas.records import Report
from tests.assets.conftest import LONDON, PARIS, Load, Place, quiet
from warehouse.home import Home


def test_changed_report_replaces_its_own_facts_only(place: Place, load: Load) -> None:
    place.write("paris.txt", PARIS)
    place.write("london.txt", LONDON)
    load()
    theirs = "SELECT observation_id, run_id FROM v_observation WHERE report_file = 'london.txt' ORDER BY ALL"
    kept = place.ask(theirs)
    place.write("paris.txt", PARIS.replace("2 400", "2 500"))
    assert load().changed == ("paris.txt",)
    words = {exact for (exact,) in place.ask("SELECT exact FROM v_lineage WHERE report_file = 'paris.txt'")}
    assert "2 500" in words
    assert "2 400" not in words
    assert place.ask(theirs) == kept


def test_changed_sidecar_is_a_change_of_its_report(place: Place, load: Load) -> None:
    place.write("paris.txt", PARIS, 'publisher = "A"\n')
    load()
    place.write("paris.txt", PARIS, 'publisher = "B"\n')
    assert load().changed == ("paris.txt",)
    assert place.ask("SELECT publisher FROM dim_report") == [("B",)]


def test_deleted_report_takes_its_facts_with_it(place: Place, load: Load) -> None:
    gone = place.write("paris.txt", PARIS)
    place.write("london.txt", LONDON)
    load()
    gone.unlink()
    assert load().gone == ("paris.txt",)
    assert place.ask("SELECT DISTINCT report_file FROM v_lineage") == [("london.txt",)]
    assert place.ask("SELECT status FROM dim_report WHERE report_file = 'paris.txt'") == [("RETIRED",)]
    place.write("paris.txt", PARIS)
    assert load().new == ("paris.txt",)


def test_ids_are_the_same_in_another_home(place: Place, load: Load, tmp_path: Path) -> None:
    place.write("paris.txt", PARIS)
    ids = "SELECT mention_id, observation_id, obs_key FROM v_lineage ORDER BY ALL"
    load()
    first = place.ask(ids)
    object.__setattr__(place, "home", Home(tmp_path / "other"))
    load()
    assert place.ask(ids) == first


def test_forced_run_reads_again_what_matches(place: Place, load: Load) -> None:
    place.write("paris.txt", PARIS)
    place.write("london.txt", LONDON)
    load()
    assert load(reread=True, only="par*").changed == ("paris.txt",)


def test_only_leaves_the_others_alone(place: Place, load: Load) -> None:
    gone = place.write("paris.txt", PARIS)
    load()
    gone.unlink()
    place.write("london.txt", LONDON)
    result = load(only="london.txt")
    assert result.new == ("london.txt",)
    assert not result.gone
    with pytest.raises(InboxError, match="matches"):
        load(only="*.pdf")


def test_many_removals_stop_until_allowed(place: Place, load: Load) -> None:
    paths = [place.write(f"{number}.txt", f"{PARIS} Page {number}.") for number in range(12)]
    load()
    for path in paths:
        path.unlink()
    with pytest.raises(RemovalError, match="--allow-removals"):
        load()
    assert len(load(allow_removals=True).gone) == 12


HOSTILE = {
    "empty.txt": (b"", "empty"),
    "binary.txt": (bytes(range(256)) * 40, "binary"),
    "page.pdf": (b"%PDF-1.7", "does not read"),
    "dutch.txt": (
        "In 2023 telde het land 2 400 bedrijven in de robotica, die aan veel mensen werk gaven. " * 9,
        "(nl;",
    ),
    "nothing.txt": (b"  \n ", "text in it"),
}


def test_hostile_inbox_loads_the_good_and_says_why_not_the_bad(place: Place, load: Load) -> None:
    for name, (content, _) in HOSTILE.items():
        place.write(name, content)
    place.write("paris.txt", PARIS)
    place.write("london.txt", LONDON, 'date_issued = "yesterday"\n')
    place.write("line.txt", "2,400 firms and " * 100_000)
    (place.inbox / "link.txt").symlink_to(place.inbox / "paris.txt")
    (place.inbox / ".hidden").write_text("x", encoding="utf-8")
    result = load()
    assert set(result.new) >= {"paris.txt", "london.txt"}
    reasons = {row["place"]: row["reason"] for row in result.reasons}
    assert {name for name, (_, part) in HOSTILE.items() if part not in reasons.get(name, "")} == set()
    assert "symbolic link" in reasons["link.txt"]
    assert "yesterday" in reasons["london.txt"]
    assert ".hidden" not in reasons
    assert not load().is_written


def test_copy_has_no_facts_until_its_original_goes(place: Place, load: Load) -> None:
    first = place.write("a.txt", PARIS)
    place.write("b.txt", PARIS)
    load()
    assert place.ask("SELECT DISTINCT report_file FROM v_lineage") == [("a.txt",)]
    assert place.ask("SELECT status_reason FROM dim_report WHERE status = 'COPY'") == [
        ("It has the same content as a.txt.",)
    ]
    assert not load().is_written
    first.unlink()
    load()
    assert place.ask("SELECT DISTINCT report_file FROM v_lineage") == [("b.txt",)]


def test_repaired_report_closes_its_quarantine(place: Place, load: Load) -> None:
    place.write("paris.txt", "")
    load()
    assert place.ask("SELECT resolution FROM quarantine") == [("OPEN",)]
    place.write("paris.txt", PARIS)
    load()
    assert place.ask("SELECT resolution FROM quarantine") == [("RESOLVED",)]


def test_originals_are_kept_by_their_hash(place: Place, load: Load) -> None:
    place.write("paris.txt", PARIS, 'publisher = "A"\n')
    load()
    kept = {path.read_bytes() for path in place.home.originals.iterdir()}
    assert kept == {PARIS.encode(), b'publisher = "A"\n'}


def test_batch_can_be_pickled(place: Place) -> None:
    place.write("paris.txt", PARIS)
    seen = Inbox(place.inbox, place.home.originals, inbox.listing(place.inbox), {}, current())
    place.home.prepare()
    batch = read_batch(seen, 0, Wish(), quiet)
    assert pickle.loads(pickle.dumps(batch)) == batch


def test_report_that_fails_is_quarantined_and_the_others_go_on() -> None:
    def work(report: Report) -> int:
        if report.report_id == "2":
            raise RuntimeError("no such\nrule")
        return len(report.text)

    reports = [Report(number, f"{number}.txt", "text", "fr") for number in ("1", "2", "3")]
    results, failures = serial(reports, work, "EXTRACT", "extracting", quiet)
    assert results == {"1": 4, "3": 4}
    assert [(row.stage, row.place, row.report_id) for row in failures] == [("EXTRACT", "2.txt", "2")]
    assert "RuntimeError: no such rule" in failures[0].reason
