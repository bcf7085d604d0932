"""What the text speaks of: a frozen value passed from sentence to sentence.

It holds the last subject, topic, period and area, reset at headings to the heading's own; O(1) a sentence.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from pipelines.drafts import Draft
from schemas import periods as sdmx
from schemas.records import Report

Span = tuple[int, int]


@dataclass(slots=True, unsafe_hash=True)
class Held:
    """A value held in focus, the words that gave it and from how far it now is taken.

    An open period lacked its year (`fourth quarter`), a told one names its last day (`quarter ended June 30, 2023`).
    """

    value: str
    span: Span | None
    basis: str
    is_open: bool = False
    is_told: bool = False


class Focus(NamedTuple):
    """The last subject (label slices), topic (first phrase of the last sentence), statement, period and area.

    `heading_*` are the values of the heading above, `title_*` those of the headings before the first text.
    """

    subject: tuple[Span, ...] = ()
    topic: tuple[Span, ...] = ()
    statement: Draft | None = None
    period: Held | None = None
    area: Held | None = None
    area_name: str | None = None
    heading_subject: tuple[Span, ...] = ()
    title_subject: tuple[Span, ...] = ()
    heading_period: Held | None = None
    heading_area: Held | None = None
    heading_status: str | None = None
    title_status: str | None = None
    title_period: Held | None = None
    title_area: Held | None = None
    has_title: bool = False

    @staticmethod
    def of_report(report: Report) -> Focus:
        """The focus before the first paragraph: the report's scope."""
        area = report.metadata.ref_area
        held = Held(area, None, "REPORT") if area else None
        return Focus(heading_area=held, area=held, title_area=held)

    def at_paragraph(self, is_list: bool = False) -> Focus:
        """A new paragraph: period and area fall back to the heading's.

        A list item keeps the period of the sentence that introduces its list.
        """
        period = self.period if is_list else self.heading_period
        near = replace(self.area, basis="PARAGRAPH") if self.area and self.area.basis in _NEAR else self.area
        area = self.heading_area or near
        name = self.area_name if area is near else None
        return self._replace(period=period, area=area, area_name=name, has_title=True)

    def at_title(self) -> Focus:
        """Before a heading: what the title says holds where the heading is silent."""
        return self._replace(
            period=self.title_period, area=self.title_area, area_name=None, heading_status=self.title_status
        )

    def with_period(self, period: Held) -> Focus:
        """The period that a sentence states; one told by its end also says what a title of that end meant."""
        title = self.title_period
        if period.is_told and title is not None and (title.is_open or _explains(period.value, title.value)):
            told = replace(period, basis="HEADING")
            return self._replace(period=period, title_period=told, heading_period=told)
        return self._replace(period=period)

    def at_heading(self) -> Focus:
        """After a heading: its values hold until the next one."""
        is_day = self.period is not None and len(self.period.value) == len("2024-01-01")
        period = replace(self.period, basis="HEADING") if self.period and not is_day else None
        area = replace(self.area, basis="HEADING") if self.area else None
        return self._replace(
            heading_period=period, heading_area=area, heading_subject=self.topic, period=period, area=area,
            subject=self.topic or self.subject,
            title_subject=self.title_subject if self.has_title else self.topic or self.title_subject,
            title_period=self.title_period if self.has_title else period or self.title_period,
            title_status=self.title_status if self.has_title else self.heading_status,
            title_area=self.title_area if self.has_title else area or self.title_area,
        )  # fmt: skip


def _explains(period: str, title: str) -> bool:
    """Whether a told period says what a title's year or month means: a season in it, or the year to its end."""
    inner, outer = sdmx.span(period), sdmx.span(title)
    return sdmx.contains(title, period) or (inner is not None and outer is not None and inner[1] == outer[1])


_NEAR = frozenset({"FOCUS", "PARAGRAPH", "PHRASE", "CLAUSE", "SENTENCE"})
