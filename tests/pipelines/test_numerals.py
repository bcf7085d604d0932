"""Every numeral of a report is in a statement or has a reason why it is none."""

import re
from pathlib import Path

import pytest

from pipelines.languages import SUPPORTED
from tests.pipelines.reading import ROOT, Read, read_file, read_text

OPENED = ROOT / "tests" / "gold" / "opened"
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
FEW = 0.01
"""The share of numerals for which no rule may have a reason."""


def texts(language: str) -> list[Path]:
    return sorted(path for suffix in ("txt", "md") for path in OPENED.glob(f"{language}_*.{suffix}"))


def without_reason(read: Read) -> list[str]:
    """The digits of a report that are in no mention and in no skipped numeral."""
    spans = [(m.start_char, m.end_char) for m in read.extraction.mentions]
    spans += [(s.start_char, s.end_char) for s in read.extraction.skipped]
    covered = {at for start, end in spans for at in range(start, end)}
    return [found[0] for found in _DIGITS.finditer(read.report.text) if found.start() not in covered]


@pytest.mark.parametrize("language", SUPPORTED)
def test_every_numeral_is_accounted_for(language: str) -> None:
    numerals = unassigned = 0
    for path in texts(language):
        read = read_file(path)
        assert without_reason(read) == []
        numerals += len(_DIGITS.findall(read.report.text))
        unassigned += sum(skipped.reason == "unassigned" for skipped in read.extraction.skipped)
    assert unassigned <= FEW * numerals


def test_what_a_reader_leaves_aside_has_its_reason_too() -> None:
    read = read_text("5天内卖出3万张（含PM2.5口罩）。", "zh")
    assert without_reason(read) == []
    assert [(s.exact, s.reason) for s in read.extraction.skipped] == [("5天", "duration"), ("PM2.5", "name")]
