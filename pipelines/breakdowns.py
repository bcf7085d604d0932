"""Whose figure a figure is within its indicator: the company, sex, age, sector or partner that its words name.

Two companies' revenues, or women's and men's unemployment, are two series and no conflict. A company that is only the
source of a figure is none of its breakdown. Does not belong here: the surfaces that name groups (`partitions.py`).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from pipelines.counts import Skip
from pipelines.languages.base import Organization, Pack, Place
from pipelines.partitions import PARTNER, Group, groups_in, joined_code
from pipelines.tokens import CHAR, NAME_OF, Sentence, chars, compiled

COMPANY = "COMPANY"
_ORG = compiled("ORG")
_SKIPPED = compiled("SKIPPED")
_QUANTITY = compiled("QUANTITY")
_BOUNDARY = chars("SEMICOLON STOP SOURCE_CUE")
_NOT_OWN = frozenset("SOURCE_CUE BASE_CUE BY FROM PREP TO WITH".split())
_BESIDE = chars("PREP DET OF TO ADVERB BY FROM WITH OPEN DEMONSTRATIVE BETWEEN")
"""What may stand between a figure and its group, or between two groups of which one is part of the other."""
_JOINING = chars("CONJ COMMA DET OF PREP TO BY FROM")
_JOINTS = chars("CONJ COMMA")
_MODIFYING = chars("WORD NAME ORG")
_ARTICLES = chars("DET DEMONSTRATIVE PRONOUN")
_NOT_LED_BY = chars("BASE_CUE SOURCE_CUE NEG VERB INFINITIVE GERUND AUX")
"""Before a group that is compared with, told by, or the object of a verb."""


@dataclass(frozen=True, slots=True)
class _Named:
    """A group with its first and last token."""

    group: Group
    first: int
    last: int


class Parts:
    """The groups that one sentence names, for all its figures.

    `ages` are the offsets of numbers that tell an age, `partners` the tokens of places that something goes to or comes
    from.
    """

    def __init__(self, sentence: Sentence, pack: Pack, ages: Iterable[int] = (), partners: Iterable[int] = ()) -> None:
        self._sentence = sentence
        self._pack = pack
        areas = [found for at in partners if (found := _partner(sentence, at)) is not None]
        named = sorted([*self._found({*ages, *_ages(sentence)}), *areas], key=lambda one: one.first)
        self._zipped: dict[int, str] = {}
        self._groups: list[_Named] = []
        self._beside: set[_Named] = set()
        if not named:
            return
        sectors = {one.group.code for one in named if one.group.kind == "SECTOR"}
        contrast = len(sectors) > 1
        named = [one for one in named if contrast or one.group.kind != "SECTOR" or not one.group.is_ambiguous]
        self._zipped = self._zip(named)
        self._groups = self._without_joined(named)
        self._beside = {one for at in self._quantities() for one in self._behind(at)}

    def of(
        self, index: int, label: Sequence[tuple[int, int]], inherited: str | None, *, is_same: bool = False
    ) -> str | None:
        """The code of the group that the figure at token `index` is of; None where no words name one.

        `inherited` is the group of the statement that it continues; `is_same` says that its label is that of the
        figure before.
        """
        if index in self._zipped:
            return self._zipped[index]
        if not self._groups:
            return inherited
        codes: dict[str, str] = {}
        inside = [one for one in self._groups if any(s <= one.group.start < e for s, e in label)]
        kinds = [kind for kind, _ in {(one.group.kind, one.group.code) for one in inside}]
        told = [one for one in inside if kinds.count(one.group.kind) == 1]
        if len(label) > 1:  # of `industry, services` the last part is the figure's own
            start, end = label[-1]
            told = [*(one for one in inside if start <= one.group.start < end), *told]
        before = [one for one in self._before(index, is_same=is_same) if kinds.count(one.group.kind) < SEVERAL]
        last = max((at for at in self._quantities() if at < index), default=-1)
        own = [one for one in before if one.first > last >= 0]
        for one in (*self._behind(index), *own, *told, *before):
            codes.setdefault(one.group.kind, one.group.code)
        return joined_code(codes.values()) or inherited

    def _found(self, ages: Set[int]) -> Iterator[_Named]:
        """The groups with their tokens, without those that are only part of another name or tell a duration."""
        sentence = self._sentence
        if not sentence.starts:
            return
        before: _Named | None = None
        for group in groups_in(sentence.text, sentence.starts[0], sentence.ends[-1], self._pack):
            first = bisect_right(sentence.starts, group.start) - 1
            last = bisect_left(sentence.starts, group.end) - 1
            one = _Named(group, first, last)
            if not self._is_bare(one):
                continue
            if group.kind == "AGE" and group.is_ambiguous:
                is_part = before is not None and self._is_between(before.last, first, _BESIDE)
                if not is_part and not any(group.start <= age < group.end for age in ages):
                    continue
            before = one
            yield one

    def _is_bare(self, one: _Named) -> bool:
        """Whether a sector's name is a phrase by itself: `industry`, not `car industry` or `industrie du livre`.

        In a language without spaces every name has to begin where a word begins.
        """
        sentence, types = self._sentence, self._sentence.types
        if self._pack.unspaced is not None:
            return one.group.start == sentence.starts[one.first]
        if one.group.kind != "SECTOR":
            return True
        if types[one.first] not in _BESIDE and one.first and types[one.first - 1] in _MODIFYING:
            return False
        after = types[one.last + 1 : one.last + 2]
        if after and (after == CHAR["OF"] or (after in _MODIFYING and not self._pack.compounds_before)):
            return False
        return not (after == CHAR["TO"] and types[one.last + 2 : one.last + 3] in _MODIFYING)

    def _is_between(self, first: int, last: int, allowed: frozenset[str]) -> bool:
        """Whether between two tokens stand only words of these types, at most four."""
        return 0 < last - first <= MOST_BETWEEN and allowed.issuperset(self._sentence.types[first + 1 : last])

    def _runs(self, named: Sequence[_Named]) -> Iterator[list[_Named]]:
        """Groups of one kind that a conjunction or comma joins."""
        run = list(named[:1])
        for one, other in pairwise(named):
            between = self._sentence.types[one.last + 1 : other.first]
            is_joined = one.group.kind == other.group.kind and not _JOINTS.isdisjoint(between)
            if is_joined and self._is_between(one.last, other.first, _JOINING):
                run.append(other)
            else:
                yield run
                run = [other]
        if run:
            yield run

    def _zip(self, named: Sequence[_Named]) -> dict[int, str]:
        """`7 and 6 %, for women and men respectively`: as many figures as groups, in their order."""
        if CHAR["ZIP"] not in self._sentence.types:
            return {}
        quantities = list(self._quantities())
        for run in self._runs(named):
            if len(run) == len(quantities) > 1:
                return {at: one.group.code for at, one in zip(quantities, run, strict=True)}
        return {}

    def _without_joined(self, named: Sequence[_Named]) -> list[_Named]:
        """Without `women and men`, which is everybody, and without the word for an age whose numbers follow."""
        alone = [run[0] for run in self._runs(named) if len(run) == 1]
        loose = {
            one for one, other in pairwise(alone)
            if one.group.kind == other.group.kind == "AGE" and self._is_between(one.last, other.first, _BESIDE)
        }  # fmt: skip
        return [one for one in alone if one not in loose]

    def _quantities(self) -> Iterator[int]:
        return (found.start() for found in _QUANTITY.finditer(self._sentence.types))

    def _behind(self, index: int) -> Iterator[_Named]:
        """The groups right behind a figure: `25 % of women aged 15 to 24`."""
        at = index
        for one in self._groups:
            if one.first > at and self._is_between(at, one.first, _BESIDE):
                yield one
                at = one.last

    def _before(self, index: int, *, is_same: bool) -> Iterator[_Named]:
        """The groups before a figure in its clause, the nearest first, that no other figure has."""
        types = self._sentence.types
        for one in reversed(self._groups):
            if one.last >= index or one in self._beside:
                continue
            between = types[one.last + 1 : index]
            if not _BOUNDARY.isdisjoint(between) or (CHAR["COLON"] in between[:-2]):
                return
            if not is_same and CHAR["QUANTITY"] in between:
                return
            if self._leads(one.first) not in _NOT_LED_BY:
                yield one

    def _leads(self, first: int) -> str:
        """The token before a group and its article."""
        types = self._sentence.types
        at = first - 1
        while at >= 0 and types[at] in _ARTICLES:
            at -= 1
        return types[at] if at >= 0 else ""


def _partner(sentence: Sentence, index: int) -> _Named | None:
    """The area of a place token as a partner."""
    place = sentence.values[index]
    if not isinstance(place, Place) or place.kind not in ("NAME", "CITY") or not place.ref_area:
        return None
    code = f"{PARTNER}:{place.ref_area}"
    return _Named(Group(sentence.starts[index], sentence.ends[index], code, is_ambiguous=False), index, index)


def _ages(sentence: Sentence) -> Iterator[int]:
    """Where numbers stand that the rules for bare numbers took for an age."""
    for found in _SKIPPED.finditer(sentence.types):
        value = sentence.values[found.start()]
        if value == "age" or (isinstance(value, Skip) and value.reason == "age"):
            yield sentence.starts[found.start()]


SEVERAL = 2
"""Groups of one kind in a label, of which it is then about neither."""
MOST_BETWEEN = 5
"""Tokens from a figure to its group."""


def company_of(sentence: Sentence, index: int, label: Sequence[tuple[int, int]], previous: str | None) -> str | None:
    """The breakdown code of the company whose figure stands at token `index`; None where no words name one.

    A name in the clause goes before one that only the label brings along from another. `label` are the offsets of the
    subject's label; `previous` is the breakdown of a statement with the same subject.
    """
    own: str | None = None
    told: str | None = None
    for found in _ORG.finditer(sentence.types):
        at = found.start()
        value = sentence.values[at]
        if not isinstance(value, Organization) or value.kind != COMPANY:
            continue
        start = sentence.starts[at]
        if any(first <= start < last for first, last in label):
            if not _parted(sentence, min(at, index), max(at, index)):
                return value.breakdown
            told = value.breakdown
        elif at < index and _stands_free(sentence, at) and not _parted(sentence, at, index):
            own = value.breakdown
    return own or told or previous


def _stands_free(sentence: Sentence, at: int) -> bool:
    """Whether a name is no mere complement: `Renault vendit`, not `selon Renault`, `hors Renault`."""
    before = NAME_OF[sentence.types[at - 1]] if at else "START"
    if before == "DET" and at > 1:
        before = NAME_OF[sentence.types[at - 2]]
    return before not in _NOT_OWN


def _parted(sentence: Sentence, first: int, last: int) -> bool:
    return not _BOUNDARY.isdisjoint(sentence.types[first:last])
