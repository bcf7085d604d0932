"""What stands left of a quantity: its bound or approximation, the particle that leads it in, and what governs it."""

from __future__ import annotations

from typing import NamedTuple

from pipelines.languages.inflection import VerbForm
from pipelines.tokens import CHAR, NAME_OF, Sentence, chars, compiled

_BOUND = {"ABOVE": ">", "ABOVE_EQ": ">=", "BELOW": "<", "BELOW_EQ": "<="}
_AFTER = {"OR_MORE": ">=", "OR_LESS": "<="}
_FLIP = {">": "<", ">=": "<=", "<": ">", "<=": ">="}
_PASSED = chars("DET OF TO ADVERB ONE CURRENCY DEMONSTRATIVE BY PREP OUT_OF BETWEEN")
_VERBAL = chars("VERB PARTICIPLE INFINITIVE GERUND")
_QUALIFYING = chars("ABOVE ABOVE_EQ BELOW BELOW_EQ APPROX")
_LIGHT = "".join(_PASSED | _QUALIFYING)


class Bound(NamedTuple):
    """The comparator (on the magnitude) and whether the words approximate."""

    comparator: str | None = None
    is_approximate: bool = False
    first: int | None = None


def bound(sentence: Sentence, index: int) -> Bound:
    """The bound or approximation that qualifies the quantity at `index`."""
    after = NAME_OF.get(sentence.types[index + 1 : index + 2] or "", "")
    if after in _AFTER:
        return Bound(_AFTER[after], False, index + 1)
    if after == "PLUS" and sentence.is_glued(index + 1):
        return Bound(">=", False, index + 1)
    at = index - 1
    while at >= 0 and index - at <= 4:
        name = NAME_OF[sentence.types[at]]
        if name in _BOUND:
            if _is_known(sentence, index):
                return Bound()
            is_phrasal = name == "BELOW_EQ" and sentence.values[at] == "TO" and at and sentence.types[at - 1] in _VERBAL
            return Bound() if is_phrasal else Bound(_BOUND[name], False, at)
        if name == "APPROX":
            return Bound(None, True, at)
        if sentence.types[at] in _VERBAL:
            is_by = sentence.types[at + 1] in _PLACED and all(c in _ARTICLES for c in sentence.types[at + 2 : index])
            return Bound() if is_by else _verb_bound(sentence, at)
        if sentence.types[at] not in _PASSED and name != "NEG":
            break
        at -= 1
    if after == "APPROX":
        return Bound(None, True, index + 1)
    return Bound()


def _is_known(sentence: Sentence, index: int) -> bool:
    """`still above the 5.2 % recorded in 2019`: the figure is a level that is compared with, and exact itself."""
    if sentence.types[index - 1] == CHAR["DET"]:
        return bool(_RECORDED_THE.match(sentence.types, index + 1))
    is_rate = sentence.values[index].kind in ("PERCENT", "POINT")
    return is_rate and bool(_RECORDED.match(sentence.types, index + 1))


_RECORDED = compiled("PARTICIPLE (PREP|OUT_OF|DET|OF|TO){0,2} PERIOD")
_RECORDED_THE = compiled("(PARTICIPLE|VERB) (PREP|OUT_OF|DET|OF|TO){0,2} PERIOD")


def _verb_bound(sentence: Sentence, at: int) -> Bound:
    """What a verb says of its figure's bound: `dépasse`; denied it is the other one: `ne dépasse pas 98 %`."""
    verb: VerbForm = sentence.values[at]
    if any(sentence.types[i] in _BY for i in range(at + 1, min(at + 3, len(sentence.types)))):
        return Bound()
    is_denied = CHAR["NEG"] in sentence.types[max(0, at - 4) : at + 3]
    if "ABOVE" in verb.senses and "LEVEL" in verb.senses:
        return Bound("<=" if is_denied else ">", False, at)
    if "BELOW" in verb.senses and "LEVEL" in verb.senses:
        return Bound(">=" if is_denied else "<", False, at)
    if is_denied and "REACH" in verb.senses:
        return Bound("<", False, at)
    return Bound(None, "NEAR" in verb.senses, at)


_BY = chars("OF BY")
_PLACED = chars("PREP OUT_OF")
_ARTICLES = chars("ONE DET")


def signed_comparator(comparator: str | None, is_negative: bool) -> str | None:
    """A comparator on the magnitude as one on the signed value: a fall of more than 5 % is < −5."""
    return _FLIP[comparator] if comparator and is_negative else comparator


def left_of(sentence: Sentence, index: int) -> int:
    """The nearest token to the left that is no bound, article or preposition; −1 at the sentence's beginning."""
    return len(sentence.types[:index].rstrip(_LIGHT)) - 1


def particle(sentence: Sentence, index: int) -> str:
    """The name of the particle nearest to the left of a quantity, over bounds and articles; empty for none."""
    for at in range(index - 1, left_of(sentence, index), -1):
        if sentence.types[at] in _PARTICLES:
            return NAME_OF[sentence.types[at]]
        is_up_to = sentence.types[at] in _REACHING and sentence.values[at] == "TO"
        if is_up_to and at and sentence.types[at - 1] in _VERBAL:
            return "TO"
    return ""


_REACHING = chars("BELOW_EQ ABOVE BELOW")
_PARTICLES = chars("TO OF BY PREP OUT_OF")


def before_aside(sentence: Sentence, at: int) -> int:
    """The token before an adjunct between commas: `creció, en términos interanuales, un 3 %`; else the same token.

    So is the verb before words of manner or time and a comma: `a augmenté bien plus vite, de 5 %`.
    """
    if at < 1 or sentence.types[at] != CHAR["COMMA"]:
        return at
    manner = _MANNER.search(sentence.types, max(0, at - MAX_MANNER), at + 1)
    if manner is not None and sentence.types[at + 1 : at + 2] in _DEGREE:
        return manner.start()
    for back in range(at - 1, max(-1, at - MAX_ASIDE), -1):
        if sentence.types[back] == CHAR["COMMA"]:
            is_adjunct = sentence.types[back + 1] in _ADJUNCT and sentence.types[back - 1 : back] in _VERBAL
            return back - 1 if is_adjunct and back else at
        if sentence.types[back] not in _ASIDE:
            return at
    return at


_ASIDE = chars(
    "SOURCE_CUE PERIOD PREP OUT_OF OF DET WORD NAME ORG PLACE TO ADVERB TIME_UNIT BASE_CUE RATE_CUE HYPHEN CHANGE "
    "DEMONSTRATIVE BEGIN END MID ORDINAL QUARTER"
)
_MANNER = compiled("(VERB|PARTICIPLE|INFINITIVE|GERUND) ((ADVERB|MORE|PERIOD) (ADVERB|WORD|MORE|PERIOD){0,3})? COMMA$")
MAX_MANNER = 6
"""Tokens from a comma back to the verb of which the words before it say how."""
_DEGREE = chars("OF BY")
_ADJUNCT = chars("SOURCE_CUE PERIOD PREP OUT_OF TO ADVERB BASE_CUE OF")
MAX_ASIDE = 12
