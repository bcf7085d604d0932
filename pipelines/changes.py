"""Signs and changes: what stands before and behind a quantity and governs it.

It finds whether the number is a level or a change, its sign, and the governing token, from which `subjects.py` looks
for the thing that changes.
"""

from __future__ import annotations

from pipelines.bounds import MAX_ASIDE, left_of, particle
from pipelines.counts import noun_after
from pipelines.losses import lost_or_gained
from pipelines.more import is_of, more, more_behind, shared_more
from pipelines.pairs import opens_pair
from pipelines.quantities import Quantity
from pipelines.signs import Change as Change
from pipelines.signs import direction, noun_sign, verb_sign
from pipelines.tokens import CHAR, NAME_OF, Sentence, chars, compiled
from pipelines.verb_frame import finite_before, moving_verb, sign_of
from pipelines.verb_reach import direction_before, governor

VERBAL = chars("VERB PARTICIPLE INFINITIVE GERUND")
_QUALIFYING = chars("ABOVE ABOVE_EQ BELOW BELOW_EQ APPROX")
_MEASURES = frozenset({"PERCENT", "POINT", "MONEY", "COUNT", "UNIT", "FACTOR", "SCORE", "TIME", "RATIO"})


def _noun_governor(sentence: Sentence, index: int, kind: str) -> Change | None:
    """`une hausse (annuelle) (des ventes) de 5 %`: a change noun whose complement ends in the quantity."""
    at = left_of(sentence, index)
    before = {NAME_OF[char] for char in sentence.types[at + 1 : index]}
    if "OF" in before and OTHER in sentence.values[at + 1 : index]:
        return _other(sentence, at, kind)
    if at < 0 or not before & {"OF", "BY", "PREP", "OUT_OF", "COLON"}:
        is_next = at >= 0 and sentence.types[at] == CHAR["CHANGE"] and index - at <= 2
        sign = noun_sign(sentence.values[at], kind) if is_next else None
        if sign is not None and particle(sentence, index) != "TO":
            return Change(sign, at, "change noun and quantity")
        return _reached(sentence, at, index, kind) if "TO" in before else None
    if "TO" in before and not before & {"OF", "BY"}:
        return None
    if "PREP" in before and sentence.types[at] == CHAR["CHANGE"] and not before & {"OF", "BY"}:
        return _reached(sentence, at, index, kind)
    if sentence.types[at] == CHAR["COMMA"] and at and sentence.types[at - 1] == CHAR["CHANGE"] and "OF" in before:
        at -= 1
    inside = chars("WORD NAME PARTICIPLE OF DET PERIOD PLACE ORG ADVERB RATE_CUE PREP OUT_OF HYPHEN SHARE_CUE")
    steps = 0
    while at >= 0 and steps < 12:
        char = sentence.types[at]
        if char == CHAR["CHANGE"]:
            sign = noun_sign(sentence.values[at], kind)
            if sign is None or (kind == "MONEY" and _is_balance(sentence, at, index)):
                return None
            is_near = _NEAR.issuperset(sentence.types[at + 1 : index])
            if is_near or "OF" in before or "BY" in before:
                return Change(sign, at, "change noun of quantity")
        if char not in inside:
            return None
        at -= 1
        steps += 1
    return None


def _other(sentence: Sentence, at: int, kind: str) -> Change | None:
    """`con una subida del 6 % …, con otra del 9 %`: a pronoun for the change noun before it in the sentence."""
    noun = sentence.types.rfind(CHAR["CHANGE"], 0, at + 1)
    sign = noun_sign(sentence.values[noun], kind) if noun >= 0 else None
    return Change(sign, noun, "change noun of quantity") if sign is not None else None


OTHER = "OTHER"
"""The value of a determiner that stands for a noun named before: another of 9 %."""


def _is_balance(sentence: Sentence, noun: int, index: int) -> bool:
    """`unter dem Strich steht ein Plus von 156 Millionen`: what is left, told by a verb of level without a base."""
    verb = finite_before(sentence, noun) if sentence.is_framed else None
    is_level = verb is not None and "LEVEL" in getattr(sentence.values[verb], "senses", ())
    is_opened = sentence.types[noun - 1 : noun] in (CHAR["ONE"], CHAR["WORD"])
    return (
        is_level
        and is_opened
        and CHAR["BASE_CUE"] not in sentence.types
        and not _PERCENT_BESIDE.match(sentence.types, index + 1)
    )


_PERCENT_BESIDE = compiled("(OPEN|CONJ|COMMA? RESTATE) QUANTITY")
_NEAR = chars("OF PERIOD WORD PARTICIPLE ADVERB ABOVE ABOVE_EQ BELOW BELOW_EQ APPROX DET BY")


def _reached(sentence: Sentence, at: int, index: int, kind: str) -> Change | None:
    """`slowed its decline to 5 %`, `puts the fall in thefts at 3 %`: what a change, the object of a verb, came to."""
    if kind != "PERCENT" or CHAR["OF"] in sentence.types[at:index]:
        return None
    back = at
    while back > 0 and at - back < MAX_ASIDE and sentence.types[back] in _OF_CHANGE:
        back -= 1
    is_complete = back == at or sentence.types[back + 1] in _COMPLEMENT
    if (
        sentence.types[back] != CHAR["CHANGE"]
        or not is_complete
        or not _CHANGE_AS_OBJECT.search(sentence.types, 0, back)
    ):
        return None
    sign = noun_sign(sentence.values[back], kind)
    return Change(sign, back, "change noun of quantity") if sign is not None else None


_OF_CHANGE = chars("WORD NAME ORG PLACE OF OUT_OF PREP DET PERIOD NUMBERED RATE_CUE")
_COMPLEMENT = chars("OF OUT_OF PREP PERIOD")
_CHANGE_AS_OBJECT = compiled(
    "(VERB|PARTICIPLE|INFINITIVE|GERUND|QUANTITY) (DET|ONE|(NAME|ORG|PLACE) OF)"
    " (WORD|MORE|PARTICIPLE|ADVERB|PERIOD|PLACE){0,3} OF?$"
)
_MOVING = chars("VERB PARTICIPLE INFINITIVE GERUND QUANTITY")


MEMBER = "MEMBER"
"""The value of a noun for persons of whom a place or body has so many: to lose some is a change, no loss told alone."""
THOUSAND = 1000
"""A count smaller than this behind a verb and a place preposition says where: `rose in 14 countries`."""


def _verb_governor(sentence: Sentence, index: int, kind: str) -> Change | None:
    """`a reculé de 5 %`, `rose 5 %`, `gagne 3 points`; with a to-word the quantity is the level reached."""
    at = governor(sentence, left_of(sentence, _described(sentence, index)))
    if at < 0 or sentence.types[at] not in VERBAL:
        return None
    if _is_crossed(sentence, at, index):
        return None
    sign, link = verb_sign(sentence.values[at]), particle(sentence, index)
    is_by = sentence.values[at + 1] == "WITHIN" and at + 1 < index
    if not sign and "ABOVE" in sentence.values[at].senses and (link in ("OF", "BY") or is_by):
        sign = 1
    if not sign:
        return None
    low = sentence.values[index].low
    is_amount = kind not in ("PERCENT", "POINT", "FACTOR")
    is_small = is_amount and (sentence.is_framed or low.value.scaleb(low.mult) < THOUSAND)
    if link == "TO" or (link in ("PREP", "OUT_OF") and is_small):
        return None
    if sentence.is_framed and sign < 0 and not link and is_amount:
        return None
    is_of_them = sentence.types[index + 1 : index + 2] == CHAR["OF_THEM"]
    if not link and is_amount and (is_of_them or "LACK" in sentence.values[at].senses):
        return None
    is_holder = "HOLD" in sentence.values[at].senses
    if is_holder and sign > 0 and kind == "PERCENT" and not link and _is_whole_next(sentence, index):
        return None
    counted = noun_after(sentence, index) if kind in ("COUNT", "MONEY") else None
    is_member = is_holder and counted is not None and sentence.values[counted] == MEMBER
    if not link and is_holder and kind not in ("PERCENT", "POINT", "FACTOR") and not is_member:
        return None
    if not link and counted is not None and not is_member:
        return None
    is_substance = kind == "UNIT" and sentence.types[index + 1 : index + 2] in _SUBSTANCE
    if not link and is_substance and index + 1 < len(sentence.types):
        return None
    return Change(sign, at, "change verb and quantity")


def _is_whole_next(sentence: Sentence, index: int) -> bool:
    """`prend 20 % du capital`: an of-word with an article behind a percentage names what it is a share of."""
    return sentence.types[index + 1 : index + 2] == CHAR["OF"] and not is_of(sentence, index + 1)


_SUBSTANCE = chars("OF WORD")


def _described(sentence: Sentence, index: int) -> int:
    """Where the phrase of a figure begins that an article and an adjective lead in: `rose a modest 3 %`."""
    found = _ADJECTIVE.search(sentence.types, max(0, index - 3), index)
    return found.start() if found is not None and sentence.values[index].kind in ("PERCENT", "POINT") else index


_ADJECTIVE = compiled("ONE ADVERB? (WORD|PARTICIPLE|PERIOD|MORE)$")


def _is_crossed(sentence: Sentence, governor: int, index: int) -> bool:
    """`kletterte über 10 Milliarden`, `fiel unter 700.000`: behind a preposition of place stands the level crossed."""
    between = range(governor + 1, index)
    is_bound = any(sentence.types[i] in _CROSSING and sentence.values[i] == "PREP" for i in between)
    return is_bound and not any(sentence.types[i] == CHAR["BY"] for i in between)


_CROSSING = chars("ABOVE BELOW")


def _over_object(sentence: Sentence, index: int, kind: str) -> Change | None:
    """`recortó los tipos 25 puntos básicos`, `raised its forecast by 5 %`: a transitive verb, its object between."""
    at = left_of(sentence, index)
    links = {NAME_OF[char] for char in sentence.types[at + 1 : index]}
    is_within = "PREP" in links and "WITHIN" in sentence.values[at + 1 : index]
    if kind not in ("PERCENT", "POINT") or "TO" in links or ("PREP" in links and not is_within):
        return None
    openers = _OF_OBJECT if "OF" in links else _OBJECT_OPENERS
    for back in range(at, max(-1, at - 8), -1):
        is_cut = sentence.types[back] == CHAR["CHANGE"] and "BY" in links and back < at
        if is_cut and sentence.types[back + 1] in _OBJECT_OPENERS:
            return Change(direction(sentence.values[back]), back, "change verb, object and quantity")
        if sentence.types[back] in VERBAL and not (back < at and _is_inside(sentence, back)):
            senses = sentence.values[back].senses
            sign = int("ABOVE" in senses) - int("BELOW" in senses)
            sign = sign if is_within else verb_sign(sentence.values[back]) or sign
            is_object = back < at and sentence.types[back + 1] in openers
            return Change(sign, back, "change verb, object and quantity") if sign and is_object else None
        is_compared = "BY" in links and sentence.types[back - 1 : back + 1] == CHAR["DET"] + CHAR["QUANTITY"]
        if sentence.types[back] not in _OBJECT and not is_compared:
            return None
    return None


def _is_inside(sentence: Sentence, at: int) -> bool:
    """Whether a participle stands inside an object noun phrase: `cut picking errors`, `réduit les frais engagés`."""
    is_inner = sentence.types[at] in chars("GERUND PARTICIPLE")
    return is_inner and not verb_sign(sentence.values[at])


_OF_OBJECT = chars("DET DEMONSTRATIVE")
_OBJECT = chars(
    "NUMBERED GERUND PARTICIPLE WORD NAME ORG OF DET PLACE RATE_CUE SHARE_CUE INDEX_CUE CURRENCY PERIOD MORE ADVERB"
    " DEMONSTRATIVE"
)
_OBJECT_OPENERS = chars("DET WORD GERUND RATE_CUE INDEX_CUE DEMONSTRATIVE")


def _adjective(sentence: Sentence, index: int) -> Change | None:
    """`up 5 %`, `5 % increase`, `300 emplois de plus`."""
    after = sentence.types[index + 1 : index + 2]
    if after and after == CHAR["CHANGE"]:
        return Change(direction(sentence.values[index + 1]), index + 1, "quantity and change noun")
    is_part = sentence.values[index].kind in ("PERCENT", "POINT")
    if is_part and is_of(sentence, index + 1) and sentence.types[index + 2 : index + 3] == CHAR["CHANGE"]:
        return Change(direction(sentence.values[index + 2]), index + 2, "quantity and change noun")
    follows = sentence.types[index + 1 : index + 4]
    if CHAR["CHANGE"] in follows:
        offset = follows.index(CHAR["CHANGE"])
        is_framed = sentence.is_framed and sentence.types[index - 1 : index] == CHAR["PREP"]
        is_apart = NAME_OF[follows[0]] in ("OF", "DET") and not is_framed
        if all(char in _NEAR for char in follows[:offset]) and not is_apart:
            return Change(
                direction(sentence.values[index + 1 + offset]), index + 1 + offset, "quantity and change noun"
            )
    behind = more_behind(sentence, index)
    if behind is not None:
        return behind
    at = left_of(sentence, index)
    is_reached = CHAR["TO"] in sentence.types[at + 1 : index]
    is_place = sentence.values[index].kind == "COUNT" and particle(sentence, index) in ("PREP", "OUT_OF")
    if at >= 0 and not is_place and sentence.types[at] == CHAR["MORE"] and index - at <= 3 and not is_reached:
        return Change(direction(sentence.values[at]), at, "more and quantity")
    return None


def _difference(sentence: Sentence, index: int, kind: str) -> Change | None:
    """A figure behind a word that says a difference (`um 3 Prozent`), or a bare percentage, in the frame of a verb."""
    at = left_of(sentence, index)
    marks = [i for i in range(at + 1, index) if NAME_OF[sentence.types[i]] in ("BY", "TO", "OF", "PREP", "OUT_OF")]
    is_told = any(sentence.types[i] == CHAR["BY"] and sentence.values[i] for i in marks)
    is_led = len(marks) == 1 and sentence.types[marks[0]] == CHAR["PREP"] and _is_moved_next(sentence, index)
    if len(marks) == 1 and sentence.values[marks[0]] == "WITH" and _is_rate_of_move(sentence, index):
        verb = moving_verb(sentence, index)
        return Change(sign_of(sentence.values[verb]), verb, "change verb and quantity") if verb is not None else None
    if not is_told and ((marks and not is_led) or kind not in ("PERCENT", "POINT") or not sentence.is_framed):
        return None
    if is_led:
        return Change(sign_of(sentence.values[index + 1]), index + 1, "change verb and quantity")
    if sentence.types[index + 1 : index + 2] in (CHAR["MORE"], CHAR["OF"]):
        return None
    noun = _change_noun_before(sentence, at) if is_told else None
    if noun is not None:
        return Change(direction(sentence.values[noun]), noun, "change noun of quantity")
    verb = moving_verb(sentence, index)
    if verb is not None and not is_told and not is_led and _is_subject(sentence, index, verb):
        return None
    if verb is not None:
        return Change(sign_of(sentence.values[verb]), verb, "change verb and quantity")
    if not is_told:
        return None
    if sentence.types[index + 1 : index + 3] == _BEFORE_VERB and sign_of(sentence.values[index + 2]):
        return Change(sign_of(sentence.values[index + 2]), index + 2, "change verb and quantity")
    before = _gapped(sentence, index)
    told = change(sentence, before) if before is not None else None
    return told or Change(0, index, "difference")


def _is_subject(sentence: Sentence, index: int, verb: int) -> bool:
    """`Zwei Drittel gehen auf den Zuzug zurück`: a share that opens its clause is the subject of the verb behind it."""
    at = left_of(sentence, index)
    while at >= 0 and sentence.types[at] in _LEADING:
        at -= 1
    is_opening = at < 0 or sentence.types[at] in _CLAUSE_OPENS
    return is_opening and verb > index and sentence.types[verb] == CHAR["VERB"]


_LEADING = chars("ADVERB DET DEMONSTRATIVE CONJ")
_CLAUSE_OPENS = chars("STOP SEMICOLON COLON BULLET COMMA")


def _gapped(sentence: Sentence, index: int) -> int | None:
    """`ging um 27 Prozent zurück, in Hessen um 16`: the figure before that a by-word leads in and a verb moves.

    The clause of the figure at `index` has no verb of its own.
    """
    for at in range(index - 1, max(-1, index - MAX_GAP), -1):
        if sentence.types[at] == CHAR["QUANTITY"] and particle(sentence, at) == "BY":
            return at
        if sentence.types[at] in _GAP_ENDS:
            return None
    return None


_BEFORE_VERB = CHAR["COMMA"] + CHAR["VERB"]
"""`Noch stärker, um 40,9 %, fiel das Ergebnis`: the verb behind a remark that opens the sentence."""
MAX_GAP = 24
_GAP_ENDS = chars("STOP SEMICOLON COLON BULLET AUX MORE")


def _is_moved_next(sentence: Sentence, index: int) -> bool:
    """`Mit 3,9 Prozent stiegen die Mieten`: the verb right behind the figure moves it."""
    following = sentence.types[index + 1 : index + 2]
    return sentence.is_framed and following == CHAR["VERB"] and sign_of(sentence.values[index + 1]) != 0


def _is_rate_of_move(sentence: Sentence, index: int) -> bool:
    """`gingen mit 12,8 Prozent am stärksten zurück`: how much, where neither a whole nor a level reached follows."""
    is_closed = sentence.types[index + 1 : index + 2] not in _WHOLE_OR_LEVEL
    return sentence.is_framed and sentence.values[index].unit == "PERCENT" and is_closed


_WHOLE_OR_LEVEL = chars("OF TO DET WORD NAME PLACE ABOVE BELOW")


def _change_noun_before(sentence: Sentence, at: int) -> int | None:
    """`ein Anstieg der Mieten um 12 Prozent`: a change noun to the left with no verb or boundary between."""
    for back in range(at, max(-1, at - 12), -1):
        if sentence.types[back] == CHAR["CHANGE"]:
            return back
        if sentence.types[back] in VERBAL or NAME_OF[sentence.types[back]] in (
            "AUX",
            "COMMA",
            "QUANTITY",
            "SEMICOLON",
        ):
            return None
    return None


def change(sentence: Sentence, index: int) -> Change | None:
    """The change that the quantity at `index` tells; None where it is a level."""
    quantity: Quantity = sentence.values[index]
    if quantity.kind not in _MEASURES or opens_pair(sentence, index):
        return None
    found = more(sentence, index) or _difference(sentence, index, quantity.kind)
    found = found or _noun_governor(sentence, index, quantity.kind) or _verb_governor(sentence, index, quantity.kind)
    if found is None:
        found = _adjective(sentence, index) or _over_object(sentence, index, quantity.kind)
        found = found or shared_more(sentence, index)
    if found is None and quantity.unit == "PERCENT":
        found = _over_list(sentence, index)
    if found is None and quantity.kind in ("COUNT", "UNIT", "MONEY", "PERCENT"):
        lost = lost_or_gained(sentence, index)
        found = Change(*lost, "change verb and amount") if lost is not None else None
    if quantity.is_share and found is None:
        return _cut_to(sentence, index)
    if quantity.is_share:
        is_whole = sentence.types[index + 1 : index + 2] == CHAR["OF"]
        return found if found is not None and (not is_whole or found.rule in _BEHIND) else None
    if found is None and quantity.sign and quantity.kind in ("PERCENT", "POINT", "COUNT"):
        return Change(quantity.sign, index, "explicit sign")
    if found is None and (quantity.rule == "factor verb" or _is_of_past(sentence, index, quantity)):
        return Change(1, index, "factor verb")
    is_compared = sentence.types[max(0, index - 1) : index] in (CHAR["BASE_CUE"], CHAR["FROM"])
    if found is None and quantity.unit == "PERCENT" and not is_compared:
        after = sentence.types[index + 1 : index + 3]
        if (after[:1] == CHAR["BASE_CUE"] and not _is_level_next(sentence, index + 2)) or (
            after[:1] == CHAR["PERIOD"] and _is_base(sentence.values[index + 1])
        ):
            return _of_first(sentence, index) or Change(
                direction_before(sentence, index), index, "quantity and base of comparison"
            )
    return found


_BEHIND = ("quantity and more", "quantity and change noun")


def _of_first(sentence: Sentence, index: int) -> Change | None:
    """`disminuyó 5 % respecto a abril y 11 % respecto a mayo`: the change of the figure that this one goes on from."""
    for found in _FIRST_BASE.finditer(sentence.types, max(0, index - MAX_ASIDE), index):
        first: Quantity = sentence.values[found.start()]
        if found.end() == index and first.unit == sentence.values[index].unit:
            return change(sentence, found.start())
    return None


_FIRST_BASE = compiled(
    "QUANTITY ((PREP|OUT_OF) (QUANTITY|SKIPPED)|BASE_CUE? (PREP|DET|OF|OUT_OF){0,2} (PERIOD|WORD|PLACE)"
    "|BASE_CUE [WORD OF DET]{1,5}) COMMA? CONJ (APPROX|ABOVE|BELOW|ADVERB|ONE|OF|BY){0,2}$"
)


def _is_of_past(sentence: Sentence, index: int, quantity: Quantity) -> bool:
    """`dreimal so hoch wie 2019`: a multiple of what the same thing was at another time."""
    return quantity.rule == "multiple" and bool(_PAST.match(sentence.types, index + 1))


_PAST = compiled("BASE_CUE (PREP|DET|TO|ORDINAL|QUARTER|TIME_UNIT|OF){0,4} PERIOD")


def _is_level_next(sentence: Sentence, index: int) -> bool:
    """`6,9 % nach 6,5 %`, `12 % contre environ 9 %`: what follows is the figure that is compared with."""
    while sentence.types[index : index + 1] and sentence.types[index] in _QUALIFYING:
        index += 1
    return sentence.types[index : index + 1] == CHAR["QUANTITY"]


def _over_list(sentence: Sentence, index: int) -> Change | None:
    """`las mayores subidas se dieron en Murcia (12,4 %) y Galicia (9 %)`: a change noun told of each bracket."""
    types = sentence.types
    if types[index - 1 : index] != CHAR["OPEN"] or types[index + 1 : index + 2] != CHAR["CLOSE"]:
        return None
    if types[index - 2 : index - 1] not in _NAMED:
        return None
    for at in range(index - 2, max(-1, index - MAX_LIST), -1):
        if types[at] == CHAR["CHANGE"]:
            is_free = types[at + 1 : at + 2] != CHAR["QUANTITY"]
            return Change(int(sentence.values[at]), at, "change noun over a list") if is_free else None
        if types[at] == CHAR["QUANTITY"] and types[at - 1 : at] != CHAR["OPEN"]:
            return None
        if types[at] in _LIST_ENDS:
            return None
    return None


_NAMED = chars("PLACE NAME ORG WORD")
_LIST_ENDS = chars("STOP SEMICOLON SHARE_CUE RATE_CUE")
MAX_LIST = 48
"""Tokens from a bracketed figure back to the change noun that is told of the whole list."""


def _cut_to(sentence: Sentence, index: int) -> Change | None:
    """`se redujo a la mitad`, `ramené au tiers`: the fraction that is left."""
    at = left_of(sentence, index)
    if at < 0 or CHAR["TO"] not in sentence.types[at + 1 : index] or sentence.types[at] not in VERBAL:
        return None
    return Change(-1, at, "cut to a fraction") if "DOWN" in sentence.values[at].senses else None


def _is_base(ref: object) -> bool:
    return getattr(ref, "value", "") in ("YOY", "QOQ", "MOM", "PREV_YEAR", "SAME_PREV")
