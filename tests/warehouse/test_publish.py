"""Publishing: the stable name always leads to a whole, checked file, whoever reads and whatever crashes."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from warehouse import audit, database, generations, publish, reading
from warehouse.home import Home, wal_of
from warehouse.publish import Published, PublishError
from warehouse.store import Store

_processes = multiprocessing.get_context("fork")
_COUNT = "SELECT count(*) FROM fact_observation"
# Another program, which knows DuckDB only: it answers each line on its standard input with a count.
_READER = """
import sys, duckdb
con = duckdb.connect(sys.argv[1], read_only=True)
for line in sys.stdin:
    found = con.execute("SELECT count(*), (SELECT count(*) FROM v_observation) FROM fact_observation").fetchone()
    print(found, flush=True)
"""


def _count(home: Home) -> int:
    """How many observations a new process finds under the stable name."""
    code = f"import sys, duckdb; print(duckdb.connect(sys.argv[1], read_only=True).execute('{_COUNT}').fetchone()[0])"
    return int(subprocess.run([sys.executable, "-c", code, home.stable], capture_output=True, check=True).stdout)


def _in_child(work: Any) -> int | None:
    process = _processes.Process(target=work)
    process.start()
    process.join(60)
    return process.exitcode


def test_a_generation_is_plain_read_only_and_under_the_stable_name(template: Home) -> None:
    path = template.published / "1.duckdb"
    assert generations.current(template) == path
    assert template.stable.samefile(path)
    assert template.stable.stat().st_mode & 0o777 == 0o444
    assert publish.check(path) == []
    with duckdb.connect(str(template.stable), read_only=True) as con:
        tags = con.execute("SELECT tags FROM duckdb_databases() WHERE NOT internal").fetchall()
    assert tags == [({"storage_version": "v1.0.0+"},)]
    assert publish.publish(template) == Published(1, path, is_new=False)


def test_a_large_file_is_asked_about_its_newest_reports(template: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publish, "_LARGE", 0)
    path = template.published / "1.duckdb"
    assert publish.check(path) == []
    monkeypatch.setattr(publish.ddl, "VIEWS", (*publish.ddl.VIEWS[:2], "v_nothing"))
    monkeypatch.setattr(publish, "_take_newest", lambda con: None)
    assert [problem.split()[0] for problem in publish.check(path)] == ["v_nothing", "v_nothing"]


def test_readers_notice_nothing_and_new_ones_see_the_new(load: Any, published: Home, beijing: Any) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _READER, published.stable], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as reader:
        assert reader.stdin is not None
        assert reader.stdout is not None

        def ask() -> str:
            print("?", file=reader.stdin, flush=True)
            return reader.stdout.readline().strip()

        assert ask() == "(3, 3)"
        load(retired={beijing["dim_report"][0]["report_id"]: "gone"})
        assert publish.publish(published).is_new
        assert ask() == "(3, 3)"
        assert _count(published) == 1
        assert reading.query(published, _COUNT).iloc[0, 0] == 1


def _touch(home: Home) -> None:
    """Make the private file differ from what is published, without the time that a load takes."""
    with duckdb.connect(str(home.private)) as con:
        con.execute("UPDATE warehouse_state SET load_count = load_count + 1")


def test_a_stale_log_beside_the_stable_name_harms_nothing(published: Home) -> None:
    def write_and_crash() -> None:
        con = duckdb.connect(str(published.stable))
        con.execute("DELETE FROM fact_observation")
        os._exit(0)

    published.stable.chmod(0o644)  # a client that may write after all, such as root
    assert _in_child(write_and_crash) == 0
    assert wal_of(published.stable).stat().st_size > 0
    _touch(published)
    assert publish.publish(published).is_new
    assert not wal_of(published.stable).exists()
    assert _count(published) == 3


@pytest.mark.parametrize("content", [None, b"", b"no database"], ids=["missing", "empty", "broken"])
def test_a_missing_or_broken_stable_name_is_restored(published: Home, content: bytes | None) -> None:
    published.stable.unlink()
    if content is not None:
        published.stable.write_bytes(content)
    assert not publish.publish(published).is_new
    assert published.stable.samefile(published.published / "1.duckdb")


def test_a_broken_generation_is_followed_by_a_sound_one(published: Home) -> None:
    published.stable.unlink()
    (published.published / "1.duckdb").chmod(0o644)
    (published.published / "1.duckdb").write_bytes(b"no database")
    assert publish.publish(published).generation == 2
    assert _count(published) == 3


def test_where_links_are_refused_the_name_is_a_copy(published: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(os, "link", refuse)
    published.stable.unlink()
    publish.publish(published)
    assert not published.stable.samefile(published.published / "1.duckdb")
    before = published.stable.stat().st_ino
    publish.publish(published)
    assert (published.stable.stat().st_ino, published.stable.stat().st_mode & 0o777) == (before, 0o444)


def test_a_candidate_whose_view_does_not_answer_is_not_published(published: Home) -> None:
    with duckdb.connect(str(published.private)) as con:
        con.execute("CREATE OR REPLACE VIEW v_level AS SELECT CAST(exact AS INTEGER) AS n FROM fact_mention")
    _touch(published)
    with pytest.raises(PublishError, match="v_level does not answer"):
        publish.publish(published)
    assert published.stable.samefile(published.published / "1.duckdb")
    assert [path.name for path in published.published.iterdir()] == ["1.duckdb"]


@pytest.mark.usefixtures("loaded")
def test_killed_in_mid_transaction_nothing_has_happened(
    load: Any, store: Store, shanghai: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed() -> None:
        monkeypatch.setattr(audit, "run", lambda *_: os._exit(9))
        load(shanghai)

    before = store.read("SELECT * FROM fact_observation").to_csv()
    assert _in_child(killed) == 9
    assert store.load_count() == 1
    assert store.read("SELECT * FROM fact_observation").to_csv() == before
    assert store.read("SELECT run_id FROM dim_run")["run_id"].tolist() == ["run-1"]


def test_killed_after_the_commit_the_next_publish_completes(
    load: Any, store: Store, published: Home, rows: Any, shanghai: Any
) -> None:
    def killed() -> None:
        with database.private(published):  # kept open: the commit stays in the log
            load(shanghai, rows.make_report("new.txt", "On compte 30 robots.\n", [rows.Claim("30", Decimal(30))]))
            os._exit(9)

    assert _in_child(killed) == 9
    assert wal_of(published.private).exists()
    assert _count(published) == 3
    assert publish.publish(published).is_new
    assert _count(published) == 4
    assert store.audit() == []


def test_a_private_file_made_anew_does_not_replace_what_is_published(published: Home, new_file: Path) -> None:
    shutil.copyfile(new_file, published.private)
    assert not publish.publish(published).is_new
    _touch(published)
    (published.published / "0.duckdb").write_bytes(b"older")
    assert publish.publish(published, keep=2).generation == 2
    assert sorted(path.name for path in published.published.iterdir()) == ["1.duckdb", "2.duckdb"]
    assert published.stable.samefile(published.published / "2.duckdb")
