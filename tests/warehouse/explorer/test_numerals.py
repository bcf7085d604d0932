"""Numbers as people write them, exact in either language."""

from decimal import Decimal

import pytest

from warehouse.explorer.numerals import figure, number, scaled, with_unit

N, S = "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("value", "english", "french"),
    [
        ("0", "0", "0"),
        ("12", "12", "12"),
        ("2400.000000000", "2,400", f"2{N}400"),
        ("-0.500000000", "−0.5", "−0,5"),
        ("1234567.89", "1,234,567.89", f"1{N}234{N}567,89"),
        ("1E+3", "1,000", f"1{N}000"),
        ("0.000000001", "0.000000001", "0,000000001"),
        ("12345678901234567890123456789.123456789", "12,345,678,901,234,567,890,123,456,789.123456789",
         f"12{N}345{N}678{N}901{N}234{N}567{N}890{N}123{N}456{N}789,123456789"),
    ],
)  # fmt: skip
def test_number_keeps_every_digit(value: str, english: str, french: str) -> None:
    assert number(Decimal(value), "en") == english
    assert number(Decimal(value), "fr") == french


@pytest.mark.parametrize(
    ("value", "english", "french"),
    [
        ("412000000000.000000000", f"412{S}bn", f"412{S}Md"),
        ("4300000000000", f"4,300{S}bn", f"4{N}300{S}Md"),
        ("20940000", f"20.94{S}m", f"20,94{S}M"),
        ("9999999", "9,999,999", f"9{N}999{N}999"),
        ("12345678", "12,345,678", f"12{N}345{N}678"),
        ("1234567000", f"1,234.567{S}m", f"1{N}234,567{S}M"),
        ("12345678901234567890123456789", "12,345,678,901,234,567,890,123,456,789",
         f"12{N}345{N}678{N}901{N}234{N}567{N}890{N}123{N}456{N}789"),
        ("-250000000", f"−250{S}m", f"−250{S}M"),
    ],
)  # fmt: skip
def test_a_scale_word_never_costs_a_digit(value: str, english: str, french: str) -> None:
    assert scaled(Decimal(value), "en") == english
    assert scaled(Decimal(value), "fr") == french


@pytest.mark.parametrize(
    ("text", "unit", "english", "french"),
    [
        ("12", ("PERCENT", "%"), "12%", f"12{S}%"),
        ("2", ("FACTOR", "×"), "×2", "×2"),
        ("7", ("COUNT", "1"), "7", "7"),
        ("5", ("CURRENCY", "€"), "€5", f"5{S}€"),
        ("+250", ("CURRENCY", "US$"), "+US$250", f"+250{S}US$"),
        ("−5", ("CURRENCY", "£"), "−£5", f"−5{S}£"),
        ("5", ("CURRENCY", "CHF"), f"5{S}CHF", f"5{S}CHF"),
        ("5", ("PHYSICAL", "°"), f"5{S}°", f"5{S}°"),
        ("5", (None, None), "5", "5"),
    ],
)
def test_unit_stands_where_people_put_it(text: str, unit: tuple[str, str], english: str, french: str) -> None:
    assert with_unit(text, *unit, "en") == english
    assert with_unit(text, *unit, "fr") == french


@pytest.mark.parametrize(
    ("value", "bounds", "unit", "stat_type", "shown"),
    [
        ("12", (None, None), ("PERCENT", "%"), "GROWTH_RATE", "+12%"),
        ("-12", (None, None), ("PERCENT", "%"), "GROWTH_RATE", "−12%"),
        ("12", (None, None), ("PERCENT", "%"), "SHARE", "12%"),
        ("2", (None, None), ("FACTOR", "×"), "GROWTH_RATE", "×2"),
        ("6.5", ("5", "8"), ("CURRENCY", "$"), "LEVEL", "$5–8"),
        ("5", ("5", None), ("COUNT", "1"), "LEVEL", "5"),
    ],
)
def test_figure(value: str, bounds: tuple[str, str], unit: tuple[str, str], stat_type: str, shown: str) -> None:
    low, high = (None if each is None else Decimal(each) for each in bounds)
    assert figure(Decimal(value), (low, high), unit, stat_type, "en") == shown
