"""The acceptance report, where it lies beside the repository; third-party text that never enters it."""

import dataclasses
from decimal import Decimal

import pytest

from pipelines.gold import read_gold
from pipelines.score import ReportScore, pooled, score_report
from tests.pipelines.reading import ACCEPTANCE, Read, read_file, read_text

NAME = "beijing_ai_white_paper_2024_fr"
TEXT = ACCEPTANCE / f"{NAME}.txt"
pytestmark = pytest.mark.skipif(not TEXT.exists(), reason="the acceptance report is not beside the repository")

# Other places, currencies, counted nouns and numbers of the same kind and form; the last words of a pair are disjoint.
REPLACED = (
    ("pékinois", "berlinois"), ("Pékin", "Berlin"), ("Beijing", "Berlin"), ("chinoise", "allemande"),
    ("Chinois", "Allemand"), ("chinois", "allemand"), ("la Chine", "l’Allemagne"), ("de l’Allemagne", "de l’Allemagne"),
    ("yuan", "roupies"), ("universités", "bibliothèques"), ("entreprises", "coopératives"), ("unicornes", "mutuelles"),
    ("412", "537"), ("2,400", "3,100"), ("2 400", "3 100"), ("591", "784"), ("84 %", "67 %"),
)  # fmt: skip
PLACES = {"CN-BJ": "DE-BE", "CN": "DE", "CNY": "INR"}


@pytest.fixture(scope="module")
def read() -> Read:
    return read_file(TEXT)


def score(read: Read, gold: str) -> ReportScore:
    rows = read_gold(read.report.text, gold)
    return score_report(NAME, "fr", read.report.date_issued, rows, read.extraction.mentions)


def test_every_statement_is_found_and_right(read: Read) -> None:
    tally = score(read, TEXT.with_name(f"{NAME}.gold.csv").read_text(encoding="utf-8")).tally
    assert (tally.n_matched, tally.n_gold) == (35, 35)
    assert tally.n_found - tally.n_matched <= 1
    assert tally.core_f1 >= 0.95
    assert tally.full_f1 >= 0.90


def test_facts_stated_twice_are_one_observation(read: Read) -> None:
    resolution = read.resolution
    assert len(resolution.observations) == 21
    by_words = {m.exact: m.observation_id for m in resolution.mentions}
    assert by_words["2,400"] == by_words["2 400"]
    thirty = next(o for o in resolution.observations if o.observation_id == by_words["trente"])
    assert (thirty.value, thirty.is_approximate, thirty.n_mentions) == (30, True, 2)


def test_restated_amount_settles_the_scale(read: Read) -> None:
    values = {m.value for m in read.extraction.mentions if m.exact.startswith("4,3 trillions")}
    assert values == {Decimal("4.3e12")}


def test_nothing_is_tuned_to_its_words(read: Read) -> None:
    """With places, currencies, nouns and numbers replaced, F1 falls by at most 0.03."""
    text, gold = read.report.text, TEXT.with_name(f"{NAME}.gold.csv").read_text(encoding="utf-8")
    for old, new in REPLACED:
        text, gold = text.replace(old, new), gold.replace(old, new)
    for number in ("412", "591"):
        new = dict(REPLACED)[number]
        gold = gold.replace(f"{number}000000000", f"{new}000000000")
    gold = gold.replace(",2400,,count", ",3100,,count").replace(",84,,percent", ",67,,percent")
    for old, new in PLACES.items():
        gold = gold.replace(f",{old},", f",{new},")
    before = pooled([score(read, TEXT.with_name(f"{NAME}.gold.csv").read_text(encoding="utf-8"))]).pooled
    replaced = read_text(text, "fr", dataclasses.replace(read.report.metadata), TEXT.name)
    after = pooled([score(replaced, gold)]).pooled
    assert after.n_found == before.n_found
    assert after.core_f1 >= before.core_f1 - 0.03
    assert after.full_f1 >= before.full_f1 - 0.03
