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


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Coal output was 100 million tonnes (MT) in April 2024. In May it fell to 95.5 MT.", "95500000 t"),
        ("en", "The field gave 1.2 million barrels per day (MBPD) in 2023 and 1.4 MBPD a year later.", "1400000 bbl/d"),
        ("fr", "La récolte atteint 35,2 millions d'hectolitres (MHL). En 2022 : 46 MHL.", "46000000 hL"),
        ("es", "La mina dio 4,5 millones de toneladas (MTM) en 2023. En 2022 habían sido 4,1 MTM.", "4100000 t"),
        ("de", "2023 flossen 2,5 Milliarden Kubikmeter (MRK), im Jahr 2022 waren es 2,7 MRK.", "2700000000 m3"),
        ("en", "The mill pressed 3 million tonnes (see below) of cane. The port shipped 25,000 MT of it.", "25000 t"),
        ("en", "Output was 100 million tonnes (MT) in April 2024. The port alone shipped 3 million MT.", "3000000 t"),
        ("en", "Sales of electric vehicles (EV) rose to 3 million. The garage itself owns 12 EV.", "12 COUNT"),
    ],
)  # fmt: skip
def test_abbreviations_that_the_report_explains(language: str, text: str, expected: str) -> None:
    last = list(read_text(text, language).extraction.mentions)[-1]
    assert f"{last.value} {last.unit_measure}" == expected
