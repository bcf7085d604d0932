"""What ratios, amounts per head and shares are counted against, by one code in every language."""

from datetime import date

import pytest

from pipelines.languages import SUPPORTED, pack
from schemas import codelists
from schemas.records import ReportMetadata
from tests.pipelines.reading import read_text

ISSUED = ReportMetadata(date_issued=date(2025, 3, 15))

SENTENCES = [
    ("fr", "En 2024, on comptait 412 infirmiers pour 100 000 habitants.", "PERSON"),
    ("fr", "En 2024, chaque salarié a suivi des cours : la dépense atteint 320 euros par salarié.", "EMPLOYEE"),
    ("fr", "En 2024, le soutien représentait 3 % du PIB.", "GDP"),
    ("fr", "En 2024, 40 % des ruches ont été perdues.", "_Z"),
    ("fr", "Le taux de chômage était de 7 % en 2024.", "_Z"),
    ("en", "In 2024 there were 412 nurses per 100,000 people.", "PERSON"),
    ("en", "In 2024 heating cost 1,320 euros per household.", "HOUSEHOLD"),
    ("en", "In 2024 the scheme cost 3% of GDP.", "GDP"),
    ("es", "En 2024 había 412 enfermeros por cada 100.000 habitantes.", "PERSON"),
    ("es", "En 2024 el gasto fue de 1.320 euros por hogar.", "HOUSEHOLD"),
    ("es", "En 2024 las ayudas sumaron el 3 % del PIB.", "GDP"),
    ("de", "2024 kamen 412 Pflegekräfte auf 100.000 Einwohner.", "PERSON"),
    ("de", "2024 kostete das Heizen 1.320 Euro pro Haushalt.", "HOUSEHOLD"),
    ("de", "2024 entsprachen die Hilfen 3 Prozent des BIP.", "GDP"),
    ("zh", "2024年每10万人拥有护士412人。", "PERSON"),
    ("zh", "2024年研发投入占GDP的3%。", "GDP"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "denominator"), SENTENCES)
def test_denominator(language: str, text: str, denominator: str) -> None:
    read = read_text(text, language, ISSUED)
    (mention,), (found,) = read.resolution.mentions, read.resolution.observations
    assert mention.measurement_denominator == found.measurement_denominator == denominator


def test_a_figure_that_follows_is_counted_against_the_same() -> None:
    text = "In 2024 there were 412 nurses per 100,000 people, compared with 398 in 2023."
    found = read_text(text, "en", ISSUED).resolution.observations
    assert [(o.unit_measure, o.measurement_denominator) for o in found] == [("per_100000", "PERSON")] * 2


@pytest.mark.parametrize("language", SUPPORTED)
def test_words_for_heads_are_on_the_code_list(language: str) -> None:
    codes = {code for codelist, code in codelists.codes() if codelist == "CL_DENOMINATOR"}
    assert set(pack(language).denominators.values()) <= codes
