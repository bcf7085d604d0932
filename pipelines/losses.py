"""Amounts that were lost or gained since a stated base: `gegenüber 2023 fehlen 1.108`, `shed 400 jobs (-2 %)`.

Which verb tells it, and whether the clause says what it compares with. What moves percentages is `changes.py`'s work.
"""

from __future__ import annotations

import re

from pipelines.bounds import particle
from pipelines.quantities import Quantity
from pipelines.tokens import CHAR, Sentence, chars, compiled
from pipelines.verb_frame import finite_before, tokens_behind

_VERBAL = chars("VERB PARTICIPLE INFINITIVE GERUND")


def lost_or_gained(sentence: Sentence, index: int) -> tuple[int, int] | None:
    """`Gegenüber 2023 fehlen 1.108`, `kamen 15.000 Stellen dazu (+0,3 %)`: what was lost or gained since a stated base.

    A base of comparison in the clause says so, or a signed percentage that restates the amount; else the amount is a
    level: `lost 500 jobs`. Given are the sign and the token of the verb.
    """
    quantity: Quantity = sentence.values[index]
    if particle(sentence, index) or sentence.types[index - 1 : index] in (CHAR["FROM"], CHAR["BASE_CUE"]):
        return None
    verb = _losing_verb(sentence, index)
    senses: frozenset[str] = getattr(sentence.values[verb], "senses", frozenset()) if verb is not None else frozenset()
    is_part = quantity.unit == "PERCENT"
    is_free = "LACK" in senses if is_part else not senses.isdisjoint(("UP", "DOWN", "LACK"))
    is_of_them = sentence.types[index + 1 : index + 2] == CHAR["OF_THEM"]
    if verb is None or not is_free or is_of_them or (is_part and sentence.types[index + 1 : index + 2] == CHAR["OF"]):
        return None
    restated = _RESTATED_RATE.match(sentence.types, index) if not is_part else None
    rate: Quantity | None = sentence.values[restated.end() - 1] if restated is not None else None
    is_signed = rate is not None and rate.unit == "PERCENT" and _is_restating(sentence, rate, restated)
    if not is_signed and not _has_base(sentence, index, "UP" in senses):
        return None
    return (1 if "UP" in senses else -1), verb


def _is_restating(sentence: Sentence, rate: Quantity, found: re.Match[str] | None) -> bool:
    """Whether a percentage says what an amount comes to: it has a sign, stands alone in brackets, or is led in."""
    if rate.sign or found is None or CHAR["OPEN"] not in found[0]:
        return True
    return sentence.types[found.end() : found.end() + 1] == CHAR["CLOSE"]


_RESTATED_RATE = compiled(
    "QUANTITY (WORD|NAME|OF|PARTICIPLE|ADVERB|INFINITIVE|VERB|PLACE){0,4}"
    " ((OPEN|COMMA? RESTATE|CONJ) (APPROX|ADVERB|ABOVE|BELOW|DET|OF|ONE){0,2} QUANTITY"
    "|COMMA (DET|PRONOUN|REL|RESTATE|VERB|AUX|ONE){0,4} CHANGE (OF|BY)? (APPROX|ABOVE|BELOW)? QUANTITY"
    "|COMMA (DET|PRONOUN|REL|RESTATE|VERB|AUX){0,3} (APPROX|ABOVE|BELOW)? QUANTITY (?=MORE))"
)


def _losing_verb(sentence: Sentence, index: int) -> int | None:
    """The verb of the clause that tells a loss or gain: the finite one, else, in a frame, the one behind the figure."""
    at = finite_before(sentence, index)
    if at is not None and sentence.types[at] == CHAR["VERB"]:
        return at
    if not sentence.is_framed:
        return next((i for i in range(index - 1, max(-1, index - MAX_BACK), -1) if sentence.types[i] in _VERBAL), None)
    return next((i for i in tokens_behind(sentence, index) if sentence.types[i] in _VERBAL), None)


def _has_base(sentence: Sentence, index: int, is_gain: bool) -> bool:
    """Whether the clause names the time that it compares with: `gegenüber dem Vorjahr`.

    For a gain a span will do (`innert Jahresfrist kamen 15.000 dazu`); what a span cost is a level.
    """
    first = max(sentence.types.rfind(end, 0, index) for end in _CLAUSE_ENDS)
    for at in range(first + 1, min(index + MAX_BASE, len(sentence.types))):
        char = sentence.types[at]
        if at > index and char in _CLAUSE_ENDS:
            return False
        is_compared = char == CHAR["BASE_CUE"] and sentence.values[at] not in ("PREP", "CONJ", "ON")
        if is_compared and _BASE_PERIOD.match(sentence.types, at + 1):
            return True
        is_after = sentence.types[at + 1 : at + 2] == CHAR["BASE_CUE"]
        if (
            is_gain
            and char == CHAR["PERIOD"]
            and not is_after
            and getattr(sentence.values[at], "value", "") in _COMPARING
        ):
            return True
    return False


_CLAUSE_ENDS = chars("SEMICOLON STOP COLON BULLET QUANTITY")
_COMPARING = frozenset({"YOY", "QOQ", "MOM"})
_BASE_PERIOD = compiled("(DET|PREP|TO|OF){0,2} (PERIOD|WORD)")
MAX_BACK = 4
"""Tokens from a figure back to a verb of which it is the object."""
MAX_BASE = 12
"""Tokens behind a figure in which the base of its comparison may stand."""
