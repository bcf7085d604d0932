"""A fact's page: what is claimed, where it stands, who else claims it, what contradicts it and what it became."""

from __future__ import annotations

import re
from typing import Any

from warehouse.explorer import reports
from warehouse.explorer.facts import facts, numbered
from warehouse.explorer.marking import Mark, Part, marked
from warehouse.explorer.snapshots import Row, Snapshot
from warehouse.explorer.wording import Wording

LENGTH = 32
"""Digits of an id."""
MAX_STEPS = 20
MAX_OTHERS = 50
_KEY = (
    "indicator", "ref_area", "time_period", "stat_type", "unit_measure", "base_per", "base_ref_area",
    "measurement_denominator", "breakdown", "value", "min_value", "max_value", "comparator", "obs_status",
    "source_tier", "vintage_date", "n_mentions", "review_status", "obs_key",
)  # fmt: skip
"""What the page shows as it is stored."""
_TABLES = {
    "fact_observation": f"observation_id, {', '.join(_KEY)}",
    "fact_mention": "mention_id, observation_id, paragraph_id, start_char, end_char",
    "dim_paragraph": "paragraph_id, heading_path, text AS paragraph_text, start_char AS paragraph_start",
}
_RELATIONS = """
SELECT predicate, related_observation_id AS observation_id, true AS is_from FROM fact_relation WHERE observation_id = ?
UNION ALL
SELECT predicate, observation_id, false FROM fact_relation WHERE related_observation_id = ?
"""
_SUCCESSOR = "SELECT new_id FROM observation_successor WHERE old_id = ? ORDER BY new_id LIMIT 1"


def resolved(snapshot: Snapshot, observation_id: str) -> str | None:
    """The id that stands now for an id, its beginning, or one that a changed report replaced; None where none does."""
    if not re.fullmatch("[0-9a-f]{6,32}", observation_id):
        return None
    for _ in range(MAX_STEPS):
        if len(observation_id) < LENGTH or snapshot.row_of(observation_id) is not None:
            break
        newer = snapshot.one(_SUCCESSOR, [observation_id])
        if newer is None:
            return None
        observation_id = newer["new_id"]
    if len(observation_id) == LENGTH:
        return observation_id
    found = snapshot.facts.beginning(observation_id)
    return found[0] if len(found) == 1 else None


def page(snapshot: Snapshot, observation_id: str, wording: Wording) -> Row:
    """A fact with `mentions` (each with `parts` and `html` of its paragraph), `others` on the same key, `relations`.

    Raises KeyError where there is no such fact.
    """
    row = snapshot.row_of(observation_id)
    if row is None:
        raise KeyError(observation_id)
    (found,) = numbered(snapshot, [row], wording)
    report_id = found["report_id"]
    keys, mentions, texts = snapshot.of_report(report_id, _TABLES)
    mentions = _own(mentions, observation_id)
    parts = reports.parts_of(snapshot, report_id, [row["mention_id"] for row in mentions], wording)
    paragraphs = {row["paragraph_id"]: row for row in texts}
    others = [each for each in snapshot.facts.with_key(row).tolist() if each != row][:MAX_OTHERS]
    related = snapshot.rows(_RELATIONS, [observation_id, observation_id])
    named = {row["observation_id"]: row for row in facts(snapshot, [row["observation_id"] for row in related], wording)}
    return {
        "fact": found,
        "key": _own(keys, observation_id)[0],
        "mentions": [
            _mention(row | paragraphs[row["paragraph_id"]], parts[row["mention_id"]], report_id)
            for row in sorted(mentions, key=lambda row: int(row["start_char"]))
        ],
        "others": numbered(snapshot, others, wording),
        "relations": [
            row | {"fact": named[row["observation_id"]]} for row in related if row["observation_id"] in named
        ],
    }


def _own(rows: list[Row], observation_id: str) -> list[Row]:
    return [row for row in rows if row["observation_id"] == observation_id]


def _mention(row: Row, parts: list[Row], report_id: str) -> dict[str, Any]:
    start = row["paragraph_start"]
    href = f"/report/{report_id}?fact={row['observation_id']}#char={row['start_char']},{row['end_char']}"
    mark = Mark(row["start_char"], row["end_char"], "figure", href=href, is_chosen=True)
    spans = [
        Part(part["start_char"], part["end_char"], part["role"], part["role_name"])
        for part in parts
        if part["start_char"] is not None
    ]
    return row | {"parts": parts, "href": href, "html": marked(row["paragraph_text"].rstrip(), start, [mark], spans)}
