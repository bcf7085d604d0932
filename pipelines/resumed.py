"""A bare number that a later clause or a bracket tells of what a figure before it measures.

`15 millions de tonnes, alors qu'on n'en comptait que 9,2 millions`, `301,8 millions d'euros, devant Porto (300,1)`.
"""

from __future__ import annotations

from decimal import Decimal

from pipelines.quantities import Quantity
from pipelines.tokens import Sentence, chars, compiled

MEASURED = frozenset({"MONEY", "UNIT", "TIME", "SCORE", "FACTOR", "RATIO"})
RARE = frozenset({"TIME", "FACTOR"})
"""Kinds that a later number shares only where it has decimals: `2,3 fois l'Ebitda, … était de 2,9`."""
MAX_CLAUSE = 14
"""Tokens of a clause that says nothing but when, and what the figure was."""
PEERS, RESUMED = Decimal(5), Decimal(20)
"""How many times another a figure of the same measure may be: one beside it, one of another time."""


def is_resumed(sentence: Sentence, before: int, index: int) -> bool:
    """Whether the clause of a bare number names nothing but a time, or a bracket behind a name holds a peer."""
    mine, other = sentence.values[index], sentence.values[before]
    if other.kind not in (*MEASURED, "POINT") or other.is_share or (other.kind in RARE and not mine.low.decimals):
        return False
    if _PEER.match(sentence.types, index - 2) and mine.low.decimals and not mine.low.mult:
        return other.kind in ("MONEY", "UNIT", "RATIO") and _times(mine, other) <= PEERS
    if _is_further_decimal(sentence, before, index):
        return True
    clause = _CLAUSE.search(sentence.types, max(before + 1, index - MAX_CLAUSE), index)
    is_told = clause is not None and not _VERBS.isdisjoint(clause[0])
    return is_told and sentence.types[index + 1 : index + 2] in _ENDS and _times(mine, other) <= RESUMED


def _is_further_decimal(sentence: Sentence, before: int, index: int) -> bool:
    """`0,5 puntos en la zona euro, 0,3 en la UE`, `5,1 puntos; el comercio, 4,5`: one more of a list of decimals."""
    mine, other = sentence.values[index].low, sentence.values[before].low
    if not mine.decimals or mine.mult or mine.decimals != other.decimals:
        return False
    between = sentence.types[before + 1 : index]
    is_item = _IN_PLACE.match(sentence.types, index - 1) or _OF_SUBJECT.fullmatch(sentence.types, before + 1, index)
    return bool(is_item) and _NOMINAL.issuperset(between)


_IN_PLACE = compiled("(COMMA|CONJ) QUANTITY (PREP|OUT_OF|BETWEEN) (DET|OF)* (PLACE|NAME|ORG|WORD)")
_OF_SUBJECT = compiled(
    "[^COMMA SEMICOLON]{0,8} (COMMA CONJ?|SEMICOLON|CONJ) DET? (WORD|NAME|PLACE) [^QUANTITY]{0,5} COMMA"
)
_NOMINAL = chars("WORD NAME ORG PLACE DET OF PREP OUT_OF TO BETWEEN COMMA CONJ SEMICOLON PERIOD CHANGE ADVERB HYPHEN")


def _times(mine: Quantity, other: Quantity) -> Decimal:
    """How many times the lesser the greater is, the bare one in the other's scale where it has none."""
    scale = mine.low.mult or (other.low.mult if mine.low.value < THOUSAND else 0)
    low, high = sorted((mine.low.value.scaleb(scale), other.low.value.scaleb(other.low.mult)))
    return high / low if low > 0 else Decimal("Infinity")


THOUSAND = 1000
_PEER = compiled("(PLACE|NAME|ORG|WORD) OPEN QUANTITY CLOSE")
_CLAUSE = compiled(
    "(COMMA|SEMICOLON|CONJ|REL) (CONJ|REL|PERIOD|ADVERB|PRONOUN|NEG|AUX|VERB|PARTICIPLE|OF|TO|AGO|DET|DEMONSTRATIVE"
    "|APPROX|ABOVE|BELOW|PREP PERIOD|PREP (?=VERB|AUX)|PREP TIME_UNIT|ONE TIME_UNIT|TIME_UNIT){1,12}$"
)
_VERBS = chars("AUX VERB PARTICIPLE")
_ENDS = chars("STOP COMMA SEMICOLON PREP PERIOD CLOSE CONJ AGO BASE_CUE")
