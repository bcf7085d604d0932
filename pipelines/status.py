"""Whether a statement is actual, forecast, target, estimate or provisional, and whose figure it is.

Cue words come from the lexer with their places; mood and tense from verb forms.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pipelines.languages.inflection import VerbForm
from pipelines.lexer import Cue
from pipelines.tokens import CHAR, NAME_OF, Sentence, chars
from schemas import periods as sdmx
from schemas.records import Slot

_VERBAL = chars("VERB AUX")
_AHEAD = frozenset({"FUT", "COND"})
_ORDER = "FTEP"


def _scope(sentence: Sentence, quantity: int, quantities: Sequence[int]) -> tuple[int, int]:
    """Tokens whose cues speak of the quantity: from the hard boundary before it to the one behind."""
    first = quantity
    while first > 0 and NAME_OF[sentence.types[first - 1]] not in ("SEMICOLON", "STOP"):
        first -= 1
    last = quantity
    following = min((q for q in quantities if q > quantity), default=len(sentence.types))
    while last + 1 < following and NAME_OF[sentence.types[last + 1]] not in ("SEMICOLON", "STOP", "COMMA"):
        last += 1
    return first, last


def status(
    sentence: Sentence,
    cues: Sequence[Cue],
    quantity: int,
    quantities: Sequence[int],
    period: str | None,
    is_until: bool,
    published: date | None,
) -> Slot:
    """The obs_status slot of one quantity.

    A period that lies wholly after publication makes an actual a forecast; a cue word wins over tense.
    """
    first, last = _scope(sentence, quantity, quantities)
    begin, end = sentence.starts[first], sentence.ends[last]
    found = [cue for cue in cues if begin <= cue.start < end]
    bounds = sdmx.span(period) if period else None
    is_past = bool(bounds and published and bounds[1] < published and bounds[1].year < published.year)
    if found and not is_past:
        best = min(found, key=lambda cue: _ORDER.index(cue.status))
        return Slot("STATUS", best.status, best.start, best.end, "CLAUSE", "status cue", 0.8)
    estimates = [cue for cue in found if cue.status in "EP"]
    if estimates:
        return Slot("STATUS", estimates[0].status, estimates[0].start, estimates[0].end, "CLAUSE", "status cue", 0.8)
    if not is_past:
        for index in range(last, first - 1, -1):
            verb = sentence.values[index]
            if sentence.types[index] in _VERBAL and isinstance(verb, VerbForm) and verb.forms <= _AHEAD:
                return Slot("STATUS", "F", sentence.starts[index], sentence.ends[index], "CLAUSE", "future tense", 0.8)
    if bounds and published and (bounds[0] > published or (is_until and bounds[1] > published)):
        return Slot("STATUS", "F", None, None, "CLAUSE", "period after publication", 0.9)
    return Slot("STATUS", "A", None, None, "DEFAULT", "no cue", 0.9)


def is_present(sentence: Sentence, quantity: int) -> bool:
    """Whether the verb nearest to the quantity stands in a present, perfect, future or no tense at all."""
    verbs = [i for i, c in enumerate(sentence.types) if c in _VERBAL and isinstance(sentence.values[i], VerbForm)]
    if not verbs:
        return True
    nearest = min(verbs, key=lambda i: (abs(i - quantity), i > quantity))
    return not sentence.values[nearest].forms <= _BACK


_BACK = frozenset({"PAST", "IMPF", "PP"})


def source(sentence: Sentence) -> Slot | None:
    """Whose figure a sentence says it gives (`selon l'OCDE`); None where it names nobody."""
    at = sentence.types.find(CHAR["SOURCE_CUE"])
    if at < 0:
        return None
    last, is_named = at, False
    while last + 1 < len(sentence.types) and last - at < 12:
        name = NAME_OF[sentence.types[last + 1]]
        if name in ("COMMA", "VERB", "AUX", "QUANTITY", "STOP", "SEMICOLON", "OPEN", "COLON", "PRONOUN", "REL"):
            break
        last += 1
        is_named |= name in ("ORG", "NAME")
    first = at + 1
    while first <= last and NAME_OF[sentence.types[first]] in ("DET", "OF"):
        first += 1
    if not is_named or first > last:
        return None
    start, end = sentence.starts[first], sentence.ends[last]
    words = " ".join(sentence.text[start:end].split())
    return Slot("SOURCE", words, start, end, "SENTENCE", "source cue", 0.8)
