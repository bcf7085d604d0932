"""A statement while it is being read: what `extract.py` fills and `evidence.py` settles before it becomes a row."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from pipelines.bounds import Bound
from pipelines.changes import Change
from pipelines.languages.base import Organization, Place
from pipelines.quantities import Quantity
from schemas.records import Slot

Span = tuple[int, int]


class Named(NamedTuple):
    """A place that a figure's sentence names: how it comes to the figure, and how it stands to it."""

    place: Place | Organization
    span: Span
    way: str
    basis: str
    told: tuple[str, ...]


@dataclass(slots=True)
class Whereabouts:
    """What is known of a figure's place while its sentence is read; the choice waits for the end of the report.

    `previous` is the figure before it in its sentence, `last` the last one of the sentences before; `held` are the
    areas spoken of before, as (way, area, basis, words).
    """

    named: tuple[Named, ...]
    previous: Draft | None
    last: Draft | None
    held: tuple[tuple[str, str, str, Span | None], ...]
    context: tuple[str, ...]


@dataclass(slots=True)
class Draft:
    """One statement, mutable until its report is read to the end. Offsets are those of the stored text.

    `is_comparison` where it stands as what another is compared with, `is_earlier` where its period is counted back.
    """

    paragraph_id: str
    start: int
    end: int
    quantity: Quantity
    bound: Bound
    change: Change | None
    slices: tuple[tuple[int, int], ...] = ()
    templates: tuple[str, ...] = ()
    stat_type: str = "LEVEL"
    period: str | None = None
    base: str | None = None
    area: str | None = None
    area_name: str | None = None
    base_area: str | None = None
    denominator: str | None = None
    breakdown: str | None = None
    status: str = "A"
    source: str | None = None
    is_comparison: bool = False
    is_earlier: bool = False
    is_present: bool = True
    tense: str = ""
    is_scale_ambiguous: bool = False
    is_separator_ambiguous: bool = False
    parent: Draft | None = None
    restates: Draft | None = None
    whereabouts: Whereabouts | None = None
    slots: dict[str, Slot] = field(default_factory=dict)
