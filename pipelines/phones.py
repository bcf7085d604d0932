"""Runs of short digit groups that are phone numbers."""

from __future__ import annotations

from pipelines.tokens import CHAR, NAME_OF, Sentence


def _is_dialled(sentence: Sentence, index: int) -> bool:
    """Whether a digit group begins with a zero, as no quantity does."""
    digits = sentence.words(index, index)
    return len(digits) > 1 and digits[0] == "0" and digits.isdigit()


def phone_runs(sentence: Sentence) -> frozenset[int]:
    """Numerals in runs of short digit groups: four or more (01 42 34 56 78), or two of which one begins with 0."""
    if sentence.types.count(CHAR["NUMERAL"]) < 2:
        return frozenset()
    runs: list[int] = []
    current: list[int] = []
    for index, char in enumerate(sentence.types):
        value = sentence.values[index]
        is_group = char == CHAR["NUMERAL"] and not value.is_words and value.decimals == 0 and value.mult == 0
        if is_group:
            current.append(index)
        elif NAME_OF[char] not in ("HYPHEN", "DASH", "SLASH", "PLUS", "OPEN", "CLOSE"):
            runs += current if _is_phone(sentence, current) else []
            current = []
    return frozenset(runs + (current if _is_phone(sentence, current) else []))


def _is_phone(sentence: Sentence, run: list[int]) -> bool:
    is_international = bool(run) and sentence.types[run[0] - 1 : run[0]] == CHAR["PLUS"] and run[0] > 0
    is_short = len(run) >= 2 and (is_international or any(_is_dialled(sentence, index) for index in run))
    return len(run) >= 4 or is_short
