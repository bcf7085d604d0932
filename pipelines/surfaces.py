"""What a pack says of a surface wherever it stands: looked up once for each different word of a text.

Most tokens need no look at their neighbours; these have a type for any place. The lexer reads the others in context.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipelines import capitals
from pipelines.compounds import Compounds
from pipelines.languages.base import HYPHENS, SOFT_HYPHEN, Entry, Pack, key_of
from pipelines.languages.inflection import VerbForm
from pipelines.tokens import CHAR

MAX_KNOWN = 100_000
"""Surfaces that are kept; numerals never are."""
MIN_ADVERB = 5
"""An unknown word with an adverb's ending is longer than this."""
MIN_VERB = 6
"""An unknown word with a verb's ending is at least this long."""
VERB_OR_NOUN = frozenset({"CHANGE", "MORE"})
"""Types of terms that may stand as a verb: `prices rise`, `to lower the rate`."""
_UNITS = frozenset({"UNIT", "CURRENCY"})
FINITE = frozenset({"PRES", "PAST", "IMPF", "FUT", "COND", "SUBJ"})
_NONE: frozenset[str] = frozenset()

Plain = tuple[str, Any]
"""The type character and value of a token."""


@dataclass(slots=True, unsafe_hash=True)
class Known:
    """A surface's key; the token that it is inside a sentence and at its start, whatever stands beside it.

    `inside` is None for a surface that must be read in context; `seconds` are the keys behind it with which a
    longer entry may begin: then too. `is_word` says that no entry is met here: it is a verb or an unknown word.
    """

    key: str
    inside: Plain | None = None
    first: Plain | None = None
    seconds: frozenset[str] = _NONE
    is_word: bool = False


def key_case(surface: str) -> str:
    """A surface with its case but one apostrophe, hyphen and kind of space, no soft hyphens, for exact matches."""
    surface = " ".join(surface.split()).replace(SOFT_HYPHEN, "")
    return surface.replace("’", "'").replace("‐", "-").replace("‑", "-")


def is_doubtful(pack: Pack, entry: Entry, key: str) -> bool:
    """Whether a unit's name is also an ordinary word or a verb form (`real`, `sol`, `ha`)."""
    if entry.type == "SCALE_OR_UNIT":
        return True
    if entry.type not in _UNITS or entry.rest or not key.isalpha():
        return False
    return bool(entry.value.is_ambiguous or key in pack.verbs)


class Surfaces(dict[str, Known]):
    """The surfaces of one pack, each known when it is first asked for.

    `symbols` are the types of marks, `open_symbols` the marks that need a look at their neighbours.
    """

    def __init__(
        self, pack: Pack, symbols: Mapping[str, str], open_symbols: frozenset[str], compounds: Compounds | None
    ) -> None:
        super().__init__()
        self._pack = pack
        self._symbols = symbols
        self._open = open_symbols
        self._compounds = compounds
        self._by_second: dict[str, dict[str, tuple[Entry, ...]]] = {}
        self._types: dict[str, frozenset[str]] = {}

    def entries(self, key: str, following: str) -> tuple[Entry, ...]:
        """The entries that may begin with a key before another, longest first."""
        known = self._pack.terms.get(key)
        if known is None or len(known) == 1:
            return known or ()
        by_second = self._by_second.get(key)
        if by_second is None:
            seconds = {entry.rest[0] for entry in known if entry.rest} | {""}
            by_second = self._by_second[key] = {
                second: tuple(entry for entry in known if not entry.rest or entry.rest[0] == second)
                for second in seconds
            }
        return by_second.get(following) or by_second[""]

    def types_of(self, key: str) -> frozenset[str]:
        """The types that a key can have as a word alone."""
        found = self._types.get(key)
        if found is None:
            entries = self._pack.terms.get(key)
            if entries is None:
                return _NONE
            found = self._types[key] = frozenset(entry.type for entry in entries if not entry.rest)
        return found

    def __missing__(self, surface: str) -> Known:
        if surface[0].isdecimal():
            return Known(key_of(surface))
        known = self._known(surface)
        if len(self) >= MAX_KNOWN:
            self.clear()
        self[surface] = known
        return known

    def _known(self, surface: str) -> Known:
        key = key_of(surface)
        if surface in self._open or key in self._pack.status:
            return Known(key)
        entries = self._pack.terms.get(key, ())
        seconds = frozenset(entry.rest[0] for entry in entries if entry.rest)
        for entry in entries:
            if entry.rest or not self._has_case(entry, surface):
                continue
            is_verb = entry.type in VERB_OR_NOUN and key in self._pack.verbs
            if is_verb or entry.unless or entry.only or is_doubtful(self._pack, entry, key):
                return Known(key)
            plain = (CHAR[entry.type], entry.value)
            return Known(key, plain, plain, seconds)
        if len(surface) == 1 and not surface.isalnum():
            plain = (CHAR[self._symbols.get(surface, "SYMBOL")], surface)
            return Known(key, plain, plain, seconds)
        is_word = surface[-1].isalpha() and not any(letter.isdigit() for letter in surface)
        verb = self._pack.verbs.get(key)
        if is_word and verb is not None and self._is_auxiliary(verb):
            plain = (CHAR["AUX"], verb)
            return Known(key, plain, plain, seconds)
        if not is_word or verb is not None or any(hyphen in surface for hyphen in HYPHENS):
            return Known(key, None, None, seconds, is_word)
        return self._word(surface, key, seconds)

    def _is_auxiliary(self, verb: VerbForm) -> bool:
        """Whether a form is a finite auxiliary and nothing else, whatever stands beside it."""
        is_certain = not (verb.is_homograph or verb.is_adjective or self._pack.capital_nouns)
        return is_certain and "AUX" in verb.senses and not verb.forms.isdisjoint(FINITE)

    @staticmethod
    def _has_case(entry: Entry, surface: str) -> bool:
        if entry.case == "title":
            return surface[0].isupper()
        return entry.case == "any" or key_case(surface) == key_case(entry.surface)

    def _word(self, surface: str, key: str, seconds: frozenset[str]) -> Known:
        """A word that neither terms nor verbs know."""
        if self._pack.capital_nouns:
            if surface[0].islower() or (self._compounds is not None and self._compounds.read(surface)):
                return Known(key, None, None, seconds, True)
            plain = (CHAR[capitals.unknown(self._pack, surface, False, (), "")], None)
            return Known(key, plain, plain, seconds)
        if self._compounds is not None and (parts := self._compounds.read(surface)):
            plain = (CHAR[parts[0][0]], parts[0][1])
            return Known(key, plain, plain, seconds)
        verb = self._pack.verb_of(key) if surface[0].islower() and len(key) >= MIN_VERB else None
        if verb is not None:
            told: Plain = (CHAR["GERUND" if "GER" in verb.forms else "VERB"], verb)
            return Known(key, told, told, seconds)
        is_adverb = len(key) > MIN_ADVERB and key.endswith(self._pack.adverb_endings)
        plain = (CHAR["ADVERB" if is_adverb else "WORD"], None)
        return Known(key, (CHAR["NAME"], None) if surface[0].isupper() else plain, plain, seconds)
