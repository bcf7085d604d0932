"""Numerals whose scale words are single characters behind their digits: 4.3万亿, 1亿2000万, 三百二十, 二〇二四.

The value is a sum of groups, each digits times a power of ten; what a language calls them is the pack's. Which
characters are a numeral at all is decided by the lexer that found them.
"""

from __future__ import annotations

import re
from decimal import Decimal

from pipelines.languages.unspaced import Unspaced
from pipelines.numbers import Numeral

_ARABIC = r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
MAX_CHARS = 40


class PlaceValues:
    """Reads the numerals of one pack."""

    def __init__(self, settings: Unspaced) -> None:
        self.settings = settings
        self.scale_chars = frozenset(settings.ranks) | frozenset(settings.scales)
        digits, more = "".join(settings.digits), settings.more
        ranks, scales = "".join(settings.ranks), "".join(settings.scales)
        word = f"[{digits}{ranks}]+(?:{settings.point}[{digits}]+)?"
        tail = f"(?: (?=[{more}]?[{scales}]))?[{more}]?[{ranks}{scales}]*[{more}]?"
        further = rf"(?:(?: (?<=[{scales}] ))?{_ARABIC}|{word})(?<![,.]){tail}"
        self.numeral = re.compile(
            rf"(?:{_ARABIC}){tail}(?:{further}){{0,3}}|{word}{tail}(?:{word}{tail}){{0,3}}|[{scales}]"
        )
        self.vague = re.compile(
            rf"[{settings.vague}][{ranks}{scales}]+[{more}]?|[{ranks}]+[{settings.vague[0]}][{scales}]*|"
            rf"{settings.vague[0]}(?=[{ranks}{scales}]|\w)"
        )
        self._group = re.compile(
            rf"({_ARABIC}|[{digits}]+(?:{settings.point}[{digits}]+)?)?([{more}]?)([{ranks}{scales}]*)"
        )
        self._positional = re.compile(rf"[{digits}]{{2,}}")

    def is_words(self, text: str) -> bool:
        """Whether the numeral is written in words alone."""
        return not text[0].isdigit() or not text[0].isascii()

    def year(self, text: str) -> int | None:
        """A year in positional digits: 2024, 二〇二四."""
        if len(text) != 4:
            return None
        if text.isascii():
            value = int(text) if text.isdigit() else 0
        elif all(char in self.settings.digits for char in text):
            value = int("".join(str(self.settings.digits[char]) for char in text))
        else:
            return None
        return value if 1800 <= value <= 2100 else None

    def value(self, text: str) -> Numeral | None:
        """The numeral that the characters say; None where they say none or more than 30 digits."""
        if len(text) > MAX_CHARS:
            return None
        text = text.replace(" ", "")
        bare = "".join(char for char in text if char not in self.settings.more)
        is_more = len(bare) < len(text)
        is_words = self.is_words(bare) if bare else True
        if not is_words:
            simple = self._arabic(bare)
            if simple is not None:
                value, mult, decimals = simple
                year = self.year(text) is not None
                return Numeral(value, mult, decimals, is_year=year, is_more=is_more)
        total = self._sum(bare)
        if total is None:
            return None
        decimals = max(0, -int(total.normalize().as_tuple().exponent))
        year = is_words and self.year(text) is not None
        return Numeral(total, 0, decimals, is_words=True, is_year=year, is_more=is_more)

    def _arabic(self, text: str) -> tuple[Decimal, int, int] | None:
        """Digits with scale characters behind: printed value, exponent and decimals; None for a sum of groups."""
        match = re.match(_ARABIC, text)
        if match is None or any(char.isdigit() or char in self.settings.digits for char in text[match.end() :]):
            return None
        digits = match[0].replace(",", "")
        if len(digits) > 30:
            return None
        value = Decimal(digits)
        return value, sum(self._exponent(char) for char in text[match.end() :]), len(digits.partition(".")[2])

    def _exponent(self, char: str) -> int:
        return self.settings.ranks.get(char) or self.settings.scales[char]

    def _sum(self, text: str) -> Decimal | None:
        """The sum of the groups: 一万五千, 1亿2000万, 二点五."""
        if self._positional.fullmatch(text):
            return Decimal("".join(str(self.settings.digits[char]) for char in text))
        total, section, current = Decimal(0), Decimal(0), None
        position = 0
        while position < len(text):
            char = text[position]
            if char in self.settings.ranks:
                section += (1 if current is None else current) * 10 ** self.settings.ranks[char]
                current = None
            elif char in self.settings.scales:
                below = section + (current or 0)
                scale = 10 ** self.settings.scales[char]
                if not below and not total:
                    below = Decimal(1)
                if below:
                    total += below * scale
                else:
                    total *= scale
                section, current = Decimal(0), None
            else:
                found = self._group.match(text, position)
                if found is None or not found[1]:
                    return None
                current = self._digits(found[1])
                position = found.end(1)
                continue
            position += 1
        return total + section + (current or 0)

    def _digits(self, text: str) -> Decimal:
        if text[0].isascii():
            return Decimal(text.replace(",", ""))
        whole, _, fraction = text.partition(self.settings.point)
        plain = "".join(str(self.settings.digits[char]) for char in whole)
        rest = "".join(str(self.settings.digits[char]) for char in fraction)
        return Decimal(f"{plain}.{rest}" if rest else plain)
