"""From records to the frames of a load: one row per record, every row known by the report that it belongs to.

Column names are those of the records; the few that differ are set here and nowhere else. What a row must satisfy is
said by `schemas`, what becomes of the frames by `warehouse`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

import pandas as pd

from assets.batches import Quarantined, ReadReport, ReportBatch
from assets.sources import inbox
from pipelines.rows import parts_of
from schemas import periods
from schemas.records import NOT_APPLICABLE, TOTAL, UNKNOWN, Report, Resolution
from schemas.tables import frame
from schemas.validation import split

# Where neither metadata nor the text says whose figures they are, a report counts as "other".
DEFAULT_TIER = 4
HEADING_SEPARATOR = " › "
REPORT_TABLES = (
    "dim_report",
    "dim_paragraph",
    "fact_observation",
    "fact_mention",
    "fact_mention_part",
    "fact_relation",
    "skipped_numeral",
)
PIECE = 8_192
"""Rows that are made and checked at a time."""
PERIOD_COLUMNS = ("time_period", "base_per")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Owned:
    """A row and the report that it belongs to, by report_id."""

    report_id: str
    row: Row


@dataclass(frozen=True, slots=True)
class Load:
    """When and by whom a batch is loaded: columns that every row of the load carries."""

    run_id: str
    now: datetime


def pieces(table: str, batch: ReportBatch, resolutions: Mapping[str, Resolution], load: Load) -> Iterator[list[Owned]]:
    """The rows of a batch's reports in one table, some thousands at a time, as a long report's fill the memory.

    Of reports that are not loadable there is only their own row.
    """
    if table == "dim_report":
        found = (Owned(read.report.report_id, _report(read, batch, load)) for read in batch.reports)
    else:
        found = (
            Owned(report.report_id, row)
            for report in batch.loadable()
            for row in _facts(table, batch, report, resolutions[report.report_id], load)
        )
    return in_pieces(found)


def in_pieces(rows: Iterable[Owned]) -> Iterator[list[Owned]]:
    """So many rows at a time as a frame is made of."""
    left = iter(rows)
    while piece := list(islice(left, PIECE)):
        yield piece


def of_mentions(batch: ReportBatch) -> Iterator[Owned]:
    """The rows of the mentions as the engine found them, before they have an observation."""
    for report_id, extraction in batch.extractions.items():
        for mention in extraction.mentions:
            yield Owned(report_id, _fields(mention, observation_id=mention.observation_id or ""))


def checked(table: str, owned: list[Owned], places: Mapping[str, str]) -> tuple[pd.DataFrame, dict[int, Quarantined]]:
    """The valid rows as a frame and, by its number, why each other row may not pass; `places` are reports' paths."""
    fitting = list(range(len(owned)))
    bad: dict[int, Quarantined] = {}
    rows = _frame(table, [each.row for each in owned])
    if rows is None:
        fitting = [number for number in fitting if _frame(table, [owned[number].row]) is not None]
        says = f"A number of this row of {table} is too large for the warehouse."
        bad = {
            number: _invalid(table, each, places, "number fits", says, repr(each.row))
            for number, each in enumerate(owned)
            if number not in fitting
        }
        rows = frame(table, [owned[number].row for number in fitting])
    valid, failures = split(table, rows)
    for failure in failures:
        if failure.index < 0:
            raise ValueError(f"The frame of {table} is wrong as a whole: {failure.reason}")
        number = fitting[failure.index]
        bad[number] = _invalid(table, owned[number], places, failure.check, failure.reason, failure.row_json)
    return valid, bad


def _frame(table: str, rows: list[Row]) -> pd.DataFrame | None:
    """The rows as a frame, or None where a number of theirs has more digits than a frame takes."""
    try:
        return frame(table, rows)
    except ArithmeticError:
        return None


def _invalid(
    table: str, owned: Owned, places: Mapping[str, str], check: str, reason: str, row_json: str | None
) -> Quarantined:
    place = places[owned.report_id]
    if "start_char" in owned.row:
        place += f" [{owned.row['start_char']}:{owned.row['end_char']}]"
    return Quarantined("VALIDATE", place, owned.report_id, f"{table} {check}", reason, row_json)


def period_rows(named: Iterable[str]) -> list[Row]:
    """Rows of `dim_period` for these periods, and for the generic codes."""
    return [periods.row(code) for code in sorted({*named, UNKNOWN, TOTAL, NOT_APPLICABLE})]


def indicator_rows(resolutions: Iterable[Resolution]) -> list[Row]:
    """Rows of `dim_indicator` for the subjects that are on no code list."""
    found = {each.indicator: each for resolution in resolutions for each in resolution.indicators}
    return [
        {"indicator": code, f"name_{each.language}": each.name, "is_curated": False}
        for code, each in sorted(found.items())
    ]


def quarantine_rows(batch: ReportBatch, load: Load) -> list[Row]:
    """Rows of `quarantine`."""
    seen = {"first_seen": load.now, "last_seen": load.now, "resolution": "OPEN"}
    return [_fields(row, quarantine_id=row.quarantine_id, **seen) for row in batch.quarantine]


def _report(read: ReadReport, batch: ReportBatch, load: Load) -> Row:
    report, metadata = read.report, read.report.metadata
    return _fields(metadata) | {
        "report_id": report.report_id,
        "source": inbox.SOURCE,
        "report_file": report.report_file,
        "language": report.language or None,
        "date_issued": report.date_issued,
        "date_issued_basis": report.date_issued_basis,
        "source_tier": metadata.source_tier or DEFAULT_TIER,
        "text": report.text or None,
        "content_sha256": read.content_sha256,
        "sidecar_sha256": read.sidecar_sha256,
        "reader_fingerprint": batch.fingerprints.reader,
        "pack_fingerprint": batch.fingerprints.pack(report.language),
        "engine_fingerprint": batch.fingerprints.engine,
        "codes_fingerprint": batch.fingerprints.codes,
        "status": read.status,
        "status_reason": read.status_reason,
        "run_id": load.run_id,
        "loaded_at": load.now,
    }


def _facts(table: str, batch: ReportBatch, report: Report, resolution: Resolution, load: Load) -> Iterator[Row]:
    """The rows of one report in one table."""
    report_id = report.report_id
    if table == "dim_paragraph":
        for paragraph in batch.paragraphs[report_id]:
            yield _fields(paragraph, heading_path=HEADING_SEPARATOR.join(paragraph.heading_path) or None)
    elif table == "fact_observation":
        for observation in resolution.observations:
            yield _fields(observation, run_id=load.run_id, loaded_at=load.now)
    else:
        records: Mapping[str, Iterable[Any]] = {
            "fact_mention": resolution.mentions,
            "fact_mention_part": parts_of(report.text, resolution.mentions),
            "fact_relation": resolution.relations,
            "skipped_numeral": batch.extractions[report_id].skipped,
        }
        yield from map(_fields, records[table])


def _fields(record: Any, **others: Any) -> Row:
    """A record as a row; `dataclasses.asdict` would copy its nested records too."""
    return {name: getattr(record, name) for name in record.__slots__} | others
