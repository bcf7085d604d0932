"""Figures that define whom or what is spoken of and tell no value: ages, durations, thresholds and limits.

`firms with fewer than 50 employees`, `those over 65`, `for three years` state nothing of an indicator.
"""

from __future__ import annotations

from decimal import Decimal

from pipelines.bounds import Bound, bound, left_of
from pipelines.changes import change
from pipelines.counts import Skip, noun_after
from pipelines.drafts import Draft
from pipelines.languages.base import HYPHENS, Pack, key_of
from pipelines.languages.inflection import VerbForm
from pipelines.numbers import Numeral
from pipelines.quantities import Quantity
from pipelines.tokens import CHAR, NAME_OF, Sentence, chars, compiled

MAX_AGE = 110
MAX_LOOK = 16
"""Tokens that are looked at on either side of a figure."""
_AGE = compiled("HYPHEN? (TO NUMERAL HYPHEN?)? AGE_CUE")
_BEFORE_AGE = chars("OF TO DET APPROX ABOVE ABOVE_EQ BELOW BELOW_EQ BETWEEN")
_HEADS = chars("WORD NAME ORG PARTICIPLE DEMONSTRATIVE PRONOUN DET OF_THEM")
_NOMINAL = chars("WORD NAME ORG PLACE OF DET RATE_CUE SHARE_CUE PARTICIPLE HYPHEN PERIOD")
_LINKS = chars("OF WITH GERUND PARTICIPLE REL VERB AUX PREP")
_BOUNDS = chars("ABOVE ABOVE_EQ BELOW BELOW_EQ SINCE")
_FINITE = chars("VERB AUX")
_LEADING = frozenset("START COMMA SEMICOLON COLON STOP OPEN DASH BULLET CONJ PREP OUT_OF TO".split())
_ADJUNCT = frozenset({"PREP", "OUT_OF", "TO"})
_ARTICLES = chars("DET OF TO ONE")
_BEHIND = chars(
    "WORD NAME ORG PLACE OF DET RATE_CUE SHARE_CUE ADVERB HYPHEN PERIOD PER PARTICIPLE UNIT TIME_UNIT PREP ONE"
)
_GERUND = frozenset({"GER"})
_TELLING = chars("BY DAYS_CUE")
PLURAL = "PL"
"""The value of an article that only stands before plurals."""


def no_statement(sentence: Sentence, index: int, pack: Pack) -> Skip | None:
    """Why the quantity at `index` is no statement: an age, a bare duration, a limit, what defines a group; or None."""
    quantity: Quantity = sentence.values[index]
    types, limit = sentence.types, bound(sentence, index)
    if quantity.kind in ("TIME", "COUNT") and _is_age(sentence, index, quantity, limit):
        return Skip("age", "age")
    if quantity.kind == "TIME" and not (_is_measured(sentence, index, pack) or _is_listed(sentence, index)):
        return Skip("duration", "bare duration")
    if quantity.kind == "COUNT" and types[max(0, index - 1) : index] == CHAR["NUMBERED"]:
        return Skip("list number", "number after a numbered noun")
    if _is_figured(sentence, index, quantity):
        return Skip("repetition", "share in words before its figure")
    if _is_compound(sentence, index, quantity) or _sizes(sentence, index, quantity) or _is_of_test(sentence, index):
        return Skip(
            "name",
            "fraction glued to a noun" if quantity.rule == "fraction" else "size, spread or test of what is counted",
        )
    if quantity.kind == "PERCENT" and limit.comparator and _is_in_definition(sentence, index, limit):
        return Skip("threshold", "bound inside a restrictive clause")
    if pack.compounds_before and not pack.capital_nouns and _describes(sentence, index, quantity):
        return Skip("name", "size that names a thing")
    if quantity.kind == "PERCENT" and _is_ranked(sentence, index, pack):
        return Skip("threshold", "part of a ranked group")
    if quantity.kind == "COUNT" and _is_whole(sentence, index, quantity):
        return Skip("whole", "whole of a count")
    if _defines_group(sentence, index, quantity, limit) or _is_restricted(sentence, limit):
        return Skip("threshold", "bound that defines a group")
    around = [key_of(sentence.words(i, i)) for i in range(max(0, index - 3), index) if types[i] not in _FINITE]
    if any(word in pack.sets["LIMIT_CUE"] for word in around):
        return Skip("threshold", "threshold or limit")
    return Skip("restated", "fraction whose figure stands in brackets") if _is_made_exact(sentence, index) else None


def _is_of_test(sentence: Sentence, index: int) -> bool:
    """`(p = 0,0009)`, `8,34 ± 2,89`: what a statistical test came to, and how far a value spreads."""
    if index < 1 or sentence.types[index - 1] != CHAR["SYMBOL"]:
        return False
    mark = sentence.words(index - 1, index - 1)
    return mark == "±" or (mark in ("=", "<", ">") and index > 1 and sentence.words(index - 2, index - 2) == "p")


_OF_WHOM = (CHAR["WORD"] + CHAR["OF"], CHAR["NAME"] + CHAR["OF"])


def _sizes(sentence: Sentence, index: int, quantity: Quantity) -> bool:
    """`3 millones de sacos de 60 kilos`, `40 pisos de 80 m²`: how large each of the counted things is."""
    if quantity.kind != "UNIT" or quantity.low.mult:
        return False
    found = any(_SIZED.fullmatch(sentence.types, at, index) for at in range(max(0, index - MAX_SIZED), index))
    return found and sentence.types[index + 1 : index + 2] != CHAR["OF"]


def _is_ranked(sentence: Sentence, index: int, pack: Pack) -> bool:
    """`the top 0.1 %`, `los 10 % los más ricos`: a part that a rank sets apart."""
    types = sentence.types
    if index and key_of(sentence.words(index - 1, index - 1)) in pack.sets["RANK_CUE"]:
        return True
    return types[max(0, index - 1) : index] == CHAR["DET"] == types[index + 1 : index + 2]


def _describes(sentence: Sentence, index: int, quantity: Quantity) -> bool:
    """`the 300MW Blackwater scheme`, `our 6 TB drives`: a definite thing that its size tells from others."""
    before = sentence.types[max(0, index - 1) : index]
    is_definite = before == CHAR["DET"] or (before == CHAR["OF"] and sentence.values[index - 1] in ("DET", PLURAL))
    text = sentence.text[sentence.starts[index] : sentence.ends[index]]
    return (
        quantity.kind == "UNIT" and is_definite and bool(_NAMING.match(sentence.types, index + 1)) and " " not in text
    )


_NAMING = compiled("NAME|WORD")
_SIZED = compiled("QUANTITY OF? WORD (OF? WORD){0,2} OF")
MAX_SIZED = 8
"""Tokens from a counted thing's number to its size."""


def _is_listed(sentence: Sentence, index: int) -> bool:
    """`cardiología, con 63 días; dermatología, con 65 días`: durations told one by one of what is named before each."""
    unit = sentence.values[index].unit
    told = [at for at in range(len(sentence.types)) if _is_item(sentence, at) and sentence.values[at].unit == unit]
    return index in told and len(told) > 1


def _is_item(sentence: Sentence, index: int) -> bool:
    """Whether a duration stands behind a noun and a comma, and ends its list's item."""
    if sentence.types[index] != CHAR["QUANTITY"] or sentence.values[index].kind != "TIME":
        return False
    at = index - (sentence.types[max(0, index - 1) : index] == CHAR["PREP"])
    is_named = at > 1 and sentence.types[at - 1] == CHAR["COMMA"] and sentence.types[at - 2] in _NAMED
    return is_named and (index + 1 == len(sentence.types) or sentence.types[index + 1] in _ITEM_END)


_NAMED = chars("WORD NAME ORG PLACE")
_ITEM_END = chars("COMMA SEMICOLON STOP CONJ CLOSE")


def _is_compound(sentence: Sentence, index: int, quantity: Quantity) -> bool:
    """`half-day sessions`, `three-quarter turns`: a fraction that a hyphen ties to a noun."""
    end = sentence.ends[index]
    return (
        quantity.rule == "fraction"
        and sentence.text[end : end + 1] in HYPHENS
        and sentence.text[end + 1 : end + 2].isalpha()
    )


def _is_in_definition(sentence: Sentence, index: int, limit: Bound) -> bool:
    """`A pupil who misses at least 10 % of sessions is`: a bound in a clause that says who is meant."""
    start = _bound_at(sentence, index, limit)
    at = start - 1 if start is not None else -1
    while at > 0 and sentence.types[at] in _SAID:
        at -= 1
    is_relative = at > 0 and sentence.types[at] == CHAR["REL"] and sentence.types[at - 1] in _HEADS
    return is_relative and start is not None and at < start - 1 and _is_closed(sentence, index, is_adjunct=False)


_SAID = chars("VERB AUX ADVERB DET WORD NEG OF TO")
_IN_WORDS = frozenset({"fraction", "n out of m"})
"""The rules that read a share in words."""
_FIGURE = compiled(
    "(OF|DET|WORD|NAME|PLACE|ORG|TO|PARTICIPLE|VERB|PRONOUN|OUT_OF|PREP|RATE_CUE){0,8}"
    " (OPEN|COMMA QUANTITY [WORD NAME OF]{0,3} RESTATE) (DET|ONE|APPROX|ABOVE|BELOW|ADVERB){0,2} QUANTITY (CLOSE|COMMA)"
)


def _is_made_exact(sentence: Sentence, index: int) -> bool:
    """`over half of the visitors (57 %)`: the words announce the figure, which alone is the statement."""
    quantity: Quantity = sentence.values[index]
    found = _FIGURE.match(sentence.types, index + 1) if quantity.rule == "fraction" else None
    figure = sentence.values[found.end() - 2] if found else None
    return figure is not None and figure.kind == "PERCENT" and not figure.low.is_words


_RETOLD = compiled(
    "QUANTITY (OF DET? [WORD NAME PARTICIPLE PLACE OF]{1,5})?"
    " (RESTATE [APPROX ABOVE BELOW DET ADVERB]{0,3} QUANTITY|(DASH|OPEN) [APPROX ABOVE BELOW DET ADVERB]{0,3} QUANTITY"
    " (DASH|CLOSE))"
)


def _is_figured(sentence: Sentence, index: int, quantity: Quantity) -> bool:
    """`jedes dritte Unternehmen (34 Prozent)`, `81 % or about eight in ten`: the figure is what is stated.

    `One in four cyclists (24%)` states two: so many of so many people is a figure by itself.
    """
    if quantity.rule not in _IN_WORDS:
        return False
    found = _FIGURED.match(sentence.types, index + 1) if quantity.rule == "fraction" else None
    at = found.end() - 1 if found is not None else -1
    if found is None:
        at = sentence.types.rfind(CHAR["QUANTITY"], 0, index)
        retold = _RETOLD.match(sentence.types, at) if at >= 0 else None
        if retold is None or index not in range(at, retold.end()):
            return False
    figure: Quantity = sentence.values[at]
    is_printed = figure.unit == "PERCENT" and not figure.low.is_words
    return is_printed and abs(figure.low.value - quantity.low.value) <= ROUNDED


_FIGURED = compiled(
    "(OF|DET|WORD|NAME|PLACE|RATE_CUE|OF_THEM){0,6}"
    " (OPEN QUANTITY (?=CLOSE)|COMMA (DET|ONE|RESTATE|ADVERB){0,2} QUANTITY (?=COMMA))"
)
ROUNDED = 10
"""Percentage points that a share in words may lie from its figure."""


def _is_restricted(sentence: Sentence, limit: Bound) -> bool:
    """`entreprises dont le chiffre d'affaires dépasse 36 M€`: a bound inside a relative clause without a comma.

    So is one of a headless phrase (`los de más de 500`). What is told of one thing is a figure of its own: `con una
    factura que rebasa los 500 millones`.
    """
    at = limit.first
    if at is not None and limit.comparator and sentence.types[max(0, at - 2) : at] == _THOSE_OF:
        return True
    if limit.comparator is None or at is None or not isinstance(sentence.values[at], VerbForm):
        return False
    for back in range(at - 1, max(-1, at - MAX_LOOK), -1):
        char = sentence.types[back]
        if char == CHAR["REL"] and _has_subject(sentence, back + 1, at):
            return bool(sentence.values[back] == "OWN")
        if char == CHAR["REL"] or sentence.values[back] == "INCL":
            is_one = CHAR["ONE"] in sentence.types[max(1, back - 5) : back]
            return sentence.types[back - 1 : back] != CHAR["COMMA"] and back > 0 and not is_one
        if char not in _NOMINAL and char not in _FINITE:
            return False
    return False


_THOSE_OF = CHAR["DET"] + CHAR["OF"]


def _has_subject(sentence: Sentence, first: int, verb: int) -> bool:
    """Whether a that-word opens a clause with a subject of its own: `espera que las ventas superen`, no relative."""
    return first < verb and sentence.types[first] in chars("DET DEMONSTRATIVE ONE")


def _is_whole(sentence: Sentence, index: int, quantity: Quantity) -> bool:
    """`68 de los 72 municipios`, `Of the 18 regions, 12 are`: the number of which another one is a part."""
    opening = _OPENING_WHOLE.match(sentence.types)
    if opening is not None and opening.end() == index + 1:
        found = _PART_BEHIND.search(sentence.types, index)
        return found is not None and _is_smaller(sentence.values[found.start() + 1], quantity)
    at = index - 1
    while at >= 0 and sentence.types[at] in _OF_WHOLE:
        at -= 1
    is_part = 0 <= at < index - 1 and sentence.types[at] == CHAR["QUANTITY"] and CHAR["OF"] in sentence.types[at:index]
    if not is_part:
        return False
    return _is_smaller(sentence.values[at], quantity)


def _is_smaller(part: Quantity, whole: Quantity) -> bool:
    return part.kind == "COUNT" and part.low.value.scaleb(part.low.mult) < whole.low.value.scaleb(whole.low.mult)


_OF_WHOLE = chars("OF DET")
_OPENING_WHOLE = compiled("(OF|OUT_OF|PREP) DET? QUANTITY")
_PART_BEHIND = compiled("COMMA QUANTITY (VERB|AUX)")


def _is_age(sentence: Sentence, index: int, quantity: Quantity, limit: Bound) -> bool:
    """`aged 15 to 24`, `65 ans et plus`, and, where nothing is counted, `those over 65`, `41 % of them under 30`."""
    types = sentence.types
    is_of_whom = quantity.unit == "a" and quantity.high is not None and types[max(0, index - 2) : index] in _OF_WHOM
    is_exact = quantity.low.decimals > 0 and not quantity.low.is_words
    if is_of_whom or (_AGE.match(types, index + 1) and not is_exact):
        return True
    at = index - 1
    while at >= 0 and types[at] in _BEFORE_AGE and index - at < 4:
        at -= 1
    if at >= 0 and types[at] == CHAR["AGE_CUE"]:
        return True
    start = _bound_at(sentence, index, limit)
    is_years = quantity.unit == "a" or (quantity.kind == "COUNT" and noun_after(sentence, index) is None)
    value = quantity.low.value.scaleb(quantity.low.mult)
    if start is None or not is_years or quantity.low.decimals or not 1 <= value <= MAX_AGE:
        return False
    if quantity.kind == "COUNT" and types[start] not in _BOUNDS:
        return False
    head = start - 1
    while head >= 0 and types[head] in chars("OF DET"):
        head -= 1
    return head >= 0 and types[head] in _HEADS


def _bound_at(sentence: Sentence, index: int, limit: Bound) -> int | None:
    """The token of the bound that words (no verb) set on a quantity."""
    if limit.comparator is None or limit.first is None or isinstance(sentence.values[limit.first], VerbForm):
        return None
    return min(limit.first, index)


def _is_measured(sentence: Sentence, index: int, pack: Pack) -> bool:
    """Whether a duration is a value: of a duration word, an average, or what moved from one to another."""
    first, last = max(0, index - MAX_LOOK), min(len(sentence.types), index + 6)
    if str(sentence.values[index - 1]).startswith("GEN") and index:
        return False
    if CHAR["DURATION_CUE"] in sentence.types[max(0, index - 12) : index]:
        return True
    if CHAR["PER"] in sentence.types[index + 1 : index + 4]:
        return True
    before = [i for i in range(max(0, index - 3), index) if sentence.types[i] in _TELLING]
    if any(sentence.values[i] for i in before):
        return True
    others = [i for i in range(first, index) if sentence.types[i] == CHAR["QUANTITY"]]
    if others and sentence.values[others[-1]].kind != "TIME":
        first = others[-1]
    words = (word for i in range(first, last) for word in key_of(sentence.words(i, i)).split())
    if any(word in pack.sets["AVERAGE_CUE"] for word in words):
        return not _is_attribute(sentence, index)
    if _TIMED_MORE.match(sentence.types, index + 1):
        return True
    told = change(sentence, index)
    if told is not None and told.rule == "quantity and more" and sentence.values[index].unit in ("s", "min", "h"):
        return True
    is_of = sentence.types[index + 1 : index + 2] == CHAR["OF"]
    is_aside = sentence.types[max(0, index - 2) : index] == CHAR["QUANTITY"] + CHAR["OPEN"]
    if is_of and is_aside and sentence.values[index - 2].kind == "MONEY":
        return True
    is_covered = any(key_of(sentence.words(i, i)) in pack.sets["COVER_CUE"] for i in range(max(0, index - 5), index))
    if is_of and is_covered:
        return True
    if sentence.values[index].low.decimals > 0 and sentence.types[left_of(sentence, index)] in _FINITE:
        return True
    is_exact = _is_exact(sentence.values[index].low) and not _is_attribute(sentence, index)
    is_precise = sentence.values[index].low.decimals > 0 or CHAR["RESTATE"] in sentence.types[max(0, index - 3) : index]
    return is_exact or (is_of and is_precise) or _moves(sentence, index) or _is_compared(sentence, index)


def _is_exact(low: Numeral) -> bool:
    """Whether a duration is measured rather than rounded: 12.8 minutes, not 2.5 years or 10 days."""
    return low.decimals > 0 and low.value % 1 not in _ROUND and not low.is_words


_ROUND = (0, Decimal("0.5"))


def _is_attribute(sentence: Sentence, index: int) -> bool:
    """`the ten-year average`, `seven-day deposits`: a duration that a hyphen makes the attribute of what follows."""
    own = key_of(sentence.words(index, index))
    return "-" in own and " " not in own and CHAR["DURATION_CUE"] not in sentence.types[index + 1 : index + 3]


_TIMED_MORE = compiled("(ABOVE|BELOW|MORE BASE_CUE) (PREP|OUT_OF|DET|OF|TO){0,2} PERIOD")
"""`2.9 days fewer than in the year before`, `nueve días menos que en 2022`: a duration beside that of another time."""


def _is_compared(sentence: Sentence, index: int) -> bool:
    """`the equivalent of 109 days of imports, against 114`: a duration compared with one that is a value."""
    if sentence.types[max(0, index - 1) : index] != CHAR["BASE_CUE"]:
        return False
    before = sentence.types.rfind(CHAR["QUANTITY"], max(0, index - MAX_LOOK), index)
    of = sentence.types[before + 1 : before + 2] == CHAR["OF"]
    return before >= 0 and sentence.values[before].kind == "TIME" and of


def _moves(sentence: Sentence, index: int) -> bool:
    """`from 52 minutes to 31`, `passe de 52 à 31 minutes`: one of two durations of a move."""
    before = sentence.types[index - 1 : index] if index else ""
    if before in (CHAR["FROM"], CHAR["OF"]):
        following = sentence.types[index + 1 : index + 6]
        to = following.find(CHAR["TO"])
        is_joint = to == 0 or (to == 1 and following[0] not in _FINITE)
        return is_joint and CHAR["QUANTITY"] in following[to:]
    if before == CHAR["TO"]:
        back = sentence.types[max(0, index - 5) : index - 1]
        at = back.rfind(CHAR["QUANTITY"])
        return at > 0 and back[at - 1] in (CHAR["FROM"], CHAR["OF"])
    return False


def _defines_group(sentence: Sentence, index: int, quantity: Quantity, limit: Bound) -> bool:
    """`Towns with fewer than 3,500 inhabitants are`, `Dans les entreprises de plus de 50 salariés,`.

    A bounded figure behind a noun that is plural and definite, or in a phrase that is the clause's subject or opening
    adjunct, or the whole of another figure.
    """
    start = _bound_at(sentence, index, limit)
    if start is None or quantity.kind not in ("COUNT", "UNIT", "MONEY", "TIME"):
        return False
    types, at, links = sentence.types, start - 1, set[str]()
    while at >= 0 and types[at] in _LINKS and len(links) < 4:
        links.add(_link(sentence, at))
        at -= 1
    if links == {"OF"} and _is_inner_link(sentence, at):
        links, at = {"WITH"}, at - 3
    if at < 0 or types[at] not in _HEADS or (links & {"VERB", "AUX"} and "REL" not in links):
        return False
    opening = at
    while opening >= 0 and (types[opening] in _NOMINAL or _is_inner_article(types, opening)):
        opening -= 1
    is_counted = quantity.kind == "COUNT" and noun_after(sentence, index) is not None
    if links == {"OF"}:
        articles = [i for i in range(at, max(-1, at - 4), -1) if types[i] in _ARTICLES]
        is_plural = bool(articles) and sentence.values[articles[0]] == PLURAL
        if is_counted and is_plural:
            return True
        if quantity.kind in ("UNIT", "MONEY") and is_plural:
            return _is_closed(sentence, index, is_adjunct=False) or bool(_WHICH.match(sentence.types, index + 1))
        if not is_counted or not _is_definite(sentence, opening + 1):
            return False
    leads = NAME_OF[types[opening]] if opening >= 0 else "START"
    if leads == "QUANTITY":
        return bool(links & {"OF", "WITH", "GERUND", "REL", "PARTICIPLE"})
    if leads not in _LEADING:
        return False
    return _is_closed(sentence, index, is_adjunct=leads in _ADJUNCT)


_WHICH = compiled("COMMA REL")


def _is_inner_link(sentence: Sentence, at: int) -> bool:
    """`firms with a turnover of more than`: a noun with an article behind a with-word."""
    is_article = at > 2 and sentence.types[at - 1] == CHAR["ONE"] and sentence.types[at] == CHAR["WORD"]
    return is_article and sentence.values[at - 2] == "WITH"


def _link(sentence: Sentence, at: int) -> str:
    value = sentence.values[at]
    if isinstance(value, VerbForm) and value.forms == _GERUND:
        return "GERUND"
    return value if value == "WITH" else NAME_OF[sentence.types[at]]


def _is_inner_article(types: str, at: int) -> bool:
    """`particules d'un diamètre`: an article inside a noun phrase."""
    return types[at] == CHAR["ONE"] and at > 0 and types[at - 1] == CHAR["OF"]


def _is_definite(sentence: Sentence, first: int) -> bool:
    """Whether a phrase opens with an article or demonstrative, or follows a figure of which it is the whole."""
    if sentence.types[first] in chars("DET DEMONSTRATIVE"):
        return True
    return first > 0 and sentence.types[first - 1] in chars("QUANTITY TO")


def _is_closed(sentence: Sentence, index: int, is_adjunct: bool) -> bool:
    """Whether behind the figure's noun the clause's verb follows, or, for an opening adjunct, a comma."""
    for at in range(index + 1, min(len(sentence.types), index + 8)):
        char = sentence.types[at]
        if char in _FINITE:
            return not is_adjunct
        if char == CHAR["COMMA"]:
            return is_adjunct
        if char not in _BEHIND:
            return False
    return False


def is_threshold(sentence: Sentence, index: int, previous: Draft) -> bool:
    """`70 % des communes consacrent plus de 8 % de leur budget`: the bound defines the group."""
    limit = bound(sentence, index)
    if limit.comparator is None or limit.first is None or previous.stat_type != "SHARE" or previous.change:
        return False
    at = sentence.starts.index(previous.start)
    between = sentence.types[at + 1 : limit.first]
    if CHAR["COMMA"] in between or CHAR["OPEN"] in between or CHAR["CONJ"] in between:
        return False
    verbs = [v for v in sentence.values[at + 1 : limit.first] if isinstance(v, VerbForm)]
    return not between or (bool(verbs) and not verbs[-1].senses & {"LEVEL", "UP", "DOWN"})
