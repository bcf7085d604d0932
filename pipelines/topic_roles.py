"""What a period is to the figures behind it where time stands first: their own, the base of a comparison, or an end."""

from __future__ import annotations

from pipelines.periods import PeriodRef
from pipelines.tokens import CHAR, NAME_OF, Sentence, chars
from pipelines.topic_clauses import BOUNDARY, senses

BASES = frozenset({"PREV_WEEK", "PREV_YEAR", "SAME_PREV", "YOY", "PREV_SPAN", "QOQ", "MOM", "DOD"})
CONTEXT = frozenset({"SAME_AS"})
_BEHIND_COMPARED = BOUNDARY | chars("VERB MORE ADVERB CHANGE")
MAX_COMPARED = 7
"""Tokens from a period to the word that makes it a base (与2010年第六次人口普查相比)."""


def role(sentence: Sentence, index: int) -> str:
    """The role of the period at `index`: AT, BASE, SINCE or UNTIL."""
    ref: PeriodRef = sentence.values[index]
    after = NAME_OF.get(sentence.types[index + 1 : index + 2] or "", "")
    if after == "SINCE":
        return "SINCE"
    before = NAME_OF[sentence.types[index - 1]] if index else ""
    if is_share_base(sentence, index, before, after):
        return "BASE"
    if before == "BASE_CUE" or (before in ("CONJ", "PREP") and _is_led_to_comparison(sentence, index)):
        return "BASE"
    if before == "SINCE":
        return "SINCE"
    is_joined = index > 1 and NAME_OF[sentence.types[index - 2]] == "BASE_CUE"
    if is_joined and before in ("HOMELAND", "PLACE", "AREA_NOUN", "OF", "PRONOUN"):
        return "BASE"
    if ref.kind == "DEICTIC" and ref.value in ("THAT_DAY", *CONTEXT) and _is_in_comparison(sentence, index):
        return "BASE"
    if ref.kind == "DEICTIC" and ref.value in BASES:
        return "BASE" if not _is_told(sentence, index, ref) else "AT"
    if before == "UNTIL":
        return "AT" if after == "END" else "UNTIL"
    return "UNTIL" if before == "TO" and ref.kind == "FIXED" else "AT"


def _is_led_to_comparison(sentence: Sentence, index: int) -> bool:
    """与2010年第六次人口普查相比: whether a comparing word ends the phrase that the period begins."""
    last = len(sentence.types) - 1
    for at in range(index + 1, min(index + MAX_COMPARED, last) + 1):
        name = NAME_OF[sentence.types[at]]
        is_end = at == index + 1 or at == last or sentence.types[at + 1] in _BEHIND_COMPARED
        if name == "COMPARED" or (name == "BASE_CUE" and is_end):
            return True
        if sentence.types[at] in BOUNDARY:
            break
    return False


def _is_in_comparison(sentence: Sentence, index: int) -> bool:
    """比去年春运同日多: whether words of a comparison lead to the period."""
    for at in range(index - 1, max(index - 5, -1), -1):
        if NAME_OF[sentence.types[at]] == "BASE_CUE":
            return True
        if NAME_OF[sentence.types[at]] not in ("PERIOD", "WORD", "OF", "PLACE"):
            break
    return False


def is_share_base(sentence: Sentence, index: int, before: str, after: str) -> bool:
    """恢复至2019年的92.5%, 是2021年的两倍: the period of what a share or multiple is measured by."""
    if before != "VERB" or after != "OF" or sentence.types[index + 2 : index + 3] != CHAR["QUANTITY"]:
        return False
    kind = sentence.values[index + 2].kind
    is_pair = any(NAME_OF[char] == "FROM" for char in sentence.types[max(0, index - 16) : index])
    return kind == "FACTOR" or (kind == "PERCENT" and not is_pair)


def _is_told(sentence: Sentence, index: int, ref: PeriodRef) -> bool:
    """上年为2600万标箱: a base word that stands as the period of a level, at a clause's beginning."""
    before = NAME_OF[sentence.types[index - 1]] if index else "COMMA"
    after = NAME_OF.get(sentence.types[index + 1 : index + 2] or "", "")
    if before == "FROM" and after == "OF":
        return True
    is_opening = before in ("COMMA", "OPEN", "SEMICOLON", "CONJ")
    if after == "VERB" and "LEVEL" not in senses(sentence, index + 1):
        return False
    return (
        is_opening
        and ref.value in ("PREV_YEAR", "SAME_PREV", "MOM", "QOQ", "PREV_SPAN", "DOD")
        and after in ("VERB", "QUANTITY", "ADVERB", "WORD", "APPROX")
    )
