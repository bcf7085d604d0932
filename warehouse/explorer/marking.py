"""A report's text as HTML with its figures marked: the text content is the stored text, character by character.

Offsets are code points in the stored text. Everything that comes from a report is escaped here and nowhere trusted.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any, NamedTuple

from markupsafe import Markup

_CLOSING = {"figure": "</mark></a>", "skipped": "</span>"}


class Mark(NamedTuple):
    """A stretch of the text: a figure that leads to `href`, or a numeral that is none, whose `title` says why."""

    start: int
    end: int
    kind: str
    href: str = ""
    title: str = ""
    is_chosen: bool = False


class Part(NamedTuple):
    """Words that gave a part of the chosen figure; `role` is PERIOD, AREA, SUBJECT …, `title` its name."""

    start: int
    end: int
    role: str
    title: str


def marked(text: str, offset: int, marks: Sequence[Mark], parts: Sequence[Part] = ()) -> Markup:
    """A slice of a text that begins at `offset`, with the marks and parts that lie within it.

    A mark that overlaps one before it, or reaches beyond the slice, is left out.
    """
    end = offset + len(text)
    pieces: list[str] = []
    at = offset
    for mark in sorted(marks, key=lambda each: (each.start, -each.end)):
        if mark.start < at or mark.end > end:
            continue
        pieces += (
            _inner(text, offset, at, mark.start, parts),
            _opening(mark),
            _inner(text, offset, mark.start, mark.end, parts),
            _CLOSING[mark.kind],
        )
        at = mark.end
    pieces.append(_inner(text, offset, at, end, parts))
    return Markup("".join(pieces))


def listed(numerals: Iterable[Mapping[str, Any]], address: str = "") -> Markup:
    """List items of numerals that are no figure: the words, which lead to their place, the reason and the rule.

    `address` is the report's, where its text has several pages.
    """
    pieces = []
    for row in numerals:
        place = f"{row['start_char']},{row['end_char']}"
        target = f"{escape(address)}?char={place}" if address else ""
        pieces.append(
            f'<li><a href="{target}#char={place}"><q>{escape(row["exact"])}</q></a>'
            f' <span class="minor">{escape(row["reason_name"])} · {escape(row["rule"])}</span></li>\n'
        )
    return Markup("".join(pieces))


def _opening(mark: Mark) -> str:
    title = f' title="{escape(mark.title)}"' if mark.title else ""
    if mark.kind == "skipped":
        return f'<span class="skipped"{title}>'
    place = f'id="char={mark.start},{mark.end}" data-start="{mark.start}" data-end="{mark.end}"'
    chosen = ' class="chosen" aria-current="true"' if mark.is_chosen else ""
    return f'<a class="figure" href="{escape(mark.href)}"{title}><mark {place}{chosen}>'


def _inner(text: str, offset: int, start: int, end: int, parts: Sequence[Part]) -> str:
    """A stretch with the parts in it, cut where one begins or ends."""
    inside = [part for part in parts if part.start < end and part.end > start] if parts else ()
    if not inside:
        return escape(text[start - offset : end - offset], quote=False)
    pieces = []
    cuts = sorted({start, end, *(at for part in inside for at in (part.start, part.end) if start < at < end)})
    for left, right in itertools.pairwise(cuts):
        words = escape(text[left - offset : right - offset], quote=False)
        roles = [part for part in inside if part.start <= left and part.end >= right and part.role != "VALUE"]
        if roles:
            classes = " ".join(f"part-{part.role.lower()}" for part in roles)
            title = escape(", ".join(dict.fromkeys(part.title for part in roles)))
            words = f'<span class="part {classes}" title="{title}">{words}</span>'
        pieces.append(words)
    return "".join(pieces)
