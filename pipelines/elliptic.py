"""Counts whose noun stands elsewhere: before, in a list of parts, or in the clause that they resume.

`187 drove, 67 rode and 14 walked`, `149 or 43.8 %`, `of which 38 in towns`. Only for numbers that count no noun beside
them (`counts.py`).
"""

from __future__ import annotations

from pipelines.languages.inflection import VerbForm
from pipelines.numbers import Numeral
from pipelines.tokens import Sentence, chars, compiled


def is_elliptic(sentence: Sentence, index: int) -> bool:
    """A count whose noun stands elsewhere: before, in a list of parts, or in the clause that it resumes.

    `187 drove, 67 rode and 14 walked`, `149 or 43.8 %`, `of which 38 in towns`, `se quedaron en 16,`.
    """
    types = sentence.types
    if _TOLD_TO.match(types, index - 2):
        verb = sentence.values[index - 2]
        return isinstance(verb, VerbForm) and bool(verb.senses & _TELLING)
    if _APPOSED.match(types, index - 1):
        return True
    shared = _SHARED.match(types, index)
    if shared is not None and getattr(sentence.values[shared.end() - 1], "kind", "") == "PERCENT":
        return True
    start = max(0, index - FAR)
    if any(found.end() == index + 1 for found in _OF_WHICH.finditer(types, start, index + 2)):
        return True
    is_told = _RESUMED.match(types, index - 1) or _PASSIVE.search(types, start, index + 2)
    if is_told and _has_count(sentence, 0, index):
        return True
    if _is_further(sentence, index) and not _FIGURES.isdisjoint(types[:index]):
        return True
    is_placed = _PLACED.match(types, index - 2) or _PLACED.match(types, index - 3) or _DATED_COUNT.match(types, index)
    return bool(is_placed) and (_has_count(sentence, 0, index) or _has_count(sentence, index + 1, len(types)))


def _is_further(sentence: Sentence, index: int) -> bool:
    """A further one of what a figure before it counts: `Lugo, con 38`, `han sido seis`, `ocho que volvieron`."""
    types = sentence.types
    is_item = any(_ITEM.fullmatch(types, at, index + 1) for at in range(max(0, index - MAX_ITEM), index))
    if _RELATED.match(types, index - 1) or (is_item and types[index + 1 : index + 2] in _ITEM_END):
        return True
    return _THAN_THE.match(types, index - 2) is not None and not sentence.values[index].is_words


MAX_ITEM = 10
"""Tokens of a list's item before its figure."""
_FIGURES = chars("NUMERAL QUANTITY SKIPPED")
_ITEM_END = chars("COMMA STOP SEMICOLON CONJ")
_ITEM = compiled(
    "(COMMA|CONJ|SEMICOLON) (PREP|OUT_OF|OF|TO|PER|ADVERB){0,3} DET? (PLACE|NAME|ORG|WORD|PERIOD)"
    " [PLACE NAME ORG WORD OF DET CONJ HYPHEN]{0,5} COMMA PREP? NUMERAL|AUX PARTICIPLE NUMERAL"
)
_RELATED = compiled(
    "(PER|PREP) NUMERAL REL (VERB|AUX)|COMMA NUMERAL (MORE|ABOVE|BELOW) (PREP|OUT_OF|BASE_CUE|PERIOD|REL|STOP)"
)
_THAN_THE = compiled("(ABOVE|BELOW) DET NUMERAL")


def ends_move(sentence: Sentence, index: int) -> bool:
    """`down from five cases to three`: the second end of a move whose first alone names what is counted."""
    moves = _MOVED_TO.finditer(sentence.types, max(0, index - 8))
    return any(move.end() == index + 1 for move in moves)


def is_end_of_move(sentence: Sentence, index: int) -> bool:
    """`stieg die Zahl von sechs auf sieben`: one of two bare numbers between which a verb of the sentence moves."""
    found = any(_FROM_TO.match(sentence.types, at) for at in (index - 1, index - 3) if at >= 0)
    verbs = (value for value in sentence.values if isinstance(value, VerbForm))
    return found and any(verb.senses & {"UP", "DOWN"} for verb in verbs)


def is_place_item(sentence: Sentence, index: int) -> bool:
    """`kamen dort 1.534 Anträge, in Zypern 1.308, in Malta 884`: a further place and its number in a list."""
    found = _PLACE_ITEM.search(sentence.types, max(0, index - 4), index + 2)
    value: Numeral = sentence.values[index]
    is_led = found is not None and sentence.types[found.start() + 1] in _LED
    if not is_led and (value.mult or value.value < LEAST_OF_LIST):
        return False
    return found is not None and found.end() == index + 1 and not _FIGURES.isdisjoint(sentence.types[: found.start()])


_LED = chars("PREP OUT_OF")
LEAST_OF_LIST = 1000
"""A smaller number right behind a name is as often a part of it: `Falcon 9`."""
_PLACE_ITEM = compiled("(COMMA|CONJ) (PREP|OUT_OF)? DET? (PLACE|NAME) NUMERAL(?=COMMA|CONJ|STOP|SEMICOLON)")
_FROM_TO = compiled("(OF|FROM) NUMERAL TO NUMERAL (COMMA|STOP|SEMICOLON|CONJ|CLOSE|VERB|INFINITIVE|PARTICIPLE|PERIOD)")


def is_told_level(sentence: Sentence, index: int) -> bool:
    """`Der Überschuss betrug dort 292.`: what a verb of level tells, over adverbs, at the end of its clause."""
    found = next(
        (m for m in _LEVEL_TOLD.finditer(sentence.types, max(0, index - 5)) if m.end() > index >= m.start()), None
    )
    verb = sentence.values[found.start()] if found is not None else None
    return isinstance(verb, VerbForm) and "LEVEL" in verb.senses and "AUX" not in verb.senses


_LEVEL_TOLD = compiled("VERB (ADVERB|PERIOD){1,3} NUMERAL(?=STOP|COMMA|SEMICOLON|OPEN|CLOSE)")
_MOVED_TO = compiled("(FROM|BASE_CUE) NUMERAL (WORD|NAME|OF|PLACE|PARTICIPLE|TIME_UNIT){1,5} TO NUMERAL")
_APPOSED = compiled("(COMMA|DASH|PREP|TO) NUMERAL BASE_CUE DET? (NUMERAL|QUANTITY)")
"""`fewer thefts were reported, 33 instead of 35`."""


def of_whole(sentence: Sentence, index: int) -> bool:
    """`Of the fifteen branches, nine recorded a fall`: a part of the whole that opens the sentence."""
    found = _WHOLE.match(sentence.types)
    is_next = index > 0 and _LEFT.match(sentence.types, index - 1) is not None
    if found is None or not is_next or found.end() > index:
        return False
    whole = sentence.values[found.end() - 1]
    mine: Numeral = sentence.values[index]
    return isinstance(whole, Numeral) and mine.value < whole.value and whole.mult == mine.mult == 0


_WHOLE = compiled("(OF|OUT_OF|PREP) DET? NUMERAL")
_LEFT = compiled("COMMA NUMERAL (VERB|AUX)")


def _has_count(sentence: Sentence, first: int, last: int) -> bool:
    """Whether a count stands in this part of a sentence: a bare number that counts a noun or has a verb of its own."""
    for found in _COUNTED.finditer(sentence.types, first, last):
        value = sentence.values[found.start()]
        if isinstance(value, Numeral) and not value.is_year and (value.value > FEW or not value.is_words):
            return True
    return False


FEW = 10
"""A number word up to here is as often an article as a count."""
FAR = 7
"""Tokens from a relative word to the number that it leads in."""
_TELLING = frozenset({"LEVEL", "STAY", "UP", "DOWN"})
_TOLD_TO = compiled("VERB (PREP|OUT_OF|TO) NUMERAL (COMMA|STOP|SEMICOLON)")
_SHARED = compiled("NUMERAL (COMMA? (CONJ|RESTATE)|OPEN) QUANTITY")
_OF_WHICH = compiled(
    "(OF|FROM|PREP|OUT_OF) REL (PRONOUN|PREP|OUT_OF|PERIOD|DET|ADVERB){0,4} NUMERAL(?=PREP|OUT_OF|VERB|AUX)"
)
_COUNTED = compiled("NUMERAL(?=(WORD|NAME|PLACE|ORG|PARTICIPLE|ADVERB|OF|VERB|AUX))")
_PASSIVE = compiled("AUX ADVERB{1,2} NUMERAL(?=PARTICIPLE)")
_PLACED = compiled("(PLACE|NAME|ORG|PERIOD) COMMA? (PREP|OUT_OF)? NUMERAL (STOP|COMMA|SEMICOLON|CONJ)")
_DATED_COUNT = compiled("NUMERAL (PREP|OUT_OF) DET? PERIOD")
_RESUMED = compiled(
    "(COMMA|SEMICOLON|CONJ) NUMERAL ((ADVERB|PRONOUN|DET){0,2} (VERB|AUX)|(PREP|OUT_OF|TO)(?!PERIOD|DET? PERIOD)"
    "|ADVERB (STOP|COMMA|SEMICOLON)|COMMA DET? WORD|DET WORD)"
)
