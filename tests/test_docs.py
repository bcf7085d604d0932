"""The documents are true: the README's commands run, generated pages are current, every table and view is named."""

import csv
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from schemas.documentation import PAGE, markdown
from schemas.tables import TABLES

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
COMMANDS = [line.split("  #")[0].strip() for block in BLOCKS for line in block.splitlines() if line.strip()]
MADE_BY_CI = {"make demo", "make test", "make dev"}
SERVES = ".venv/bin/factline serve --home data/demo"
"""Runs until it is ended: tests/test_newcomer.py opens it in a browser."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


def test_readme_is_short_and_begins_with_make() -> None:
    assert README.count("\n") <= 120
    assert COMMANDS[:2] == ["make demo", "make test"]
    assert SERVES in COMMANDS


@pytest.mark.parametrize("command", [each for each in COMMANDS if each not in MADE_BY_CI | {SERVES}])
def test_readme_command_runs(command: str, home: Path) -> None:
    run = subprocess.run(
        command.replace("data/demo", str(home)), shell=True, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.strip()


def test_tables_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == markdown()


@pytest.mark.parametrize("table", TABLES)
def test_every_table_is_documented(table: str) -> None:
    assert f"## {table}" in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("view", sorted(path.stem for path in (ROOT / "warehouse/sql/views").glob("*.sql")))
def test_every_view_stands_in_the_readme(view: str) -> None:
    assert f"`{view}`" in README


@pytest.mark.parametrize("language", ["es", "it"])
def test_what_a_pack_holds_stands_in_add_a_language(language: str) -> None:
    page = (ROOT / "docs/add-a-language.md").read_text(encoding="utf-8")
    folder = ROOT / "pipelines/languages" / language
    with (folder / "terms.csv").open(encoding="utf-8", newline="") as lines:
        types = {row["type"] for row in csv.DictReader(lines)}
    settings = set(tomllib.loads((folder / "pack.toml").read_text(encoding="utf-8")))
    assert sorted(name for name in types | settings if not re.search(rf"\b{name}\b", page)) == []
