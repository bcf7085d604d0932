"""Lines of text without spaces: where sentences end, and which white space only stands in the way."""

from __future__ import annotations

import re
from collections.abc import Iterable

HAN = "\u3400-\u9fff"
"""Han characters, for character classes."""
FIRST_HAN, LAST_HAN = "\u3400", "\u9fff"
_GAP = re.compile(
    "|".join(
        (
            rf"(?<=[{HAN}]) (?=[{HAN}] [{HAN}])",
            rf"(?<= [{HAN}]) (?=[{HAN}])",
            rf"(?<=[{HAN}，、（])\n\s*(?=\w)",
            rf"(?<=[\d.])\n(?=[{HAN}])",
        )
    )
)
"""White space that stands inside words: letters set apart, and the ends of hard-wrapped lines."""


def squeezed(raw: str) -> list[int] | None:
    """The places of the characters that stay where white space inside a run is dropped; None where there is none."""
    if _GAP.search(raw) is None:
        return None
    places: list[int] = []
    position = 0
    for gap in _GAP.finditer(raw):
        places += range(position, gap.start())
        position = gap.end()
    places += range(position, len(raw))
    return places


_END = re.compile(r"[。！？!?](?:[”」』）)’]*)|\n+|(?<=[^\d])\.(?=\s|$)")


def spans(work: str) -> Iterable[tuple[int, int]]:
    """The sentences of a folded text: up to a full stop or the end of a line."""
    first = 0
    for found in _END.finditer(work):
        if found.end() > first:
            yield first, found.end()
        first = found.end()
    if first < len(work):
        yield first, len(work)
