"""What a number says of its subject: level, relative change, difference, share or rate."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from pipelines.changes import Change
from pipelines.clauses import Subject
from pipelines.counts import noun_after
from pipelines.denominators import DIVIDED, PER_HEAD, counted_against
from pipelines.drafts import Draft
from pipelines.languages.base import Pack
from pipelines.pairs import opens_pair
from pipelines.quantities import Quantity
from pipelines.tokens import CHAR, Sentence, compiled
from schemas import codelists

MANY, INDEX_FROM = Decimal(20), Decimal(100)
"""Bare points: of a noun, from so many on they are things; from so many on an index level, not percentage points."""


def stat_type(
    sentence: Sentence,
    index: int,
    quantity: Quantity,
    change: Change | None,
    subject: Subject,
    previous: Draft | None,
    pack: Pack,
) -> tuple[str, Quantity]:
    """SDMX-like measure of the quantity at `index`, and the quantity with units that only the context settles."""
    quantity = with_index(sentence, index, quantity, subject)
    is_level = change is None or change.rule == "explicit sign"
    counted = counted_against(sentence, index, pack) if quantity.kind in DIVIDED and is_level else None
    if quantity.unit == "POINT":
        quantity = _points(sentence, index, quantity, change, subject)
    if counted is not None:
        unit = _divided(sentence, quantity, counted.noun) if counted.unit == PER_HEAD else counted.unit
        kind = "RATIO" if unit != quantity.unit and counted.unit != PER_HEAD else quantity.kind
        return "RATE", replace(quantity, unit=unit, kind=kind)
    is_apart = quantity.kind == "RATIO" and change is not None and change.rule == "quantity and more"
    if (quantity.kind == "RATIO" and not is_apart) or (change is None and _is_rate_again(quantity, previous)):
        return "RATE", quantity
    if change is not None and change.rule == "cut to a fraction":
        left = quantity.low.value.scaleb(-2)
        low = replace(quantity.low, value=left, decimals=max(0, -int(left.as_tuple().exponent)), share=None)
        return "GROWTH_RATE", replace(quantity, kind="FACTOR", unit="FACTOR", low=low, is_share=False)
    if quantity.kind == "POINT" or is_apart:
        return ("LEVEL" if quantity.unit == "INDEX" and change is None else "DIFFERENCE"), quantity
    if quantity.kind == "FACTOR":
        return _factor(sentence, index, quantity, change)
    if quantity.kind == "UNIT" and change is None and _is_per(quantity.unit):
        return "RATE", quantity
    if is_level and previous is not None and _is_per_head_too(sentence, index, quantity, previous):
        return "RATE", replace(quantity, unit=previous.quantity.unit, kind=previous.quantity.kind)
    if change is not None:
        return ("GROWTH_RATE" if quantity.kind == "PERCENT" else "DIFFERENCE"), quantity
    if _is_index(sentence, index, quantity, subject):
        return "LEVEL", replace(quantity, unit="INDEX", kind="POINT")
    if quantity.kind == "PERCENT":
        return _percent(sentence, index, quantity, subject, previous), quantity
    return "LEVEL", quantity


def _divided(sentence: Sentence, quantity: Quantity, noun: int) -> str:
    """`Je Hektar … 90 Hektoliter`: the unit divided by the one that a per-word names, where there is such a unit."""
    by = getattr(sentence.values[noun], "unit_measure", "") if sentence.types[noun] == CHAR["UNIT"] else ""
    divided = f"{quantity.unit}/{by}"
    return divided if quantity.kind == "UNIT" and divided in codelists.units() else quantity.unit


def _is_rate_again(quantity: Quantity, previous: Draft | None) -> bool:
    """`752 euros por habitante en Lugo, 703 en Vigo`: an amount that takes its unit from a rate is one."""
    is_shared = quantity.rule == "unit of its neighbour" and quantity.kind in ("MONEY", "UNIT")
    return is_shared and previous is not None and previous.stat_type == "RATE"


def _factor(sentence: Sentence, index: int, quantity: Quantity, change: Change | None) -> tuple[str, Quantity]:
    """A factor is a change where it is told as one or its base is a period, else the ratio of two things."""
    is_told = change is not None and change.rule not in ("quantity and more", "more and quantity")
    return ("GROWTH_RATE" if is_told or _BASE.match(sentence.types, index + 1) else "RATE"), quantity


_BASE = compiled(
    "DET PERIOD|[^QUANTITY COMMA SEMICOLON STOP OPEN CLOSE BASE_CUE]{0,6}"
    "(CONJ|BASE_CUE|PRONOUN OF|OF|PREP (ADVERB|PRONOUN|AUX|VERB){0,3} (?=PREP|OUT_OF))"
    "(PREP|OUT_OF|DET|OF|TO)? PERIOD"
)
"""What stands behind a factor whose base is a period: `as many visitors as in 2023`, `that of 2021`."""


def _is_per_head_too(sentence: Sentence, index: int, quantity: Quantity, previous: Draft) -> bool:
    """`98 kg par habitant en Bretagne, 91 kg en Corse`: a figure of the same unit that names nothing else is a rate.

    So is one of the unit that was divided, or a bare number beside a ratio.
    """
    other = previous.quantity
    is_level = previous.change is None or previous.change.rule == "explicit sign"
    if previous.stat_type != "RATE" or not is_level or other.kind not in _HANDED:
        return False
    is_divided = quantity.kind == "UNIT" and other.unit.startswith(f"{quantity.unit}/")
    is_ratio = quantity.kind == "COUNT" and other.kind == "RATIO"
    is_alike = (other.kind, other.unit) == (quantity.kind, quantity.unit) or is_divided or is_ratio
    sizes = sorted(abs(q.low.value.scaleb(q.low.mult)) for q in (other, quantity))
    is_bare = noun_after(sentence, index) is None and sentence.types[index + 1 : index + 2] != CHAR["OF"]
    return is_alike and is_bare and sizes[1] <= sizes[0] * APART


_HANDED = frozenset({"COUNT", "MONEY", "UNIT", "RATIO"})
APART = 20
"""A figure so many times another is none of the same thing per head."""


def _is_per(unit: str) -> bool:
    """Whether a unit divides by an amount other than time or what a thing is spread in: t/ha, not km/h or µg/m3."""
    _, slash, divisor = unit.partition("/")
    return bool(slash) and divisor not in _SPREAD


_SPREAD = frozenset({"h", "s", "d", "a", "min", "m3", "L", "km"})


def _is_index(sentence: Sentence, index: int, quantity: Quantity, subject: Subject) -> bool:
    """`Der Verbraucherpreisindex lag bei 129,7`: a bare number with decimals that an index word measures."""
    if quantity.kind != "COUNT" or not quantity.low.decimals or quantity.low.mult or subject.tokens is None:
        return False
    first, last = subject.tokens
    is_told = CHAR["INDEX_CUE"] in sentence.types[first : min(last, index) + 1]
    return is_told and quantity.low.value >= LEAST_INDEX and noun_after(sentence, index) is None


LEAST_INDEX = Decimal(20)
"""The least value of an index that no unit names; below, an index word more likely says a score."""


def _points(sentence: Sentence, index: int, quantity: Quantity, change: Change | None, subject: Subject) -> Quantity:
    """Bare points: of an index, percentage points, or so many places of a kind (`320 puntos de venta`)."""
    first, last = subject.tokens or (0, -1)
    is_told = CHAR["INDEX_CUE"] in sentence.types[first : last + 1]
    is_many = quantity.low.decimals == 0 and quantity.low.value >= MANY
    if change is None and not is_told and is_many and sentence.types[index + 1 : index + 2] == CHAR["OF"]:
        return replace(quantity, kind="COUNT", unit="COUNT")
    is_level = change is None and quantity.low.value >= INDEX_FROM
    is_index = is_told or is_level or (change is not None and _is_beside_index(sentence, index))
    return replace(quantity, unit="INDEX" if is_index else "PERCENTAGE_POINT")


def _is_beside_index(sentence: Sentence, index: int) -> bool:
    """`113,5 puntos, 3,3 puntos más que en agosto`: whether the sentence tells an index level in bare points."""
    others = (value for at, value in enumerate(sentence.values) if at != index and sentence.types[at] == _QUANTITY)
    return any(one.kind == "POINT" and one.low.decimals and one.low.value >= INDEX_FROM for one in others)


_QUANTITY = CHAR["QUANTITY"]


def _percent(sentence: Sentence, index: int, quantity: Quantity, subject: Subject, previous: Draft | None) -> str:
    if quantity.is_share or sentence.types[index + 1 : index + 2] == CHAR["OF"]:
        return "SHARE"
    if subject.inherits and previous is not None and previous.stat_type in ("RATE", "SHARE", "GROWTH_RATE"):
        is_growth = previous.stat_type == "GROWTH_RATE"
        if not (is_growth and particle_is_end(sentence, index) and previous.change is not None):
            return previous.stat_type
        if previous.change.rule == "change noun as subject":
            return previous.stat_type
    if subject.tokens is not None:
        types = sentence.types[subject.tokens[0] : subject.tokens[1] + 1]
        if CHAR["RATE_CUE"] in types:
            return "RATE"
    return "SHARE"


def particle_is_end(sentence: Sentence, index: int) -> bool:
    """Whether a figure is an end of a move: `sold 4 % more, yet slid from 17 % to 16 %`."""
    return sentence.types[max(0, index - 1) : index] in (CHAR["FROM"], CHAR["TO"]) or opens_pair(sentence, index)


def with_index(sentence: Sentence, index: int, quantity: Quantity, subject: Subject) -> Quantity:
    """A bare number that is the value of an index is in index points: `the price index stood at 118.2`."""
    is_bare = quantity.kind == "COUNT" and quantity.low.mult == 0 and noun_after(sentence, index) is None
    if not is_bare or subject.tokens is None:
        return quantity
    named = sentence.types[subject.tokens[0] : subject.tokens[1] + 1]
    return replace(quantity, unit="INDEX") if CHAR["INDEX_CUE"] in named else quantity
