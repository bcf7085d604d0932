"""The pages that are lists: reports, conflicts side by side, what to review, how well runs and reports were read.

Their queries look at the whole warehouse, so each is asked once per generation.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from warehouse.explorer.facts import facts
from warehouse.explorer.filters import PAGE_SIZE
from warehouse.explorer.snapshots import Row, Snapshot
from warehouse.explorer.wording import Wording

MAX_ROWS = 2_000
"""A list that is longer ends here; the page says so, and CSV gives all."""

_REPORTS = """
SELECT report_id, report_file, title, publisher, language, date_issued, status, status_reason, n_characters, n_mentions,
  n_observations, n_skipped, n_unassigned, n_uncurated, n_unknown_area,
  n_unknown_period, mean_confidence, n_quarantined,
  run_id, loaded_at
FROM v_quality ORDER BY date_issued DESC NULLS LAST, report_file
"""
_CONFLICTS = """
SELECT observation_id, other_observation_id, ratio, looks_like_scale_error, is_revision, is_within_report
FROM v_conflict ORDER BY is_revision, looks_like_scale_error DESC, ratio DESC NULLS LAST, observation_id
"""
_REVIEW = """
SELECT kind, observation_id, indicator, indicator_name, report_file, value_as_written, quote, detail, weight, n_facts
FROM v_review ORDER BY kind, weight DESC, indicator, observation_id
"""
_RUNS = """
SELECT d.run_id, d.started_at, d.ended_at, d.n_reports, d.n_mentions, d.n_observations,
  coalesce(f.n_now, 0) AS n_now, f.mean_confidence, coalesce(f.n_sure, 0) AS n_sure,
  coalesce(f.n_unknown, 0) AS n_unknown
FROM dim_run AS d
LEFT JOIN (
  SELECT run_id, count(*) AS n_now, avg(confidence) AS mean_confidence,
    count(CASE WHEN confidence >= 0.6 THEN 1 END) AS n_sure,
    count(CASE WHEN ref_area = '_U' OR time_period = '_U' OR indicator = '_U' THEN 1 END) AS n_unknown
  FROM fact_observation GROUP BY run_id
) AS f ON f.run_id = d.run_id
ORDER BY d.started_at DESC
"""
_QUARANTINE = """
SELECT stage, place, report_id, check_name, reason, first_seen, last_seen, resolution FROM quarantine
ORDER BY resolution, last_seen DESC, place
"""
REVIEW_KINDS = ("CONFLICT", "AMBIGUOUS", "LOW_CONFIDENCE", "UNCURATED_INDICATOR")


def _all(snapshot: Snapshot, name: str, sql: str) -> list[Row]:
    """The rows of a list, one more than is shown at most."""
    return snapshot.once(name, partial(snapshot.at_large, f"{sql} LIMIT {MAX_ROWS + 1}"))


def _stretch(rows: list[Row], page_no: int) -> dict[str, Any]:
    shown = rows[:MAX_ROWS]
    start = (page_no - 1) * PAGE_SIZE
    return {
        "rows": shown[start : start + PAGE_SIZE],
        "total": len(shown),
        "is_cut": len(rows) > MAX_ROWS,
        "page": page_no,
        "n_pages": max(1, -(-len(shown) // PAGE_SIZE)),
    }


def reports(snapshot: Snapshot, page_no: int) -> dict[str, Any]:
    """All reports, the newest first, with what was found in each."""
    return _stretch(_all(snapshot, "reports", _REPORTS), page_no)


def conflicts(snapshot: Snapshot, page_no: int, wording: Wording) -> dict[str, Any]:
    """Pairs of claims that cannot both be true, each side a fact; revisions of one source last."""
    found = _stretch(_all(snapshot, "conflicts", _CONFLICTS), page_no)
    ids = {row[name] for row in found["rows"] for name in ("observation_id", "other_observation_id")}
    named = {row["observation_id"]: row for row in facts(snapshot, sorted(ids), wording)}
    pairs = [
        row | {"one": named[row["observation_id"]], "other": named[row["other_observation_id"]]}
        for row in found["rows"]
    ]
    return found | {"rows": pairs}


def review(snapshot: Snapshot, kind: str, page_no: int, wording: Wording) -> dict[str, Any]:
    """What a person should look at, of one kind of `REVIEW_KINDS` or of the first that has any."""
    counts = {
        each: _all(snapshot, f"review {each}", _REVIEW.replace("ORDER", f"WHERE kind = '{each}' ORDER"))
        for each in REVIEW_KINDS
    }
    shown = kind if kind in counts else next((each for each in REVIEW_KINDS if counts[each]), REVIEW_KINDS[0])
    found = _stretch(counts[shown], page_no)
    ids = [row["observation_id"] for row in found["rows"] if row["observation_id"]]
    named = {row["observation_id"]: row for row in facts(snapshot, list(dict.fromkeys(ids)), wording)}
    rows = [row | {"fact": named.get(row["observation_id"])} for row in found["rows"]]
    kinds = [
        {
            "kind": each,
            "name": wording.code("review", each),
            "n": min(len(its), MAX_ROWS),
            "is_cut": len(its) > MAX_ROWS,
        }
        for each, its in counts.items()
    ]
    return found | {"rows": rows, "kind": shown, "kinds": kinds}


def quality(snapshot: Snapshot, page_no: int) -> dict[str, Any]:
    """Runs, newest first, with what stands now of what each wrote; reports with what stayed unknown; quarantine."""
    return _stretch(_all(snapshot, "reports", _REPORTS), page_no) | {
        "runs": _all(snapshot, "runs", _RUNS)[:PAGE_SIZE],
        "quarantine": _all(snapshot, "quarantine", _QUARANTINE)[:PAGE_SIZE],
    }
