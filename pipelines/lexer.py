"""Stored text to sentences of typed tokens, once.

One token expression, one look-up per token, longest entry first. From here on the grammar sees types, not words.
It knows no language: everything that a word means comes from the pack.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pipelines import capitals, glued, homographs, literals, readings
from pipelines.compounds import Compounds
from pipelines.languages.base import HYPHENS, RAISED, Entry, Pack, key_of
from pipelines.languages.inflection import VerbForm
from pipelines.surfaces import FINITE, MIN_ADVERB, VERB_OR_NOUN, Surfaces, is_doubtful, key_case
from pipelines.tokens import CHAR, Building, Cue, Sentence, chars

MAX_SENTENCE = 400
STATUS_OF = {"FORECAST": "F", "TARGET": "T", "ESTIMATE": "E"}
"""The status that a verb's sense gives what it says."""
_SYMBOLS = {
    ",": "COMMA", ";": "SEMICOLON", ":": "COLON", "(": "OPEN", "[": "OPEN", ")": "CLOSE", "]": "CLOSE",
    '"': "QUOTE", "«": "QUOTE", "»": "QUOTE", "“": "QUOTE", "”": "QUOTE", "„": "QUOTE", "/": "SLASH",
    "–": "DASH", "—": "DASH", "−": "DASH", "-": "DASH", "‐": "DASH", "‑": "DASH", "+": "PLUS", "•": "BULLET",
    "'": "APOSTROPHE", "’": "APOSTROPHE", "*": "BULLET",
}  # fmt: skip
_STOPS = frozenset(".!?…")
_OPEN_SYMBOLS = _STOPS | {mark for mark, name in _SYMBOLS.items() if name == "DASH"}
_HYPHENS = frozenset(HYPHENS)
_AFTER_NUMERAL = frozenset(
    """
    CURRENCY FUSED PERCENT POINT BASIS_POINT UNIT TIME_UNIT THOUSAND SCALE SCALE_OR_UNIT TIMES MULTIPLE
    TIME_OF_DAY
    """.split()
)
_NUMERIC = frozenset(
    """
    ONE SMALL HUNDRED THOUSAND SCALE ORDINAL QUARTER FRACTION PLACE MONTH TIME_UNIT YEAR_WORD
    """.split()
)
_COUNTING = chars(
    "DIGITS YEAR RAW SMALL HUNDRED THOUSAND SCALE SCALE_OR_UNIT COLLECTIVE FRACTION HALF OF SLASH DASH HYPHEN CURRENCY"
)
_NOUNISH = chars("WORD NAME RATE_CUE SHARE_CUE INDEX_CUE DURATION_CUE CHANGE UNIT CURRENCY TIME_UNIT")
_OBJECT_OPENERS = frozenset("DET ONE TO SMALL APPROX ABOVE BELOW UNTIL HUNDRED THOUSAND".split())
_NOUN_TERMS = frozenset("RATE_CUE SHARE_CUE INDEX_CUE DURATION_CUE CHANGE NUMBERED WORD".split())
_ADJECTIVAL = FINITE | {"GER"}
_PRESENT = frozenset({"PRES"})
"""Forms that no sentence opens with where its subject comes first."""
_ENDING = frozenset(",;.()")
"""Marks behind which no object follows."""
_CLAUSE_WORDS = frozenset("CONJ REL PRONOUN COMMA".split())
_MOVING = frozenset({"UP", "DOWN", "STAY"})
MAX_AHEAD = 10
"""Tokens that are looked ahead for a clause's verb."""
_OPENING = chars("OPEN QUOTE COLON SLASH COMMA")


@dataclass(slots=True)
class Lexed:
    """One sentence as lexed: its tokens and its status cues."""

    sentence: Sentence
    cues: list[Cue]


class Lexer:
    """The lexer of one pack."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self._spaced = re.compile(rf"\s*+(?:{pack.token.pattern})")
        self._compounds = Compounds(pack) if pack.heads or pack.joined_numbers else None
        self._joined = joined_forms(pack.verbs) if pack.verb_second else {}
        self._surfaces = Surfaces(pack, _SYMBOLS, _OPEN_SYMBOLS, self._compounds)

    def sentences(self, text: str, start: int, end: int) -> list[Lexed]:
        """The sentences of `text[start:end]`, whose offsets are those of `text`."""
        end = start + len(text[start:end].rstrip())  # every token stands behind white space, none before only that
        found = self._spaced.finditer(text, start, end)
        raw = [((group := m.lastindex or 0), *m.span(group)) for m in found]
        surfaces = self._surfaces
        looked = [surfaces[text[first:last]] for _, first, last in raw]
        keys = [known.key for known in looked]
        keys.append("")
        done: list[Lexed] = []
        building = Building()
        types, starts, ends, values = building.types, building.starts, building.ends, building.values
        index, n_raw = 0, len(raw)
        while index < n_raw:
            known = looked[index]
            plain = known.inside if types else known.first
            group, first, last = raw[index]
            is_end = False
            if plain is not None and keys[index + 1] not in known.seconds:
                types.append(plain[0])
                starts.append(first)
                ends.append(last)
                values.append(plain[1])
                index += 1
            elif known.is_word and keys[index + 1] not in known.seconds:
                self._unlisted(text, raw, keys, index, building)
                index += 1
            else:
                index += self._token(text, raw, keys, index, building)
                is_end = group == 4 and self._is_stop(text, raw, index - 1, building)
            if is_end or len(types) >= MAX_SENTENCE:
                self._flush(text, building, done)
                building = Building()
                types, starts, ends, values = building.types, building.starts, building.ends, building.values
        self._flush(text, building, done)
        return done

    def _flush(self, text: str, building: Building, done: list[Lexed]) -> None:
        if building.types:
            sentence = Sentence(text, "".join(building.types), building.starts, building.ends, building.values)
            if self.pack.verb_second:
                for verb in readings.settled(sentence, self.pack, self._joined):
                    senses = sentence.values[verb].senses
                    status = next((told for sense, told in STATUS_OF.items() if sense in senses), "")
                    if status:
                        building.cues.append(Cue(sentence.starts[verb], sentence.ends[verb], status))
            done.append(Lexed(sentence, building.cues))

    def _is_stop(self, text: str, raw: list[tuple[Any, int, int]], index: int, building: Building) -> bool:
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

    def _token(self, text: str, raw: list[Any], keys: list[str], index: int, out: Building) -> int:
        """Type the token at `index`, perhaps with those after it; how many raw tokens it took."""
        group, first, last = raw[index]
        self._cue(text, raw, keys, index, out)
        if group == 1:
            return self._numeral(text, raw, keys, index, out)
        found = self._entry(text, raw, keys, index)
        if (
            found is not None
            and found[0].type in VERB_OR_NOUN
            and self._is_change_verb(found[0], raw, keys, index, out)
        ):
            found = None
        if found is not None and not (
            is_doubtful(self.pack, found[0], keys[index]) and not _is_counted(raw, index, out)
        ):
            entry, taken = found
            out.add(entry.type, first, raw[index + taken - 1][2], entry.value)
            return taken
        if group == 2:
            glued.coded(text, first, last, self.pack, out)
        elif group == 3:
            self._unlisted(text, raw, keys, index, out)
        elif text[first] not in RAISED:
            mark = text[first]
            name = "STOP" if mark in _STOPS else _SYMBOLS.get(mark, "SYMBOL")
            is_inner = (
                name == "DASH" and mark != "−" and out.ends and out.ends[-1] == first and out.types[-1] not in _OPENING
            )
            out.add("HYPHEN" if is_inner else name, first, last, mark)
        return 1

    def _is_change_verb(self, found: Entry, raw: list[Any], keys: list[str], index: int, out: Building) -> bool:
        """Whether a change word stands as a verb: `prices fall by 5 %`, not `a fall of 5 %`."""
        verb = self.pack.verbs.get(keys[index])
        if verb is None or self.pack.capital_nouns or not out.types:
            return False
        if index + 1 >= len(raw):
            return homographs.is_governed(verb, out.types)
        names = self._surfaces.types_of(keys[index + 1])
        follows = names | {"NUMERAL"} if raw[index + 1][0] == 1 else names
        if found.type == "MORE":
            return not found.rest and homographs.is_infinitive(verb, out.types, follows)
        return homographs.is_change_verb(verb, out.types, follows, self.pack.compounds_before)

    def _matches(self, entry: Entry, text: str, raw: list[Any], keys: list[str], index: int) -> bool:
        last = index + len(entry.rest)
        if last >= len(raw) or tuple(keys[index + 1 : last + 1]) != entry.rest:
            return False
        following = keys[last + 1] if last + 1 < len(raw) else ""
        if following in entry.unless or (entry.only and following not in entry.only):
            return False
        if entry.case == "any":
            return True
        first = raw[index][1]
        if entry.case == "title":
            return text[first].isupper() and self._is_capital(entry, text, raw, index)
        written, listed = key_case(text[first : raw[last][2]]), key_case(entry.surface)
        if listed[0].islower() and written[0].isupper() and entry.rest:
            written = written[0].lower() + written[1:]
        return written == listed

    @staticmethod
    def _is_capital(entry: Entry, text: str, raw: list[Any], index: int) -> bool:
        """Whether every word that a name of several words writes with a capital has one: `La Réunion`."""
        if not entry.rest:
            return True
        found = text[raw[index][1] : raw[index + len(entry.rest)][2]]
        words, wanted = found.replace("-", " ").split(), entry.surface.replace("-", " ").split()
        return len(words) != len(wanted) or all(
            word[0].isupper() for word, other in zip(words, wanted, strict=True) if other[0].isupper()
        )

    def _entry(
        self, text: str, raw: list[Any], keys: list[str], index: int, wanted: frozenset[str] | None = None
    ) -> tuple[Entry, int] | None:
        """The longest entry that matches at `index`, of the wanted types where they are given."""
        for entry in self._surfaces.entries(keys[index], keys[index + 1]):
            if (wanted is None or entry.type in wanted) and self._matches(entry, text, raw, keys, index):
                return entry, 1 + len(entry.rest)
        return None

    def _cue(self, text: str, raw: list[Any], keys: list[str], index: int, out: Building) -> None:
        entries = self.pack.status.get(keys[index])
        if entries is None or (index and keys[index - 1] in self.pack.sets["AS_CUE"]):
            return
        for entry in entries:
            if self._matches(entry, text, raw, keys, index):
                out.cues.append(Cue(raw[index][1], raw[index + len(entry.rest)][2], entry.value))
                return

    def _numeral(self, text: str, raw: list[Any], keys: list[str], index: int, out: Building) -> int:
        _, first, last = raw[index]
        is_glued = index + 1 < len(raw) and raw[index + 1][1] == last and raw[index + 1][0] in (2, 3)
        if self._is_dotted_ordinal(text, raw, keys, index):
            out.add("ORDINAL", first, raw[index + 2][2], int_or(text[first:last]))
            return 3
        if is_glued and self._part_of_year(text, first, raw[index + 1], out):
            return 2
        if is_glued:
            key = keys[index + 1]
            found = self._entry(text, raw, keys, index + 1, _AFTER_NUMERAL)
            if key in self.pack.ordinal_suffixes:
                out.add("ORDINAL", first, raw[index + 1][2], int_or(text[first:last]))
                return 2
            if key in self.pack.decade_suffixes and glued.decade(text, first, last, raw[index + 1][2], out):
                return 2
            is_model = found is not None and found[0].type == "UNIT" and raw[index + 1][2] == last + 1
            if found is None or (is_model and text[last].isupper() and out.types[-1:] == [CHAR["NAME"]]):
                out.add("SKIPPED", first, raw[index + 1][2], "name")
                return 2
        if glued.marked_year(text, first, last, raw, index, out):
            return 1
        if self.pack.ordinal_dot and not is_glued and self._is_ordinal(text, raw, keys, index):
            out.add("ORDINAL", first, raw[index + 1][2], int(text[first:last]))
            return 2
        taken = 1
        if first and text[first - 1] in "+/_&@#" and first > 1 and text[first - 2].isalpha():
            out.add("SKIPPED", first, last, "name")
            return 1
        glued.printed(text, first, last, self.pack.decimal, out)
        if is_glued and found is not None:
            out.add(found[0].type, last, raw[index + found[1]][2], found[0].value)
            taken += found[1]
        return taken

    def _is_ordinal(self, text: str, raw: list[Any], keys: list[str], index: int) -> bool:
        """Whether the dot behind a short number makes it an ordinal: no sentence begins behind it."""
        _, first, last = raw[index]
        if index + 2 >= len(raw) or last - first > 2 or text[last] != "." or not text[first:last].isdigit():
            return False
        group, begin, _ = raw[index + 2]
        if begin == last + 1 and group == 1:
            return False
        if group != 3 or text[begin].islower():
            return True
        opens = any(entry.case == "any" for entry in self.pack.terms.get(keys[index + 2], ()) if not entry.rest)
        return not opens

    def _is_dotted_ordinal(self, text: str, raw: list[Any], keys: list[str], index: int) -> bool:
        """`13.ª`: a number, a stop and an ordinal suffix that is no word, without a space."""
        if index + 2 >= len(raw) or text[raw[index + 1][1]] != "." or keys[index + 2] not in self.pack.ordinal_suffixes:
            return False
        begin, end = raw[index + 2][1:]
        return bool(end - begin == 1 and raw[index + 1][1:] == (raw[index][2], begin))

    def _part_of_year(self, text: str, first: int, following: tuple[Any, int, int], out: Building) -> bool:
        """`3T`, `1H`, `4Q24`, `3T2024`: a quarter or half with its number in front, perhaps with the year."""
        _, begin, last = following
        months = self.pack.quarter_letters.get(text[begin], 0)
        year = text[begin + 1 : last].lstrip("-'")
        if not months or begin - first != 1 or not 1 <= int(text[first]) <= 12 // months:
            return False
        if year and (not year.isdigit() or len(year) not in (2, 4)):
            return False
        out.add("ORDINAL", first, begin, int(text[first]))
        out.add("QUARTER", begin, begin + 1, str(months))
        if year:
            value = Decimal(year) if len(year) == 4 else 2000 + Decimal(year)
            out.add("YEAR", last - len(year), last, literals.Literal(value, 0))
        return True

    def _unlisted(self, text: str, raw: list[Any], keys: list[str], index: int, out: Building) -> None:
        """A word that no entry is met for."""
        if self.pack.capital_nouns:
            self._noun_or_other(text, raw, keys, index, out)
        else:
            _, first, last = raw[index]
            is_noun = bool(self.pack.plural_ending) and self._is_clause_noun(text, raw, keys, index, out)
            self._word(text, first, last, keys[index], keys[index + 1], out, is_noun)

    def _is_clause_noun(self, text: str, raw: list[Any], keys: list[str], index: int, out: Building) -> bool:
        """Whether a form that may be a noun is one, since its clause has its verb elsewhere or it has no object."""
        verb = self.pack.verbs.get(keys[index])
        if verb is None or not verb.is_homograph:
            return False
        if homographs.is_second_verb(verb, out.types, out.values):
            return True
        is_last = index + 1 == len(raw) or text[raw[index + 1][1]] in _ENDING
        follows = self._surfaces.types_of(keys[index + 1])
        if homographs.is_objectless(verb, out.types, follows, is_last):
            return True
        return homographs.is_before_verb(verb, out.types) and self._has_verb_ahead(raw, keys, index)

    def _has_verb_ahead(self, raw: list[Any], keys: list[str], index: int) -> bool:
        """Whether a form that can only be a finite verb follows in the same clause."""
        for at in range(index + 1, min(len(raw), index + MAX_AHEAD)):
            types = self._surfaces.types_of(keys[at])
            if raw[at][0] == 4 or not _CLAUSE_WORDS.isdisjoint(types) or (raw[at][0] == 1 and at == index + 1):
                return False
            verb = self.pack.verbs.get(keys[at])
            is_figure_next = at + 1 < len(raw) and raw[at + 1][0] == 1
            if verb is None or types or verb.forms.isdisjoint(FINITE) or (verb.is_homograph and not is_figure_next):
                continue
            if verb.forms.isdisjoint({"PP", "INF"}):
                return True
            is_bare = at + 1 < len(raw) and raw[at + 1][0] == 3 and not self._surfaces.types_of(keys[at + 1])
            if "PP" in verb.forms and verb.senses & _MOVING and not is_bare:
                return True
        return False

    def _word(
        self, text: str, first: int, last: int, key: str, following: str, out: Building, is_noun: bool = False
    ) -> None:
        verb = None if is_noun else self.pack.verbs.get(key)
        if verb is not None and verb.is_homograph and self._is_finite(following) and following not in self.pack.terms:
            verb = None
        if verb is not None and not out.types and self.pack.compounds_before and verb.forms == _PRESENT:
            verb = None
        if verb is not None and verb.is_adjective and self._is_behind_noun(verb, following, out):
            verb = None
        if verb is not None and self.pack.plural_ending and self._is_nominal(text, verb, following, out):
            verb = None
        if verb is not None:
            follows = self._surfaces.types_of(following)
            if verb.is_homograph and homographs.is_infinitive(verb, out.types, _or_numeral(follows, following)):
                out.add("INFINITIVE", first, last, verb)
                return
            is_before_function = not homographs.FUNCTION.isdisjoint(follows)
            is_clitic = self.pack.articles_are_pronouns and not verb.is_homograph
            type_ = homographs.verb_type(verb, out.types, is_before_function, is_clitic, "DET" in follows)
            if type_ is not None:
                out.add(type_, first, last, verb)
                return
        if not _HYPHENS.isdisjoint(key) and self._split(text, first, last, out):
            return
        is_capital = text[first].isupper() and bool(out.types)
        is_verb = key in self.pack.verbs
        if not is_capital and not is_verb and len(key) > MIN_ADVERB and key.endswith(self.pack.adverb_endings):
            out.add("ADVERB", first, last)
            return
        out.add("NAME" if is_capital else "WORD", first, last)

    def _is_nominal(self, text: str, verb: VerbForm, following: str, out: Building) -> bool:
        """Whether agreement or place forbids a verb, so that the form is a noun or an attribute."""
        word = key_of(text[out.starts[-1] : out.ends[-1]]) if out.types else ""
        has_ending = word.endswith(self.pack.plural_ending) and not word.endswith(self.pack.singular_endings)
        is_plural = has_ending or word in self.pack.sets["PLURAL"]
        follows = self._surfaces.types_of(following)
        return homographs.is_nominal(verb, out.types, is_plural, self._is_noun(following), follows)

    def _is_noun(self, key: str) -> bool:
        """Whether a word may be a noun, as far as the pack knows, or a participle before one."""
        verb = self.pack.verbs.get(key)
        if verb is not None:
            return "PP" in verb.forms or verb.is_homograph
        return key.isalpha() and self._surfaces.types_of(key) <= _NOUN_TERMS

    def _is_behind_noun(self, verb: VerbForm, following: str, out: Building) -> bool:
        """`energía limpia`: a verb form that is also an adjective, behind its noun and before no object."""
        is_noun = bool(out.types) and out.types[-1] in _NOUNISH and not self.pack.compounds_before
        if not is_noun or not verb.forms & _ADJECTIVAL or following[:1].isdigit():
            return False
        return not any(entry.type in _OBJECT_OPENERS for entry in self.pack.terms.get(following, ()) if not entry.rest)

    def _noun_or_other(self, text: str, raw: list[Any], keys: list[str], index: int, out: Building) -> None:
        """A word of a language that writes nouns with a capital: verb, compound, noun, adjective or adverb."""
        _, first, last = raw[index]
        follows = tuple(text[begin:end] for _, begin, end in raw[index + 1 : index + 4])
        word = text[first:last]
        if out.types and out.types[-1] in _HYPHENATED and out.ends[-1] == first and word.islower():
            out.add("WORD", first, last)
            return
        verb = self.pack.verbs.get(keys[index]) or capitals.unknown_verb(self.pack, word, follows)
        if verb is not None:
            behind = self.pack.verbs.get(keys[index + 1]) if index + 1 < len(keys) else None
            has_aux = behind is not None and "AUX" in behind.senses
            is_capital = word[0].isupper()
            type_ = capitals.verb_type(verb, out.types, is_capital, follows[0] if follows else "", has_aux)
            if type_ is not None:
                out.add(type_, first, last, verb)
                return
        for type_, value, begin, end in self._compounds.read(word) if self._compounds else ():
            out.add(type_, first + begin, first + end, value)
        if out.ends and out.ends[-1] == last:
            return
        if any(hyphen in word for hyphen in HYPHENS) and self._split(text, first, last, out):
            return
        previous = out.types[-1] if out.types else ""
        out.add(capitals.unknown(self.pack, word, not out.types, follows, previous), first, last)

    def _is_finite(self, key: str) -> bool:
        verb = self.pack.verbs.get(key)
        return verb is not None and bool(verb.forms & FINITE)

    def _split(self, text: str, first: int, last: int, out: Building) -> bool:
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


_HYPHENATED = chars("HYPHEN DASH")
"""Behind these, without a space, a small letter goes on with a noun: `Schülerinnen und -schüler`."""


def joined_forms(verbs: Mapping[str, VerbForm]) -> dict[str, dict[str, VerbForm]]:
    """The two-word forms of separable verbs by their particle: zurück → ging → the form of zurückgehen."""
    found: dict[str, dict[str, VerbForm]] = {}
    for surface, form in verbs.items():
        verb, space, particle = surface.partition(" ")
        if space:
            found.setdefault(particle, {})[verb] = form
    return found


def _or_numeral(types: frozenset[str], key: str) -> frozenset[str]:
    """The types that a word can have; those of a number in digits are NUMERAL."""
    return types | {"NUMERAL"} if key[:1].isdigit() else types


def _is_counted(raw: list[Any], index: int, out: Building) -> bool:
    """Whether a number stands right before the token at `index`, or behind it."""
    previous = out.types[-1] if out.types else ""
    is_behind = previous != "" and previous in _COUNTING
    return is_behind or (index + 1 < len(raw) and raw[index + 1][0] == 1)


def int_or(text: str) -> int:
    """The digits of a string as an integer; 0 where there are none."""
    return int("".join(char for char in text if char.isdigit())[:9] or 0)
