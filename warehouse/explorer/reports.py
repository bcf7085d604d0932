"""A report's page: its text with all figures marked, how a chosen one was found, and what was left out and why."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from warehouse.explorer.facts import facts
from warehouse.explorer.marking import Mark, Part, marked
from warehouse.explorer.snapshots import Row, Snapshot
from warehouse.explorer.wording import Wording

MAX_CHARS = 120_000
"""Characters of text on one page: a longer report has several."""

_REPORT = """
SELECT report_id, report_file, title, publisher, language, date_issued, date_issued_basis, data_source, source_tier,
  source_uri, ref_area, status, status_reason, loaded_at, run_id
FROM dim_report WHERE report_id = ?
"""
_TABLES = {
    "dim_paragraph": "paragraph_no, kind, page, start_char, end_char, text",
    "fact_mention": "mention_id, observation_id, start_char, end_char",
    "skipped_numeral": "start_char, end_char, exact, reason, rule",
}
_PARTS = "mention_id, role, exact, basis, rule, score, start_char, end_char"
_QUARANTINE = """
SELECT report_id, stage, place, check_name, reason, last_seen FROM quarantine
WHERE report_id IS NOT NULL AND resolution = 'OPEN' ORDER BY last_seen DESC
"""
_ROLES = ("VALUE", "UNIT", "SUBJECT", "PERIOD", "BASE", "AREA", "STATUS", "SOURCE")


def about(snapshot: Snapshot, report_id: str) -> Row | None:
    """What is known of a report, without its text."""
    return snapshot.one(_REPORT, [report_id])


def parts_of(snapshot: Snapshot, report_id: str, mention_ids: Sequence[str], wording: Wording) -> dict[str, list[Row]]:
    """By mention: which words gave which part, from how far, by which rule; in the order in which one asks."""
    (every,) = snapshot.of_report(report_id, {"fact_mention_part": _PARTS})
    rows = [row for row in every if row["mention_id"] in mention_ids]
    rows.sort(key=lambda row: -1 if row["start_char"] is None else row["start_char"])
    named = [
        row | {"role_name": wording.code("role", row["role"]), "basis_name": wording.code("basis", row["basis"])}
        for row in rows
    ]
    named.sort(key=lambda row: _ROLES.index(row["role"]) if row["role"] in _ROLES else len(_ROLES))
    return {each: [row for row in named if row["mention_id"] == each] for each in mention_ids}


def page(snapshot: Snapshot, report: Row, params: dict[str, str], wording: Wording) -> Row:
    """A report with a stretch of its text: the one of `part`, or in which `fact` or `char` stands, else the first.

    `paragraphs` have `html`; `fact` is the chosen fact with `mentions`, each with its `parts`; `skipped` and
    `quarantine` are those of the report.
    """
    report_id = report["report_id"]
    paragraphs, mentions, none = map(_ordered, snapshot.of_report(report_id, _TABLES))
    skipped = [row | {"reason_name": wording.code("reason", row["reason"])} for row in none]
    waiting = partial(snapshot.rows, _QUARANTINE)
    fact = chosen(snapshot, params.get("fact", ""), mentions, wording)
    stretches = _stretches(paragraphs)
    number = _wanted(stretches, params, fact)
    shown = stretches[number - 1] if stretches else []
    marks = _marks(mentions, skipped, fact, report_id, wording)
    parts = [
        Part(row["start_char"], row["end_char"], row["role"], row["role_name"])
        for mention in (fact["mentions"] if fact else ())
        for row in mention["parts"]
        if row["start_char"] is not None
    ]
    return {
        "report": report,
        "n_mentions": len(mentions),
        "n_facts": len({row["observation_id"] for row in mentions}),
        "part": number,
        "n_parts": len(stretches),
        "paragraphs": [_paragraph(each, marks, parts) for each in shown],
        "fact": fact,
        "skipped": skipped,
        "quarantine": [row for row in snapshot.once("waiting", waiting) if row["report_id"] == report_id],
    }


def chosen(snapshot: Snapshot, observation_id: str, mentions: Sequence[Row], wording: Wording) -> Row | None:
    """The fact that a page is asked to explain, with its mentions in this report and their parts."""
    own = [row for row in mentions if row["observation_id"] == observation_id]
    found = facts(snapshot, [observation_id], wording) if own else []
    if not found:
        return None
    parts = parts_of(snapshot, found[0]["report_id"], [row["mention_id"] for row in own], wording)
    return found[0] | {"mentions": [row | {"parts": parts[row["mention_id"]]} for row in own]}


def _ordered(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: int(row["start_char"]))


def _marks(
    mentions: Sequence[Row], skipped: Sequence[Row], fact: Row | None, report_id: str, wording: Wording
) -> list[Mark]:
    own = fact["observation_id"] if fact else None
    figures = [
        Mark(
            row["start_char"], row["end_char"], "figure", is_chosen=row["observation_id"] == own,
            href=f"/report/{report_id}?fact={row['observation_id']}#char={row['start_char']},{row['end_char']}",
        )
        for row in mentions
    ]  # fmt: skip
    none = [
        Mark(row["start_char"], row["end_char"], "skipped", title=wording("no_figure", reason=row["reason_name"]))
        for row in skipped
    ]
    return figures + none


def _stretches(paragraphs: Sequence[Row]) -> list[list[Row]]:
    """Paragraphs in stretches of at most MAX_CHARS."""
    found: list[list[Row]] = []
    for paragraph in paragraphs:
        if not found or paragraph["end_char"] - found[-1][0]["start_char"] > MAX_CHARS:
            found.append([])
        found[-1].append(paragraph)
    return found


def _wanted(stretches: Sequence[Sequence[Row]], params: dict[str, str], fact: Row | None) -> int:
    at = None
    start = params.get("char", "").split(",")[0]
    if start.isascii() and start.isdigit():
        at = int(start)
    elif fact is not None:
        at = fact["mentions"][0]["start_char"]
    if at is not None:
        return next((no for no, each in enumerate(stretches, start=1) if at < each[-1]["end_char"]), len(stretches))
    part = params.get("part", "")
    wanted = int(part) if part.isascii() and part.isdigit() else 1
    return max(1, min(wanted, len(stretches)))


def _paragraph(row: Row, marks: Sequence[Mark], parts: Sequence[Part]) -> dict[str, Any]:
    start, end = row["start_char"], row["end_char"]
    return {
        "number": row["paragraph_no"],
        "kind": row["kind"],
        "page": row["page"],
        "start_char": start,
        "end_char": end,
        "html": marked(
            row["text"],
            start,
            [mark for mark in marks if mark.start >= start and mark.end <= end],
            [part for part in parts if part.start < end and part.end > start],
        ),
    }
