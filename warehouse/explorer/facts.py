"""Rows of facts for people: the list, a page of it, and facts by their ids, with names in the language of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from warehouse.explorer import numerals
from warehouse.explorer.filters import PAGE_SIZE, Filters, condition
from warehouse.explorer.snapshots import Row, Snapshot
from warehouse.explorer.wording import Wording

LANGUAGES = ("en", "fr", "es", "de", "zh")

# {ids} is a list of parameters: an index finds them, where a join would look through a million rows.
_FACTS = """
SELECT o.observation_id, o.obs_key, o.indicator, {indicator} AS indicator_name, i.is_curated, o.breakdown,
  CASE WHEN o.breakdown <> '_T' THEN {breakdown} END AS breakdown_name, o.stat_type, o.unit_measure, u.unit_type,
  u.symbol AS unit_symbol, {unit} AS unit_name, o.value, o.min_value, o.max_value, o.comparator, o.is_approximate,
  o.ref_area, {area} AS area_name, o.time_period, {period} AS period_label, p.end_date AS period_end, p.freq,
  o.base_per,
  CASE WHEN b.start_date IS NOT NULL THEN {base} END AS base_period_label, b.end_date AS base_end, o.base_ref_area,
  CASE WHEN left(o.base_ref_area, 1) <> '_' THEN {whole} END AS base_area_name, o.measurement_denominator,
  o.obs_status, coalesce(o.data_source, r.publisher, r.report_file) AS source_name, o.source_tier, o.vintage_date,
  o.n_mentions, o.confidence, o.review_status, o.report_id, r.report_file, r.title, r.publisher, r.language,
  o.first_mention_id
FROM fact_observation AS o
JOIN dim_report AS r ON r.report_id = o.report_id
LEFT JOIN dim_indicator AS i ON i.indicator = o.indicator
LEFT JOIN dim_breakdown AS k ON k.breakdown = o.breakdown
LEFT JOIN dim_unit AS u ON u.unit_measure = o.unit_measure
LEFT JOIN dim_geography AS a ON a.ref_area = o.ref_area
LEFT JOIN dim_geography AS w ON w.ref_area = o.base_ref_area
LEFT JOIN dim_period AS p ON p.time_period = o.time_period
LEFT JOIN dim_period AS b ON b.time_period = o.base_per
WHERE o.observation_id IN ({ids})
"""
_WORDS = "SELECT mention_id, exact, start_char, end_char FROM fact_mention WHERE mention_id IN ({ids})"


@dataclass(frozen=True, slots=True)
class FactPage:
    """One page of the list: `rows` as `facts` gives them, `total` over all pages."""

    rows: list[Row]
    total: int
    page: int
    n_pages: int


def named(alias: str, language: str, *others: str) -> str:
    """SQL for a name in a language, else in another, else one of the other expressions."""
    order = sorted(LANGUAGES, key=lambda each: each != language)
    return "coalesce(" + ", ".join((*(f"{alias}.name_{each}" for each in order), *others)) + ")"


def page(snapshot: Snapshot, filters: Filters, wording: Wording) -> FactPage:
    """The page that the filters name. Raises BadFilterError."""
    where = condition(snapshot, filters)
    total = snapshot.n_facts
    if where.sql != "true":
        total = snapshot.rows(f"SELECT count(*) AS n FROM memory.fact WHERE {where.sql}", where.params)[0]["n"]
    found = snapshot.rows(
        f"SELECT observation_id FROM memory.fact WHERE {where.sql} {filters.order} "
        f"LIMIT {PAGE_SIZE} OFFSET {(filters.page_no - 1) * PAGE_SIZE}",
        where.params,
    )
    rows = facts(snapshot, [row["observation_id"] for row in found], wording)
    return FactPage(rows, total, filters.page_no, max(1, -(-total // PAGE_SIZE)))


def facts(snapshot: Snapshot, ids: Sequence[str], wording: Wording) -> list[Row]:
    """Facts by their ids, in that order, each with `figure`, `qualifier`, `written`, `start_char` and `end_char`."""
    if not ids:
        return []
    language = wording.language
    sql = _FACTS.format(
        indicator=named("i", language, "o.indicator_text", "o.indicator"),
        breakdown=named("k", language, "k.breakdown"),
        unit=named("u", language),
        area=named("a", language, "o.ref_area"),
        whole=named("w", language),
        period=f"coalesce(p.label_{language}, o.time_period)",
        base=f"b.label_{language}",
        ids=_marks(ids),
    )
    found = {row["observation_id"]: row for row in snapshot.rows(sql, ids)}
    firsts = [row["first_mention_id"] for row in found.values()]
    words = {row["mention_id"]: row for row in snapshot.rows(_WORDS.format(ids=_marks(firsts)), firsts)}
    return [for_people(found[each], words, wording) for each in ids if each in found]


def for_people(row: Row, words: dict[str, Row], wording: Wording) -> Row:
    """A fact with its figure, its words and the names of its codes."""
    said = words.get(row["first_mention_id"])
    bounds = (row["min_value"], row["max_value"])
    unit = (row["unit_type"], row["unit_symbol"])
    return row | {
        "figure": numerals.figure(row["value"], bounds, unit, row["stat_type"], wording.language),
        "qualifier": wording.qualifier(row["comparator"], row["is_approximate"]),
        "written": said["exact"] if said else None,
        "start_char": said["start_char"] if said else None,
        "end_char": said["end_char"] if said else None,
        "measure": wording.code("CL_STAT_TYPE", row["stat_type"]),
        "status": wording.code("CL_OBS_STATUS", row["obs_status"]),
    }


def _marks(values: Sequence[Any]) -> str:
    return ", ".join("?" for _ in values)
