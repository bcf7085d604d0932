"""What a ratio, an amount per head or a share is counted against, in the report's own words.

Which code the words come to (a person, GDP) is told with the indicators (`indicators.py`). Does not belong here: what
the figure is then, a rate or a share (`measures.py`).
"""

from __future__ import annotations

from typing import NamedTuple

from pipelines.languages.base import Pack, key_of
from pipelines.languages.inflection import VerbForm
from pipelines.quantities import Quantity
from pipelines.tokens import CHAR, NAME_OF, Sentence, chars

DIVIDED = frozenset({"COUNT", "MONEY", "UNIT", "TIME", "RATIO"})
"""Kinds of quantities that can be counted against something."""
PER_HEAD = "per_head"
MAX_BACK = 16
"""Tokens before a figure in which its denominator may stand."""
MAX_WORDS = 4
"""Words of a denominator or a whole."""
_NOMINAL = chars("WORD NAME PARTICIPLE ORG PLACE UNIT ADVERB")
_OF_WHOLE = chars("OF DET")
_SHARE_OF = chars("SHARE_CUE")


class Counted(NamedTuple):
    """The unit of a ratio, or PER_HEAD, and the token with which the name of what it is counted against begins."""

    unit: str
    noun: int


def counted_against(sentence: Sentence, index: int, pack: Pack) -> Counted | None:
    """`pour 100 000 habitants` gives its ratio unit, `par habitant` PER_HEAD; either may stand before the figure."""
    for at in range(index + 1, min(index + 6, len(sentence.types))):
        name = NAME_OF[sentence.types[at]]
        if name == "PER":
            return _per(sentence, at, index, pack)
        is_framing = sentence.is_framed and name in ("AUX", "VERB")
        if name not in ("WORD", "OF", "DET", "NAME", "PARTICIPLE", "ADVERB", "CONJ") and not is_framing:
            break
    return _before(sentence, index, pack)


def _per(sentence: Sentence, at: int, index: int, pack: Pack) -> Counted | None:
    """What the per-word at `at` says the quantity at `index` is counted against."""
    value = sentence.values[at]
    if isinstance(value, str) and value.startswith("per_"):
        return Counted(value, at + 1)
    return Counted(PER_HEAD, at + 1) if _is_head(sentence, at + 1, pack, sentence.values[index]) else None


def _is_head(sentence: Sentence, index: int, pack: Pack, quantity: Quantity) -> bool:
    """Whether a per-word names a head or, for no price, an amount: per inhabitant, per square kilometre."""
    if sentence.types[index : index + 1] == CHAR["UNIT"] and quantity.kind != "MONEY":
        return True
    return index < len(sentence.types) and key_of(sentence.words(index, index)) in pack.sets["PER_HEAD"]


def _before(sentence: Sentence, index: int, pack: Pack) -> Counted | None:
    """`le PIB par habitant a atteint …`, `Pro Kopf wurden … verzehrt`: within the clause, no other figure between."""
    each = _each(sentence, index)
    if each is not None:
        return Counted(PER_HEAD, each)
    for at in range(index - 1, max(-1, index - MAX_BACK), -1):
        name = NAME_OF[sentence.types[at]]
        if name == "PER":
            return _per(sentence, at, index, pack)
        is_led = name == "TO" and sentence.values[at + 1] == "DET"
        if is_led and _is_head(sentence, at + 2, pack, sentence.values[index]):
            return Counted(PER_HEAD, at + 2)
        if name in ("QUANTITY", "COMMA", "SEMICOLON", "COLON", "STOP", "DASH"):
            return None
        if pack.per_head_prefixes and key_of(sentence.words(at, at)).startswith(pack.per_head_prefixes):
            return Counted(PER_HEAD, at)
    return None


def _each(sentence: Sentence, index: int) -> int | None:
    """`chaque habitant a trié 72 kg`, `each visitor spent 120 dollars`: the noun that each-word makes a head; or None.

    What each thing is (costs, weighs) is its own value and no rate.
    """
    if sentence.values[index].kind not in _HANDED:
        return None
    begin = index - 1
    while begin >= 0 and index - begin < MAX_BACK and sentence.types[begin] not in _SENTENCE_BREAKS:
        if sentence.types[begin] == CHAR["DET"] and sentence.values[begin] == EACH:
            verbs = [v for v in sentence.values[begin:index] if isinstance(v, VerbForm)]
            is_done = bool(verbs) and not any("LEVEL" in v.senses and "HOLD" not in v.senses for v in verbs[-1:])
            return begin + 1 if is_done and sentence.types[begin + 1] in _NOMINAL else None
        begin -= 1
    return None


EACH = "EACH"
"""The value of an article that takes its noun one by one."""
_HANDED = frozenset({"COUNT", "MONEY", "UNIT"})
_SENTENCE_BREAKS = chars("QUANTITY SEMICOLON COLON STOP DASH")


def denominator(sentence: Sentence, index: int, stat_type: str, pack: Pack) -> str | None:
    """The words for what the quantity at `index` is counted against, or a share's whole; None where none say it."""
    if stat_type == "SHARE":
        return _whole(sentence, index)
    quantity: Quantity = sentence.values[index]
    if stat_type != "RATE" or quantity.kind not in DIVIDED:
        return None
    counted = counted_against(sentence, index, pack)
    return _words(sentence, counted.noun, _NOMINAL) if counted is not None else None


def _whole(sentence: Sentence, index: int) -> str | None:
    """`3 % du PIB`, `占GDP的3%`: what a share is of."""
    types = sentence.types
    if types[index + 1 : index + 2] == CHAR["OF"]:
        return _words(sentence, index + 2, _NOMINAL | _OF_WHOLE)
    if types[index - 1 : index] == CHAR["OF"]:
        cues = [at for at in range(max(0, index - MAX_BACK), index) if types[at] in _SHARE_OF]
        if cues and CHAR["QUANTITY"] not in types[cues[-1] : index]:
            return _words(sentence, cues[-1] + 1, _NOMINAL)
    return None


def _words(sentence: Sentence, first: int, allowed: frozenset[str]) -> str | None:
    """The words from a token on, less articles, as long as they are of these types."""
    while sentence.types[first : first + 1] and sentence.types[first] in _OF_WHOLE:
        first += 1
    last = first
    limit = min(first + MAX_WORDS + 2, len(sentence.types))
    while last < limit and sentence.types[last] in allowed:
        last += 1
    return sentence.words(first, last - 1) if last > first else None
