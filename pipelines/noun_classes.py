"""What kinds of things a label's nouns name: a sum of money, people, who says a figure.

The classes are a pack's (`nouns.csv`). A label's head is the first noun of known class in its first phrase, or the last
where modifiers stand before their noun.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.languages.base import Pack, key_of
from pipelines.phrases import CONTENT

NONE, UNKNOWN, NAME = "nothing", "unknown", "name"
Span = tuple[int, int]


def classified(text: str, slices: Sequence[Span], pack: Pack) -> tuple[str, list[str]]:
    """The class of a label's head, and features: that class, those beside it, that of the last part's head."""
    parts = [_classes(text, span, pack) for span in slices if span[0] < span[1]]
    if not parts:
        return NONE, []
    head, others = parts[0]
    found = [f"head {head}", *(f"head with {other}" for other in others)]
    if len(parts) > 1:
        own = parts[-1][0]
        found += [f"own head {own}", f"{head} and {own}"]
    return head, found


def _classes(text: str, span: Span, pack: Pack) -> tuple[str, list[str]]:
    """The class of a part's head, and the other known ones in alphabetical order."""
    first: list[str] = []
    others: set[str] = set()
    is_first = True
    for word in CONTENT.findall(text, *span):
        key = key_of(word)
        if key in pack.links:
            is_first = is_first and not first
            continue
        is_name = word[0].isupper() and not pack.capital_nouns
        found = pack.noun_class(key) or (NAME if is_name else UNKNOWN)
        if is_first:
            first.append(found)
        others.add(found)
    head = _head(first, pack.compounds_before)
    return head, sorted(others - {head, UNKNOWN})


def _head(classes: list[str], is_last: bool) -> str:
    known = [one for one in classes if one not in (UNKNOWN, NAME)] or classes
    return (known[-1] if is_last else known[0]) if known else NONE
