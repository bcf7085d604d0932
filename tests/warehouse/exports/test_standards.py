"""Data package and SDMX, read back by frictionless and pysdmx; the same generation gives the same bytes."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from urllib.parse import unquote

import pytest
from frictionless import Package, system
from pysdmx.io import read_sdmx
from pysdmx.model import Codelist, Dataflow, DataStructureDefinition

from schemas.tables import TABLES
from tests.warehouse.exports.conftest import CHINESE, VALUES, Made
from tests.warehouse.exports.test_tables import rows_of
from tests.warehouse.hostile_text import DATA_URL, LINE
from warehouse.exports.export import FORMATS, export
from warehouse.exports.sdmx import CODED
from warehouse.home import Home
from warehouse.reading import query

pytestmark = pytest.mark.long


def test_data_package_is_valid_with_its_keys(made: Made) -> None:
    folder = made("datapackage")
    with system.use_context(trusted=True):
        report = Package(str(folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "note"])[:3]
    assert {resource.name for resource in Package(str(folder / "datapackage.json")).resources} == set(TABLES)
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert "licenses" not in package
    assert [source.get("path") for source in package["sources"] if source["title"] == LINE] == [None]


def test_data_package_says_what_is_wrong_with_a_broken_key(made: Made, tmp_path: Path) -> None:
    for path in made("datapackage").iterdir():
        text = path.read_text(encoding="utf-8")
        (tmp_path / path.name).write_text(text.replace(",CNY,", ",XXX,"), encoding="utf-8", newline="")
    with system.use_context(trusted=True):
        report = Package(str(tmp_path / "datapackage.json")).validate()
    assert {row[0] for row in report.flatten(["type"])} >= {"foreign-key"}


def test_sdmx_data_are_read_back(made: Made, filled: Home) -> None:
    (data,) = read_sdmx(made("sdmx") / "data.csv", validate=False).data
    assert data.short_urn == "Dataflow=FACTLINE:OBSERVATIONS(1.0)"
    assert len(data.data) == query(filled, "SELECT count(*) AS n FROM v_sdmx_csv")["n"][0]
    rows = rows_of(made("sdmx") / "data.csv")
    assert {Decimal(row["OBS_VALUE"]) for row in rows} >= set(VALUES.values())
    assert {row["OBS_STATUS"] for row in rows} == {"A", "F"}
    (own,) = {row["INDICATOR"] for row in rows} - {"AI_COMPANIES", "AI_INDUSTRY_SIZE"}
    assert unquote(own.replace("$", "%")) == f"fr:{LINE}"


def test_sdmx_structure_describes_the_data(made: Made) -> None:
    structures = read_sdmx(made("sdmx") / "structure.json", validate=True).structures or ()
    lists = {each.id: {code.id for code in each} for each in structures if isinstance(each, Codelist)}
    (definition,) = [each for each in structures if isinstance(each, DataStructureDefinition)]
    (flow,) = [each for each in structures if isinstance(each, Dataflow)]
    assert isinstance(flow.structure, DataStructureDefinition)
    rows = rows_of(made("sdmx") / "data.csv")
    assert sorted(each.id for each in definition.components) == sorted([*rows[0]][3:])
    for component, coded in CODED.items():
        assert {row[component] for row in rows if row[component]} == (
            lists[coded.codelist] & {row[component] for row in rows}
        )
    assert all(re.fullmatch(r"[A-Za-z0-9_@$\-]+", code) for codes in lists.values() for code in codes)


def test_a_part_is_whole_in_itself(made: Made) -> None:
    folder = made("datapackage", reports=(CHINESE,))
    with system.use_context(trusted=True):
        assert Package(str(folder / "datapackage.json")).validate().valid
    assert {row["report_file"] for row in rows_of(folder / "dim_report.csv")} == {CHINESE}
    assert len(rows_of(folder / "fact_mention.csv")) == len(VALUES)
    assert not rows_of(folder / "skipped_numeral.csv")
    assert len(rows_of(made("sdmx", reports=(CHINESE,)) / "data.csv")) == len(VALUES)
    assert DATA_URL not in (folder / "datapackage.json").read_text(encoding="utf-8")


def test_two_exports_of_a_generation_are_the_same(filled: Home, tmp_path: Path) -> None:
    for name, wanted in FORMATS.items():
        if name == "parquet":
            continue  # its writers work in parallel: the same rows, not the same bytes
        one, two = (export(filled, name, tmp_path / f"{name}{number}").path for number in (1, 2))
        for path in one.iterdir() if wanted.is_folder else [one]:
            other = two / path.name if wanted.is_folder else two
            assert path.read_bytes() == other.read_bytes(), path
