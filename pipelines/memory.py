"""What the choice of a subject remembers of a report: earlier labels, of which units, under which title."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

Span = tuple[int, int]
Slices = tuple[Span, ...]
MAX_SAID, LAST_SAID, SAID_ALIKE = 40, 3, 2
"""Labels said before that are remembered; how many of the last, and of the last with the figure's unit, are offered."""


@dataclass(slots=True)
class Said:
    """A label that figures had before: the last one's unit, measure, number among the report's and paragraph."""

    unit: str
    stat_type: str
    number: int
    paragraph_id: str
    times: int = 1


@dataclass(slots=True)
class Headed:
    """What labels with one head were said of: how often of each unit, and the number of the last figure."""

    number: int = 0
    units: dict[str, int] = field(default_factory=dict)


class Part(NamedTuple):
    """What the words of one slice say.

    The first one's first letters, their keys and beginnings, the class of the head noun and of those beside it; the
    features of the first word, of the last, and of the only one.
    """

    head: str
    keys: tuple[str, ...]
    words: frozenset[str]
    noun: str
    others: tuple[str, ...]
    opens: tuple[str, ...]
    ends: tuple[str, ...]
    alone: tuple[str, ...]


class Told(NamedTuple):
    """What a label's own words say: its head, their features, their beginnings, and the class of its head noun."""

    head: str
    features: tuple[str, ...]
    words: frozenset[str]
    noun: str


@dataclass(slots=True)
class Memory:
    """What descriptions of one report share.

    The labels chosen so far by slices and by heads, the figures of each unit, what labels' own words say (whole labels
    by their slices, slices by their text), and the beginnings of the words in the report's title and in the last
    heading.
    """

    heads: dict[str, Headed] = field(default_factory=dict)
    units: Counter[str] = field(default_factory=Counter)
    told: dict[Slices, Told] = field(default_factory=dict)
    parts: dict[str, Part] = field(default_factory=dict)
    said: dict[Slices, Said] = field(default_factory=dict)
    title: frozenset[str] = frozenset()
    heading: frozenset[str] = frozenset()
    number: int = 0

    def note(self, slices: Slices, head: str, unit: str, stat_type: str, paragraph_id: str) -> None:
        """Remember the label of a figure; the ones said longest ago are forgotten."""
        self.number += 1
        self.units[unit] += 1
        headed = self.heads.setdefault(head, Headed())
        headed.number = self.number
        headed.units[unit] = headed.units.get(unit, 0) + 1
        before = self.said.pop(slices, None)
        times = before.times + 1 if before is not None else 1
        self.said[slices] = Said(unit, stat_type, self.number, paragraph_id, times)
        if len(self.said) > MAX_SAID:
            del self.said[next(iter(self.said))]

    def note_heading(self, words: frozenset[str], *, is_title: bool) -> None:
        """Remember the words of a heading; those of all that open the report are its title's."""
        if is_title:
            self.title |= words
        else:
            self.heading = words
        self.told.clear()

    def earlier(self, unit: str) -> Iterator[Slices]:
        """Labels said before: the last ones, then the last ones of that unit, then the one said most."""
        recent = reversed(self.said.items())
        yield from [slices for slices, _ in islice(recent, LAST_SAID)]
        yield from islice((slices for slices, said in recent if said.unit == unit), SAID_ALIKE)
        if len(self.said) > LAST_SAID:
            times = [said.times for said in reversed(self.said.values())]
            yield next(islice(reversed(self.said), times.index(max(times)), None))
