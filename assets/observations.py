"""The asset `observations`: mentions made one claim per fact and report, and loaded into the warehouse.

Consolidation is `pipelines.resolve`, loading and auditing `warehouse.store`; here the rows are put together.
"""

import time
from collections.abc import Mapping
from datetime import UTC, datetime

import dagster as dg
import pandas as pd

from assets import frames, metadata
from assets.batches import Quarantined, ReportBatch
from assets.engines import serial
from assets.frames import Load
from assets.progress import Say
from assets.resources import POOL, HomeResource
from pipelines.resolve import resolve
from schemas.records import Resolution
from schemas.tables import frame
from warehouse.store import Batch, LoadResult, StaleBatch, Store


@dg.asset(
    group_name="facts",
    kinds={"python", "duckdb"},
    owners=metadata.OWNERS,
    pool=POOL,
    code_version=metadata.code_version("observations"),
    metadata=metadata.table_metadata("fact_observation"),
)
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
    lists = {
        "dim_unit": units,
        "dim_geography": geographies,
        "dim_indicator": indicators,
        "dim_breakdown": breakdowns,
        "dim_code": codes,
    }
    load = Load(context.run.run_id, datetime.now(UTC).replace(tzinfo=None))
    batch, resolutions = resolved(mentions, context.log.info)
    batch, tables = loadable(batch, resolutions, lists, load)
    del resolutions  # a long report's fill the memory, and the frames hold all of it
    result, n_rows = written(home.store(), Batch(tables, tuple(batch.places()), batch.retired, batch.base_load), load)
    seconds = time.monotonic() - started
    return dg.Output(result, metadata=metadata.of_observations(batch, tables, result, n_rows, seconds))


def written(store: Store, batch: Batch, load: Load) -> tuple[LoadResult, int]:
    """Load a batch; what was done, and how many observations there are now.

    Raises StaleBatch where another run loaded since `reports` was materialized.
    """
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
) -> tuple[ReportBatch, dict[str, pd.DataFrame]]:
    """The frames of a load, all valid; a report with an invalid row is quarantined as a whole."""
    tables, failures = _validated(batch, resolutions, load)
    if failures:
        batch = batch.without(failures)
        tables, _ = _validated(batch, resolutions, load)
    named = pd.concat([lists["dim_indicator"], frame("dim_indicator", frames.indicator_rows(resolutions.values()))])
    tables |= lists
    tables["dim_indicator"] = named.drop_duplicates("indicator", ignore_index=True)
    parts = frame("dim_breakdown", frames.breakdown_rows((tables["fact_mention"], tables["fact_observation"])))
    tables["dim_breakdown"] = pd.concat([lists["dim_breakdown"], parts], ignore_index=True)
    tables["dim_period"] = frame("dim_period", frames.period_rows((tables["fact_mention"], tables["fact_observation"])))
    tables["quarantine"] = frame("quarantine", frames.quarantine_rows(batch, load))
    return batch, tables


def _validated(
    batch: ReportBatch, resolutions: Mapping[str, Resolution], load: Load
) -> tuple[dict[str, pd.DataFrame], list[Quarantined]]:
    tables: dict[str, pd.DataFrame] = {}
    failures: list[Quarantined] = []
    for table, owned in frames.rows(batch, resolutions, load):
        tables[table], bad = frames.checked(table, owned, batch.places())
        failures += bad.values()
        del owned  # before the next table's rows are made
    return tables, failures
