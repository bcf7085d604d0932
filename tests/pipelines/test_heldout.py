"""The held-out reports: what the engine reads of texts that no rule was written for, against their first run."""

import csv
from pathlib import Path

import pytest

from tests.pipelines.reading import score_of

GOLD = Path(__file__).parents[1] / "gold"
HELDOUT = ("heldout", "heldout_retold")


def recorded() -> list[dict[str, str]]:
    """The first runs of held-out reports."""
    with (GOLD / "first_run.csv").open(encoding="utf-8", newline="") as lines:
        return [row for row in csv.DictReader(lines) if row["set"] in HELDOUT]


def first_run(language: str) -> tuple[float, float]:
    """Detection and full F1 of a language's first runs, weighted by the statements of each report."""
    rows = [row for row in recorded() if row["language"] == language]
    total = sum(int(row["gold"]) for row in rows)
    figures = [sum(float(row[name]) * int(row["gold"]) for row in rows) / total for name in ("detection_f1", "full_f1")]
    return figures[0], figures[1]


@pytest.mark.parametrize("language", sorted({row["language"] for row in recorded()}))
def test_no_worse_than_at_the_first_run(language: str) -> None:
    """All held-out reports of a language at once: in one of them a period that holds throughout decides too much."""
    every = [score_of(sorted((GOLD / name).glob(f"{language}_*.gold.csv")), GOLD / name).pooled for name in HELDOUT]
    n_gold, n_found = sum(tally.n_gold for tally in every), sum(tally.n_found for tally in every)
    detection, full = first_run(language)
    assert 2 * sum(tally.n_matched for tally in every) / (n_gold + n_found) >= detection - 0.02
    assert 2 * sum(tally.n_full for tally in every) / (n_gold + n_found) >= full - 0.02
