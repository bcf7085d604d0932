"""Word types where a capital marks the noun: what a word is that the lexicon does not know.

A capital inside a sentence is a noun's, so that a lower-case verb form is a verb and never a noun; an unknown
lower-case word is an adjective where it is inflected and leads to a noun, else it says how, not what.
"""

from __future__ import annotations

from pipelines.languages.base import Pack
from pipelines.languages.inflection import VerbForm
from pipelines.tokens import CHAR, chars

_FINITE = frozenset({"PRES", "PAST", "IMPF", "FUT", "COND", "SUBJ"})
_CLAUSE_END = chars("COMMA SEMICOLON COLON OPEN CLOSE QUOTE DASH STOP")
_GOVERNED = chars("ARTICLE DET DEMONSTRATIVE ONE PREP OF TO BY")
_OPENING = chars("ARTICLE DET ONE DIGITS SCALE")
_NUMBERS = chars("DIGITS SMALL HUNDRED THOUSAND SCALE YEAR")
MIN_VERB = 7
"""The least letters of an unknown word that is read as a verb."""
MAX_BACK = 40
"""Tokens that are looked back for the clause's finite verb."""


def is_name(word: str) -> bool:
    """Whether a word's spelling marks a name: capitals behind its first letter (`BMWK`, `iPhone`)."""
    return len(word) > 1 and any(letter.isupper() for letter in word[1:]) and "-" not in word


def unknown(pack: Pack, word: str, is_first: bool, follows: tuple[str, ...], previous: str) -> str:
    """The type of a word that neither terms nor verbs know; `follows` are the next two raw words as written.

    What is not inflected behind an article or number and leads to a noun is part of its name (`die
    sozialversicherungspflichtig Beschäftigten`).
    """
    if is_name(word):
        return "NAME"
    if word[0].isupper():
        return "WORD"
    if word.endswith(pack.adjective_endings) and (_leads_to_noun(pack, follows) or previous in _NUMBERS):
        return "WORD"
    is_degree = previous in _OPENING and bool(previous) and _leads_to_noun(pack, follows)
    return "WORD" if is_degree and not word.endswith(pack.adjective_endings) else "ADVERB"


def unknown_verb(pack: Pack, word: str, follows: tuple[str, ...]) -> VerbForm | None:
    """The form of a verb that no list knows, by its opening or ending; None for a noun, or an adjective before one."""
    if not word[0].islower() or len(word) < MIN_VERB:
        return None
    is_attribute = word.endswith(pack.adjective_endings) and _leads_to_noun(pack, follows)
    return None if is_attribute else pack.verb_of(word)


def _leads_to_noun(pack: Pack, follows: tuple[str, ...]) -> bool:
    """Whether the next words are a noun, or an adjective (perhaps behind a comma or hyphen) before one."""
    for word in follows:
        if word[:1].isupper():
            return True
        if word.isalpha() and not word.endswith(pack.adjective_endings) and word not in pack.number_joiners:
            return False
    return False


def verb_type(verb: VerbForm, types: list[str], is_capital: bool, follows: str, has_aux_behind: bool) -> str | None:
    """The token type of a verb form after tokens `types`; None where it is a noun or adjective.

    An uninflected participle ends its clause as an infinitive does and never stands in a noun phrase: it gets the
    infinitive's type. `follows` is the next raw word; `has_aux_behind` says whether that is an auxiliary (`die
    verkauft wurden`).
    """
    forms = verb.forms
    is_finite, is_aux = bool(forms & _FINITE), "AUX" in verb.senses
    if is_capital and types:
        return None
    if is_capital and not ("PP" in forms and has_aux_behind) and not (is_finite and is_aux):
        return None
    previous = types[-1] if types else ""
    if previous in _GOVERNED and previous and follows[:1].isupper() and not is_aux:
        return None
    if is_aux and is_finite and (not forms & {"INF"} or not _has_finite(types)):
        return "AUX"
    is_governed = has_aux_behind or _has_finite(types)
    if "PP" in forms and (is_governed or not is_finite):
        return "INFINITIVE"
    if is_finite and not ("INF" in forms and _has_auxiliary(types)):
        return "VERB"
    return "INFINITIVE" if "INF" in forms else "GERUND"


def _back(types: list[str]) -> list[str]:
    found = []
    for char in reversed(types[-MAX_BACK:]):
        if char in _CLAUSE_END:
            break
        found.append(char)
    return found


def _has_finite(types: list[str]) -> bool:
    back = _back(types)
    return CHAR["AUX"] in back or CHAR["VERB"] in back


def _has_auxiliary(types: list[str]) -> bool:
    return CHAR["AUX"] in _back(types)
