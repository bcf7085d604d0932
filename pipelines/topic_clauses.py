"""Clauses of a language that sets its topic first: commas part them, and a clause that names no topic keeps the last.

What in a stretch of tokens is content (a label's words) and what is time, place, comparison or a light verb is told
here; which stretch measures what is told in `topic_subjects.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.languages.base import Pack
from pipelines.languages.inflection import VerbForm
from pipelines.tokens import CHAR, NAME_OF, Sentence, chars

Span = tuple[int, int]
MAX_ASIDE = 40
"""Tokens of a bracket that may be passed over."""
MAX_LABEL = 30
"""Characters of a label; the furthest of its slices are dropped beyond."""

BOUNDARY = chars("COMMA SEMICOLON COLON STOP OPEN CLOSE BULLET")
NOMINAL = chars(
    "WORD NAME ORG RATE_CUE SHARE_CUE INDEX_CUE DURATION_CUE ORDINAL CHANGE SKIPPED UNIT POINT CURRENCY_PREFIX"
)
_PLACES = chars("PLACE HOMELAND AREA_NOUN")
_LINKS = chars("OF CONJ QUOTE SYMBOL HYPHEN SLASH")
_SIGNS = frozenset({"UP", "DOWN"})
_LIGHT = frozenset({"LEVEL", "HOLD"})


def senses(sentence: Sentence, index: int) -> frozenset[str]:
    """The senses of the verb at a token; empty for any other token."""
    value = sentence.values[index]
    return value.senses if isinstance(value, VerbForm) else frozenset()


def is_acting(sentence: Sentence, index: int) -> bool:
    """Whether the token is a verb that belongs to what is measured (`销售`), not one that only says how much."""
    found = senses(sentence, index)
    return bool(found) and not found & (_SIGNS | _LIGHT)


@dataclass(frozen=True, slots=True)
class Content:
    """The content of a stretch of tokens: its tokens, as slices of the stored text."""

    tokens: tuple[int, ...]
    slices: tuple[Span, ...]

    def text(self, sentence: Sentence) -> str:
        """The slices put together without white space."""
        return "".join("".join(sentence.text[start:end].split()) for start, end in self.slices)


EMPTY = Content((), ())


def content(sentence: Sentence, first: int, last: int, *, is_behind: bool = False) -> Content:
    """The content of tokens `first` to `last`, both included: no time, leading place, comparison or light verb.

    What stands before a word of saying is dropped, but not behind a figure (七成的企业认为…).
    """
    kept: list[int] = []
    index = first
    while index <= last:
        char = sentence.types[index]
        name = NAME_OF[char]
        if name == "SOURCE_CUE":
            if not is_behind:
                kept.clear()
        elif name == "BASE_CUE":
            index = _over_base(sentence, index, last)
        elif name == "PREP" and _whole_end(sentence, index, last):
            index = _whole_end(sentence, index, last)
        elif (
            char in NOMINAL
            or (char in _PLACES and kept and _is_inside(sentence, kept[-1], index))
            or (char in _PLACES and _is_of_name(sentence, index, last))
            or _is_towards(sentence, index, last)
            or (name == "VERB" and _is_content_verb(sentence, index, last))
            or (char in _LINKS and kept and index < last)
            or (
                name == "PER" and sentence.types[index + 1 : index + 2] == CHAR["WORD"] and sentence.is_glued(index + 1)
            )
        ):
            kept.append(index)
        index += 1
    if len(kept) > 1 and _is_part_of(sentence, kept[-1]):
        kept.pop()
    return _sliced(sentence, kept)


def _is_part_of(sentence: Sentence, index: int) -> bool:
    """Whether the token is the verb of a share (占)."""
    return NAME_OF[sentence.types[index]] == "SHARE_CUE" and sentence.values[index] == "OF"


def _whole_end(sentence: Sentence, index: int, last: int) -> int:
    """在总量中占65%: the verb of a share that ends the whole which a preposition leads in; 0 where none does."""
    if sentence.values[index] == "AWAY":
        return 0
    for at in range(index + 1, last + 1):
        if _is_part_of(sentence, at):
            return at
        if NAME_OF[sentence.types[at]] == "QUANTITY":
            break
    return 0


def _is_towards(sentence: Sentence, index: int, last: int) -> bool:
    """对越南进出口: a preposition of direction with its place, before the noun that it belongs to."""
    if sentence.types[index] in _PLACES and index:
        index -= 1
    is_led = NAME_OF[sentence.types[index]] == "PREP" and sentence.values[index] == "AWAY"
    behind = sentence.types[index + 1 : index + 3]
    if not is_led or index + 2 > last or behind[:1] == "" or behind[0] not in _PLACES:
        return False
    return behind[1] in NOMINAL or is_acting(sentence, index + 2)


def _is_of_name(sentence: Sentence, index: int, last: int) -> bool:
    """宁波舟山港, 武汉局: a place before a head of one character is part of its name."""
    while index < last and sentence.types[index] in _PLACES and sentence.is_glued(index + 1):
        index += 1
    return sentence.types[index] == CHAR["WORD"] and sentence.ends[index] - sentence.starts[index] == 1


def _is_inside(sentence: Sentence, before: int, index: int) -> bool:
    """Whether a place stands inside a noun phrase: behind a link or content right before it."""
    return before == index - 1 and sentence.is_glued(index)


def _is_content_verb(sentence: Sentence, index: int, last: int) -> bool:
    """A verb that acts, or one of change that stands as a noun right before another: 增长动力."""
    if is_acting(sentence, index):
        return True
    if senses(sentence, index) & _LIGHT:
        return False
    following = sentence.types[index + 1 : index + 2]
    return index < last and following != "" and following in NOMINAL and sentence.is_glued(index + 1)


def _over_base(sentence: Sentence, index: int, last: int) -> int:
    """The last token of a comparison that begins at `index`: through its period, else to the verb behind it."""
    for at in range(index + 1, min(index + 7, last + 1)):
        name = NAME_OF[sentence.types[at]]
        if name == "PERIOD":
            has_more = sentence.types[at + 1 : at + 2] in (CHAR["OF"], CHAR["COMPARED"])
            return at + 1 if has_more and at + 1 <= last else at
        if name in ("VERB", "MORE", "CHANGE") and not is_acting(sentence, at):
            return at - 1
    return last


def _sliced(sentence: Sentence, kept: Sequence[int]) -> Content:
    """Kept tokens as slices: neighbours joined, links at either end dropped."""
    groups: list[list[int]] = []
    for index in kept:
        if groups and groups[-1][-1] == index - 1:
            groups[-1].append(index)
        else:
            groups.append([index])
    slices: list[Span] = []
    tokens: list[int] = []
    for group in groups:
        while group and sentence.types[group[0]] in _LINKS:
            group.pop(0)
        while group and sentence.types[group[-1]] in _LINKS and not _closes(sentence, group):
            group.pop()
        if group:
            slices.append((sentence.starts[group[0]], sentence.ends[group[-1]]))
            tokens += group
    return Content(tuple(tokens), tuple(slices)) if slices else EMPTY


def _closes(sentence: Sentence, group: Sequence[int]) -> bool:
    """Whether the last token is the closing one of two quotation marks."""
    quote = CHAR["QUOTE"]
    return sentence.types[group[-1]] == quote and sum(sentence.types[i] == quote for i in group) % 2 == 0


def without_asides(sentence: Sentence) -> tuple[Sentence, list[int]]:
    """The sentence without brackets that hold no figure and no period, and the place of each token that stays."""
    gone: set[int] = set()
    opening = sentence.types.find(CHAR["OPEN"])
    while opening >= 0:
        closing = sentence.types.find(CHAR["CLOSE"], opening, opening + MAX_ASIDE)
        inside = sentence.types[opening:closing]
        if closing > 0 and CHAR["QUANTITY"] not in inside and CHAR["PERIOD"] not in inside:
            gone.update(range(opening, closing + 1))
        opening = sentence.types.find(CHAR["OPEN"], max(opening, closing) + 1)
    if not gone:
        return sentence, list(range(len(sentence.types)))
    kept = [index for index in range(len(sentence.types)) if index not in gone]
    inner = Sentence(
        sentence.text,
        "".join(sentence.types[index] for index in kept),
        [sentence.starts[index] for index in kept],
        [sentence.ends[index] for index in kept],
        [sentence.values[index] for index in kept],
    )
    return inner, kept


class Clauses:
    """A sentence's clauses as token spans."""

    def __init__(self, sentence: Sentence, pack: Pack) -> None:
        self.sentence = sentence
        self.pack = pack
        self.firsts = [0] + [i + 1 for i, char in enumerate(sentence.types) if char in BOUNDARY]
        self._of: list[int] = []
        number = -1
        firsts = set(self.firsts)
        for index in range(len(sentence.types)):
            number += index in firsts
            self._of.append(number)

    def number(self, index: int) -> int:
        """The clause of a token."""
        return self._of[index]

    def span(self, number: int) -> Span:
        """First and last token of a clause, without the boundary; last < first for an empty one."""
        first = self.firsts[number]
        last = self.firsts[number + 1] - 2 if number + 1 < len(self.firsts) else len(self.sentence.types) - 1
        if last >= first and self.sentence.types[last] in BOUNDARY:
            last -= 1
        return first, last

    def opening(self, number: int) -> str:
        """The type name of the boundary before a clause; empty for the first."""
        first = self.firsts[number]
        return NAME_OF[self.sentence.types[first - 1]] if first else ""

    def is_weak(self, found: Content) -> bool:
        """Whether content only says in what respect the topic is meant: 增速, 其占比."""
        text = found.text(self.sentence)
        return not text or text in self.pack.sets["WEAK_HEAD"]

    def is_measure(self, text: str) -> bool:
        """Whether a label ends in a word that measures: 收入, 产量, 比重."""
        ends = self.pack.sets["MEASURE_END"]
        return any(text[-length:] in ends for length in (1, 2, 3, 4))


def shortened(slices: Sequence[Span]) -> tuple[Span, ...]:
    """The nearest slices, the last ones, that fit a label; a single slice that is too long loses its beginning."""
    if sum([end - start for start, end in slices]) <= MAX_LABEL:
        return tuple(slices)
    kept: list[Span] = []
    room = MAX_LABEL
    for start, end in reversed(slices):
        if end - start > room:
            if not kept:
                kept.append((end - room, end))
            break
        kept.append((start, end))
        room -= end - start
    return tuple(reversed(kept))
