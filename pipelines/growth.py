"""Growth told from afar: by a clause's opening, by verbs that echo a change, by the amount that a percentage restates.

`Growth in lending to firms, 5 % in January, …`, `El crecimiento respecto al año anterior fue del 3 %`, `… y la pesca lo
hizo un 4 %`. What stands right beside a figure is `changes.py`'s work.
"""

from __future__ import annotations

from bisect import bisect_left

from pipelines.bounds import MAX_ASIDE, particle
from pipelines.changes import VERBAL, Change, change
from pipelines.drafts import Draft
from pipelines.gapping import gapped
from pipelines.languages.inflection import VerbForm
from pipelines.more import BARE
from pipelines.neighbours import is_coordinated, is_stated_growth
from pipelines.pairs import in_pair
from pipelines.quantities import Quantity
from pipelines.signs import direction, verb_sign
from pipelines.tokens import CHAR, Sentence, chars, compiled

MAX_LOOK = 28
"""Tokens from a clause's opening to its figure."""
_JOINTS = chars("COMMA REL CONJ")
"""Where a clause may begin inside a sentence: `…, donde el aumento llega al 7 %`."""
_OPENINGS = chars("STOP SEMICOLON COLON DASH BULLET")
_NOMINAL = (
    "WORD|NAME|ORG|PLACE|OF|DET|PARTICIPLE|RATE_CUE|SHARE_CUE|INDEX_CUE|DURATION_CUE|OUT_OF|PREP|PERIOD|ADVERB|FROM|TO|"
    "PRONOUN|BASE_CUE|DEMONSTRATIVE|HYPHEN|UNIT|CURRENCY|TIME_UNIT|MORE|CONJ|NUMBERED"
)
_HEAD = f"(CONJ|ADVERB|COMMA){{0,2}} (DET|DEMONSTRATIVE)? (WORD|NAME|PARTICIPLE){{0,2}} OF? CHANGE ({_NOMINAL}){{0,12}}"
_ASIDE = f"(COMMA ({_NOMINAL}|ORDINAL){{1,10}} COMMA)?"
_LEADING = "(TO|OF|PREP|OUT_OF|DET|ONE|APPROX|ABOVE|ABOVE_EQ|BELOW|BELOW_EQ|ADVERB){0,4}"
_SAID = compiled(
    f"{_HEAD} {_ASIDE} (AUX|VERB) (AUX|VERB|PARTICIPLE|INFINITIVE|ADVERB|TO|NEG){{0,5}} {_LEADING} QUANTITY"
)
_APPOSED = compiled(f"{_HEAD} COMMA {_LEADING} QUANTITY (PREP|OUT_OF)? PERIOD? (COMMA|STOP|SEMICOLON)")
_PUT = compiled(
    f"DET (WORD|NAME){{0,1}} CHANGE ({_NOMINAL}){{0,4}} VERB ({_NOMINAL}){{1,12}}"
    " PREP (APPROX|ABOVE|BELOW|ADVERB){0,2} QUANTITY"
)
"""`Den Rückgang beziffert das Amt mit 20 Prozent`: a change that somebody puts at a figure."""
_ECHO = chars("ONE OF BY PREP APPROX ABOVE BELOW ADVERB")
_AMOUNT = frozenset({"HOLD"})


def opening_change(sentence: Sentence, index: int) -> Change | None:
    """The change verb or noun that opens the clause of the percentage at `index`; None where none does."""
    quantity: Quantity = sentence.values[index]
    types = sentence.types
    told = by_so_much(sentence, index) or in_list(sentence, index)
    if told is not None:
        return told
    if quantity.unit != "PERCENT" or quantity.is_share or types[index + 1 : index + 2] == CHAR["OF"]:
        return None
    told = _before_subject(sentence, index) or _before_colon(sentence, index) or _named_behind(sentence, index)
    told = told or _cleft(sentence, index)
    if told is not None or CHAR["CHANGE"] not in types[:index]:
        return told
    start = index
    while start > 0 and index - start < MAX_LOOK and types[start - 1] not in _OPENINGS:
        start -= 1
    clauses = [start, *(at + 1 for at in range(start, index) if types[at] in _JOINTS)]
    matches = (pattern.match(types, at) for at in clauses for pattern in (_SAID, _APPOSED, _PUT))
    found = next((match for match in matches if match is not None), None)
    if found is None or types.find(CHAR["QUANTITY"], found.start()) != index or found.end() <= index:
        return None
    at = types.index(CHAR["CHANGE"], found.start())
    if types[at - 1] == CHAR["OF"] and sentence.values[at - 1] != BARE:
        return None
    told = sentence.values[at]
    verbs = [v for v in sentence.values[at:index] if isinstance(v, VerbForm)]
    if told.endswith("#") or any(v.senses >= _AMOUNT and "LEVEL" not in v.senses for v in verbs):
        return None
    return Change(direction(told) or quantity.sign, at, "change noun as subject")


def of_previous(sentence: Sentence, index: int, previous: Draft) -> Change | None:
    """The change of the statement before, where the figure at `index` tells it as well."""
    if in_pair(sentence, index):
        return None
    is_whole = sentence.types[index + 1 : index + 2] == CHAR["OF"] and sentence.values[index + 1] != BARE
    if previous.change is not None and not is_whole and is_coordinated(sentence, index, previous):
        return previous.change
    if is_stated_growth(sentence, index, previous):
        sign = previous.change.sign if previous.change is not None else 0
        return Change(sign, index, "percent behind two levels")
    found = restated(sentence, index, previous) or gapped(sentence, index, previous)
    return found or of_level(sentence, index, previous) or parallel(sentence, index)


def _before_subject(sentence: Sentence, index: int) -> Change | None:
    """`también crecieron las ventas y los encargos, un 7 % y un 3 %`: a change verb before what it is said of."""
    types = sentence.types
    for at in range(index - 2, max(-1, index - MAX_ASIDE), -1):
        if types[at] in VERBAL:
            sign = verb_sign(sentence.values[at])
            is_first = sign != 0 and _INVERTED.fullmatch(types, at + 1, index) is not None
            is_bracket = sign != 0 and _opens_clause(sentence, at) and _led_after_subject(sentence, at, index)
            return Change(sign, at, "change verb and quantity") if is_first or is_bracket else None
        if types[at] not in _SUBJECT:
            return None
    return None


_INVERTED = compiled(
    "(ADVERB|MORE){0,2} (COMMA ADVERB COMMA)?"
    "((DET|WORD|RATE_CUE|INDEX_CUE|DEMONSTRATIVE)"
    " [DET WORD NAME ORG OF CONJ PLACE RATE_CUE SHARE_CUE PARTICIPLE PREP TO ADVERB PERIOD]{1,12})?"
    " COMMA ADVERB? ONE? (APPROX|ABOVE|BELOW)?"
)
"""What stands between a change verb that its subject follows and the figure: `cayó, en cambio, la oferta, un`."""


def _led_after_subject(sentence: Sentence, verb: int, index: int) -> bool:
    """`Aumentaron los envíos (12 %)`, `subieron todos, desde el trigo, con 2 %`: a subject, then its figure."""
    found = _AFTER_SUBJECT.match(sentence.types, verb + 1, index + 2)
    if found is None or found.end() < index:
        return False
    lead = next(i for i in range(index - 1, verb, -1) if sentence.types[i] in _LEAD)
    return sentence.types[lead] == CHAR["OPEN"] or sentence.values[lead] == "WITH"


_LEAD = chars("OPEN PREP")
_AFTER_SUBJECT = compiled(
    "(ADVERB|MORE){0,2} (DET|WORD|NAME|RATE_CUE)"
    " [DET WORD NAME ORG OF CONJ PLACE RATE_CUE PARTICIPLE PREP OUT_OF TO ADVERB PERIOD COMMA SINCE FROM]{0,14}"
    "(OPEN (APPROX|ABOVE|BELOW|ADVERB)? QUANTITY CLOSE|COMMA PREP ONE? (APPROX|ABOVE|BELOW|ADVERB)? QUANTITY)"
)


def _opens_clause(sentence: Sentence, verb: int) -> bool:
    """Whether no subject stands before a verb: at most adverbs, times and places since the clause began."""
    at = verb - 1
    while at >= 0 and sentence.types[at] in _BEFORE_VERB:
        at -= 1
    return at < 0 or sentence.types[at] in _CLAUSE_BEGINS


_BEFORE_VERB = chars("ADVERB PERIOD PREP OUT_OF CONJ PLACE COMMA")
_CLAUSE_BEGINS = chars("STOP SEMICOLON COLON BULLET DASH")


def _before_colon(sentence: Sentence, index: int) -> Change | None:
    """`Les ventes reculent : Lille, 4 %`, `fueron a más: Soria (4 %)`: a verb before a colon, its list behind."""
    types = sentence.types
    colon = types.rfind(CHAR["COLON"], 0, index)
    if colon < 1 or not _FIRST_ITEM.fullmatch(types, colon, index):
        return None
    for at in range(colon - 1, max(-1, colon - MAX_ASIDE), -1):
        if types[at] in VERBAL:
            sign = verb_sign(sentence.values[at])
            return Change(sign, at, "change verb and quantity") if sign else None
        if types[at] not in _SUBJECT:
            return None
    return None


_FIRST_ITEM = compiled(
    "COLON (ADVERB|PREP|OUT_OF|TO|DET){0,2} (PLACE|NAME|ORG|WORD) [WORD NAME ORG PLACE OF DET CONJ]{0,6}"
    "(COMMA|OPEN|COMMA (PREP|OF)) (APPROX|ADVERB|ABOVE|BELOW|ONE|DET){0,2}"
)
"""What stands between a colon and the first figure of the list behind it."""


def _cleft(sentence: Sentence, index: int) -> Change | None:
    """`lo que más crece son los minerales, con un 23 %`: a relative clause moves what a form of to be then names."""
    for found in _CLEFT.finditer(sentence.types, max(0, index - MAX_LOOK), index):
        verb = next(i for i in range(found.start(), found.end()) if sentence.types[i] in VERBAL)
        sign = verb_sign(sentence.values[verb])
        lead = _CLEFT_LEAD.search(sentence.types, found.end(), index)
        if sign and lead is not None and CHAR["QUANTITY"] not in sentence.types[found.start() : index]:
            return Change(sign, verb, "change verb and quantity")
    return None


_CLEFT = compiled(
    "REL (MORE|ADVERB|ABOVE){0,2} VERB"
    " [WORD NAME ORG DET PREP OUT_OF OF PERIOD PLACE ADVERB PARTICIPLE CONJ BETWEEN]{0,14} COMMA? AUX"
)
_CLEFT_LEAD = compiled("(COMMA (PREP|OF)?|OPEN|PREP) ONE? (APPROX|ABOVE|BELOW|ADVERB)?$")


def _named_behind(sentence: Sentence, index: int) -> Change | None:
    """`cifra en un 6 % el aumento`, `eleva a 3 % su cálculo de crecimiento`: the change, the object, stands behind."""
    found = _OBJECT_BEHIND.match(sentence.types, index)
    led = _LEADING_VERB.search(sentence.types, max(0, index - MAX_LED), index)
    if found is None or led is None:
        return None
    at = found.end() - 1
    if sentence.values[at].endswith("#"):
        return None
    return Change(direction(sentence.values[at]), at, "quantity and change noun")


MAX_LED = 8
_OBJECT_BEHIND = compiled(
    "QUANTITY (PERIOD COMMA?)? (DET|DEMONSTRATIVE) (WORD|PARTICIPLE|ADVERB){0,2} (OF (WORD|DET){0,1})? CHANGE"
)
_LEADING_VERB = compiled(
    "(VERB|PARTICIPLE|INFINITIVE|GERUND) (TO|PREP|OUT_OF) (ONE|DET|APPROX|ABOVE|BELOW|ADVERB){0,3}$"
)
_SUBJECT = chars(
    "DET WORD NAME ORG OF CONJ PLACE RATE_CUE SHARE_CUE INDEX_CUE PARTICIPLE PREP TO ADVERB PERIOD MORE COMMA ONE"
    " APPROX ABOVE BELOW DEMONSTRATIVE SINCE FROM"
)


def echoed(sentence: Sentence, index: int, previous: Draft) -> Change | None:
    """`las ventas crecieron un 5 % y las compras lo hicieron un 3 %`: a pronoun and a verb for the change before."""
    at = index - 1
    while at >= 0 and sentence.types[at] in _ECHO and index - at <= 4:
        at -= 1
    verb = sentence.values[at] if at > 0 else None
    is_plain = isinstance(verb, VerbForm) and verb.senses == _OTHER and sentence.types[at - 1] == CHAR["DET"]
    is_alike = sentence.values[index].unit == previous.quantity.unit == "PERCENT"
    return previous.change if is_plain and is_alike else None


_OTHER = frozenset({"OTHER"})


def restated(sentence: Sentence, index: int, previous: Draft) -> Change | None:
    """`an increase of 262 (4 %)`, `um 90.000 oder 2,4 Prozent`: what a change comes to in percent is the change again.

    So is, behind a change in percent, a bracket behind a place: `wuchs in Wien um 5,1 %, knapp vor Graz (5 %)`.
    """
    quantity: Quantity = sentence.values[index]
    is_of = sentence.types[index + 1 : index + 2] == CHAR["OF"]
    if previous.change is not None and _is_amount_of(sentence, index, previous):
        return previous.change
    if previous.change is None or quantity.unit != "PERCENT" or quantity.is_share or is_of:
        return None
    at = bisect_left(sentence.starts, previous.start)
    is_percent = previous.quantity.kind in ("PERCENT", "POINT", "FACTOR")
    pattern = _PLACE_BRACKET if is_percent else _RESTATED
    return previous.change if pattern.fullmatch(sentence.types, at + 1, index) else None


def _is_amount_of(sentence: Sentence, index: int, previous: Draft) -> bool:
    """`perdió un 1,8 % (más de 20.000 socios)`: a bracket that says nothing but the amount of a change in percent."""
    kinds = previous.quantity.kind, sentence.values[index].kind
    at = bisect_left(sentence.starts, previous.start)
    is_told = sentence.values[index].sign or (previous.change is not None and previous.change.rule in _OF_NOUN)
    is_amount = kinds[0] == "PERCENT" and (kinds[1] in ("COUNT", "UNIT") or (kinds[1] == "MONEY" and bool(is_told)))
    if not is_amount or not _JUST_AMOUNT.fullmatch(sentence.types, at, _closing(sentence, index)):
        return False
    is_bare = sentence.types[index - 1 : index + 2] == CHAR["OPEN"] + CHAR["QUANTITY"] + CHAR["CLOSE"]
    return kinds[1] != "COUNT" or not is_bare or sentence.values[index].low.mult > 0


_OF_NOUN = ("change noun as subject", "change noun of quantity", "change noun and quantity")
"""Rules of changes that a noun tells: a sum in brackets behind them is the change's, not the level's."""


def _closing(sentence: Sentence, index: int) -> int:
    at = sentence.types.find(CHAR["CLOSE"], index)
    return at + 1 if at >= 0 else len(sentence.types)


_JUST_AMOUNT = compiled(
    "QUANTITY OPEN (APPROX|ADVERB|ABOVE|BELOW|ABOVE_EQ|BELOW_EQ|ONE|RESTATE|OF){0,2} QUANTITY (OF|WORD|NAME){0,3} CLOSE"
)
_RESTATED = compiled(
    "(WORD|NAME|ORG|UNIT|MORE|OF_THEM){0,3} (OPEN|CONJ|COMMA? RESTATE) (APPROX|ADVERB|ABOVE|BELOW|BY|DET|OF|ONE){0,2}"
)
_PLACE_BRACKET = compiled(
    "(ADVERB|INFINITIVE|VERB){0,4} COMMA? (CONJ|ADVERB|PREP|AGO|DET|OF|PARTICIPLE){1,4} PLACE (WORD|NAME){0,2} OPEN"
)


def of_level(sentence: Sentence, index: int, previous: Draft) -> Change | None:
    """`advanced to $520,000 (3.9 per cent)`: in brackets, by how much a verb brought the level before it there."""
    quantity: Quantity = sentence.values[index]
    at = bisect_left(sentence.starts, previous.start)
    is_level = previous.change is None and previous.quantity.kind in ("COUNT", "MONEY", "UNIT")
    if quantity.unit != "PERCENT" or quantity.is_share or not is_level:
        return None
    is_closed = sentence.types[index + 1 : index + 2] in _AFTER_CHANGE and index + 1 < len(sentence.types)
    if not is_closed or not _LEVEL_BRACKET.fullmatch(sentence.types, at + 1, index):
        return None
    led = next((i for i in range(at - 1, max(-1, at - MAX_REACHED), -1) if sentence.types[i] in VERBAL), None)
    if led is None or CHAR["TO"] not in sentence.types[led:at]:
        return None
    sign = verb_sign(sentence.values[led])
    return Change(sign, led, "change verb and level") if sign else None


_LEVEL_BRACKET = compiled("(WORD|NAME|ORG|UNIT){0,3} (OPEN|COMMA (RESTATE|CONJ)) (RESTATE|APPROX|BY|ADVERB){0,2}")
_AFTER_CHANGE = chars("CLOSE COMMA PERIOD PREP OUT_OF BASE_CUE DET STOP SEMICOLON")
MAX_REACHED = 6
"""Tokens from a level back to the verb that leads to it."""


def by_so_much(sentence: Sentence, index: int) -> Change | None:
    """`expanded in the half year by 6 %`, `rose as well, by 4 400`: a by-word, and its verb further left.

    The nearest verb to the left has to be one of motion, for else the by-word tells who does something.
    """
    quantity: Quantity = sentence.values[index]
    is_far = not sentence.is_framed and particle(sentence, index) == "BY" and not quantity.is_share
    if not is_far or sentence.types[index + 1 : index + 2] == CHAR["OF"]:
        return None
    for at in range(index - 1, max(-1, index - MAX_FAR), -1):
        if sentence.types[at] in VERBAL:
            senses = sentence.values[at].senses
            is_part = quantity.kind in ("PERCENT", "POINT")
            apart = int("ABOVE" in senses) - int("BELOW" in senses) if is_part else 0
            sign = verb_sign(sentence.values[at]) or apart
            return Change(sign, at, "change verb and quantity") if sign else None
        if sentence.types[at] in _PARTED:
            return None
    return None


MAX_FAR = 28
_PARTED = chars("SEMICOLON STOP COLON DASH BULLET REL AUX")


def in_list(sentence: Sentence, index: int) -> Change | None:
    """`offences grew most (34 %), ahead of rape (10.8 %)`: percentages in brackets that one verb of motion tells."""
    types, quantity = sentence.types, sentence.values[index]
    is_alone = types[index - 1 : index] == CHAR["OPEN"] and types[index + 1 : index + 2] == CHAR["CLOSE"]
    if not is_alone or quantity.unit != "PERCENT" or quantity.is_share or quantity.sign:
        return None
    if types[index - 2] == CHAR["MORE"]:
        return Change(direction(sentence.values[index - 2]), index - 2, "more and quantity")
    for at in range(index - 2, max(-1, index - MAX_LISTED), -1):
        if types[at] in VERBAL:
            sign = verb_sign(sentence.values[at])
            is_first = _FIRST_OF_LIST.match(types, at + 1) is not None
            return Change(sign, at, "change verb over a list") if sign and is_first else None
        if types[at] in _LIST_PARTS or (types[at] == CHAR["QUANTITY"] and types[at - 1] != CHAR["OPEN"]):
            return None
    return None


_FIRST_OF_LIST = compiled("(ADVERB|WORD|MORE|PLACE|NAME|ORG|DET){0,3} OPEN QUANTITY CLOSE")
_LIST_PARTS = chars("STOP SEMICOLON COLON AUX SHARE_CUE RATE_CUE")
MAX_LISTED = 40
"""Tokens from a bracket back to the verb that its list belongs to."""


def parallel(sentence: Sentence, index: int) -> Change | None:
    """`receipts fell 10 % to $388 million, those of the north 2.9 % to $432 million`: a change and the level again."""
    quantity: Quantity = sentence.values[index]
    if quantity.unit != "PERCENT" or quantity.is_share or not _TO_LEVEL.match(sentence.types, index):
        return None
    for at in range(index - 1, max(-1, index - MAX_LOOK), -1):
        if sentence.types[at] in _CLAUSES:
            return None
        is_alike = sentence.types[at] == CHAR["QUANTITY"] and sentence.values[at].unit == "PERCENT"
        if is_alike and _TO_LEVEL.match(sentence.types, at):
            return change(sentence, at) or opening_change(sentence, at)
    return None


_TO_LEVEL = compiled("QUANTITY COMMA? TO (DET|APPROX|ABOVE|BELOW|ADVERB){0,2} QUANTITY")
_CLAUSES = chars("SEMICOLON STOP VERB AUX")
