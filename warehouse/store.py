"""The private file as the pipeline sees it: what is in it, and how a batch of reports gets in.

One transaction per batch: delete what is replaced, insert, audit, withdraw the reports that fail, commit. What is
true of rows is decided in `staging` and `audit`; what becomes of the file afterwards in `publish`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import duckdb
import pandas as pd

from schemas.tables import sql_columns
from warehouse import audit, connections, database, dimensions, quarantine, staging
from warehouse.audit import AuditFailure
from warehouse.ddl import STATE
from warehouse.home import Home, WarehouseError
from warehouse.lock import writer_lock
from warehouse.staging import REPORT_TABLES, Frames, names

_PARENT = {"fact_mention_part": ("mention_id", "fact_mention"), "fact_relation": ("observation_id", "fact_observation")}
PIECE = 8_192
"""Rows that are read at a time."""


class StaleBatch(WarehouseError):  # noqa: N818 - says what happened
    """The warehouse has changed since the batch was read; nothing was written."""


class AuditError(WarehouseError):
    """The audit failed where no report can be blamed, or still failed without the blamed ones; nothing was written."""

    def __init__(self, failures: Sequence[AuditFailure]) -> None:
        self.failures = tuple(failures)
        said = "; ".join(f"{failure.check}: {failure.detail}" for failure in failures)
        super().__init__(f"Nothing was written, because the audit failed: {said}.")


@dataclass(frozen=True, slots=True)
class Batch:
    """What one run wants to write.

    `frames` has the rows of each table, in one frame or a function that makes several, without the load's own columns
    (`run_id`, `loaded_at`, `first_seen`, `last_seen`, `resolution`: they are filled) and tables (`dim_run`,
    `observation_successor`). Reports in `frames["dim_report"]` are replaced, as are those in `replaced`. `retired`
    maps the reports that are gone to the reason. `base_load` is `Store.load_count()` from before the batch was read.
    """

    frames: Mapping[str, Frames]
    replaced: tuple[str, ...] = ()
    retired: Mapping[str, str] = field(default_factory=dict)
    base_load: int = 0


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What a load did. `new`, `changed`, `gone` and `quarantined` are report files, sorted.

    `reasons` has a dict per quarantine row of this load: stage, place, report_id, check_name, reason.
    `notes` are sentences for people.
    """

    run_id: str
    is_written: bool
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    quarantined: tuple[str, ...] = ()
    n_mentions: int = 0
    n_observations: int = 0
    reasons: list[dict[str, Any]] = field(default_factory=list)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Store:
    """The private file of a home. Every method takes the writer's lock, opens the file and closes it at once."""

    home: Home

    def load_count(self) -> int:
        """How many batches were committed; a batch says on which count it was read."""
        with database.private(self.home) as con:
            return _load_count(con)

    def report_states(self, source: str) -> pd.DataFrame:
        """One row per report of a source: every column of dim_report but the text."""
        columns = ", ".join(column.name for column in sql_columns("dim_report") if column.name != "text")
        return self.read(f"SELECT {columns} FROM dim_report WHERE source = ? ORDER BY report_file", (source,))

    def read(self, sql: str, params: Sequence[Any] = ()) -> pd.DataFrame:
        """The rows of a query, with the types of `schemas.tables.frame`. Raises QueryError."""
        with database.private(self.home) as con:
            con.execute("BEGIN TRANSACTION READ ONLY")
            return database.read(con, sql, params)

    def pieces(self, table: str, where: str, params: Sequence[Any] = ()) -> Iterator[pd.DataFrame]:
        """The rows of a table that satisfy a condition, as `read` gives them, some thousands at a time.

        The file stays open, and locked, until the last one is taken. Raises QueryError.
        """
        with database.private(self.home) as con:
            con.execute("BEGIN TRANSACTION READ ONLY")
            bounds = database.read(
                con,
                f"""SELECT min(spot) AS first, max(spot) AS last FROM (
                  SELECT rowid AS spot, (row_number() OVER (ORDER BY rowid) - 1) // {PIECE} AS piece
                  FROM {table} WHERE {where}) GROUP BY piece ORDER BY piece""",
                params,
            )
            for first, last in zip(bounds["first"], bounds["last"], strict=True):
                within = f"rowid BETWEEN {first} AND {last} AND ({where})"
                yield database.read(con, f"SELECT * FROM {table} WHERE {within}", params)

    def audit(self) -> list[AuditFailure]:
        """Run every check on the whole private file."""
        return connections.frugally(partial(database.private, self.home), audit.run)

    def load(self, batch: Batch, run_id: str, now: datetime) -> LoadResult:
        """Write a batch in one transaction, or leave the file as it was.

        Reports that fail a check are withdrawn again, set QUARANTINED and given quarantine rows; the others are
        committed. A batch that brings nothing new leaves the file alone (`is_written` is False).

        Raises:
            StaleBatch: another run wrote since the batch was read.
            AuditError: a check failed that no report can be blamed for.
            ValueError: a frame is not one of ours.
        """
        moment = now.astimezone(UTC).replace(tzinfo=None) if now.tzinfo else now
        started = time.monotonic()

        def write(con: duckdb.DuckDBPyConnection) -> LoadResult:
            notes = _notes(self.home, con)
            try:
                with database.transaction(con):
                    written = _write(con, batch, run_id, moment, started)
            except _NothingNew:
                return LoadResult(run_id, is_written=False, notes=notes)
            return _result(con, written, run_id, moment, notes)

        with writer_lock(self.home, f"run {run_id}"):
            try:
                return connections.frugally(partial(database.private, self.home), write)
            except duckdb.TransactionException as error:
                raise StaleBatch(f"Another run wrote at the same time: run again. ({error})") from error
            except duckdb.Error as error:
                raise WarehouseError(f"Nothing was written, because the database refused the batch: {error}") from error


class _NothingNew(Exception):  # noqa: N818 - no error
    """Leaves the transaction of a batch that brings nothing."""


@dataclass(frozen=True, slots=True)
class _Written:
    """File names of what a batch wrote, before its transaction ends."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]


def _write(con: duckdb.DuckDBPyConnection, batch: Batch, run_id: str, now: datetime, started: float) -> _Written:
    _check_base(con, batch)
    staging.stage(con, batch.frames, run_id, now)
    _note_touched(con, batch)
    if not _has_news(con):
        raise _NothingNew
    written = _names_of_written(con)
    con.execute(f"UPDATE {STATE} SET load_count = load_count + 1")
    _remember_places(con)
    _delete_reports(con)
    _retire(con, batch.retired, run_id, now)
    dimensions.update(con)
    _begin_run(con, run_id, now)
    failures = _insert(con)
    quarantine.add_staged(con)
    _audit(con, failures, now)
    quarantine.add_unattached(con, now)
    quarantine.resolve(con, now)
    _link_successors(con, run_id)
    _end_run(con, run_id, now + timedelta(seconds=time.monotonic() - started))
    return written


def _load_count(con: duckdb.DuckDBPyConnection) -> int:
    found = connections.state(con)
    return 0 if found is None else found.load_count


def _notes(home: Home, con: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    older = database.set_aside(home)
    if not older or _load_count(con):
        return ()
    return (
        f"The tables of this version differ: the warehouse is made anew from the originals, and the earlier file is"
        f" kept as {older[-1].name}.",
    )


def _check_base(con: duckdb.DuckDBPyConnection, batch: Batch) -> None:
    count = _load_count(con)
    if count != batch.base_load:
        raise StaleBatch(
            f"The warehouse has changed since this batch was read (load {batch.base_load}, now {count}): run again."
        )


def _note_touched(con: duckdb.DuckDBPyConnection, batch: Batch) -> None:
    """`touched`: every report that the batch brings or replaces (a known one), or that it retires."""
    con.execute("CREATE OR REPLACE TEMP TABLE touched (report_id VARCHAR, is_retired BOOLEAN)")
    owners = " UNION ".join(f"SELECT owner FROM staged_{table} WHERE owner IS NOT NULL" for table in REPORT_TABLES)
    con.execute(
        f"""INSERT INTO touched SELECT owner, false FROM ({owners}) AS staged (owner)
        UNION SELECT report_id, false FROM dim_report WHERE report_id IN (SELECT unnest(CAST(? AS VARCHAR[])))""",
        [list(batch.replaced)],
    )
    con.execute(
        """INSERT INTO touched SELECT report_id, true FROM dim_report
        WHERE status <> 'RETIRED' AND report_id IN (SELECT unnest(CAST(? AS VARCHAR[])))
          AND report_id NOT IN (SELECT report_id FROM touched)""",
        [list(batch.retired)],
    )


def _has_news(con: duckdb.DuckDBPyConnection) -> bool:
    is_touched = bool(con.execute("SELECT 1 FROM touched LIMIT 1").fetchall())
    return is_touched or dimensions.has_changes(con) or quarantine.has_news(con)


def _names_of_written(con: duckdb.DuckDBPyConnection) -> _Written:
    rows = con.execute(
        """SELECT t.is_retired, coalesce(s.report_file, d.report_file), s.report_id IS NOT NULL,
                  d.report_id IS NOT NULL AND d.status <> 'RETIRED'
        FROM touched AS t
        LEFT JOIN staged_dim_report AS s USING (report_id) LEFT JOIN dim_report AS d USING (report_id)
        ORDER BY 2"""
    ).fetchall()
    return _Written(
        new=tuple(file for _, file, is_staged, was_there in rows if is_staged and not was_there),
        changed=tuple(file for _, file, is_staged, was_there in rows if is_staged and was_there),
        gone=tuple(file for is_retired, file, is_staged, was_there in rows if was_there and not is_staged),
    )


def _remember_places(con: duckdb.DuckDBPyConnection) -> None:
    """Where the observations stand that are about to go: by report, words and occurrence of the words."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE old_place AS {_PLACES}")


_PLACES = """
SELECT report_id, exact, observation_id,
  row_number() OVER (PARTITION BY report_id, exact ORDER BY start_char) AS occurrence
FROM fact_mention WHERE report_id IN (SELECT report_id FROM touched)
"""


def _delete_reports(con: duckdb.DuckDBPyConnection) -> None:
    _delete_facts(con, "SELECT report_id FROM touched")
    con.execute("DELETE FROM dim_report WHERE report_id IN (SELECT report_id FROM touched WHERE NOT is_retired)")


def _delete_facts(con: duckdb.DuckDBPyConnection, reports: str) -> None:
    """Delete every row of these reports but the reports' own."""
    for table in REPORT_TABLES[:-1]:
        if table in _PARENT:
            key, parent = _PARENT[table]
            owned = f"SELECT {key} FROM {parent} WHERE report_id IN ({reports})"
            con.execute(f"DELETE FROM {table} WHERE {key} IN ({owned})")
        else:
            con.execute(f"DELETE FROM {table} WHERE report_id IN ({reports})")


def _retire(con: duckdb.DuckDBPyConnection, retired: Mapping[str, str], run_id: str, now: datetime) -> None:
    """The rows of reports that are gone stay without their text: when and why is still known."""
    gone = [report_id for (report_id,) in con.execute("SELECT report_id FROM touched WHERE is_retired").fetchall()]
    for report_id in gone:
        con.execute(
            "UPDATE dim_report SET status = 'RETIRED', status_reason = ?, text = NULL, run_id = ?, loaded_at = ?"
            " WHERE report_id = ?",
            [retired[report_id], run_id, now, report_id],
        )


def _insert(con: duckdb.DuckDBPyConnection) -> list[AuditFailure]:
    """Insert the staged rows of all reports whose rows are sound, and say which reports' are not."""
    staging.mark_duplicates(con)
    failures = quarantine.failed_rows(con)
    con.execute("CREATE OR REPLACE TEMP TABLE failed (report_id VARCHAR)")
    con.execute(
        "INSERT INTO failed SELECT DISTINCT unnest(CAST(? AS VARCHAR[]))", [[each.report_id for each in failures]]
    )
    for table in reversed(REPORT_TABLES):
        sound = "owner NOT IN (SELECT report_id FROM failed)" if table != "dim_report" else "problem IS NULL"
        con.execute(
            f"INSERT INTO {table} BY NAME SELECT {names(table)} FROM staged_{table} WHERE owner IS NOT NULL AND {sound}"
        )
    return failures


def _audit(con: duckdb.DuckDBPyConnection, failures: list[AuditFailure], now: datetime) -> None:
    """Audit what the batch touched until it is clean; withdraw the reports that are to blame."""
    scope = [report_id for (report_id,) in con.execute("SELECT DISTINCT report_id FROM touched").fetchall()]
    withdrawn: set[str | None] = set()
    while True:
        _withdraw(con, failures, now)
        dimensions.sweep(con)
        withdrawn |= {failure.report_id for failure in failures}
        failures = audit.run(con, scope)
        if not failures:
            return
        if any(failure.report_id is None or failure.report_id in withdrawn for failure in failures):
            raise AuditError(failures)


def _withdraw(con: duckdb.DuckDBPyConnection, failures: list[AuditFailure], now: datetime) -> None:
    if not failures:
        return
    con.execute("CREATE OR REPLACE TEMP TABLE failed (report_id VARCHAR)")
    con.execute("INSERT INTO failed SELECT unnest(CAST(? AS VARCHAR[]))", [[each.report_id for each in failures]])
    _delete_facts(con, "SELECT report_id FROM failed")
    for failure in failures:
        con.execute(
            "UPDATE dim_report SET status = 'QUARANTINED', status_reason = ? WHERE report_id = ?",
            [audit.reason(failure), failure.report_id],
        )
    quarantine.add_failures(con, failures, now)


def _link_successors(con: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """Lead old observations to those that now stand at the same words, and older ones on to the newest."""
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE moved AS
        SELECT DISTINCT o.observation_id AS old_id, n.observation_id AS new_id
        FROM old_place AS o JOIN ({_PLACES}) AS n USING (report_id, exact, occurrence)
        WHERE o.observation_id NOT IN (SELECT observation_id FROM fact_observation)"""
    )
    con.execute(
        """INSERT OR IGNORE INTO observation_successor (old_id, new_id, run_id)
        SELECT old_id, new_id, $run FROM moved
        UNION SELECT s.old_id, m.new_id, $run FROM observation_successor AS s JOIN moved AS m ON m.old_id = s.new_id""",
        {"run": run_id},
    )
    con.execute("DELETE FROM observation_successor WHERE new_id IN (SELECT old_id FROM moved)")
    con.execute("DELETE FROM observation_successor WHERE old_id IN (SELECT observation_id FROM fact_observation)")


def _begin_run(con: duckdb.DuckDBPyConnection, run_id: str, now: datetime) -> None:
    con.execute(
        """INSERT INTO dim_run BY NAME
        SELECT $run AS run_id, $now AS started_at, $now AS ended_at, 0 AS n_reports, 0 AS n_mentions,
          0 AS n_observations, coalesce(max(engine_fingerprint), '') AS engine_fingerprint,
          coalesce(max(codes_fingerprint), '') AS codes_fingerprint
        FROM staged_dim_report
        ON CONFLICT (run_id) DO NOTHING""",
        {"run": run_id, "now": now},
    )


def _end_run(con: duckdb.DuckDBPyConnection, run_id: str, ended: datetime) -> None:
    """Count by `run_id`, so that several batches of one run add up."""
    con.execute(
        """UPDATE dim_run SET ended_at = $ended,
          n_reports = (SELECT count(*) FROM dim_report WHERE run_id = $run),
          n_observations = (SELECT count(*) FROM fact_observation WHERE run_id = $run),
          n_mentions = (SELECT count(*) FROM fact_mention AS m JOIN fact_observation AS o USING (observation_id)
                        WHERE o.run_id = $run)
        WHERE run_id = $run""",
        {"run": run_id, "ended": ended},
    )


def _result(
    con: duckdb.DuckDBPyConnection, written: _Written, run_id: str, now: datetime, notes: tuple[str, ...]
) -> LoadResult:
    failed = con.execute(
        """SELECT report_file FROM dim_report JOIN touched USING (report_id) WHERE status = 'QUARANTINED'
        UNION SELECT place FROM quarantine AS q WHERE last_seen = ? AND stage IN ('SOURCE', 'READ')
          AND NOT EXISTS (SELECT 1 FROM dim_report AS r WHERE r.report_id = q.report_id OR r.report_file = q.place)
        ORDER BY 1""",
        [now],
    ).fetchall()
    quarantined = tuple(place for (place,) in failed)
    counted = con.execute("SELECT n_mentions, n_observations FROM dim_run WHERE run_id = ?", [run_id]).fetchall()
    ((n_mentions, n_observations),) = counted
    return LoadResult(
        run_id=run_id,
        is_written=True,
        new=tuple(file for file in written.new if file not in quarantined),
        changed=tuple(file for file in written.changed if file not in quarantined),
        gone=written.gone,
        quarantined=quarantined,
        n_mentions=n_mentions,
        n_observations=n_observations,
        reasons=quarantine.reasons(con, now),
        notes=notes,
    )
