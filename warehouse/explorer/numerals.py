"""Numbers as people write them, in the language of the page: digit groups, decimal signs, scale words, qualifiers.

Values stay exact: only zeros at an end are left out, nothing is rounded.
"""

from __future__ import annotations

from decimal import Context, Decimal

from warehouse.exports.digits import digits

GROUP = {"fr": "\N{NARROW NO-BREAK SPACE}", "en": ","}
POINT = {"fr": ",", "en": "."}
SPACE = "\N{NO-BREAK SPACE}"
SCALES = {"fr": ((9, "Md"), (6, "M")), "en": ((9, "bn"), (6, "m"))}
_SCALED_FROM = Decimal(10_000_000)
_SIGNED = ("GROWTH_RATE", "DIFFERENCE")
_MOST_DECIMALS = 3
_EXACT = Context(prec=60)


def number(value: Decimal, language: str) -> str:
    """All digits of a value, grouped: 2,400 or 2 400; zeros at the end of decimals are left out."""
    whole, _, decimals = digits(value).lstrip("-").partition(".")
    grouped = f"{int(whole):,}".replace(",", GROUP[language])
    sign = "\N{MINUS SIGN}" if value < 0 else ""
    return sign + grouped + (POINT[language] + decimals if decimals else "")


def scaled(value: Decimal, language: str) -> str:
    """A value with a scale word where that is shorter and as exact: 412 bn, 1,5 Md; else all its digits."""
    if abs(value) >= _SCALED_FROM:
        for power, word in SCALES[language]:
            short = value.scaleb(-power, _EXACT)
            if abs(short) >= 1 and len(digits(short).partition(".")[2]) <= _MOST_DECIMALS:
                return f"{number(short, language)}{SPACE}{word}"
    return number(value, language)


def with_unit(text: str, unit_type: str | None, symbol: str | None, language: str) -> str:
    """A number with its unit: 12% or 12 %, ×2, US$5 or 5 US$; counts have none."""
    if unit_type == "PERCENT":
        return f"{text}%" if language == "en" else f"{text}{SPACE}%"
    if unit_type == "FACTOR":
        return f"×{text}"
    if unit_type == "COUNT" or not symbol:
        return text
    if language == "en" and unit_type == "CURRENCY" and not symbol[-1].isalpha():
        sign = text[0] if text[0] in "+\N{MINUS SIGN}" else ""
        return f"{sign}{symbol}{text.removeprefix(sign)}"
    return f"{text}{SPACE}{symbol}"


def figure(
    value: Decimal,
    bounds: tuple[Decimal | None, Decimal | None],
    unit: tuple[str | None, str | None],
    stat_type: str,
    language: str,
) -> str:
    """A figure without its qualifier, signed where it is a change; a closed range shows both ends.

    `bounds` are the least and the greatest value, `unit` the unit's type and symbol.
    """
    low, high = bounds
    if low is not None and high is not None and low < high:
        text = f"{scaled(low, language)}\N{EN DASH}{scaled(high, language)}"
    else:
        text = scaled(value, language)
        if value > 0 and stat_type in _SIGNED and unit[0] != "FACTOR":
            text = f"+{text}"
    return with_unit(text, *unit, language)
