"""Whether a statement is actual, forecast, target, estimate or provisional, and whose figure it is.

Cue words come from the lexer with their places; mood and tense from verb forms.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date

from pipelines.languages.inflection import VerbForm
from pipelines.quantities import Quantity
from pipelines.tokens import CHAR, NAME_OF, Cue, Sentence, chars, compiled
from schemas import periods as sdmx
from schemas.records import Slot

AFTER_PUBLICATION = "period after publication"
"""The rule by which only the period makes a figure a forecast."""
_VERBAL = chars("VERB AUX")
_VERBS = compiled("[VERB AUX]")
_NEXT_VERB = compiled("[VERB AUX COMMA SEMICOLON QUANTITY STOP COLON CONJ REL]")
_BOUNDARY = compiled("[SEMICOLON STOP COMMA]|CONJ (VERB|AUX)")
_SEMICOLON, _STOP = CHAR["SEMICOLON"], CHAR["STOP"]
_ACTUAL = Slot("STATUS", "A", None, None, "DEFAULT", "no cue", 0.9)
_NEXT_CLAUSE = CHAR["COMMA"] + CHAR["CONJ"]
_AHEAD = frozenset({"FUT", "COND"})
_ORDER = "FTEP"


def _scope(sentence: Sentence, quantity: int, quantities: Sequence[int]) -> tuple[int, int]:
    """Tokens whose cues speak of the quantity: from the hard boundary before it to the one behind."""
    types = sentence.types
    first = max(types.rfind(_SEMICOLON, 0, quantity), types.rfind(_STOP, 0, quantity)) + 1
    clause = types.rfind(_NEXT_CLAUSE, first, quantity)
    if clause > quantities[0] and not _VERBAL.isdisjoint(types[clause:quantity]):
        first = clause + 1
    at = bisect_right(quantities, quantity)
    following = quantities[at] if at < len(quantities) else len(types)
    end = _BOUNDARY.search(types, quantity + 1, following)
    return first, (end.start() if end else following) - 1


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
    found = [cue for cue in cues if begin <= cue.start < end and not _is_foreign(cue, sentence, quantity, quantities)]
    bounds = sdmx.span(period) if period else None
    is_past = bool(bounds and published and bounds[1] < published and bounds[1].year < published.year)
    if found and not is_past:
        best = min(found, key=lambda cue: _ORDER.index(cue.status))
        return Slot("STATUS", best.status, best.start, best.end, "CLAUSE", "status cue", 0.8)
    estimates = [cue for cue in found if cue.status in "EP"]
    planned = None if is_past or found else _planned(sentence, first, quantity)
    if planned is not None:
        return planned
    if estimates:
        return Slot("STATUS", estimates[0].status, estimates[0].start, estimates[0].end, "CLAUSE", "status cue", 0.8)
    if not is_past:
        for index in range(last, first - 1, -1):
            verb = sentence.values[index]
            if sentence.types[index] in _VERBAL and isinstance(verb, VerbForm) and verb.forms <= _AHEAD:
                return Slot("STATUS", "F", sentence.starts[index], sentence.ends[index], "CLAUSE", "future tense", 0.8)
    if bounds and published and (bounds[0] > published or (is_until and bounds[1] > published)):
        return Slot("STATUS", "F", None, None, "CLAUSE", AFTER_PUBLICATION, 0.9)
    return _ACTUAL


def _is_foreign(cue: Cue, sentence: Sentence, quantity: int, quantities: Sequence[int]) -> bool:
    return _is_anothers(cue, sentence, quantity, quantities) or _is_opinion(cue, sentence, quantity)


def _is_opinion(cue: Cue, sentence: Sentence, quantity: int) -> bool:
    """`six in ten firms expect orders to rise`: how many expect or plan it is no forecast."""
    value: Quantity = sentence.values[quantity]
    if cue.status not in "FT" or cue.start < sentence.ends[quantity] or value.kind not in ("PERCENT", "RATIO"):
        return False
    found = _NEXT_VERB.search(sentence.types, quantity + 1)
    at = found.start() if found is not None else 0
    is_active = at > quantity + 1 and sentence.types[at] == CHAR["VERB"]
    return is_active and sentence.starts[at] <= cue.start < sentence.ends[at]


def _is_anothers(cue: Cue, sentence: Sentence, quantity: int, quantities: Sequence[int]) -> bool:
    """`imports, estimated at 9 tonnes, cost 17 million`: an estimate speaks of the figure beside it alone."""
    if cue.status not in "EP" or cue.start > sentence.starts[quantity]:
        return False
    others = [q for q in quantities if cue.end <= sentence.starts[q] < sentence.starts[quantity]]
    return bool(others) and CHAR["COMMA"] in sentence.types[others[0] : quantity]


def _planned(sentence: Sentence, first: int, quantity: int) -> Slot | None:
    """`la Banque mise sur 4 %`, `proyectamos ventas por 10 millones`: a verb of expecting or planning."""
    for index in range(quantity - 1, first - 1, -1):
        verb = sentence.values[index]
        if sentence.types[index] == CHAR["COMMA"]:
            return None
        if sentence.types[index] not in _VERBAL or not isinstance(verb, VerbForm) or "AUX" in verb.senses:
            continue
        if verb.senses.isdisjoint(_PLANNING) or "PRES" not in verb.forms:
            continue
        found = "F" if "FORECAST" in verb.senses else "T"
        return Slot("STATUS", found, sentence.starts[index], sentence.ends[index], "CLAUSE", "verb of planning", 0.7)
    return None


def looks_ahead(sentence: Sentence, cues: Sequence[Cue], quantity: int, quantities: Sequence[int]) -> bool:
    """Whether a forecast or target word, or a verb of planning or expecting before it, speaks of the quantity."""
    first, last = _scope(sentence, quantity, quantities)
    for value in sentence.values[first:quantity]:
        if isinstance(value, VerbForm) and "AUX" not in value.senses and not value.senses.isdisjoint(_PLANNING):
            return True
    begin, end = sentence.starts[first], sentence.ends[last]
    near = (cue for cue in cues if cue.status in "FT" and begin <= cue.start < end)
    return any(not _is_opinion(cue, sentence, quantity) for cue in near)


_PLANNING = frozenset({"FORECAST", "TARGET"})


def is_present(sentence: Sentence, quantity: int) -> bool:
    """Whether the verb nearest to the quantity stands in a present, perfect, future or no tense at all."""
    found = (match.start() for match in _VERBS.finditer(sentence.types))
    verbs = [i for i in found if isinstance(sentence.values[i], VerbForm)]
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
