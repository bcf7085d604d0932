"""Stored text to sentences of typed tokens, once.

One token expression, one look-up per token, longest entry first. From here on the grammar sees types, not words.
It knows no language: everything that a word means comes from the pack.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pipelines import literals
from pipelines.languages.base import HYPHENS, Entry, Pack, key_of
from pipelines.languages.inflection import VerbForm
from pipelines.tokens import CHAR, Sentence, chars

MAX_SENTENCE = 400
_SYMBOLS = {
    ",": "COMMA", ";": "SEMICOLON", ":": "COLON", "(": "OPEN", "[": "OPEN", ")": "CLOSE", "]": "CLOSE",
    '"': "QUOTE", "«": "QUOTE", "»": "QUOTE", "“": "QUOTE", "”": "QUOTE", "„": "QUOTE", "/": "SLASH",
    "–": "DASH", "—": "DASH", "−": "DASH", "-": "DASH", "‐": "DASH", "‑": "DASH", "+": "PLUS", "•": "BULLET",
    "'": "APOSTROPHE", "’": "APOSTROPHE", "*": "BULLET",
}  # fmt: skip
_STOPS = frozenset(".!?…")
_CODED = re.compile(rf"([^\W\d_]+)([{HYPHENS}]?)(\d+)")
_AFTER_NUMERAL = frozenset(
    """
    CURRENCY FUSED PERCENT POINT BASIS_POINT UNIT TIME_UNIT SCALE SCALE_OR_UNIT TIMES MULTIPLE
    TIME_OF_DAY
    """.split()
)
_NUMERIC = frozenset(
    """
    ONE SMALL HUNDRED THOUSAND SCALE ORDINAL QUARTER FRACTION PLACE MONTH TIME_UNIT YEAR_WORD
    """.split()
)
_FINITE = frozenset({"PRES", "PAST", "IMPF", "FUT", "COND", "SUBJ"})
_NOUN_BEFORE = chars("DET OF ONE DEMONSTRATIVE TO FROM SLASH")
_NUMBER_BEFORE = chars("SMALL DIGITS HUNDRED THOUSAND SCALE")
_OPENING = chars("OPEN QUOTE COLON SLASH COMMA")
_VERB_BEFORE = chars(
    "PRONOUN NAME PLACE ORG ADVERB REL AUX WORD CLOSE QUOTE RATE_CUE SHARE_CUE INDEX_CUE DURATION_CUE CHANGE UNIT "
    "TIME_UNIT CURRENCY YEAR PERCENT MORE PARTICIPLE SKIPPED NEG DEICTIC MONTH GERUND"
)


@dataclass(frozen=True, slots=True)
class Cue:
    """A status word and its offsets in the stored text."""

    start: int
    end: int
    status: str


@dataclass(slots=True)
class Lexed:
    """One sentence as lexed: its tokens and its status cues."""

    sentence: Sentence
    cues: list[Cue]


@dataclass(slots=True)
class _Building:
    types: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)

    def add(self, type_: str, start: int, end: int, value: Any = None) -> None:
        self.types.append(CHAR[type_])
        self.starts.append(start)
        self.ends.append(end)
        self.values.append(value)


class Lexer:
    """The lexer of one pack."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack

    def sentences(self, text: str, start: int, end: int) -> list[Lexed]:
        """The sentences of `text[start:end]`, whose offsets are those of `text`."""
        raw = [(m.lastindex, m.start(), m.end()) for m in self.pack.token.finditer(text, start, end)]
        keys = [key_of(text[first:last]) for _, first, last in raw]
        done: list[Lexed] = []
        building = _Building()
        index = 0
        while index < len(raw):
            group = raw[index][0]
            index += self._token(text, raw, keys, index, building)
            if len(building.types) >= MAX_SENTENCE or (group == 4 and self._is_stop(text, raw, index - 1, building)):
                self._flush(text, building, done)
                building = _Building()
        self._flush(text, building, done)
        return done

    @staticmethod
    def _flush(text: str, building: _Building, done: list[Lexed]) -> None:
        if building.types:
            sentence = Sentence(text, "".join(building.types), building.starts, building.ends, building.values)
            done.append(Lexed(sentence, building.cues))

    def _is_stop(self, text: str, raw: list[tuple[Any, int, int]], index: int, building: _Building) -> bool:
        _, first, last = raw[index]
        if text[first] not in _STOPS:
            return False
        if index + 1 == len(raw):
            return True
        following = raw[index + 1][1]
        if following == last:
            return False
        if text[first] == "." and index:
            _, begin, end = raw[index - 1]
            word = text[begin:end].lower()
            is_initial = end - begin == 1 and text[begin].isupper() and end == first and not text[begin].isdigit()
            if end == first and (word in self.pack.abbreviations or is_initial):
                return False
        return not text[following].islower()

    def _token(self, text: str, raw: list[Any], keys: list[str], index: int, out: _Building) -> int:
        """Type the token at `index`, perhaps with those after it; how many raw tokens it took."""
        group, first, last = raw[index]
        self._cue(text, raw, keys, index, out)
        if group == 1:
            return self._numeral(text, raw, keys, index, out)
        found = self._entry(text, raw, keys, index)
        if found is not None:
            entry, taken = found
            out.add(entry.type, first, raw[index + taken - 1][2], entry.value)
            return taken
        if group == 2:
            self._coded(text, first, last, out)
        elif group == 3:
            following = keys[index + 1] if index + 1 < len(keys) else ""
            self._word(text, first, last, keys[index], following, out)
        else:
            mark = text[first]
            name = "STOP" if mark in _STOPS else _SYMBOLS.get(mark, "SYMBOL")
            is_inner = (
                name == "DASH" and mark != "−" and out.ends and out.ends[-1] == first and out.types[-1] not in _OPENING
            )
            out.add("HYPHEN" if is_inner else name, first, last, mark)
        return 1

    def _matches(self, entry: Entry, text: str, raw: list[Any], keys: list[str], index: int) -> bool:
        last = index + len(entry.rest)
        if last >= len(raw) or tuple(keys[index + 1 : last + 1]) != entry.rest:
            return False
        if entry.unless and last + 1 < len(raw) and keys[last + 1] in entry.unless:
            return False
        if entry.case == "any":
            return True
        first = raw[index][1]
        if entry.case == "title":
            return text[first].isupper()
        return key_case(text[first : raw[last][2]]) == key_case(entry.surface)

    def _entry(
        self, text: str, raw: list[Any], keys: list[str], index: int, wanted: frozenset[str] | None = None
    ) -> tuple[Entry, int] | None:
        """The longest entry that matches at `index`, of the wanted types where they are given."""
        for entry in self.pack.terms.get(keys[index], ()):
            if (wanted is None or entry.type in wanted) and self._matches(entry, text, raw, keys, index):
                return entry, 1 + len(entry.rest)
        return None

    def _cue(self, text: str, raw: list[Any], keys: list[str], index: int, out: _Building) -> None:
        if index and keys[index - 1] in self.pack.sets["AS_CUE"]:
            return
        for entry in self.pack.status.get(keys[index], ()):
            if self._matches(entry, text, raw, keys, index):
                out.cues.append(Cue(raw[index][1], raw[index + len(entry.rest)][2], entry.value))
                return

    def _numeral(self, text: str, raw: list[Any], keys: list[str], index: int, out: _Building) -> int:
        _, first, last = raw[index]
        is_glued = index + 1 < len(raw) and raw[index + 1][1] == last and raw[index + 1][0] in (2, 3)
        if is_glued:
            key = keys[index + 1]
            found = self._entry(text, raw, keys, index + 1, _AFTER_NUMERAL)
            if key in self.pack.ordinal_suffixes:
                out.add("ORDINAL", first, raw[index + 1][2], int_or(text[first:last]))
                return 2
            if key in self.pack.decade_suffixes and last - first == 4:
                out.add("DECADE", first, raw[index + 1][2], int(text[first:last]))
                return 2
            if found is None:
                out.add("SKIPPED", first, raw[index + 1][2], "name")
                return 2
        taken = 1
        if first and text[first - 1] in "+/_&@#" and first > 1 and text[first - 2].isalpha():
            out.add("SKIPPED", first, last, "name")
            return 1
        literal = literals.parse(text[first:last], self.pack.decimal)
        if literal is None:
            out.add("RAW", first, last)
        elif last - first == 4 and literal.decimals == 0 and 1800 <= literal.value <= 2100 and literal.other is None:
            out.add("YEAR", first, last, literal)
        else:
            out.add("DIGITS", first, last, literal)
        if is_glued and found is not None:
            out.add(found[0].type, last, raw[index + found[1]][2], found[0].value)
            taken += found[1]
        return taken

    def _coded(self, text: str, first: int, last: int, out: _Building) -> None:
        """Letters with digits: T3, FY2024, mi-2024, EUR500; else a name."""
        found = _CODED.fullmatch(text, first, last)
        letters, digits = (found[1], found[3]) if found else ("", "")
        if found and letters in self.pack.quarter_letters and len(digits) == 1:
            months = self.pack.quarter_letters[letters]
            if 1 <= int(digits) <= 12 // months:
                out.add("ORDINAL", first, found.end(1), int(digits))
                out.add("QUARTER", found.start(3), last, str(months))
                return
        if found and letters in self.pack.fiscal_letters and len(digits) in (2, 4):
            out.add("FISCAL", first, found.end(1))
            year = int(digits) if len(digits) == 4 else 2000 + int(digits)
            out.add("YEAR", found.start(3), last, literals.Literal(Decimal(year), 0))
            return
        entries = self.pack.terms.get(key_of(letters), ()) if found else ()
        for entry in entries:
            if found and not entry.rest and entry.type in ("MID", "CURRENCY", "BEGIN", "END"):
                out.add(entry.type, first, found.end(2), entry.value)
                literal = literals.parse(digits, self.pack.decimal)
                is_year = len(digits) == 4 and 1800 <= int(digits) <= 2100
                out.add("YEAR" if is_year else "DIGITS", found.start(3), last, literal)
                return
        out.add("SKIPPED", first, last, "name")

    def _word(self, text: str, first: int, last: int, key: str, following: str, out: _Building) -> None:
        verb = self.pack.verbs.get(key)
        if verb is not None and verb.is_homograph and self._is_finite(following):
            verb = None
        if verb is not None:
            type_ = verb_type(verb, out.types[-1] if out.types else "")
            if type_ is not None:
                out.add(type_, first, last, verb)
                return
        if any(hyphen in key for hyphen in HYPHENS) and self._split(text, first, last, out):
            return
        is_capital = text[first].isupper() and bool(out.types)
        out.add("NAME" if is_capital else "WORD", first, last)

    def _is_finite(self, key: str) -> bool:
        verb = self.pack.verbs.get(key)
        return verb is not None and bool(verb.forms & _FINITE)

    def _split(self, text: str, first: int, last: int, out: _Building) -> bool:
        """A hyphenated word whose parts the pack knows as numbers, times or places: `vingt-cinq`, `first-quarter`."""
        parts = [(m.start(), m.end()) for m in re.finditer(rf"[^{HYPHENS}]+", text[first:last])]
        entries = []
        for begin, end in parts:
            found = [e for e in self.pack.terms.get(key_of(text[first + begin : first + end]), ()) if not e.rest]
            joins = key_of(text[first + begin : first + end]) in self.pack.number_joiners
            if not joins and not any(entry.type in _NUMERIC for entry in found):
                return False
            entries.append(next((entry for entry in found if entry.type in _NUMERIC), None))
        for (begin, end), entry in zip(parts, entries, strict=True):
            if entry is None:
                out.add("CONJ", first + begin, first + end)
            else:
                out.add(entry.type, first + begin, first + end, entry.value)
        return True


def key_case(surface: str) -> str:
    """A surface with its case but one apostrophe and hyphen, for exact matches."""
    return surface.replace("’", "'").replace("‐", "-").replace("‑", "-")


def int_or(text: str) -> int:
    """The digits of a string as an integer; 0 where there are none."""
    return int("".join(char for char in text if char.isdigit())[:9] or 0)


def verb_type(verb: VerbForm, previous: str) -> str | None:
    """The token type of a verb form after a token of type `previous`; None where it is read as a noun."""
    forms = verb.forms
    is_finite = bool(forms & _FINITE)
    if "AUX" in verb.senses and is_finite and not verb.is_homograph:
        return "AUX"
    if previous in _NUMBER_BEFORE and previous and (verb.is_homograph or "PP" in forms):
        return None
    if previous in _NOUN_BEFORE and previous and not forms & {"INF", "GER"}:
        return None
    if verb.is_homograph and previous not in _VERB_BEFORE:
        return None
    if "AUX" in verb.senses and is_finite:
        return "AUX"
    if is_finite:
        return "PARTICIPLE" if "PP" in forms and previous == CHAR["AUX"] else "VERB"
    if "PP" in forms:
        return "PARTICIPLE"
    return "INFINITIVE" if "INF" in forms else "GERUND"
