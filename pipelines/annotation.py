"""A draft of gold annotations from what the engine found, for a person to correct (`gold.py` has the format)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipelines.score import as_found
from schemas.records import Mention

COLUMNS = (
    "observation", "quote", "occurrence", "start", "end", "indicator_words", "indicator_label", "value", "value_max",
    "unit", "measure", "qualifier", "period", "base_period", "geo", "geo_name", "status", "note",
)  # fmt: skip
"""The columns of a gold file; `note` is for people."""
DOUBTFUL = 0.6
"""A row below this confidence says so in its note."""
_UNITS = {"percentagepoints": "percentage_points"}


def draft_rows(text: str, mentions: Iterable[Mention]) -> Iterator[dict[str, str]]:
    """A row per mention with the columns of a gold file; observations are numbered in order of appearance."""
    numbers: dict[str | None, str] = {}
    mentions = tuple(mentions)
    for mention, found in zip(mentions, as_found(mentions), strict=True):
        observation = numbers.setdefault(mention.observation_id or mention.mention_id, f"o{len(numbers) + 1}")
        is_range = found.qualifier == "range"
        occurrence = _occurrence(text, found.quote, found.start)
        yield {
            "observation": observation, "quote": found.quote, "occurrence": str(occurrence),
            "start": str(found.start), "end": str(found.end),
            "indicator_words": "|".join(word for word in found.indicator.split() if len(word) > 3) or found.indicator,
            "indicator_label": found.indicator, "value": f"{found.value.normalize():f}",
            "value_max": f"{mention.max_value.normalize():f}" if is_range and mention.max_value is not None else "",
            "unit": _UNITS.get(found.unit, found.unit), "measure": found.measure, "qualifier": found.qualifier,
            "period": found.period, "base_period": found.base_period, "geo": found.geo,
            "geo_name": mention.area_name or "", "status": found.status.replace("provisional", "actual"),
            "note": f"check: confidence {mention.confidence:.2f}" if mention.confidence < DOUBTFUL else "",
        }  # fmt: skip


def _occurrence(text: str, quote: str, start: int) -> int:
    """Which of the quote's places in the text begins at `start`, from 1; overlapping ones count."""
    number, at = 0, -1
    while at < start:
        at = text.find(quote, at + 1)
        number += 1
    return number
