"""A number as text with all its digits. How a format shows numbers beyond that belongs to it."""

from __future__ import annotations

from decimal import Decimal


def digits(value: Decimal) -> str:
    """All digits of a number, without exponent and without needless zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
