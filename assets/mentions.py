"""The asset `mentions`: every quantitative statement in the texts, as the engine reads it.

The engine is `pipelines.extract`; what a mention must satisfy is said by `schemas`.
"""

import time
from dataclasses import replace

import dagster as dg

from assets import frames, metadata
from assets.batches import Quarantined, ReportBatch
from assets.engines import serial
from assets.progress import Say
from pipelines.dating import dated
from pipelines.extract import extract
from schemas.packed import Packed
from schemas.records import Extraction, Report


@dg.asset(
    group_name="facts",
    kinds={"python"},
    **metadata.definition("mentions", "extract", "fact_mention"),
)
def mentions(context: dg.AssetExecutionContext, paragraphs: ReportBatch) -> dg.Output[ReportBatch]:
    """The figures that the texts state, each with the words, the rule and the context that gave its parts.

    Numerals that are no statement are kept with their reason; a mention that is not valid goes to quarantine.
    """
    started = time.monotonic()
    batch = valid(extracted(paragraphs, context.log.info))
    return dg.Output(batch, metadata=metadata.of_mentions(batch, time.monotonic() - started))


def extracted(batch: ReportBatch, say: Say) -> ReportBatch:
    """The batch with what the engine found in its loadable reports, which now have a date."""

    def work(report: Report) -> tuple[Report, Extraction]:
        own = batch.paragraphs[report.report_id]
        with_date = dated(report, own)
        return with_date, extract(with_date, own)

    found, failures = serial(batch.loadable(), work, "EXTRACT", "extracting", say)
    batch = batch.without(failures).with_reports(report for report, _ in found.values())
    return replace(batch, extractions={report_id: extraction for report_id, (_, extraction) in found.items()})


def valid(batch: ReportBatch) -> ReportBatch:
    """The batch without the mentions that their table would refuse; each of those is a row of quarantine."""
    bad: list[Quarantined] = []
    refused = set()
    for owned in frames.in_pieces(frames.of_mentions(batch)):
        _, found = frames.checked("fact_mention", owned, batch.places())
        bad += found.values()
        refused |= {owned[number].row["mention_id"] for number in found}
    if not bad:
        return batch
    extractions = {
        report_id: replace(
            extraction,
            mentions=Packed(m for m in extraction.mentions if m.mention_id not in refused),
        )
        for report_id, extraction in batch.extractions.items()
    }
    return replace(batch, extractions=extractions, quarantine=batch.quarantine + tuple(bad))
