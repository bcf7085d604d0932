"""A report's page: its text with all figures marked, how a chosen one was found, and what was left out and why."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import partial

from warehouse.explorer.facts import numbered
from warehouse.explorer.marking import Mark, Part, listed, marked
from warehouse.explorer.snapshots import Row, Snapshot
from warehouse.explorer.wording import Wording
from warehouse.index.reading import Document

MAX_CHARS = 120_000
"""Characters of text on one page: a longer report has several."""
MAX_NUMERALS = 200
"""Numerals that are no statement which a page lists."""

_QUARANTINE = """
SELECT report_id, stage, place, check_name, reason, last_seen FROM quarantine
WHERE report_id IS NOT NULL AND resolution = 'OPEN' ORDER BY last_seen DESC
"""
_ROLES = ("VALUE", "UNIT", "SUBJECT", "PERIOD", "BASE", "AREA", "STATUS", "SOURCE")


def mentions_of(snapshot: Snapshot, document: Document, row: int, wording: Wording) -> list[Row]:
    """A fact's mentions in its report, each with `parts` in the order in which one asks: what gave which part."""
    found = snapshot.index.mentions_of(document, row)
    for mention in found:
        for part in mention["parts"]:
            part["role_name"] = wording.code("role", part["role"])
            part["basis_name"] = wording.code("basis", part["basis"])
        mention["parts"].sort(key=lambda part: (_ROLES.index(part["role"]), part["start_char"] or -1))
    return found


def page(snapshot: Snapshot, document: Document, params: dict[str, str], wording: Wording) -> Row:
    """A report with a stretch of its text: the one of `part`, or in which `fact` or `char` stands, else the first.

    `paragraphs` have `html`; `fact` is the chosen fact with `mentions`, each with its `parts`; `skipped` and
    `quarantine` are those of the report.
    """
    report, paragraphs, mentions = document.about, document.paragraphs, document.mentions
    report_id = report["report_id"]
    skipped = [row | {"reason_name": wording.code("reason", row["reason"])} for row in document.skipped]
    waiting = partial(snapshot.rows, _QUARANTINE)
    fact = chosen(snapshot, document, params.get("fact", ""), wording)
    stretches = _stretches(paragraphs)
    number = _wanted(stretches, params, fact)
    shown = stretches[number - 1] if stretches else []
    marks = _marks(snapshot, document, skipped, fact, wording)
    parts = [
        Part(row["start_char"], row["end_char"], row["role"], row["role_name"])
        for mention in (fact["mentions"] if fact else ())
        for row in mention["parts"]
        if row["start_char"] is not None
    ]
    return {
        "report": report,
        "n_mentions": len(mentions),
        "n_facts": len(set(mentions["fact"].tolist())),
        "part": number,
        "n_parts": len(stretches),
        "paragraphs": _paragraphs(shown, marks, parts),
        "fact": fact,
        "skipped": skipped,
        "max_numerals": MAX_NUMERALS,
        "left_out": listed(skipped[:MAX_NUMERALS], "" if len(stretches) == 1 else f"/report/{report_id}"),
        "quarantine": [row for row in snapshot.once("waiting", waiting) if row["report_id"] == report_id],
    }


def chosen(snapshot: Snapshot, document: Document, observation_id: str, wording: Wording) -> Row | None:
    """The fact that a page is asked to explain, with its mentions in this report and their parts."""
    row = snapshot.row_of(observation_id)
    mentions = [] if row is None else mentions_of(snapshot, document, row, wording)
    if row is None or not mentions:
        return None
    (found,) = numbered(snapshot, [row], wording)
    return found | {"mentions": mentions}


def _marks(
    snapshot: Snapshot, document: Document, skipped: Sequence[Row], fact: Row | None, wording: Wording
) -> list[Mark]:
    own = fact["observation_id"] if fact else None
    mentions = document.mentions
    ids = snapshot.index.ids_of(mentions["fact"])
    address = f"/report/{document.about['report_id']}?fact="
    figures = [
        Mark(
            start, end, "figure", is_chosen=observation_id == own,
            href=f"{address}{observation_id}#char={start},{end}",
        )
        for observation_id, start, end in zip(
            ids, mentions["start_char"].tolist(), mentions["end_char"].tolist(), strict=True
        )
    ]  # fmt: skip
    titles = {reason: wording("no_figure", reason=reason) for reason in {row["reason_name"] for row in skipped}}
    none = [Mark(row["start_char"], row["end_char"], "skipped", title=titles[row["reason_name"]]) for row in skipped]
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
    at = _whole(params.get("char", "").split(",")[0])
    if at is None and fact is not None:
        at = fact["mentions"][0]["start_char"]
    if at is not None:
        return next((no for no, each in enumerate(stretches, start=1) if at < each[-1]["end_char"]), len(stretches))
    return max(1, min(_whole(params.get("part", "")) or 1, len(stretches)))


def _whole(text: str) -> int | None:
    """A number of an address, or None: Python refuses to read thousands of digits."""
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else None


def _paragraphs(rows: Sequence[Row], marks: Sequence[Mark], parts: Sequence[Part]) -> list[Row]:
    """Paragraphs with their text as HTML; each mark lies in one of them."""
    ordered = sorted(marks, key=lambda mark: mark.start)
    starts = [mark.start for mark in ordered]
    found = []
    for row in rows:
        start, end = row["start_char"], row["end_char"]
        own = ordered[bisect_left(starts, start) : bisect_left(starts, end)]
        html = marked(row["text"], start, own, [part for part in parts if part.start < end and part.end > start])
        found.append({
            "number": row["paragraph_no"], "kind": row["kind"], "page": row["page"], "start_char": start,
            "end_char": end, "html": html,
        })  # fmt: skip
    return found
