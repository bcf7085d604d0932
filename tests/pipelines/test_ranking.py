"""The choice among candidates: those that say the same in other words do not split the vote."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.features import beginnings
from pipelines.ranking import most_agreed
from schemas.records import ReportMetadata
from tests.pipelines.reading import read_text


def _chosen(scored: dict[str, float]) -> str:
    labels = list(scored)
    best, _ = most_agreed(list(scored.values()), [beginnings(label.split()) for label in labels])
    return labels[best]


def test_labels_that_say_the_same_add_up() -> None:
    assert _chosen({"weather": 0.2, "sales": 0.0, "sales of cars": 0.1}) == "sales of cars"


def test_a_clear_best_one_needs_no_company() -> None:
    assert _chosen({"weather": 3.0, "sales": 0.0, "sales of cars": 0.1}) == "weather"


def test_inflected_words_are_the_same() -> None:
    assert _chosen({"Wetter": 0.1, "Umsätze der Mühlen": 0.0, "Umsatz der Mühle": 0.05}) == "Umsatz der Mühle"


def test_short_words_have_nothing_in_common() -> None:
    assert _chosen({"prix du lait": 0.0, "taux du crédit": 0.0, "rang": 0.1}) == "rang"


def test_of_two_as_good_ones_the_first() -> None:
    assert _chosen({"sales": 0.0, "weather": 0.0}) == "sales"


@pytest.mark.parametrize("gap", [0.0, 1.0, 5.0, 50.0, 1000.0])
def test_agreement_is_a_share(gap: float) -> None:
    _, agreed = most_agreed([gap, 0.0], [frozenset({"sales"}), frozenset({"weath"})])
    assert 0.5 <= agreed <= 1.0


@pytest.mark.parametrize(
    ("text", "language", "label"),
    [
        ("En 2023, le taux d'illettrisme s'élevait à 4 % de la population adulte.", "fr", "taux d'illettrisme"),
        ("The vacancy rate stood at 3.2% of all flats in 2023.", "en", "vacancy rate"),
    ],
)
def test_the_whole_of_a_rate_is_no_part_of_its_label(text: str, language: str, label: str) -> None:
    (mention,) = read_text(text, language, ReportMetadata(date_issued=date(2024, 3, 15))).resolution.mentions
    assert mention.indicator_text == label
