"""A statement while it is being read: what `extract.py` fills and `evidence.py` settles before it becomes a row."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipelines.bounds import Bound
from pipelines.changes import Change
from pipelines.quantities import Quantity
from schemas.records import Slot


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
    slots: dict[str, Slot] = field(default_factory=dict)
