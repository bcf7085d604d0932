"""CSV of every table and view, and of the facts that filters choose, streamed: memory holds some thousand rows.

A click on a link to CSV opens a spreadsheet, so a text that it would run as a formula gets an apostrophe in front.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import Any

from warehouse.explorer.filters import Filters, matching
from warehouse.explorer.snapshots import Snapshot
from warehouse.exports.digits import digits

STRETCH = 20_000
"""Facts that are read at once."""
# Blank and invisible characters may stand before it. One more apostrophe before one keeps the way back open.
_FORMULA = re.compile(r"[\s\x00-\x20\u00a0\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*['=+@\-＝＋＠－−]")


def table(snapshot: Snapshot, name: str) -> Iterator[bytes]:
    """A table or view as CSV (RFC 4180, UTF-8). Raises KeyError where there is none of that name."""
    if name not in snapshot.tables():
        raise KeyError(name)
    if name == "v_observation":
        return filtered(snapshot, Filters())
    return _csv(*snapshot.stream([f"SELECT * FROM {name}"]))


def filtered(snapshot: Snapshot, filters: Filters) -> Iterator[bytes]:
    """The rows of v_observation that filters choose, in the order of the list, as CSV. Raises BadFilterError."""
    chosen = matching(snapshot, filters)
    ids = (snapshot.index.id_of(row) for row in chosen.tolist())
    stretches = iter(lambda: list(islice(ids, STRETCH)), [])
    return _csv(*snapshot.stream(map(_of_facts, chain(stretches, [] if len(chosen) else [[]]))))


def _of_facts(ids: Sequence[str]) -> str:
    """SQL for facts by their ids, which are ours, in their order."""
    rows = ", ".join(f"('{each}', {place})" for place, each in enumerate(ids)) or "('', 0)"
    chosen = f"(VALUES {rows}) AS f (id, place)"
    return f"SELECT v.* FROM v_observation AS v JOIN {chosen} ON f.id = v.observation_id ORDER BY f.place"


def _csv(names: list[str], batches: Iterable[list[tuple[Any, ...]]]) -> Iterator[bytes]:
    yield _lines([names])
    for batch in batches:
        yield _lines([[_cell(value) for value in row] for row in batch])


def _lines(rows: Iterable[Iterable[Any]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8")


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return f"'{value}" if _FORMULA.match(value) else value
    if isinstance(value, Decimal):
        return digits(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return value.isoformat() if isinstance(value, date) else value
