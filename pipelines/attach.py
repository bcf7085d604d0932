"""Which period and which place belong to which quantity of a sentence.

Roles of periods (the period itself, a base of comparison, since, until) are told by what stands before them. What
a sentence does not say is taken from the focus by `extract.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.languages.base import Organization, Place
from pipelines.periods import BASE_CODES, PeriodRef
from pipelines.tokens import CHAR, NAME_OF, Sentence, chars

_BEFORE_PERIOD = chars("DET OF PREP OUT_OF TO TIME_UNIT END BEGIN MID BY FISCAL OPEN QUARTER WORD")
_CLOSED = chars("COMMA SEMICOLON CONJ COLON DASH")
_HARD = chars("SEMICOLON STOP")


@dataclass(frozen=True, slots=True)
class Attached:
    """A token that fills a slot: its index, the role (AT, BASE, SINCE, UNTIL) and how near it stands."""

    index: int
    role: str
    basis: str


def role(sentence: Sentence, index: int) -> str:
    """The role of the period at `index`."""
    ref: PeriodRef = sentence.values[index]
    at = index - 1
    while at >= 0 and index - at <= 8:
        name = NAME_OF[sentence.types[at]]
        if name == "BASE_CUE" and sentence.values[at] == "ON" and _is_day(ref):
            break
        if name in ("ABOVE", "BELOW"):
            return "BASE"
        if name in ("BASE_CUE", "SINCE", "UNTIL"):
            return {"BASE_CUE": "BASE"}.get(name, name)
        if name == "FROM":
            return "BASE"
        if name == "BY" and ref.kind in ("FIXED", "MONTH", "QUARTER", "DAY", "SPLIT"):
            return "UNTIL"
        if sentence.types[at] not in _BEFORE_PERIOD or name == "WORD":
            break
        at -= 1
    return "BASE" if ref.kind == "DEICTIC" and ref.value in BASE_CODES else "AT"


def _is_day(ref: PeriodRef) -> bool:
    return ref.kind == "DAY" or (ref.kind == "FIXED" and len(ref.value) == len("2024-01-01"))


def _is_closed(sentence: Sentence, first: int, last: int) -> bool:
    return any(char in _CLOSED for char in sentence.types[first:last])


def owners(sentence: Sentence, quantities: Sequence[int], items: Sequence[int]) -> dict[int, int | None]:
    """For each item (period or place) the quantity that it stands with; None for one that leads the sentence.

    Between two quantities an item belongs to the one before unless a comma or conjunction cuts it off from that
    and not from the one behind.
    """
    owned: dict[int, int | None] = {}
    for item in items:
        before = max((q for q in quantities if q < item), default=None)
        after = min((q for q in quantities if q > item), default=None)
        if before is None:
            owned[item] = after if after is not None and not _is_closed(sentence, item, after) else None
        elif (
            after is None
            or not _is_closed(sentence, before + 1, item)
            or (_is_closed(sentence, item, after) and not _is_hard(sentence, before, item))
        ):
            owned[item] = before
        else:
            owned[item] = after
    return owned


def _is_hard(sentence: Sentence, first: int, last: int) -> bool:
    return any(char in _HARD for char in sentence.types[first:last])


def nearest(quantity: int, items: Sequence[int]) -> int | None:
    """The item nearest to the quantity; of two as near the one behind it."""
    return min(items, key=lambda item: (abs(item - quantity), item < quantity), default=None)


def period_of(
    sentence: Sentence, quantity: int, quantities: Sequence[int], compared: frozenset[int], wanted: str
) -> Attached | None:
    """The period of a wanted role (AT, which takes UNTIL and SINCE with it, or BASE) for one quantity.

    `compared` are the quantities that stand as comparison values: their periods are not shared with the others.
    """
    char = CHAR["PERIOD"]
    roles = {i: role(sentence, i) for i, c in enumerate(sentence.types) if c == char}
    kinds = ("BASE", "SINCE") if wanted == "BASE" else ("AT", "UNTIL", "SINCE")
    items = [i for i, found in roles.items() if found in kinds]
    if not items:
        return None
    owned = owners(sentence, quantities, items)
    own = nearest(quantity, [i for i in items if owned[i] == quantity])
    if own is not None:
        return Attached(own, roles[own], "CLAUSE")
    leading = [i for i in items if owned[i] is None]
    if wanted == "BASE":
        return Attached(leading[-1], roles[leading[-1]], "SENTENCE") if leading else None
    shared = [i for i in items if owned[i] not in compared and i not in leading]
    if quantity in compared:
        shared = []
    if leading:
        return Attached(leading[-1], roles[leading[-1]], "SENTENCE")
    found = nearest(quantity, [i for i in shared if i < quantity]) if shared else None
    if found is None and len({str(sentence.values[i]) for i in shared}) == 1:
        found = shared[0]
    return Attached(found, roles[found], "SENTENCE") if found is not None else None


def is_place(sentence: Sentence, index: int) -> bool:
    """Whether a place token may be read as one: a name that is also a word needs a preposition before it."""
    value = sentence.values[index]
    if isinstance(value, Organization):
        return value.ref_area is not None and value.kind == "COMPANY"
    place: Place = value
    before = sentence.types[index - 1 : index] if index else ""
    is_proper = place.kind in ("ADJECTIVE", "INHABITANT") and sentence.words(index, index)[:1].isupper()
    if is_proper and before == CHAR["NAME"]:
        return False
    return place.priority > 0 or (before in _LOCATIVE and before != "")


_LOCATIVE = chars("PREP OUT_OF TO FROM")


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


def places(sentence: Sentence) -> list[int]:
    """The tokens of a sentence that name a place and do not belong to a source phrase."""
    sourced = _sourced(sentence)
    return [i for i, c in enumerate(sentence.types) if c in _PLACES and i not in sourced and is_place(sentence, i)]


def is_name(sentence: Sentence, index: int) -> bool:
    """Whether a place token is a name, not an adjective: only a name stays in focus."""
    value = sentence.values[index]
    return isinstance(value, Place) and value.kind in ("NAME", "CITY")


def place_of(
    sentence: Sentence, quantity: int, quantities: Sequence[int], subject: tuple[int, int] | None
) -> Attached | None:
    """The place of one quantity: in its subject, its clause, or leading its sentence.

    The basis is PHRASE, CLAUSE or SENTENCE; a place behind a comma after the last quantity is none of its own.
    """
    items = places(sentence)
    if subject is not None:
        inside = [i for i in items if subject[0] <= i <= subject[1]]
        if inside:
            named = [i for i in inside if is_name(sentence, i)]
            return Attached((named or inside)[-1], "AT", "PHRASE")
    owned = owners(sentence, quantities, items)
    mine = [i for i in items if owned[i] == quantity]
    own = nearest(quantity, [i for i in mine if not _is_closed(sentence, min(i, quantity) + 1, max(i, quantity))])
    if own is not None:
        return Attached(own, "AT", "CLAUSE")
    earlier = [i for i in items if i < quantity]
    named = [i for i in earlier if is_name(sentence, i)] or earlier
    return Attached(named[-1], "AT", "SENTENCE") if named else None


_PLACES = chars("PLACE ORG")
