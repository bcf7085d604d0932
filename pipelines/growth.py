"""Growth told from afar: by a clause's opening, by verbs that echo a change, by the amount that a percentage restates.

`Growth in lending to firms, 5 % in January, …`, `El crecimiento respecto al año anterior fue del 3 %`, `… y la pesca lo
hizo un 4 %`. What stands right beside a figure is `changes.py`'s work.
"""

from __future__ import annotations

from bisect import bisect_left

from pipelines.bounds import MAX_ASIDE
from pipelines.changes import VERBAL, Change
from pipelines.drafts import Draft
from pipelines.languages.inflection import VerbForm
from pipelines.neighbours import is_coordinated, is_stated_growth
from pipelines.quantities import Quantity
from pipelines.signs import direction, verb_sign
from pipelines.tokens import CHAR, Sentence, chars, compiled

MAX_LOOK = 28
"""Tokens from a clause's opening to its figure."""
_JOINTS = chars("COMMA REL CONJ")
"""Where a clause may begin inside a sentence: `…, donde el aumento llega al 7 %`."""
_OPENINGS = chars("STOP SEMICOLON COLON DASH BULLET")
_NOMINAL = (
    "WORD|NAME|ORG|PLACE|OF|DET|PARTICIPLE|RATE_CUE|SHARE_CUE|INDEX_CUE|DURATION_CUE|OUT_OF|PREP|PERIOD|ADVERB|FROM|TO|"
    "PRONOUN|BASE_CUE|DEMONSTRATIVE|HYPHEN|UNIT|CURRENCY|TIME_UNIT|MORE|CONJ|NUMBERED"
)
_HEAD = f"(CONJ|ADVERB|COMMA){{0,2}} (DET|DEMONSTRATIVE)? (WORD|NAME|PARTICIPLE){{0,2}} CHANGE ({_NOMINAL}){{0,12}}"
_ASIDE = f"(COMMA ({_NOMINAL}|ORDINAL){{1,10}} COMMA)?"
_LEADING = "(TO|OF|PREP|OUT_OF|DET|ONE|APPROX|ABOVE|ABOVE_EQ|BELOW|BELOW_EQ|ADVERB){0,4}"
_SAID = compiled(
    f"{_HEAD} {_ASIDE} (AUX|VERB) (AUX|VERB|PARTICIPLE|INFINITIVE|ADVERB|TO|NEG){{0,5}} {_LEADING} QUANTITY"
)
_APPOSED = compiled(f"{_HEAD} COMMA {_LEADING} QUANTITY (PREP|OUT_OF)? PERIOD? (COMMA|STOP|SEMICOLON)")
_ECHO = chars("ONE OF BY PREP APPROX ABOVE BELOW ADVERB")
_AMOUNT = frozenset({"HOLD"})


def opening_change(sentence: Sentence, index: int) -> Change | None:
    """The change verb or noun that opens the clause of the percentage at `index`; None where none does."""
    quantity: Quantity = sentence.values[index]
    types = sentence.types
    if quantity.unit != "PERCENT" or quantity.is_share or types[index + 1 : index + 2] == CHAR["OF"]:
        return None
    inverted = _before_subject(sentence, index)
    if inverted is not None or CHAR["CHANGE"] not in types[:index]:
        return inverted
    start = index
    while start > 0 and index - start < MAX_LOOK and types[start - 1] not in _OPENINGS:
        start -= 1
    clauses = [start, *(at + 1 for at in range(start, index) if types[at] in _JOINTS)]
    matches = (pattern.match(types, at) for at in clauses for pattern in (_SAID, _APPOSED))
    found = next((match for match in matches if match is not None), None)
    if found is None or types.find(CHAR["QUANTITY"], found.start()) != index or found.end() <= index:
        return None
    at = types.index(CHAR["CHANGE"], found.start())
    told = sentence.values[at]
    verbs = [v for v in sentence.values[at:index] if isinstance(v, VerbForm)]
    if told.endswith("#") or any(v.senses >= _AMOUNT and "LEVEL" not in v.senses for v in verbs):
        return None
    return Change(direction(told) or quantity.sign, at, "change noun as subject")


def of_previous(sentence: Sentence, index: int, previous: Draft) -> Change | None:
    """The change of the statement before, where the figure at `index` tells it as well."""
    if previous.change is not None and is_coordinated(sentence, index, previous):
        return previous.change
    if is_stated_growth(sentence, index, previous):
        sign = previous.change.sign if previous.change is not None else 0
        return Change(sign, index, "percent behind two levels")
    return restated(sentence, index, previous)


def _before_subject(sentence: Sentence, index: int) -> Change | None:
    """`también crecieron las ventas y los encargos, un 7 % y un 3 %`: a change verb before what it is said of."""
    types = sentence.types
    for at in range(index - 2, max(-1, index - MAX_ASIDE), -1):
        if types[at] in VERBAL:
            sign = verb_sign(sentence.values[at])
            is_first = sign != 0 and _INVERTED.fullmatch(types, at + 1, index) is not None
            return Change(sign, at, "change verb and quantity") if is_first else None
        if types[at] not in _SUBJECT:
            return None
    return None


_INVERTED = compiled(
    "(ADVERB|MORE){0,2} (COMMA ADVERB COMMA)?"
    "((DET|WORD|RATE_CUE|INDEX_CUE|DEMONSTRATIVE)"
    " [DET WORD NAME ORG OF CONJ PLACE RATE_CUE SHARE_CUE PARTICIPLE PREP TO ADVERB PERIOD]{1,12})?"
    " COMMA ADVERB? ONE (APPROX|ABOVE|BELOW)?"
)
"""What stands between a change verb that its subject follows and the figure: `cayó, en cambio, la oferta, un`."""
_SUBJECT = chars(
    "DET WORD NAME ORG OF CONJ PLACE RATE_CUE SHARE_CUE INDEX_CUE PARTICIPLE PREP TO ADVERB PERIOD MORE COMMA ONE"
    " APPROX ABOVE BELOW DEMONSTRATIVE"
)


def echoed(sentence: Sentence, index: int, previous: Draft) -> Change | None:
    """`las ventas crecieron un 5 % y las compras lo hicieron un 3 %`: a pronoun and a verb for the change before."""
    at = index - 1
    while at >= 0 and sentence.types[at] in _ECHO and index - at <= 4:
        at -= 1
    verb = sentence.values[at] if at > 0 else None
    is_plain = isinstance(verb, VerbForm) and verb.senses == _OTHER and sentence.types[at - 1] == CHAR["DET"]
    is_alike = sentence.values[index].unit == previous.quantity.unit == "PERCENT"
    return previous.change if is_plain and is_alike else None


_OTHER = frozenset({"OTHER"})


def restated(sentence: Sentence, index: int, previous: Draft) -> Change | None:
    """`an increase of 262 (4 %)`, `um 90.000 oder 2,4 Prozent`: what a change comes to in percent is the change again.

    So is, behind a change in percent, a bracket behind a place: `wuchs in Wien um 5,1 %, knapp vor Graz (5 %)`.
    """
    quantity: Quantity = sentence.values[index]
    is_of = sentence.types[index + 1 : index + 2] == CHAR["OF"]
    if previous.change is None or quantity.unit != "PERCENT" or quantity.is_share or is_of:
        return None
    at = bisect_left(sentence.starts, previous.start)
    is_percent = previous.quantity.kind in ("PERCENT", "POINT", "FACTOR")
    pattern = _PLACE_BRACKET if is_percent else _RESTATED
    return previous.change if pattern.fullmatch(sentence.types, at + 1, index) else None


_RESTATED = compiled(
    "(WORD|NAME|ORG|UNIT){0,3} (OPEN|CONJ|COMMA? RESTATE) (APPROX|ADVERB|ABOVE|BELOW|BY|DET|OF|ONE){0,2}"
)
_PLACE_BRACKET = compiled(
    "(ADVERB|INFINITIVE|VERB){0,4} COMMA? (CONJ|ADVERB|PREP|AGO|DET|OF|PARTICIPLE){1,4} PLACE OPEN"
)
