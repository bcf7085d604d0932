"""The asset `observations`: mentions made one claim per fact and report, and loaded into the warehouse.

Consolidation is `pipelines.resolve`, loading and auditing `warehouse.store`; here the rows are put together.
"""

import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import partial

import dagster as dg
import pandas as pd

from assets import frames, metadata
from assets.batches import Quarantined, ReportBatch
from assets.codes import TABLES_BY_ASSET
from assets.engines import serial
from assets.failures import in_a_sentence
from assets.frames import Load
from assets.progress import Say
from assets.resources import POOL, HomeResource
from pipelines.resolve import resolve
from schemas import codelists
from schemas.records import Resolution
from schemas.tables import frame
from warehouse.staging import Frames
from warehouse.store import Batch, LoadResult, StaleBatch, Store

CODE_COLUMNS = (*frames.PERIOD_COLUMNS, "breakdown")
"""Columns of facts whose codes get rows of their own in a dimension."""


@dg.asset(
    group_name="facts",
    kinds={"python", "duckdb"},
    pool=POOL,
    **metadata.definition("observations", "load", "fact_observation"),
)
@in_a_sentence
def observations(
    context: dg.AssetExecutionContext,
    mentions: ReportBatch,
    units: pd.DataFrame,
    geographies: pd.DataFrame,
    indicators: pd.DataFrame,
    breakdowns: pd.DataFrame,
    codes: pd.DataFrame,
    home: HomeResource,
) -> dg.Output[LoadResult]:
    """The claims that the mentions state, loaded with them into the warehouse in one audited transaction.

    A report that fails the audit is quarantined and the others are loaded; where nothing is new, nothing is written.
    """
    started = time.monotonic()
    lists = dict(zip(TABLES_BY_ASSET.values(), (units, geographies, indicators, breakdowns, codes), strict=True))
    load = Load(context.run.run_id, datetime.now(UTC).replace(tzinfo=None))
    batch, resolutions = resolved(mentions, context.log.info)
    batch, tables = loadable(batch, resolutions, lists, load)
    result, n_rows = written(
        home.store(), Batch(tables, tuple(batch.places()), batch.retired, batch.base_load), load, context.log.info
    )
    seconds = time.monotonic() - started
    return dg.Output(result, metadata=metadata.of_observations(batch, resolutions, result, n_rows, seconds))


def written(store: Store, batch: Batch, load: Load, say: Say) -> tuple[LoadResult, int]:
    """Load a batch; what was done, and how many observations there are now.

    Raises StaleBatch where another run loaded since `reports` was materialized.
    """
    say("loading: one transaction, which the audit ends")
    try:
        result = store.load(batch, load.run_id, load.now)
        return result, int(store.read("SELECT count(*) AS n FROM fact_observation")["n"].iloc[0])
    except StaleBatch as error:
        raise StaleBatch(f"{error} In the UI: materialize `reports` and all that follows.") from error


def resolved(batch: ReportBatch, say: Say) -> tuple[ReportBatch, dict[str, Resolution]]:
    """What consolidation makes of each loadable report's mentions, by report_id."""
    resolutions, failures = serial(
        batch.loadable(),
        lambda report: resolve(report, batch.extractions[report.report_id].mentions),
        "RESOLVE",
        "consolidating",
        say,
    )
    return batch.without(failures), resolutions


def loadable(
    batch: ReportBatch, resolutions: Mapping[str, Resolution], lists: Mapping[str, pd.DataFrame], load: Load
) -> tuple[ReportBatch, dict[str, Frames]]:
    """The frames of a load, all valid; a report with an invalid row is quarantined as a whole.

    Rows of reports are made twice, to be checked and once more when they are loaded: both at once fill the memory.
    """
    codes, failures = _checked(batch, resolutions, load)
    if failures:
        batch = batch.without(failures)
        codes, _ = _checked(batch, resolutions, load)
    tables: dict[str, Frames] = {**lists}
    for table in frames.REPORT_TABLES:
        tables[table] = partial(_frames, table, batch, resolutions, load)
    named = pd.concat([lists["dim_indicator"], frame("dim_indicator", frames.indicator_rows(resolutions.values()))])
    tables["dim_indicator"] = named.drop_duplicates("indicator", ignore_index=True)
    parts = frame("dim_breakdown", codelists.breakdown_rows(codes["breakdown"]))
    tables["dim_breakdown"] = pd.concat([lists["dim_breakdown"], parts], ignore_index=True)
    periods = (code for column in frames.PERIOD_COLUMNS for code in codes[column])
    tables["dim_period"] = frame("dim_period", frames.period_rows(periods))
    tables["quarantine"] = frame("quarantine", frames.quarantine_rows(batch, load))
    return batch, tables


def _frames(
    table: str, batch: ReportBatch, resolutions: Mapping[str, Resolution], load: Load
) -> Iterator[pd.DataFrame]:
    """The frames of a table, one after the other."""
    for owned in frames.pieces(table, batch, resolutions, load):
        yield frame(table, (each.row for each in owned))


def _checked(
    batch: ReportBatch, resolutions: Mapping[str, Resolution], load: Load
) -> tuple[dict[str, set[str]], list[Quarantined]]:
    """The periods and breakdowns that valid facts name, by column, and what is wrong with the other rows."""
    codes: dict[str, set[str]] = {column: set() for column in CODE_COLUMNS}
    failures: list[Quarantined] = []
    for table in frames.REPORT_TABLES:
        for owned in frames.pieces(table, batch, resolutions, load):
            valid, bad = frames.checked(table, owned, batch.places())
            failures += bad.values()
            if table in ("fact_mention", "fact_observation"):
                for column, found in codes.items():
                    found.update(valid[column])
    return codes, failures
