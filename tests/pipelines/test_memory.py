"""Memory: what a longer report adds to the peak, each length in a process of its own."""

from __future__ import annotations

import pytest

from tests.benchmarks.bench_engine import apart

LENGTHS = (1_000_000, 3_000_000)
PER_MILLION = 8
"""Megabytes for a million characters: the text takes up to two, its rows and paragraphs about as much again."""


@pytest.mark.long
def test_memory_of_all_rows_grows_little_with_the_report() -> None:
    short, long = (apart("text", "fr", str(length))["peak_mb"] for length in LENGTHS)
    assert (long - short) * 1_000_000 / (LENGTHS[1] - LENGTHS[0]) < PER_MILLION
