"""Digit strings to exact numbers: groups, decimals, and the second reading where the separator allows one.

Number words are composed in `numbers.py`; nothing here looks at a neighbouring word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

MAX_DIGITS = 30
_SPLIT = re.compile(r"[^\d]")
VULGAR = {"¼": "25", "½": "5", "¾": "75", "⅓": "33", "⅔": "67", "⅛": "125"}
"""Vulgar fractions behind an integer, as decimals."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A printed numeral: its value, its decimals, and the other reading of a separator with two readings."""

    value: Decimal
    decimals: int
    other: Decimal | None = None
    other_decimals: int = 0


def _grouped(parts: list[str]) -> bool:
    return 1 <= len(parts[0]) <= 3 and all(len(part) == 3 for part in parts[1:])


def _decimal(whole: str, fraction: str) -> Literal:
    return Literal(Decimal(f"{whole}.{fraction}"), len(fraction))


def _one_separator(separator: str, parts: list[str], decimal: str) -> Literal:
    """`2,4`, `2,400`, `0.125`: three digits after a lone separator may be a group or decimals."""
    whole, fraction = parts
    as_decimal = _decimal(whole, fraction)
    if not _grouped(parts) or whole.startswith("0"):
        return as_decimal
    grouped = Decimal(whole + fraction)
    if separator == decimal:
        return Literal(as_decimal.value, 3, grouped, 0)
    return Literal(grouped, 0, as_decimal.value, 3)


def parse(text: str, decimal: str) -> Literal | None:
    """The number that a digit string prints in a locale whose decimal mark is `decimal`.

    None where the string is no number: a date (31.12.2024), a version (2.0.1), or over 30 digits.
    """
    if text[-1] in VULGAR:
        whole = text[:-1]
        return _decimal(whole, VULGAR[text[-1]]) if whole.isdigit() and len(whole) <= MAX_DIGITS else None
    separators = [char for char in text if not char.isdigit()]
    digits = "".join(char for char in text if char.isdigit())
    if len(digits) > MAX_DIGITS:
        return None
    parts = _SPLIT.split(text)
    if not separators:
        return Literal(Decimal(digits), 0)
    if len(separators) == 1 and separators[0] in ".,":
        return _one_separator(separators[0], parts, decimal)
    last = separators[-1]
    is_mixed = last in ".," and any(mark != last for mark in separators[:-1]) and last not in separators[:-1]
    if is_mixed and _grouped(parts[:-1]):
        return _decimal("".join(parts[:-1]), parts[-1])
    if len(set(separators)) == 1 and _grouped(parts):
        return Literal(Decimal(digits), 0)
    return None
