"""The year by which a report counts: when its fiscal year begins, learnt from what the report says of it.

`the year ended 30 June 2025 (FY25)`, `fiscal year 2025/26, from April 2025 to March 2026`, `third quarter of fiscal
2025, which ended on 31 May`: once told, every other `FY26`, `2024/25` and `second quarter of fiscal 2026` follows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from pipelines.periods import PeriodRef, run_to
from schemas import periods as sdmx

CODED = "FY"
"""The `unit` of a reference that counts by fiscal years: year `number`, or its part number `day` of `months` months."""


@dataclass(frozen=True, slots=True)
class FiscalYear:
    """The month in which it begins, and whether it is called by the calendar year in which it begins."""

    month: int
    is_by_start: bool = False

    def meaning(self, ref: PeriodRef) -> PeriodRef:
        """A coded reference with the span that it means; one that spans two years as a split year."""
        if ref.kind == "SPLIT":
            return replace(ref, months=self.month)
        first = self.month - 1 + (ref.day - 1) * ref.months
        year = ref.number - (self.month > 1 and not self.is_by_start)
        last = 12 * year + first + ref.months - 1
        value = run_to(last // 12, last % 12 + 1, ref.months, is_told=True).value
        return replace(ref, value=value)


def coded(year: int, months: int, part: int) -> PeriodRef:
    """`FY25` or a part of it, read as the calendar has it until the report tells its own."""
    letter = {3: "Q", 6: "S"}.get(months)
    value = f"{year}-{letter}{part}" if letter else str(year)
    return PeriodRef("FIXED", value, number=year, months=months, day=part, unit=CODED)


def counted_from(month: int, ref: PeriodRef) -> PeriodRef:
    """A quarter without a year as the months that it has in a fiscal year; as it is where these cross a new year."""
    first = (month + (ref.number - 1) * ref.months - 1) % 12 + 1
    return replace(ref, kind="SPAN", number=first) if first + ref.months <= 13 else ref


def learned(refs: Iterable[PeriodRef]) -> FiscalYear | None:
    """The fiscal year that the dates of one sentence tell; None where they tell none.

    A code and a span of its length that stand together explain each other; a year that ends in another month than
    December is one by itself.
    """
    every = list(refs)
    spans = [(ref, bounds) for ref in every if (bounds := _span_of(ref)) is not None]
    for ref in every:
        if not (ref.unit == CODED or (ref.kind == "SPLIT" and not ref.months)):
            continue
        for _, (start, end) in spans:
            found = _explained(ref, start, end)
            if found is not None:
                return found
    told = [start for ref, (start, end) in spans if ref.kind == "ENDED" and _months(start, end) == 12]
    return FiscalYear(told[0].month) if told and told[0].month > 1 else None


def _explained(ref: PeriodRef, start: date, end: date) -> FiscalYear | None:
    if ref.kind == "SPLIT":
        opens = 12 * start.year + start.month - 1 - ref.part
        is_same = opens // 12 == ref.number and opens % 12 and _months(start, end) == ref.day
        return FiscalYear(opens % 12 + 1) if is_same else None
    if _months(start, end) != ref.months:
        return None
    first = 12 * start.year + start.month - 1 - (ref.day - 1) * ref.months
    opens, closes = first // 12, (first + 11) // 12
    if ref.number not in (opens, closes):
        return None
    return FiscalYear(first % 12 + 1, is_by_start=ref.number != closes)


def _span_of(ref: PeriodRef) -> tuple[date, date] | None:
    """The days of a reference that stands for whole months and for no code."""
    if ref.unit == CODED or ref.kind not in ("FIXED", "ENDED"):
        return None
    bounds = sdmx.span(ref.value)
    return bounds if bounds is not None and bounds[0].day == 1 and bounds[1].day >= 28 else None


def _months(start: date, end: date) -> int:
    return 12 * (end.year - start.year) + end.month - start.month + 1
