"""Bounds, signs and changes: what stands before and behind a quantity and governs it.

It finds the comparator, whether the number is a level or a change, its sign, and the governing token, from which
`subjects.py` looks for the thing that changes.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.counts import noun_after
from pipelines.languages.inflection import VerbForm
from pipelines.quantities import Quantity
from pipelines.tokens import CHAR, NAME_OF, Sentence, chars

_BOUND = {"ABOVE": ">", "ABOVE_EQ": ">=", "BELOW": "<", "BELOW_EQ": "<="}
_AFTER = {"OR_MORE": ">=", "OR_LESS": "<="}
_FLIP = {">": "<", ">=": "<=", "<": ">", "<=": ">="}
_PASSED = chars("DET OF TO ADVERB ONE CURRENCY DEMONSTRATIVE BY PREP OUT_OF")
_VERBAL = chars("VERB PARTICIPLE INFINITIVE GERUND")
_QUALIFYING = chars("ABOVE ABOVE_EQ BELOW BELOW_EQ APPROX")
_MEASURES = frozenset({"PERCENT", "POINT", "MONEY", "COUNT", "UNIT", "FACTOR", "SCORE", "TIME"})


@dataclass(frozen=True, slots=True)
class Bound:
    """The comparator (on the magnitude) and whether the words approximate."""

    comparator: str | None = None
    is_approximate: bool = False
    first: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """How a change is told: its sign (0 unknown), the governing token and the rule."""

    sign: int
    governor: int
    rule: str


def bound(sentence: Sentence, index: int) -> Bound:
    """The bound or approximation that qualifies the quantity at `index`."""
    after = NAME_OF.get(sentence.types[index + 1 : index + 2] or "", "")
    if after in _AFTER:
        return Bound(_AFTER[after], False, index + 1)
    at = index - 1
    while at >= 0 and index - at <= 4:
        name = NAME_OF[sentence.types[at]]
        if name in _BOUND:
            return Bound(_BOUND[name], False, at)
        if name == "APPROX":
            return Bound(None, True, at)
        if sentence.types[at] in _VERBAL:
            return _verb_bound(sentence.values[at], at)
        if sentence.types[at] not in _PASSED:
            break
        at -= 1
    if after == "APPROX":
        return Bound(None, True, index + 1)
    return Bound()


def _verb_bound(verb: VerbForm, at: int) -> Bound:
    if "ABOVE" in verb.senses:
        return Bound(">", False, at)
    if "BELOW" in verb.senses:
        return Bound("<", False, at)
    return Bound(None, "NEAR" in verb.senses, at)


def signed_comparator(comparator: str | None, is_negative: bool) -> str | None:
    """A comparator on the magnitude as one on the signed value: a fall of more than 5 % is < −5."""
    return _FLIP[comparator] if comparator and is_negative else comparator


def left_of(sentence: Sentence, index: int) -> int:
    """The nearest token to the left that is no bound, article or preposition; −1 at the sentence's beginning."""
    at = index - 1
    while at >= 0 and (sentence.types[at] in _PASSED or sentence.types[at] in _QUALIFYING):
        at -= 1
    return at


def _direct(sentence: Sentence, index: int) -> set[str]:
    """Names of the particles between the quantity and what governs it."""
    at = left_of(sentence, index)
    return {NAME_OF[char] for char in sentence.types[at + 1 : index]}


def _verb_sign(verb: VerbForm) -> int:
    return 1 if "UP" in verb.senses else -1 if "DOWN" in verb.senses else 0


def _noun_governor(sentence: Sentence, index: int) -> Change | None:
    """`une hausse (annuelle) (des ventes) de 5 %`: a change noun whose complement ends in the quantity."""
    at = left_of(sentence, index)
    before = {NAME_OF[char] for char in sentence.types[at + 1 : index]}
    if at < 0 or not before & {"OF", "BY", "PREP", "OUT_OF", "COLON"}:
        if at >= 0 and sentence.types[at] == CHAR["CHANGE"] and index - at <= 2:
            return Change(int(sentence.values[at]), at, "change noun and quantity")
        return None
    if "TO" in before and not before & {"OF", "BY"}:
        return None
    inside = chars("WORD NAME PARTICIPLE OF DET PERIOD PLACE ORG ADVERB RATE_CUE PREP HYPHEN SHARE_CUE")
    steps = 0
    while at >= 0 and steps < 12:
        char = sentence.types[at]
        if char == CHAR["CHANGE"]:
            sign = int(sentence.values[at])
            is_near = all(c in _NEAR for c in sentence.types[at + 1 : index])
            if is_near or "OF" in before or "BY" in before:
                return Change(sign, at, "change noun of quantity")
        if char not in inside:
            return None
        at -= 1
        steps += 1
    return None


_NEAR = chars("OF PERIOD WORD PARTICIPLE ADVERB ABOVE ABOVE_EQ BELOW BELOW_EQ APPROX DET BY")


def _verb_governor(sentence: Sentence, index: int, kind: str) -> Change | None:
    """`a reculé de 5 %`, `rose 5 %`, `gagne 3 points`; with a to-word the quantity is the level reached."""
    at = left_of(sentence, index)
    between = {NAME_OF[char] for char in sentence.types[at + 1 : index]}
    while at >= 0 and sentence.types[at] in _SKIPPED:
        at -= 1
    if at < 0 or sentence.types[at] not in _VERBAL:
        return None
    sign = _verb_sign(sentence.values[at])
    if not sign:
        return None
    is_direct = not between & {"OF", "BY", "PREP"}
    if is_direct and "HOLD" in sentence.values[at].senses and kind not in ("PERCENT", "POINT", "FACTOR"):
        return None
    if is_direct and ("TO" in between or (kind in ("COUNT", "MONEY") and noun_after(sentence, index) is not None)):
        return None
    return Change(sign, at, "change verb and quantity")


_SKIPPED = chars("PERIOD ADVERB PLACE")


def _adjective(sentence: Sentence, index: int) -> Change | None:
    """`5 % de plus`, `up 5 %`, `5 % higher`, `5 % increase`."""
    after = sentence.types[index + 1 : index + 2]
    if after in (CHAR["ABOVE"], CHAR["BELOW"]) and sentence.types[index + 2 : index + 3] != CHAR["QUANTITY"]:
        return Change(1 if after == CHAR["ABOVE"] else -1, index + 1, "quantity and more")
    if after and after == CHAR["MORE"]:
        return Change(int(sentence.values[index + 1]), index + 1, "quantity and more")
    if after and after == CHAR["CHANGE"]:
        return Change(int(sentence.values[index + 1]), index + 1, "quantity and change noun")
    follows = sentence.types[index + 1 : index + 4]
    if CHAR["CHANGE"] in follows:
        offset = follows.index(CHAR["CHANGE"])
        if all(char in _NEAR for char in follows[:offset]) and NAME_OF[follows[0]] not in ("OF", "DET"):
            return Change(int(sentence.values[index + 1 + offset]), index + 1 + offset, "quantity and change noun")
    at = left_of(sentence, index)
    is_reached = CHAR["TO"] in sentence.types[at + 1 : index]
    if at >= 0 and sentence.types[at] == CHAR["MORE"] and index - at <= 3 and not is_reached:
        return Change(int(sentence.values[at]), at, "more and quantity")
    return None


def _opens_pair(sentence: Sentence, index: int) -> bool:
    """`passé de 371 à 368 milliards`: the first of two levels."""
    before = sentence.types[index - 1 : index] if index else ""
    if before not in (CHAR["OF"], CHAR["FROM"]):
        return False
    for at in range(index + 1, min(index + 8, len(sentence.types))):
        name = NAME_OF[sentence.types[at]]
        if name == "QUANTITY":
            return (
                NAME_OF[sentence.types[at - 1]] in ("TO", "DET", "ABOVE", "APPROX", "BELOW")
                and CHAR["TO"] in sentence.types[index:at]
            )
        if name in ("COMMA", "SEMICOLON", "VERB", "CONJ", "STOP"):
            return False
    return False


def change(sentence: Sentence, index: int) -> Change | None:
    """The change that the quantity at `index` tells; None where it is a level."""
    quantity: Quantity = sentence.values[index]
    if quantity.kind not in _MEASURES or _opens_pair(sentence, index):
        return None
    found = _noun_governor(sentence, index) or _verb_governor(sentence, index, quantity.kind)
    if found is None:
        found = _adjective(sentence, index)
    if quantity.is_share:
        return found if found is not None and sentence.types[index + 1 : index + 2] != CHAR["OF"] else None
    if found is None and quantity.sign and quantity.kind in ("PERCENT", "POINT", "COUNT"):
        return Change(quantity.sign, index, "explicit sign")
    if found is None and quantity.rule == "factor verb":
        return Change(1, index, "factor verb")
    if found is None and quantity.unit == "PERCENT":
        after = sentence.types[index + 1 : index + 3]
        if after[:1] == CHAR["BASE_CUE"] or (after[:1] == CHAR["PERIOD"] and _is_base(sentence.values[index + 1])):
            return Change(0, index, "quantity and base of comparison")
    return found


def _is_base(ref: object) -> bool:
    return getattr(ref, "value", "") in ("YOY", "QOQ", "MOM", "PREV_YEAR", "SAME_PREV")
