"""A change that a figure takes over from the figure before: the clause leaves its verb or change noun out.

`las ventas bajaron un 8 % y las compras, apenas un 3 %`, `un recul de 4 % en Bretagne et de 2 % en Corse`, `con 812
abonados menos, seguida de Lugo (640)`. Only figures of one sentence and one unit.
"""

from __future__ import annotations

from bisect import bisect_left

from pipelines.changes import Change, change
from pipelines.counts import noun_after
from pipelines.drafts import Draft
from pipelines.quantities import Quantity
from pipelines.tokens import CHAR, Sentence, chars, compiled

_PLAIN = (
    "WORD|NAME|ORG|PLACE|DET|PARTICIPLE|ADVERB|HYPHEN|QUOTE|NUMBERED|ORDINAL|DEMONSTRATIVE|INDEX_CUE|RATE_CUE|"
    "DURATION_CUE"
)
_LINKS = "OF|PREP|OUT_OF|PERIOD|BETWEEN|TIME_UNIT|BASE_CUE|MORE|FROM"
_BRACKET = "(OPEN [^CLOSE VERB STOP]{1,8} CLOSE)?"
_REST = f"({_PLAIN}|{_LINKS}|TO){{0,10}} {_BRACKET}"
"""What a clause may say behind its figure: whose, where, when and against what."""
_JOINT = "(COMMA CONJ|COMMA|CONJ|SEMICOLON CONJ?)"
_ITEM = f"(ADVERB|PREP|OUT_OF|TO|OF|FROM|BETWEEN){{0,2}} ({_PLAIN}) ({_PLAIN}|{_LINKS}|CONJ){{0,12}} {_BRACKET}"
"""A further subject, or a further place or time, without a verb of its own."""
_GAP = compiled(f"{_REST} {_JOINT} {_ITEM}")
_SAME_NOUN = compiled(f"{_REST} (COMMA? CONJ|COMMA)")
"""`recortes del 6 % entre los residentes y del 12 %`: nothing new stands before the further figure."""
_LIGHT = chars("ABOVE BELOW ABOVE_EQ BELOW_EQ APPROX ADVERB ONE RESTATE")
_LEADS = {CHAR["OF"]: "OF", CHAR["BY"]: "OF", CHAR["PREP"]: "WITH", CHAR["OPEN"]: "OPEN", CHAR["COMMA"]: "COMMA"}
_ADJUNCT = chars("PREP OUT_OF TO BASE_CUE PERIOD PLACE ADVERB")
_NAMED = chars("PLACE NAME ORG WORD PARTICIPLE")
_AMOUNTS = frozenset({"COUNT", "MONEY", "UNIT", "TIME"})
APART = 20
"""A count so many times another is no further change of its kind."""
_EXPLICIT = "explicit sign"


def gapped(sentence: Sentence, index: int, previous: Draft) -> Change | None:
    """The change of an earlier figure where the one at `index` leaves out the word that tells its own."""
    mine: Quantity = sentence.values[index]
    if mine.is_share or mine.sign or sentence.types[index + 1 : index + 2] == CHAR["OF"]:
        return None
    before = bisect_left(sentence.starts, previous.start)
    if _are_alike(mine, previous.quantity):
        return _taken(sentence, index, before, previous.change)
    return _over_bracket(sentence, index)


def _are_alike(mine: Quantity, other: Quantity) -> bool:
    return mine.kind == other.kind and (mine.unit == other.unit or mine.kind == "POINT")


def _over_bracket(sentence: Sentence, index: int) -> Change | None:
    """`subió un 3 % (2 millones) y la renta, un 2 %`: over a bracket that ends in a figure of another kind."""
    closing = sentence.types.rfind(CHAR["CLOSE"], max(0, index - MAX_LOOK), index)
    opening = sentence.types.rfind(CHAR["OPEN"], 0, max(0, closing))
    before = sentence.types.rfind(CHAR["QUANTITY"], 0, max(0, opening))
    if before < 0 or not _are_alike(sentence.values[index], sentence.values[before]):
        return None
    if CHAR["QUANTITY"] in sentence.types[closing:index]:
        return None
    told = change(sentence, before) or _over_bracket(sentence, before)
    return _taken(sentence, index, before, told)


def _taken(sentence: Sentence, index: int, before: int, told: Change | None) -> Change | None:
    """The change `told` of the figure at `before` where what stands between says that this one goes on."""
    if told is None or told.rule == _EXPLICIT:
        return None
    mine, other = sentence.values[index], sentence.values[before]
    first, is_one = _led_from(sentence, index)
    lead, led_before = _lead(sentence, first), _lead(sentence, _led_from(sentence, before)[0])
    last = first - 1 if lead else first
    if lead in ("OF", "WITH") and sentence.types[last - 1] == CHAR["COMMA"]:
        last -= 1
    if mine.kind in _AMOUNTS and not _is_further_count(sentence, index, mine, other, lead):
        return None
    if lead == "OPEN":
        is_named = sentence.types[last - 1] in _NAMED and sentence.types[index + 1 : index + 2] == _CLOSE
        return told if is_named and _LISTED.fullmatch(sentence.types, before + 1, last) else None
    is_gap = _GAP.fullmatch(sentence.types, before + 1, last) is not None
    is_rate = CHAR["RATE_CUE"] in sentence.types[before + 1 : last]
    if lead == "OF":
        is_again = bool(_SAME_NOUN.fullmatch(sentence.types, before + 1, last))
        return told if led_before == "OF" and not is_rate and (is_again or is_gap) else None
    if lead == "WITH":
        is_led = led_before in ("OF", "WITH") or (is_one and not led_before)
        return told if is_gap and is_led and not is_rate and mine.kind != "POINT" else None
    is_alike = is_one or (mine.kind == "PERCENT" and not led_before)
    if is_alike and not lead and _SAME_NOUN.fullmatch(sentence.types, before + 1, last):
        return told if sentence.types[index + 1 : index + 2] in _ADJUNCT else None
    return told if is_gap and (lead == "COMMA" or is_alike) else None


MAX_LOOK = 20
"""Tokens from a figure back to the bracket that stands between it and the one that it goes on from."""
_CLOSE = CHAR["CLOSE"]


def _led_from(sentence: Sentence, index: int) -> tuple[int, bool]:
    """Where the bounds, adverbs and articles before a figure begin, and whether one of them is `un`."""
    at = index
    while at > 0 and sentence.types[at - 1] in _LIGHT:
        at -= 1
    return at, CHAR["ONE"] in sentence.types[at:index]


def _lead(sentence: Sentence, first: int) -> str:
    """What leads a figure in whose bounds and articles begin at `first`."""
    lead = _LEADS.get(sentence.types[first - 1 : first], "") if first else ""
    return "" if lead == "WITH" and sentence.values[first - 1] != "WITH" else lead


_LISTED = compiled(f"(CLOSE|{_REST}) {_JOINT} {_ITEM}")


def _is_further_count(sentence: Sentence, index: int, mine: Quantity, other: Quantity, lead: str) -> bool:
    """A number that counts no noun of its own and is of the size of the change before: `y Sevilla, con 9.263`."""
    sizes = sorted(abs(q.low.value.scaleb(q.low.mult)) for q in (mine, other))
    is_bare = mine.kind != "COUNT" or noun_after(sentence, index) is None
    return bool(lead) and is_bare and sizes[1] <= sizes[0] * APART
