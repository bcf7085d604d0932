"""The command line: what it prints, its exit codes, and that its errors are one line that says what to do."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.instance.ref import InstanceRef

from assets import cli
from tests.assets.conftest import LONDON, PARIS


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str


Factline = Callable[..., Answer]


def factline(*arguments: str) -> Answer:
    """Run the command in this process."""
    out, err, before = io.StringIO(), io.StringIO(), sys.argv
    sys.argv = ["factline", *arguments]
    try:
        with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as stopped:
            cli.main()
    finally:
        sys.argv = before
    return Answer(int(stopped.value.code or 0), out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("inbox")
    (folder / "paris.txt").write_text(PARIS, encoding="utf-8")
    (folder / "london.md").write_text(f"# Cars\n\n{LONDON}", encoding="utf-8")
    (folder / "london.md.meta.toml").write_text('title = "Cars"\ndate_issued = "2023-01-31"\n', encoding="utf-8")
    (folder / "empty.txt").touch()
    for path in folder.iterdir():
        os.utime(path, (1, 1))
    return folder


@pytest.fixture(scope="module")
def first_run(inbox: Path) -> Answer:
    return factline("run", "--inbox", str(inbox), "--home", str(inbox.parent / "home"))


@pytest.fixture(scope="module")
def home(inbox: Path, first_run: Answer) -> str:
    assert first_run.code == 0, first_run.err
    return str(inbox.parent / "home")


def test_run_tells_progress_changes_reasons_and_the_path(first_run: Answer, home: str) -> None:
    assert "extracting 1 of 2" in first_run.err
    for part in ("new", "paris.txt", "london.md", "quarantined", "empty", "generation 1 published", "warehouse.duckdb"):
        assert part in first_run.out
    assert (Path(home) / "warehouse.duckdb").exists()


def test_second_run_says_that_nothing_is_written(inbox: Path, home: str) -> None:
    again = factline("run", "--inbox", str(inbox), "--home", home)
    assert again.code == 0
    assert "Nothing has changed in 3 reports: nothing written, nothing published" in again.out


def test_ui_sees_the_runs_of_the_command_line(home: str) -> None:
    with dg.DagsterInstance.from_ref(InstanceRef.from_dir(f"{home}/dagster")) as instance:
        runs = instance.get_runs()
        assert runs
        assert all(run.job_name == "daily_refresh" and run.is_success for run in runs)
        assert not instance.telemetry_enabled
        assert instance.get_latest_materialization_event(dg.AssetKey("published")) is not None


def test_query_writes_tables_csv_and_json(home: str) -> None:
    sql = "SELECT value_exact, exact, false AS is_odd, NULL AS none FROM v_observation"
    sql += " JOIN v_lineage USING (observation_id)"
    sql += " WHERE exact = '1,900'"
    table = factline("query", sql, "--home", home)
    assert "1900" in table.out
    rows = list(csv.DictReader(io.StringIO(factline("query", sql, "--home", home, "--format", "csv").out)))
    assert rows == [{"value_exact": "1900", "exact": "1,900", "is_odd": "False", "none": ""}]
    found = json.loads(factline("query", sql, "--home", home, "--format", "json").out)
    assert found == [{"value_exact": 1900, "exact": "1,900", "is_odd": False, "none": None}]


def test_show_marks_the_figures_and_lists_the_facts(home: str) -> None:
    shown = factline("show", "paris.txt", "--home", home)
    assert shown.code == 0
    assert "la France comptait ⟦2 400⟧ entreprises de robotique" in shown.out
    assert "2,400" in shown.out
    assert "France" in shown.out


def test_show_says_why_a_report_has_no_facts(home: str) -> None:
    assert "QUARANTINED" in factline("show", "empty.txt", "--home", home).out


def test_trace_leads_from_the_fact_to_the_report(home: str) -> None:
    sql = "SELECT left(observation_id, 8) AS id FROM v_lineage WHERE exact = '1,900'"
    start = json.loads(factline("query", sql, "--home", home, "--format", "json").out)[0]["id"]
    traced = factline("trace", start, "--home", home)
    assert traced.code == 0
    for part in (
        "1,900",
        "United Kingdom",
        "words",
        "sentence",
        "under Cars",
        "london.md",
        "2023-01-31",
        "rule",
        "period",
    ):
        assert part in traced.out
    assert factline("trace", "--last", "--home", home).code == 0


def test_score_of_found_statements(tmp_path: Path) -> None:
    (tmp_path / "paris.txt").write_text(PARIS, encoding="utf-8")
    header = "quote,occurrence,indicator_words,value,unit,measure,qualifier,period,base_period,geo,status"
    row = "2 400,1,entreprises|robotique,2400,count,level,exact,2023,,FR,actual"
    (tmp_path / "paris.gold.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    scored = factline("score", str(tmp_path), "--misses", "5")
    assert scored.code == 0
    assert "paris" in scored.out
    assert "recall" in scored.out


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("run", "--inbox", "nowhere", "--home", "h"), 2, "nowhere does not exist: make the folder"),
        (("query", "SELECT 1", "--home", "h"), 2, "make one with `factline run`"),
        (("trace",), 2, "--last"),
        (("score", "nowhere"), 2, "nowhere is not a folder"),
        (("show",), 2, "Missing argument"),
        (("fly",), 2, "No such command"),
    ],
)
def test_errors_say_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], code: int, says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = factline(*arguments)
    assert answer.code == code
    assert says in answer.err
    assert "Traceback" not in answer.err


def test_errors_of_queries_and_names_are_one_line(home: str) -> None:
    for arguments, code in ((("query", "SELEC 1"), 1), (("show", "none.txt"), 2), (("trace", "zz"), 2)):
        answer = factline(*arguments, "--home", home)
        assert answer.code == code
        assert answer.err.startswith("factline: ")
        assert answer.err.count("\n") == 1


def test_run_that_fails_says_so_and_exits_with_one(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "a.txt").write_text(PARIS, encoding="utf-8")
    answer = factline("run", "--inbox", f"{tmp_path}/inbox", "--home", f"{tmp_path}/home", "--only", "*.pdf")
    assert answer.code == 1
    assert "No report in" in answer.err


def test_command_is_installed_with_its_version() -> None:
    command = Path(sys.executable).with_name("factline")
    found = subprocess.run([command, "--version"], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == f"factline {version('factline')}"
