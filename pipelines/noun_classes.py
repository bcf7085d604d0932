"""What kinds of things a label's nouns name: a sum of money, people, who says a figure.

The classes are a pack's (`nouns.csv`). The head of a phrase is its first noun of known class, or the last where
modifiers stand before their noun; what stands behind a preposition is beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from pipelines.languages.base import Pack

NONE, UNKNOWN, NAME = "nothing", "unknown", "name"


def classes_of(words: Sequence[str], keys: Sequence[str], pack: Pack) -> tuple[str, tuple[str, ...]]:
    """The class of a phrase's head, and the other known ones in alphabetical order; `keys` are those of the words."""
    first: list[str] = []
    others: set[str] = set()
    is_first = True
    for word, key in zip(words, keys, strict=True):
        if key in pack.links:
            is_first = is_first and not first
            continue
        found = pack.noun_class(key)
        if not found:
            found = NAME if word[0].isupper() and not pack.capital_nouns else UNKNOWN
        if is_first:
            first.append(found)
        others.add(found)
    known = [one for one in first if one not in (UNKNOWN, NAME)] or first
    head = NONE if not known else known[-1] if pack.compounds_before else known[0]
    return head, tuple(sorted(others - {head, UNKNOWN}))


@cache
def class_features(head: str, others: tuple[str, ...], own: str) -> tuple[str, ...]:
    """Features of a label: the class of its head, those beside it, that of its last part where it has several."""
    found = [f"head {head}", *(f"head with {other}" for other in others)]
    return (*found, f"own head {own}", f"{head} and {own}") if own else tuple(found)
