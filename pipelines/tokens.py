"""The closed list of token types and the arrays that carry a sentence through the grammar.

One character stands for a type, so that a sentence's types are a string and a rule is a regular expression
over it (`grammar.py`). Nothing here knows a language or a rule.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from string import ascii_lowercase
from typing import Any, NamedTuple

NAMES = tuple(
    """
    DIGITS YEAR RAW SMALL HUNDRED THOUSAND SCALE SCALE_OR_UNIT FRACTION ONE COLLECTIVE HALF DECIMAL_WORD
    OF_THEM ORDINAL TIMES MULTIPLE NUMERAL QUANTITY OUT_OF CURRENCY FUSED PERCENT POINT BASIS_POINT UNIT
    TIME_UNIT PER MONTH QUARTER DEICTIC FIRST LAST SINCE UNTIL ENDED END BEGIN MID AGO BASE_CUE BETWEEN
    YEAR_WORD PERIOD FISCAL DECADE ABOVE ABOVE_EQ BELOW BELOW_EQ APPROX OR_MORE OR_LESS CHANGE MORE
    SHARE_CUE RATE_CUE INDEX_CUE DURATION_CUE ADDED FORECAST TARGET ESTIMATE PROVISIONAL SOURCE_CUE
    RESTATE ZIP PRONOUN DEMONSTRATIVE DET NONE_DET OF TO BY FROM WITH PREP CONJ REL NEG ADVERB AUX VERB
    INFINITIVE PARTICIPLE GERUND PLACE ORG NUMBERED ENUMERATED AGE_CUE LIMIT_CUE RANK_CUE TIME_OF_DAY
    PHONE_CUE COMMA SEMICOLON COLON OPEN CLOSE QUOTE SLASH DASH HYPHEN PLUS STOP BULLET SYMBOL APOSTROPHE
    NAME WORD SKIPPED DATELINE ARTICLE EVERY DAYS_CUE
    PERCENT_OF FRACTION_MARK TENTH YEAR_MARK MONTH_MARK DAY_MARK CLASSIFIER
    CURRENCY_PREFIX COMPARED PLAN HOMELAND AREA_NOUN
    """.split()
)
# Characters below 256, of which Python keeps one object each, that mean nothing in a regular expression.
_CHARS = "".join(map(chr, range(0x80, 0x100))).replace("\x85", "").replace("\xa0", "") + ascii_lowercase
CHAR = dict(zip(NAMES, _CHARS, strict=False))
NAME_OF = {char: name for name, char in CHAR.items()}
_WORD = re.compile(r"[A-Z][A-Z_]*")


def pattern(source: str) -> str:
    """A pattern over type names as a regular expression over type characters.

    Names are upper case, white space is dropped, everything else is regular-expression syntax.
    Raises KeyError for a name that is no type.
    """
    return _WORD.sub(lambda found: CHAR[found[0]], source).replace(" ", "").replace("\n", "")


def compiled(source: str) -> re.Pattern[str]:
    """`pattern`, compiled."""
    return re.compile(pattern(source))


def chars(source: str) -> frozenset[str]:
    """The characters of the named types, for membership tests."""
    return frozenset(CHAR[name] for name in source.split())


def explain(types: str) -> str:
    """A type string in names, for people."""
    return " ".join(NAME_OF[char] for char in types)


@dataclass(slots=True)
class Sentence:
    """A sentence's tokens as parallel arrays; a grammar stage returns a shorter one.

    `types` has one character per token; `starts`/`ends` are code points in the stored text; `values` holds what
    the lexicon or a production says of the token (its type decides the shape). `is_framed` says that its language
    puts the finite verb second and the others last.
    """

    text: str
    types: str
    starts: list[int]
    ends: list[int]
    values: list[Any]
    is_framed: bool = False

    def words(self, first: int, last: int) -> str:
        """The stored text of tokens `first` to `last`, both included."""
        return self.text[self.starts[first] : self.ends[last]]

    def is_glued(self, index: int) -> bool:
        """Whether no white space stands between this token and the one before."""
        return index > 0 and self.ends[index - 1] == self.starts[index]


class Cue(NamedTuple):
    """A status word and its offsets in the stored text."""

    start: int
    end: int
    status: str


@dataclass(slots=True)
class Building:
    """The tokens and status cues of a sentence while it is being lexed."""

    types: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)

    def add(self, type_: str, start: int, end: int, value: Any = None) -> None:
        """Append a token of a named type."""
        self.types.append(CHAR[type_])
        self.starts.append(start)
        self.ends.append(end)
        self.values.append(value)
