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
from pipelines.ranges import are_levels, carried
from pipelines.tokens import CHAR, NAME_OF, Sentence, chars, compiled
from schemas import codelists

SCORES = (5, 10, 20, 100)
"""Scales that a score is given on: 5,9/10."""
RATIO_UNITS = {100: "per_100", 1000: "per_1000", 10000: "per_10000", 100000: "per_100000", 1000000: "per_million"}


@dataclass(slots=True, unsafe_hash=True)
class Quantity:
    """A number or closed range with its unit.

    `kind` is MONEY, PERCENT, POINT, UNIT, TIME, COUNT, FACTOR, RATIO or SCORE; `high` the upper end of a range;
    `sign` an explicit + or −; `symbol` the currency as written where that is no word ($, S$); `noun` the offsets of
    a noun that stands inside (`un agent sur deux`).
    """

    kind: str
    unit: str
    low: Numeral
    high: Numeral | None = None
    sign: int = 0
    is_currency_ambiguous: bool = False
    symbol: str = ""
    is_increment: bool = False
    is_share: bool = False
    noun: tuple[int, int] | None = None
    rule: str = "number"


LEN_CURRENCY = 3
"""The letters of a currency's code: what a fused scale and unit (`lt` for 100,000 tonnes) counts else is a unit."""
_SIGNS = {"PLUS": 1, "DASH": -1}
_KINDS = {"CURRENCY": "MONEY", "FUSED": "MONEY", "PERCENT": "PERCENT", "POINT": "POINT", "BASIS_POINT": "POINT",
          "UNIT": "UNIT", "TIME_UNIT": "TIME"}  # fmt: skip
_UNIT_RULES = {name: f"number and {name.lower().replace('_', ' ')}" for name in _KINDS}


def _rescaled(numeral: Numeral, exponent: int) -> Numeral:
    return replace(numeral, mult=numeral.mult + exponent)


def _times(numeral: Numeral, factor: str) -> Numeral:
    """The numeral in a unit that is `factor` of it (‰ as percent, basis points as points)."""
    if factor in ("", "1"):
        return numeral
    value = numeral.value * Decimal(factor)
    return replace(numeral, value=value, decimals=max(0, -int(value.as_tuple().exponent)))


def _with_unit(sentence: Sentence, indexes: list[int], numeral: Numeral) -> Quantity:
    """The quantity of a numeral and the unit tokens around it."""
    kind, unit, is_ambiguous, written, rule = "COUNT", "COUNT", False, "", "number"
    is_physical = False
    for index in indexes:
        name, value = NAME_OF[sentence.types[index]], sentence.values[index]
        if name == "SCALE_OR_UNIT":
            exponent, _, symbol = value.partition("|")
            if (
                symbol
                and not any(NAME_OF[sentence.types[i]] in ("CURRENCY", "UNIT") for i in indexes)
                and not _is_counting(sentence, index)
            ):
                kind, unit, rule = "UNIT", symbol, "number and unit"
            else:
                numeral = _rescaled(numeral, int(exponent))
        elif name == "SCALE":
            numeral = _rescaled(numeral, int(value.partition("|")[0]))
        elif name in ("CURRENCY", "UNIT"):
            term: UnitTerm = value
            unit, is_ambiguous = term.unit_measure, term.is_ambiguous and name == "CURRENCY"
            written = sentence.words(index, index) if name == "CURRENCY" else ""
        elif name == "FUSED":
            exponent, unit, *written_as = value.split("|")
            numeral = _rescaled(numeral, int(exponent))
            is_ambiguous, written = bool(written_as), "".join(written_as)
            is_physical = codelists.units()[unit].unit_type == "PHYSICAL"
        elif name == "PERCENT":
            unit = value if value.startswith("per_") else "PERCENT"
        elif name == "POINT":
            unit = "PERCENTAGE_POINT" if value else "POINT"
        elif name == "BASIS_POINT":
            numeral, unit = _times(numeral, value), "PERCENTAGE_POINT"
        elif name == "TIME_UNIT":
            unit = value
        if name in _KINDS:
            kind = "RATIO" if unit.startswith("per_") else "UNIT" if is_physical else _KINDS[name]
            kind = "UNIT" if name == "FUSED" and len(unit) < LEN_CURRENCY else kind
            rule = _UNIT_RULES[name]
    written = "" if written.isalpha() else written
    return Quantity(kind, unit, numeral, is_currency_ambiguous=is_ambiguous, symbol=written, rule=rule)


def _is_counting(sentence: Sentence, index: int) -> bool:
    """Whether a glued symbol that is both scale and unit stands before a counted noun: `1.1m smart meters`."""
    return (
        sentence.is_glued(index)
        and sentence.types[index + 1 : index + 2] in _COUNTED
        and index + 1 < len(sentence.types)
    )


_COUNTED = chars("WORD NAME ORG")
_SIGNABLE = chars("PERCENT POINT BASIS_POINT UNIT CURRENCY FUSED")


_SPACED = compiled(
    "(OPEN|COLON|RESTATE|COMMA|BASE_CUE) (PLUS|DASH) NUMERAL (PERCENT|POINT)|[^NUMERAL]? PLUS NUMERAL (PERCENT|POINT)"
)
"""A sign that a space parts from its figure: `(- 3 %)`, `: + 2,4 %`."""


def _indexes(sentence: Sentence, first: int, last: int, name: str) -> list[int]:
    return [index for index in range(first, last + 1) if sentence.types[index] == CHAR[name]]


def _signed(sentence: Sentence, first: int) -> tuple[int, int]:
    """The sign that stands glued before a number, and where the quantity begins."""
    name = NAME_OF[sentence.types[first]]
    if name not in _SIGNS:
        return 0, first
    if sentence.words(first, first).isalpha() or _SPACED.match(sentence.types, max(0, first - 1)):
        return _SIGNS[name], first
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
    if sentence.types[last] == CHAR["HALF"]:
        numeral = replace(numeral, value=numeral.value + Decimal("0.5"), decimals=1)
    written = sentence.words(begin, begin)
    if sentence.types[begin] == CHAR["CURRENCY"] and written.islower() and written.isalpha():
        return None
    if numeral.is_year and at < last and _leads_number(sentence, last):
        return None
    if (
        CHAR["OF"] in sentence.types[at:last]
        and not numeral.mult
        and not numeral.is_approximate
        and numeral.value < 1000
    ):
        return None
    others = [index for index in range(begin, last + 1) if index != at]
    quantity = _with_unit(sentence, others, numeral)
    quantity.sign = sign
    if numeral.share is not None and quantity.kind != "COUNT":
        return None
    is_phone_code = sentence.types[last + 1 : last + 2] == CHAR["NUMERAL"]
    if quantity.kind == "COUNT" and (not sign or is_phone_code):
        return Reduced("NUMERAL", quantity.low, begin, last) if quantity.low.mult != numeral.mult else None
    return Reduced("QUANTITY", quantity, begin, last)


def _before_bracket(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`97,4 (75,9) Mio. Euro`: a number whose unit stands behind the one in brackets that it is compared with."""
    close = sentence.types.index(CHAR["CLOSE"], first)
    found = _BEHIND_CLOSE.match(sentence.types, close + 1)
    inner: Numeral = sentence.values[close - 1]
    if found is None or sentence.values[first].mult or inner.mult or sentence.values[first].share is not None:
        return None
    quantity = _with_unit(sentence, list(range(close + 1, found.end())), sentence.values[first])
    return Reduced("QUANTITY", quantity, first, first)


def _in_bracket(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """The number in brackets between another and the unit of both."""
    if not _OPENED.search(sentence.types, max(0, first - MAX_BRACKET), first) or sentence.values[first].mult:
        return None
    return Reduced(
        "QUANTITY", _with_unit(sentence, list(range(first + 2, last + 1)), sentence.values[first]), first, first
    )


def _behind_bracket(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """The unit behind such a bracket, which both numbers have taken."""
    is_taken = _OPENED.search(sentence.types, max(0, first - 1 - MAX_BRACKET), first - 1)
    return Reduced("CLOSE", sentence.values[first], first, last) if is_taken else None


def _negative(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`$(4.6) million`: an amount in brackets behind its currency is negative."""
    numeral: Numeral = sentence.values[first + 2]
    if not sentence.is_glued(first + 1) or numeral.is_words:
        return None
    if sentence.types[last] == CHAR["SCALE"]:
        numeral = _rescaled(numeral, int(sentence.values[last].split("|")[0]))
    return Reduced("QUANTITY", replace(_with_unit(sentence, [first], numeral), sign=-1), first, last)


def _leads_number(sentence: Sentence, index: int) -> bool:
    """Whether a currency stands before its own number: `2024 CHF 687 Mio.`, `in 2024 $5 million`."""
    is_currency = sentence.types[index] == CHAR["CURRENCY"] and not sentence.is_glued(index)
    return is_currency and sentence.types[index + 1 : index + 2] == CHAR["NUMERAL"]


def _one(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`un año y medio`, `un punto porcentual`, `una décima`: an article that counts the unit behind it."""
    name, has_half = NAME_OF[sentence.types[first + 1]], sentence.types[last] == CHAR["HALF"]
    if not has_half and name == "POINT" and not sentence.values[first + 1]:
        return None
    numeral = Numeral(Decimal("1.5") if has_half else Decimal(1), 0, int(has_half), is_words=True)
    return Reduced("QUANTITY", _with_unit(sentence, [first + 1], numeral), first, last)


def _range(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """A closed range; the lower end takes the upper one's scale and unit where it has none."""
    low_at, high_at = _indexes(sentence, first, last, "NUMERAL")[:2]
    low, high = sentence.values[low_at], sentence.values[high_at]
    is_between = NAME_OF[sentence.types[first]] == "BETWEEN"
    if is_between:
        first += 2 if sentence.types[first + 1] in _ARTICLES else 1
    joint = next(i for i in range(high_at - 1, low_at, -1) if NAME_OF[sentence.types[i]] in _JOINTS)
    if not is_between and (low.share is not None or sentence.types[joint] == CHAR["CONJ"]):
        return None
    lower = _with_unit(sentence, [*range(first, low_at), *range(low_at + 1, joint)], low)
    upper = _with_unit(sentence, [*range(joint + 1, high_at), *range(high_at + 1, last + 1)], high)
    if "COUNT" not in (lower.kind, upper.kind) and (lower.kind, lower.unit) != (upper.kind, upper.unit):
        return None
    if sentence.types[joint] == CHAR["TO"] and sentence.values[joint]:
        return None
    is_joint = sentence.types[joint] == CHAR["TO"] and not sentence.is_framed
    if is_joint and not is_between and are_levels(sentence, first, _end(lower), _end(upper)):
        return None
    if upper.kind == "COUNT" and lower.kind != "COUNT":
        if sentence.types[first] != CHAR["CURRENCY"] and sentence.types[joint] != CHAR["HYPHEN"]:
            return None
        upper = replace(lower, low=upper.low)
    if upper.kind == "COUNT" and (low.is_year or high.is_year):
        return None
    if upper.kind == "COUNT" and _is_code(sentence, first, last, joint):
        return Reduced("SKIPPED", "name", first, last)
    low, high = carried(lower.low, upper.low), upper.low
    if low.value.scaleb(low.mult) >= high.value.scaleb(high.mult):
        return None
    return Reduced("QUANTITY", replace(upper, low=low, high=high, rule="range"), first, last)


def _is_code(sentence: Sentence, first: int, last: int, joint: int) -> bool:
    """`#03-12`, `(030) 5550-8241`, `12-15-`: two bare numbers of a code."""
    if sentence.types[joint] != CHAR["HYPHEN"]:
        return False
    before, following = sentence.types[max(0, first - 1) : first], sentence.types[last + 1 : last + 2]
    if before == CHAR["SYMBOL"] or (following == CHAR["HYPHEN"] and sentence.is_glued(last + 1)):
        return True
    digits = sentence.words(first, first), sentence.words(last, last)
    is_long = all(part.isdigit() and len(part) >= 3 for part in digits) and len(digits[1]) == 4
    return is_long and before in _BEFORE_CODE


_BEFORE_CODE = chars("NUMERAL SKIPPED CLOSE PHONE_CUE COLON RAW")


def _end(quantity: Quantity) -> tuple[str, Decimal]:
    return quantity.kind, quantity.low.value.scaleb(quantity.low.mult)


_JOINTS = frozenset({"TO", "HYPHEN", "DASH", "CONJ"})
_ARTICLES = chars("ONE DET")


def _out_of(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`un agent sur deux`, `de cada diez socios, tres`: a share of a whole in percent."""
    is_led = sentence.types[first] == CHAR["OUT_OF"]
    part, whole = sentence.values[last if is_led else first], sentence.values[first + 1 if is_led else last]
    count = part.value if isinstance(part, Numeral) else Decimal(1)
    is_plain = whole.mult == 0 and whole.decimals == 0 and whole.share is None and not whole.is_year
    is_plain = is_plain and (not is_led or sentence.values[first] == "EVERY")
    if is_plain and last == first + 2 and whole.value in SCORES and count != int(count) and count < whole.value:
        return Reduced("QUANTITY", Quantity("SCORE", "score", part, rule="score"), first, last)
    if not is_plain or not 0 < count < whole.value <= 1000 or count != int(count):
        return None
    percent = (count * 100 / whole.value).quantize(Decimal("0.01")).normalize()
    percent = percent.quantize(Decimal(1)) if percent == int(percent) else percent
    nouns = [i for i in range(first + 1, last) if NAME_OF[sentence.types[i]] not in _NO_NOUN]
    noun = (sentence.starts[nouns[0]], sentence.ends[nouns[-1]]) if nouns else None
    numeral = Numeral(percent, decimals=max(0, -int(percent.as_tuple().exponent)), is_words=True, share=percent)
    found = Quantity("PERCENT", "PERCENT", numeral, is_share=True, noun=noun, rule="n out of m")
    return Reduced("QUANTITY", found, first, last)


_NO_NOUN = ("OUT_OF", "DET", "OF", "NUMERAL", "COMMA")


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
    if sentence.values[last] == LESS and numeral.value:
        numeral = _inverse(numeral)
    if _RATE_OF_TIME.match(sentence.types, last + 1):
        is_count = numeral.value.scaleb(numeral.mult) >= 1000
        found = Quantity("COUNT", "COUNT", numeral, rule="n times in a time")
        return Reduced("QUANTITY", found, first, last) if is_count else Reduced("SKIPPED", "frequency", first, last)
    if _is_often(sentence, first, last, numeral):
        return Reduced("QUANTITY", Quantity("COUNT", "COUNT", numeral, rule="so often"), first, last)
    return Reduced("QUANTITY", Quantity("FACTOR", "FACTOR", numeral, rule="n times"), first, last)


def _is_often(sentence: Sentence, first: int, last: int, numeral: Numeral) -> bool:
    """`waren 375 Mal beteiligt`, `was cited 36 times`: how often a thing happened, no factor of anything.

    The word stands apart, its number is whole and no small one, and neither a comparison follows nor does a verb of
    motion stand before.
    """
    is_whole = numeral.decimals == 0 or numeral.mult > 0
    is_apart = last == first + 1 and not sentence.is_glued(last) and sentence.words(last, last).isalpha()
    if not (is_whole and is_apart) or numeral.value.scaleb(numeral.mult) < MANY_TIMES:
        return False
    return not (_FACTORED.match(sentence.types, last + 1) or _is_moved(sentence, first))


MANY_TIMES = 11
"""From so many times on a count of events is likelier than a factor."""
_FACTORED = compiled(
    "ADVERB? (BASE_CUE|MORE|ABOVE|BELOW|OF|DET|REL|DEMONSTRATIVE|PRONOUN|CONJ OF)"
    "|(ADVERB|WORD|DET){1,3} (CONJ|BASE_CUE)"
)


_RATE_OF_TIME = compiled("PER (TIME_UNIT|PERIOD|WORD)|ONE TIME_UNIT")
LESS = "-"
"""The value of a times-word that divides: `deux fois moins`."""


def _inverse(numeral: Numeral) -> Numeral:
    value = (1 / numeral.value).quantize(Decimal("0.0001")).normalize()
    return replace(numeral, value=value, decimals=max(0, -int(value.as_tuple().exponent)))


def _multiple(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`le double de`: a multiple of another value; a word whose value ends in = needs no such complement."""
    factor, stands_alone, _ = sentence.values[last].partition("=")
    numeral = Numeral(Decimal(factor), is_words=True)
    before = NAME_OF[sentence.types[first - 1]] if first else ""
    is_bounded = (
        before in ("ABOVE", "APPROX", "BELOW", "ABOVE_EQ", "TO", "BY")
        or NAME_OF[sentence.types[first]] == "OF"
        or bool(stands_alone)
    )
    if NAME_OF[sentence.types[last + 1 : last + 2] or CHAR["STOP"]] not in ("OF", "DET") and not is_bounded:
        return None
    at = first - 1
    while at >= 0 and sentence.types[at] in _HEDGES:
        at -= 1
    is_verb = not stands_alone and last == first and at >= 0 and sentence.types[at] in _BEFORE_INFINITIVE
    rule = "factor verb" if is_verb else "multiple"
    return Reduced("QUANTITY", Quantity("FACTOR", "FACTOR", numeral, rule=rule), first, last)


_HEDGES = chars("APPROX ADVERB ABOVE")
_BEFORE_INFINITIVE = chars("TO AUX")
"""Before these a word that is both multiple and verb is the verb: `is set to almost double`."""


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
        numeral = _inverse(numeral)
    elif "FACTOR" not in verb.senses and not any(sense.startswith("FACTOR") for sense in verb.senses):
        return None
    return Reduced("QUANTITY", Quantity("FACTOR", "FACTOR", numeral, rule="factor verb"), first, last)


def _chain(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """1-800-555-0142: three or more digit groups joined by hyphens count nothing."""
    return Reduced("SKIPPED", "phone", first, last)


def _per(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`pour 100 000 (habitants)`: the denominator of a ratio."""
    numeral: Numeral = sentence.values[last]
    if sentence.types[last + 1 : last + 2] == CHAR["UNIT"]:
        return None
    amount = numeral.value.scaleb(numeral.mult)
    unit = RATIO_UNITS.get(int(amount)) if amount == int(amount) else None
    return Reduced("PER", unit, first, last) if unit else None


def _per_scale(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`par million (d'habitants)`."""
    exponents = [part for part in sentence.values[last].split("|") if part.isdigit()]
    unit = RATIO_UNITS.get(10 ** int(exponents[0])) if exponents else None
    return Reduced("PER", unit, first, last) if unit else None


def _per_in_front(sentence: Sentence, first: int, last: int) -> Reduced | None:
    """`kamen auf 100.000 Einwohner 458 Ärzte`, `458 Ärzte auf 100.000 Einwohner`: behind no verb of motion."""
    verb = sentence.values[first - 1] if first else None
    is_moved = isinstance(verb, VerbForm) and bool(verb.senses & {"UP", "DOWN"})
    ahead = sentence.types[last + 2 : last + 10]
    numbers = [i for i in (ahead.find(CHAR["NUMERAL"]), ahead.find(CHAR["COMMA"])) if i >= 0]
    is_told = bool(numbers) and ahead[numbers[0]] == CHAR["NUMERAL"] and min(numbers) == numbers[0]
    behind = _COUNTED_AND.search(sentence.types[max(0, first - 4) : first])
    is_next = sentence.values[last].mult > 0 and sentence.types[first - 1 : first] == CHAR["NUMERAL"]
    is_told = is_told or ((behind is not None or is_next) and not _is_moved(sentence, first))
    whole: Numeral = sentence.values[last]
    if not sentence.is_framed or is_moved or not is_told or whole.value.scaleb(whole.mult) < LEAST_WHOLE:
        return None
    return _per(sentence, first, last)


def _is_moved(sentence: Sentence, index: int) -> bool:
    """Whether a verb of motion stands before a token."""
    values = (value for value in sentence.values[:index] if isinstance(value, VerbForm))
    return any(value.senses & {"UP", "DOWN"} for value in values)


_COUNTED_AND = compiled("(?<!FROM)NUMERAL WORD{0,3}$")
LEAST_WHOLE = 1000
"""The least number of inhabitants, firms, births that a rate is told by before its figure."""


_UNITED = (
    "(OF? CURRENCY|SCALE_OR_UNIT OF? CURRENCY|SCALE_OR_UNIT UNIT|SCALE CURRENCY|FUSED|PERCENT|POINT|BASIS_POINT|"
    "OF? UNIT|TIME_UNIT|SCALE_OR_UNIT)"
)
_JOINT = "(TO|HYPHEN|DASH|CONJ)"
_SIGN = "(PLUS|DASH)?"
_SAID_OF = "((PERIOD|WORD|NAME|DEICTIC|BASE_CUE){0,3} COLON?)?"
_SCALED = "(SCALE CURRENCY|SCALE|SCALE_OR_UNIT CURRENCY|CURRENCY|FUSED|PERCENT|POINT|UNIT)"
_OPENED = compiled(f"NUMERAL OPEN {_SAID_OF}$")
_BEHIND_CLOSE = compiled(_SCALED)
MAX_BRACKET = 6
"""Tokens before a number in brackets that may tell its time."""
_ARTICLE = "(ONE|DET)?"
_OPENING = f"(BETWEEN {_ARTICLE})?"
_NEXT = f"(HYPHEN (?=TO))? {_JOINT} {_ARTICLE}"
_NOUNS = "(OF|DET)? (WORD|NAME|ORG|PLACE|PARTICIPLE|ADVERB){0,4}"
QUANTITIES = Stage(
    (
        Rule("number, bracket and unit", f"NUMERAL (?=OPEN {_SAID_OF} NUMERAL CLOSE {_SCALED})", _before_bracket),
        Rule("number in brackets before a unit", f"NUMERAL CLOSE {_SCALED}", _in_bracket),
        Rule("unit behind a bracket", f"CLOSE {_SCALED}", _behind_bracket),
        Rule("chain of digit groups", "PLUS? NUMERAL ((HYPHEN|DASH) NUMERAL){2,8}", _chain),
        Rule("per n", "PER NUMERAL", _per),
        Rule("n in front that a rate is told by", "TO NUMERAL (?=WORD)", _per_in_front),
        Rule("per scale", "PER SCALE", _per_scale),
        Rule("n out of m", f"(ONE|NUMERAL) {_NOUNS} OUT_OF NUMERAL|OUT_OF NUMERAL WORD{{0,3}} COMMA NUMERAL", _out_of),
        Rule("score", "NUMERAL SLASH NUMERAL", _score),
        Rule("range", f"{_OPENING} CURRENCY? NUMERAL {_UNITED}? {_NEXT} CURRENCY? NUMERAL {_UNITED}?", _range),
        Rule("number and unit", f"{_SIGN} CURRENCY? NUMERAL {_UNITED} HALF?", _single),
        Rule("one unit", "ONE (POINT|BASIS_POINT) HALF?|ONE (UNIT|TIME_UNIT) HALF", _one),
        Rule("one of a currency", "ONE CURRENCY (?=MORE|ABOVE|BELOW)", _one),
        Rule("amount in brackets", "CURRENCY OPEN NUMERAL CLOSE SCALE?", _negative),
        Rule("unit and number", f"{_SIGN} CURRENCY NUMERAL SCALE_OR_UNIT?", _single),
        Rule("signed number", "(PLUS|DASH) NUMERAL", _single),
        Rule("factor verb", "(VERB|PARTICIPLE|INFINITIVE|GERUND) ((PER|BY) NUMERAL)?", _factor_verb),
        Rule("n times", "NUMERAL HYPHEN? TIMES", _factor),
        Rule("multiple", "(DET|OF)? MULTIPLE", _multiple),
        Rule("fraction", "NUMERAL", _fraction),
    )
)  # fmt: skip
