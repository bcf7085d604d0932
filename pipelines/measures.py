"""What a number says of its subject: level, relative change, difference, share or rate."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from pipelines.changes import Change
from pipelines.clauses import Subject
from pipelines.drafts import Draft
from pipelines.languages.base import Pack, key_of
from pipelines.quantities import Quantity
from pipelines.subjects import Finder
from pipelines.tokens import CHAR, NAME_OF, Sentence

INDEX_FROM = Decimal(100)
"""A bare "points" of at least this size is an index level, not percentage points."""


def stat_type(
    sentence: Sentence,
    index: int,
    quantity: Quantity,
    change: Change | None,
    subject: Subject,
    finder: Finder,
    previous: Draft | None,
    pack: Pack,
) -> tuple[str, Quantity]:
    """SDMX-like measure of the quantity at `index`, and the quantity with units that only the context settles."""
    ratio = _denominator(sentence, index, pack)
    if quantity.unit == "POINT":
        quantity = _points(quantity, change)
    if ratio is not None:
        unit = ratio if ratio.startswith("per_") and ratio != "per_head" else quantity.unit
        kind = "RATIO" if unit != quantity.unit else quantity.kind
        return "RATE", replace(quantity, unit=unit, kind=kind)
    if quantity.kind == "RATIO":
        return "RATE", quantity
    if quantity.kind == "POINT":
        return ("LEVEL" if quantity.unit == "INDEX" and change is None else "DIFFERENCE"), quantity
    if quantity.kind == "FACTOR":
        return ("GROWTH_RATE" if change is not None else "RATE"), quantity
    if change is not None:
        return ("GROWTH_RATE" if quantity.kind == "PERCENT" else "DIFFERENCE"), quantity
    if quantity.kind == "PERCENT":
        return _percent(sentence, quantity, subject, finder, previous), quantity
    return "LEVEL", quantity


def _points(quantity: Quantity, change: Change | None) -> Quantity:
    is_index = change is None and quantity.low.value >= INDEX_FROM
    return replace(quantity, unit="INDEX" if is_index else "PERCENTAGE_POINT")


def _denominator(sentence: Sentence, index: int, pack: Pack) -> str | None:
    """`pour 100 000 habitants` gives its ratio unit, `par habitant` per_head."""
    for at in range(index + 1, min(index + 6, len(sentence.types))):
        name = NAME_OF[sentence.types[at]]
        if name == "PER":
            value = sentence.values[at]
            if isinstance(value, str) and value.startswith("per_"):
                return value
            word = key_of(sentence.words(at + 1, at + 1)) if at + 1 < len(sentence.types) else ""
            return "per_head" if word in pack.sets["PER_HEAD"] else None
        if name not in ("WORD", "OF", "DET", "NAME", "PARTICIPLE"):
            return None
    return None


def _percent(sentence: Sentence, quantity: Quantity, subject: Subject, finder: Finder, previous: Draft | None) -> str:
    if quantity.is_share or subject.rule in ("share of noun", "subject and share of noun"):
        return "SHARE"
    if subject.inherits and previous is not None and previous.stat_type in ("RATE", "SHARE", "GROWTH_RATE"):
        return previous.stat_type
    if subject.tokens is not None:
        types = sentence.types[subject.tokens[0] : subject.tokens[1] + 1]
        if CHAR["RATE_CUE"] in types:
            return "RATE"
    return "SHARE"
