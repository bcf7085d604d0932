"""The values that the assets hand on: one batch of reports, filled step by step.

They are frozen and picklable, so that Dagster's file IO manager keeps them between steps. Each step adds its part
and keeps the rest: what follows can never meet a report of another batch. Nothing is computed here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from assets.fingerprints import Fingerprints
from schemas.packed import Packed
from schemas.records import Extraction, Paragraph, Report, stable_id

LOADED, COPY, QUARANTINED = "LOADED", "COPY", "QUARANTINED"


@dataclass(frozen=True, slots=True)
class ReadReport:
    """A report as it was read, with the hashes of its bytes and what becomes of it."""

    report: Report
    content_sha256: str
    sidecar_sha256: str
    status: str = LOADED
    status_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A row of `quarantine` less the load's own columns."""

    stage: str
    place: str
    report_id: str | None
    check_name: str
    reason: str
    row_json: str | None = None

    @property
    def quarantine_id(self) -> str:
        """Hash of stage, place and check: the same trouble at the same place is one row."""
        return stable_id(self.stage, self.place, self.check_name)


@dataclass(frozen=True, slots=True)
class ReportBatch:
    """New and changed reports on their way into the warehouse, and what is to leave it.

    `paragraphs` and `extractions` are by report_id and empty until their step has run. `retired` maps report_id
    to the reason. `base_load` is the warehouse's load count when the batch was read: a later one refuses it.
    """

    reports: tuple[ReadReport, ...]
    retired: Mapping[str, str]
    quarantine: tuple[Quarantined, ...]
    notes: tuple[str, ...]
    n_unchanged: int
    base_load: int
    fingerprints: Fingerprints
    paragraphs: Mapping[str, Packed[Paragraph]] = field(default_factory=dict)
    extractions: Mapping[str, Extraction] = field(default_factory=dict)

    def loadable(self) -> tuple[Report, ...]:
        """The reports that are to be loaded: neither copies nor quarantined."""
        return tuple(read.report for read in self.reports if read.status == LOADED)

    def places(self) -> dict[str, str]:
        """The paths of the reports, by report_id."""
        return {read.report.report_id: read.report.report_file for read in self.reports}

    def with_reports(self, reports: Iterable[Report]) -> ReportBatch:
        """The batch with these reports in place of those with the same id."""
        newer = {report.report_id: report for report in reports}
        return replace(
            self, reports=tuple(replace(r, report=newer.get(r.report.report_id, r.report)) for r in self.reports)
        )

    def without(self, failures: Iterable[Quarantined]) -> ReportBatch:
        """The batch with the reports of these failures quarantined; none of their facts will be loaded."""
        rows = tuple(failures)
        reasons = {row.report_id: row.reason for row in rows}
        return replace(
            self,
            reports=tuple(
                replace(r, status=QUARANTINED, status_reason=reasons[r.report.report_id])
                if r.report.report_id in reasons
                else r
                for r in self.reports
            ),
            quarantine=self.quarantine + rows,
        )
