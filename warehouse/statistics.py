"""The state of a published warehouse in a dozen numbers: what is plotted over runs.

Counts and shares only; what has changed since the generation before is said by `changes`, what to do about a number
by whoever shows it.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import duckdb

from warehouse import connections, database, excerpt


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts of rows, and shares between 0 and 1 of all observations (None where there are none).

    `n_reports` are those loaded, `n_characters` the length of their texts in code points, `n_quarantined` the open
    rows of quarantine, `n_unassigned` the numerals that no rule explains, `n_conflicts` the rows of `v_conflict` that
    are neither revisions nor superseded.
    """

    n_reports: int
    n_characters: int
    n_mentions: int
    n_observations: int
    n_indicators: int
    n_unassigned: int
    n_quarantined: int
    n_conflicts: int
    n_scale_errors: int
    mean_confidence: float | None
    unknown_indicator_share: float | None
    unknown_area_share: float | None
    unknown_period_share: float | None
    uncurated_share: float | None


_COUNTS = """
SELECT
  (SELECT count(*) FROM dim_report WHERE status = 'LOADED'),
  (SELECT CAST(coalesce(sum(length(text)), 0) AS BIGINT) FROM dim_report WHERE status = 'LOADED'),
  (SELECT count(*) FROM fact_mention),
  count(*),
  count(DISTINCT o.indicator),
  (SELECT count(*) FROM skipped_numeral WHERE reason = 'unassigned'),
  (SELECT count(*) FROM quarantine WHERE resolution = 'OPEN'),
  $conflicts, $scale_errors,
  avg(o.confidence),
  avg(CASE WHEN o.indicator = '_U' THEN 1.0 ELSE 0 END),
  avg(CASE WHEN o.ref_area = '_U' THEN 1.0 ELSE 0 END),
  avg(CASE WHEN o.time_period = '_U' THEN 1.0 ELSE 0 END),
  avg(CASE WHEN d.is_curated THEN 0.0 ELSE 1 END)
FROM fact_observation AS o LEFT JOIN dim_indicator AS d USING (indicator)
"""
_CONFLICTS = """
SELECT count(*), count(CASE WHEN looks_like_scale_error THEN 1 END) FROM v_conflict
WHERE NOT is_revision AND NOT is_superseded
"""


def statistics(path: Path) -> Statistics | None:
    """The numbers of a published file, or None where it has the tables of another version. Raises WarehouseError."""
    if not database.has_current_tables(path):
        return None
    opened = partial(_opened, path)
    conflicts, scale_errors = connections.frugally(opened, _conflicts)
    return connections.frugally(opened, partial(_counted, conflicts, scale_errors))


def _opened(path: Path) -> closing[duckdb.DuckDBPyConnection]:
    return closing(connections.connect(path, read_only=True))


def _conflicts(con: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    excerpt.take(con, excerpt.may_conflict(), has_names=False)
    ((conflicts, scale_errors),) = con.execute(_CONFLICTS).fetchall()
    return conflicts, scale_errors


def _counted(conflicts: int, scale_errors: int, con: duckdb.DuckDBPyConnection) -> Statistics:
    (row,) = con.execute(_COUNTS, {"conflicts": conflicts, "scale_errors": scale_errors}).fetchall()
    return Statistics(*row)
