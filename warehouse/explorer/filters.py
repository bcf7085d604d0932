"""Which facts a page shows: the query parameters of an address, what they mean, and the rows that they choose.

An address is all state that a page has: it can be sent, kept and opened again. No page is made here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode

import numpy as np

from schemas import periods
from warehouse.explorer.snapshots import Snapshot
from warehouse.index.layout import DAY_0, UNKNOWN_DAY, Array

PAGE_SIZE = 50
LAST_PAGE = 20_000
FEW, MANY = 8, 1_000
"""A code that fewer than one in so many rows have is looked up; more codes than this are not."""
Wanted = dict[str, list[int]]
SORTS = ("newest", "confidence", "doubt", "period", "value", "indicator")
"""Orders of the list; the slim rows are stored newest report first."""

# Names as people write them, by column.
_NAMED = {"indicator": "indicator", "area": "ref_area", "report": "report_id", "source": "source_name"}
_CODED = {"unit": "unit_measure", "measure": "stat_type", "status": "obs_status"}


class BadFilterError(Exception):
    """A parameter that cannot be understood: `name` and `value` are shown to the person with what would be."""

    def __init__(self, name: str, value: str) -> None:
        super().__init__(f"{name}={value}")
        self.name, self.value = name, value


@dataclass(frozen=True, slots=True)
class Filters:
    """The parameters of the list of facts, as they stand in the address; empty where nothing is asked.

    `indicator`, `area`, `report` and `source` are codes or words of names, `from_` and `to` SDMX periods such as 2024
    or 2024-Q3, `confidence` the least one, `q` words of any of the names.
    """

    q: str = ""
    indicator: str = ""
    area: str = ""
    from_: str = field(default="", metadata={"name": "from"})
    to: str = ""
    unit: str = ""
    measure: str = ""
    status: str = ""
    report: str = ""
    source: str = ""
    confidence: str = ""
    sort: str = ""
    page: str = ""

    @classmethod
    def of(cls, params: Mapping[str, str]) -> Filters:
        """The filters of an address's parameters; unknown ones are left."""
        return cls(**{each.name: params.get(_name(each), "").strip()[:200] for each in fields(cls)})

    def given(self) -> dict[str, str]:
        """The parameters that are given, by the names that they have in an address."""
        values = {_name(each): getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in values.items() if value}

    def address(self, path: str = "/", **changes: str) -> str:
        """The address of a page with these filters, some of them changed; a changed filter leads to the first page."""
        changed = replace(self, **({"page": ""} | changes)).given()
        return path + (f"?{urlencode(changed)}" if changed else "")

    @property
    def page_no(self) -> int:
        """The page, from 1. Raises BadFilterError."""
        if not self.page:
            return 1
        if not self.page.isascii() or not self.page.isdigit() or not 1 <= int(self.page) <= LAST_PAGE:
            raise BadFilterError("page", self.page)
        return int(self.page)

    @property
    def order(self) -> str:
        """One of SORTS. Raises BadFilterError."""
        if self.sort and self.sort not in SORTS:
            raise BadFilterError("sort", self.sort)
        return self.sort or SORTS[0]


def matching(snapshot: Snapshot, filters: Filters) -> Array:
    """Numbers of the slim rows that the filters mean, in the order that they ask for. Raises BadFilterError."""
    arrays, order = snapshot.index.arrays, filters.order
    wanted = sorted(_wanted(snapshot, filters), key=partial(_count, snapshot))
    tests = [partial(_among, each) for each in wanted] + _tests(filters)
    rows: Array | None = None
    if wanted and _is_selective(snapshot, wanted[0]):
        rows = np.unique(np.concatenate([snapshot.index.rows_with(*each) for each in wanted[0].items()]))
        tests = tests[1:]
    for test in tests:
        # After the first test only what has passed is looked at.
        left = arrays if rows is None else _Part(arrays, rows)
        passed = np.flatnonzero(test(left))
        rows = passed if rows is None else rows[passed]
    if order == "newest":
        return np.arange(snapshot.index.n_facts) if rows is None else rows
    in_order = snapshot.once(f"order {order}", lambda: _sorted(arrays, order))
    if rows is None:
        return in_order
    chosen = np.zeros(snapshot.index.n_facts, dtype=bool)
    chosen[rows] = True
    return in_order[chosen[in_order]]


class _Part:
    """Some rows of arrays, by the columns' names."""

    def __init__(self, arrays: Mapping[str, Array], rows: Array) -> None:
        self.arrays, self.rows = arrays, rows

    def __getitem__(self, column: str) -> Array:
        found: Array = self.arrays[column][self.rows]
        return found


def _wanted(snapshot: Snapshot, filters: Filters) -> list[Wanted]:
    """The codes that rows must have: one of those of each entry."""
    found: list[Wanted] = []
    for name, column in _NAMED.items():
        if text := getattr(filters, name):
            found.append({column: snapshot.index.meant(column, text)})
    for name, column in _CODED.items():
        if code := getattr(filters, name):
            number = snapshot.index.numbers[column].get(code)
            found.append({column: [] if number is None else [number]})
    found += [
        {column: snapshot.index.meant(column, word) for column in _NAMED.values()}
        for word in dict.fromkeys(filters.q.split())
    ]
    return found


def _count(snapshot: Snapshot, wanted: Wanted) -> int:
    """How many rows have one of the wanted codes; some are counted twice where there are several columns."""
    return sum(int(snapshot.index.counts(column)[numbers].sum()) for column, numbers in wanted.items() if numbers)


def _is_selective(snapshot: Snapshot, wanted: Wanted) -> bool:
    """Whether to look rows up by their codes is less work than to look at all rows."""
    return _count(snapshot, wanted) * FEW < snapshot.index.n_facts and sum(map(len, wanted.values())) < MANY


def _tests(filters: Filters) -> list[Callable[[Any], Array]]:
    """What else rows must pass: each takes arrays by column and says which rows do. Raises BadFilterError."""
    tests: list[Callable[[Any], Array]] = []
    if filters.from_:
        first = (_day("from", filters.from_) - DAY_0).days
        tests.append(lambda of: of["period_end"] >= first)
    if filters.to:
        last = (_day("to", filters.to) - DAY_0).days
        tests.append(lambda of: (of["period_start"] <= last) & (of["period_start"] != UNKNOWN_DAY))
    if filters.confidence:
        least = _ratio(filters.confidence)
        tests.append(lambda of: of["confidence"] >= least)
    return tests


def _sorted(arrays: Mapping[str, Array], order: str) -> Array:
    """Numbers of all slim rows in an order; equal ones stay newest first."""
    keys = {
        "confidence": -arrays["confidence"],
        "doubt": arrays["confidence"],
        "period": -arrays["period_end"].astype(np.int64),
        "value": -arrays["number"],
    }
    if order == "indicator":
        return np.lexsort((keys["period"], arrays["indicator"])).astype(np.int32)
    return np.argsort(keys[order], kind="stable").astype(np.int32)


def _name(each: Any) -> str:
    return str(each.metadata.get("name", each.name))


def _among(wanted: Wanted, of: Any) -> Array:
    """Which rows have one of the wanted numbers in one of the columns."""
    masks = [_is_one(of[column], numbers) for column, numbers in wanted.items() if numbers]
    found: Array = np.logical_or.reduce(masks) if masks else np.zeros(0, dtype=bool)
    return found


def _is_one(numbers: Array, wanted: Sequence[int]) -> Array:
    if len(wanted) == 1:
        found: Array = numbers == wanted[0]
        return found
    is_wanted = np.zeros(max(int(numbers.max(initial=0)), *wanted) + 2, dtype=bool)
    is_wanted[list(wanted)] = True
    return is_wanted[numbers]


def _day(name: str, text: str) -> date:
    """The first day of a `from`, the last one of a `to`."""
    try:
        span = periods.span(text.upper())
    except ValueError:
        span = None
    if span is None:
        raise BadFilterError(name, text)
    return span[0] if name == "from" else span[1]


def _ratio(text: str) -> float:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        raise BadFilterError("confidence", text) from None
    if not 0 <= value <= 1:
        raise BadFilterError("confidence", text)
    return value
