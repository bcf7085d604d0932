"""What must be true between tables before a batch may be committed: a list of named SQL checks.

Each check selects the report and the detail of every violation. `run` goes over all reports or over some; it
changes nothing but two temporary tables. Rows taken one by one are checked in `staging`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from schemas.tables import TABLES, sql_columns

# Found before rows enter, by `staging` (and held by NOT NULL, CHECK and PRIMARY KEY afterwards).
ROW_CHECKS = {
    "row_fits_its_table": "A row has an empty cell, a code that is on no list, or a number that does not fit",
    "id_is_unique": "An id stands twice, or belongs to another report already",
}


@dataclass(frozen=True, slots=True)
class Check:
    """A named check: what is wrong when it fails, and SQL for (report_id, detail) of each violation.

    The SQL sees the reports to look at as the temporary table `audited` (`report_id`).
    """

    name: str
    says: str
    sql: str


@dataclass(frozen=True, slots=True)
class AuditFailure:
    """A check that failed, once per report; `report_id` is None where no report can be blamed."""

    check: str
    report_id: str | None
    detail: str


def run(con: duckdb.DuckDBPyConnection, reports: Iterable[str] | None = None) -> list[AuditFailure]:
    """Run every check on these reports (None: on all) and give one failure per check and report."""
    _set_scope(con, reports)
    failures = []
    for check in CHECKS:
        rows = con.execute(
            f"SELECT report_id, count(*), min(detail) FROM ({check.sql}) AS violations GROUP BY report_id ORDER BY 1"
        ).fetchall()
        for report_id, count, detail in rows:
            told = detail if count == 1 else f"{count} times, as {detail}"
            failures.append(AuditFailure(check.name, report_id, told))
    return failures


def reason(failure: AuditFailure) -> str:
    """A failure in plain words, with what to do."""
    says = next((check.says for check in CHECKS if check.name == failure.check), ROW_CHECKS.get(failure.check, ""))
    return f"{says} ({failure.detail}). The engine erred, not the report: it is read again when the engine changes."


def _set_scope(con: duckdb.DuckDBPyConnection, reports: Iterable[str] | None) -> None:
    con.execute("CREATE OR REPLACE TEMP TABLE audited (report_id VARCHAR)")
    if reports is None:
        holders = [table for table in TABLES if any(column.name == "report_id" for column in sql_columns(table))]
        union = " UNION ".join(f"SELECT report_id FROM {table} WHERE report_id IS NOT NULL" for table in holders)
        con.execute(f"INSERT INTO audited {union}")
    else:
        con.execute("INSERT INTO audited SELECT DISTINCT unnest(CAST(? AS VARCHAR[]))", [list(reports)])


_TILING = """
SELECT r.report_id, 'all paragraphs' AS detail
FROM dim_report AS r JOIN audited USING (report_id)
LEFT JOIN (
  SELECT report_id, string_agg(text, '' ORDER BY paragraph_no) AS text
  FROM dim_paragraph JOIN audited USING (report_id) GROUP BY report_id
) AS p USING (report_id)
WHERE r.status = 'LOADED' AND (r.text IS NULL OR r.text <> coalesce(p.text, ''))
UNION ALL
SELECT report_id, 'paragraph ' || paragraph_no
FROM (
  SELECT report_id, paragraph_no, start_char, end_char, length(text) AS size,
    coalesce(sum(length(text)) OVER (
      PARTITION BY report_id ORDER BY paragraph_no ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS expected
  FROM dim_paragraph JOIN audited USING (report_id)
) AS laid
WHERE start_char <> expected OR end_char <> expected + size
"""

# Paragraphs tile the text, so a slice of the right paragraph is the slice of the text, and far cheaper.
_PLACED = """
SELECT t.report_id, '''' || left(t.exact, 40) || ''' at ' || t.start_char || '-' || t.end_char AS detail
FROM {table} AS t JOIN audited USING (report_id)
LEFT JOIN dim_paragraph AS p ON p.paragraph_id = t.paragraph_id AND p.report_id = t.report_id
"""
_OUTSIDE = (
    _PLACED
    + "WHERE p.start_char IS NULL OR t.start_char < p.start_char OR t.end_char > p.end_char"
    + " OR t.end_char < t.start_char"
)
_WORDS = _PLACED + "WHERE substr(p.text, t.start_char - p.start_char + 1, t.end_char - t.start_char) <> t.exact"

# Nearly every part stands in its mention's paragraph. The others are in the last one that begins before them, found by
# one sort (an ASOF join is planned as a loop inside the loading transaction), which would hold all parts in memory.
# Only what leaves this paragraph is compared with the whole text, apart from the rest, so that no other row is joined
# with it.
_PART_WORDS = """
WITH part AS NOT MATERIALIZED (
  SELECT m.report_id, m.paragraph_id, x.mention_id, x.role, x.start_char, x.end_char, x.exact
  FROM fact_mention_part AS x JOIN fact_mention AS m USING (mention_id) JOIN audited USING (report_id)
), beside AS (
  SELECT t.report_id, t.role || ' of ' || t.mention_id AS detail, t.start_char, t.end_char, t.exact
  FROM part AS t LEFT JOIN dim_paragraph AS p ON p.paragraph_id = t.paragraph_id
  WHERE t.start_char IS NOT NULL
    AND (p.start_char IS NULL OR t.end_char IS NULL OR t.start_char < p.start_char OR t.end_char > p.end_char)
), spot AS (
  SELECT report_id, detail, start_char, end_char, exact, NULL AS paragraph_id, 1 AS is_part FROM beside
  UNION ALL
  SELECT report_id, NULL, start_char, NULL, NULL, paragraph_id, 0 FROM dim_paragraph JOIN audited USING (report_id)
  WHERE end_char > start_char
), placed AS (
  SELECT *, last_value(paragraph_id IGNORE NULLS) OVER (
    PARTITION BY report_id ORDER BY start_char, is_part ROWS UNBOUNDED PRECEDING) AS within
  FROM spot
)
SELECT t.report_id, t.role || ' of ' || t.mention_id AS detail
FROM part AS t JOIN dim_paragraph AS p ON p.paragraph_id = t.paragraph_id
WHERE t.start_char >= p.start_char AND t.end_char <= p.end_char
  AND substr(p.text, t.start_char - p.start_char + 1, t.end_char - t.start_char) IS DISTINCT FROM t.exact
UNION ALL
SELECT t.report_id, t.detail FROM placed AS t JOIN dim_paragraph AS p ON p.paragraph_id = t.within
WHERE t.is_part = 1 AND t.end_char <= p.end_char
  AND substr(p.text, t.start_char - p.start_char + 1, t.end_char - t.start_char) IS DISTINCT FROM t.exact
UNION ALL
SELECT t.report_id, t.detail
FROM (
  SELECT placed.* FROM placed LEFT JOIN dim_paragraph AS p ON p.paragraph_id = placed.within
  WHERE placed.is_part = 1 AND (p.end_char IS NULL OR placed.end_char IS NULL OR placed.end_char > p.end_char)
) AS t
JOIN dim_report AS r ON r.report_id = t.report_id
WHERE substr(r.text, t.start_char + 1, t.end_char - t.start_char) IS DISTINCT FROM t.exact
UNION ALL
SELECT report_id, role || ' of ' || mention_id FROM part
WHERE start_char IS NULL AND (end_char IS NOT NULL OR exact IS NOT NULL)
"""

_COUNTED = """
SELECT o.report_id, o.observation_id || ' says ' || o.n_mentions || ', has ' || coalesce(m.n, 0) AS detail
FROM fact_observation AS o JOIN audited USING (report_id)
LEFT JOIN (
  SELECT observation_id, count(*) AS n FROM fact_mention JOIN audited USING (report_id) GROUP BY observation_id
) AS m USING (observation_id)
WHERE o.n_mentions <> coalesce(m.n, 0) OR m.n IS NULL
"""

_QUOTED = """
SELECT o.report_id, o.observation_id || ' quotes ' || o.first_mention_id AS detail
FROM fact_observation AS o JOIN audited USING (report_id)
LEFT JOIN fact_mention AS m ON m.mention_id = o.first_mention_id
WHERE m.observation_id IS DISTINCT FROM o.observation_id
"""

_SAME_REPORT = """
SELECT m.report_id, m.mention_id AS detail
FROM fact_mention AS m JOIN audited USING (report_id) JOIN fact_observation AS o USING (observation_id)
WHERE o.report_id <> m.report_id
"""

_RELATED = """
SELECT a.report_id, r.observation_id || ' ' || r.predicate AS detail
FROM fact_relation AS r
JOIN fact_observation AS a ON a.observation_id = r.observation_id
JOIN fact_observation AS b ON b.observation_id = r.related_observation_id
JOIN audited ON audited.report_id = a.report_id
WHERE a.report_id <> b.report_id OR r.observation_id = r.related_observation_id
"""

# 12 GWh and 12,000 MWh are one fact: the key holds the base unit.
_KEY = (
    "indicator, ref_area, time_period, coalesce(base_unit, unit_measure), stat_type, base_per, base_ref_area,"
    " measurement_denominator, breakdown"
)
_ONE_KEY = f"""
SELECT report_id, obs_key AS detail
FROM fact_observation JOIN audited USING (report_id) LEFT JOIN dim_unit USING (unit_measure)
GROUP BY report_id, obs_key HAVING count(DISTINCT ({_KEY})) > 1
"""

_ONE_CLAIM = """
SELECT report_id, obs_key || ' ' || value AS detail
FROM fact_observation JOIN audited USING (report_id)
GROUP BY report_id, obs_key, value, min_value, max_value, comparator HAVING count(*) > 1
"""

_ONLY_LOADED = " UNION ALL ".join(
    f"""SELECT t.report_id, '{table}' AS detail
    FROM {table} AS t JOIN audited USING (report_id) JOIN dim_report AS r USING (report_id)
    WHERE r.status <> 'LOADED'"""
    for table in ("dim_paragraph", "fact_mention", "fact_observation", "skipped_numeral")
)

_BOUNDS = " UNION ALL ".join(
    f"""SELECT report_id, {key} AS detail FROM {table} JOIN audited USING (report_id)
    WHERE value < min_value OR value > max_value OR min_value > max_value"""
    for table, key in (("fact_mention", "mention_id"), ("fact_observation", "observation_id"))
)


def _orphans() -> tuple[Check, ...]:
    """One check per declared reference: its values stand in the table that it names."""
    return tuple(
        Check(
            f"{table}.{column.name}_exists",
            f"A value of {table}.{column.name} stands in no row of {column.ref}",
            _orphan_sql(table, column.name, *column.ref.split(".")),
        )
        for table in TABLES
        for column in sql_columns(table)
        if column.ref is not None
    )


def _orphan_sql(table: str, column: str, other: str, other_column: str) -> str:
    owned = any(each.name == "report_id" for each in sql_columns(table))
    report, scope = {
        "fact_mention_part": ("m.report_id", "LEFT JOIN fact_mention AS m ON m.mention_id = t.mention_id"),
        "fact_relation": ("o.report_id", "LEFT JOIN fact_observation AS o ON o.observation_id = t.observation_id"),
    }.get(table, ("t.report_id" if owned else "NULL", ""))
    in_scope = "true" if report == "NULL" else f"({report} IS NULL OR {report} IN (SELECT report_id FROM audited))"
    return f"""SELECT {report} AS report_id, CAST(t.{column} AS VARCHAR) AS detail FROM {table} AS t {scope}
    WHERE {in_scope} AND t.{column} IS NOT NULL AND t.{column} NOT IN (SELECT {other_column} FROM {other})"""


CHECKS: tuple[Check, ...] = (
    Check("paragraphs_tile_the_text", "The paragraphs do not tile the stored text", _TILING),
    Check("mention_in_paragraph", "A mention lies outside its paragraph", _OUTSIDE.format(table="fact_mention")),
    Check("mention_is_exact", "A mention's words do not stand at its offsets", _WORDS.format(table="fact_mention")),
    Check("part_is_exact", "The words of a mention's part do not stand at its offsets", _PART_WORDS),
    Check("skipped_in_paragraph", "A numeral lies outside its paragraph", _OUTSIDE.format(table="skipped_numeral")),
    Check("skipped_is_exact", "A numeral does not stand at its offsets", _WORDS.format(table="skipped_numeral")),
    Check("observation_has_its_mentions", "An observation's count of mentions is wrong", _COUNTED),
    Check("quoted_mention_is_its_own", "An observation quotes a mention that does not state it", _QUOTED),
    Check("mention_and_observation_agree", "A mention states an observation of another report", _SAME_REPORT),
    Check("relation_within_report", "A relation leaves its report or leads to itself", _RELATED),
    Check("obs_key_is_one_key", "One obs_key stands for two keys", _ONE_KEY),
    Check("claim_is_made_once", "One report makes the same claim in two observations", _ONE_CLAIM),
    Check("facts_only_of_loaded", "A report that is not loaded has facts", _ONLY_LOADED),
    Check("bounds_hold_the_value", "A value lies outside its own bounds", _BOUNDS),
    *_orphans(),
)
