"""Indicators: the list of them, and the page of one: its series in a chart, its facts, revisions and conflicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from warehouse.explorer.chart import Point, Series, chart, legend_shape
from warehouse.explorer.facts import chosen, facts, named
from warehouse.explorer.filters import PAGE_SIZE
from warehouse.explorer.memory import ID
from warehouse.explorer.snapshots import Row, Snapshot
from warehouse.explorer.wording import Wording

MAX_SERIES = 8
MAX_POINTS = 600
MAX_REVISIONS = 40
_MONTH = 30.44

_LIST = """
SELECT CAST(f.indicator AS VARCHAR) AS indicator, {name} AS name, i.is_curated, i.topic, count(*) AS n_facts,
  count(DISTINCT f.report_id) AS n_reports, count(DISTINCT f.ref_area) AS n_areas,
  min(year(f.period_end)) AS first_year,
  max(year(f.period_end)) AS last_year
FROM memory.fact AS f LEFT JOIN dim_indicator AS i ON i.indicator = CAST(f.indicator AS VARCHAR)
WHERE {where}
GROUP BY ALL ORDER BY n_facts DESC, indicator LIMIT {limit} OFFSET {offset}
"""
_KINDS = """
SELECT CAST(f.stat_type AS VARCHAR) AS stat_type, CAST(f.unit_measure AS VARCHAR) AS unit_measure, u.unit_type,
  {unit} AS unit_name, u.symbol AS unit_symbol, count(*) AS n
FROM memory.fact AS f LEFT JOIN dim_unit AS u ON u.unit_measure = CAST(f.unit_measure AS VARCHAR)
WHERE f.indicator = TRY_CAST(? AS memory.indicator) GROUP BY ALL ORDER BY n DESC, 1, 2
"""
_KIND = """indicator = TRY_CAST(? AS memory.indicator) AND stat_type = TRY_CAST(? AS memory.stat_type)
  AND unit_measure = TRY_CAST(? AS memory.unit_measure)"""
_DRAWN = f"{_KIND} AND period_end IS NOT NULL"
_AREAS = """
SELECT CAST(f.ref_area AS VARCHAR) AS ref_area, {area} AS area_name, count(*) AS n
FROM memory.fact AS f LEFT JOIN dim_geography AS a ON a.ref_area = CAST(f.ref_area AS VARCHAR)
WHERE {kind} GROUP BY ALL ORDER BY n DESC, 1 LIMIT 100
"""
_REVISED = f"""
SELECT {ID.format("observation_id")} AS observation_id FROM memory.fact
WHERE indicator = TRY_CAST(? AS memory.indicator) AND vintage_date IS NOT NULL
QUALIFY count(DISTINCT vintage_date) OVER (PARTITION BY obs_key, source_name) > 1
ORDER BY obs_key, source_name, vintage_date LIMIT ?
"""


def listed(snapshot: Snapshot, text: str, page_no: int, wording: Wording) -> dict[str, Any]:
    """The indicators in which all words of a text stand (all where it is empty), those with most facts first."""
    where, params = "true", []
    if text:
        where, params = "f.indicator IN (SELECT unnest(?)::memory.indicator)", [snapshot.codes("indicator", text)]
    sql = _LIST.format(
        name=named("i", wording.language, "f.indicator::VARCHAR"),
        where=where,
        limit=PAGE_SIZE + 1,
        offset=(page_no - 1) * PAGE_SIZE,
    )
    rows = snapshot.rows(sql, params)
    return {"q": text, "rows": rows[:PAGE_SIZE], "page": page_no, "has_more": len(rows) > PAGE_SIZE}


def page(snapshot: Snapshot, indicator: str, params: Mapping[str, str], wording: Wording) -> Row:
    """An indicator; `measure`, `unit` and `area` choose what is drawn, by default what most of its facts are.

    Raises KeyError where no fact has the indicator.
    """
    language = wording.language
    kinds = snapshot.rows(_KINDS.format(unit=named("u", language, "f.unit_measure::VARCHAR")), [indicator])
    if not kinds:
        raise KeyError(indicator)
    wanted = (params.get("measure", ""), params.get("unit", ""))
    kind = next((each for each in kinds if (each["stat_type"], each["unit_measure"]) == wanted), kinds[0])
    drawn = (indicator, kind["stat_type"], kind["unit_measure"])
    areas = snapshot.rows(_AREAS.format(area=named("a", language, "f.ref_area::VARCHAR"), kind=_KIND), drawn)
    area = params.get("area", "") if params.get("area", "") in {each["ref_area"] for each in areas} else ""
    where, values = (
        (f"{_DRAWN} AND ref_area = TRY_CAST(? AS memory.ref_area)", (*drawn, area)) if area else (_DRAWN, drawn)
    )
    order = "ORDER BY period_end DESC, confidence DESC"
    rows = chosen(snapshot, where, values, wording, order, MAX_POINTS)
    series, n_left = series_of(rows, wording)
    about = snapshot.one("SELECT * FROM dim_indicator WHERE indicator = ?", [indicator]) or {}
    revised = snapshot.rows(_REVISED, [indicator, MAX_REVISIONS])
    shown = chosen(snapshot, "indicator = TRY_CAST(? AS memory.indicator)", [indicator], wording, limit=PAGE_SIZE)
    name = shown[0]["indicator_name"]
    measure = wording.code("CL_STAT_TYPE", kind["stat_type"])
    return {
        "indicator": about | {"indicator": indicator, "name": name, "n_facts": sum(each["n"] for each in kinds)},
        "kinds": [each | {"measure": wording.code("CL_STAT_TYPE", each["stat_type"])} for each in kinds],
        "kind": kind | {"measure": measure},
        "areas": areas,
        "area": area,
        "chart": chart(series, f"{name}: {measure}", kind["unit_name"], wording),
        "legend": [{"sign": legend_shape(place), "name": each.name} for place, each in enumerate(series)],
        "n_left": n_left,
        "points": rows,
        "facts": shown,
        "revisions": facts(snapshot, [each["observation_id"] for each in revised], wording),
    }


def series_of(rows: Sequence[Row], wording: Wording) -> tuple[list[Series], int]:
    """Facts as series, the longest first, and how many series are left out.

    A series is of one source, area, part, rhythm and distance to its base; what all share is no part of its name.
    """
    traits = [
        (row["source_name"], row["area_name"], row["breakdown_name"] or "", _against(row, wording), row["freq"])
        for row in rows
    ]
    differs = [len({trait[place] for trait in traits}) > 1 for place in range(4)]
    groups: dict[tuple[str, ...], list[Row]] = {}
    for trait, row in zip(traits, rows, strict=True):
        groups.setdefault(trait, []).append(row)
    order = sorted(groups.items(), key=lambda entry: (-len(entry[1]), entry[0]))
    series = [
        Series(
            " · ".join(part for part, counts in zip(trait, differs, strict=False) if counts and part) or trait[0],
            [_point(row) for row in sorted(group, key=lambda row: (row["period_end"], str(row["vintage_date"])))],
        )
        for trait, group in order
    ]
    return series[:MAX_SERIES], len(series[MAX_SERIES:])


def _against(row: Row, wording: Wording) -> str:
    """How long before a change's base lies: growth within a month and within a year are no one line."""
    if row["base_end"] is None:
        return ""
    months = round((row["period_end"] - row["base_end"]).days / _MONTH)
    return wording("against_months", n=months) if months > 0 else ""


def _point(row: Row) -> Point:
    value = float(row["value"])
    low, high = (None if row[name] is None else float(row[name]) for name in ("least", "greatest"))
    comparator = row["comparator"] or ""
    words = (row["period_label"], f"{row['qualifier']} {row['figure']}".strip(), row["status"], row["source_name"])
    return Point(
        day=row["period_end"],
        value=value,
        low=value if comparator.startswith(">") else low,
        high=value if comparator.startswith("<") else high,
        is_bound=bool(comparator),
        is_forecast=row["obs_status"] in ("F", "T"),
        href=f"/observation/{row['observation_id']}",
        title=" · ".join(words),
    )
