"""A fact's page: what is claimed, where it stands, who else claims it, what contradicts it and what it became."""

from __future__ import annotations

import re

from warehouse.explorer import reports
from warehouse.explorer.facts import numbered
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
_KEY_OF = f"SELECT {', '.join(_KEY)} FROM fact_observation WHERE rowid = ?"
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
    found = snapshot.index.beginning(observation_id)
    return found[0] if len(found) == 1 else None


def page(snapshot: Snapshot, observation_id: str, wording: Wording) -> Row:
    """A fact with `mentions` (each with `parts` and `html` of its paragraph), `others` on the same key, `relations`.

    Raises KeyError where there is no such fact.
    """
    row = snapshot.row_of(observation_id)
    if row is None:
        raise KeyError(observation_id)
    (found,) = numbered(snapshot, [row], wording)
    document = snapshot.index.document(found["report_id"])
    assert document is not None  # a fact is of a report
    others = [each for each in snapshot.index.with_key(row).tolist() if each != row][:MAX_OTHERS]
    relations = snapshot.index.related(row)
    related = numbered(snapshot, [each["other"] for each in relations], wording)
    return {
        "fact": found,
        "key": snapshot.one(_KEY_OF, [found["place"]]),
        "mentions": [_mention(each, found) for each in reports.mentions_of(snapshot, document, row, wording)],
        "others": numbered(snapshot, others, wording),
        "relations": [
            {"predicate": each["predicate"], "is_from": each["is_from"], "fact": fact}
            for each, fact in zip(relations, related, strict=True)
        ],
    }


def _mention(row: Row, fact: Row) -> Row:
    start = row["paragraph_start"]
    href = f"/report/{fact['report_id']}?fact={fact['observation_id']}#char={row['start_char']},{row['end_char']}"
    mark = Mark(row["start_char"], row["end_char"], "figure", href=href, is_chosen=True)
    spans = [
        Part(part["start_char"], part["end_char"], part["role"], part["role_name"])
        for part in row["parts"]
        if part["start_char"] is not None
    ]
    return row | {"href": href, "html": marked(row["paragraph_text"].rstrip(), start, [mark], spans)}
