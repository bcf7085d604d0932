"""What the neighbouring figures of a sentence say of a figure: shared units, lists, comparisons, thresholds.

Rules about two figures at once; those about one stand in the module of its slot.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

from pipelines.changes import bound, left_of
from pipelines.counts import Skip, noun_after
from pipelines.drafts import Draft
from pipelines.languages.base import Pack, key_of
from pipelines.languages.inflection import VerbForm
from pipelines.quantities import Quantity
from pipelines.tokens import CHAR, Sentence, chars

_LISTING = chars("COMMA CONJ TO OF DET ABOVE BELOW APPROX ABOVE_EQ BELOW_EQ FROM BASE_CUE")
_JOINTS = chars("CONJ TO")
_COORDINATED = chars("CONJ COMMA PERIOD BASE_CUE DET PREP OUT_OF OF BY ABOVE BELOW APPROX ABOVE_EQ BELOW_EQ PLACE")
_BESIDE = chars("PREP TO OUT_OF CONJ COMMA PLACE DET PERIOD BASE_CUE NAME ORG OPEN CLOSE COLON SEMICOLON FROM OF")
_PLACES = chars("PLACE ORG")


def share_units(sentence: Sentence, quantities: list[int]) -> None:
    """A bare number takes the unit of its neighbour in a list or comparison: `5,9/10 contre 6,1`, `12 à 15 %`."""
    for at, index in enumerate(quantities):
        mine: Quantity = sentence.values[index]
        if mine.kind != "COUNT" or _counts(sentence, index):
            continue
        following = quantities[at + 1] if at + 1 < len(quantities) else None
        between = sentence.types[index + 1 : following] if following is not None else ""
        if following is not None and _is_list(sentence, quantities, at):
            other: Quantity = sentence.values[following]
            if other.kind not in ("COUNT", "TIME", "FACTOR") and between:
                sentence.values[index] = _as(mine, other)
                continue
        if at and (is_comparison(sentence, index) or _is_listed(sentence, quantities[at - 1], index)):
            sentence.values[index] = _as(mine, sentence.values[quantities[at - 1]])


def _is_listed(sentence: Sentence, before: int, index: int) -> bool:
    """Whether a decimal number follows another figure with only places and joints between."""
    mine: Quantity = sentence.values[index]
    is_plain = mine.low.decimals > 0 and mine.low.mult == 0
    return is_plain and all(char in _BESIDE for char in sentence.types[before + 1 : index])


def _is_list(sentence: Sentence, quantities: list[int], at: int) -> bool:
    """`46, 33 et 12 %`, `de 12 à 15 %`: only list tokens up to the next figures, the last link a joint."""
    for here, following in zip(quantities[at:], quantities[at + 1 :], strict=False):
        between = sentence.types[here + 1 : following]
        if not between or any(char not in _LISTING for char in between):
            return False
        if between[0] in _JOINTS:
            return True
    return False


def _counts(sentence: Sentence, index: int) -> bool:
    noun = noun_after(sentence, index)
    return noun is not None and sentence.types[noun] not in _PLACES


def is_comparison(sentence: Sentence, index: int) -> bool:
    """Whether a figure stands as what another is compared with: `contre 52 %`."""
    at = left_of(sentence, index)
    return at >= 0 and sentence.types[at] == CHAR["BASE_CUE"] and sentence.values[at] != "ON"


def no_statement(sentence: Sentence, index: int, pack: Pack) -> Skip | None:
    """Bare durations, ages and limits are no statements."""
    quantity: Quantity = sentence.values[index]
    if quantity.kind == "TIME":
        types = sentence.types
        cue = CHAR["DURATION_CUE"]
        if sentence.types[index + 1 : index + 2] == CHAR["AGE_CUE"]:
            return Skip("age", "age")
        if cue not in types[max(0, index - 12) : index]:
            return Skip("duration", "bare duration")
    if CHAR["AGE_CUE"] in sentence.types[max(0, index - 2) : index + 2]:
        return Skip("age", "age")
    before = sentence.types[index - 1] if index else ""
    if before == CHAR["NUMBERED"] and quantity.kind == "COUNT":
        return Skip("list number", "number after a numbered noun")
    around = [key_of(sentence.words(i, i)) for i in range(max(0, index - 3), index)]
    if any(word in pack.sets["LIMIT_CUE"] for word in around):
        return Skip("threshold", "threshold or limit")
    return None


def is_coordinated(sentence: Sentence, index: int, previous: Draft) -> bool:
    """`up 0.4 % on the quarter and 1.5 % on the year`: one change word for both."""
    quantity: Quantity = sentence.values[index]
    at = bisect_left(sentence.starts, previous.start)
    between = sentence.types[at + 1 : index]
    is_joined = CHAR["CONJ"] in between or CHAR["COMMA"] in between
    return quantity.unit == previous.quantity.unit and is_joined and all(char in _COORDINATED for char in between)


def is_stated_growth(sentence: Sentence, index: int, previous: Draft) -> bool:
    """`passées de 1 815 à 1 910 millions, soit 5,2 %`: percent that restates two amounts is their growth."""
    quantity: Quantity = sentence.values[index]
    at = left_of(sentence, index)
    is_restated = at >= 0 and sentence.types[at] == CHAR["RESTATE"]
    is_amount = previous.quantity.kind not in ("PERCENT", "POINT", "COUNT") or previous.quantity.low.mult > 0
    return (
        is_restated
        and quantity.kind == "PERCENT"
        and not quantity.is_share
        and is_amount
        and (previous.parent is not None or CHAR["TO"] in sentence.types[:at])
    )


def is_threshold(sentence: Sentence, index: int, previous: Draft) -> bool:
    """`70 % des acteurs investissent plus de 10 % de leurs revenus`: the bound defines the group."""
    limit = bound(sentence, index)
    if limit.comparator is None or limit.first is None or previous.stat_type != "SHARE" or previous.change:
        return False
    at = sentence.starts.index(previous.start)
    between = sentence.types[at + 1 : limit.first]
    if CHAR["COMMA"] in between or CHAR["OPEN"] in between or CHAR["CONJ"] in between:
        return False
    verbs = [v for v in sentence.values[at + 1 : limit.first] if isinstance(v, VerbForm)]
    return not between or (bool(verbs) and not verbs[-1].senses & {"LEVEL", "UP", "DOWN"})


def _as(mine: Quantity, other: Quantity) -> Quantity:
    """A bare number in the unit, and where it has none the scale, of another."""
    low = mine.low
    if low.mult == 0 and other.low.mult and low.value < 1000:
        low = replace(low, mult=other.low.mult, mults=other.low.mults)
    return replace(mine, kind=other.kind, unit=other.unit, low=low, rule="unit of its neighbour",
                   is_currency_ambiguous=other.is_currency_ambiguous)  # fmt: skip
