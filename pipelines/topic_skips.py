"""Quantities of a topic-first language that state nothing: durations, ages, ranks, thresholds, sizes inside names.

Each rule says why; what it drops stays in the sentence as part of a name or as an adverb.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.counts import Skip
from pipelines.languages.base import Pack
from pipelines.quantities import Quantity
from pipelines.tokens import CHAR, NAME_OF, Sentence, chars
from pipelines.topic_changes import left_of
from pipelines.topic_clauses import is_acting

_BOUNDS = chars("ABOVE ABOVE_EQ BELOW BELOW_EQ")
_NOUNS = chars("WORD NAME ORG RATE_CUE")
_OPENINGS = frozenset({"COMMA", "SEMICOLON", "STOP", "CONJ", ""})
_MENTIONED = frozenset({"ADVERB", "NEG", "ZIP", "AUX"})
_ENDS = frozenset({"COMMA", "STOP", "CONJ", "QUOTE", "SEMICOLON", ""})


def dropped_as(skip: Skip) -> str:
    """The type of a figure that is no statement: part of a name stays a noun, a duration does not."""
    return CHAR["SKIPPED"] if skip.reason in ("name", "threshold", "age") else CHAR["ADVERB"]


def _name(sentence: Sentence, index: int) -> str:
    return NAME_OF[sentence.types[index]] if 0 <= index < len(sentence.types) else ""


def no_statement(sentence: Sentence, index: int, pack: Pack, dropped: Mapping[int, Skip]) -> Skip | None:
    """Why the quantity at `index` is no statement; None where it is one. `dropped` are those before it."""
    quantity: Quantity = sentence.values[index]
    return (
        _of_time(sentence, index, quantity)
        or _spelled(sentence, index, quantity)
        or _small(sentence, index, quantity)
        or _attribute(sentence, index, quantity, dropped)
        or _threshold(sentence, index, quantity, pack)
        or _restated(sentence, index, dropped)
        or _enumerated(sentence, index, quantity, pack)
    )


def _of_time(sentence: Sentence, index: int, quantity: Quantity) -> Skip | None:
    """Bare durations and ages; 平均住院日为5.4天 is measured."""
    if quantity.unit == "POINT" and quantity.low.is_words and quantity.low.value <= 24 and not quantity.low.decimals:
        return Skip("time", "clock time")
    if quantity.kind != "TIME":
        return None
    is_age = quantity.rule == "number and age_cue"
    is_measured = CHAR["DURATION_CUE"] in sentence.types[max(0, index - 8) : index]
    if is_measured and not (is_age and _name(sentence, index + 1) in ("WORD", "OF")):
        return None
    return Skip("age" if is_age else "duration", "bare duration or age")


def _spelled(sentence: Sentence, index: int, quantity: Quantity) -> Skip | None:
    """一半以上（52.9%）: words that a bracket behind them gives exactly."""
    if quantity.kind != "PERCENT" or not quantity.low.is_words:
        return None
    at = index + 1 + (_name(sentence, index + 1) in ("OR_MORE", "OR_LESS", "APPROX"))
    inside = [_name(sentence, place) for place in range(at, at + 3)]
    if inside != ["OPEN", "QUANTITY", "CLOSE"] or sentence.values[at + 1].kind != "PERCENT":
        return None
    return None if sentence.values[at + 1].low.is_words else Skip("restated", "words that a bracket gives exactly")


def _small(sentence: Sentence, index: int, quantity: Quantity) -> Skip | None:
    """One with a classifier, ranks, a half as a predicate, small numbers of known things."""
    numeral = quantity.low
    before, after = _name(sentence, index - 1), _name(sentence, index + 1)
    is_half = quantity.rule == "fraction" and numeral.is_more
    if is_half and before not in ("SHARE_CUE", "ADVERB", "VERB", "CHANGE") and after in _ENDS:
        return Skip("name", "half as a predicate")
    if quantity.kind == "UNIT" and numeral.is_words and numeral.value == 1 and not numeral.mult and before != "VERB":
        return Skip("article", "one of a unit")
    if quantity.kind != "COUNT":
        return None
    if before in ("NUMBERED", "FIRST", "ORDINAL"):
        return Skip("rank", "number behind a ranking word")
    if not numeral.is_words or numeral.mult:
        return None
    if numeral.value == 1 and before != "PER":
        return Skip("article", "one with a classifier")
    if numeral.value <= 10 and after in _MENTIONED and before in (*_OPENINGS, "WORD", "PRONOUN"):
        return Skip("article", "small number of known things")
    if numeral.value <= 10 and before in ("OF", "QUOTE", "PRONOUN") and after in ("WORD", "NAME", "PLACE"):
        return Skip("article", "small number of known things")
    return None


def _attribute(sentence: Sentence, index: int, quantity: Quantity, dropped: Mapping[int, Skip]) -> Skip | None:
    """110千伏以上输电线路, 128GB及256GB容量版本, 1200万吨炼油: a size that only describes the noun beside it."""
    if quantity.kind != "UNIT":
        return None
    after = _name(sentence, index + 1)
    is_subject = after == "SHARE_CUE" and _name(sentence, index - 1) in _OPENINGS
    if is_subject and _name(sentence, index + 2) not in _ENDS:
        return Skip("name", "size of a thing")
    if _name(sentence, index - 1) == "CONJ" and _name(sentence, index - 2) == "QUANTITY" and index - 2 not in dropped:
        return None
    at = left_of(sentence, index)
    before = _name(sentence, at)
    is_noun = after == "WORD" and sentence.is_glued(index + 1)
    is_object = before == "VERB" or before in ("CHANGE", "MORE", "TO", "RATE_CUE")
    if after in ("OR_MORE", "OR_LESS"):
        is_described = sentence.types[index + 2 : index + 3] in (*_NOUNS, CHAR["OF"])
    elif after in ("CONJ", "SLASH") and _name(sentence, index + 2) == "QUANTITY":
        is_described = _name(sentence, index + 3) in ("WORD", "OF", "CLOSE", "CONJ", "COMMA")
        is_object = is_object and _name(sentence, index + 3) not in ("WORD", "OF")
    elif before == "OPEN":
        is_described = _name(sentence, at - 1) == "NAME"
    elif before in ("CONJ", "SLASH", "NAME"):
        is_described = is_noun or after in ("CLOSE", "OF") or before in ("SLASH", "NAME")
    else:
        is_described = (is_noun or after == "OF") and before in ("WORD", "NAME", "ORG", "PLACE")
        is_object = False
    return Skip("name", "size of a thing") if is_described and not is_object else None


def _behind_bracket(sentence: Sentence, index: int) -> int:
    """The token behind the quantity, over a bracket right after it."""
    if _name(sentence, index + 1) != "OPEN":
        return index + 1
    closing = sentence.types.find(CHAR["CLOSE"], index, index + 10)
    return closing + 1 if closing > 0 else index + 1


def _threshold(sentence: Sentence, index: int, quantity: Quantity, pack: Pack) -> Skip | None:
    """职工人数超过250人的企业, 1亿元以上企业: the bound defines a group."""
    cues = tuple(pack.sets["LIMIT_CUE"])
    if any(sentence.words(i, i).endswith(cues) for i in range(max(0, index - 3), index)):
        return Skip("threshold", "threshold or limit")
    if quantity.kind == "PERCENT":
        return None
    at = left_of(sentence, index)
    after = _name(sentence, index + 1)
    if quantity.high is not None and after == "ADVERB" and _name(sentence, index + 2) == "OF":
        return Skip("threshold", "range that defines a group")
    if after in ("OR_MORE", "OR_LESS"):
        is_group = _name(sentence, index + 2) in ("WORD", "OF") and not quantity.low.is_more
        is_object = _name(sentence, at) == "VERB" and not is_acting(sentence, at)
        return Skip("threshold", "bound that defines a group") if is_group and not is_object else None
    first = index - 1
    while first > at and sentence.types[first] not in _BOUNDS:
        first -= 1
    is_compared = _name(sentence, at) == "BASE_CUE" and bool(sentence.values[at])
    is_bounded = first > at or is_compared
    noun = at - 1 if is_compared else at
    is_noun = noun >= 0 and (sentence.types[noun] in _NOUNS or is_acting(sentence, noun))
    place = _behind_bracket(sentence, index)
    last = min(place + 2, len(sentence.types) - 1)
    behind = sentence.words(place + 1, last) if place < last else ""
    is_defining = is_bounded and is_noun and _name(sentence, place) == "OF"
    if is_defining and not any(cue in behind for cue in pack.status):
        return Skip("threshold", "bound that defines a group")
    return None


def _restated(sentence: Sentence, index: int, dropped: Mapping[int, Skip]) -> Skip | None:
    """低于600美元（约19,651元）: what restates a figure that is none."""
    opening = sentence.types.rfind(CHAR["OPEN"], max(0, index - 5), index)
    if opening > 0 and opening - 1 in dropped and CHAR["CLOSE"] not in sentence.types[opening:index]:
        return dropped[opening - 1]
    return None


def _enumerated(sentence: Sentence, index: int, quantity: Quantity, pack: Pack) -> Skip | None:
    """三个方面, 两个阶段."""
    at = index + 1
    if quantity.kind != "COUNT" or quantity.low.value > 100 or quantity.low.mult or at >= len(sentence.types):
        return None
    if sentence.is_glued(at) and sentence.words(at, at).startswith(tuple(pack.sets["ENUMERATED"])):
        return Skip("enumeration", "number of points or parts")
    return None
