"""Indicators: the list of them, and the page of one: its series in a chart, its facts, revisions and conflicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from warehouse.explorer.chart import Point, Series, chart, legend_shape
from warehouse.explorer.facts import Called, named, numbered
from warehouse.explorer.filters import PAGE_SIZE
from warehouse.explorer.snapshots import Row, Snapshot
from warehouse.explorer.wording import Wording
from warehouse.index.layout import UNKNOWN_DAY, Array

MAX_SERIES = 8
MAX_AREAS = 100
MAX_POINTS = 600
MAX_REVISIONS = 40
_MONTH = 30.44

_LIST = """
SELECT o.indicator, {name} AS name, i.is_curated, i.topic, count(*) AS n_facts,
  count(DISTINCT o.report_id) AS n_reports,
  count(DISTINCT o.ref_area) AS n_areas, min(p.year) AS first_year, max(p.year) AS last_year
FROM fact_observation AS o LEFT JOIN dim_indicator AS i ON i.indicator = o.indicator
LEFT JOIN dim_period AS p ON p.time_period = o.time_period
WHERE o.indicator IN (SELECT unnest(?))
GROUP BY ALL ORDER BY n_facts DESC, o.indicator
"""


def listed(snapshot: Snapshot, text: str, page_no: int, wording: Wording) -> dict[str, Any]:
    """The indicators in which all words of a text stand (all where it is empty), those with most facts first."""
    codes = snapshot.index.codes["indicator"]
    meant = [codes[each] for each in snapshot.meant("indicator", text)] if text else snapshot.used("indicator")
    start = (page_no - 1) * PAGE_SIZE
    sql = _LIST.format(name=named("i", wording.language, "o.indicator"))
    rows = snapshot.rows(sql, [meant[start : start + PAGE_SIZE]])
    return {"q": text, "rows": rows, "page": page_no, "has_more": len(meant) > start + PAGE_SIZE}


def page(snapshot: Snapshot, indicator: str, params: Mapping[str, str], wording: Wording) -> Row:
    """An indicator; `measure`, `unit` and `area` choose what is drawn, by default what most of its facts are.

    Raises KeyError where no fact has the indicator.
    """
    language = wording.language
    index = snapshot.index
    own = np.flatnonzero(index.arrays["indicator"] == index.numbers["indicator"].get(indicator, -2))
    if not len(own):
        raise KeyError(indicator)
    kinds = _counted(snapshot, own, ("stat_type", "unit_measure"))
    wanted = (params.get("measure", ""), params.get("unit", ""))
    kind, _ = next((each for each in kinds if each[0] == wanted), kinds[0])
    drawn = own[_has(snapshot, own, "stat_type", kind[0]) & _has(snapshot, own, "unit_measure", kind[1])]
    areas = _counted(snapshot, drawn, ("ref_area",))[:MAX_AREAS]
    area = params.get("area", "")
    area = area if (area,) in dict(areas) else ""
    points = drawn[_has(snapshot, drawn, "ref_area", area)] if area else drawn
    points = points[index.arrays["period_end"][points] != UNKNOWN_DAY]
    latest = np.argsort(-index.arrays["period_end"][points].astype(np.int64), kind="stable")[:MAX_POINTS]
    rows = numbered(snapshot, points[latest], wording)
    series, n_left = series_of(rows, wording)
    about = snapshot.one("SELECT * FROM dim_indicator WHERE indicator = ?", [indicator]) or {}
    shown = numbered(snapshot, own[:PAGE_SIZE], wording)
    name, units = shown[0]["indicator_name"], snapshot.whole("dim_unit")
    called = Called(language, {}, {}, {}, units, snapshot.whole("dim_geography"), {})
    measure, unit = wording.code("CL_STAT_TYPE", kind[0]), called.name(units.get(kind[1], {})) or kind[1]
    return {
        "indicator": about | {"indicator": indicator, "name": name, "n_facts": len(own)},
        "kinds": [
            {
                "stat_type": each[0],
                "unit_measure": each[1],
                "measure": wording.code("CL_STAT_TYPE", each[0]),
                "unit_name": called.name(units.get(each[1], {})) or each[1],
                "n": count,
            }
            for each, count in kinds
        ],
        "kind": {"stat_type": kind[0], "unit_measure": kind[1], "measure": measure, "unit_name": unit},
        "areas": [
            {"ref_area": code, "area_name": called.name(called.areas.get(code, {})) or code, "n": count}
            for (code,), count in areas
        ],
        "area": area,
        "chart": chart(series, f"{name}: {measure}", unit, wording),
        "legend": [{"sign": legend_shape(place), "name": each.name} for place, each in enumerate(series)],
        "n_left": n_left,
        "points": rows,
        "facts": shown,
        "revisions": numbered(snapshot, _revised(snapshot, own), wording),
    }


def _has(snapshot: Snapshot, rows: Array, column: str, code: str) -> Array:
    """Which of some rows have a code."""
    found: Array = snapshot.index.arrays[column][rows] == snapshot.index.numbers[column].get(code, -2)
    return found


def _counted(snapshot: Snapshot, rows: Array, columns: Sequence[str]) -> list[tuple[tuple[str, ...], int]]:
    """How many of some rows have which codes, the most frequent ones first."""
    numbers = zip(*(snapshot.index.arrays[column][rows].tolist() for column in columns), strict=True)
    codes = [snapshot.index.codes[column] for column in columns]
    return [
        (tuple(each[number] for each, number in zip(codes, found, strict=True)), count)
        for found, count in Counter(numbers).most_common()
    ]


def _revised(snapshot: Snapshot, own: Array) -> list[int]:
    """Rows of facts of which one source said something at several dates, by fact and date."""
    arrays = snapshot.index.arrays
    said: dict[tuple[Any, ...], list[tuple[int, int]]] = {}
    traits = (arrays[name][own].tolist() for name in ("key_high", "key_low", "source_name", "vintage_date"))
    for row, (high, low, source, day) in zip(own.tolist(), zip(*traits, strict=True), strict=True):
        if day != UNKNOWN_DAY:
            said.setdefault((high, low, source), []).append((day, row))
    several = [sorted(each) for each in said.values() if len({day for day, _ in each}) > 1]
    return [row for each in several for _, row in each][:MAX_REVISIONS]


def series_of(rows: Sequence[Row], wording: Wording) -> tuple[list[Series], int]:
    """Facts as series, the longest first, and how many series are left out.

    A series is of one source, area, part, rhythm and distance to its base; what all share is no part of its name.
    """
    traits = [
        (
            row["source_name"],
            row["area_name"],
            row["breakdown_name"] or "",
            _against(row, wording),
            wording.code("CL_FREQ", row["freq"]),
        )
        for row in rows
    ]
    differs = [len({trait[place] for trait in traits}) > 1 for place in range(5)]
    groups: dict[tuple[str, ...], list[Row]] = {}
    for trait, row in zip(traits, rows, strict=True):
        groups.setdefault(trait, []).append(row)
    order = sorted(groups.items(), key=lambda entry: (-len(entry[1]), entry[0]))
    series = [
        Series(
            " · ".join(part for part, counts in zip(trait, differs, strict=True) if counts and part) or trait[0],
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
