"""Numerals: digits with scale words, and number words composed by their grain.

Number words are never enumerated: a language gives its small words, hundreds, thousands and scales, and whether it
counts by twenties; the composition is here. Units and what a number counts belong to `quantities.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from pipelines.grammar import Reduced, Rule, Stage
from pipelines.literals import Literal
from pipelines.tokens import CHAR, NAME_OF, Sentence, chars

MILLION = 6
MAX_WORDS = 24
"""Number words are composed over at most this many tokens."""


@dataclass(slots=True, unsafe_hash=True)
class Numeral:
    """A number as printed: `value` × 10^`mult`.

    `mults` holds the readings of an ambiguous scale word, the pack's preferred one first; `other` the number's
    other reading where its separator has two, `mark` what its spelling tells of the decimal mark (`literals.py`);
    `share` is set for a fraction of a whole, in percent; `is_more` says that the words count on
    beyond it (2400余).
    """

    value: Decimal
    mult: int = 0
    decimals: int = 0
    mults: tuple[int, ...] = ()
    other: Decimal | None = None
    other_decimals: int = 0
    is_words: bool = False
    is_approximate: bool = False
    is_year: bool = False
    share: Decimal | None = None
    mark: str = ""
    is_more: bool = False


def _compose(sentence: Sentence, first: int, last: int) -> tuple[Decimal, int] | None:
    """The number that number words from `first` on say, and the last token it takes."""
    total, current, end = 0, 0, -1
    for index in range(first, min(last, first + MAX_WORDS) + 1):
        name, value = NAME_OF[sentence.types[index]], sentence.values[index]
        if name in ("HYPHEN", "CONJ"):
            continue
        if name == "THOUSAND":
            total, current = total + max(current, 1) * 1000, 0
        elif name == "HUNDRED":
            if current >= 100:
                break
            current = max(current, 1) * 100
        else:
            added = _added(current % 100, int(value)) if value and value.isdigit() else None
            is_article = name == "ONE" and (current % 10 or (index == first and not _counts_on(sentence, index + 1)))
            if added is None or is_article:
                break
            current += added
        end = index
    return (Decimal(total + current), end) if end >= 0 else None


def _counts_on(sentence: Sentence, index: int) -> bool:
    return sentence.types[index : index + 1] in _GRAINS


def _added(below_hundred: int, value: int) -> int | None:
    """What a small word adds to the number so far; None where the two do not compose.

    Counting by twenties (quatre-vingt-dix-sept) never collides with counting by tens, so that one rule serves both.
    """
    if below_hundred == 0:
        return value
    if below_hundred == 4 and value == 20:
        return 76
    if below_hundred % 10 == 0 and below_hundred >= 20 and value < 10:
        return value
    if below_hundred in (60, 80) and value < 20:
        return value
    if below_hundred in (10, 70, 90) and 7 <= value <= 9:
        return value
    return None


_WORDS = (
    "(SMALL|HUNDRED|ONE (?=HUNDRED|THOUSAND)|(?<![DIGITS YEAR])THOUSAND)"
    "((HYPHEN|CONJ)?(SMALL|HUNDRED|THOUSAND)|CONJ? HYPHEN? ONE){0,17}"
)
_GRAINS = chars("HUNDRED THOUSAND")
_CONJ_OR_HYPHEN = chars("HYPHEN CONJ")


def _words(sentence: Sentence, first: int, last: int) -> Reduced | None:
    found = _compose(sentence, first, last)
    if found is None:
        return None
    value, end = found
    return Reduced("NUMERAL", Numeral(value, is_words=True), first, end)


def _literal(sentence: Sentence, first: int, last: int) -> Reduced | None:
    literal: Literal = sentence.values[first]
    is_year = sentence.types[first] == CHAR["YEAR"]
    numeral = Numeral(
        literal.value, 0, literal.decimals, (), literal.other, literal.other_decimals, is_year=is_year,
        mark=literal.mark,
    )  # fmt: skip
    return Reduced("NUMERAL", numeral, first, last)


def _thousands(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`17 mil 500`, `mil 240`: thousands in words, the rest in digits."""
    high, low = sentence.values[first], sentence.values[last]
    whole = high.value if last == first + 1 else high.value * 1000
    is_high = high.decimals == 0 and 1000 <= whole < 1_000_000 and whole % 1000 == 0
    if not is_high or (last == first + 1 and not high.is_words):
        return None
    if low.is_words or low.is_year or low.decimals or not 1 <= low.value < 1000:
        return None
    return Reduced("NUMERAL", Numeral(whole + low.value, is_words=True), first, last)


def _exponents(value: str) -> tuple[int, ...]:
    return tuple(int(part) for part in value.split("|") if part.isdigit())


def _scaled(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """A numeral and the scale words behind it: `2,5 mille milliards`, `5M`, `2 mil M`."""
    numeral: Numeral = sentence.values[first]
    mults: tuple[int, ...] = (0,)
    for index in range(first + 1, last + 1):
        name, value = NAME_OF[sentence.types[index]], sentence.values[index]
        exponents = (3,) if name == "THOUSAND" else _exponents(value)
        is_scale = sentence.is_glued(index) or sentence.types[index - 1] == CHAR["THOUSAND"]
        if name == "SCALE_OR_UNIT" and not (is_scale and value.isdigit()):
            return None
        mults = tuple(m + e for m in mults for e in exponents)
    scaled = Numeral(
        numeral.value, mults[0], numeral.decimals, mults if len(mults) > 1 else (), numeral.other,
        numeral.other_decimals, numeral.is_words, numeral.is_approximate, mark=numeral.mark,
    )  # fmt: skip
    return Reduced("NUMERAL", scaled, first, last)


def _one_scale(sentence: Sentence, first: int, last: int) -> Reduced | None:
    exponents = _exponents(sentence.values[last])
    mults = exponents if len(exponents) > 1 else ()
    return Reduced("NUMERAL", Numeral(Decimal(1), exponents[0], 0, mults, is_words=True), first, last)


def _part(sentence: Sentence, first: int, last: int) -> Decimal:
    """The fraction that these tokens say: `trois quarts`, `half`."""
    at = next(i for i in range(first, last + 1) if sentence.types[i] in _FRACTIONS)
    times = sentence.values[first].value if sentence.types[first] == CHAR["NUMERAL"] else Decimal(1)
    part = Fraction(sentence.values[at].split("|")[-1])
    return times * part.numerator / part.denominator


_FRACTIONS = chars("FRACTION QUARTER")


def _ratio(sentence: Sentence, first: int) -> Fraction | None:
    """The fraction that `first`/`first + 2` print without a space: 1/2, 2/3."""
    part, whole = sentence.values[first], sentence.values[first + 2]
    is_plain = not (part.decimals or whole.decimals or part.is_words or whole.is_words or part.mult or whole.mult)
    if not is_plain or not sentence.is_glued(first + 1) or not sentence.is_glued(first + 2):
        return None
    return Fraction(int(part.value), int(whole.value)) if 0 < part.value < whole.value <= 16 else None


def _mixed(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`2 1/2`."""
    whole, ratio = sentence.values[first], _ratio(sentence, first + 1)
    if ratio is None or whole.decimals or whole.is_words or whole.mult:
        return None
    value = whole.value + (Decimal(ratio.numerator) / Decimal(ratio.denominator)).quantize(Decimal("0.0001"))
    value = value.normalize()
    return Reduced("NUMERAL", Numeral(value, 0, max(0, -int(value.as_tuple().exponent))), first, last)


def _printed(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`2/3 of households`: a share of a whole."""
    ratio = _ratio(sentence, first)
    if ratio is None:
        return None
    percent = (Decimal(ratio.numerator) * 100 / Decimal(ratio.denominator)).quantize(Decimal("0.01"))
    percent = percent.to_integral_value() if percent == percent.to_integral_value() else percent
    decimals = max(0, -int(percent.as_tuple().exponent))
    return Reduced("NUMERAL", Numeral(percent, 0, decimals, share=percent), first, last)


def _part_of_scale(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`half a million`, `a quarter of a billion`, `half a dozen`."""
    part = _part(sentence, first, last)
    if sentence.types[last] == CHAR["COLLECTIVE"]:
        return Reduced("NUMERAL", Numeral(part * int(sentence.values[last]), is_words=True), first, last)
    decimals = max(0, -int(part.as_tuple().exponent))
    return Reduced("NUMERAL", Numeral(part, _exponents(sentence.values[last])[0], decimals, is_words=True), first, last)


def _part_of_point(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`half a percentage point`, `deux dixièmes de point`."""
    part = _part(sentence, first, last)
    return Reduced("NUMERAL", Numeral(part, 0, max(0, -int(part.as_tuple().exponent)), is_words=True), first, last)


def _sum(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`three million four hundred thousand`, `2 millones 345 mil 678`."""
    high, low = sentence.values[first], sentence.values[last]
    is_spelled = low.is_words or low.mult > 0 or low.value >= 1000
    if not (is_spelled and high.mult > low.mult) or high.share is not None or high.decimals or low.share is not None:
        return None
    total = high.value.scaleb(high.mult) + low.value.scaleb(low.mult)
    if low.value.scaleb(low.mult) >= Decimal(10) ** high.mult:
        return None
    return Reduced("NUMERAL", Numeral(total, is_words=True), first, last)


def _sum_with_one(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`one million and one`, `un millón uno`, before what is counted: an article would stand without the million."""
    high: Numeral = sentence.values[first]
    if not high.is_words or high.mult < MILLION or high.share is not None or high.decimals:
        return None
    return Reduced("NUMERAL", Numeral(high.value.scaleb(high.mult) + 1, is_words=True), first, last)


def _spoken_decimal(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`deux virgule cinq`."""
    whole, fraction = sentence.values[first], sentence.values[last]
    if not (whole.is_words and fraction.is_words):
        return None
    value = Decimal(f"{whole.value}.{fraction.value}")
    return Reduced("NUMERAL", Numeral(value, 0, len(str(fraction.value)), is_words=True), first, last)


def _half_more(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`deux millions et demi`, `un million et demi`, `one and a half million`."""
    numeral = sentence.values[first]
    mult = numeral.mult if isinstance(numeral, Numeral) else 0
    value = numeral.value if isinstance(numeral, Numeral) else Decimal(1)
    for index in range(first + 1, last + 1):
        if sentence.types[index] == CHAR["SCALE"]:
            mult = _exponents(sentence.values[index])[0]
    return Reduced("NUMERAL", Numeral(value + Decimal("0.5"), mult, 1, is_words=True), first, last)


def _collective(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`une quinzaine`, `une dizaine de milliers`: approximate; the article stays outside."""
    begin = first + 1 if sentence.types[first] in _ARTICLES else first
    factor = sentence.values[first].value if begin == first and first != last else Decimal(1)
    names = [NAME_OF[char] for char in sentence.types[begin : last + 1]]
    is_vague = first == begin and names[0] == "COLLECTIVE"
    if is_vague and sentence.types[max(0, first - 1) : first] not in (CHAR["APPROX"], CHAR["ABOVE"]):
        return Reduced("SKIPPED", "vague", first, last)
    value, mult = factor, 0
    for offset, name in enumerate(names):
        if name == "COLLECTIVE":
            value *= int(sentence.values[begin + offset])
        elif name == "SCALE":
            mult = _exponents(sentence.values[begin + offset])[0]
        elif name == "THOUSAND":
            mult = 3
    return Reduced("NUMERAL", Numeral(value, mult, is_words=True, is_approximate=True), begin, last)


_ARTICLES = chars("ONE DET")
_DET = CHAR["DET"]


def _fraction(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`la moitié`, `un tiers`, `two-thirds`: a share of a whole in percent."""
    end = last
    part = sentence.values[end]
    is_ordinal = sentence.types[end] == CHAR["ORDINAL"]
    if is_ordinal and (int(part) < 3 or sentence.types[first] not in _COUNTING):
        return None
    unit = Fraction(1, int(part)) if is_ordinal else Fraction(part.split("|")[-1])
    if sentence.types[end] == CHAR["QUARTER"] and ("|" not in part or sentence.types[first] not in _COUNTING):
        return None
    times = 1
    if first != end and sentence.types[first] == CHAR["NUMERAL"]:
        times = int(sentence.values[first].value)
    followed = sentence.types[end + 1 : end + 2]
    is_bare = first == end or sentence.types[first] == _DET
    if is_bare and unit != Fraction(1, 2) and followed not in _WHOLE:
        return None
    if sentence.types[first] == _DET and unit != Fraction(1, 2) and followed == _DET:
        return None
    is_part = followed in _WHOLE or followed == CHAR["MORE"] or _is_share_before(sentence, first)
    if times >= unit.denominator * 2 or (sentence.types[end] != CHAR["FRACTION"] and not is_part):
        return None
    share = unit * times * 100
    percent = (Decimal(share.numerator) / Decimal(share.denominator)).quantize(Decimal("0.01"))
    percent = percent.to_integral_value() if percent == percent.to_integral_value() else percent
    decimals = max(0, -int(percent.as_tuple().exponent))
    return Reduced("NUMERAL", Numeral(percent, 0, decimals, is_words=True, share=percent), first, end)


def _is_share_before(sentence: Sentence, first: int) -> bool:
    """`fell by (almost) a quarter`, `explained more than a third`, `two-fifths …, behind a quarter`."""
    at = first - 1
    while at >= 0 and sentence.types[at] in _BOUNDS:
        at -= 1
    if at < first - 1 or (at >= 0 and sentence.types[at] == CHAR["BY"]):
        return True
    return CHAR["PERCENT"] in sentence.types[:first] or CHAR["FRACTION"] in sentence.types[:first]


_BOUNDS = chars("APPROX ABOVE ABOVE_EQ BELOW BELOW_EQ")


def _one_part(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`ein Plus von einem Prozent`: the article word counts before a percent sign or a percentage point."""
    is_told = sentence.types[first + 1] != CHAR["POINT"] or bool(sentence.values[first + 1])
    return Reduced("NUMERAL", Numeral(Decimal(1), is_words=True), first, last) if is_told else None


def _every(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`jeder fünfte Haushalt`: one in five as a share."""
    part = int(sentence.values[last])
    if part < 2:
        return None
    percent = (Decimal(100) / part).quantize(Decimal("0.01"))
    percent = percent.to_integral_value() if percent == percent.to_integral_value() else percent.normalize()
    decimals = max(0, -int(percent.as_tuple().exponent))
    return Reduced("NUMERAL", Numeral(percent, 0, decimals, is_words=True, share=percent), first, last)


_WHOLE = chars("OF DET")
_COUNTING = chars("ONE NUMERAL")
NUMBER_WORDS = Stage(
    (
        Rule("number words", _WORDS, _words),
        Rule("digits", "DIGITS|YEAR", _literal),
    )
)
THOUSANDS = Stage((Rule("thousands and digits", "NUMERAL THOUSAND? NUMERAL", _thousands),))
NUMERALS = Stage(
    (
        Rule("spoken decimal", "NUMERAL DECIMAL_WORD NUMERAL", _spoken_decimal),
        Rule("number and a half", "NUMERAL SCALE? HALF|ONE HALF SCALE|ONE SCALE HALF", _half_more),
        Rule("part of a scale", "(ONE|NUMERAL)? (FRACTION|QUARTER) OF? ONE? (SCALE|COLLECTIVE)", _part_of_scale),
        Rule("part of a point", "(ONE|NUMERAL)? (FRACTION|QUARTER) (OF? ONE?|HYPHEN) (?=POINT)", _part_of_point),
        Rule("mixed number", "NUMERAL NUMERAL SLASH NUMERAL", _mixed),
        Rule("printed fraction", "NUMERAL SLASH NUMERAL (?=OF)", _printed),
        Rule("number and scale", "NUMERAL (SCALE|THOUSAND|SCALE_OR_UNIT){1,2}", _scaled),
        Rule("one scale", "ONE SCALE", _one_scale),
        Rule("collective number", "(ONE|NUMERAL)? COLLECTIVE (OF? (COLLECTIVE|SCALE|THOUSAND))?", _collective),
        Rule("one percent", "ONE (?=PERCENT|POINT|BASIS_POINT)", _one_part),
        Rule("every nth", "EVERY ORDINAL", _every),
        Rule("fraction", "(ONE|NUMERAL|DET)? HYPHEN? (FRACTION|ORDINAL|QUARTER)", _fraction),
    )
)
SUMS = Stage(
    (
        Rule("sum of scales", "NUMERAL NUMERAL", _sum),
        Rule("sum of a scale and one", "NUMERAL CONJ? ONE (?=WORD)", _sum_with_one),
    )
)
