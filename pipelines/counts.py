"""Bare numerals: what they count, and the named reasons why one is no statement.

Runs after `quantities.py`: every numeral that no unit took becomes a COUNT quantity, or is skipped with a reason.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipelines.grammar import Reduced, replaced
from pipelines.languages.base import Pack, key_of
from pipelines.numbers import Numeral
from pipelines.quantities import Quantity
from pipelines.tokens import CHAR, NAME_OF, Sentence, chars

NOUNS = chars("WORD NAME ORG PLACE PARTICIPLE RATE_CUE SHARE_CUE INDEX_CUE CHANGE DURATION_CUE SKIPPED MORE NUMBERED")
_LINKS = chars("OF DET ADVERB HYPHEN ORDINAL MORE APPROX ABOVE")
_NUMBERISH = chars("NUMERAL QUANTITY SKIPPED")
_LEVEL_BEFORE = chars(
    "COLON OPEN VERB PARTICIPLE INFINITIVE GERUND TO ABOVE ABOVE_EQ BELOW BELOW_EQ APPROX BASE_CUE OF FROM BY"
)
_VERBAL = chars("VERB AUX")
_NAMES = chars("NAME ORG PLACE")
_BOUNDS = chars("ABOVE ABOVE_EQ BELOW BELOW_EQ APPROX")
_LIST_END = chars("STOP CLOSE DASH HYPHEN COLON SYMBOL")


@dataclass(frozen=True, slots=True)
class Skip:
    """Why a numeral is no statement, and the rule that says so."""

    reason: str
    rule: str


def _type(sentence: Sentence, index: int) -> str:
    return sentence.types[index] if 0 <= index < len(sentence.types) else ""


def noun_after(sentence: Sentence, index: int) -> int | None:
    """The token of the noun that a number at `index` counts: next to it, over adjectives' links; None for none."""
    for at in range(index + 1, min(index + 4, len(sentence.types))):
        char = sentence.types[at]
        if char in NOUNS:
            return at
        if char not in _LINKS:
            return None
    return None


class Counter:
    """The count rules of one pack."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack

    def reduce(self, sentence: Sentence, is_first: bool) -> Sentence:
        """The sentence with each bare numeral made a COUNT quantity or SKIPPED; `is_first`: it opens a paragraph."""
        numeral = CHAR["NUMERAL"]
        reductions = []
        phones = _phone_runs(sentence)
        for index, char in enumerate(sentence.types):
            if char != numeral:
                continue
            skip = Skip("phone", "run of digit groups") if index in phones else self._skip(sentence, index, is_first)
            if skip is not None:
                reductions.append(Reduced("SKIPPED", skip, index, index))
                continue
            value: Numeral = sentence.values[index]
            quantity = Quantity("COUNT", "COUNT", replace(value, is_year=False), rule="count")
            reductions.append(Reduced("QUANTITY", quantity, index, index))
        return replaced(sentence, reductions) if reductions else sentence

    def _word(self, sentence: Sentence, index: int) -> str:
        return key_of(sentence.words(index, index)) if 0 <= index < len(sentence.types) else ""

    def _is(self, sentence: Sentence, index: int, set_name: str) -> bool:
        return self._word(sentence, index) in self.pack.sets[set_name]

    def _skip(self, sentence: Sentence, index: int, is_first: bool) -> Skip | None:
        return (
            self._by_neighbour(sentence, index)
            or self._by_place(sentence, index, is_first)
            or self._by_noun(sentence, index)
        )

    def _by_neighbour(self, sentence: Sentence, index: int) -> Skip | None:
        """What the words around say: numbered things, times, ages, ranks, repeated figures."""
        before, after = _type(sentence, index - 1), _type(sentence, index + 1)
        if before == CHAR["NUMBERED"] or (before == CHAR["SYMBOL"] and self._word(sentence, index - 1) in "#№§"):
            return Skip("list number", "number after a numbered noun")
        if (
            after == CHAR["TIME_OF_DAY"]
            or (after == CHAR["COLON"] and sentence.is_glued(index + 2) and _type(sentence, index + 2) in _NUMBERISH)
            or (before == CHAR["COLON"] and sentence.is_glued(index) and _type(sentence, index - 2) in _NUMBERISH)
        ):
            return Skip("time", "clock time")  # fmt: skip
        if before == CHAR["OF"] and _type(sentence, index - 3) == CHAR["NUMBERED"]:
            return Skip("list number", "total behind a list number")
        if after == CHAR["AGE_CUE"] or before == CHAR["AGE_CUE"]:
            return Skip("age", "age")
        if before == CHAR["PHONE_CUE"]:
            return Skip("phone", "number after a phone cue")
        if before == CHAR["HYPHEN"] and _type(sentence, index - 2) in NOUNS:
            return Skip("name", "number glued to a word")
        if self._is(sentence, index - 1, "RANK_CUE"):
            return Skip("rank", "rank")
        hyphenated = {_type(sentence, index - 2)} if before == CHAR["HYPHEN"] else set()
        hyphenated |= {_type(sentence, index + 2)} if after == CHAR["HYPHEN"] else set()
        if hyphenated & _NUMBERISH:
            return Skip("score", "two numbers joined by a hyphen")
        return None

    def _by_place(self, sentence: Sentence, index: int, is_first: bool) -> Skip | None:
        """Where it stands: list numbers, footnote marks, repetitions in brackets."""
        before, after = _type(sentence, index - 1), _type(sentence, index + 1)
        value: Numeral = sentence.values[index]
        is_small = value.value < 200 and value.decimals == 0 and value.mult == 0
        if index == 0 and is_first and after in _LIST_END and is_small:
            return Skip("list number", "number that opens a paragraph")
        if len(sentence.types) == 1:
            return Skip("list number" if is_small else "unassigned", "number alone on a line")
        if before == CHAR["OPEN"] and after == CHAR["CLOSE"]:
            if _type(sentence, index - 2) in _NUMBERISH:
                return Skip("repetition", "figure repeated in brackets")
            if is_small and value.value < 100 and _type(sentence, index - 2) != CHAR["CLOSE"]:
                return Skip("footnote", "small number alone in brackets")
        if value.is_year and noun_after(sentence, index) is None:
            return Skip("date", "year")
        return None

    def _by_noun(self, sentence: Sentence, index: int) -> Skip | None:
        """What it counts: nothing, an enumeration, or a pair with an article."""
        value: Numeral = sentence.values[index]
        before = _type(sentence, index - 1)
        if _type(sentence, index + 1) == CHAR["OF_THEM"]:
            return None
        noun = noun_after(sentence, index)
        is_small_word = value.is_words and value.value <= 10 and value.mult == 0
        is_named = before in _NAMES and before != CHAR["PLACE"] and value.mult == 0 and value.value < 1000
        if noun is not None and is_named and CHAR["NAME"] in (sentence.types[noun], _type(sentence, index - 2)):
            return Skip("name", "number inside a name")
        if noun is not None:
            enumerated = any(self._is(sentence, at, "ENUMERATED") for at in range(index + 1, noun + 1))
            if enumerated and value.value < 100:
                return Skip("enumeration", "number of points or parts")
            if is_small_word and before in chars("DET DEMONSTRATIVE TO"):
                return Skip("article", "small number word with an article")
            return None
        if is_small_word:
            return Skip("article", "small number word without a noun")
        if before in _NAMES and value.mult == 0 and value.value < 100_000:
            return Skip("name", "number after a name")
        is_opening_name = index == 1 and sentence.words(0, 0)[:1].isupper() and before == CHAR["WORD"]
        if is_opening_name and value.mult == 0 and (value.value < 100 or value.decimals):
            return Skip("name", "number after an opening name")
        if before in _LEVEL_BEFORE or _type(sentence, index + 1) in _VERBAL or value.mult or value.decimals:
            return None
        if value.value >= 1000 or before in _BOUNDS:
            return None
        return Skip("unassigned", "number without a noun")


def _phone_runs(sentence: Sentence) -> frozenset[int]:
    """Numerals in runs of four or more short digit groups: 01 42 34 56 78."""
    runs: list[int] = []
    current: list[int] = []
    for index, char in enumerate(sentence.types):
        value = sentence.values[index]
        is_group = char == CHAR["NUMERAL"] and not value.is_words and value.decimals == 0 and value.value < 10000
        if is_group:
            current.append(index)
        elif NAME_OF[char] not in ("HYPHEN", "DASH", "SLASH", "PLUS", "OPEN", "CLOSE"):
            runs += current if len(current) >= 4 else []
            current = []
    return frozenset(runs + (current if len(current) >= 4 else []))
