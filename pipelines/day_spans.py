"""Bare numbers that are the first or last day of a span of days, and count nothing."""

from __future__ import annotations

from pipelines.periods import PeriodRef
from pipelines.tokens import Sentence, compiled

LAST_DAY = 31
DATE = len("2024-11-28")
_FIRST_DAY = compiled("(BETWEEN|FROM|TO) DET? NUMERAL (CONJ|TO|HYPHEN|DASH) DET? PERIOD")
"""`entre le 24 et le 29 mai`: the beginning of a span of days."""
_DAY_RANGE = compiled("PERIOD (TO|HYPHEN|CONJ) NUMERAL (STOP|COMMA|SEMICOLON|CLOSE)")
"""`March 15 to 21`: the end of a span of days."""


_DAYS = compiled("(OF|FROM) NUMERAL TO NUMERAL OF (DEMONSTRATIVE|DET)? (TIME_UNIT|DEICTIC)")
"""`del 3 al 14 de ese mes`: days of a month."""


def bounds_days(sentence: Sentence, index: int) -> bool:
    """Whether the number at `index` bounds a span of days: `entre le 24 et le 29 mai`, `March 15 to 21`."""
    if any(_DAYS.match(sentence.types, at) for at in (index - 1, index - 3) if at >= 0):
        return True
    for start in (index - 1, index - 2):
        opening = _FIRST_DAY.match(sentence.types, start) if start >= 0 else None
        last = sentence.values[opening.end() - 1] if opening else None
        if isinstance(last, PeriodRef) and (last.day > 0 or len(last.value) == DATE):
            return True
    first = sentence.values[index - 2] if index > 1 else None
    is_day = isinstance(first, PeriodRef) and first.day > 0
    return is_day and bool(_DAY_RANGE.match(sentence.types, index - 2))
