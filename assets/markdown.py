"""Markdown from texts that nobody vouches for: escaping, links to the explorer, tables.

What stands in a report, its file name or its sidecar is shown as it stands and is never markup, link or HTML, in
whatever shows the Markdown. What is told is decided by `metadata` and `digest`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice
from urllib.parse import quote

from assets.resources import explorer_address

MAX_CELL = 140
MAX_REASON = 500
"""So long is a sentence that says what is wrong and what to do."""
# Characters that no reader sees, or that turn the direction of what follows them.
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
# An underscore between letters is no emphasis: file names stay legible.
_SPECIAL = re.compile(r"[\\`*\[\]|~#]|(?<![^\W_])_|_(?![^\W_])")
_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
# What becomes a link by itself, even escaped: only within code it stays text.
_ADDRESS = re.compile(r"(?:https?|ftp|mailto|xmpp):|www\.|@", re.IGNORECASE)


class Trusted(str):
    """Markdown of ours, which a table takes as it is."""

    __slots__ = ()


def escaped(value: object, longest: int = MAX_CELL) -> Trusted:
    """A value as inline Markdown that shows its text and nothing else; what is longer is cut, None is empty."""
    text = _INVISIBLE.sub("\ufffd", " ".join(("" if value is None else str(value)).split()))
    text = text if len(text) <= longest else text[: longest - 1] + "…"
    return _code(text) if _ADDRESS.search(text) else Trusted(_SPECIAL.sub(r"\\\g<0>", text.translate(_HTML)))


def _code(text: str) -> Trusted:
    """Text as a code span, within a fence that it does not hold; for cells, in which `|` is escaped even there."""
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    return Trusted(f"{fence} {text.replace('|', chr(92) + '|')} {fence}")


def explorer(*path: str) -> str:
    """The address of a page of the explorer (FACTLINE_EXPLORER_URL), such as `explorer("observation", id)`."""
    return "/".join((explorer_address(), *(quote(part, safe="") for part in path))) + ("" if path else "/")


def link(text: object, *path: str) -> Trusted:
    """A link to a page of the explorer, under an untrusted text."""
    return Trusted(f"[{escaped(text)}]({explorer(*path)})")


def table(header: Sequence[str], rows: Iterable[Sequence[object]], limit: int, n_left: int = 0) -> str:
    """A Markdown table, or nothing; after `limit` rows the rest is counted, with `n_left` that are not given here."""
    left = iter(rows)
    shown = list(islice(left, limit))
    if not shown:
        return ""
    lines = [f"| {' | '.join(header)} |", f"|{' --- |' * len(header)}"]
    lines += [f"| {' | '.join(_cell(value) for value in row)} |" for row in shown]
    n_more = sum(1 for _ in left) + n_left
    return "\n".join([*lines, *([f"\n… and {n_more:,} more"] if n_more else [])])


def _cell(value: object) -> str:
    return value if isinstance(value, Trusted) else escaped(value)
