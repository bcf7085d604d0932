"""How work on many reports is spread: one after another today; processes and clusters would be further engines.

An engine knows how to call, not what: it fences every report, so that one that fails is quarantined with the
exception in plain words and the others go on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from assets.batches import Quarantined
from assets.progress import Say, watched
from schemas.records import Report

Result = TypeVar("Result")


def serial(
    reports: Sequence[Report], work: Callable[[Report], Result], stage: str, doing: str, say: Say
) -> tuple[dict[str, Result], list[Quarantined]]:
    """The results by report_id, and a quarantine row for each report on which the work failed."""
    results: dict[str, Result] = {}
    failures: list[Quarantined] = []
    for report in watched(reports, doing, len(reports), say):
        try:
            results[report.report_id] = work(report)
        except Exception as error:  # noqa: BLE001 - one report must never stop the run
            reason = unforeseen(error)
            failures.append(Quarantined(stage, report.report_file, report.report_id, f"{stage.lower()}_works", reason))
    return results, failures


def unforeseen(error: Exception) -> str:
    """An exception that no rule foresaw, in plain words."""
    said = " ".join(str(error).split())[:300]
    return (
        f"The program failed on this report ({type(error).__name__}: {said}). Please report it; the others went on, "
        "and this one is read again when the program changes."
    )
