"""Quantities of languages whose percent and fraction words stand before the number and classifiers behind it.

百分之五点三, 三分之一, 三成五, 2400家, 人民币5.6亿元, 5%至8%. What they make is the `Quantity` of `quantities.py`.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from pipelines.grammar import Reduced, Rule, Stage
from pipelines.numbers import Numeral
from pipelines.quantities import RATIO_UNITS, Quantity
from pipelines.tokens import CHAR, NAME_OF, Sentence

_KINDS = {"CURRENCY": "MONEY", "PERCENT": "PERCENT", "POINT": "POINT", "BASIS_POINT": "POINT", "UNIT": "UNIT",
          "TIME_UNIT": "TIME", "CLASSIFIER": "COUNT", "TIMES": "FACTOR", "AGE_CUE": "TIME",
          "FUSED": "MONEY"}  # fmt: skip
_OF_HUNDRED = {"100": "PERCENT", "1000": "per_1000", "10000": "per_10000"}


def _decimals(value: Decimal) -> int:
    return max(0, -int(value.normalize().as_tuple().exponent))


def _of(numeral: Numeral, name: str, value: object) -> Quantity:
    """The quantity of a numeral with one unit token."""
    kind, unit, is_ambiguous = _KINDS[name], "COUNT", False
    if name in ("CURRENCY", "UNIT"):
        unit, is_ambiguous = value.unit_measure, value.is_ambiguous and name == "CURRENCY"  # type: ignore[attr-defined]
    elif name == "PERCENT":
        unit = str(value) if str(value).startswith("per_") else "PERCENT"
        kind = "RATIO" if unit != "PERCENT" else kind
    elif name == "POINT":
        unit = "PERCENTAGE_POINT" if value else "POINT"
    elif name == "BASIS_POINT":
        points = numeral.value * Decimal(str(value))
        numeral, unit = replace(numeral, value=points, decimals=_decimals(points)), "PERCENTAGE_POINT"
    elif name == "TIME_UNIT":
        unit = str(value)
    elif name == "AGE_CUE":
        unit = "a"
    elif name == "FUSED":
        exponent, _, unit = str(value).partition("|")
        numeral = replace(numeral, mult=numeral.mult + int(exponent))
    elif name == "TIMES":
        unit = "FACTOR"
    return Quantity(kind, unit, numeral, is_currency_ambiguous=is_ambiguous, rule=f"number and {name.lower()}")


def _signed(sentence: Sentence, first: int) -> tuple[int, int]:
    """The sign glued before a number, and where the quantity begins."""
    name = NAME_OF[sentence.types[first]]
    if name not in ("PLUS", "DASH"):
        return 0, first
    before = NAME_OF[sentence.types[first - 1]] if first else ""
    is_joint = before in ("NUMERAL", "PERCENT", "CURRENCY", "UNIT", "CLASSIFIER", "DASH", "WORD", "NAME", "QUANTITY")
    if not sentence.is_glued(first + 1) or (is_joint and sentence.is_glued(first)):
        return 0, first + 1
    return (1 if name == "PLUS" else -1), first


def _united(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """A number with the unit behind it, a currency before it, or both."""
    sign, begin = _signed(sentence, first)
    at = next(i for i in range(begin, last + 1) if sentence.types[i] == CHAR["NUMERAL"])
    numeral: Numeral = sentence.values[at]
    behind = NAME_OF[sentence.types[last]] if last > at else ""
    unit_at = last if behind else at - 1
    name, value = NAME_OF[sentence.types[unit_at]], sentence.values[unit_at]
    if at > begin and NAME_OF[sentence.types[begin]] == "CURRENCY_PREFIX" and behind != "CURRENCY":
        return None
    if name == "CURRENCY_PREFIX":
        return None
    quantity = _of(numeral, name, value)
    quantity = replace(quantity, sign=sign) if sign else quantity
    if at > begin and behind and NAME_OF[sentence.types[begin]] == "CURRENCY":
        prefix = sentence.values[begin]
        quantity = replace(quantity, unit=prefix.unit_measure, is_currency_ambiguous=False)
    return Reduced("QUANTITY", quantity, begin, last)


def _percent_of(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """百分之五, 千分之一点五; 百分之五至百分之八."""
    unit = _OF_HUNDRED[sentence.values[first]]
    numerals = [sentence.values[i] for i in range(first, last + 1) if sentence.types[i] == CHAR["NUMERAL"]]
    kind = "PERCENT" if unit == "PERCENT" else "RATIO"
    high = numerals[1] if len(numerals) > 1 else None
    if high is not None and numerals[0].value >= high.value:
        return None
    return Reduced("QUANTITY", Quantity(kind, unit, numerals[0], high, rule="percent words and number"), first, last)


def _share(value: Fraction, first: int, last: int, rule: str, *, is_more: bool = False) -> Reduced:
    percent = (Decimal(value.numerator) * 100 / Decimal(value.denominator)).quantize(Decimal("0.01"))
    percent = percent.to_integral_value() if percent == percent.to_integral_value() else percent
    numeral = Numeral(percent, decimals=_decimals(percent), is_words=True, share=percent, is_more=is_more)
    return Reduced("QUANTITY", Quantity("PERCENT", "PERCENT", numeral, is_share=True, rule=rule), first, last)


def _n_parts(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """三分之一: the denominator stands first."""
    whole, part = sentence.values[first], sentence.values[last]
    is_plain = all(n.mult == 0 and n.value == int(n.value) for n in (whole, part))
    if not is_plain or not 0 < part.value < whole.value <= 1000:
        return None
    return _share(Fraction(int(part.value), int(whole.value)), first, last, "fraction")


def _half(sentence: Sentence, first: int, last: int) -> Reduced | None:
    value: str = sentence.values[first]
    return _share(Fraction(value.lstrip(">")), first, last, "fraction", is_more=value.startswith(">"))


def _tenths(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """七成, 三成五: tenths as percent; a range of them shares the mark."""
    numerals = [sentence.values[i] for i in range(first, last + 1) if sentence.types[i] == CHAR["NUMERAL"]]
    if any(n.mult or not 0 < n.value <= 10 for n in numerals):
        return None
    is_range = any(NAME_OF[sentence.types[i]] in ("TO", "DASH") for i in range(first, last))
    low = numerals[0].value * 10
    high = None
    if len(numerals) > 1 and is_range:
        high = numerals[1].value * 10
    elif len(numerals) > 1:
        low += numerals[1].value
    low += sum(int(sentence.values[i] or 0) for i in range(first, last + 1) if sentence.types[i] == CHAR["TENTH"])
    more = any(n.is_more for n in numerals)
    numeral = Numeral(low, decimals=_decimals(low), is_words=True, is_more=more)
    upper = Numeral(high, decimals=_decimals(high), is_words=True) if high is not None else None
    return Reduced("QUANTITY", Quantity("PERCENT", "PERCENT", numeral, upper, rule="tenths"), first, last)


def _multiple(sentence: Sentence, first: int, last: int) -> Reduced | None:
    numeral = Numeral(Decimal(sentence.values[first]), is_words=True)
    return Reduced("QUANTITY", Quantity("FACTOR", "FACTOR", numeral, rule="multiple"), first, last)


def _carried(low: Numeral, high: Numeral) -> Numeral:
    """The lower end with the scale of the upper: 10至20亿元."""
    if low.mult == 0 and high.mult and low.value < 1000 and not low.is_words:
        return replace(low, mult=high.mult)
    return low


def _range(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """A closed range; the lower end takes the upper one's unit, and its scale where it has none."""
    at = [i for i in range(first, last + 1) if sentence.types[i] == CHAR["NUMERAL"]]
    low, high = sentence.values[at[0]], sentence.values[at[1]]
    joint = next(i for i in range(at[0] + 1, at[1]) if NAME_OF[sentence.types[i]] in ("TO", "DASH"))
    sign, begin = _signed(sentence, first)
    if sentence.types[joint] == CHAR["DASH"] and sentence.is_glued(joint + 1) and not sentence.is_glued(joint):
        return None
    lower_unit = NAME_OF[sentence.types[at[0] + 1]] if joint > at[0] + 1 else ""
    upper_unit = NAME_OF[sentence.types[last]] if last > at[1] else ""
    if not upper_unit or (lower_unit and _KINDS[lower_unit] != _KINDS[upper_unit]):
        return None
    before = NAME_OF[sentence.types[begin - 1]] if begin else ""
    if before == "FROM" or (before == "OF" and begin > 1 and NAME_OF[sentence.types[begin - 2]] == "PERIOD"):
        return None
    quantity = _of(high, upper_unit, sentence.values[last])
    lower = _of(low, upper_unit, sentence.values[last]).low
    lower = lower if lower_unit else _carried(lower, high)
    if sign < 0:
        lower = replace(lower, value=-lower.value)
    if lower.value.scaleb(lower.mult) >= quantity.low.value.scaleb(quantity.low.mult):
        if sentence.words(joint, joint) not in "-—–－~～" or sign:
            return None
        lower, upper = quantity.low, lower
    else:
        upper = quantity.low
    return Reduced("QUANTITY", replace(quantity, low=lower, high=upper, rule="range"), begin, last)


def _out_of(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """每十人中有一人: a share of a whole."""
    at = [i for i in range(first, last + 1) if sentence.types[i] == CHAR["NUMERAL"]]
    whole, part = sentence.values[at[0]], sentence.values[at[1]]
    if part.mult or whole.mult or not 0 < part.value < whole.value <= 1000:
        return None
    return _share(Fraction(int(part.value), int(whole.value)), at[0], last, "n out of m")


def _per(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """每10万人: the denominator of a ratio; 每千瓦时, 每人: one unit of something."""
    at = next((i for i in range(first, last + 1) if sentence.types[i] == CHAR["NUMERAL"]), None)
    if at is None:
        return Reduced("PER", "per_head", first, last)
    numeral: Numeral = sentence.values[at]
    amount = numeral.value.scaleb(numeral.mult)
    unit = RATIO_UNITS.get(int(amount)) if amount == int(amount) else None
    return Reduced("PER", unit or "per_head", first, last)


def _skip(reason: str, rule: str) -> Rule:
    return Rule(reason, rule, lambda _, first, last: Reduced("SKIPPED", reason, first, last))


def _mark(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """A number that belongs to a noun: 14号, 3楼, 图3, 国道318线."""
    if NAME_OF[sentence.types[first]] == "NUMBERED":
        if (
            sentence.values[first] != "before"
            or NAME_OF.get(sentence.types[last + 1 : last + 2] or "", "") in _MEASURED
        ):
            return None
        if sentence.ends[first] + 1 < sentence.starts[first + 1]:
            return None
    return Reduced("SKIPPED", "list number", first, last)


def _code(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """证券代码：301877: a code behind its name and a colon."""
    return Reduced("SKIPPED", "identifier", first + 2, last) if sentence.values[first] == "before" else None


def _quoted(_: Sentence, first: int, last: int) -> Reduced:
    """“618”大促: a number in quotes is a name."""
    return Reduced("SKIPPED", "name", first + 1, last)


_MEASURED = frozenset({"CURRENCY", "PERCENT", "POINT", "UNIT", "TIMES", "CLASSIFIER", "TENTH", "BASIS_POINT"})
_UNIT = "(CURRENCY|FUSED|PERCENT|POINT|BASIS_POINT|UNIT|TIME_UNIT|CLASSIFIER|TIMES)"
_SIGN = "(PLUS|DASH)?"
UNIT_QUANTITIES = Stage(
    (
        Rule("percent words", "PERCENT_OF NUMERAL ((TO|DASH) PERCENT_OF? NUMERAL)?", _percent_of),
        Rule("fraction", "NUMERAL FRACTION_MARK NUMERAL", _n_parts),
        Rule("tenths", "NUMERAL ((TO|DASH) NUMERAL)? TENTH NUMERAL?|NUMERAL TENTH (TO|DASH) NUMERAL TENTH", _tenths),
        Rule("n out of m", "PER? NUMERAL (CLASSIFIER|WORD)? OUT_OF NUMERAL CLASSIFIER?", _out_of),
        Rule("per n", "PER (NUMERAL (CLASSIFIER|WORD|UNIT)?|UNIT|CLASSIFIER)", _per),
        Rule("code", "NUMBERED COLON NUMERAL ((DASH|HYPHEN) NUMERAL){0,2}", _code),
        Rule("quoted number", "QUOTE NUMERAL (PLUS NUMERAL)?(?=QUOTE)", _quoted),
        Rule("number of a noun", "NUMBERED (NUMERAL|SKIPPED) (CLASSIFIER|NUMBERED)?|NUMERAL NUMBERED", _mark),
        _skip("rank", "FIRST NUMERAL CLASSIFIER?"),
        _skip("time", "NUMERAL TIME_OF_DAY (NUMERAL TIME_UNIT)?"),
        Rule("range", f"{_SIGN} NUMERAL {_UNIT}? (TO|DASH){{1,2}} NUMERAL {_UNIT}?", _range),
        Rule("number and unit", f"{_SIGN} (CURRENCY|CURRENCY_PREFIX)? {_SIGN} NUMERAL ({_UNIT}|AGE_CUE)", _united),
        Rule("unit and number", f"{_SIGN} CURRENCY NUMERAL", _united),
        Rule("multiple", "MULTIPLE", _multiple),
        Rule("half", "FRACTION", _half),
    )
)  # fmt: skip
