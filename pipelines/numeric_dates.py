"""Dates in digits: 31/12/2024, 12/2024, 2024-12-31, 31.12.2024; any other dotted string is no date."""

from __future__ import annotations

from calendar import monthrange

from pipelines.grammar import Reduced
from pipelines.periods import PeriodRef
from pipelines.tokens import Sentence


def period(ref: PeriodRef, first: int, last: int) -> Reduced:
    """The tokens from `first` to `last` as a period."""
    return Reduced("PERIOD", ref, first, last)


def number(sentence: Sentence, index: int) -> int:
    """The number that a token says; 0 where it says none."""
    value = sentence.values[index]
    raw = getattr(value, "value", value)
    return int(raw) if str(raw).lstrip("-").isdigit() else 0


def slashed(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """31/12/2024 and 12/2024; the day comes first unless it cannot."""
    parts = [number(sentence, index) for index in range(first, last + 1, 2)]
    year, rest = parts[-1], parts[:-1]
    if len(rest) == 2 and rest[1] > 12 >= rest[0]:
        rest.reverse()
    month = rest[-1]
    if not 1 <= month <= 12:
        return None
    if len(rest) == 1:
        return period(PeriodRef("FIXED", f"{year}-{month:02d}"), first, last)
    if not 1 <= rest[0] <= monthrange(year, month)[1]:
        return None
    return period(PeriodRef("FIXED", f"{year}-{month:02d}-{rest[0]:02d}"), first, last)


def iso(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """2024-12-31."""
    parts = [number(sentence, index) for index in range(first, last + 1, 2)]
    year, month, day = parts[0], parts[1], parts[2]
    if not (1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return None
    return period(PeriodRef("FIXED", f"{year}-{month:02d}-{day:02d}"), first, last)


def dotted(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """31.12.2024; any other dotted string is a version or a section number."""
    parts = sentence.words(first, last).split(".")
    if len(parts) != 3 or not all(part.isdigit() for part in parts) or len(parts[2]) != 4:
        return Reduced("SKIPPED", "version", first, last)
    day, month, year = (int(part) for part in parts)
    if not (1 <= month <= 12 and 1800 <= year <= 2100 and 1 <= day <= monthrange(year, month)[1]):
        return Reduced("SKIPPED", "version", first, last)
    return period(PeriodRef("FIXED", f"{year}-{month:02d}-{day:02d}"), first, last)
