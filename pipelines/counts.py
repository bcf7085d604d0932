"""Bare numerals: what they count, and the named reasons why one is no statement.

Runs after `quantities.py`: every numeral that no unit took becomes a COUNT quantity, or is skipped with a reason.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipelines.day_spans import LAST_DAY, bounds_days
from pipelines.elliptic import ends_move, is_elliptic, is_end_of_move, is_place_item, is_told_level, of_whole
from pipelines.grammar import Reduced, replaced
from pipelines.languages.base import Pack, Place, key_of
from pipelines.numbers import Numeral
from pipelines.pairs import BRACKET_BEHIND, are_compared, is_amount_of_rate
from pipelines.phones import phone_runs
from pipelines.quantities import Quantity
from pipelines.tokens import CHAR, Sentence, chars, compiled

NOUNS = chars("WORD NAME ORG PLACE PARTICIPLE RATE_CUE SHARE_CUE INDEX_CUE CHANGE DURATION_CUE SKIPPED MORE NUMBERED")
_LINKS = chars("OF DET ADVERB HYPHEN ORDINAL MORE APPROX ABOVE")
_NUMBERISH = chars("NUMERAL QUANTITY SKIPPED")
_LEVEL_BEFORE = chars(
    "COLON OPEN RESTATE VERB PARTICIPLE INFINITIVE GERUND TO ABOVE ABOVE_EQ BELOW BELOW_EQ APPROX BASE_CUE OF FROM BY"
)
_VERBAL = chars("VERB AUX")
_AFTER_LEVEL = chars("VERB AUX MORE ABOVE BELOW")
_NAMES = chars("NAME ORG PLACE")
_BOUNDS = chars("ABOVE ABOVE_EQ BELOW BELOW_EQ APPROX")
_LIST_END = chars("STOP CLOSE DASH HYPHEN COLON SYMBOL")


MANY = 10_000
"""Fewer than so many make a group that an article and a superlative name: `the 350 largest firms`."""
MAX_AGE, FEW = 110, 20
"""The highest age; up to how many a number word with an article only says how many there are (`los veinte clubes`)."""


@dataclass(slots=True, unsafe_hash=True)
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
        if numeral not in sentence.types:
            return sentence
        reductions = []
        phones = phone_runs(sentence)
        for index, char in enumerate(sentence.types):
            if char != numeral:
                continue
            skip = Skip("phone", "run of digit groups") if index in phones else self._skip(sentence, index, is_first)
            if skip is not None:
                reductions.append(Reduced("SKIPPED", skip, index, index))
                continue
            value: Numeral = sentence.values[index]
            value = replace(value, is_year=False) if value.is_year else value
            quantity = Quantity("COUNT", "COUNT", value, rule="count")
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
        if _is_numbered(sentence, index) or (before == CHAR["SYMBOL"] and self._word(sentence, index - 1) in "#№§"):
            return Skip("list number", "number after a numbered noun")
        if (
            after == CHAR["TIME_OF_DAY"]
            or before == CHAR["TIME_OF_DAY"]
            or (after == CHAR["COLON"] and sentence.is_glued(index + 2) and _type(sentence, index + 2) in _NUMBERISH)
            or (before == CHAR["COLON"] and sentence.is_glued(index) and _type(sentence, index - 2) in _NUMBERISH)
        ):
            return Skip("time", "clock time")  # fmt: skip
        if before == CHAR["OF"] and _type(sentence, index - 3) == CHAR["NUMBERED"]:
            return Skip("list number", "total behind a list number")
        is_age = (
            _AGED.match(sentence.types, index - 2) or before == CHAR["AGE_CUE"] or _AGE.match(sentence.types, index + 1)
        )
        if is_age or self._is_apposed_age(sentence, index):
            return Skip("age", "age")
        if CHAR["PHONE_CUE"] in (before, _type(sentence, index - 2) if before == CHAR["COLON"] else ""):
            return Skip("phone", "number after a phone cue")
        named = self._named(sentence, index)
        if named is not None:
            return named
        if self._is_letter(sentence, index - 1):
            return Skip("name", "number after a letter")
        if self._is_postal(sentence, index):
            return Skip("name", "postal code before a town")
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
        if index == 0 and is_first and self._numbers_heading(sentence, value):
            return Skip("list number", "number that opens a heading")
        if _ATTRIBUTE.match(sentence.types, index + 1) and sentence.is_glued(index + 1):
            return Skip("name", "number glued to a noun by a hyphen")
        if len(sentence.types) == 1:
            return Skip("list number" if is_small else "unassigned", "number alone on a line")
        if before == CHAR["OPEN"] and after == CHAR["CLOSE"]:
            is_told = are_compared(sentence, index - 2, index) or is_amount_of_rate(sentence, index - 2, index)
            if _type(sentence, index - 2) in _NUMBERISH and not is_told:
                return Skip("repetition", "figure repeated in brackets")
            has_other = _has_other_bracket(sentence, index)
            is_mark = not has_other or (value.value < 20 and _type(sentence, index - 2) not in _NAMES)
            is_mark = is_mark and _type(sentence, index - 2) not in _NUMBERISH
            if is_small and is_mark and value.value < 100 and _type(sentence, index - 2) != CHAR["CLOSE"]:
                return Skip("footnote", "small number alone in brackets")
        if value.is_year and noun_after(sentence, index) is None:
            return Skip("date", "year")
        if is_small and value.value <= LAST_DAY and bounds_days(sentence, index):
            return Skip("date", "first or last day of a span of days")
        if (
            value.value == INDEX_BASE
            and not value.is_words
            and _INDEX_BASE.search(sentence.types, index - 2, index + 4)
        ):
            return Skip("base", "base of an index")
        return None

    def _named(self, sentence: Sentence, index: int) -> Skip | None:
        """Numbers that name: decades, lists called x under x, addresses, identifiers, `note 3`."""
        before, after = _type(sentence, index - 1), _type(sentence, index + 1)
        value: Numeral = sentence.values[index]
        is_plain = not value.is_words and value.mult == 0 and value.decimals == 0
        if not is_plain:
            return None
        if before == after == CHAR["COMMA"] and _is_person(sentence, index):
            return Skip("age", "age behind a name")
        if _BALLOT.match(sentence.types, index - 1) or _BALLOT.match(sentence.types, index - 3):
            return Skip("score", "two numbers with a to-word behind an auxiliary")
        if before == CHAR["STOP"] and sentence.is_glued(index) and value.value < 1000:
            return Skip("footnote", "number glued to a full stop")
        if before == CHAR["TIME_UNIT"] and 10 <= value.value <= 90 and value.value % 10 == 0:
            return Skip("date", "decade")
        for bound, twin in ((after, index + 2), (before, index - 2)):
            if bound in _BOUNDS and bound and _type(sentence, twin) in _NUMBERISH:
                other = sentence.values[twin]
                if isinstance(other, Skip) or (isinstance(other, Numeral) and other.value == value.value):
                    return Skip("name", "two equal numbers with a bound between")
        return self._called(sentence, index)

    def _called(self, sentence: Sentence, index: int) -> Skip | None:
        """`note 3`, `conference 77310`, `14 Abbey Street`, `la ligne 14`: a number that names what it stands by."""
        before, after = _type(sentence, index - 1), _type(sentence, index + 1)
        value: Numeral = sentence.values[index]
        is_called = _type(sentence, index - 2) == CHAR["DET"] or after not in NOUNS
        if before == CHAR["INDEX_CUE"] and value.value < 20 and is_called:
            return Skip("list number", "small number right after a score noun")
        if before == CHAR["SLASH"] and sentence.is_glued(index) and _type(sentence, index - 2) in _CODE_PARTS:
            return Skip("identifier", "number behind a slash")
        digits = sentence.words(index, index)
        if len(digits) > 2 and digits[0] == "0" and digits.isdigit():
            return Skip("phone", "number that begins with a zero")
        is_code = digits.isdigit() and len(digits) >= 5
        if is_code and before in _CODED and noun_after(sentence, index) is None:
            return Skip("identifier", "long number without groups after a noun")
        is_many = before in _SINGLED and sentence.values[index - 1] == "PL"
        is_house = _STREET.match(sentence.types, index + 1) and before not in _COUNTING and not is_many
        if value.value < 1000 and (is_house or _ROAD.match(sentence.types, index + 1)):
            return Skip("name", "number of a house")
        is_called = before == CHAR["WORD"] and _type(sentence, index - 2) in _SINGLED
        is_counting = after == CHAR["WORD"] and self.pack.compounds_before
        is_first = CHAR["QUANTITY"] not in sentence.types[:index]
        if is_called and value.value < 1000 and after in _CALLED and is_first and not is_counting:
            return Skip("name", "number after a definite noun")
        return None

    @staticmethod
    def _numbers_heading(sentence: Sentence, value: Numeral) -> bool:
        """`2.1 Methode`, `1 Introduction`: a section's number before a title that is no sentence."""
        is_section = value.decimals == 1 and value.value < 20 and "." in sentence.words(0, 0)
        is_low = value.decimals == 0 and value.value < 10
        is_title = len(sentence.types) > 1 and sentence.words(1, 1)[:1].isupper()
        is_sentence = sentence.types[-1] == CHAR["STOP"] or any(char in _VERBAL for char in sentence.types)
        is_printed = not value.is_words and value.mult == 0
        return is_printed and (is_section or is_low) and is_title and not is_sentence

    @staticmethod
    def _is_apposed_age(sentence: Sentence, index: int) -> bool:
        """`Nora Vidal, de 58, atiende`, `Jane Doe, 58, said`: a number alone between commas behind a name."""
        value: Numeral = sentence.values[index]
        at = index - 1 if _type(sentence, index - 1) != CHAR["OF"] else index - 2
        is_cut_off = _type(sentence, at) == CHAR["COMMA"] == _type(sentence, index + 1)
        is_plain = value.mult == 0 and value.decimals == 0 and 1 <= value.value <= MAX_AGE
        return is_cut_off and is_plain and _type(sentence, at - 1) == CHAR["NAME"]

    @staticmethod
    def _is_letter(sentence: Sentence, index: int) -> bool:
        """`Autobahn A 7`: a single capital letter that is no article or preposition."""
        word = sentence.words(index, index) if _type(sentence, index) in _LETTERS and index >= 0 else ""
        return len(word) == 1 and word.isupper()

    def _is_postal(self, sentence: Sentence, index: int) -> bool:
        """`10115 Berlin`: four or five digits without a separator before a town's name."""
        following = sentence.values[index + 1] if index + 1 < len(sentence.types) else None
        digits = sentence.words(index, index)
        return (
            isinstance(following, Place)
            and following.kind in ("CITY", "NAME")
            and digits.isdigit()
            and len(digits) in (4, 5)
        )

    def _by_noun(self, sentence: Sentence, index: int) -> Skip | None:
        """What it counts: nothing, an enumeration, or a pair with an article."""
        value: Numeral = sentence.values[index]
        before = _type(sentence, index - 1)
        if before == CHAR["DET"] and sentence.values[index - 1] == "VAGUE" and value.is_words:
            return Skip("vague", "vague amount")
        if _type(sentence, index + 1) == CHAR["OF_THEM"]:
            return None
        noun = noun_after(sentence, index)
        is_small_word = value.is_words and value.value <= 10 and value.mult == 0
        is_named = before in _NAMES and before != CHAR["PLACE"] and value.mult == 0 and value.value < 1000
        if value.value == 0 and value.is_words and before not in _ZERO_BEFORE and index:
            return Skip("name", "zero as an adjective")
        is_named = is_named and not value.is_words
        beside = (sentence.types[noun], _type(sentence, index - 2)) if noun is not None else ()
        if is_named and (CHAR["NAME"] in beside or (self.pack.compounds_before and CHAR["DET"] in beside)):
            return Skip("name", "number inside a name")
        if noun is not None:
            enumerated = any(self._is(sentence, at, "ENUMERATED") for at in range(index + 1, noun + 1))
            is_led = before == CHAR["DET"] or (before == CHAR["OF"] and sentence.values[index - 1] in ("DET", "PL"))
            is_ranked = is_led and self._is(sentence, index + 1, "ENUMERATED") and _type(sentence, index + 2) in NOUNS
            if enumerated and value.value < (MANY if is_ranked else 100):
                return Skip("enumeration", "number of points or parts")
            is_small_word = is_small_word or (
                value.is_words
                and value.value <= FEW
                and value.mult == 0
                and (before != CHAR["TO"] or sentence.values[index - 1] == "PL")
            )
            is_definite = before in _DEFINITE or (before == CHAR["OF"] and sentence.values[index - 1] in ("DET", "PL"))
            is_definite = is_definite or (self.pack.capital_nouns and _is_behind_attribute(sentence, index))
            is_definite = is_definite or sentence.types[max(0, index - 2) : index] == CHAR["DET"] + CHAR["ORDINAL"]
            if is_small_word and (is_definite or self._is(sentence, index - 1, "ENUMERATED")):
                return Skip("article", "small number word with an article")
            if is_small_word and _is_attribute(sentence, index):
                return Skip("attribute", "small number word behind a noun and a with-word")
            if _FROM_ON.search(sentence.types, max(0, index - 5), index):
                return Skip("threshold", "number of things behind a since-word")
            return None
        return self._alone(sentence, index, is_small_word)

    def _alone(self, sentence: Sentence, index: int, is_small_word: bool) -> Skip | None:
        """A number that counts no noun: the end of a move or comparison, a level; else a name or nothing known."""
        value: Numeral = sentence.values[index]
        before = _type(sentence, index - 1)
        if self._is_part(sentence, index) or of_whole(sentence, index) or self._is_told_beside(sentence, index):
            return None
        if before == CHAR["SINCE"] and value.value <= MAX_AGE and not (value.decimals or value.mult):
            return Skip("age", "bare number behind a since-word")
        if is_small_word and is_end_of_move(sentence, index):
            return None
        if is_small_word and not _MORE_THAN.match(sentence.types, index + 1):
            return Skip("article", "small number word without a noun")
        if self._names(sentence, index):
            return Skip("name", "number of a name")
        if self._is_told_around(sentence, index):
            return None
        if _is_titled(sentence, index):
            return Skip("name", "number inside a title in quotes")
        if is_elliptic(sentence, index):
            return None
        is_large = bool(value.mult or value.decimals) or value.value >= 1000
        return None if is_large or _is_level(sentence, index) else Skip("unassigned", "number without a noun")

    @staticmethod
    def _is_told_beside(sentence: Sentence, index: int) -> bool:
        """`davon 13 in Bremen`, `131 (2020: 175)`: a part of what was counted, or one of two numbers."""
        after = _type(sentence, index + 1)
        if index > 0 and sentence.values[index - 1] == "INCL" and after in _INTO:
            return True
        if (after and sentence.values[index + 1] == "INCL") or is_place_item(sentence, index):
            return True
        bracket = BRACKET_BEHIND.match(sentence.types, index + 1)
        return bracket is not None and are_compared(sentence, index, bracket.end() - 2)

    @staticmethod
    def _is_told_around(sentence: Sentence, index: int) -> bool:
        """Whether the tokens around say that a number without a noun is a value: an auxiliary, a ratio, a date."""
        before, after = _type(sentence, index - 1), _type(sentence, index + 1)
        if before == CHAR["AUX"] and (
            _type(sentence, index - 2) in _STATED or _AFTER_PERIOD.match(sentence.types, index - 2)
        ):
            return True
        if after == CHAR["PER"] and isinstance(sentence.values[index + 1], str):
            return True
        if before in _JOINING and _DATED.match(sentence.types, index + 1) and _holds_figure(sentence, index):
            return True
        return before == CHAR["DET"] and sentence.values[index - 1] == "OTHER"

    def _names(self, sentence: Sentence, index: int) -> bool:
        """`Falcon 9`, `iPhone 15 is`, `le 49.3`: a number that belongs to the name or noun before it."""
        value: Numeral = sentence.values[index]
        before, after = _type(sentence, index - 1), _type(sentence, index + 1)
        if value.mult or value.is_words:
            return False
        is_printed = value.decimals > 0 and self.pack.decimal in sentence.words(index, index)
        if before in _NAMES and value.value < 100_000 and not is_printed and not is_place_item(sentence, index):
            return True
        if value.decimals == 0 and value.value < 100 and before == CHAR["WORD"] and after in _VERBAL:
            return True
        is_opening = index == 1 and sentence.words(0, 0)[:1].isupper() and before == CHAR["WORD"]
        if is_opening and (value.value < 100 or value.decimals):
            return True
        is_foreign = value.decimals > 0 and self.pack.decimal not in sentence.words(index, index)
        return before == CHAR["DET"] and is_foreign

    @staticmethod
    def _is_part(sentence: Sentence, index: int) -> bool:
        """`three of the five plants`, `cut to zero`: a number word that counts or ends a move all the same."""
        following = _type(sentence, index + 1) == CHAR["OF"] and sentence.values[index + 1] in ("DET", "PL")
        is_zero = sentence.values[index].value == 0 and _type(sentence, index - 1) in _ZERO_BEFORE
        return following or is_zero or ends_move(sentence, index) or bool(_LEVEL_FRAME.match(sentence.types, index - 2))


def _is_behind_attribute(sentence: Sentence, index: int) -> bool:
    """`die eigenen vier Wände`: an article and an adjective, which the small letter tells, before the number."""
    is_adjective = _type(sentence, index - 1) == CHAR["WORD"] and sentence.words(index - 1, index - 1).islower()
    return index > 1 and is_adjective and _type(sentence, index - 2) in _SINGLED


def _is_attribute(sentence: Sentence, index: int) -> bool:
    """`Wohnungen mit drei Zimmern`, `families with three children`: what kind of things are spoken of."""
    is_with = _type(sentence, index - 1) == CHAR["PREP"] and sentence.values[index - 1] == "WITH"
    return is_with and _type(sentence, index - 2) in _DESCRIBED and index > 1


def _is_numbered(sentence: Sentence, index: int) -> bool:
    """`lots 1, 2 et 4`: a number after a numbered noun, over the numbers listed before it."""
    at = index - 1
    while at >= 0 and sentence.types[at] in _LISTED and index - at < 12:
        at -= 1
    is_list = CHAR["NUMERAL"] in sentence.types[at + 1 : index - 1] and sentence.types[index - 1] != CHAR["NUMERAL"]
    return _type(sentence, at) == CHAR["NUMBERED"] and (at == index - 1 or is_list)


def _has_other_bracket(sentence: Sentence, index: int) -> bool:
    """Whether another figure of the sentence stands in brackets as well."""
    return _BRACKETED.search(sentence.types, 0, index) is not None or (
        _BRACKETED.search(sentence.types, index + 1) is not None
    )


def _is_person(sentence: Sentence, index: int) -> bool:
    """Whether a number between commas behind a noun can be an age: a whole number from 15 to 110."""
    value: Numeral = sentence.values[index]
    is_whole = value.mult == 0 and value.decimals == 0 and not value.is_words
    is_whole = is_whole and not any(told == "PL" for told in sentence.values[max(0, index - 4) : index - 1])
    return is_whole and 15 <= value.value <= 110 and _type(sentence, index - 2) in _NAMED


_NAMED = chars("WORD NAME PLACE ORG")
_BALLOT = compiled("AUX NUMERAL TO NUMERAL (?=STOP|COMMA|CONJ|PREP|PERIOD)")


INDEX_BASE = 100
_INDEX_BASE = compiled("(WORD|INDEX_CUE) NUMERAL (PREP|OUT_OF|COLON)? DET? PERIOD|SYMBOL NUMERAL(?=CLOSE|STOP|COMMA)")
"""`base 100 en 2018`, `(2015 = 100)`."""


def _holds_figure(sentence: Sentence, index: int) -> bool:
    return not _NUMBERISH.isdisjoint(sentence.types[:index])


def _is_titled(sentence: Sentence, index: int) -> bool:
    """`„Hangover 3“`: the number of a film or book."""
    return _type(sentence, index - 1) in _NAMED and _type(sentence, index + 1) == CHAR["QUOTE"]


_AFTER_PERIOD = compiled("PERIOD AUX NUMERAL (COMMA|STOP|SEMICOLON)")
_INTO = chars("PREP OUT_OF TO VERB AUX")
_DESCRIBED = chars("WORD NAME DEMONSTRATIVE")
_MORE_THAN = compiled("MORE|(ABOVE|BELOW) (PREP|DET|OF|TO){0,2} (PERIOD|NUMERAL TIME_UNIT|ONE TIME_UNIT)")
_FROM_ON = compiled("SINCE (NUMERAL WORD{1,2} CONJ)?$")
"""`ab 50 Schweinen oder zehn Sauen`: from how many on."""
_JOINING = chars("CONJ COMMA")
_DATED = compiled("(PREP|OUT_OF)? DET? PERIOD")
_LISTED = chars("NUMERAL COMMA CONJ TO HYPHEN DASH SLASH")
_BRACKETED = compiled("OPEN (NUMERAL|QUANTITY)")
_STREET = compiled("(NAME|PLACE|ORG) NAME (?!WORD|NAME NAME NAME NAME)")
_ROAD = compiled("(NAME|PLACE|ORG){1,3} NUMBERED|COMMA NUMBERED OF")
_SINGLED = chars("DET DEMONSTRATIVE")
_CALLED = chars("WORD VERB AUX STOP COMMA OF TO PREP PARTICIPLE")
_COUNTING = chars("VERB ABOVE APPROX BELOW ABOVE_EQ BELOW_EQ AUX")
_CODED = chars("WORD NAME PLACE ORG")
_MORE = chars("ABOVE BELOW MORE")
_STATED = chars("NUMBERED WORD NAME PLACE ORG CLOSE RATE_CUE INDEX_CUE SHARE_CUE DURATION_CUE")
_DEFINITE = chars("DET DEMONSTRATIVE TO")
_ZERO_BEFORE = chars("TO VERB AUX OF FROM")
_LETTERS = chars("WORD NAME UNIT")


def _is_level(sentence: Sentence, index: int) -> bool:
    """Whether the words around a small number without a noun say that it is a value."""
    before, after = _type(sentence, index - 1), _type(sentence, index + 1)
    if before in _LEVEL_BEFORE or before in _BOUNDS or after in _AFTER_LEVEL:
        return True
    if _TOLD_AT.match(sentence.types, index - 2) or _is_further_share(sentence, index):
        return True
    if is_told_level(sentence, index):
        return True
    if sentence.is_framed and _FRAMED.search(sentence.types, max(0, index - 4), index + 4):
        return True
    return bool(_LEVEL_FRAME.match(sentence.types, index - 2) or _PART_OF.match(sentence.types, index + 1))


def _is_further_share(sentence: Sentence, index: int) -> bool:
    """`38 % came from Asia, 21 from Africa`, `followed by gas with 21, and`: a share without the mark of the first."""
    at = sentence.types.rfind(CHAR["QUANTITY"], 0, index)
    first = sentence.values[at] if at >= 0 else None
    if not isinstance(first, Quantity) or first.kind != "PERCENT":
        return False
    is_led = sentence.values[index - 1] == "WITH" and bool(_ENDED.match(sentence.types, index + 1))
    return is_led or bool(_FROM_PLACE.match(sentence.types, index - 1))


_ENDED = compiled("COMMA|STOP|SEMICOLON|CONJ")
_FROM_PLACE = compiled("(COMMA|CONJ) NUMERAL (FROM|OUT_OF|PREP|OF) DET? (PLACE|NAME|ORG)")
_TOLD_AT = compiled("VERB (PREP|OUT_OF) NUMERAL (PREP|OUT_OF) DET? (PLACE|OF|NAME|ORG)")
"""`se queda en 64 en Teruel`: a level that a verb and a preposition lead in, and where."""
_LEVEL_FRAME = compiled("(VERB|AUX) PRONOUN NUMERAL|(OF|PREP) REL NUMERAL")
_PART_OF = compiled(
    "OF (DET|ADVERB|PERIOD){0,3} (NUMERAL|QUANTITY)"
    "|CONJ ((PREP|OUT_OF) DET? PLACE (PREP|ADVERB)?)? NUMERAL (OF|DET|ADVERB){0,2} (WORD|NAME|ORG)"
)
_FRAMED = compiled("AUX ADVERB{0,2} NUMERAL ADVERB? INFINITIVE")
"""`wurden zuletzt 137 angezeigt`: what stands alone between the two verbs of a frame."""
_CODE_PARTS = chars("PERIOD NUMERAL SKIPPED")
_ATTRIBUTE = compiled("HYPHEN (WORD|NAME|UNIT|CONJ (NUMERAL|SKIPPED) HYPHEN)")
_AGED = compiled("AGE_CUE DET NUMERAL")
_AGE = compiled("HYPHEN? (TO NUMERAL HYPHEN?)? AGE_CUE")
