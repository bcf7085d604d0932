"""More-words beside a figure: `5 % de plus`, `12 % above`, `210 empleados menos que en 2023`."""

from __future__ import annotations

from pipelines.bounds import left_of, particle
from pipelines.quantities import Quantity
from pipelines.signs import Change, direction
from pipelines.tokens import CHAR, NAME_OF, Sentence, chars, compiled
from pipelines.verb_frame import finite_before, sign_of

DEGREES = frozenset({"°C", "°F", "K"})
"""Units in which `above` tells a deviation and no height."""


def more(sentence: Sentence, index: int) -> Change | None:
    """`5 % de plus`, `12 % above`: a more-word that stands right behind the quantity."""
    at = _over_bracket(sentence, index)
    after = sentence.types[at : at + 1]
    is_than = after in (CHAR["ABOVE"], CHAR["BELOW"]) and (
        sentence.values[index].kind in ("PERCENT", "POINT", "FACTOR")
        or sentence.values[index].unit in DEGREES
        or len(sentence.words(at, at).split()) > 1
        or _is_apart(sentence, index)
        or (sentence.is_framed and particle(sentence, index) == "BY")
        or _is_beside_level(sentence, at)
    )
    if is_than and not _is_counted_next(sentence, at + 1, sentence.values[index].kind):
        return Change(1 if after == CHAR["ABOVE"] else -1, at, "quantity and more")
    if (
        after
        and after == CHAR["MORE"]
        and not _is_predicate(sentence, index, at)
        and not _is_moved(sentence, index, at)
    ):
        return Change(direction(sentence.values[at]), at, "quantity and more")
    return None


def _is_beside_level(sentence: Sentence, at: int) -> bool:
    """`$312 million above last year's figure`: a word that only tells where a level lies, and what it lies beside."""
    is_apart = not sentence.is_framed and sentence.values[at] == "TO"
    return is_apart and sentence.types[at + 1 : at + 2] in (CHAR["DET"], CHAR["PERIOD"])


def _is_moved(sentence: Sentence, index: int, at: int) -> bool:
    """`stieg um 50 Euro unter dem Druck der Nachfrage`: the verb tells the direction, against the word behind."""
    verb = finite_before(sentence, index) if sentence.is_framed and particle(sentence, index) == "BY" else None
    sign = sign_of(sentence.values[verb]) if verb is not None else 0
    return sign != 0 and sign != direction(sentence.values[at])


def _is_predicate(sentence: Sentence, index: int, at: int) -> bool:
    """`fiel die Zunahme mit 0,1 Prozent geringer aus`: the more-word says how the level before it turned out."""
    is_with = sentence.is_framed and sentence.values[left_of(sentence, index) + 1] == "WITH"
    verb = finite_before(sentence, index) if is_with else None
    is_level = verb is not None and "LEVEL" in getattr(sentence.values[verb], "senses", ())
    return is_level and sentence.types[at + 1 : at + 2] in (CHAR["ADVERB"], CHAR["INFINITIVE"], CHAR["VERB"])


def _is_apart(sentence: Sentence, index: int) -> bool:
    """`Das Ergebnis liegt 200 Millionen über den Erwartungen`: how far a level lies from another one."""
    verb = finite_before(sentence, index) if sentence.is_framed and not particle(sentence, index) else None
    is_level = verb is not None and "LEVEL" in getattr(sentence.values[verb], "senses", ())
    return is_level and sentence.types[index + 2 : index + 3] in (CHAR["DET"], CHAR["PERIOD"])


PHRASE = 3
"""Words of a than-phrase that opens a comparison: `por encima de los`, not `más de`, `more than`."""


def _over_bracket(sentence: Sentence, index: int) -> int:
    """`118 000 (ou 3,5 %) de moins`: the token behind a quantity and the one that restates it in brackets."""
    found = _RESTATED.match(sentence.types, index)
    opening = sentence.types.rfind(CHAR["OPEN"], max(0, index - 3), index)
    before = sentence.types.rfind(CHAR["QUANTITY"], max(0, opening - 4), opening) if opening > 0 else -1
    if found is None and before >= 0:
        found = _RESTATED.match(sentence.types, before)
    return found.end() if found is not None else index + 1


_RESTATED = compiled(
    "QUANTITY [WORD NAME OF]{0,3} OPEN [CONJ RESTATE APPROX OF DET ONE]{0,2} QUANTITY CLOSE"
    "|QUANTITY COMMA (CONJ|RESTATE) [APPROX OF DET ONE]{0,2} QUANTITY COMMA (?=MORE)"
)


def _is_counted_next(sentence: Sentence, index: int, kind: str) -> bool:
    """Whether a figure follows that is no mere time (`214 weniger als zwölf Monate zuvor`).

    Nor is it the amount that a percentage compares with: `un 5 % por encima de los 7,6 millones`.
    """
    if sentence.types[index : index + 1] != CHAR["QUANTITY"]:
        return False
    following: Quantity = sentence.values[index]
    is_base = kind == "PERCENT" != following.kind and len(sentence.words(index - 1, index - 1).split()) >= PHRASE
    return following.kind != "TIME" and not is_base


def more_behind(sentence: Sentence, index: int) -> Change | None:
    """`210 empleados menos que en 2023`, `300 emplois de plus`: a more-word behind the counted noun ends the phrase.

    So it does behind a share of a noun: `12 % de clients en plus`.
    """
    is_part = sentence.values[index].kind == "PERCENT"
    if sentence.values[index].kind not in ("COUNT", "UNIT") and not (is_part and is_of(sentence, index + 1)):
        return None
    if sentence.is_framed and sentence.types[index - 1 : index] == CHAR["PREP"]:
        return None
    if sentence.types[index + 1 : index + 2] == CHAR["QUANTITY"]:
        return None
    for at in range(index + 2, min(index + 6, len(sentence.types))):
        name = NAME_OF[sentence.types[at]]
        following = NAME_OF.get(sentence.types[at + 1 : at + 2] or "", "")
        is_than = name in ("ABOVE", "BELOW") and len(sentence.words(at, at).split()) > 1
        if is_than and following in _COMPARED:
            return Change(1 if name == "ABOVE" else -1, at, "quantity and more")
        if name == "MORE" and following in _ENDS:
            return Change(direction(sentence.values[at]), at, "quantity and more")
        if name not in ("WORD", "NAME", "OF", "DET", "PARTICIPLE", "PLACE", "ADVERB"):
            return None
    return None


def is_of(sentence: Sentence, index: int) -> bool:
    """Whether an of-word without an article stands there: behind a figure no whole follows it."""
    return sentence.types[index : index + 1] == CHAR["OF"] and sentence.values[index] == BARE


BARE = "BARE"
"""The value of an of-word that has no article in it."""
_COMPARED = frozenset({"PERIOD", "DET", "PREP", "WORD"})
_ENDS = frozenset(
    {"", "STOP", "COMMA", "SEMICOLON", "CLOSE", "BASE_CUE", "PERIOD", "CONJ", "REL", "PREP", "AUX", "VERB"}
)


def shared_more(sentence: Sentence, index: int) -> Change | None:
    """`im Mai 2 mm und im Juni 9 mm über dem Mittel`: what the next figure is more or less by."""
    quantity: Quantity = sentence.values[index]
    for at in range(index + 1, min(index + 10, len(sentence.types) - 1)):
        name = NAME_OF[sentence.types[at]]
        if name == "QUANTITY":
            is_alike = sentence.values[at].unit == quantity.unit or at <= index + 3
            is_alike = is_alike and not _RESULTING.search(sentence.types, index, at)
            is_joined = not _JOINING.isdisjoint(sentence.types[index:at]) and is_alike
            told = more(sentence, at) if is_joined else None
            return told._replace(rule="shared more") if told is not None else None
        if name in ("VERB", "AUX", "COMMA", "SEMICOLON", "STOP", "COLON", "OPEN", "MORE", "CHANGE", "INFINITIVE", "BY"):
            return None
    return None


_JOINING = chars("CONJ RESTATE")
_RESULTING = compiled("CONJ ADVERB (APPROX|ABOVE|BELOW|BY|DET|OF)*$")
"""`258 Millionen Franken und damit 18 Prozent weniger`: what follows is said of the level before."""
