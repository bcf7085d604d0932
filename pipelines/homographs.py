"""Words that are verb and noun at once: which of the two a token is, by its neighbours.

For languages whose nouns have no capital (`capitals.py` serves the others). No word of any language stands here.
"""

from __future__ import annotations

from typing import Any

from pipelines.languages.inflection import VerbForm
from pipelines.tokens import CHAR, chars

FUNCTION = frozenset("OF TO BY FROM PREP OUT_OF DET ONE CONJ PRONOUN DEMONSTRATIVE ADVERB AUX".split())
"""Types of words before which a past form behind a number is a verb: `60 accounted for`, not `60 reported cases`."""
MAX_BACK = 8
"""Tokens that are looked back for a verb or an article."""
MAX_ATTRIBUTES = 4
"""How many words may stand between a number and the noun that it counts."""
_FINITE = frozenset({"PRES", "PAST", "IMPF", "FUT", "COND", "SUBJ"})
_GERUND = frozenset({"GER"})
_NOUN_BEFORE = chars("DET OF ONE DEMONSTRATIVE TO FROM SLASH")
_NUMBER_BEFORE = chars("SMALL DIGITS HUNDRED THOUSAND SCALE")
_VERB_BEFORE = chars(
    "PRONOUN NAME PLACE ORG ADVERB REL AUX WORD CLOSE QUOTE RATE_CUE SHARE_CUE INDEX_CUE DURATION_CUE CHANGE UNIT "
    "TIME_UNIT CURRENCY YEAR PERCENT MORE PARTICIPLE SKIPPED NEG DEICTIC MONTH APPROX ABOVE ABOVE_EQ"
)
_NAMES = chars("NAME ORG")
_SINGULAR = chars("WORD NAME ORG RATE_CUE SHARE_CUE INDEX_CUE DURATION_CUE CHANGE GERUND MORE")
_OBJECTS = frozenset({"DET", "ONE"})
_TELLING = frozenset({"SAY", "FORECAST", "TARGET", "ESTIMATE"})
_PLURAL_BEFORE = chars("CONJ AUX TO")
_WITHOUT_SUBJECT = chars("SEMICOLON COLON BULLET OPEN PREP WITH BY OUT_OF VERB ABOVE BELOW MORE")
_ATTRIBUTES = chars("WORD NAME MORE PARTICIPLE HYPHEN")
_SUBJECT_END = chars("PRONOUN NAME WORD PLACE ORG RATE_CUE SHARE_CUE INDEX_CUE CLOSE")
_VERBS = chars("VERB AUX PARTICIPLE INFINITIVE CHANGE")
_CLAUSE_START = chars("COMMA SEMICOLON COLON CONJ REL")


def is_governed(verb: VerbForm, types: list[str]) -> bool:
    """Whether an auxiliary stands before and takes this form: `will rise`, `was cut`."""
    is_behind = types[-1] == CHAR["AUX"] or (types[-1] == CHAR["ADVERB"] and CHAR["AUX"] in types[-3:-1])
    return is_behind and bool(verb.forms & {"INF", "PP"})


def is_change_verb(verb: VerbForm, types: list[str], follows: frozenset[str], is_noun_first: bool) -> bool:
    """Whether a change word that can be verb or noun is the verb: `prices fall by`, `it cut costs`, `a price rise of`.

    `follows` are the types that the next word can have; `is_noun_first`: the language puts a noun before the noun that
    it defines (`price rise`), so that no more than a preposition of degree tells the verb.
    """
    if is_governed(verb, types):
        return True
    if types[-1] not in _SUBJECT_END or not verb.forms & _FINITE:
        return False
    for char in reversed(types[-MAX_BACK:]):
        if char in _VERBS or char == CHAR["ONE"]:
            return False
        if char in _CLAUSE_START:
            break
    if follows & ({"BY", "TO", "FROM", "NUMERAL", "CURRENCY"} if is_noun_first else {"TO", "OF", "DET", "NUMERAL"}):
        return True
    return types[-1] == CHAR["PRONOUN"] or (is_noun_first and "DET" in follows)


def is_nominal(verb: VerbForm, types: list[str], is_plural: bool, is_noun_next: bool, follows: frozenset[str]) -> bool:
    """Whether agreement or place forbids a verb, where subjects stand before verbs and attributes before nouns.

    A form of the plural behind a singular is a noun (`restructuring charge`, `the largest market`), `is_plural` says
    what the word before is and `follows` the types of the next word, of which an article or a clause tells the verb
    (`Analysts at X forecast that …`); so is any behind a number and attributes (`3 million active accounts`); a past
    form that may be a participle, where no subject precedes and a noun follows, is an attribute (`Adjusted EBITDA`).
    """
    previous = types[-1] if types else ""
    has_object = bool(follows & _OBJECTS) or ("CONJ" in follows and bool(verb.senses & _TELLING))
    if verb.is_homograph and "INF" in verb.forms and previous in _SINGULAR and previous and not has_object:
        return not is_plural and not (len(types) > 1 and types[-2] in _PLURAL_BEFORE)
    if verb.is_homograph and "PRES" in verb.forms and _counts_on(types):
        return True
    is_past = {"PAST", "PP"} <= verb.forms
    return is_past and is_noun_next and (not previous or previous in _WITHOUT_SUBJECT)


def is_second_verb(verb: VerbForm, types: list[str], values: list[Any]) -> bool:
    """Whether a clause that has its verb right before would get another: `runs department stores`.

    Verbs of saying take a clause without a word for that (`the bank expects prices`), others a bare infinitive
    (`saw its sales drop`).
    """
    if not _may_be_noun(verb) or "INF" in verb.forms or not types or types[-1] not in _PLAIN_NOUN:
        return False
    for at in range(len(types) - 2, max(-1, len(types) - MAX_BACK), -1):
        if types[at] == CHAR["VERB"]:
            told = values[at]
            return not (isinstance(told, VerbForm) and told.senses & _TELLING)
        if types[at] not in _OBJECT:
            return False
    return False


def is_before_verb(verb: VerbForm, types: list[str]) -> bool:
    """Whether a form may be the noun that a later verb is said of: `visitor numbers for May came to`."""
    if not _may_be_noun(verb) or not types or types[-1] in _GOVERNORS:
        return False
    has_noun = False
    for char in reversed(types[-MAX_BACK:]):
        if char == CHAR["REL"]:
            return False
        if char in _VERBS or char in _CLAUSE_START:
            break
        has_noun = has_noun or char in _NOUN_OR_ARTICLE
    return has_noun


def is_objectless(verb: VerbForm, types: list[str], follows: frozenset[str], is_last: bool) -> bool:
    """Whether a form behind a noun lacks the object that its verb needs: `alcoholic drinks and tobacco`.

    `is_last`: a mark follows that ends a phrase.
    """
    is_transitive = not verb.senses & _WITHOUT_OBJECT
    if not types or not _may_be_noun(verb) or not is_transitive:
        return False
    return is_last if types[-1] in _NAMES_OF else types[-1] == CHAR["WORD"] and (is_last or "CONJ" in follows)


def _may_be_noun(verb: VerbForm) -> bool:
    return verb.is_homograph and "PRES" in verb.forms and not verb.senses & _TELLING


_NOUN_OR_ARTICLE = chars("WORD NAME PLACE ORG DET ONE CHANGE RATE_CUE SHARE_CUE INDEX_CUE DURATION_CUE")
_PLAIN_NOUN = chars("WORD NAME PLACE ORG")
_NAMES_OF = chars("NAME PLACE ORG")
_OBJECT = chars("WORD NAME PLACE ORG DET ONE OF SMALL DIGITS HYPHEN MORE")
_GOVERNORS = chars("PRONOUN REL AUX TO NEG")
_WITHOUT_OBJECT = frozenset({"UP", "DOWN", "STAY", "LEVEL", "SAY"})


def _counts_on(types: list[str]) -> bool:
    """Whether the words before are a number and attributes, so that the counted noun is still to come."""
    at = len(types) - 1
    while at >= 0 and len(types) - at <= MAX_ATTRIBUTES and types[at] in _ATTRIBUTES:
        at -= 1
    return 0 <= at < len(types) - 1 and types[at] in _NUMBER_BEFORE


def is_infinitive(verb: VerbForm, types: list[str], follows: frozenset[str]) -> bool:
    """Whether a to-word before and an object or figure behind make a noun's form the infinitive: `to lower the rate`.

    `follows` are the types that the next word can have, NUMERAL where it is a number.
    """
    is_led = bool(types) and types[-1] == CHAR["TO"] and "INF" in verb.forms
    is_expected = is_led and len(types) > 1 and types[-2] in _EXPECTED and "MORE" in follows
    return is_expected or (is_led and bool(follows & _OBJECT_BEGIN))


_EXPECTED = chars("PARTICIPLE VERB AUX")
"""What leads an infinitive and its particle in: `is expected to pick up`."""
_OBJECT_BEGIN = frozenset({"DET", "ONE", "NUMERAL", "DEMONSTRATIVE", "BELOW_EQ"})


def verb_type(
    verb: VerbForm, types: list[str], is_before_function: bool, is_clitic: bool = False, is_transitive: bool = False
) -> str | None:
    """The token type of a verb form after tokens `types`; None where it is read as a noun or adjective.

    `is_before_function`: a function word follows, so that the form is no adjective of a noun behind it; `is_clitic`:
    an article right before it is an object pronoun (`la detectan`); `is_transitive`: an article follows, so that behind
    a comma a verb that tells levels is no noun (`la cobertura, por su parte, ronda el 60 %`).
    """
    forms = verb.forms
    previous = types[-1] if types else ""
    is_finite = bool(forms & _FINITE)
    if "AUX" in verb.senses and is_finite and not verb.is_homograph:
        return "AUX"
    if previous in _NUMBER_BEFORE and previous and (verb.is_homograph or "PP" in forms):
        is_name = len(types) > 1 and types[-2] in _NAMES
        if not is_name and not (is_before_function and is_finite and "PP" in forms):
            return None
        previous = types[-2] if is_name else previous
    is_object = is_clitic and is_finite and previous == CHAR["DET"]
    if previous in _NOUN_BEFORE and previous and not is_object and not forms & {"INF", "GER"}:
        return None
    if previous == CHAR["COMMA"] and is_finite and is_transitive and "LEVEL" in verb.senses and len(types) > 1:
        return "VERB"
    if verb.is_homograph and previous not in _VERB_BEFORE and not (previous == CHAR["GERUND"] and "PP" in forms):
        return "GERUND" if previous == CHAR["COMMA"] and forms == _GERUND else None
    if "AUX" in verb.senses and is_finite:
        return "AUX"
    if is_finite:
        return "PARTICIPLE" if "PP" in forms and previous == CHAR["AUX"] else "VERB"
    if "PP" in forms:
        return "PARTICIPLE"
    return "INFINITIVE" if "INF" in forms else "GERUND"
