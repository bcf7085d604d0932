"""Every export: whole or not at all, of one generation, of what was chosen; nothing else is overwritten."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from tests.warehouse.exports.conftest import CHINESE, VALUES
from warehouse.connections import QueryError
from warehouse.exports.atomic import TargetError, written
from warehouse.exports.choice import Choice, Manner
from warehouse.exports.export import FORMATS, ExportUsageError, export
from warehouse.exports.source import NothingChosenError, UnknownTableError, opened
from warehouse.generations import NothingPublished
from warehouse.home import Home


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory, new_file: Path) -> Home:
    home = Home(tmp_path_factory.mktemp("empty"))
    home.prepare()
    shutil.copyfile(new_file, home.published / "1.duckdb")
    return home


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_warehouse_has_exports(empty: Home, name: str) -> None:
    done = export(empty, name)
    assert done.path == empty.path / "exports" / FORMATS[name].target
    assert done.path.exists()


@pytest.mark.parametrize("name", ["csv", "csv-fr", "xlsx", "html"])
def test_an_export_says_what_it_wrote(filled: Home, tmp_path: Path, name: str) -> None:
    told: list[tuple[str, int, int]] = []
    choice = Choice(reports=(CHINESE,))
    done = export(filled, name, tmp_path / "out", choice, progress=lambda *each: told.append(each))
    assert told
    places = {path.name: path for path in ([done.path] if done.path.is_file() else done.path.iterdir())}
    assert {each.file: size for each, size in done.files} == {
        file: path.stat().st_size for file, path in places.items() if file != "export.json"
    }
    if FORMATS[name].is_folder:
        manifest = json.loads(places["export.json"].read_text(encoding="utf-8"))
        assert (manifest["format"], manifest["generation"]) == (name, 1)
        assert manifest["choice"] == {"report": [CHINESE]}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


CHOICES = [
    (Choice(indicators=("AI_COMPANIES en",), areas=("cn",)), 0),
    (Choice(indicators=("ai_industry_size FR",)), 1),
    (Choice(areas=("CN",), reports=(CHINESE,)), len(VALUES)),
    (Choice(where="o.value < 0 -- a comment"), 1),
    (Choice(query="SELECT observation_id FROM v_observation WHERE value > 1e20;"), 1),
    (Choice(min_confidence=0.95), 0),
]


@pytest.mark.parametrize(("choice", "count"), CHOICES)
def test_what_is_chosen_is_exported(filled: Home, choice: Choice, count: int) -> None:
    if count == 0:
        with pytest.raises(NothingChosenError, match="No fact matches"), opened(filled, choice, is_flat=False):
            pass
        return
    with opened(filled, choice, is_flat=False) as source:
        assert source.count(source.part("fact_observation").sql) == count
        assert source.count(source.part("v_observation").sql) == count


def test_named_tables_and_a_query_for_programs(filled: Home, tmp_path: Path) -> None:
    manner = Manner(tables=("v_growth", "v_sdmx_csv"))
    assert {each.file for each, _ in export(filled, "parquet", tmp_path / "a", manner=manner).files} == {
        "v_growth.parquet", "v_sdmx_csv.parquet",
    }  # fmt: skip
    done = export(filled, "parquet", tmp_path / "b", Choice(query="SELECT max(value_exact) AS top FROM v_observation"))
    assert pq.read_table(done.path / "query.parquet")["top"].to_pylist() == [max(VALUES.values())]


@pytest.mark.parametrize(
    ("name", "choice", "manner", "error"),
    [
        ("pdf", Choice(), Manner(), ExportUsageError),
        ("html", Choice(), Manner("de"), ExportUsageError),
        ("xlsx", Choice(), Manner(tables=("dim_report",)), ExportUsageError),
        ("csv", Choice(query="SELECT 1", areas=("CN",)), Manner(), ExportUsageError),
        ("csv", Choice(), Manner(tables=("secrets",)), UnknownTableError),
        ("csv", Choice(where="nonsense"), Manner(), QueryError),
        ("csv", Choice(query="SELECT nonsense"), Manner(), QueryError),
        ("html", Choice(query="SELECT 1 AS one"), Manner(), QueryError),
        ("csv", Choice(query="DROP TABLE fact_observation"), Manner(), QueryError),
    ],
)
def test_what_cannot_be_exported_leaves_nothing(
    filled: Home, tmp_path: Path, name: str, choice: Choice, manner: Manner, error: type[Exception]
) -> None:
    with pytest.raises(error):
        export(filled, name, tmp_path / "out", choice, manner)
    assert not any(tmp_path.iterdir())


def test_nothing_published_says_so(tmp_path: Path) -> None:
    with pytest.raises(NothingPublished, match="factline run"):
        export(Home(tmp_path), "csv")


def test_nothing_is_overwritten_unasked(filled: Home, tmp_path: Path) -> None:
    choice = Choice(reports=(CHINESE,))
    export(filled, "xlsx", tmp_path, choice)
    with pytest.raises(TargetError, match="--overwrite"):
        export(filled, "xlsx", tmp_path, choice)
    export(filled, "xlsx", tmp_path, overwrite=True)
    assert openpyxl.load_workbook(tmp_path / "facts.xlsx")["facts"].max_row > 1 + len(VALUES)
    with pytest.raises(TargetError, match="holds no export"):
        export(filled, "sdmx", tmp_path, choice, overwrite=True)
    with pytest.raises(TargetError, match="no folder"):
        export(filled, "sdmx", tmp_path / "facts.xlsx", choice, overwrite=True)
    assert [path.name for path in tmp_path.iterdir()] == ["facts.xlsx"]


def test_a_folder_is_swapped_as_a_whole(filled: Home, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export(filled, "csv", out, manner=Manner(tables=("dim_report", "dim_run")))
    export(filled, "csv", out, manner=Manner(tables=("dim_report",)), overwrite=True)
    assert sorted(path.name for path in out.iterdir()) == ["dim_report.csv", "export.json"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_place_that_cannot_be_written_says_so(filled: Home, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(TargetError, match="cannot be written"):
        export(filled, "csv", tmp_path / "file" / "out")


KILLED = """
import sys, time
from pathlib import Path
from warehouse.exports.atomic import written
with written(Path(sys.argv[1]), True, True) as draft:
    (draft / "half.csv").write_text("half")
    print("writing", flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize("has_former", [False, True])
def test_a_kill_leaves_what_was_there_or_nothing(tmp_path: Path, has_former: bool) -> None:
    target = tmp_path / "out"
    if has_former:
        target.mkdir()
        (target / "export.json").write_text("former")
    with subprocess.Popen([sys.executable, "-c", KILLED, str(target)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"writing\n"
        process.send_signal(signal.SIGKILL)
    assert target.exists() == has_former
    if has_former:
        assert (target / "export.json").read_text() == "former"
    with written(target, True, True) as draft:
        (draft / "export.json").write_text("new")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert (target / "export.json").read_text() == "new"


def test_a_kill_between_the_two_renames_is_mended(tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    moved = tmp_path / f".out.{dead.pid}.old"
    moved.mkdir()
    (moved / "export.json").write_text("former")
    with pytest.raises(RuntimeError), written(tmp_path / "out", True, True):
        raise RuntimeError
    assert (tmp_path / "out" / "export.json").read_text() == "former"


def test_an_export_reads_one_generation(filled: Home, tmp_path: Path) -> None:
    """What is published while an export goes on is not in it: the file that it opened stays open."""
    home = Home(tmp_path / "home")
    home.prepare()
    generation = home.published / "1.duckdb"
    generation.write_bytes((filled.published / "1.duckdb").read_bytes())
    os.utime(generation, (time.time(), 1_700_000_000))
    with opened(home, Choice(), is_flat=False) as source:
        generation.unlink()
        (home.published / "2.duckdb").write_bytes(b"not a database")
        assert source.count("SELECT * FROM fact_observation") > len(VALUES)
        assert source.published_at.isoformat() == "2023-11-14T22:13:20"
