"""What a published generation brings against the one before: facts that came, changed or went, conflicts, refusals.

Two files are compared, so that whatever happened between two publications counts, however many runs it took. Facts
are the same where their ids are. How this is told to people is decided where it is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from warehouse import connections, database, ddl, excerpt


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact for people. Names, qualifier, measure, status and labels are French where its report is."""

    observation_id: str
    indicator: str
    is_curated: bool
    indicator_name: str
    breakdown_name: str | None
    qualifier: str | None
    value_as_written: str
    measure: str
    period: str
    area: str
    status: str
    source: str
    report_id: str
    report_file: str


@dataclass(frozen=True, slots=True)
class Group:
    """New facts of one curated indicator: its names, how many there are, and the surest of them."""

    indicator: str
    name: str
    name_fr: str
    n_facts: int
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A fact before and now: at the same words, of the same key in the same report, or the same with other bounds."""

    before: Fact
    now: Fact


@dataclass(frozen=True, slots=True)
class Gone:
    """A fact that is no longer stated; `reason` is why its report is not loaded, or None where it still is."""

    fact: Fact
    reason: str | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two facts that cannot both be true, of which at least one is new or changed."""

    fact: Fact
    other: Fact
    looks_like_scale_error: bool


@dataclass(frozen=True, slots=True)
class Refusal:
    """An open row of quarantine that was not open before, or had another reason."""

    place: str
    stage: str
    reason: str
    report_id: str | None


@dataclass(frozen=True, slots=True)
class ReportNews:
    """A report that was read or has gone: NEW, CHANGED, REREAD (same bytes, newer rules), or its status."""

    report_id: str
    report_file: str
    title: str | None
    kind: str
    reason: str | None
    n_facts: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are of each, shown or not; `unlisted` are new facts whose indicator is on no list."""

    new: int
    unlisted: int
    indicators: int
    changed: int
    gone: int
    conflicts: int
    refusals: int
    reports: int


@dataclass(frozen=True, slots=True)
class Changes:
    """What is new. `is_compared` is False where there was no generation before, or one with other tables.

    New facts of curated indicators are in `groups`, those with most facts first; the others in `unlisted`.
    """

    is_compared: bool
    counts: Counts
    groups: tuple[Group, ...]
    unlisted: tuple[Fact, ...]
    changed: tuple[Change, ...]
    gone: tuple[Gone, ...]
    conflicts: tuple[Conflict, ...]
    refusals: tuple[Refusal, ...]
    reports: tuple[ReportNews, ...]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of everything is given; what is left out is counted."""

    groups: int = 12
    per_group: int = 5
    rows: int = 12


_BEFORE = ("dim_report", "fact_observation", "quarantine")
# `here` and `there` are the facts of touched reports, now and before; an id names a report's fact, so that no other
# can be the same. `came` and `went` hold those that the other generation has not; `pair` leads from a fact
# that went to the one in its place, and from a fact to itself where its bounds or its status are others.
_COMPARE = (
    """CREATE TEMP TABLE touched AS SELECT report_id,
      CASE WHEN n.status IS NULL THEN 'RETIRED' WHEN n.status <> 'LOADED' THEN n.status
        WHEN b.status IS NULL OR b.status <> 'LOADED' THEN 'NEW'
        WHEN n.content_sha256 <> b.content_sha256 OR n.sidecar_sha256 <> b.sidecar_sha256 THEN 'CHANGED'
        ELSE 'REREAD' END AS kind
    FROM dim_report AS n FULL JOIN before_dim_report AS b USING (report_id)
    WHERE n.run_id IS DISTINCT FROM b.run_id OR n.loaded_at IS DISTINCT FROM b.loaded_at
      OR n.status IS DISTINCT FROM b.status""",
    "CREATE TEMP VIEW here AS SELECT * FROM fact_observation SEMI JOIN touched USING (report_id)",
    "CREATE TEMP VIEW there AS SELECT * FROM before_fact_observation SEMI JOIN touched USING (report_id)",
    """CREATE TEMP TABLE came AS SELECT observation_id, obs_key, report_id, indicator, value, confidence
    FROM here ANTI JOIN there USING (observation_id)""",
    """CREATE TEMP TABLE went AS SELECT observation_id, obs_key, report_id, value
    FROM there ANTI JOIN here USING (observation_id)""",
    """CREATE TEMP TABLE pair AS SELECT s.old_id, min(s.new_id) AS new_id
    FROM observation_successor AS s JOIN went ON went.observation_id = s.old_id
    JOIN here ON here.observation_id = s.new_id GROUP BY s.old_id""",
    """INSERT INTO pair SELECT w.observation_id, c.observation_id
    FROM (SELECT *, row_number() OVER (PARTITION BY obs_key, report_id ORDER BY value) AS place FROM went
      WHERE observation_id NOT IN (SELECT old_id FROM pair)) AS w
    JOIN (SELECT *, row_number() OVER (PARTITION BY obs_key, report_id ORDER BY value) AS place FROM came
      WHERE observation_id NOT IN (SELECT new_id FROM pair)) AS c USING (obs_key, report_id, place)""",
    """INSERT INTO pair SELECT observation_id, observation_id
    FROM here AS n JOIN there AS b USING (observation_id)
    WHERE (n.obs_status, n.comparator, n.min_value, n.max_value, n.is_approximate)
      IS DISTINCT FROM (b.obs_status, b.comparator, b.min_value, b.max_value, b.is_approximate)""",
    """CREATE TEMP TABLE fresh AS SELECT c.*, coalesce(d.is_curated, false) AS is_curated
    FROM came AS c LEFT JOIN dim_indicator AS d USING (indicator)
    WHERE c.observation_id NOT IN (SELECT new_id FROM pair)""",
    "CREATE TEMP TABLE lost AS SELECT * FROM went WHERE observation_id NOT IN (SELECT old_id FROM pair)",
    """CREATE TEMP TABLE refused AS SELECT q.* FROM quarantine AS q WHERE q.resolution = 'OPEN' AND NOT EXISTS (
      SELECT 1 FROM before_quarantine AS b
      WHERE b.quarantine_id = q.quarantine_id AND b.resolution = 'OPEN' AND b.reason = q.reason)""",
)
_GROUPS = """
WITH grouped AS (SELECT indicator, count(*) AS n_facts FROM fresh WHERE is_curated GROUP BY indicator
  ORDER BY n_facts DESC, indicator LIMIT $groups)
SELECT indicator, coalesce(d.name_en, indicator), coalesce(d.name_fr, d.name_en, indicator), n_facts,
  list(f.observation_id ORDER BY f.confidence DESC, f.observation_id)[:$per_group]
FROM grouped JOIN fresh AS f USING (indicator) JOIN dim_indicator AS d USING (indicator)
GROUP BY ALL ORDER BY n_facts DESC, indicator
"""
_UNLISTED = "SELECT observation_id FROM fresh WHERE NOT is_curated ORDER BY confidence DESC, observation_id LIMIT $rows"
_CHANGED = "SELECT old_id, new_id FROM pair ORDER BY new_id = old_id, new_id, old_id LIMIT $rows"
_GONE = """
SELECT l.observation_id, CASE WHEN r.report_id IS NULL OR r.status <> 'LOADED'
  THEN coalesce(r.status_reason, 'Its report is gone.') END
FROM lost AS l LEFT JOIN dim_report AS r USING (report_id) ORDER BY l.report_id, l.observation_id LIMIT $rows
"""
_REFUSALS = (
    "SELECT place, stage, reason, report_id FROM refused ORDER BY first_seen DESC, place, quarantine_id LIMIT $rows"
)
_REPORTS = """
SELECT t.report_id, coalesce(n.report_file, b.report_file), coalesce(n.title, b.title), t.kind, n.status_reason,
  coalesce(f.n_facts, 0)
FROM touched AS t LEFT JOIN dim_report AS n USING (report_id)
LEFT JOIN before_dim_report AS b ON b.report_id = t.report_id
LEFT JOIN (SELECT report_id, count(*) AS n_facts FROM fact_observation SEMI JOIN touched USING (report_id)
  GROUP BY report_id) AS f ON f.report_id = t.report_id
ORDER BY CASE t.kind WHEN 'QUARANTINED' THEN 0 WHEN 'RETIRED' THEN 1 WHEN 'NEW' THEN 2 WHEN 'CHANGED' THEN 3
  ELSE 4 END, 2 LIMIT $rows
"""
_COUNTS = """
SELECT (SELECT count(*) FROM fresh), (SELECT count(*) FROM fresh WHERE NOT is_curated), (SELECT count(*) FROM pair),
  (SELECT count(*) FROM lost), (SELECT count(*) FROM refused), (SELECT count(*) FROM touched),
  (SELECT count(DISTINCT indicator) FROM fresh WHERE is_curated)
"""
_NEWS = """CREATE TEMP TABLE news AS SELECT observation_id FROM came
UNION SELECT new_id FROM pair WHERE old_id = new_id"""
_WITH_NEWS = "obs_key IN (SELECT obs_key FROM fact_observation SEMI JOIN news USING (observation_id))"
_CONFLICTS = """CREATE TEMP TABLE clash AS
SELECT observation_id, other_observation_id, looks_like_scale_error, ratio FROM v_conflict
WHERE NOT is_revision AND NOT is_superseded AND (observation_id IN (SELECT observation_id FROM news)
  OR other_observation_id IN (SELECT observation_id FROM news))"""
_WORST = """
SELECT observation_id, other_observation_id, looks_like_scale_error FROM clash
ORDER BY looks_like_scale_error DESC, ratio DESC, observation_id, other_observation_id LIMIT $rows
"""
_FACTS = """
SELECT o.observation_id, o.indicator, coalesce(o.is_curated, false),
  CASE WHEN o.language = 'fr' THEN o.indicator_name_fr ELSE o.indicator_name END,
  CASE WHEN o.breakdown <> '_T' THEN
    CASE WHEN o.language = 'fr' THEN coalesce(k.name_fr, o.breakdown_name) ELSE o.breakdown_name END END,
  CASE WHEN o.language = 'fr' THEN o.qualifier_fr ELSE o.qualifier END, o.value_as_written,
  CASE WHEN o.language = 'fr' THEN o.measure_fr ELSE o.measure END,
  CASE WHEN o.language = 'fr' THEN o.period_label_fr ELSE o.period_label END,
  CASE WHEN o.language = 'fr' THEN o.area_name_fr ELSE o.area_name END,
  CASE WHEN o.language <> 'fr' THEN o.status_name ELSE CASE o.obs_status WHEN 'A' THEN 'réalisé'
    WHEN 'F' THEN 'prévision' WHEN 'T' THEN 'objectif' WHEN 'E' THEN 'estimation' ELSE 'provisoire' END END,
  coalesce(o.data_source, o.publisher, o.report_file), o.report_id, o.report_file
FROM v_observation AS o LEFT JOIN dim_breakdown AS k USING (breakdown)
"""


def changes(path: Path, former: Path | None, limits: Limits | None = None) -> Changes:
    """What the file at `path` brings against `former`; everything in it where there is none to compare with.

    The file must have the tables of this version (`database.has_current_tables`).

    Raises WarehouseError where a file cannot be opened.
    """
    compared = former if former is not None and database.has_current_tables(former) else None
    found = connections.frugally(partial(_side_by_side, path, compared), partial(_found, limits or Limits()))
    now = _facts(path, found.now())
    before = {} if compared is None else _facts(compared, found.before())
    return Changes(
        is_compared=compared is not None,
        counts=found.counts,
        groups=tuple(
            Group(code, name, name_fr, n, tuple(now[each] for each in ids))
            for code, name, name_fr, n, ids in found.groups
        ),
        unlisted=tuple(now[each] for (each,) in found.unlisted),
        changed=tuple(Change(before[old], now[new]) for old, new in found.changed),
        gone=tuple(Gone(before[each], reason) for each, reason in found.gone),
        conflicts=tuple(Conflict(now[a], now[b], is_scale) for a, b, is_scale in found.conflicts),
        refusals=tuple(Refusal(*row) for row in found.refusals),
        reports=tuple(ReportNews(*row) for row in found.reports),
    )


Rows = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class _Found:
    """The rows of the queries above: ids where `Changes` has facts."""

    counts: Counts
    groups: Rows
    unlisted: Rows
    changed: Rows
    gone: Rows
    conflicts: Rows
    refusals: Rows
    reports: Rows

    def now(self) -> set[str]:
        """Ids of facts that stand in the newer file."""
        grouped = (each for *_, ids in self.groups for each in ids)
        clashing = (each for a, b, _ in self.conflicts for each in (a, b))
        return {*grouped, *clashing, *(each for (each,) in self.unlisted), *(new for _, new in self.changed)}

    def before(self) -> set[str]:
        """Ids of facts that stand in the former file."""
        return {*(old for old, _ in self.changed), *(each for each, _ in self.gone)}


@contextmanager
def _side_by_side(path: Path, former: Path | None) -> Iterator[duckdb.DuckDBPyConnection]:
    """The newer file, with `before_<table>` for the former one's, which are empty where there is none."""
    with closing(connections.connect(path, read_only=True)) as con:
        if former is not None:
            con.execute(f"ATTACH {ddl.literal(str(former))} AS former (READ_ONLY)")
        for table in _BEFORE:
            source = f"{table} WHERE false" if former is None else f"former.main.{table}"
            con.execute(f"CREATE TEMP VIEW before_{table} AS SELECT * FROM {source}")
        yield con


def _found(limits: Limits, con: duckdb.DuckDBPyConnection) -> _Found:
    def rows(sql: str, **values: int) -> Rows:
        return con.execute(sql, values or {"rows": limits.rows}).fetchall()

    for statement in _COMPARE:
        con.execute(statement)
    ((new, unlisted, changed, gone, refusals, reports, indicators),) = con.execute(_COUNTS).fetchall()
    groups = rows(_GROUPS, groups=limits.groups, per_group=limits.per_group)
    unlisted_rows, changed_rows, gone_rows = rows(_UNLISTED), rows(_CHANGED), rows(_GONE)
    refusal_rows, report_rows = rows(_REFUSALS), rows(_REPORTS)
    # Last, because the excerpt hides the full tables.
    con.execute(_NEWS)
    excerpt.take(con, excerpt.may_conflict(_WITH_NEWS), has_names=False)
    con.execute(_CONFLICTS)
    ((conflicts,),) = con.execute("SELECT count(*) FROM clash").fetchall()
    counts = Counts(new, unlisted, indicators, changed, gone, conflicts, refusals, reports)
    return _Found(counts, groups, unlisted_rows, changed_rows, gone_rows, rows(_WORST), refusal_rows, report_rows)


def _facts(path: Path, ids: Collection[str]) -> dict[str, Fact]:
    """These facts of a file, by id."""
    if not ids:
        return {}
    with closing(connections.connect(path, read_only=True)) as con:
        excerpt.take(con, f"observation_id IN ({', '.join(map(ddl.literal, sorted(ids)))})")
        return {row[0]: Fact(*row) for row in con.execute(_FACTS).fetchall()}
