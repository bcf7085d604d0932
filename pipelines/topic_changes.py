"""What governs a quantity where the verb of change stands before it: bounds, changes and comparisons.

增长5.2%, 增至8亿元, 增速为6.5%, 比上年高0.3个百分点, 5%的增幅. What it finds is the `Change` and `Bound` of
`changes.py`.
"""

from __future__ import annotations

from pipelines.bounds import Bound
from pipelines.changes import Change
from pipelines.quantities import Quantity
from pipelines.tokens import CHAR, NAME_OF, Sentence, chars
from pipelines.topic_clauses import BOUNDARY, is_acting, senses

_BOUND = {"ABOVE": ">", "ABOVE_EQ": ">=", "BELOW": "<", "BELOW_EQ": "<="}
_AFTER = {"OR_MORE": ">=", "OR_LESS": "<="}
_PASSED = chars("ADVERB AUX APPROX ABOVE ABOVE_EQ BELOW BELOW_EQ QUOTE ZIP NEG CURRENCY_PREFIX PREP")
_LISTED = chars("CONJ APPROX ABOVE ABOVE_EQ BELOW BELOW_EQ COMMA")
_LEADING = chars("CONJ PREP")
_RELATIVE = frozenset({"YOY", "PREV_SPAN", "MOM", "QOQ", "SAME_PREV", "PREV_YEAR", "DOD"})
_MEASURES = frozenset({"PERCENT", "POINT", "FACTOR"})


def left_of(sentence: Sentence, index: int) -> int:
    """The nearest token to the left that is no bound or adverb; −1 at the sentence's beginning."""
    at = index - 1
    while at >= 0 and sentence.types[at] in _PASSED:
        at -= 1
    return at


def is_linked(sentence: Sentence, before: int, index: int) -> bool:
    """Whether two quantities are members of one list: 16%和8%."""
    between = sentence.types[before + 1 : index]
    return (
        bool(between) and CHAR["CONJ"] in between and all(char in _LISTED and char != CHAR["COMMA"] for char in between)
    )


def bound(sentence: Sentence, index: int) -> Bound:
    """The bound or approximation that qualifies the quantity at `index`."""
    quantity: Quantity = sentence.values[index]
    after = NAME_OF.get(sentence.types[index + 1 : index + 2] or "", "")
    if after in _AFTER:
        return Bound(_AFTER[after], False, index + 1)
    at = _before_whole(sentence, index) - 1
    first = at
    while at >= 0 and first - at <= 2:
        name = NAME_OF[sentence.types[at]]
        if name == "BASE_CUE" and sentence.values[at] and at == index - 1:
            if quantity.kind == "POINT":
                break
            return Bound(">" if int(sentence.values[at]) > 0 else "<", False, at)
        if name in _BOUND:
            return Bound(_BOUND[name], False, at)
        if name == "APPROX":
            return Bound(None, True, at)
        if name not in ("ADVERB", "AUX", "VERB", "QUOTE", "ZIP", "PREP", "TO", "SHARE_CUE"):
            break
        at -= 1
    if after == "APPROX":
        return Bound(None, True, index + 1)
    return Bound(">", False, index) if quantity.low.is_more else Bound()


def _before_whole(sentence: Sentence, index: int) -> int:
    """不到全天的两成, 约占全国的六分之一: the first token of the whole that a share or multiple stands behind."""
    quantity: Quantity = sentence.values[index]
    if quantity.kind not in ("PERCENT", "FACTOR") or sentence.types[index - 1 : index] != CHAR["OF"]:
        return index
    at = index - 1
    while at > 0 and index - at < 5 and sentence.types[at - 1] in _WHOLE:
        at -= 1
    return at


_WHOLE = chars("WORD NAME PLACE HOMELAND AREA_NOUN PERIOD OF ORG")


def _sign(sentence: Sentence, index: int) -> int:
    found = senses(sentence, index)
    return 1 if "UP" in found else -1 if "DOWN" in found else 0


def change(sentence: Sentence, index: int, added: frozenset[str]) -> Change | None:
    """The change that the quantity at `index` tells; None where it is a level.

    `added` are verbs (净增) that tell a level, but a change where a base is stated.
    """
    quantity: Quantity = sentence.values[index]
    if quantity.rule == "multiple":
        return Change(1, index, "factor verb")
    found = _behind(sentence, index) or _before(sentence, _spelled(sentence, index), quantity, added)
    if found is not None:
        return found
    if quantity.kind in ("PERCENT", "POINT") and not quantity.is_share:
        return _by_base(sentence, index, quantity)
    return None


def _spelled(sentence: Sentence, index: int) -> int:
    """减少四成（41.2%）: the words before a bracket that it gives exactly, else the figure itself."""
    if index < 2 or NAME_OF[sentence.types[index - 1]] != "OPEN":
        return index
    at = index - 2
    at -= NAME_OF[sentence.types[at]] in ("OR_MORE", "OR_LESS", "APPROX")
    return at if at >= 0 and isinstance(sentence.values[at], Quantity) else index


def _behind(sentence: Sentence, index: int) -> Change | None:
    """5%的增幅, 5%的同比增长."""
    at = index + 1
    if NAME_OF.get(sentence.types[at : at + 1] or "", "") in ("OR_MORE", "OR_LESS", "APPROX"):
        at += 1
    if sentence.types[at : at + 1] != CHAR["OF"]:
        return None
    for place in range(at + 1, min(at + 4, len(sentence.types))):
        name = NAME_OF[sentence.types[place]]
        if (name == "CHANGE" and place == at + 1) or (
            name == "CHANGE" and NAME_OF[sentence.types[place - 1]] in ("ADVERB", "PERIOD")
        ):
            return Change(int(sentence.values[place]), place, "quantity and change noun")
        if name == "VERB" and _sign(sentence, place):
            follows = NAME_OF.get(sentence.types[place + 1 : place + 2] or "", "STOP")
            return Change(_sign(sentence, place), place, "quantity and change noun") if follows in _ENDS else None
        if name not in ("ADVERB", "PERIOD"):
            return None
    return None


_ENDS = frozenset({"COMMA", "STOP", "SEMICOLON", "CLOSE", "CONJ", "ADVERB"})


def _before(sentence: Sentence, index: int, quantity: Quantity, added: frozenset[str]) -> Change | None:
    """The change verb, adjective or noun that stands before the quantity."""
    at = left_of(sentence, index)
    if at < 0:
        return None
    name = NAME_OF[sentence.types[at]]
    if name == "TO":
        at = left_of(sentence, at)
        name = NAME_OF[sentence.types[at]] if at >= 0 else ""
        return _by_noun(sentence, at, quantity) if name not in ("VERB",) else None
    if name == "VERB":
        return _by_verb(sentence, at, quantity, added)
    if name == "MORE":
        return Change(int(sentence.values[at]), at, "more and quantity")
    if quantity.kind == "POINT":
        compared = _compared(sentence, index)
        if compared is not None:
            return compared
    if name == "CHANGE":
        return Change(int(sentence.values[at]), at, _named(sentence, at, "change noun and quantity"))
    if name == "PERIOD" and quantity.kind in _MEASURES:
        return _over_period(sentence, at, quantity)
    if name in ("WORD", "NAME", "RATE_CUE") and quantity.kind in ("PERCENT", "POINT") and not quantity.is_share:
        return _over_object(sentence, at)
    return None


def _by_verb(sentence: Sentence, at: int, quantity: Quantity, added: frozenset[str]) -> Change | None:
    """增长5.2%, 较年初净增412家; behind a verb of level only a change noun before it makes a change."""
    sign = _sign(sentence, at)
    if sign:
        return Change(sign, at, "change verb and quantity")
    if not is_acting(sentence, at):
        return _by_noun(sentence, left_of(sentence, at), quantity) or _by_topic(sentence, at, quantity)
    if at and NAME_OF[sentence.types[at - 1]] == "MORE" and _is_compared(sentence, at):
        return Change(int(sentence.values[at - 1]), at - 1, "more of an act")
    is_added = sentence.values[at].lemma in added and _is_compared(sentence, at)
    return Change(1, at, "added to a stated base") if is_added else None


def _compared(sentence: Sentence, index: int) -> Change | None:
    """高于全国平均0.5个百分点: points above or below what another has."""
    for at in range(index - 1, max(index - 8, -1), -1):
        if NAME_OF[sentence.types[at]] == "BASE_CUE" and sentence.values[at]:
            return Change(int(sentence.values[at]), at, "points above another")
        if sentence.types[at] in BOUNDARY or NAME_OF[sentence.types[at]] == "QUANTITY":
            break
    return None


def _is_compared(sentence: Sentence, at: int) -> bool:
    """Whether a comparison stands in the clause before the token."""
    while at >= 0 and sentence.types[at] not in BOUNDARY:
        is_relative = getattr(sentence.values[at], "value", "") in _RELATIVE
        if NAME_OF[sentence.types[at]] == "BASE_CUE" or (is_relative and sentence.types[at] == CHAR["PERIOD"]):
            return True
        at -= 1
    return False


def _over_period(sentence: Sentence, at: int, quantity: Quantity) -> Change | None:
    """增速同比5%; a comparing word right before a percentage is its growth."""
    if getattr(sentence.values[at], "value", "") in _RELATIVE and quantity.kind == "PERCENT":
        return Change(quantity.sign, at, "quantity and base of comparison")
    return None


def _named(sentence: Sentence, at: int, rule: str) -> str:
    """The rule's name, or that of growth over several years (复合增长率), which compares with no single one."""
    return "growth over years" if sentence.values[at].startswith("+") else rule


def _by_noun(sentence: Sentence, at: int, quantity: Quantity) -> Change | None:
    """增速为6.5%: a change noun before a verb of level, over a comparison or an adverb."""
    if quantity.kind not in _MEASURES:
        return None
    steps = 0
    while at >= 0 and steps < 8 and sentence.types[at] not in BOUNDARY:
        name = NAME_OF[sentence.types[at]]
        if name == "CHANGE":
            is_rate = steps == 0 or NAME_OF[sentence.types[at + 1]] in _AFTER_NOUN
            return (
                Change(int(sentence.values[at]), at, _named(sentence, at, "change noun as subject"))
                if is_rate
                else None
            )
        if name == "VERB" and _sign(sentence, at) and NAME_OF[sentence.types[at + 1]] in ("WORD", "VERB", "ADVERB"):
            return Change(_sign(sentence, at), at, "change noun as subject")
        if name not in ("ADVERB", "PERIOD", "BASE_CUE", "WORD", "APPROX", "PLACE", "HOMELAND", "OF", "CONJ", "NAME"):
            return None
        if name == "WORD" and sentence.ends[at] - sentence.starts[at] > 4:
            return None
        at -= 1
        steps += 1
    return None


def _by_topic(sentence: Sentence, at: int, quantity: Quantity) -> Change | None:
    """增幅最大，为24.7%: a change noun that begins the clause before one that only a verb of level opens."""
    place = left_of(sentence, at)
    if quantity.kind not in _MEASURES or place <= 0 or NAME_OF[sentence.types[place]] != "COMMA":
        return None
    first = place
    while first and sentence.types[first - 1] not in BOUNDARY:
        first -= 1
    opening = sentence.types[first:place]
    if CHAR["QUANTITY"] in opening or opening[:1] != CHAR["CHANGE"]:
        return None
    return Change(int(sentence.values[first]), first, "change noun as topic")


_AFTER_NOUN = frozenset({"ADVERB", "PERIOD", "BASE_CUE", "VERB", "WORD", "TO", "APPROX"})


def _over_object(sentence: Sentence, at: int) -> Change | None:
    """降低成本5%: the verb of change before its object."""
    steps = 0
    while at >= 0 and steps < 4 and NAME_OF[sentence.types[at]] in ("WORD", "NAME", "RATE_CUE", "OF"):
        at -= 1
        steps += 1
    if at < 0 or NAME_OF[sentence.types[at]] != "VERB" or is_acting(sentence, at):
        return None
    sign = _sign(sentence, at)
    return Change(sign, at, "change verb, object and quantity") if sign else None


def _by_base(sentence: Sentence, index: int, quantity: Quantity) -> Change | None:
    """同比8.4%: a comparing word in the clause and no verb of level between."""
    if quantity.sign and _is_signed_change(sentence, index):
        return Change(quantity.sign, index, "explicit sign")
    at = index - 1
    while at >= 0 and sentence.types[at] not in BOUNDARY and index - at < 8:
        name = NAME_OF[sentence.types[at]]
        if name == "PERIOD" and getattr(sentence.values[at], "value", "") in ("YOY", "PREV_SPAN"):
            return Change(quantity.sign, at, "quantity and base of comparison")
        if name in ("QUANTITY", "SHARE_CUE", "RATE_CUE") or "LEVEL" in senses(sentence, at):
            return None
        at -= 1
    return None


def _is_signed_change(sentence: Sentence, index: int) -> bool:
    """A signed percentage is a change where it stands in a bracket or behind nothing that measures it."""
    return index > 0 and NAME_OF[sentence.types[index - 1]] in ("OPEN", "COMMA", "QUANTITY")


def is_comparison(sentence: Sentence, index: int, first: int) -> bool:
    """Whether another is compared with the quantity; `first` begins its clause.

    较2016年的6.7%, 低于德国的55%, 与2022年的3023人相比.
    """
    if NAME_OF.get(sentence.types[index + 1 : index + 2] or "", "") in ("BASE_CUE", "COMPARED"):
        is_closed = index + 2 == len(sentence.types) or sentence.types[index + 2] in BOUNDARY
        return is_closed and not _LEADING.isdisjoint(sentence.types[first:index])
    for at in range(index - 1, max(first, index - 10) - 1, -1):
        name = NAME_OF[sentence.types[at]]
        if name == "BASE_CUE":
            return not sentence.values[at] or at < index - 1
        if name in ("VERB", "MORE", "QUANTITY", "CHANGE") and not is_acting(sentence, at):
            return False
    return False
