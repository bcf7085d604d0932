"""Cost grows with the length of a text and no faster, whatever the text: two lengths timed in the same run."""

import time
from collections.abc import Callable
from datetime import date

import pytest

from pipelines.languages import SUPPORTED
from schemas.records import ReportMetadata
from tests.benchmarks.hostile import hostile
from tests.benchmarks.prose import LANGUAGES, prose
from tests.pipelines.reading import read_text

ISSUED = ReportMetadata(date_issued=date(2025, 3, 15))
TIMES = 4
NOISE = 2.2
"""How much more than `TIMES` as long a text `TIMES` as long may take: 4 would be quadratic."""
NAMES = tuple(hostile("en"))


def seconds(text: str, language: str, passes: int) -> float:
    best = float("inf")
    for _ in range(passes):
        started = time.process_time()
        read_text(text, language, ISSUED)
        best = min(best, time.process_time() - started)
    return best


def check(make: Callable[[int], str], language: str, length: int) -> None:
    short, long = make(length), make(TIMES * length)
    taken = seconds(short, language, 3)
    limit = NOISE * TIMES * taken + 0.02
    assert any(seconds(long, language, 1) < limit for _ in range(3)), (taken, limit)


@pytest.mark.parametrize(("name", "language"), [(name, SUPPORTED[i % len(SUPPORTED)]) for i, name in enumerate(NAMES)])
def test_hostile_text_costs_no_more_than_its_length(name: str, language: str) -> None:
    check(hostile(language)[name], language, 4_000)


@pytest.mark.long
@pytest.mark.parametrize("language", SUPPORTED)
@pytest.mark.parametrize("name", NAMES)
def test_longer_hostile_text_costs_no_more_than_its_length(name: str, language: str) -> None:
    check(hostile(language)[name], language, 12_000)


@pytest.mark.parametrize("language", [language for language in SUPPORTED if language in LANGUAGES])
def test_a_report_costs_no_more_than_its_length(language: str) -> None:
    check(lambda length: prose(language, length), language, 8_000)


@pytest.mark.long
@pytest.mark.parametrize("language", [language for language in SUPPORTED if language in LANGUAGES])
def test_a_long_report_costs_no_more_than_its_length(language: str) -> None:
    check(lambda length: prose(language, length), language, 120_000)
