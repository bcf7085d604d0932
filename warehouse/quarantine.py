"""The quarantine: what did not pass, why, since when, and whether a later run read it.

Rows are written here; what passes and what does not is decided in `staging` and `audit`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import duckdb

from schemas.records import stable_id
from schemas.tables import sql_columns
from warehouse import audit
from warehouse.audit import AuditFailure
from warehouse.staging import NOT_UNIQUE, REPORT_TABLES, STAGED, names

_COLUMNS = tuple(column.name for column in sql_columns("quarantine"))
_ON_CONFLICT = "ON CONFLICT (quarantine_id) DO UPDATE SET " + ", ".join(
    f"{name} = excluded.{name}" for name in _COLUMNS if name not in ("quarantine_id", "first_seen")
)


def has_news(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether the staged quarantine rows say anything that no open row says already."""
    rows = con.execute(
        """SELECT 1 FROM staged_quarantine AS s WHERE s.problem IS NULL AND NOT EXISTS (
             SELECT 1 FROM quarantine AS q
             WHERE q.quarantine_id = s.quarantine_id AND q.resolution = 'OPEN' AND q.reason = s.reason
               AND q.row_json IS NOT DISTINCT FROM s.row_json) LIMIT 1"""
    ).fetchall()
    return bool(rows)


def add_staged(con: duckdb.DuckDBPyConnection) -> None:
    """Write the batch's own quarantine rows; of a row seen before, `first_seen` stays."""
    columns = names("quarantine")
    con.execute(
        f"""INSERT INTO quarantine BY NAME SELECT {columns} FROM staged_quarantine WHERE problem IS NULL
        QUALIFY row_number() OVER (PARTITION BY quarantine_id ORDER BY row_json, reason) = 1 {_ON_CONFLICT}"""
    )


def add_failures(con: duckdb.DuckDBPyConnection, failures: Iterable[AuditFailure], now: datetime) -> None:
    """Write a row per failed check and report; its place is the report's file."""
    for failure in failures:
        rows = con.execute("SELECT report_file FROM dim_report WHERE report_id = ?", [failure.report_id]).fetchall()
        place = rows[0][0] if rows else str(failure.report_id)
        _add(con, failure.check, place, failure.report_id, json.dumps(failure.detail), audit.reason(failure), now)


def add_unattached(con: duckdb.DuckDBPyConnection, now: datetime) -> None:
    """Write a row for each staged row that was left out and has no report to answer for it.

    Whoever needs the missing row fails the audit; the row itself harms nobody.
    """
    counts = (f"SELECT '{table}' FROM staged_{table} WHERE {_is_left_out(table)}" for table in STAGED)
    for (table,) in con.execute(" UNION ".join(counts)).fetchall():
        rows = con.execute(
            f"""SELECT CAST(to_json(s) AS VARCHAR), coalesce(problem, 'it belongs to no report of the batch')
            FROM staged_{table} AS s WHERE {_is_left_out(table)} ORDER BY 1 LIMIT 100"""
        ).fetchall()
        for row_json, problem in rows:
            says = f"A row of {table} was left out: {problem}. The code that made it is wrong, not the report."
            _add(con, "row_fits_its_table", f"{table} {stable_id(row_json)[:8]}", None, row_json, says, now)


def failed_rows(con: duckdb.DuckDBPyConnection) -> list[AuditFailure]:
    """The reports that have staged rows with a problem, one failure per report, table and problem."""
    failures = []
    for table in REPORT_TABLES:
        rows = con.execute(
            f"SELECT owner, problem, count(*) FROM staged_{table}"
            " WHERE problem IS NOT NULL AND owner IS NOT NULL GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        for owner, problem, count in rows:
            check = "id_is_unique" if NOT_UNIQUE in problem else "row_fits_its_table"
            failures.append(AuditFailure(check, owner, f"{count} × {table}: {problem}"))
    return failures


def resolve(con: duckdb.DuckDBPyConnection, now: datetime) -> None:
    """Close the rows of reports that the batch loaded or retired, unless the batch itself wrote them."""
    con.execute(
        """UPDATE quarantine SET resolution = 'RESOLVED'
        WHERE resolution = 'OPEN' AND last_seen < ? AND EXISTS (
          SELECT 1 FROM dim_report AS r JOIN touched USING (report_id)
          WHERE r.status <> 'QUARANTINED' AND (r.report_id = quarantine.report_id
            OR (quarantine.report_id IS NULL AND r.report_file = quarantine.place)))""",
        [now],
    )


def reasons(con: duckdb.DuckDBPyConnection, now: datetime) -> list[dict[str, Any]]:
    """The rows written at `now`: stage, place, report_id, check_name and reason."""
    columns = ("stage", "place", "report_id", "check_name", "reason")
    rows = con.execute(
        f"SELECT {', '.join(columns)} FROM quarantine WHERE last_seen = ? ORDER BY place, check_name", [now]
    ).fetchall()
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _is_left_out(table: str) -> str:
    """True of a staged row that stayed outside without making its report fail."""
    return "owner IS NULL" if table in REPORT_TABLES else "problem IS NOT NULL"


def _add(
    con: duckdb.DuckDBPyConnection,
    check: str,
    place: str,
    report_id: str | None,
    row_json: str | None,
    says: str,
    now: datetime,
) -> None:
    con.execute(
        f"INSERT INTO quarantine ({', '.join(_COLUMNS)})"
        f" VALUES (?, 'AUDIT', ?, ?, ?, ?, ?, ?, ?, 'OPEN') {_ON_CONFLICT}",
        [stable_id("AUDIT", place, check), place, report_id, row_json, check, says, now, now],
    )
