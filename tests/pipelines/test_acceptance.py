"""The acceptance report, where it lies beside the repository; third-party text that never enters it."""

from decimal import Decimal

import pytest

from pipelines.gold import read_gold
from pipelines.score import ReportScore, score_report
from tests.pipelines.reading import ACCEPTANCE, Read, read_file, read_text
from tests.pipelines.replacing import replaced

NAME = "beijing_ai_white_paper_2024_fr"
TEXT = ACCEPTANCE / f"{NAME}.txt"
pytestmark = pytest.mark.skipif(not TEXT.exists(), reason="the acceptance report is not beside the repository")


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
    """Told of other places, money, things and numbers it is read as well."""
    gold = TEXT.with_name(f"{NAME}.gold.csv").read_text(encoding="utf-8")
    other = replaced(read, read_gold(read.report.text, gold))
    again = read_text(other.text, "fr", other.metadata, TEXT.name)
    after = score_report(NAME, "fr", read.report.date_issued, other.gold, again.extraction.mentions).tally
    before = score(read, gold).tally
    assert other.n_edits > before.n_gold
    assert after.n_found == before.n_found
    assert after.core_f1 >= before.core_f1 - 0.02
    assert after.full_f1 >= before.full_f1 - 0.02
