"""Which facts an export takes, and how it speaks. Nothing is read here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

LANGUAGES = ("en", "fr")
EXPLORER = "http://127.0.0.1:8765"


@dataclass(frozen=True, slots=True)
class Choice:
    """Filters on `v_observation`: alternatives within one, all of them together.

    `where` is a condition in SQL. `query` is a whole query: the formats that hold tables write its rows, the others
    take the facts whose `observation_id` it gives.
    """

    indicators: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    min_confidence: float | None = None
    where: str | None = None
    query: str | None = None

    @property
    def is_all(self) -> bool:
        """Nothing is left out."""
        return self == Choice()

    @property
    def is_of_reports(self) -> bool:
        """Whole reports were asked for, and nothing else."""
        return bool(self.reports) and self == Choice(reports=self.reports)

    def condition(self) -> tuple[str, list[Any]]:
        """The filters as a condition on `v_observation AS o`, and its parameters."""
        parts: list[str] = []
        params: list[Any] = []
        for values, sql in (
            (self.indicators, "(o.indicator = ? OR lower(?) IN (lower(o.indicator_name), lower(o.indicator_name_fr)))"),
            (self.areas, "(o.ref_area = ? OR lower(?) IN (lower(o.area_name), lower(o.area_name_fr)))"),
            (self.reports, "(o.report_file = ? OR o.report_file LIKE '%/' || ? OR starts_with(o.report_id, ?))"),
        ):
            if values:
                parts.append("(" + " OR ".join([sql] * len(values)) + ")")
                params += [value for value in values for _ in range(sql.count("?"))]
        if self.min_confidence is not None:
            parts.append("o.confidence >= ?")
            params.append(self.min_confidence)
        if self.where is not None:
            parts.append(f"({self.where}\n)")
        return " AND ".join(parts) or "true", params

    def describe(self) -> dict[str, Any]:
        """The filters that are set, by name: what a manifest or a page says of itself."""
        every = {
            "indicator": list(self.indicators), "area": list(self.areas), "report": list(self.reports),
            "min_confidence": self.min_confidence, "where": self.where, "query": self.query,
        }  # fmt: skip
        return {name: value for name, value in every.items() if value not in (None, [])}


@dataclass(frozen=True, slots=True)
class Manner:
    """How an export speaks: its language, where its links lead, and which tables and views the table formats hold.

    No `tables` means every table and `v_observation`.
    """

    language: str = "en"
    explorer: str = EXPLORER
    tables: tuple[str, ...] = ()
