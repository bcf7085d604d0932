"""Every unit that the engine or a pack can give is on the code list."""

import csv

import pytest

from pipelines.languages import SUPPORTED
from pipelines.quantities import RATIO_UNITS
from schemas import codelists
from tests.pipelines.reading import ROOT, read_text

ENGINE = {"COUNT", "PERCENT", "PERCENTAGE_POINT", "FACTOR", "INDEX", "score", *RATIO_UNITS.values()}


def named(language: str) -> set[str]:
    """Units that stand in a pack's terms: of fused symbols, time units, and symbols that are scale or unit."""
    with (ROOT / "pipelines/languages" / language / "terms.csv").open(encoding="utf-8", newline="") as lines:
        rows = [(row["type"], row["value"]) for row in csv.DictReader(lines)]
    coded = {value.split("|")[1] for kind, value in rows if kind in ("FUSED", "SCALE_OR_UNIT") and "|" in value}
    return coded | {value for kind, value in rows if kind == "TIME_UNIT"}


@pytest.mark.parametrize("language", SUPPORTED)
def test_units_are_on_the_list(language: str) -> None:
    assert not (ENGINE | named(language)) - set(codelists.units())


def test_score_is_consolidated() -> None:
    read = read_text("La satisfaction est de 5,9/10 en 2022, contre 6,1 en 2021.", "fr")
    assert [o.unit_measure for o in read.resolution.observations] == ["score", "score"]
