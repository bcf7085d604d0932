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
SELECT c.code AS indicator, {name} AS name, i.is_curated, i.topic, count(*) AS n_facts,
  count(DISTINCT f.report_id) AS n_reports, count(DISTINCT f.ref_area) AS n_areas,
  min(year(f.period_end)) AS first_year, max(year(f.period_end)) AS last_year
FROM memory.fact AS f JOIN memory.indicator_codes AS c ON c.number = f.indicator
LEFT JOIN dim_indicator AS i ON i.indicator = c.code
WHERE {where}
GROUP BY ALL ORDER BY n_facts DESC, c.code LIMIT {limit} OFFSET {offset}
"""
_KINDS = """
SELECT s.code AS stat_type, c.code AS unit_measure, u.unit_type, {unit} AS unit_name, u.symbol AS unit_symbol,
  count(*) AS n
FROM memory.fact AS f JOIN memory.stat_type_codes AS s ON s.number = f.stat_type
JOIN memory.unit_measure_codes AS c ON c.number = f.unit_measure LEFT JOIN dim_unit AS u ON u.unit_measure = c.code
WHERE f.indicator = ? GROUP BY ALL ORDER BY n DESC, 1, 2
"""
_AREAS = """
SELECT c.code AS ref_area, {area} AS area_name, count(*) AS n
FROM memory.fact AS f JOIN memory.ref_area_codes AS c ON c.number = f.ref_area
LEFT JOIN dim_geography AS a ON a.ref_area = c.code
WHERE f.indicator = ? AND f.stat_type = ? AND f.unit_measure = ? GROUP BY ALL ORDER BY n DESC, 1 LIMIT 100
"""
_DRAWN = "indicator = ? AND stat_type = ? AND unit_measure = ? AND period_end IS NOT NULL"
_REVISED = f"""
SELECT {ID.format("observation_id")} AS observation_id FROM memory.fact
WHERE indicator = ? AND vintage_date IS NOT NULL
QUALIFY count(DISTINCT vintage_date) OVER (PARTITION BY obs_key, source_name) > 1
ORDER BY obs_key, source_name, vintage_date LIMIT ?
"""


def listed(snapshot: Snapshot, text: str, page_no: int, wording: Wording) -> dict[str, Any]:
    """The indicators in which all words of a text stand (all where it is empty), those with most facts first."""
    where = "true"
    if text:
        where = f"f.indicator IN ({', '.join(map(str, snapshot.meant('indicator', text))) or '-1'})"
    sql = _LIST.format(
        name=named("i", wording.language, "c.code"),
        where=where,
        limit=PAGE_SIZE + 1,
        offset=(page_no - 1) * PAGE_SIZE,
    )
    rows = snapshot.rows(sql)
    return {"q": text, "rows": rows[:PAGE_SIZE], "page": page_no, "has_more": len(rows) > PAGE_SIZE}


def page(snapshot: Snapshot, indicator: str, params: Mapping[str, str], wording: Wording) -> Row:
    """An indicator; `measure`, `unit` and `area` choose what is drawn, by default what most of its facts are.

    Raises KeyError where no fact has the indicator.
    """
    language = wording.language
    number = snapshot.numbers("indicator").get(indicator)
    kinds = snapshot.rows(_KINDS.format(unit=named("u", language, "c.code")), [number])
    if not kinds:
        raise KeyError(indicator)
    wanted = (params.get("measure", ""), params.get("unit", ""))
    kind = next((each for each in kinds if (each["stat_type"], each["unit_measure"]) == wanted), kinds[0])
    drawn = (number, *(snapshot.numbers(name)[kind[name]] for name in ("stat_type", "unit_measure")))
    areas = snapshot.rows(_AREAS.format(area=named("a", language, "c.code")), drawn)
    area = params.get("area", "") if params.get("area", "") in {each["ref_area"] for each in areas} else ""
    where, values = _DRAWN, list(drawn)
    if area:
        where, values = f"{_DRAWN} AND ref_area = ?", [*drawn, snapshot.numbers("ref_area")[area]]
    order = "ORDER BY period_end DESC, confidence DESC"
    rows = chosen(snapshot, where, values, wording, order, MAX_POINTS)
    series, n_left = series_of(rows, wording)
    about = snapshot.one("SELECT * FROM dim_indicator WHERE indicator = ?", [indicator]) or {}
    revised = snapshot.rows(_REVISED, [number, MAX_REVISIONS])
    shown = chosen(snapshot, "indicator = ?", [number], wording, limit=PAGE_SIZE)
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
