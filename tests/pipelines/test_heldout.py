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


def first_run(name: str, language: str) -> tuple[float, float]:
    """Detection and full F1 of a set's first run, weighted by the statements of each report."""
    rows = [row for row in recorded() if (row["set"], row["language"]) == (name, language)]
    total = sum(int(row["gold"]) for row in rows)
    figures = [sum(float(row[name]) * int(row["gold"]) for row in rows) / total for name in ("detection_f1", "full_f1")]
    return figures[0], figures[1]


@pytest.mark.parametrize(("name", "language"), sorted({(row["set"], row["language"]) for row in recorded()}))
def test_no_worse_than_at_the_first_run(name: str, language: str) -> None:
    folder = GOLD / name
    tally = score_of(sorted(folder.glob(f"{language}_*.gold.csv")), folder).pooled
    detection, full = first_run(name, language)
    assert tally.detection_f1 >= detection - 0.02
    assert tally.full_f1 >= full - 0.02
