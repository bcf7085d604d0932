"""`factline export` and the asset `exports`: what they print, write and refuse."""

import re
import shlex
from pathlib import Path

import dagster as dg
import pytest

from assets.definitions import defs
from assets.exports import Exporting, default_formats, exports
from assets.resources import HomeResource
from tests.assets.test_cli import factline
from tests.warehouse.hostile_text import FIRST, hostile_home
from warehouse.exports.export import FORMATS
from warehouse.home import Home

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return hostile_home(tmp_path_factory.mktemp("exported"))


def test_formats_are_listed_and_explained() -> None:
    listed, helped = factline("export", "list"), factline("export", "--help")
    assert (listed.code, helped.code) == (0, 0)
    for each in FORMATS.values():
        assert each.summary in listed.out
        assert f"{each.name}: " in helped.out


def test_what_was_written_is_printed(home: Home, tmp_path: Path) -> None:
    options = ("--report", FIRST, "--indicator", "AI_COMPANIES en", "--lang", "fr", "--out", str(tmp_path / "p.html"))
    done = factline("export", "html", "--home", str(home.path), *options)
    assert (done.code, done.err) == (0, "")
    assert "p.html" in done.out
    assert f"{(tmp_path / 'p.html').stat().st_size:,}" in done.out
    assert '<html lang="fr">' in (tmp_path / "p.html").read_text(encoding="utf-8")
    again = factline("export", "html", "--home", str(home.path), *options)
    assert again.code == 2
    assert "--overwrite" in again.err
    assert factline("export", "html", "--home", str(home.path), *options, "--overwrite").code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("pdf",), 2, "take one of parquet"),
        (("csv", "--area", "Atlantis"), 2, "No fact matches"),
        (("csv", "--where", "nonsense = 1"), 1, "nonsense"),
        (("csv", "--table", "secrets"), 2, "no table or view 'secrets'"),
    ],
)
def test_errors_are_one_line(home: Home, arguments: tuple[str, ...], code: int, says: str) -> None:
    done = factline("export", *arguments, "--home", str(home.path))
    assert done.code == code
    assert says in done.err
    assert done.err.count("\n") == 1
    assert done.out == ""


def test_links_lead_to_the_explorer_that_is_set(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACTLINE_EXPLORER_URL", "https://facts.example.org/")
    assert factline("export", "jsonld", "--home", str(home.path), "--out", str(tmp_path / "a")).code == 0
    assert '"url": "https://facts.example.org/observation/' in (tmp_path / "a").read_text(encoding="utf-8")


def test_the_asset_writes_and_replaces(home: Home, tmp_path: Path) -> None:
    config = Exporting(formats=["csv-fr", "xlsx"], folder=str(tmp_path), language="fr")
    for _ in range(2):
        done = dg.materialize(
            [exports],
            resources={"home": HomeResource(path=str(home.path))},
            run_config=dg.RunConfig(ops={"exports": config}),
        )
        assert done.success
    assert sorted(path.name for path in tmp_path.iterdir()) == ["csv-fr", "facts.xlsx"]
    (event,) = done.asset_materializations_for_node("exports")
    assert event.metadata["formats"].value == 2


def test_the_asset_is_no_part_of_the_daily_job_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = {key.to_user_string() for key in defs.resolve_job_def("daily_refresh").asset_layer.executable_asset_keys}
    assert "published" in keys
    assert "exports" not in keys
    monkeypatch.setenv("FACTLINE_EXPORTS", "parquet, xlsx")
    assert default_formats() == ["parquet", "xlsx"]


@pytest.mark.long
def test_documented_commands_run(tmp_path: Path) -> None:
    page = (ROOT / "docs/exports.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```sh\n(.*?)```", page, re.DOTALL)
    assert factline("run", "--inbox", str(ROOT / "docs/samples"), "--home", str(tmp_path)).code == 0
    for line in block.replace("data/demo", str(tmp_path)).splitlines():
        program, *arguments = shlex.split(line)
        assert program == ".venv/bin/factline"
        done = factline(*arguments)
        assert (done.code, done.err) == (0, ""), line
    for name in FORMATS:
        assert f"| `{name}` |" in page
        assert f"**{name}.**" in page
