"""Rows of facts for people: the list, a page of it, and facts by their ids, with names in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from warehouse.explorer import numerals
from warehouse.explorer.filters import PAGE_SIZE, Filters, matching
from warehouse.explorer.snapshots import Row, Snapshot
from warehouse.explorer.wording import Wording
from warehouse.index.layout import Array

LANGUAGES = ("en", "fr", "es", "de", "zh")


@dataclass(frozen=True, slots=True)
class FactPage:
    """One page of the list: `rows` as `facts` gives them, `total` over all pages."""

    rows: list[Row]
    total: int
    page: int
    n_pages: int


@dataclass(frozen=True, slots=True)
class Called:
    """What codes are called in a language, by dimension and code."""

    language: str
    indicators: Mapping[str, Row]
    reports: Mapping[str, Row]
    breakdowns: Mapping[str, Row]
    units: Mapping[str, Row]
    areas: Mapping[str, Row]
    periods: Mapping[str, Row]

    def row(self, fact: Row) -> Row:
        """A fact with the names of its codes."""
        indicator, unit = self.indicators.get(fact["indicator"], {}), self.units.get(fact["unit_measure"], {})
        report, period = self.reports[fact["report_id"]], self.periods.get(fact["time_period"], {})
        base, whole = self.periods.get(fact["base_per"], {}), fact["base_ref_area"]
        part = self.breakdowns.get(fact["breakdown"], {})
        return fact | {
            "indicator_name": self.name(indicator) or fact["indicator"],
            "is_curated": indicator.get("is_curated"),
            "breakdown_name": None if fact["breakdown"] == "_T" else self.name(part) or fact["breakdown"],
            "unit_type": unit.get("unit_type"),
            "unit_symbol": unit.get("symbol"),
            "unit_name": self.name(unit) or fact["unit_measure"],
            "area_name": self.name(self.areas.get(fact["ref_area"], {})) or fact["ref_area"],
            "period_label": period.get(f"label_{self.language}", fact["time_period"]),
            "freq": period.get("freq"),
            "base_period_label": base.get(f"label_{self.language}") if base.get("start_date") else None,
            "base_end": base.get("end_date"),
            "base_area_name": None if whole.startswith("_") else self.name(self.areas.get(whole, {})),
            **{name: report[name] for name in ("report_file", "title", "publisher", "language")},
        }

    def name(self, row: Row) -> str | None:
        """The name in the language, else in another one."""
        return next((row[each] for each in _order(self.language) if row.get(each)), None)


def named(alias: str, language: str, *others: str) -> str:
    """SQL for a name in a language, else in another, else one of the other expressions."""
    return "coalesce(" + ", ".join((*(f"{alias}.{each}" for each in _order(language)), *others)) + ")"


@cache
def _order(language: str) -> tuple[str, ...]:
    """The columns of names, that of the language first."""
    return tuple(f"name_{each}" for each in sorted(LANGUAGES, key=lambda each: each != language))


def page(snapshot: Snapshot, filters: Filters, wording: Wording) -> FactPage:
    """The page that the filters name. Raises BadFilterError."""
    found = matching(snapshot, filters)
    start = (filters.page_no - 1) * PAGE_SIZE
    rows = numbered(snapshot, found[start : start + PAGE_SIZE], wording)
    return FactPage(rows, len(found), filters.page_no, max(1, -(-len(found) // PAGE_SIZE)))


def facts(snapshot: Snapshot, ids: Sequence[str], wording: Wording) -> list[Row]:
    """Facts by their ids, in that order; those that are not there are left out."""
    return numbered(snapshot, [row for each in ids if (row := snapshot.row_of(each)) is not None], wording)


def numbered(snapshot: Snapshot, numbers: Sequence[int] | Array, wording: Wording) -> list[Row]:
    """Facts by the numbers of their slim rows, with names, `figure`, `qualifier` and `written`."""
    found = snapshot.index.rows(numbers)
    if not found:
        return []
    called = Called(
        wording.language,
        snapshot.some("dim_indicator", [row["indicator"] for row in found]),
        snapshot.some("dim_report", [row["report_id"] for row in found]),
        *(snapshot.whole(table) for table in ("dim_breakdown", "dim_unit", "dim_geography", "dim_period")),
    )
    return [for_people(called.row(row), wording) for row in found]


def for_people(row: Row, wording: Wording) -> Row:
    """A fact with its figure and the names of its measure and status."""
    bounds = (row["least"], row["greatest"])
    unit = (row["unit_type"], row["unit_symbol"])
    return row | {
        "figure": numerals.figure(row["value"], bounds, unit, row["stat_type"], wording.language),
        "qualifier": wording.qualifier(row["comparator"], row["is_approximate"]),
        "measure": wording.code("CL_STAT_TYPE", row["stat_type"]),
        "status": wording.code("CL_OBS_STATUS", row["obs_status"]),
    }
