"""The asset `paragraphs`: texts cut into paragraphs that tile them. How is in `pipelines.segment`."""

import time
from dataclasses import replace

import dagster as dg

from assets import metadata
from assets.batches import ReportBatch
from assets.engines import serial
from assets.progress import Say
from pipelines import segment


@dg.asset(
    group_name="facts",
    kinds={"python"},
    **metadata.definition("paragraphs", "read", "dim_paragraph"),
)
def paragraphs(context: dg.AssetExecutionContext, reports: ReportBatch) -> dg.Output[ReportBatch]:
    """The texts' paragraphs, which tile them: number, kind, heading path, page and offsets of each."""
    started = time.monotonic()
    batch = segmented(reports, context.log.info)
    return dg.Output(batch, metadata=metadata.of_paragraphs(batch, time.monotonic() - started))


def segmented(batch: ReportBatch, say: Say) -> ReportBatch:
    """The batch with the paragraphs of its loadable reports."""
    found, failures = serial(
        batch.loadable(), lambda report: segment.paragraphs(report.report_id, report.text), "READ", "segmenting", say
    )
    return replace(batch.without(failures), paragraphs=found)
