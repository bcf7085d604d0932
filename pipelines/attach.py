"""Which period belongs to which quantity of a sentence.

Roles of periods (the period itself, a base of comparison, since, until) are told by what stands before them. What
a sentence does not say is taken from the focus by `extract.py`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.languages.inflection import VerbForm
from pipelines.pairs import opens_pair
from pipelines.periods import BASE_CODES, PeriodRef
from pipelines.syntax import Clauses, clauses, tense
from pipelines.tokens import CHAR, NAME_OF, Cue, Sentence, chars, compiled

_BEFORE_PERIOD = chars("DET OF PREP OUT_OF TO TIME_UNIT END BEGIN MID BY FISCAL OPEN QUARTER YEAR_WORD")
_CUES = chars("BASE_CUE ABOVE BELOW FROM SINCE UNTIL BY")
_IN_BASE = chars(
    "NUMBERED ORDINAL SMALL DIGITS GERUND PRONOUN DEMONSTRATIVE CONJ WORD RATE_CUE SHARE_CUE INDEX_CUE CHANGE NAME "
    "PARTICIPLE TIME_UNIT QUARTER"
)
_IN_SINCE = chars("WORD NAME PRONOUN AUX PARTICIPLE VERB ADVERB DET PREP OUT_OF OF TO BELOW_EQ ABOVE_EQ")
_CLOSED = chars("COMMA SEMICOLON CONJ COLON DASH")
_HARD = chars("SEMICOLON STOP")
_LISTED = chars("ZIP COMMA CONJ PREP OUT_OF DET TO OF")


@dataclass(slots=True, unsafe_hash=True)
class Attached:
    """A token that fills a slot: its index, its role, how near it stands, and whether it is that figure's alone."""

    index: int
    role: str
    basis: str
    is_own: bool = False


def role(sentence: Sentence, index: int) -> str:
    """The role of the period at `index`: AT, BASE, SINCE or UNTIL.

    It is ASIDE or BEGUN where it dates the beginning of a thing, TITLED behind a name.
    """
    ref: PeriodRef = sentence.values[index]
    if ref.kind in ("WITHIN", "ROLLING"):
        return "BASE" if ref.kind == "WITHIN" else "AT"
    at = index - 1
    while at >= 0 and index - at <= 8:
        char = sentence.types[at]
        found = _cued(sentence, at, ref) if char in _CUES else None
        if found:
            return found
        if char not in _BEFORE_PERIOD and char != CHAR["ABOVE"]:
            break
        at -= 1
    if at == index - 1 and at >= 0 and sentence.types[at] == CHAR["NAME"] and ref.kind == "FIXED":
        return "TITLED"
    is_base = ref.kind == "DEICTIC" and ref.value in BASE_CODES
    return _far_role(sentence, index, at) or ("BASE" if is_base else "AT")


def _cued(sentence: Sentence, at: int, ref: PeriodRef) -> str | None:
    """The role that a cue word before a period gives it; None where the token at `at` is no cue."""
    name, value = NAME_OF[sentence.types[at]], sentence.values[at]
    if name == "BASE_CUE":
        return "AT" if value == "ON" and _is_day(ref) else "BASE"
    if name == "ABOVE":
        return None if value == "WITHIN" and ref.last else "BASE"
    if name in ("BELOW", "FROM"):
        return "BASE"
    if name in ("SINCE", "UNTIL"):
        return name
    is_dated = ref.kind in ("FIXED", "MONTH", "QUARTER", "DAY", "SPLIT")
    return "UNTIL" if name == "BY" and is_dated else None


def _far_role(sentence: Sentence, index: int, at: int) -> str | None:
    """`par rapport au niveau de 2019`, `since it was founded in 2019`: the cue stands before a phrase that is dated."""
    between = sentence.types[at + 1 : index]
    is_base = CHAR["OF"] in between or not any(char in _LOCATIVE for char in between)
    for other in range(at, max(at - 8, -1), -1):
        char, value = sentence.types[other], sentence.values[other]
        if char == CHAR["SINCE"]:
            return "SINCE"
        if is_base and char in _COMPARING and value != "ON":
            return "BASE"
        if is_base and char == CHAR["CONJ"] and other and sentence.types[other - 1] == CHAR["MORE"]:
            return "BASE"
        if is_base and getattr(value, "kind", "") == "FACTOR" and other < at:
            return "BASE"
        if is_base and isinstance(value, VerbForm) and not value.senses.isdisjoint(_EXCEEDING) and other < at:
            return "BASE"
        is_base = is_base and (char in _IN_BASE or char in _BEFORE_PERIOD)
        if not is_base and char not in _IN_SINCE:
            break
    return _begun(sentence, at, index)


def _begun(sentence: Sentence, at: int, index: int) -> str | None:
    """ASIDE for a beginning told in passing (`Fondée en 2016, la société`), BEGUN for one told of the subject."""
    verb = sentence.values[at] if at >= 0 else None
    if not isinstance(verb, VerbForm) or "BEGIN" not in verb.senses or CHAR["QUANTITY"] in sentence.types[:at]:
        return None
    before = at - 1
    while before >= 0 and sentence.types[before] in _INSIDE:
        before -= 1
    if before > 1 and sentence.types[index + 1 : index + 2] == CHAR["COMMA"]:
        while before > 0 and sentence.types[before] in _APPOSED:
            before -= 1
    return "ASIDE" if before < 0 or sentence.types[before] in _OPENING else "BEGUN"


def _dates_forecast(sentence: Sentence, item: int, cues: Sequence[Cue]) -> bool:
    """`in the August forecast`, `la previsión de agosto`: a month that says when a forecast was made."""
    ref: PeriodRef = sentence.values[item]
    if ref.kind != "MONTH" and not (ref.kind == "FIXED" and len(ref.value) == len("2024-08")):
        return False
    first = item
    while first and sentence.types[first - 1] in _FORECAST_OF:
        first -= 1
    before = sentence.ends[first - 1] if 0 < first < item else -1
    after = sentence.starts[item + 1] if item + 1 < len(sentence.starts) else -1
    return any(cue.status == "F" and (cue.end == before or cue.start == after) for cue in cues)


_FORECAST_OF = chars("OF DET")
_INSIDE = chars("ADVERB AUX ORDINAL")
_APPOSED = chars("WORD NAME ONE DET NUMBERED")
_OPENING = chars("COMMA OPEN DASH")
_LOCATIVE = chars("PREP OUT_OF TO FROM")
_COMPARING = chars("BASE_CUE ABOVE BELOW")
_EXCEEDING = frozenset({"ABOVE", "BELOW"})


def _is_day(ref: PeriodRef) -> bool:
    return ref.kind == "DAY" or (ref.kind == "FIXED" and len(ref.value) == len("2024-01-01"))


def is_closed(sentence: Sentence, first: int, last: int) -> bool:
    """Whether a comma, conjunction, colon, dash or semicolon stands among tokens `first` to `last` − 1."""
    return not _CLOSED.isdisjoint(sentence.types[first:last])


def owners(sentence: Sentence, quantities: Sequence[int], items: Sequence[int]) -> dict[int, int | None]:
    """For each item (period or place) the quantity that it stands with; None for one that leads the sentence.

    Between two quantities an item belongs to the one before unless a comma or conjunction cuts it off from that
    and not from the one behind.
    """
    owned: dict[int, int | None] = {}
    for item in items:
        at, behind = bisect_left(quantities, item), bisect_right(quantities, item)
        before = quantities[at - 1] if at else None
        after = quantities[behind] if behind < len(quantities) else None
        if before is None:
            owned[item] = after if after is not None and not is_closed(sentence, item, after) else None
        elif (
            after is None
            or not is_closed(sentence, before + 1, item)
            or (is_closed(sentence, item, after) and not _is_hard(sentence, before, item))
        ):
            owned[item] = before
        else:
            owned[item] = after
    return owned


def _is_hard(sentence: Sentence, first: int, last: int) -> bool:
    return not _HARD.isdisjoint(sentence.types[first:last])


def nearest(quantity: int, items: Sequence[int]) -> int | None:
    """The item nearest to the quantity; of two as near the one behind it."""
    return min(items, key=lambda item: (abs(item - quantity), item < quantity), default=None)


class Timeline:
    """The periods of one sentence: their roles, their clauses, and the quantities that they stand with.

    `compared` are the quantities that stand as comparison values, `origins` those from which something changed: their
    periods are not shared with the others.
    """

    def __init__(
        self, sentence: Sentence, quantities: Sequence[int], compared: frozenset[int], cues: Sequence[Cue] = ()
    ) -> None:
        self.sentence = sentence
        self._clauses: Clauses | None = None
        self.quantities = quantities
        self.compared = compared
        self.roles = {found.start(): role(sentence, found.start()) for found in _PERIOD.finditer(sentence.types)}
        for item in self.roles if cues else ():
            if _dates_forecast(sentence, item, cues):
                self.roles[item] = "ASIDE"
        self.origins = self._origins()
        self._antecedents = self._before_clauses()
        self._labels = self._labelled()
        self._owned = self._owners([i for i, found in self.roles.items() if found in AT_ROLES])
        self._owned_bases = self._owners([i for i, found in self.roles.items() if found in _BASE])
        self._zipped = self._zip()
        self._periods: dict[int, Attached | None] = {}
        self._bases: dict[int, Attached | None] = {}

    @property
    def clauses(self) -> Clauses:
        """The clauses of the sentence; one without figure and period never asks."""
        found = self._clauses
        if found is None:
            found = self._clauses = clauses(self.sentence.types)
        return found

    def _owners(self, items: Sequence[int]) -> dict[int, int | None]:
        """Owners within the item's clause (of brackets without a quantity: the clause around); else none."""
        if not items or not self.quantities:
            return dict.fromkeys(items)
        found: dict[int, int | None] = {}
        numbers = self.clauses.numbers
        for item in items:
            inside = [q for q in self.quantities if numbers[q] == numbers[item]]
            if not inside and numbers[item] in self.clauses.outer and self._dates_its_noun(item):
                inside = [q for q in self.quantities if numbers[q] == self.clauses.outer[numbers[item]] and q < item]
                inside = inside if inside and self._is_of_figure(inside[-1], numbers.index(numbers[item])) else []
            found |= owners(self.sentence, inside, [item]) if inside else {item: None}
        return found

    def _dates_its_noun(self, item: int) -> bool:
        """Brackets without a figure date what stands before them; a relative does unless it tells a beginning."""
        verb = self.clauses.verbs.get(self.clauses.numbers[item])
        value = self.sentence.values[verb] if verb is not None else None
        return not (isinstance(value, VerbForm) and "BEGIN" in value.senses)

    def _is_of_figure(self, quantity: int, opening: int) -> bool:
        """`by 12 %, because of the strike that hit it in May`: a relative of a phrase cut off dates another thing."""
        return self.sentence.types[opening] == CHAR["OPEN"] or not is_closed(self.sentence, quantity + 1, opening - 1)

    def _before_clauses(self) -> dict[int, int]:
        """For each clause that a date opens (`than in 2019, when it was 5 %`) that date."""
        found: dict[int, int] = {}
        types = self.sentence.types
        for item in self.roles:
            after = item + 4
            is_opened = types[item + 1 : item + 2] == CHAR["COMMA"] and after < len(types)
            if is_opened and not _OPENERS.isdisjoint(types[item + 2 : item + 5]):
                numbers = self.clauses.numbers
                if numbers[after] != numbers[item]:
                    found.setdefault(numbers[after], item)
        return found

    def _labelled(self) -> dict[int, int]:
        """`(2022: 5 %, 2023: 6 %)`, `Vorjahr: 5 %`, `in 2022 (5 %)`: a period that only a colon or bracket parts."""
        found: dict[int, int] = {}
        types = self.sentence.types
        for item in self.roles:
            mark = types[item + 1 : item + 2]
            quantity = next((q for q in self.quantities if q > item + 1), None)
            if quantity is None or mark not in (CHAR["COLON"], CHAR["OPEN"]):
                continue
            if not LIGHT.issuperset(types[item + 2 : quantity]):
                continue
            is_change = bool(self.sentence.values[quantity].sign)
            if mark == CHAR["COLON"] or self.roles[item] == "AT" or not is_change:
                found[quantity] = item
        return found

    def _zip(self) -> dict[int, int]:
        """`5 %, 6 % et 7 % en 2022, 2023 et 2024`: as many periods in a row as quantities in a row, in order."""
        if len(self.roles) < 2 or len(self.quantities) < 2:
            return {}
        periods = rows_of(self.sentence, [i for i in self._owned if self.roles[i] == "AT"])
        figures = rows_of(self.sentence, self.quantities)
        zipped: dict[int, int] = {}
        for row in periods:
            same = [other for other in figures if len(other) == len(row)]
            if len(row) > 1 and len(same) == 1 and self.clauses.numbers[row[0]] == self.clauses.numbers[same[0][0]]:
                zipped |= dict(zip(same[0], row, strict=True))
        return zipped

    def tense(self, quantity: int) -> str:
        """The tense of the quantity's clause."""
        return tense(self.sentence, self.clauses, quantity)

    def owner(self, item: int) -> int | None:
        """The figure that has a date for its own."""
        return self._owned.get(item)

    def period(self, quantity: int) -> Attached | None:
        """The period of one quantity: its label, one in its clause, else one that its sentence shares out."""
        if not self.roles:
            return None
        if quantity not in self._periods:
            self._periods[quantity] = self._period(quantity)
        return self._periods[quantity]

    def _period(self, quantity: int) -> Attached | None:
        label = self._labels.get(quantity)
        if label is not None and self.roles[label] == "AT":
            return Attached(label, "AT", "PHRASE", is_own=True)
        if quantity in self._zipped:
            return Attached(self._zipped[quantity], "AT", "CLAUSE", is_own=True)
        found = self._in_clause(quantity)
        before = self._antecedents.get(self.clauses.numbers[quantity])
        if found is None and before is not None and self.roles[before] == "AT":
            return Attached(before, "AT", "CLAUSE", is_own=True)
        return found or self._shared(quantity)

    def _in_clause(self, quantity: int) -> Attached | None:
        """Its own date, else one that leads its clause; now-words, since and beginnings only where no other is."""
        owned = self._owned
        here = self.clauses.numbers[quantity]
        mine = [i for i, owner in owned.items() if owner == quantity and not self._is_partners(i, quantity)]
        strong = nearest(quantity, [i for i in mine if not self._is_weak(i)])
        if strong is not None:
            return self._attached(strong, "CLAUSE", is_own=True)
        leading = [i for i, owner in owned.items() if i < quantity and self.clauses.numbers[i] == here and
                   (owner is None or self._is_partners(i, owner)) and not self._is_weak(i)]  # fmt: skip
        if leading and quantity not in self.origins:
            return self._attached(leading[-1], "CLAUSE")
        weak = min(mine, key=lambda i: (_WEAK.get(self.roles[i], 0), abs(i - quantity)), default=None)
        return self._attached(weak, "CLAUSE", is_own=True) if weak is not None else None

    def _shared(self, quantity: int) -> Attached | None:
        """A date of another clause or figure that the sentence shares out."""
        owned = self._owned
        leading = [i for i, owner in owned.items() if owner is None and i < quantity and self._governs(i, quantity)]
        leading = [i for i in leading if not self._is_weak(i)] or leading
        if leading:
            return self._attached(leading[-1], "SENTENCE")
        if quantity in self.compared or quantity in self.origins:
            return None
        apart = self.compared | self.origins
        shared = [i for i, owner in owned.items() if owner is not None and owner not in apart]
        before = [i for i in shared if i < quantity and self._governs(i, quantity)]
        if before:
            return self._attached(before[-1], "SENTENCE")
        behind = [i for i in shared if i > quantity and self._is_shared_back(i, quantity)]
        same = {str(self.sentence.values[i]) for i in shared if i > quantity}
        return self._attached(behind[0], "SENTENCE") if behind and len(same) == 1 else None

    def _is_weak(self, item: int) -> bool:
        return self.roles[item] in _WEAK or self.sentence.values[item].value == "NOW"

    def _is_partners(self, item: int, quantity: int) -> bool:
        """A date before `de 31 à 34 euros` is that of the figure reached."""
        return quantity in self.origins and item < quantity

    def base(self, quantity: int) -> Attached | None:
        """The base of comparison that the quantity's clause names, else one that leads the sentence.

        A label that tells a base (`Vorjahr: 5 %`) has the role LABEL.
        """
        if not self.roles:
            return None
        if quantity not in self._bases:
            self._bases[quantity] = self._base(quantity)
        return self._bases[quantity]

    def _base(self, quantity: int) -> Attached | None:
        label = self._labels.get(quantity)
        if label is not None and self.roles[label] == "BASE":
            return Attached(label, "LABEL", "PHRASE", is_own=True)
        owned = self._owned_bases
        own = nearest(quantity, [i for i, owner in owned.items() if owner == quantity])
        if own is not None:
            return self._attached(own, "CLAUSE", is_own=True)
        before = self._antecedents.get(self.clauses.numbers[quantity])
        if before is not None and self.roles[before] == "BASE":
            return Attached(before, "LABEL", "CLAUSE", is_own=True)
        leading = [
            i for i, owner in owned.items() if owner is None and self.clauses.numbers[i] not in self.clauses.outer
        ]
        return self._attached(leading[-1], "SENTENCE") if leading else None

    def compared_with(self, quantity: int) -> Attached | None:
        """`a rise of 5 % over the 987 million approved for 2024`: the date of the figure that a change starts from."""
        behind = next((q for q in self.quantities if q > quantity), None)
        if behind not in self.compared or self.clauses.numbers[behind] != self.clauses.numbers[quantity]:
            return None
        own = nearest(behind, [i for i, owner in self._owned.items() if owner == behind and i > behind])
        return self._attached(own, "CLAUSE") if own is not None and self.roles[own] == "AT" else None

    def is_per_year(self, quantity: int) -> bool:
        """Whether the quantity's clause tells a change as so much a year: `9 % par an entre 2015 et 2019`."""
        here = self.clauses.numbers[quantity]
        values = self.sentence.values
        return any(self.clauses.numbers[i] == here and values[i].value == "YOY" for i in self.roles)

    def owners_of_dates(self) -> frozenset[int]:
        """The dates that a figure of the sentence has for its own."""
        return frozenset(item for item, owner in self._owned.items() if owner is not None)

    def clause_of(self, start: int) -> int:
        """The clause of the quantity that starts at an offset of the text; −1 where none does."""
        numbers = self.clauses.numbers
        return next((numbers[q] for q in self.quantities if self.sentence.starts[q] == start), -1)

    def _attached(self, index: int, basis: str, is_own: bool = False) -> Attached:
        return Attached(index, self.roles[index], basis, is_own)

    def _origins(self) -> frozenset[int]:
        """The figures from which something changed: `from 31`, `de 31 à 34`."""
        found = set()
        for quantity in self.quantities:
            at = quantity - 1
            while at >= 0 and self.sentence.types[at] in _BEHIND_ORIGIN:
                at -= 1
            if (at >= 0 and self.sentence.types[at] == CHAR["FROM"]) or opens_pair(self.sentence, quantity):
                found.add(quantity)
        return frozenset(found)

    def is_reached(self, quantity: int) -> bool:
        """Whether the quantity is the second of two levels: `de 31 à 34 euros`."""
        before = max((q for q in self.quantities if q < quantity), default=None)
        return before is not None and before in self.origins

    def _governs(self, item: int, quantity: int) -> bool:
        """Whether a period before the quantity may hold for it: in the same clause, or handed on by a main clause."""
        here, there = self.clauses.numbers[quantity], self.clauses.numbers[item]
        if here == there:
            return True
        if there in self.clauses.outer:
            return False
        if CHAR["COLON"] in self.sentence.types[item:quantity]:
            return True
        is_opening = item < self.clauses.verbs.get(there, len(self.sentence.types))
        if self.roles[item] == "UNTIL" and not is_opening:
            return False
        return is_opening or {self.tense(quantity), self.tense(item)} != {"PRESENT", "PAST"}

    def _is_shared_back(self, item: int, quantity: int) -> bool:
        """Whether a period behind may hold for a quantity before it: no other verb between, or one of its tense."""
        between = self.sentence.types[quantity:item]
        if any(c in _HARD for c in between):
            return False
        if self.roles[item] == "UNTIL" and any(c in _VERBAL for c in between):
            return False
        if self.clauses.numbers[item] == self.clauses.numbers[quantity]:
            return True
        is_last = _ENDING.issuperset(self.sentence.types[item + 1 :])
        is_main = is_last and self.clauses.numbers[item] not in self.clauses.outer
        return is_main and self.roles[item] == "AT" and self.tense(item) == self.tense(quantity)


_OPENERS = chars("REL CONJ")
_PERIOD = compiled("PERIOD")
_VERBAL = chars("VERB AUX INFINITIVE")
LIGHT = chars("APPROX ABOVE ABOVE_EQ BELOW BELOW_EQ DET PLUS DASH OPEN CURRENCY ADVERB OF")
_ENDING = chars("STOP CLOSE QUOTE COMMA SEMICOLON")
_BEHIND_ORIGIN = LIGHT - chars("OPEN OF")
_WEAK = {"SINCE": 1, "BEGUN": 2, "TITLED": 0}
AT_ROLES = ("AT", "UNTIL", "SINCE", "BEGUN", "TITLED")
_BASE = ("BASE", "SINCE")


def rows_of(sentence: Sentence, indices: Sequence[int]) -> list[list[int]]:
    """Indices in runs with nothing but commas, joints and small words between."""
    runs: list[list[int]] = []
    for index in indices:
        between = sentence.types[runs[-1][-1] + 1 : index] if runs else ""
        if runs and between and all(char in _LISTED for char in between):
            runs[-1].append(index)
        else:
            runs.append([index])
    return runs
