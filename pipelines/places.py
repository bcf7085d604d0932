"""Which place belongs to which quantity of a sentence: by label, order, subject, clause, or leading the sentence.

A place is not a figure's own where it says whose source it is, where something comes from or goes to, or whose firm
is named. What a sentence does not say is taken from the focus or the report by `scope.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.attach import LIGHT, Attached, Timeline, is_closed, nearest, owners, rows_of
from pipelines.languages.base import Place, key_of
from pipelines.tokens import CHAR, NAME_OF, Sentence, chars, compiled

NATIONAL = "NATIONAL"
"""The kind of a word that means the country spoken of: `nationwide`, `au niveau national`."""
_ALSO_SURNAME = 40
"""Below this priority a place's name is as often a surname (Guerrero, Mendoza)."""
_PLACES = compiled("PLACE")
_LOCATIVE = chars("PREP OUT_OF TO FROM")
_NAMED = chars("NAME ORG")
_LINKING = chars("DET ARTICLE OF PREP COMMA")
_AWAY_TYPES = chars("FROM SINCE")


def is_place(sentence: Sentence, index: int) -> bool:
    """Whether a place token may be read as one: a name that is also a word needs a preposition before it."""
    place = sentence.values[index]
    if not isinstance(place, Place):
        return False
    before = sentence.types[index - 1 : index] if index else ""
    is_proper = place.kind in ("ADJECTIVE", "INHABITANT") and sentence.words(index, index)[:1].isupper()
    if is_proper and before == CHAR["NAME"]:
        return False
    if place.priority < _ALSO_SURNAME and before and before == CHAR["NAME"]:
        return False
    if place.priority > 0 or (before in _LOCATIVE and before != ""):
        return True
    return before == CHAR["OF"] and place.kind == "NAME" and sentence.words(index, index)[:1].isupper()


def _sourced(sentence: Sentence) -> frozenset[int]:
    """Tokens of a source phrase (`selon la Banque de France`): its places say whose figure it is, not where."""
    found: set[int] = set()
    for index, char in enumerate(sentence.types):
        if char == CHAR["SOURCE_CUE"]:
            for at in range(index + 1, len(sentence.types)):
                if NAME_OF[sentence.types[at]] in ("COMMA", "VERB", "AUX", "QUANTITY", "STOP", "SEMICOLON"):
                    break
                if sentence.types[at - 1] not in _LOCATIVE:
                    found.add(at)
    return frozenset(found)


def _is_firms(sentence: Sentence, index: int) -> bool:
    """`Taiwan's Jantar`: whose firm is named."""
    behind = sentence.types[index + 1 : index + 3]
    return behind[:1] == CHAR["OF"] and sentence.is_glued(index + 1) and bool(behind[1:]) and behind[1] in _NAMED


def _is_elsewhere(sentence: Sentence, index: int, away: frozenset[str]) -> bool:
    """`exports to Germany`, `51 % depuis la Russie`: where something comes from or goes to."""
    for at in range(index - 1, max(index - 5, -1), -1):
        if sentence.types[at] in _AWAY_TYPES or key_of(sentence.words(at, at)) in away:
            return True
        if sentence.types[at] not in _LINKING:
            return False
    return False


def places(sentence: Sentence, away: frozenset[str]) -> tuple[list[int], list[int]]:
    """The tokens of a sentence that say where its figures hold, and those of origins, goals and firms' homes.

    `away` are the words before such another place.
    """
    found = [m.start() for m in _PLACES.finditer(sentence.types) if is_place(sentence, m.start())]
    if not found:
        return [], []
    sourced = _sourced(sentence)
    kept: list[int] = []
    elsewhere: list[int] = []
    for index in found:
        is_listed = bool(elsewhere) and len(rows_of(sentence, [elsewhere[-1], index])) == 1
        if is_listed or _is_firms(sentence, index) or _is_elsewhere(sentence, index, away):
            elsewhere.append(index)
        elif index not in sourced:
            kept.append(index)
    return kept, elsewhere


def is_name(sentence: Sentence, index: int) -> bool:
    """Whether a place token is a name, not an adjective: only a name stays in focus."""
    value = sentence.values[index]
    return isinstance(value, Place) and value.kind in ("NAME", "CITY")


class Localities:
    """The places of one sentence and the quantities that they stand with."""

    def __init__(self, timeline: Timeline, away: frozenset[str]) -> None:
        self.timeline = timeline
        self.sentence = timeline.sentence
        self.quantities = timeline.quantities
        self.items, self.elsewhere = places(self.sentence, away)
        self._owned = owners(self.sentence, self.quantities, self.items)
        self._labels = self._labelled()
        self._labels |= self._zipped()

    def _labelled(self) -> dict[int, int]:
        """`La Rioja (24,6 %)`, `France: 4.5`: a place that only a colon or bracket parts from its figure."""
        found: dict[int, int] = {}
        types = self.sentence.types
        for item in self.items:
            quantity = next((q for q in self.quantities if q > item + 1), None)
            is_marked = types[item + 1 : item + 2] in (CHAR["COLON"], CHAR["OPEN"])
            if quantity is not None and is_marked and LIGHT.issuperset(types[item + 2 : quantity]):
                found[quantity] = item
        return found

    def _zipped(self) -> dict[int, int]:
        """`Italy and Spain grew 2 % and 6 %`: as many places in a row as quantities in a row, in order."""
        zipped: dict[int, int] = {}
        if len(self.items) < 2 or len(self.quantities) < 2:
            return zipped
        figures = rows_of(self.sentence, self.quantities)
        for row in rows_of(self.sentence, self.items):
            same = [other for other in figures if len(other) == len(row)]
            if len(row) > 1 and len(same) == 1:
                zipped |= dict(zip(same[0], row, strict=True))
        return zipped

    def partners(self) -> list[int]:
        """The places that something goes to or comes from."""
        return [i for i in self.elsewhere if not _is_firms(self.sentence, i)]

    def place(self, quantity: int, subject: frozenset[int]) -> Attached | None:
        """The place of one quantity; the role is AT or LABEL, the basis PHRASE, CLAUSE or SENTENCE."""
        if quantity in self._labels:
            return Attached(self._labels[quantity], "LABEL", "PHRASE")
        inside = [i for i in self.items if i in subject]
        if inside:
            return Attached(self._named(inside)[-1], "AT", "PHRASE")
        mine = [i for i in self.items if self._owned[i] == quantity]
        own = nearest(
            quantity, [i for i in mine if not is_closed(self.sentence, min(i, quantity) + 1, max(i, quantity))]
        )
        if own is not None:
            return Attached(own, "AT", "CLAUSE")
        here = self.timeline.clauses.numbers[quantity]
        labels = set(self._labels.values())
        earlier = [i for i in self.items if i < quantity and i not in labels]
        near = [i for i in earlier if self.timeline.clauses.numbers[i] == here]
        outer = [i for i in earlier if self.timeline.clauses.numbers[i] not in self.timeline.clauses.outer]
        found = self._named(near) or self._named(outer)
        return Attached(found[-1], "AT", "SENTENCE") if found else None

    def _named(self, items: Sequence[int]) -> list[int]:
        """Names before adjectives."""
        return [i for i in items if is_name(self.sentence, i)] or list(items)

    def leading(self) -> list[int]:
        """Names that stand before the sentence's first verb: what the next sentences may speak of."""
        if not self.items:
            return []
        first = min(self.timeline.clauses.verbs.values(), default=len(self.sentence.types))
        if any(i < first for i in self.elsewhere):
            return []
        return [i for i in self.items if i < first and is_name(self.sentence, i) and i not in self._labels.values()]
