"""Asset checks: what the table models and the audit say of the warehouse, shown in the UI and blocking what follows.

The rules themselves are in `schemas.tables`, `warehouse.audit` and `warehouse.publish`; here they are called.
"""

from collections.abc import Iterable, Iterator

import dagster as dg
import pandas as pd

from assets import metadata
from assets.codes import TABLES_BY_ASSET
from assets.markdown import explorer
from assets.resources import HomeResource
from schemas.tables import TABLES, frame, retyped
from schemas.validation import split
from warehouse.audit import AuditFailure
from warehouse.publish import Published, check
from warehouse.reading import query
from warehouse.store import LoadResult, Store

# Which checks of `warehouse.audit` answer which question; the rest answers the last one.
AUDITS = {
    "lineage_is_exact": (
        "Paragraphs tile the text; every mention, part and skipped numeral stands at its offsets.",
        ("paragraphs_tile", "mention_in_", "mention_is_exact", "part_is_exact", "skipped_"),
    ),
    "every_observation_has_a_mention": (
        "Every observation is stated by as many mentions as it says, of its own report.",
        ("observation_has_", "mention_and_"),
    ),
    "no_id_is_used_twice": ("One id, key or claim stands for one thing.", ("obs_key_is_", "claim_is_")),
    "every_code_exists": (
        "Every code and id stands in the table that it refers to.",
        ("fact_", "dim_", "skipped_numeral."),
    ),
    "facts_are_consistent": ("Values lie within their bounds, relations within their report.", ("",)),
}
WAITING = """
SELECT place, stage, reason FROM quarantine WHERE resolution = 'OPEN' ORDER BY last_seen DESC, place
"""
QUALITY = dg.MetadataValue.url(explorer("quality"))
FACT_TABLES = tuple(table for table in TABLES if table not in TABLES_BY_ASSET.values())
# The rows of a table that one run wrote; tables that are not listed are checked as a whole.
OF_RUN = {
    "dim_report": "run_id = ?",
    "fact_observation": "run_id = ?",
    "dim_paragraph": "report_id IN (SELECT report_id FROM dim_report WHERE run_id = ?)",
    "fact_mention": "report_id IN (SELECT report_id FROM dim_report WHERE run_id = ?)",
    "skipped_numeral": "report_id IN (SELECT report_id FROM dim_report WHERE run_id = ?)",
    "fact_mention_part": (
        "mention_id IN (SELECT mention_id FROM fact_mention JOIN dim_report USING (report_id) WHERE run_id = ?)"
    ),
    "fact_relation": "observation_id IN (SELECT observation_id FROM fact_observation WHERE run_id = ?)",
}


def audit_of(failure: AuditFailure) -> str:
    """The name of the asset check that a failed audit check belongs to."""
    return next(name for name, (_, beginnings) in AUDITS.items() if failure.check.startswith(beginnings))


def written_rows(store: Store, table: str, run_id: str) -> Iterator[pd.DataFrame]:
    """The rows of a table as a run left them in the private file, with the types of the table's model, in pieces."""
    where = OF_RUN.get(table)
    for rows in store.pieces(table, where or "true", (run_id,) if where else ()):
        yield retyped(table, rows)


def validity(table: str, pieces: Iterable[pd.DataFrame], asset: str) -> dg.AssetCheckResult:
    """What the table's model says of some rows. That a key occurs once among all pieces, the table itself sees to."""
    n_rows, bad = 0, []
    for rows in pieces:
        _, failures = split(table, rows)
        bad += [(n_rows + failure.index, failure.check, failure.reason) for failure in failures]
        n_rows += len(rows)
    return dg.AssetCheckResult(
        asset_key=asset,
        check_name=f"{table}_is_valid",
        passed=not bad,
        metadata={
            "rows": n_rows,
            "failures": len(bad),
            "reasons": metadata.markdown(("row", "check", "reason"), bad),
        },
    )


def spec(asset: str, name: str, description: str) -> dg.AssetCheckSpec:
    """A check that holds back whatever comes after its asset."""
    return dg.AssetCheckSpec(name, asset=asset, blocking=True, description=description)


def _valid_spec(asset: str, table: str) -> dg.AssetCheckSpec:
    return spec(asset, f"{table}_is_valid", f"The rows of {table} satisfy the table's model.")


@dg.multi_asset_check(specs=[_valid_spec(asset, table) for asset, table in TABLES_BY_ASSET.items()])
def code_lists_check(
    units: pd.DataFrame,
    geographies: pd.DataFrame,
    indicators: pd.DataFrame,
    breakdowns: pd.DataFrame,
    codes: pd.DataFrame,
) -> Iterator[dg.AssetCheckResult]:
    """Holds the code lists against the models."""
    for (asset, table), rows in zip(
        TABLES_BY_ASSET.items(), (units, geographies, indicators, breakdowns, codes), strict=True
    ):
        yield validity(table, (rows,), asset)


@dg.multi_asset_check(
    specs=[_valid_spec("observations", table) for table in FACT_TABLES], ins={"loaded": dg.AssetKey("observations")}
)
def tables_check(loaded: LoadResult, home: HomeResource) -> Iterator[dg.AssetCheckResult]:
    """Reads back what the run wrote, if it wrote, and holds it against the models."""
    for table in FACT_TABLES:
        rows = written_rows(home.store(), table, loaded.run_id) if loaded.is_written else (frame(table, ()),)
        yield validity(table, rows, "observations")


@dg.multi_asset_check(specs=[spec("observations", name, says) for name, (says, _) in AUDITS.items()])
def audit_check(home: HomeResource) -> Iterator[dg.AssetCheckResult]:
    """Runs the audit over the whole warehouse, which every load has already passed for its own reports."""
    failures = home.store().audit()
    for name in AUDITS:
        own = [failure for failure in failures if audit_of(failure) == name]
        result = metadata.of_failures(own)
        yield dg.AssetCheckResult(asset_key="observations", check_name=name, passed=not own, metadata=result)


@dg.asset_check(asset="published", blocking=True, description="Every view of the published file answers.")
def every_view_answers(published: Published) -> dg.AssetCheckResult:
    """Asks every view of the published generation for some rows."""
    problems = check(published.path)
    reasons = metadata.markdown(("problem",), ((problem,) for problem in problems))
    return dg.AssetCheckResult(passed=not problems, metadata={"problems": reasons, "file": str(published.path)})


@dg.asset_check(asset="published", description="Every report could be read; a warning lists what waits, and why.")
def quarantine_is_empty(published: Published) -> dg.AssetCheckResult:
    """Lists the open rows of quarantine; it holds nothing back."""
    waiting = query(published.path, WAITING)
    reasons = metadata.of_reasons(waiting.itertuples(index=False, name=None))
    return dg.AssetCheckResult(
        passed=waiting.empty,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"open": len(waiting), "quarantine": reasons, "explorer": QUALITY},
    )


checks = [code_lists_check, tables_check, audit_check, every_view_answers, quarantine_is_empty]
