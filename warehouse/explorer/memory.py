"""What the explorer keeps in memory beside a generation's file: one slim row per fact, names to search, row numbers.

The file stores columns: fifty rows that lie apart cost it fifty unpacked blocks a column, and an index would have to
be held in memory as a whole. The slim rows hold what the list shows, in its order, so that a page of a million facts is
found without sorting. SQL only; who asks is in `snapshots`.
"""

from __future__ import annotations

import duckdb

# Codes become numbers: they take few bytes, and a filter compares numbers instead of texts. Enumerations make them, but
# are no columns: every query that touches one would carry its whole list along.
CODES = {
    "indicator": "o.indicator",
    "ref_area": "o.ref_area",
    "time_period": "o.time_period",
    "unit_measure": "o.unit_measure",
    "stat_type": "o.stat_type",
    "obs_status": "o.obs_status",
    "base_per": "o.base_per",
    "base_ref_area": "o.base_ref_area",
    "breakdown": "o.breakdown",
    "comparator": "o.comparator",
    "report_id": "o.report_id",
    "source_name": "coalesce(o.data_source, r.publisher, r.report_file)",
}
"""The coded columns of a slim row, with what they stand for; `memory.<column>_codes` has number and code."""
_FROM = "fact_observation AS o JOIN dim_report AS r ON r.report_id = o.report_id"
_TYPE = "CREATE TYPE memory.{name} AS ENUM (SELECT DISTINCT {sql} FROM {source} WHERE {sql} IS NOT NULL ORDER BY 1)"
_CODED = """
CREATE TABLE memory.{name}_codes AS
SELECT CAST(enum_code(CAST(each AS memory.{name})) AS INTEGER) AS number, each AS code
FROM (SELECT unnest(enum_range(CAST(NULL AS memory.{name}))) AS each)
"""
_FACT = f"""
CREATE TABLE memory.fact AS
SELECT CAST(o.observation_id AS UUID) AS observation_id, CAST(o.obs_key AS UUID) AS obs_key,
  {", ".join(f"enum_code(CAST({sql} AS memory.{name})) AS {name}" for name, sql in CODES.items())},
  o.value, CASE WHEN o.min_value < o.max_value THEN o.min_value END AS least,
  CASE WHEN o.min_value < o.max_value THEN o.max_value END AS greatest, o.is_approximate,
  CAST(o.confidence AS FLOAT) AS confidence, o.vintage_date, p.start_date AS period_start, p.end_date AS period_end,
  m.exact AS written, m.start_char, m.end_char
FROM {_FROM}
LEFT JOIN dim_period AS p ON p.time_period = o.time_period
LEFT JOIN fact_mention AS m ON m.mention_id = o.first_mention_id
ORDER BY coalesce(o.vintage_date, DATE '0001-01-01') DESC, o.report_id, o.confidence DESC, o.observation_id
"""
# In the order of the ids, so that the block of one is known by its ends.
_ROW_OF = """
CREATE TABLE memory.row_of AS
SELECT observation_id, CAST(rowid AS INTEGER) AS fact_row FROM memory.fact ORDER BY observation_id
"""
ID = "replace(CAST({0} AS VARCHAR), '-', '')"
"""SQL for an id as the warehouse writes it."""
COLUMNS = f"""{ID.format("observation_id")} AS observation_id, {ID.format("obs_key")} AS obs_key, {", ".join(CODES)},
  value, least, greatest, is_approximate, confidence, vintage_date, period_end, written, start_char, end_char"""
"""The columns of a slim row, to select from memory.fact."""

_NAMES = "d.name_en, d.name_fr, d.name_es, d.name_de, d.name_zh"
SEARCHED = {
    "indicator": ("dim_indicator AS d", "d.indicator", f"d.indicator, {_NAMES}"),
    "ref_area": ("dim_geography AS d", "d.ref_area", f"d.ref_area, {_NAMES}"),
    "report_id": ("dim_report AS d", "d.report_id", "d.report_id, d.report_file, d.title, d.publisher"),
    "source_name": ("memory.source_name_codes AS d", "d.code", "d.code"),
}
"""What a word of a search may stand in: by column a table, its code, and what it is called."""
# Folded: without case and accents.
_WORDS = """
CREATE TABLE memory.{name}_words AS
SELECT c.number, strip_accents(lower(concat_ws('|', {words}))) AS words, f.n
FROM {table} JOIN memory.{name}_codes AS c ON c.code = {code}
JOIN (SELECT {name} AS number, count(*) AS n FROM memory.fact GROUP BY ALL) AS f ON f.number = c.number
"""
# A load writes a report's rows side by side: between these row numbers they are found without an index. Where they lie
# apart (they never should) it takes longer and finds the same.
_OF_REPORT = ("fact_observation", "fact_mention", "dim_paragraph", "skipped_numeral")
_ROWS = "SELECT '{0}' AS table_name, report_id, min(rowid) AS first_row, max(rowid) AS last_row FROM {0} GROUP BY ALL"
_ROWS_OF = f"""
CREATE TABLE memory.rows_of AS
SELECT table_name, c.number AS report_id, first_row, last_row FROM (
  {" UNION ALL ".join(map(_ROWS.format, _OF_REPORT))}
  UNION ALL
  SELECT 'fact_mention_part', m.report_id, min(p.rowid), max(p.rowid)
  FROM fact_mention_part AS p JOIN fact_mention AS m ON m.mention_id = p.mention_id GROUP BY ALL
) AS t JOIN memory.report_id_codes AS c ON c.code = t.report_id
"""


def fill(con: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of the attached database `memory` from the warehouse that is in use."""
    for name, sql in CODES.items():
        con.execute(_TYPE.format(name=name, sql=sql, source=_FROM))
        con.execute(_CODED.format(name=name))
    con.execute(_FACT)
    con.execute(_ROW_OF)
    for name, (table, code, words) in SEARCHED.items():
        con.execute(_WORDS.format(name=name, table=table, code=code, words=words))
    con.execute(_ROWS_OF)
