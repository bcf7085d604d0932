"""Text that no report should be made of, of any wanted length: what breaks an engine that is not linear."""

from collections.abc import Callable

_WORDS = {
    "fr": ("vingt ", "millions ", "euros ", "le prix de ", "hausse de "),
    "en": ("twenty ", "million ", "dollars ", "the price of ", "rise in "),
    "es": ("veinte ", "millones ", "euros ", "el precio de ", "aumento de "),
    "de": ("zwanzig ", "Millionen ", "Euro ", "der Preis von ", "Anstieg von "),
    "zh": ("二十", "亿", "元", "价格的", "增长"),
}


def _times(part: str, length: int) -> str:
    return (part * (length // len(part) + 1))[:length]


def hostile(language: str) -> dict[str, Callable[[int], str]]:
    """Makers of hostile text by name; each takes a length in code points."""
    number, scale, unit, noun, change = _WORDS.get(language, _WORDS["en"])
    return {
        "digits only": lambda n: _times("1234567890", n),
        "digits and spaces": lambda n: _times("123 ", n),
        "grouped digits": lambda n: _times("1.234,", n),
        "one endless sentence": lambda n: _times(f"{noun} 12 % ", n),
        "nested brackets": lambda n: "(" * (n // 2) + ")" * (n // 2),
        "brackets with figures": lambda n: _times("(12 % ", n),
        "number words": lambda n: _times(number, n),
        "number words and scales": lambda n: _times(number + scale, n),
        "scales": lambda n: _times(scale, n),
        "units": lambda n: _times(unit, n),
        "nouns": lambda n: _times(noun, n),
        "changes": lambda n: _times(change + "12 % ", n),
        "commas": lambda n: "," * n,
        "full stops": lambda n: ". " * (n // 2),
        "one word": lambda n: "a" * n,
        "hyphens": lambda n: _times("a-", n),
        "apostrophes": lambda n: _times("d'", n),
        "number list": lambda n: _times("12, 13, ", n),
        "number list with units": lambda n: _times("12 %, ", n),
        "ranges": lambda n: _times("10-20-", n),
        "signs": lambda n: _times("+-", n),
        "line ends": lambda n: "\n" * n,
        "lines of one figure": lambda n: _times("12 %\n", n),
        "spaces": lambda n: " " * n + "1",
        "tabs and figures": lambda n: _times("12\t", n),
        "bars": lambda n: _times("| 12 ", n),
        "hashes": lambda n: _times("# 1\n", n),
        "years": lambda n: _times("2024 ", n),
        "dates": lambda n: _times("12/03/2024 ", n),
        "Han without punctuation": lambda n: _times("经济增长率", n),
        "Han and figures": lambda n: _times("增长12亿", n),
        "Han numerals": lambda n: _times("一二三四五六七八九十百千万亿", n),
        "combining marks": lambda n: "e" + "\u0301" * n,
        "quotes": lambda n: _times("« 12 ", n),
        "capitals": lambda n: _times("A. ", n),
    }
