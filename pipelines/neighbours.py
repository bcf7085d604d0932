"""What the neighbouring figures of a sentence say of a figure: shared units, lists, comparisons.

Rules about two figures at once; those about one stand in the module of its slot.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

from pipelines.bounds import left_of
from pipelines.counts import noun_after
from pipelines.drafts import Draft
from pipelines.languages.base import Pack, key_of
from pipelines.pairs import are_compared
from pipelines.quantities import Quantity
from pipelines.resumed import is_resumed
from pipelines.tokens import CHAR, NAME_OF, Sentence, chars, compiled

_LISTING = chars("COMMA CONJ TO OF DET ADVERB ABOVE BELOW APPROX ABOVE_EQ BELOW_EQ FROM BASE_CUE")
_OF = CHAR["OF"]
_SHARING = chars("BASE_CUE TO")
_JOINTS = chars("CONJ TO BASE_CUE")
_FROM = frozenset({"FROM", "OF", "BASE_CUE"})
_LEADING = frozenset({"TO", "FROM", "OF", "BASE_CUE"})
_OVER = chars("RESTATE ABOVE ABOVE_EQ BELOW BELOW_EQ APPROX DET ADVERB")
_BREAKS = chars("SEMICOLON STOP VERB AUX")
_ITEM = chars("INFINITIVE OF WORD NAME PARTICIPLE COMMA CONJ DET PLACE ADVERB")
_COUNTED = chars("WORD OF DET NAME PARTICIPLE")
_COORDINATED = chars("CONJ COMMA PERIOD BASE_CUE DET PREP OUT_OF OF BY ABOVE BELOW APPROX ABOVE_EQ BELOW_EQ PLACE")
_BESIDE = chars("PREP TO OUT_OF CONJ COMMA PLACE DET PERIOD BASE_CUE NAME ORG OPEN CLOSE COLON SEMICOLON FROM OF")
_MORE = chars("ABOVE BELOW")
_PLACES = chars("PLACE ORG")


def share_units(sentence: Sentence, quantities: list[int], pack: Pack, money: Quantity | None = None) -> None:
    """A bare number takes the unit of its neighbour in a list, a move or a comparison: `5,9/10 contre 6,1`.

    `money` is the amount of money that the report named last, where no count of millions has come since; a sentence
    that speaks of a number of things takes nothing from it.
    """
    for at, index in enumerate(quantities):
        mine: Quantity = sentence.values[index]
        is_age = CHAR["AGE_CUE"] in sentence.types[max(0, index - 1) : index + 2]
        if mine.kind != "COUNT" or is_age:
            continue
        partner = _partner(sentence, quantities, at)
        if _counts(sentence, index):
            if partner is not None and _is_elliptic(sentence, partner, index):
                sentence.values[index] = _as(sentence, index, partner)
            continue
        following = _lender(sentence, quantities, at)
        if following is not None:
            sentence.values[index] = _as(sentence, index, following)
        elif partner is not None and (
            is_comparison(sentence, index)
            or _TOLD_AGAIN.match(sentence.types, index - 2)
            or _is_listed(sentence, partner, index)
            or _is_further_amount(sentence, partner, index)
            or _is_move(sentence, partner, index)
            or _is_average(sentence, partner, index, pack)
            or _is_like_share(sentence, partner, index)
            or _is_second_level(sentence, partner, index)
            or is_resumed(sentence, partner, index)
            or _is_part_of_it(sentence, partner, index)
            or _is_earlier(sentence, partner, index)
        ):
            sentence.values[index] = _as(sentence, index, partner)
        else:
            _take_currency(sentence, quantities[:at], index, money, pack)


def last_money(sentence: Sentence, quantities: list[int], money: Quantity | None) -> Quantity | None:
    """The amount of money that a report has named last once a sentence is read; None behind a count of millions.

    Only a currency that is a word is left out later; a symbol is printed each time.
    """
    for index in quantities:
        mine: Quantity = sentence.values[index]
        if mine.kind == "MONEY" and is_restatement(sentence, index):
            continue
        if mine.low.mult >= MILLION:
            money = mine if mine.kind == "MONEY" and not mine.symbol else None
    return money


def _partner(sentence: Sentence, quantities: list[int], at: int) -> int | None:
    """The figure before that a bare number can stand beside: none in a closed bracket, no percentage for an amount."""
    index = quantities[at]
    is_scaled = sentence.values[index].low.mult >= 3
    for before in reversed(quantities[:at]):
        closing = sentence.types.find(CHAR["CLOSE"], before, index)
        is_inside = sentence.types.rfind(CHAR["OPEN"], 0, before) > sentence.types.rfind(CHAR["CLOSE"], 0, before)
        if closing >= 0 and is_inside:
            continue
        if sentence.values[before].is_share or (is_scaled and sentence.values[before].kind in ("PERCENT", "POINT")):
            continue
        return before
    return None


_TOLD_AGAIN = compiled("(VERB|AUX) PRONOUN QUANTITY")
"""`5,2 Tage; 2014 waren es 7,1`: a pronoun for what was measured before."""


def _lends(sentence: Sentence, quantities: list[int], at: int) -> bool:
    """Whether the figure behind lends its unit: the last of a list, the end of a move, what is compared with."""
    index, following = quantities[at], quantities[at + 1]
    other: Quantity = sentence.values[following]
    between = sentence.types[index + 1 : following]
    if not between or not _is_list(sentence, quantities, at):
        return False
    is_move = between[0] == CHAR["TO"]
    has_unit = other.kind != "COUNT" and (other.kind not in ("TIME", "FACTOR") or is_move)
    return has_unit or (between[0] in _SHARING and ratio_behind(sentence, following) is not None)


def _lender(sentence: Sentence, quantities: list[int], at: int) -> int | None:
    """The figure whose unit the bare number at `at` takes: `14.2, 11.6 and 10.9 per cent`, the first of a list too."""
    if at + 1 < len(quantities) and _has_share(sentence, quantities[at], quantities[at + 1]):
        return None
    parallel = _parallel(sentence, quantities, at)
    if parallel is not None:
        return parallel
    for here in range(at, min(at + MAX_LIST, len(quantities) - 1)):
        if _lends(sentence, quantities, here):
            is_amount = _is_amount(sentence.values[quantities[at]], sentence.values[quantities[here + 1]])
            return None if is_amount else quantities[here + 1]
        if sentence.types[quantities[here] + 1 : quantities[here + 1]] != CHAR["COMMA"] or _counts(
            sentence, quantities[here + 1]
        ):
            return None
    return None


def _has_share(sentence: Sentence, index: int, following: int) -> bool:
    """`97 ou 28,5 %`: a count and the share that it is; of two percentages the second would be greater."""
    mine, other = sentence.values[index].low, sentence.values[following].low
    is_joined = sentence.types[index + 1 : following] == CHAR["CONJ"]
    return is_joined and mine.value > other.value and other.decimals > mine.decimals


def _is_amount(mine: Quantity, other: Quantity) -> bool:
    """`90.000 oder 2,4 Prozent`: a number in the hundreds or more beside a small percentage counts things."""
    value = mine.low.value.scaleb(mine.low.mult)
    is_whole = mine.low.decimals == 0 or mine.low.mult > 0
    return other.kind in ("PERCENT", "POINT") and is_whole and value >= HUNDRED > other.low.value


def _parallel(sentence: Sentence, quantities: list[int], at: int) -> int | None:
    """`in Hamburg um 23, in Bremen um 16 Prozent`, `Kent (14) and Essex (12 per cent)`: the last names the unit.

    Every member of the list is led in by the same word or bracket, and none has a verb of its own.
    """
    lead, last = _led_in(sentence, quantities[at]), quantities[at]
    if not lead or _is_unlike(sentence, quantities[at]):
        return None
    for index in quantities[at + 1 : at + MAX_LIST]:
        between = sentence.types[last + 1 : index]
        is_joined = CHAR["COMMA"] in between or CHAR["CONJ"] in between
        if not is_joined or _led_in(sentence, index) != lead or any(char not in _PARALLEL for char in between):
            return None
        other: Quantity = sentence.values[index]
        if other.kind in ("PERCENT", "POINT", "UNIT", "MONEY"):
            return None if _is_amount(sentence.values[quantities[at]], other) else index
        if other.kind != "COUNT" or _counts(sentence, index):
            return index if ratio_behind(sentence, index) is not None else None
        last = index
    return None


def _is_unlike(sentence: Sentence, index: int) -> bool:
    """Whether a bare number has a scale of its own, so that no unit is left out behind it."""
    return bool(sentence.values[index].low.mult)


def _led_in(sentence: Sentence, index: int) -> str:
    """What leads a figure in, over bounds and articles: a particle, a with-word or an opening bracket."""
    at = index - 1
    while at >= 0 and sentence.types[at] in _OVER:
        at -= 1
    name = NAME_OF[sentence.types[at]] if at >= 0 else ""
    if name in ("BY", "TO", "OPEN"):
        return name
    return "WITH" if name == "PREP" and sentence.values[at] == "WITH" else ""


_PARALLEL = chars(
    "COMMA CONJ WORD NAME PLACE ORG DET PREP OUT_OF OF TO BY OPEN CLOSE APPROX ADVERB PERIOD INFINITIVE PARTICIPLE"
)
MILLION = 6
"""The least power of ten of amounts that are told without their currency."""
MAX_LIST = 8
"""Bare numbers of a list whose last member alone has the unit."""


def _is_like_share(sentence: Sentence, before: int, index: int) -> bool:
    """`seguido del trigo, con 12.4, y`, `38 % came from Asia, 21 from Africa`: a further share without its mark."""
    mine, other = sentence.values[index], sentence.values[before]
    if other.kind != "PERCENT" or mine.low.mult or mine.low.value >= HUNDRED:
        return False
    between, following = sentence.types[before + 1 : index], sentence.types[index + 1 : index + 2]
    lead = index - 1 - (sentence.types[index - 1] == CHAR["ONE"])
    is_led = sentence.types[lead] == CHAR["PREP"] and sentence.values[lead] == "WITH"
    if is_led and (not following or following in _CLAUSE_END):
        return not any(char in _VERBS for char in between[between.rfind(CHAR["SEMICOLON"]) + 2 :])
    is_item = between[-1:] in _JOINING and _FROM_PLACE.match(sentence.types, index + 1) is not None
    is_shared = sentence.types[before + 1] != following or other.rule == "unit of its neighbour"
    return is_item and following in between and is_shared


HUNDRED = 100
_VERBS = chars("AUX")
_CLAUSE_END = chars("COMMA STOP SEMICOLON CLOSE CONJ")
_JOINING = chars("COMMA CONJ")
_FROM_PLACE = compiled("(OF|FROM|OUT_OF|PREP) DET? (PLACE|NAME|ORG)")


def _is_second_level(sentence: Sentence, before: int, index: int) -> bool:
    """`llega a 140 días en Lugo y se queda en 71 en Vigo`: a second verb tells another level of the same measure."""
    kind = sentence.values[before].kind
    if kind not in ("TIME", "UNIT", "PERCENT", "SCORE") or CHAR["INDEX_CUE"] in sentence.types[before:index]:
        return False
    is_alike = _LEVELLED.match(sentence.types, index - 2) and _LEVELLED.search(
        sentence.types, max(0, before - 3), before + 1
    )
    between = sentence.types[before + 1 : index]
    return bool(is_alike) and any(char in _SAME_BREATH for char in between) and CHAR["STOP"] not in between


def _is_part_of_it(sentence: Sentence, before: int, index: int) -> bool:
    """`643.000 Kubikmeter, rund 147.000 weniger als 2022`, `mit 447.000 Euro um 41.000 niedriger`: more of the same."""
    mine, other = sentence.values[index], sentence.values[before]
    is_more = sentence.types[index + 1 : index + 2] in _MORE_WORDS and index + 1 < len(sentence.types)
    is_amount = other.kind in ("MONEY", "UNIT") and mine.low.mult <= other.low.mult
    return is_more and is_amount and not any(char in _FAR for char in sentence.types[before + 1 : index])


def _is_earlier(sentence: Sentence, before: int, index: int) -> bool:
    """`217.000 Tonnen (Vorjahr: 88.000)`, `$41 million (2023: 38)`: in brackets the same at another time."""
    is_amount = sentence.values[before].kind in ("MONEY", "UNIT", "TIME", "PERCENT")
    is_told = _AT_OTHER_TIME.fullmatch(sentence.types, before + 1, index + 2) is not None
    return is_amount and is_told and are_compared(sentence, before, index, is_scale_shared=True)


_AT_OTHER_TIME = compiled(
    "(WORD|NAME|OF){0,3} OPEN (PREP|OUT_OF)? (PERIOD|DEICTIC|BASE_CUE){1,2} COLON? QUANTITY CLOSE"
)
_MORE_WORDS = chars("MORE ABOVE BELOW")
_FAR = chars("SEMICOLON STOP QUANTITY VERB")
_LEVELLED = compiled("(VERB|PARTICIPLE) (TO|PREP|OUT_OF) QUANTITY")
_SAME_BREATH = chars("CONJ SEMICOLON COMMA")


def _is_move(sentence: Sentence, before: int, index: int) -> bool:
    """`from 31 weeks in May to 14`, `to 31 million tonnes from 34 million`: the other end of one move."""
    other: Quantity = sentence.values[before]
    mine, theirs = _led_by(sentence, index), _led_by(sentence, before)
    between = sentence.types[before + 1 : index]
    is_pair = (mine == "TO" and theirs in _FROM) or (mine in ("FROM", "BASE_CUE") and theirs == "TO")
    return is_pair and other.kind != "POINT" and not any(char in _BREAKS for char in between)


def _led_by(sentence: Sentence, index: int) -> str:
    """The name of the nearest particle before a figure, over bounds and articles."""
    for at in range(index - 1, max(-1, index - 4), -1):
        name = NAME_OF[sentence.types[at]]
        if name in _LEADING:
            return name
        if sentence.types[at] not in _OVER:
            break
    return ""


def _is_average(sentence: Sentence, before: int, index: int, pack: Pack) -> bool:
    """`27 tués par million d'habitants; la moyenne de l'Union est de 45`: an average beside a rate is in its unit."""
    other: Quantity = sentence.values[before]
    if other.kind not in ("RATIO", "UNIT", "SCORE") and ratio_behind(sentence, before) is None:
        return False
    words = (key_of(sentence.words(i, i)) for i in range(before + 1, index))
    return any(word in pack.sets["AVERAGE_CUE"] for word in words)


def _is_elliptic(sentence: Sentence, before: int, index: int) -> bool:
    """`2,4 millions de tonnes de blé, 1,1 million d'orge`: a scaled number before an of-word in a list of amounts."""
    mine, other = sentence.values[index], sentence.values[before]
    between = sentence.types[before + 1 : index]
    is_of = sentence.types[index + 1 : index + 2] == CHAR["OF"] and between[:1] == CHAR["OF"]
    is_alike = other.kind in ("UNIT", "MONEY") and mine.low.mult > 0 and mine.low.mult == other.low.mult
    return is_of and is_alike and all(char in _ITEM for char in between)


def _take_currency(sentence: Sentence, before: list[int], index: int, money: Quantity | None, pack: Pack) -> None:
    """`9,2 Mrd d'euros, dont 3,7 Mrd en Asie`: an amount in millions that counts nothing is of the money before."""
    mine: Quantity = sentence.values[index]
    noun = noun_after(sentence, index)
    is_compared = sentence.types[index + 1 : index + 2] in (*_MORE, CHAR["DET"])
    is_of_money = noun is not None and not is_compared and sentence.types[noun] != CHAR["MORE"]
    if mine.low.mult < MILLION or is_of_money:
        return
    own = next((sentence.values[at] for at in reversed(before) if sentence.values[at].kind == "MONEY"), None)
    is_counting = any(sentence.values[at].low.mult >= MILLION for at in before)
    if own is not None or is_counting or _counts_things(sentence, pack):
        money = own
    if money is not None and money.low.mult >= MILLION:
        sentence.values[index] = replace(
            mine, kind="MONEY", unit=money.unit, symbol=money.symbol, rule="currency of its neighbour",
            is_currency_ambiguous=money.is_currency_ambiguous,
        )  # fmt: skip


def _counts_things(sentence: Sentence, pack: Pack) -> bool:
    """Whether a sentence speaks of a number of things."""
    wrappers = pack.sets["WRAPPER"]
    return any(key_of(sentence.words(i, i)) in wrappers for i in range(len(sentence.types)))


def ratio_behind(sentence: Sentence, index: int) -> str | None:
    """The ratio unit that a per-phrase behind a figure gives: `87 cas pour 100 000 habitants`."""
    for at in range(index + 1, min(index + 6, len(sentence.types))):
        if sentence.types[at] == CHAR["PER"]:
            value = sentence.values[at]
            return value if isinstance(value, str) and value.startswith("per_") else None
        if sentence.types[at] not in _COUNTED:
            return None
    return None


def _is_listed(sentence: Sentence, before: int, index: int) -> bool:
    """Whether a decimal number follows another figure with only places and joints between."""
    mine: Quantity = sentence.values[index]
    is_plain = mine.low.decimals > 0 and mine.low.mult == 0
    is_reached = sentence.values[before].kind == "POINT" and _led_by(sentence, index) in ("TO", "FROM")
    return is_plain and not is_reached and _BESIDE.issuperset(sentence.types[before + 1 : index])


def _is_further_amount(sentence: Sentence, before: int, index: int) -> bool:
    """`en Lugo de 752 euros por habitante, en Vigo de 703`: the same frame again, with its unit left out."""
    other: Quantity = sentence.values[before]
    between = sentence.types[before + 1 : index]
    is_alike = other.kind in ("MONEY", "UNIT", "TIME") and sentence.types[before - 1] == sentence.types[index - 1]
    return is_alike and sentence.types[index - 1] in _FRAMES and bool(_AGAIN.fullmatch(between))


_FRAMES = chars("OF WITH PREP")
_AGAIN = compiled(
    "(PER WORD|OPEN [^CLOSE]{1,5} CLOSE)? (COMMA|CONJ|SEMICOLON|COMMA CONJ) (PREP|OUT_OF|TO)? DET?"
    "(PLACE|NAME|ORG|WORD) [PLACE NAME ORG WORD OF]{0,4} COMMA? (OF|WITH|PREP)"
)


def _is_list(sentence: Sentence, quantities: list[int], at: int) -> bool:
    """`46, 33 et 12 %`, `de 12 à 15 %`: only list tokens up to the next figures, the last link a joint."""
    for here, following in zip(quantities[at:], quantities[at + 1 :], strict=False):
        between = sentence.types[here + 1 : following]
        if not between or any(char not in _LISTING for char in between):
            return False
        if between[0] in _JOINTS:
            return True
    return False


def _counts(sentence: Sentence, index: int) -> bool:
    noun = noun_after(sentence, index)
    low = sentence.values[index].low
    if noun is None or sentence.types[noun] in _PLACES or sentence.types[index + 1] in _MORE:
        return False
    if sentence.types[noun] == CHAR["MORE"] and sentence.types[noun + 1 : noun + 2] not in _NOUN_NEXT:
        return False
    if low.mult and sentence.types[index + 1] == CHAR["DET"]:
        return False
    is_of_whole = sentence.types[index + 1] == _OF and low.decimals > 0 and low.mult == 0
    return not (is_of_whole and noun == index + 2 and is_comparison(sentence, index))


_NOUN_NEXT = chars("WORD NAME ORG PARTICIPLE")
"""Behind a more-word these are counted: `30 mehr Besucher`; `30 Millionen mehr, als geplant` is of the money before."""


def is_comparison(sentence: Sentence, index: int) -> bool:
    """Whether a figure stands as what another is compared with: `contre 52 %`, `up 8 % over the 120 million`."""
    if sentence.types[max(index - 3, 0) : index] == _EXCEEDED:
        return True
    at = left_of(sentence, index)
    return at >= 0 and sentence.types[at] == CHAR["BASE_CUE"] and sentence.values[at] != "ON"


def is_coordinated(sentence: Sentence, index: int, previous: Draft) -> bool:
    """`up 0.4 % on the quarter and 1.5 % on the year`: one change word for both."""
    quantity: Quantity = sentence.values[index]
    at = bisect_left(sentence.starts, previous.start)
    between = sentence.types[at + 1 : index]
    is_joined = CHAR["CONJ"] in between or CHAR["COMMA"] in between
    is_alike = quantity.unit == previous.quantity.unit or quantity.kind == previous.quantity.kind == "POINT"
    return is_alike and is_joined and all(char in _COORDINATED for char in between)


def is_gapped(sentence: Sentence, index: int) -> bool:
    """`exports grew by 7 % and imports by 2 %`: a by-word with no verb of its own repeats the change before."""
    quantity: Quantity = sentence.values[index]
    at = index - 1
    while at >= 0 and sentence.types[at] in _OVER:
        at -= 1
    if at < 0 or quantity.kind not in ("PERCENT", "POINT"):
        return False
    if quantity.kind == "PERCENT" and not sentence.is_framed and _is_without_verb(sentence, index):
        return True
    if sentence.types[at] == CHAR["BY"]:
        return quantity.kind == "PERCENT"
    before = sentence.types.rfind(CHAR["QUANTITY"], 0, at)
    if (
        before > 0
        and sentence.types[index + 1 : index + 2] != CHAR["OF"]
        and _BARE_GAP.fullmatch(sentence.types, before, index)
    ):
        return sentence.types[before - 1] in _GOVERNING
    is_alike = before > 0 and sentence.types[before - 1] == CHAR["OF"] == sentence.types[at]
    is_rate = CHAR["RATE_CUE"] in sentence.types[before + 1 : at]
    return is_alike and not is_rate and bool(_GAP.fullmatch(sentence.types, before + 1, at))


def _is_without_verb(sentence: Sentence, index: int) -> bool:
    """`las ventas bajaron un 8 % y las compras, un 3 %`: a noun phrase and a figure that leave out the verb."""
    at = index
    while at > 0 and sentence.types[at - 1] in _BEFORE_FIGURE:
        at -= 1
    has_comma = at > 0 and sentence.types[at - 1] == CHAR["COMMA"]
    before = sentence.types.rfind(CHAR["QUANTITY"], 0, at)
    is_told = has_comma or CHAR["ONE"] in sentence.types[at:index]
    is_whole = sentence.types[index + 1 : index + 2] == _OF
    return is_told and not is_whole and before > 0 and bool(_GAP.fullmatch(sentence.types, before + 1, at - has_comma))


_BEFORE_FIGURE = chars("ONE APPROX ABOVE BELOW ABOVE_EQ BELOW_EQ")
_GOVERNING = chars("MORE VERB PARTICIPLE BY")
_BARE_GAP = compiled("QUANTITY PERIOD? COMMA? CONJ DET? (WORD|NAME|PLACE|ORG|OF|OUT_OF|PREP|FROM|DET|MORE|ADVERB){1,8}")
"""`arrivals were down 27 % and stays by guests from abroad 25 %`: a second subject and its change, and no verb."""
_GAP = compiled(
    "((PREP|TO|OUT_OF) DET? (WORD|PLACE|NAME|NUMBERED)|PERIOD|DET WORD (OF? DET? (WORD|NAME|PLACE)){0,2})?"
    "(COMMA|CONJ|COMMA CONJ|SEMICOLON) (DET|PLACE|NAME|DEMONSTRATIVE|PRONOUN)"
    " [DET WORD NAME PLACE ORG OF PARTICIPLE HYPHEN NUMBERED QUOTE ORDINAL RATE_CUE]{0,9}"
)


def is_restatement(sentence: Sentence, index: int) -> bool:
    """`soit environ 591 milliards de dollars`, `2 Md€ (2,2 Md$)`: the amount before said again."""
    at = left_of(sentence, index)
    if at < 0:
        return False
    opens = sentence.types[at] == CHAR["OPEN"] and sentence.types[at - 1 : at] == CHAR["QUANTITY"]
    opens = opens and sentence.values[at - 1].unit != sentence.values[index].unit
    return opens or sentence.types[at] == CHAR["RESTATE"]


def is_stated_growth(sentence: Sentence, index: int, previous: Draft) -> bool:
    """`passées de 1 815 à 1 910 millions, soit 5,2 %`: percent that restates a move or a change is growth."""
    quantity: Quantity = sentence.values[index]
    at = left_of(sentence, index)
    is_restated = at >= 0 and sentence.types[at] == CHAR["RESTATE"] and sentence.types[index + 1 : index + 2] != _OF
    before = bisect_left(sentence.starts, previous.start)
    is_amount = previous.quantity.kind not in ("PERCENT", "POINT", "COUNT") or previous.quantity.low.mult > 0
    is_amount = is_amount or (previous.change is not None and previous.quantity.kind == "COUNT")
    return (
        is_restated
        and quantity.kind == "PERCENT"
        and not quantity.is_share
        and is_amount
        and (_led_by(sentence, before) == "TO" or previous.change is not None)
    )


def _as(sentence: Sentence, index: int, beside: int) -> Quantity:
    """A bare number in the unit, and where it has none the scale, of the figure at `beside`."""
    mine: Quantity = sentence.values[index]
    other: Quantity = sentence.values[beside]
    ratio = ratio_behind(sentence, beside) if other.kind == "COUNT" else None
    if ratio is not None:
        return replace(mine, kind="RATIO", unit=ratio, rule="unit of its neighbour")
    low = mine.low
    if low.mult == 0 and other.low.mult and low.value < 1000:
        low = replace(low, mult=other.low.mult, mults=other.low.mults)
    return replace(mine, kind=other.kind, unit=other.unit, low=low, rule="unit of its neighbour",
                   is_currency_ambiguous=other.is_currency_ambiguous, symbol=other.symbol)  # fmt: skip


_EXCEEDED = CHAR["QUANTITY"] + CHAR["ABOVE"] + CHAR["DET"]
