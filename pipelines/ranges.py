"""Two numbers that a joint holds together: one range, or two levels of which the first is left for the second.

`between 30 and 50 million`, `5 à 8 %` is one value with two ends; `from 3.1 to 3.4`, `fell 12 points to 98` is two.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from pipelines.languages.inflection import VerbForm
from pipelines.numbers import Numeral
from pipelines.tokens import CHAR, NAME_OF, Sentence, chars, compiled

APART = Decimal(5)
"""Bare counts at least this many times apart are no ends of a range behind a change verb: `rose by 45 to 1,200`."""
End = tuple[str, Decimal]
"""The kind (`Quantity.kind`) of an end as its own unit says, and its amount."""
_PARTICLES = chars("OF FROM BY BASE_CUE")
_PASSED = chars("OF FROM BY BASE_CUE ADVERB APPROX ABOVE ABOVE_EQ BELOW BELOW_EQ ONE DET CURRENCY PERIOD")
_NONE: frozenset[str] = frozenset()
_MOVING = frozenset({"UP", "DOWN"})
_HOLDING = frozenset({"HOLD"})
"""What a verb does that has or hands over so many things: both ends are of one number."""
MAX_LOOK = 24
"""Tokens that are looked back for a word that makes the subject a rate."""
_VERBAL = chars("VERB PARTICIPLE INFINITIVE GERUND AUX")
_RATES = chars("RATE_CUE SHARE_CUE")


def _governor(sentence: Sentence, first: int) -> tuple[frozenset[str] | None, str]:
    """What the verb or change noun near to the left of a number does to it, and the particle nearest to it."""
    particle = ""
    for at in range(first - 1, max(-1, first - 6), -1):
        char = sentence.types[at]
        if char in _VERBAL:
            value = sentence.values[at]
            return (value.senses if isinstance(value, VerbForm) else _NONE), particle
        if char == CHAR["CHANGE"]:
            return _MOVING, particle
        if char not in _PASSED:
            return _over_object(sentence, at, particle)
        if char in _PARTICLES and not particle:
            particle = NAME_OF[char]
    return None, particle


def _over_object(sentence: Sentence, last: int, particle: str) -> tuple[frozenset[str] | None, str]:
    """`elevó su peso de 6,8 % a 7,9 %`: a change verb whose object stands before the two levels."""
    if particle in ("OF", "FROM"):
        for at in range(last, max(-1, last - MAX_OBJECT), -1):
            value = sentence.values[at]
            if sentence.types[at] in _VERBAL and isinstance(value, VerbForm):
                return (value.senses & _MOVING or None), particle
            if sentence.types[at] not in _OBJECT:
                break
    return None, particle


_OBJECT = chars("WORD NAME ORG DET RATE_CUE SHARE_CUE INDEX_CUE OF PARTICIPLE ADVERB NUMBERED PLACE")
MAX_OBJECT = 6


def are_levels(sentence: Sentence, first: int, lower: End, upper: End) -> bool:
    """Whether `A to B` tells two values: both ends of a move, or a change and the level that it leads to."""
    if sentence.types[max(0, first - 2) : first] == _BRACKETED or (lower[0] == upper[0] and lower[1] > upper[1]):
        return True
    governor, particle = _governor(sentence, first)
    senses = governor or _NONE
    if "RANGE" in senses:
        return False
    if particle in ("FROM", "BASE_CUE"):
        return True
    if particle == "BY" and governor is None:
        return lower[0] == upper[0] == "COUNT" and upper[1] >= APART * lower[1]
    is_part = "PERCENT" in (lower[0], upper[0]) or "POINT" in (lower[0], upper[0])
    is_moving = bool(senses & {"UP", "DOWN"})
    if particle != "FROM" and _is_told_move(sentence, first, lower[1] < upper[1], is_part):
        return True
    is_reached = "LEVEL" in senses and particle == "OF"
    if is_moving and is_part and not is_reached:
        is_rate = any(char in _RATES for char in sentence.types[max(0, first - MAX_LOOK) : first])
        return particle == "OF" and is_rate and (lower[1] > upper[1]) == ("DOWN" in senses)
    if particle == "OF":
        return governor is not None and not senses >= _MOVING and senses != _HOLDING
    if not is_moving:
        return False
    if lower[0] == "COUNT":
        return upper[0] == "COUNT" and upper[1] >= APART * lower[1]
    return True


def _is_told_move(sentence: Sentence, first: int, is_up: bool, is_part: bool) -> bool:
    """A move that a definite of-word, a verb of passing or the figure before tells.

    `subieron del 4,3 % al 6,7 %`, `Hepatitis B: del 64 % al 68 %`, `pasa, según la agencia, de 4 % a 4,1 %`, `suben en
    cuatro casos, de 9 a 13`.
    """
    types, last = sentence.types, first - 1
    while last > 0 and types[last] in _ARTICLES:
        last -= 1
    if last < 1 or types[last] != CHAR["OF"]:
        return False
    if is_part and sentence.values[last] != BARE:
        verb = sentence.values[last - 1]
        if types[last - 1] in _VERBAL and isinstance(verb, VerbForm):
            is_expected = not verb.forms.isdisjoint(("FUT", "COND"))
            return ("UP" if is_up else "DOWN") in verb.senses and not is_expected
        return types[last - 1] in _LABEL_ENDS
    if not is_part and _TOLD_BEFORE.search(types, max(0, last - MAX_TOLD), last):
        return True
    for at in range(last - 1, max(-1, last - MAX_PASSING), -1):
        value = sentence.values[at]
        if types[at] in _VERBAL and isinstance(value, VerbForm):
            return "PASS" in value.senses
        if types[at] in _ENDS:
            return False
    return False


BARE = "BARE"
_ARTICLES = chars("ONE DET")
_LABEL_ENDS = chars("COLON COMMA CLOSE")
_ENDS = chars("STOP SEMICOLON COLON QUANTITY NUMERAL")
_TOLD_BEFORE = compiled(
    "(CHANGE|VERB|PARTICIPLE) (AUX|OF|BY|PREP|OUT_OF|DET|ONE|APPROX|PERIOD|ADVERB){0,4}"
    " (NUMERAL|QUANTITY) (PERCENT|POINT|UNIT|TIME_UNIT|WORD|MORE){0,2} (PERIOD|PREP PERIOD)? COMMA$"
)
"""A change and its figure before the two levels that it lies between."""
MAX_TOLD, MAX_PASSING = 10, 10
_BRACKETED = CHAR["OPEN"] + CHAR["OF"]
"""`las mujeres (del 24 % al 43 %)`: a move told in brackets; a range stands there without an of-word."""


def carried(low: Numeral, high: Numeral) -> Numeral:
    """The lower end with the scale that it shares with the upper: `10 à 20 milliards`, `3 à 4 000`."""
    if low.mult == 0 and high.mult and low.value < 1000:
        return replace(low, mult=high.mult, mults=high.mults)
    if low.is_words and high.is_words and low.value < 10 and high.value >= 100:
        factor = Decimal(1000 if high.value >= 1000 else 100)
        return replace(low, value=low.value * factor)
    thousands = high.value / 1000
    if low.mult == high.mult == 0 and thousands == int(thousands) and low.value <= thousands and low.decimals == 0:
        return replace(low, mult=3)
    return low
