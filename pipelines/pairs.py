"""Two figures that stand as a pair: the ends of a move, or a figure and in brackets the one it is compared with.

Numbers that a joint holds together before they have units are the work of `ranges.py`.
"""

from __future__ import annotations

from decimal import Decimal

from pipelines.bounds import left_of
from pipelines.languages.inflection import VerbForm
from pipelines.numbers import Numeral
from pipelines.quantities import Quantity
from pipelines.ranges import APART
from pipelines.signs import verb_sign
from pipelines.tokens import CHAR, NAME_OF, Sentence, compiled


def opens_pair(sentence: Sentence, index: int) -> bool:
    """`passé de 371 à 368 milliards`: the first of two levels; not `recule de 3 % à 2,1 millions`."""
    before = sentence.types[index - 1 : index] if index else ""
    if before not in (CHAR["OF"], CHAR["FROM"]):
        return False
    for at in range(index + 1, min(index + 8, len(sentence.types))):
        name = NAME_OF[sentence.types[at]]
        if name == "QUANTITY":
            is_next = NAME_OF[sentence.types[at - 1]] in ("TO", "DET", "ABOVE", "APPROX", "BELOW", "ADVERB")
            is_pair = is_next and CHAR["TO"] in sentence.types[index:at]
            return is_pair and (before == CHAR["FROM"] or _are_ends(sentence, index, sentence.values[at]))
        if name in ("COMMA", "SEMICOLON", "VERB", "CONJ", "STOP", "INFINITIVE"):
            return False
    return False


def in_pair(sentence: Sentence, index: int) -> bool:
    """`ein Rückgang von 6,8 % auf 5,4 %`: whether a figure is the first or the second of two levels of one unit."""
    if opens_pair(sentence, index):
        return True
    at = sentence.types.rfind(CHAR["QUANTITY"], 0, index)
    if at < 0 or sentence.values[at].unit != sentence.values[index].unit:
        return False
    return _TO_SECOND.fullmatch(sentence.types, at + 1, index) is not None and opens_pair(sentence, at)


_TO_SECOND = compiled("(ADVERB|PERIOD|PREP PERIOD){0,2} TO (DET|ADVERB|APPROX|ABOVE|BELOW){0,2}")


def _are_ends(sentence: Sentence, index: int, last: Quantity) -> bool:
    """Whether two quantities are the ends of one move, as their units and the verb's direction tell."""
    first: Quantity = sentence.values[index]
    if first.kind != "COUNT" and first.unit != last.unit and last.kind != "COUNT":
        return False
    governor = sentence.values[left_of(sentence, index)] if left_of(sentence, index) >= 0 else None
    sign = verb_sign(governor) if isinstance(governor, VerbForm) else 0
    low, high = (q.low.value.scaleb(q.low.mult) for q in (first, last))
    if sign < 0:
        return low > high
    return not (sign > 0 and first.kind != "PERCENT" and high >= APART * low)


def are_compared(sentence: Sentence, index: int, inner: int, *, is_scale_shared: bool = False) -> bool:
    """`13 (16)`, `131 (2020: 175)`: a number and in brackets what it was at another time, no footnote or repetition."""
    first, other = _printed(sentence.values[index]), _printed(sentence.values[inner])
    if is_scale_shared and other is not None and not sentence.values[inner].low.mult:
        alike = other.scaleb(sentence.values[index].low.mult)
        other = alike if first is not None and first > ALIKE * other else other
    if first is None or other is None or first == other or not first or not other:
        return False
    return max(first, other) <= ALIKE * min(first, other)


def is_amount_of_rate(sentence: Sentence, index: int, inner: int) -> bool:
    """`by 45 percent (2.2 million)`: whether a number in brackets is the amount of the percentage before it."""
    rate, amount = sentence.values[index], _printed(sentence.values[inner])
    is_rate = isinstance(rate, Quantity) and rate.unit == "PERCENT"
    return is_rate and amount is not None and amount >= LEAST_AMOUNT


LEAST_AMOUNT = 100
"""The least amount in brackets behind a percentage that is no footnote."""


def _printed(value: object) -> Decimal | None:
    """The value of a number in digits; None for one in words."""
    numeral = value.low if isinstance(value, Quantity) else value
    is_digits = isinstance(numeral, Numeral) and not numeral.is_words and numeral.share is None
    return numeral.value.scaleb(numeral.mult) if isinstance(numeral, Numeral) and is_digits else None


ALIKE = 4
"""How many times as large a number in brackets may be as the one that it is compared with."""
BRACKET_BEHIND = compiled("OPEN ((PERIOD|WORD|NAME|DEICTIC|BASE_CUE){1,3} COLON?)? (NUMERAL|QUANTITY) CLOSE")
