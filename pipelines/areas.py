"""Which areas a figure could be of: those that its sentence names, those spoken of before, the report's own.

Each option has its code, the words that gave it and what is known of it; the fitted weights choose (`weighing.py`),
first the report's own area, then each figure's. Does not belong here: which words are places (`places.py`), what a
report names where (`scope.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pipelines.drafts import Span
from pipelines.weighing import Features
from schemas import codelists


@dataclass(slots=True)
class Area:
    """An area that a figure or report could be of; `ways` are the origins that propose it, the nearest first."""

    value: str
    ways: list[str]
    basis: str
    span: Span | None = None
    told: set[str] = field(default_factory=set)
    features: Features = ()


class Proposal(NamedTuple):
    """One way to an area: its code, the origin and how far that is, the words, and what is told of it."""

    value: str
    way: str
    basis: str
    span: Span | None = None
    told: Iterable[str] = ()


def country_of(code: str) -> str:
    """The country of a subdivision; any other area itself."""
    return code.split("-")[0]


def level(code: str) -> str:
    """WORLD, GROUP, COUNTRY, SUBDIVISION or NONE."""
    area = codelists.areas().get(code)
    return area.level if area is not None else "NONE"


def merged(proposals: Iterable[Proposal]) -> list[Area]:
    """The options, each area once, the nearest first."""
    found: dict[str, Area] = {}
    for value, way, basis, span, told in proposals:
        known = found.get(value)
        if known is None:
            known = found[value] = Area(value, [], basis, span)
        known.ways.append(way)
        known.told.update(told)
    return list(found.values())


class Atlas:
    """What a report names: how often and where, by area; from that, what is known of an area."""

    def __init__(self) -> None:
        self.signs: dict[str, Counter[str]] = {}
        self._first: str | None = None
        self._spread: Counter[str] = Counter()
        self._sentences = 0
        self._here: set[str] = set()
        self._known: dict[str, tuple[str, ...]] = {}
        self._total = 0

    def note(self, code: str, sign: str) -> None:
        """Count an area that the report names: `sign` says where and how."""
        self.signs.setdefault(code, Counter())[sign] += 1
        self._first = self._first or code
        if code not in self._here:
            self._here.add(code)
            self._spread[code] += 1
        self._total += 1
        if self._known:
            self._known = {}

    def enter(self) -> None:
        """A new sentence with figures: areas are counted once for each."""
        self._here = set()
        self._sentences += 1

    def weight(self, code: str) -> int:
        """How often an area is named."""
        return self.signs[code].total() if code in self.signs else 0

    def candidates(self) -> list[str]:
        """The areas named and their countries, the ones named most first."""
        weights = Counter({code: self.weight(code) for code in self.signs})
        for code in list(weights):
            weights[country_of(code)] += 0
        families: Counter[str] = Counter()
        for code, times in weights.items():
            families[country_of(code)] += times
        return sorted(weights, key=lambda code: (-families[country_of(code)], -weights[code], code))

    def known(self, code: str) -> tuple[str, ...]:
        """What the whole report tells of an area: where it is named and how much."""
        if code not in self._known:
            self._known[code] = tuple(self._told(code))
        return self._known[code]

    def _told(self, code: str) -> Iterator[str]:
        signs = self.signs.get(code, Counter())
        country = country_of(code)
        parts = [other for other in self.signs if other != country and country_of(other) == country]
        own, of_parts = self.weight(code), sum(map(self.weight, parts))
        inside = of_parts + self.weight(country)
        yield f"v level {level(code)}"
        yield f"p named {min(own.bit_length(), 4)}"
        yield f"p share {_quarter(own, self._total)}"
        yield f"p share of country {_quarter(inside, self._total)}"
        yield f"p share in country {_quarter(own, inside)}"
        if code in codelists.capitals():
            yield "v capital"
        if code != country:
            yield f"p share of parts {_quarter(own, of_parts)}"
        else:
            yield f"p parts {min(len(parts), 3)}"
        yield f"p spread {_quarter(self._spread.get(code, 0), self._sentences)}"
        words = [sign for sign in signs if "organization" not in sign]
        for where in ("title", "lead", "dateline"):
            if any(sign.startswith(where) for sign in words):
                yield f"v {where}"
            elif any(sign.startswith(where) for other in parts for sign in self.signs[other]):
                yield f"p part in {where}" if code == country else f"p beside {where}"
        if code != country and any(sign.startswith("title") for sign in self.signs.get(country, ())):
            yield "p whole in title"
        if code == self._first:
            yield "v named first"
        if signs and not words:
            yield "v only organizations"
        for sign in ("title INSTITUTION", "lead INSTITUTION", "body INSTITUTION", "title COMPANY", "lead COMPANY"):
            if f"{sign} organization" in signs:
                yield f"p {sign}"
        if signs and own == max(map(self.weight, self.signs), default=0):
            yield "p named most"


def _quarter(part: int, whole: int) -> int:
    return 4 * part // whole if whole else 0


def describe(options: Sequence[Area], atlas: Atlas, home: str | None) -> None:
    """Set the features of a figure's options; a single one needs none."""
    if len(options) == 1:
        return
    for option in options:
        found = {f"s {way}" for way in option.ways} | option.told
        found.update(atlas.known(option.value))
        if home is not None:
            found.add(f"v {beside(option.value, home)}")
        option.features = tuple(sorted(found))


def beside(code: str, home: str) -> str:
    """How an area stands to the report's own."""
    if code == home:
        return "home"
    if country_of(code) == home:
        return "in home"
    if country_of(home) == code:
        return "around home"
    return "beside home" if country_of(code) == country_of(home) else "away from home"
