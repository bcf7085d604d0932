"""What is said of a noun phrase: the verb behind it and its object, without auxiliaries, as words of a label."""

from __future__ import annotations

from pipelines.clauses import Clause
from pipelines.languages.base import key_of
from pipelines.languages.inflection import VerbForm
from pipelines.phrases import CONTENT, MAX_CONTENT, MAX_WORDS, Phrase, cut, trimmed
from pipelines.tokens import CHAR, chars

_VERBAL = chars("VERB PARTICIPLE INFINITIVE GERUND")
_COPULAR = frozenset({"LEVEL"})
_STOP = frozenset(
    """
    COMMA SEMICOLON COLON STOP OPEN CLOSE QUANTITY REL DASH VERB AUX BASE_CUE RESTATE SOURCE_CUE PERIOD
    PRONOUN
    """.split()
)
_PASSED = frozenset("PERIOD ADVERB PLACE PREP CLOSE REL QUOTE TO OUT_OF APPROX".split())
_BEFORE_TOLD = frozenset("CONJ REL PRONOUN AUX ADVERB NEG TO".split())
_ATTRIBUTIVE = frozenset("REL GERUND PARTICIPLE INFINITIVE".split())
_CLAUSE_END = frozenset("COMMA SEMICOLON COLON STOP OPEN DASH QUANTITY".split())
MAX_RELATIVE = 12
"""How many tokens a relative clause may have that is part of a label."""
MAX_PASSED = 4
"""How many tokens may stand between a noun and its verb."""


def predicate(clause: Clause, at: int, noun: tuple[int, int]) -> tuple[int, int] | None:
    """Offsets of the verb and its object from token `at` on, without auxiliaries; None where there is no verb.

    `noun` are the offsets of what it is said of: both together keep to the length of a label.
    """
    sentence = clause.sentence
    if clause.name(at) == "OPEN":
        closing = sentence.types.find(CHAR["CLOSE"], at, at + 8)
        at = closing + 1 if closing > 0 else at
    limit = min(at + MAX_PASSED, len(sentence.types))
    while at < limit and clause.name(at) in _PASSED:
        at += 1
    begin = at
    while begin < len(sentence.types) and (
        clause.name(begin) in ("ADVERB", "NEG", "AUX") or "AUX" in getattr(sentence.values[begin], "senses", ())
    ):
        begin += 1
    begin = _told(clause, begin)
    if begin >= len(sentence.types) or sentence.types[begin] not in _VERBAL:
        return None
    verb: VerbForm = sentence.values[begin]
    room = MAX_CONTENT - len(CONTENT.findall(sentence.text[noun[0] : noun[1]]))
    if room < 2:
        return None
    end = cut(sentence, begin, _object_end(clause, begin), room)
    if begin > at and clause.name(begin - 1) == "ADVERB" and _is_open(clause, begin - 1):
        begin -= 1
    span = trimmed(sentence, begin, end)
    if span is None or (span[1] == begin and verb.senses & _COPULAR):
        return None
    return sentence.starts[span[0]], sentence.ends[span[1]]


def _told(clause: Clause, begin: int) -> int:
    """The verb of what is said: `said they had cut their hours` tells of cutting; the verb itself elsewhere."""
    sentence = clause.sentence
    verb = sentence.values[begin] if begin < len(sentence.types) else None
    if not isinstance(verb, VerbForm) or "SAY" not in verb.senses:
        return begin
    at = begin + 1
    while at < begin + MAX_PASSED and clause.name(at) in _BEFORE_TOLD:
        at += 1
    is_clause = at > begin + 1 and at < len(sentence.types) and sentence.types[at] in _VERBAL
    return at if is_clause else begin


def _is_open(clause: Clause, index: int) -> bool:
    """Whether an adverb is no function word: it says how (`stofflich verwertet`, `directly employed`)."""
    return key_of(clause.sentence.words(index, index)) not in clause.pack.terms


def _object_end(clause: Clause, begin: int) -> int:
    at = begin + 1
    while at < len(clause.sentence.types) and clause.name(at) not in _STOP:
        at += 1
    return at - 1


def attribute(clause: Clause, phrase: Phrase) -> tuple[int, int] | None:
    """Offsets of a noun with the relative clause or participle behind it: `people arriving to study`; or None."""
    sentence, at = clause.sentence, phrase.last + 1
    if sentence.is_framed:
        return _relative(clause, phrase)
    if clause.name(at) not in _ATTRIBUTIVE and not (clause.name(at) == "TO" and clause.name(at + 1) == "INFINITIVE"):
        return None
    span = trimmed(sentence, phrase.first, phrase.last)
    if span is None:
        return None
    first = sentence.starts[span[0]]
    found = predicate(clause, at, (first, sentence.ends[span[1]]))
    return (first, found[1]) if found is not None else None


def _relative(clause: Clause, phrase: Phrase) -> tuple[int, int] | None:
    """`Brände, deren Ursache bekannt ist`: a noun with its relative clause, up to the verb that ends it."""
    sentence, at = clause.sentence, phrase.last + 1
    span = trimmed(sentence, phrase.first, phrase.last)
    if span is None or clause.name(at) != "COMMA" or clause.name(at + 1) != "REL":
        return None
    end = at + 2
    while end < min(len(sentence.types), at + MAX_RELATIVE) and clause.name(end) not in _CLAUSE_END:
        end += 1
    words = CONTENT.findall(sentence.text[sentence.starts[span[0]] : sentence.ends[end - 1]])
    is_whole = sentence.types[end - 1] in _VERBAL or clause.name(end - 1) == "AUX"
    return (sentence.starts[span[0]], sentence.ends[end - 1]) if is_whole and len(words) <= MAX_WORDS else None
