"""Which facts a page shows: the query parameters of an address, what they mean, and the SQL that they become.

An address is all state that a page has: it can be sent, kept and opened again. No page is made here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from schemas import periods
from warehouse.explorer.snapshots import Snapshot

PAGE_SIZE = 50
LAST_PAGE = 20_000
SORTS = {
    "newest": "",
    "confidence": "ORDER BY confidence DESC, rowid",
    "doubt": "ORDER BY confidence, rowid",
    "period": "ORDER BY period_end DESC NULLS LAST, rowid",
    "value": "ORDER BY value DESC, rowid",
    "indicator": "ORDER BY indicator, period_end DESC NULLS LAST, rowid",
}
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
        """ORDER BY of the slim rows. Raises BadFilterError."""
        if self.sort and self.sort not in SORTS:
            raise BadFilterError("sort", self.sort)
        return SORTS[self.sort or "newest"]


@dataclass(frozen=True, slots=True)
class Condition:
    """A WHERE of the slim rows with its parameters."""

    sql: str
    params: tuple[Any, ...]


def condition(snapshot: Snapshot, filters: Filters) -> Condition:
    """What the filters mean on `memory.fact`. Raises BadFilterError."""
    parts: list[str] = []
    params: list[Any] = []
    for name, column in _NAMED.items():
        if text := getattr(filters, name):
            parts.append(_among(column, snapshot.meant(column, text)))
    for name, column in _CODED.items():
        if code := getattr(filters, name):
            number = snapshot.numbers(column).get(code)
            parts.append("false" if number is None else _among(column, [number]))
    for word in filters.q.split():
        found = {column: snapshot.meant(column, word) for column in _NAMED.values()}
        some = [_among(column, numbers) for column, numbers in found.items() if numbers]
        parts.append("(" + (" OR ".join(some) or "false") + ")")
    for name, text, sql in (("from", filters.from_, "period_end >= ?"), ("to", filters.to, "period_start <= ?")):
        if text:
            parts.append(sql)
            params.append(_day(name, text))
    if filters.confidence:
        parts.append("confidence >= CAST(? AS FLOAT)")
        params.append(_ratio(filters.confidence))
    return Condition(" AND ".join(parts) or "true", tuple(params))


def _name(each: Any) -> str:
    return str(each.metadata.get("name", each.name))


def _among(column: str, numbers: Sequence[int]) -> str:
    """SQL for one of these numbers, which are ours."""
    if len(numbers) == 1:
        return f"{column} = {numbers[0]}"
    return f"{column} IN ({', '.join(map(str, numbers))})" if numbers else "false"


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
