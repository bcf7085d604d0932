"""A change as it is told, and the direction of its noun or verb by the value or sense that its pack gives it."""

from __future__ import annotations

from typing import NamedTuple

from pipelines.languages.inflection import VerbForm


class Change(NamedTuple):
    """How a change is told: its sign (0 unknown), the governing token and the rule."""

    sign: int
    governor: int
    rule: str


def noun_sign(value: str, kind: str) -> int | None:
    """The direction of a change noun; None where it is an amount itself: a loss of 4 million, not one of 4 %."""
    is_amount = value.endswith("=") and kind in ("MONEY", "COUNT", "UNIT")
    return None if is_amount or (value.endswith("#") and kind != "POINT") else direction(value)


def direction(value: str) -> int:
    """The direction that a change or more-word's value says.

    A `=` behind it marks a word that is an amount as well (a loss), a `#` one that is a change in points alone (a gap).
    """
    return int(value.rstrip("=#"))


def verb_sign(verb: VerbForm) -> int:
    """The direction in which a verb moves its figure; 0 for none."""
    return 1 if "UP" in verb.senses else -1 if "DOWN" in verb.senses else 0
