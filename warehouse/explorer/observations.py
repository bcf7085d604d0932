"""A fact's page: what is claimed, where it stands, who else claims it, what contradicts it and what it became."""

from __future__ import annotations

from typing import Any

from warehouse.explorer import reports
from warehouse.explorer.facts import facts
from warehouse.explorer.marking import Mark, Part, marked
from warehouse.explorer.snapshots import Row, Snapshot
from warehouse.explorer.wording import Wording

MAX_STEPS = 20
MAX_OTHERS = 50
_MENTIONS = """
SELECT m.mention_id, m.observation_id, m.start_char, m.end_char, m.exact, m.indicator_text,
  m.confidence, p.paragraph_no,
  p.heading_path, p.page, p.text AS paragraph_text, p.start_char AS paragraph_start
FROM fact_mention AS m JOIN dim_paragraph AS p ON p.paragraph_id = m.paragraph_id
WHERE m.observation_id = ? ORDER BY m.start_char
"""
_OTHERS = """
SELECT observation_id FROM fact_observation WHERE obs_key = ? AND observation_id <> ?
ORDER BY vintage_date DESC NULLS LAST, observation_id LIMIT ?
"""
_RELATIONS = """
SELECT predicate, related_observation_id AS observation_id, true AS is_from FROM fact_relation WHERE observation_id = ?
UNION ALL
SELECT predicate, observation_id, false FROM fact_relation WHERE related_observation_id = ?
"""
_EXACT = "SELECT observation_id FROM fact_observation WHERE observation_id = ?"
_BEGINS = "SELECT observation_id FROM memory.fact WHERE starts_with(observation_id, ?) LIMIT 2"
_SUCCESSOR = "SELECT new_id FROM observation_successor WHERE old_id = ? ORDER BY new_id LIMIT 1"


def resolved(snapshot: Snapshot, observation_id: str) -> str | None:
    """The id that stands now for an id, its beginning, or one that a changed report replaced; None where none does."""
    for _ in range(MAX_STEPS):
        if snapshot.one(_EXACT, [observation_id]):
            return observation_id
        newer = snapshot.one(_SUCCESSOR, [observation_id])
        if newer is None:
            break
        observation_id = newer["new_id"]
    found = snapshot.rows(_BEGINS, [observation_id]) if len(observation_id) >= 6 else []
    return found[0]["observation_id"] if len(found) == 1 else None


def page(snapshot: Snapshot, observation_id: str, wording: Wording) -> Row:
    """A fact with `mentions` (each with `parts` and `html` of its paragraph), `others` on the same key, `relations`.

    Raises KeyError where there is no such fact.
    """
    found = facts(snapshot, [observation_id], wording)
    if not found:
        raise KeyError(observation_id)
    fact = found[0]
    mentions = snapshot.rows(_MENTIONS, [observation_id])
    parts = reports.parts_of(snapshot, [row["mention_id"] for row in mentions], wording)
    others = [row["observation_id"] for row in snapshot.rows(_OTHERS, [fact["obs_key"], observation_id, MAX_OTHERS])]
    related = snapshot.rows(_RELATIONS, [observation_id, observation_id])
    named = {row["observation_id"]: row for row in facts(snapshot, [row["observation_id"] for row in related], wording)}
    return {
        "fact": fact,
        "mentions": [_mention(row, parts[row["mention_id"]], fact["report_id"]) for row in mentions],
        "others": facts(snapshot, others, wording),
        "relations": [
            row | {"fact": named[row["observation_id"]]} for row in related if row["observation_id"] in named
        ],
    }


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
