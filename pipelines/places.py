"""Which place belongs to which quantity of a sentence: by label, order, subject, clause, or leading the sentence.

A place is not a figure's own where it says whose source it is, where something comes from or goes to, or whose firm
is named. What a sentence does not say is taken from the focus or the report by `scope.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipelines.attach import LIGHT, Attached, Timeline, is_closed, nearest, owners, rows_of
from pipelines.drafts import Named
from pipelines.languages.base import Organization, Place, key_of
from pipelines.tokens import CHAR, NAME_OF, Sentence, chars, compiled

NATIONAL = "NATIONAL"
"""The kind of a word that means the country spoken of: `nationwide`, `au niveau national`."""
NEAREST = 8
"""Places of a sentence that are described for one figure: a list of hundreds would cost hundreds for each."""
_ALSO_SURNAME = 40
"""Below this priority a place's name is as often a surname (Guerrero, Mendoza)."""
_PLACES = compiled("PLACE")
_ORGS = compiled("ORG")
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


def _has_home(sentence: Sentence, index: int) -> bool:
    value = sentence.values[index]
    return isinstance(value, Organization) and value.ref_area is not None


def places(sentence: Sentence, away: frozenset[str]) -> tuple[list[int], list[int], list[int]]:
    """The tokens of a sentence that say where its figures hold, those of origins, goals and firms' homes, of sources.

    `away` are the words before such another place.
    """
    found = [m.start() for m in _PLACES.finditer(sentence.types) if is_place(sentence, m.start())]
    if not found:
        return [], [], []
    sourced = _sourced(sentence)
    kept: list[int] = []
    elsewhere: list[int] = []
    for index in found:
        is_listed = bool(elsewhere) and len(rows_of(sentence, [elsewhere[-1], index])) == 1
        if is_listed or _is_firms(sentence, index) or _is_elsewhere(sentence, index, away):
            elsewhere.append(index)
        elif index not in sourced:
            kept.append(index)
    return kept, elsewhere, [i for i in found if i not in kept and i not in elsewhere]


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
        self.items, self.elsewhere, self.sourced = places(self.sentence, away)
        self.firms = [m.start() for m in _ORGS.finditer(self.sentence.types) if _has_home(self.sentence, m.start())]
        self.first = min((*self.items, *self.elsewhere), default=None)
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

    def named(self, quantity: int, subject: frozenset[int]) -> Iterator[Named]:
        """The places of the sentence as they stand to one quantity, the likeliest first."""
        own = nearest(quantity, [i for i in self.items if self._owned[i] == quantity])
        numbers = self.timeline.clauses.numbers
        labels = set(self._labels.values())
        ranked = []
        for index in sorted({*self.items, *self.elsewhere, *self.sourced, *self.firms}):
            if index == self._labels.get(quantity):
                rank, way = 0, "label"
            elif index in subject:
                rank, way = 1, "subject"
            elif index in labels:
                rank, way = 8, "label of another"
            elif index in self.elsewhere:
                rank, way = 7, "firm's" if _is_firms(self.sentence, index) else "elsewhere"
            elif index in self.sourced:
                rank, way = 7, "source"
            elif index in self.firms:
                rank, way = 6, "organization"
            elif index == own:
                rank, way = 2, "own"
            elif self._owned[index] == quantity:
                rank, way = 3, "own far"
            elif index > quantity:
                rank, way = 5, "behind"
            else:
                rank, way = 4, "clause" if numbers[index] == numbers[quantity] else "sentence"
            ranked.append((rank, abs(index - quantity), index, way))
        for rank, _, index, way in sorted(ranked)[:NEAREST]:
            span = (self.sentence.starts[index], self.sentence.ends[index])
            basis = "PHRASE" if rank < 2 else "CLAUSE" if rank < 4 else "SENTENCE"
            yield Named(self.sentence.values[index], span, way, basis, self._standing(quantity, index, subject))

    def _standing(self, quantity: int, item: int, subject: frozenset[int]) -> tuple[str, ...]:
        """How a place stands to a quantity."""
        sentence, clauses = self.sentence, self.timeline.clauses
        low, high = min(item, quantity), max(item, quantity)
        distance = high - low
        signs = {
            "same clause": clauses.numbers[item] == clauses.numbers[quantity],
            "before": item < quantity,
            "closed": is_closed(sentence, low + 1, high),
            "bracket": clauses.numbers[item] in clauses.brackets,
            "inner": clauses.numbers[item] in clauses.outer,
            "leads": item < min(clauses.verbs.values(), default=len(sentence.types)),
            "opens": item == self.first,
            "in subject": item in subject,
        }
        found = [f"t {name}" for name, holds in signs.items() if holds]
        found.append(f"t distance {min(distance.bit_length(), 5)}")
        found.append(f"t figures between {min(sum(low < q < high for q in self.quantities), 3)}")
        found.append(f"t places between {min(sum(low < i < high for i in self.items), 3)}")
        found.append(f"t behind {NAME_OF[sentence.types[item - 1]] if item else 'START'}")
        found.append(f"p before {NAME_OF[sentence.types[item + 1]] if item + 1 < len(sentence.types) else 'END'}")
        return tuple(found)

    def whole(self, quantity: int, subject: frozenset[int]) -> Attached | None:
        """The place that a share could be of: in its subject's words, or its own."""
        inside = [i for i in self.items if i in subject]
        if inside and quantity not in self._labels:
            return Attached(self._named(inside)[-1], "AT", "PHRASE")
        mine = [i for i in self.items if self._owned[i] == quantity and i not in self._labels.values()]
        own = nearest(
            quantity, [i for i in mine if not is_closed(self.sentence, min(i, quantity) + 1, max(i, quantity))]
        )
        return Attached(own, "AT", "CLAUSE") if own is not None and quantity not in self._labels else None

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
