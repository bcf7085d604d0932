"""What may stand between a verb and its figure, and the direction that a clause names from afar."""

from __future__ import annotations

from pipelines.bounds import MAX_ASIDE, before_aside
from pipelines.signs import direction, verb_sign
from pipelines.tokens import CHAR, Sentence, chars, compiled

_VERBAL = chars("VERB PARTICIPLE INFINITIVE GERUND")
_SKIPPED = chars("PERIOD ADVERB PLACE ZIP")
_SINCE = compiled("SINCE PERIOD")
ASIDE = "ASIDE"
"""The value of a conjunction that stands inside its clause: `perd cependant 2 %`."""


def governor(sentence: Sentence, at: int) -> int:
    """The token that governs a figure whose lead-in begins behind `at`: over times, places, manner and `only`."""
    at = _before_where(sentence, before_aside(sentence, at))
    while at >= 0 and (
        sentence.types[at] in _SKIPPED or sentence.values[at] == ASIDE or _SINCE.match(sentence.types, at)
    ):
        at -= 1
    if at > 1 and _THAT_DAY.match(sentence.types, at - 2):
        at -= 2
    return _before_only(sentence, _before_where(sentence, at))


_THAT_DAY = compiled("(VERB|PARTICIPLE) DEMONSTRATIVE (TIME_UNIT|WORD|QUARTER)")
"""`cedieron este lunes 0,8 %`: when it happened, between a change verb and its figure."""


def _before_where(sentence: Sentence, at: int) -> int:
    """`ont cédé sur le marché mondial un tiers`: the verb before a phrase that says where; else the same token."""
    found = _WHERE.search(sentence.types, max(0, at - MAX_WHERE), at + 1)
    return found.start() if found is not None else at


_WHERE = compiled(
    "(VERB|PARTICIPLE) (PREP|OUT_OF) DET? (WORD|NAME|PLACE) (OF? DET? (WORD|NAME|PLACE|PARTICIPLE)){0,2}$"
)
MAX_WHERE = 9


def _before_only(sentence: Sentence, at: int) -> int:
    """`ne cède que 1 %`, `n'ont perdu « que » 8 %`: the verb before the second half of a negation that means only."""
    found = _ONLY.search(sentence.types, max(0, at - MAX_ONLY), at + 1)
    is_denied = found is not None and CHAR["NEG"] in sentence.types[max(0, found.start() - 3) : found.start()]
    return found.start() if found is not None and is_denied else at


_ONLY = compiled("(VERB|PARTICIPLE) ADVERB? QUOTE? (REL|CONJ) QUOTE?$")
MAX_ONLY = 5


def direction_before(sentence: Sentence, index: int) -> int:
    """`le reflux atteint 6 % par an`: the direction of the change noun that the figure's clause names; else 0."""
    for at in range(index - 1, max(-1, index - MAX_ASIDE), -1):
        if sentence.types[at] == CHAR["CHANGE"]:
            return 0 if sentence.values[at].endswith(("#", "=")) else direction(sentence.values[at])
        if sentence.types[at] in _CLAUSE_ENDS or (sentence.types[at] in _VERBAL and verb_sign(sentence.values[at])):
            return 0
    return 0


_CLAUSE_ENDS = chars("QUANTITY STOP SEMICOLON COLON COMMA CLOSE OPEN SKIPPED")
