"""Quantities: a numeral with its unit, a range, a ratio, a factor.

What the number says of its subject (level, change, share) is decided in `changes.py` and `measures.py`; here only
what number, scale and unit words themselves say.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from pipelines.grammar import Reduced, Rule, Stage
from pipelines.languages.base import UnitTerm
from pipelines.languages.inflection import VerbForm
from pipelines.numbers import Numeral
from pipelines.tokens import CHAR, NAME_OF, Sentence, chars

SCORES = (5, 10, 20, 100)
"""Scales that a score is given on: 5,9/10."""
RATIO_UNITS = {100: "per_100", 1000: "per_1000", 10000: "per_10000", 100000: "per_100000", 1000000: "per_million"}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number or closed range with its unit.

    `kind` is MONEY, PERCENT, POINT, UNIT, TIME, COUNT, FACTOR, RATIO or SCORE; `high` the upper end of a range;
    `sign` an explicit + or −; `noun` the offsets of a noun that stands inside (`un agent sur deux`).
    """

    kind: str
    unit: str
    low: Numeral
    high: Numeral | None = None
    sign: int = 0
    is_currency_ambiguous: bool = False
    is_increment: bool = False
    is_share: bool = False
    noun: tuple[int, int] | None = None
    rule: str = "number"


_SIGNS = {"PLUS": 1, "DASH": -1}
_KINDS = {"CURRENCY": "MONEY", "FUSED": "MONEY", "PERCENT": "PERCENT", "POINT": "POINT", "BASIS_POINT": "POINT",
          "UNIT": "UNIT", "TIME_UNIT": "TIME"}  # fmt: skip


def _rescaled(numeral: Numeral, exponent: int) -> Numeral:
    return replace(numeral, mult=numeral.mult + exponent, other=None if numeral.decimals == 3 else numeral.other)


def _times(numeral: Numeral, factor: str) -> Numeral:
    """The numeral in a unit that is `factor` of it (‰ as percent, basis points as points)."""
    if factor in ("", "1"):
        return numeral
    value = numeral.value * Decimal(factor)
    return replace(numeral, value=value, decimals=max(0, -int(value.as_tuple().exponent)))


def _with_unit(sentence: Sentence, indexes: list[int], numeral: Numeral) -> Quantity:
    """The quantity of a numeral and the unit tokens around it."""
    kind, unit, is_ambiguous, rule = "COUNT", "COUNT", False, "number"
    for index in indexes:
        name, value = NAME_OF[sentence.types[index]], sentence.values[index]
        if name == "SCALE_OR_UNIT":
            exponent, _, symbol = value.partition("|")
            if (
                symbol
                and not any(NAME_OF[sentence.types[i]] == "CURRENCY" for i in indexes)
                and not _is_counting(sentence, index)
            ):
                kind, unit, rule = "UNIT", symbol, "number and unit"
            else:
                numeral = _rescaled(numeral, int(exponent))
        elif name in ("CURRENCY", "UNIT"):
            term: UnitTerm = value
            unit, is_ambiguous = term.unit_measure, term.is_ambiguous and name == "CURRENCY"
        elif name == "FUSED":
            exponent, unit = value.split("|")
            numeral = _rescaled(numeral, int(exponent))
        elif name == "PERCENT":
            unit = value if value.startswith("per_") else "PERCENT"
        elif name == "POINT":
            unit = "PERCENTAGE_POINT" if value else "POINT"
        elif name == "BASIS_POINT":
            numeral, unit = _times(numeral, value), "PERCENTAGE_POINT"
        elif name == "TIME_UNIT":
            unit = value
        if name in _KINDS:
            kind = "RATIO" if unit.startswith("per_") else _KINDS[name]
            rule = f"number and {name.lower().replace('_', ' ')}"
    return Quantity(kind, unit, numeral, is_currency_ambiguous=is_ambiguous, rule=rule)


def _is_counting(sentence: Sentence, index: int) -> bool:
    """Whether a glued symbol that is both scale and unit stands before a counted noun: `1.1m smart meters`."""
    return (
        sentence.is_glued(index)
        and sentence.types[index + 1 : index + 2] in _COUNTED
        and index + 1 < len(sentence.types)
    )


_COUNTED = chars("WORD NAME ORG")
_SIGNABLE = chars("PERCENT POINT BASIS_POINT UNIT CURRENCY FUSED")


def _indexes(sentence: Sentence, first: int, last: int, name: str) -> list[int]:
    return [index for index in range(first, last + 1) if sentence.types[index] == CHAR[name]]


def _signed(sentence: Sentence, first: int) -> tuple[int, int]:
    """The sign that stands glued before a number, and where the quantity begins."""
    name = NAME_OF[sentence.types[first]]
    if name not in _SIGNS:
        return 0, first
    if not sentence.is_glued(first + 1) or (
        first
        and sentence.types[first - 1] in _COUNTED
        and len(sentence.types) > first + 2
        and sentence.types[first + 2] not in _SIGNABLE
    ):
        return 0, first + 1
    return _SIGNS[name], first


def _single(sentence: Sentence, first: int, last: int) -> Reduced | None:
    sign, begin = _signed(sentence, first)
    at = _indexes(sentence, begin, last, "NUMERAL")[0]
    numeral: Numeral = sentence.values[at]
    if numeral.is_year and last == at and not sign:
        return None
    if sentence.types[begin] == CHAR["CURRENCY"] and sentence.words(begin, begin).islower():
        return None
    others = [index for index in range(begin, last + 1) if index != at]
    quantity = replace(_with_unit(sentence, others, numeral), sign=sign)
    if numeral.share is not None and quantity.kind != "COUNT":
        return None
    is_phone_code = sentence.types[last + 1 : last + 2] == CHAR["NUMERAL"]
    if quantity.kind == "COUNT" and (not sign or is_phone_code):
        return Reduced("NUMERAL", quantity.low, begin, last) if quantity.low.mult != numeral.mult else None
    return Reduced("QUANTITY", quantity, begin, last)


def _carried(low: Numeral, high: Numeral) -> Numeral:
    """The lower end with the scale that it shares with the upper: `10 à 20 milliards`, `3 à 4 000`."""
    if low.mult == 0 and high.mult and low.value < 1000:
        return replace(low, mult=high.mult, mults=high.mults)
    if low.is_words and high.is_words and low.value < 10 and high.value >= 100:
        factor = Decimal(1000 if high.value >= 1000 else 100)
        return replace(low, value=low.value * factor)
    thousands = high.value / 1000
    if low.mult == high.mult == 0 and thousands == int(thousands) and low.value <= thousands and low.decimals == 0:
        return replace(low, mult=3)
    return low


def _is_pair(sentence: Sentence, first: int) -> bool:
    """Whether `from A to B` tells two levels: a verb of motion, or a from-word, governs it."""
    names = [NAME_OF[char] for char in sentence.types[max(0, first - 3) : first]]
    if not names or names[-1] not in ("OF", "FROM"):
        return False
    verbs = [value for value in sentence.values[max(0, first - 3) : first - 1] if isinstance(value, VerbForm)]
    if names[-1] == "FROM":
        return True
    return bool(verbs) or any(name in ("VERB", "PARTICIPLE", "INFINITIVE", "GERUND") for name in names[:-1])


def _range(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """A closed range; the lower end takes the upper one's scale and unit where it has none."""
    low_at, high_at = _indexes(sentence, first, last, "NUMERAL")[:2]
    low, high = sentence.values[low_at], sentence.values[high_at]
    if NAME_OF[sentence.types[first]] == "BETWEEN":
        first += 1
    elif _is_pair(sentence, first) or low.share is not None:
        return None
    joint = next(i for i in range(high_at - 1, low_at, -1) if NAME_OF[sentence.types[i]] in _JOINTS)
    if NAME_OF[sentence.types[joint]] == "CONJ" and NAME_OF[sentence.types[first - 1]] != "BETWEEN":
        return None
    lower = _with_unit(sentence, [*range(first, low_at), *range(low_at + 1, joint)], low)
    upper = _with_unit(sentence, [*range(joint + 1, high_at), *range(high_at + 1, last + 1)], high)
    if upper.kind == "COUNT" and lower.kind != "COUNT":
        if sentence.types[first] != CHAR["CURRENCY"] and sentence.types[joint] != CHAR["HYPHEN"]:
            return None
        upper = replace(lower, low=upper.low)
    if upper.kind == "COUNT" and (low.is_year or high.is_year):
        return None
    following = sentence.types[last + 1 : last + 2]
    if following == CHAR["HYPHEN"] and sentence.is_glued(last + 1) and upper.kind == "COUNT":
        return Reduced("SKIPPED", "name", first, last)
    low, high = _carried(lower.low, upper.low), upper.low
    if low.value.scaleb(low.mult) >= high.value.scaleb(high.mult):
        return None
    return Reduced("QUANTITY", replace(upper, low=low, high=high, rule="range"), first, last)


_JOINTS = frozenset({"TO", "HYPHEN", "DASH", "CONJ"})


def _out_of(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`un agent sur deux`, `three out of four`: a share of a whole in percent."""
    part = sentence.values[first]
    count = part.value if isinstance(part, Numeral) else Decimal(1)
    whole: Numeral = sentence.values[last]
    is_plain = whole.mult == 0 and whole.decimals == 0 and whole.share is None and not whole.is_year
    if not is_plain or not 0 < count < whole.value <= 1000 or count != int(count):
        return None
    percent = (count * 100 / whole.value).quantize(Decimal("0.01")).normalize()
    percent = percent.quantize(Decimal(1)) if percent == int(percent) else percent
    between = range(first + 1, last)
    nouns = [i for i in between if NAME_OF[sentence.types[i]] not in ("OUT_OF", "DET", "OF")]
    noun = (sentence.starts[nouns[0]], sentence.ends[nouns[-1]]) if nouns else None
    numeral = Numeral(percent, decimals=max(0, -int(percent.as_tuple().exponent)), is_words=True, share=percent)
    return Reduced("QUANTITY", Quantity("PERCENT", "PERCENT", numeral, is_share=True, noun=noun, rule="n out of m"),
                   first, last)  # fmt: skip


def _fraction(sentence: Sentence, first: int, last: int) -> Reduced | None:
    numeral: Numeral = sentence.values[first]
    if numeral.share is None:
        return None
    return Reduced("QUANTITY", Quantity("PERCENT", "PERCENT", numeral, is_share=True, rule="fraction"), first, last)


def _score(sentence: Sentence, first: int, last: int) -> Reduced | None:
    value, scale = sentence.values[first], sentence.values[last]
    if not sentence.is_glued(first + 1) or scale.value not in SCORES or scale.decimals or value.value > scale.value:
        return None
    return Reduced("QUANTITY", Quantity("SCORE", "score", value, rule="score"), first, last)


def _factor(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`trois fois`, `four times`."""
    numeral: Numeral = sentence.values[first]
    return Reduced("QUANTITY", Quantity("FACTOR", "FACTOR", numeral, rule="n times"), first, last)


def _multiple(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`le double de`: a multiple of another value."""
    numeral = Numeral(Decimal(sentence.values[last]), is_words=True)
    before = NAME_OF[sentence.types[first - 1]] if first else ""
    is_bounded = before in ("ABOVE", "APPROX", "BELOW", "ABOVE_EQ") or NAME_OF[sentence.types[first]] == "OF"
    if NAME_OF[sentence.types[last + 1 : last + 2] or CHAR["STOP"]] not in ("OF", "DET") and not is_bounded:
        return None
    return Reduced("QUANTITY", Quantity("FACTOR", "FACTOR", numeral, rule="multiple"), first, last)


def _factor_verb(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`a doublé`, `multiplié par quatre`: the factor that is reached."""
    verb: VerbForm = sentence.values[first]
    if last == first:
        if verb.factor is None:
            return None
        decimals = max(0, -int(verb.factor.as_tuple().exponent))
        numeral = Numeral(verb.factor, decimals=decimals, is_words=True)
        return Reduced("QUANTITY", Quantity("FACTOR", "FACTOR", numeral, rule="factor verb"), first, last)
    numeral = sentence.values[last]
    if "FACTOR_DIV" in verb.senses and numeral.value:
        inverse = (1 / numeral.value).quantize(Decimal("0.0001")).normalize()
        numeral = replace(numeral, value=inverse, decimals=max(0, -int(inverse.as_tuple().exponent)))
    elif "FACTOR" not in verb.senses and not any(sense.startswith("FACTOR") for sense in verb.senses):
        return None
    return Reduced("QUANTITY", Quantity("FACTOR", "FACTOR", numeral, rule="factor verb"), first, last)


def _chain(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """1-800-555-0142: three or more digit groups joined by hyphens count nothing."""
    return Reduced("SKIPPED", "phone", first, last)


def _per(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`pour 100 000 (habitants)`: the denominator of a ratio."""
    numeral: Numeral = sentence.values[last]
    amount = numeral.value.scaleb(numeral.mult)
    unit = RATIO_UNITS.get(int(amount)) if amount == int(amount) else None
    return Reduced("PER", unit, first, last) if unit else None


_UNITED = (
    "(OF? CURRENCY|SCALE_OR_UNIT OF? CURRENCY|SCALE CURRENCY|FUSED|PERCENT|POINT|BASIS_POINT|OF? UNIT|TIME_UNIT|"
    "SCALE_OR_UNIT)"
)
_JOINT = "(TO|HYPHEN|DASH|CONJ)"
_SIGN = "(PLUS|DASH)?"
_NOUNS = "(OF|DET)? (WORD|NAME|ORG|PLACE|PARTICIPLE|ADVERB){0,4}"
QUANTITIES = Stage(
    (
        Rule("chain of digit groups", "PLUS? NUMERAL ((HYPHEN|DASH) NUMERAL){2,8}", _chain),
        Rule("per n", "PER NUMERAL", _per),
        Rule("n out of m", f"(ONE|NUMERAL) {_NOUNS} OUT_OF NUMERAL", _out_of),
        Rule("score", "NUMERAL SLASH NUMERAL", _score),
        Rule("range", f"BETWEEN? CURRENCY? NUMERAL {_UNITED}? {_JOINT} CURRENCY? NUMERAL {_UNITED}?", _range),
        Rule("number and unit", f"{_SIGN} CURRENCY? NUMERAL {_UNITED}", _single),
        Rule("unit and number", f"{_SIGN} CURRENCY NUMERAL SCALE_OR_UNIT?", _single),
        Rule("signed number", "(PLUS|DASH) NUMERAL", _single),
        Rule("factor verb", "(VERB|PARTICIPLE|INFINITIVE|GERUND) ((PER|BY) NUMERAL)?", _factor_verb),
        Rule("n times", "NUMERAL TIMES", _factor),
        Rule("multiple", "(DET|OF)? MULTIPLE", _multiple),
        Rule("fraction", "NUMERAL", _fraction),
    )
)  # fmt: skip
