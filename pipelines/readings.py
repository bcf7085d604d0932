"""Readings that a word's neighbours settle, before any rule looks at the sentence.

A preposition that governs a number says what the number is (`um 3 Prozent`, `auf 5 Milliarden`), elsewhere it is a
mere preposition; an article behind a noun is a genitive, behind a comma it opens a relative clause; the particle of
a separable verb joins the verb that it left behind; an auxiliary with an infinitive is a future. The words come
from the pack; packs whose words need none of this pay nothing.
"""

from __future__ import annotations

from dataclasses import replace

from pipelines.languages.base import Pack, key_of
from pipelines.languages.inflection import VerbForm
from pipelines.tokens import CHAR, NAME_OF, Sentence, chars

_BOUND = chars("DAYS_CUE ABOVE ABOVE_EQ BELOW BELOW_EQ APPROX TO BY BASE_CUE UNTIL")
_PASSED = chars("APPROX ABOVE ABOVE_EQ BELOW BELOW_EQ ADVERB PLUS DASH CURRENCY BETWEEN TO SYMBOL")
_NUMBERS = chars("DIGITS SMALL HUNDRED THOUSAND COLLECTIVE MULTIPLE RAW")
_ONES = chars("ONE DET ARTICLE")
_PARTS = chars("FRACTION SCALE COLLECTIVE HUNDRED THOUSAND MULTIPLE POINT PERCENT BASIS_POINT")
_COUNTED = chars("PERCENT CURRENCY UNIT SCALE WORD POINT FUSED")
_BASES = chars("PREP DET YEAR DEICTIC MONTH ARTICLE TIME_UNIT BEGIN END ORDINAL FISCAL TO QUARTER")
_NOUNS = chars(
    "WORD NAME ORG PLACE RATE_CUE SHARE_CUE INDEX_CUE DURATION_CUE CHANGE UNIT FRACTION PERCENT CURRENCY POINT "
    "TIME_UNIT CLOSE QUOTE SCALE MULTIPLE QUARTER YEAR"
)
_GOVERNING = chars("PREP TO OF BY BASE_CUE ABOVE BELOW SINCE UNTIL")
_VERBS = chars("VERB AUX")
_VERBAL = chars("VERB INFINITIVE PARTICIPLE")
_MEASURED = chars("UNIT PERCENT POINT BASIS_POINT CURRENCY FUSED")
_END = chars("COMMA STOP SEMICOLON COLON CLOSE DASH CONJ OPEN QUOTE")
_CLAUSE_END = chars("COMMA STOP SEMICOLON COLON")
MAX_AHEAD = 4


def settled(sentence: Sentence, pack: Pack, joined: dict[str, dict[str, VerbForm]]) -> list[int]:
    """Settle every reading of a sentence in place; the verbs that a particle completed.

    `joined` maps a particle to the forms of the verbs that it completes.
    """
    types = list(sentence.types)
    for index, char in enumerate(types):
        if char == _ARTICLE:
            types[index] = CHAR[_article(sentence, types, index)]
            if types[index] == CHAR["PRONOUN"] and "THAT" in str(sentence.values[index]):
                sentence.values[index] = "THAT"
        elif char == _OF:
            if index and types[index - 1] in _NUMBERS and types[index + 1 : index + 2] and types[index + 1] in _NUMBERS:
                types[index] = CHAR["OUT_OF"]
        elif char in _BOUND and isinstance(sentence.values[index], str) and sentence.values[index] in CHAR:
            types[index] = _bound(sentence, types, index)
        elif char == _ONE and sentence.values[index] == "1|GEN":
            sentence.values[index] = "1"
            if index and types[index - 1] in _NOUNS and types[index + 1 : index + 2] != [CHAR["SCALE"]]:
                types[index] = CHAR["OF"]
        elif char == _CONJ and sentence.values[index] == "PREP":
            types[index] = _CONJ if _is_verb_last(types, index) else CHAR["PREP"]
        elif char == _EVERY and types[index + 1 : index + 2] != [CHAR["ORDINAL"]]:
            types[index] = CHAR["DET"]
    completed = _join_particles(sentence, types, joined)
    if pack.future_auxiliary:
        _mark_future(sentence, types, pack.future_auxiliary)
    sentence.types, sentence.is_framed = "".join(types), True
    return completed


_ARTICLE, _ONE, _EVERY, _OF, _CONJ = (CHAR[name] for name in ("ARTICLE", "ONE", "EVERY", "OF", "CONJ"))


def _is_verb_last(types: list[str], index: int) -> bool:
    """Whether the clause that begins here ends in its finite verb, as a subordinate one does."""
    at = index + 1
    while at < len(types) and types[at] not in _CLAUSE_END:
        at += 1
    return types[at - 1] in _VERBS


def _bound(sentence: Sentence, types: list[str], index: int) -> str:
    """A word that has its type before a number only; its value names the type that it has elsewhere."""
    other = sentence.values[index]
    name = NAME_OF[types[index]]
    if name == "UNTIL" and _is_joint(types, index):
        sentence.values[index] = None
        return CHAR["TO"]
    if _is_number_next(types, index) or _is_factor(sentence, types, index + 1):
        return types[index]
    if name == "BASE_CUE" and types[index + 1 : index + 2] and types[index + 1] in _BASES and other == "CONJ":
        return types[index]
    if name == "UNTIL" and index + 1 < len(types) and NAME_OF[types[index + 1]] in _PERIODICAL:
        return types[index]
    is_behind = index > 0 and (types[index - 1] in _MEASURED or _is_by_so_much(types, index))
    if name in ("ABOVE", "BELOW") and is_behind and _is_compared(sentence, index + 1):
        sentence.values[index] = "1" if name == "ABOVE" else "-1"
        return CHAR["MORE"]
    sentence.values[index] = None
    return CHAR[other]


def _is_compared(sentence: Sentence, index: int) -> bool:
    """`(5 Prozent) über dem Vorjahr`: a dative or a date behind, not the way that something takes."""
    following = sentence.types[index : index + 1]
    is_dative = following == CHAR["ARTICLE"] and "DAT" in str(sentence.values[index])
    is_pointing = following in _POINTING and bool(following)
    return is_dative or is_pointing or following == CHAR["DEICTIC"]


def _is_by_so_much(types: list[str], index: int) -> bool:
    """`um über 1.900 (unter jener von 2019)`: a by-word and a bare number before."""
    at = index - 1
    while at > 0 and index - at < MAX_AHEAD and types[at] in _AMOUNT:
        at -= 1
    return at < index - 1 and types[at] == CHAR["BY"]


_AMOUNT = chars("DIGITS SMALL HUNDRED THOUSAND SCALE APPROX ABOVE BELOW ABOVE_EQ BELOW_EQ RAW YEAR")
_POINTING = chars("PRONOUN DEMONSTRATIVE")


def _is_joint(types: list[str], index: int) -> bool:
    """`10 bis 20`, `Mai bis Oktober`, `2014 bis 2020`: the ends of a span on both sides."""
    back = index - 1
    while back >= 0 and back >= index - 3 and types[back] in _UNITS:
        back -= 1
    is_span = back >= 0 and types[back] in _ENDS_OF_SPAN
    return is_span and index + 1 < len(types) and (types[index + 1] in _ENDS_OF_SPAN or _is_number_next(types, index))


_UNITS = chars("PERCENT CURRENCY UNIT SCALE HYPHEN POINT TIME_UNIT FUSED TIMES")
_ENDS_OF_SPAN = chars("DIGITS SMALL HUNDRED THOUSAND YEAR MONTH ORDINAL RAW CURRENCY")
_PERIODICAL = frozenset("YEAR MONTH END BEGIN MID DEICTIC ORDINAL DET PREP TO ARTICLE FISCAL".split())


def _is_factor(sentence: Sentence, types: list[str], index: int) -> bool:
    """`nahezu verdoppelt`: a verb that says a number."""
    form = sentence.values[index] if index < len(types) and types[index] in _VERBAL else None
    return isinstance(form, VerbForm) and form.factor is not None


def _is_number_next(types: list[str], index: int) -> bool:
    at = index + 1
    while at < len(types) and at <= index + MAX_AHEAD and types[at] in _PASSED:
        at += 1
    if at >= len(types):
        return False
    following = types[at + 1] if at + 1 < len(types) else ""
    if types[at] in _NUMBERS or types[at] in _PARTS:
        return True
    if types[at] in _ONES:
        return following in _PARTS and following != ""
    return types[at] == CHAR["YEAR"] and following in _COUNTED and following != ""


def _article(sentence: Sentence, types: list[str], index: int) -> str:
    value = str(sentence.values[index])
    previous = types[index - 1] if index else ""
    following = types[index + 1] if index + 1 < len(types) else ""
    is_cut_off = previous == _COMMA or (previous in _GOVERNING and index > 1 and types[index - 2] == _COMMA)
    if "REL" in value and is_cut_off and following not in _NOMINAL:
        return "REL"
    if "GEN" in value and previous and (previous in _NOUNS or previous in _NUMBERS):
        return "OF"
    if "REL" not in value and previous not in _GOVERNING:
        return "OF"
    if following and following in _VERBS and "GEN" not in value:
        return "PRONOUN"
    return "DET"


_COMMA = CHAR["COMMA"]
_NOMINAL = chars("WORD NAME ORG PLACE RATE_CUE SHARE_CUE INDEX_CUE DURATION_CUE CHANGE UNIT ORDINAL MORE")


def _join_particles(sentence: Sentence, types: list[str], joined: dict[str, dict[str, VerbForm]]) -> list[int]:
    """`ging um 3 Prozent zurück`: the verb takes the sense that its particle gives it; the verbs that do."""
    verb, completed = -1, []
    for index, char in enumerate(types):
        if char == CHAR["VERB"]:
            verb = index
        elif verb >= 0 and (index + 1 == len(types) or types[index + 1] in _END or char == CHAR["ADVERB"]):
            forms = joined.get(key_of(sentence.words(index, index)))
            if forms is None:
                continue
            form = forms.get(key_of(sentence.words(verb, verb)))
            if form is not None:
                sentence.values[verb] = form
                types[index] = CHAR["ADVERB"]
                sentence.values[index] = None
                completed.append(verb)
                verb = -1
    return completed


def _mark_future(sentence: Sentence, types: list[str], lemma: str) -> None:
    """`wird … steigen`: an auxiliary of the future with an infinitive behind it in its clause."""
    aux = -1
    for index, char in enumerate(types):
        if char == CHAR["AUX"]:
            form = sentence.values[index]
            aux = index if isinstance(form, VerbForm) and form.lemma == lemma and "PRES" in form.forms else -1
        elif char in (CHAR["SEMICOLON"], CHAR["STOP"]):
            aux = -1
        elif char == CHAR["INFINITIVE"] and aux >= 0 and "INF" in sentence.values[index].forms:
            form = sentence.values[aux]
            sentence.values[aux] = replace(form, forms=frozenset({"FUT"}))
            aux = -1
