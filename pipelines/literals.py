"""Digit strings to exact numbers: groups, decimals, and the second reading where the separator allows one.

Number words are composed in `numbers.py`; nothing here looks at a neighbouring word.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

MAX_DIGITS = 30
_LAKHS = re.compile(r"\d{1,2}(,\d{2})+,\d{3}")
"""Groups of two behind the first three digits: 12,50,000."""
_SPACE = re.compile(r"\s+")
_SPLIT = re.compile(r"[^\d]")
VULGAR = {"¼": "25", "½": "5", "¾": "75", "⅓": "33", "⅔": "67", "⅛": "125"}
"""Vulgar fractions behind an integer, as decimals."""


class Literal(NamedTuple):
    """A printed numeral: its value, its decimals, and the other reading of a separator with two readings.

    `mark` is the decimal mark that this spelling proves; where there are two readings, the lone separator itself.
    """

    value: Decimal
    decimals: int
    other: Decimal | None = None
    other_decimals: int = 0
    mark: str = ""


def _grouped(parts: list[str]) -> bool:
    """Whether digit groups make one number: three digits behind the first, which begins with no zero."""
    if parts[0] == "0" and len(parts) > 1:
        return False
    return 1 <= len(parts[0]) <= 3 and all(len(part) == 3 for part in parts[1:])


_APOSTROPHES = "'’"
GROUP = 3
"""Digits of a group; an apostrophe with fewer behind it is a decimal mark (`un 5’64 %`)."""
_OPPOSITE = {",": ".", ".": ","}


def _decimal(whole: str, fraction: str, mark: str = "") -> Literal:
    return Literal(Decimal(f"{whole}.{fraction}"), len(fraction), mark=mark)


def _one_separator(separator: str, parts: list[str], decimal: str) -> Literal:
    """`2,4`, `2,400`, `0.125`: three digits after a lone separator may be a group or decimals."""
    whole, fraction = parts
    as_decimal = _decimal(whole, fraction, separator)
    if not _grouped(parts) or whole.startswith("0"):
        return as_decimal
    grouped = Decimal(whole + fraction)
    if separator == decimal:
        return Literal(as_decimal.value, 3, grouped, 0, separator)
    return Literal(grouped, 0, as_decimal.value, 3, separator)


@lru_cache(maxsize=10_000)
def parse(text: str, decimal: str) -> Literal | None:
    """The number that a digit string prints in a locale whose decimal mark is `decimal`.

    None where the string is no number: a date (31.12.2024), a version (2.0.1), or over 30 digits.
    """
    if text.isdigit():
        return Literal(Decimal(text), 0) if len(text) <= MAX_DIGITS else None
    if text[-1] in VULGAR:
        whole = text[:-1]
        return _decimal(whole, VULGAR[text[-1]]) if whole.isdigit() and len(whole) <= MAX_DIGITS else None
    text = _SPACE.sub(" ", text)
    separators, parts = _SPLIT.findall(text), _SPLIT.split(text)
    digits = "".join(parts)
    if len(digits) > MAX_DIGITS:
        return None
    if len(separators) == 1 and separators[0] in ".,":
        return _one_separator(separators[0], parts, decimal)
    last = separators[-1]
    if len(separators) == 1 and last in _APOSTROPHES and len(parts[1]) < GROUP:
        return _decimal(parts[0], parts[1])
    is_mixed = last in ".," and any(mark != last for mark in separators[:-1]) and last not in separators[:-1]
    if is_mixed and _grouped(parts[:-1]):
        return _decimal("".join(parts[:-1]), parts[-1], last)
    if len(set(separators)) == 1 and (_grouped(parts) or _LAKHS.fullmatch(text)):
        return Literal(Decimal(digits), 0, mark=_OPPOSITE.get(last, "") if len(parts) > 2 else "")
    return None
