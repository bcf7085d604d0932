"""Which option fills a slot: a log-linear choice with fitted weights for features and their conjunctions.

An option's features are marked by what they tell: `s ` where it comes from, `t ` how its words stand, `v ` what kind of
value it is, `p ` what holds for it plainly. The score of an option is the sum of the weights of its features, of their
pairs (origins with each other, the words and the value; words with each other), and of all but the plain ones paired
with the context that the options share. The weights stand in `slots.csv`, fitted by `make fit` on opened reports.
"""

from __future__ import annotations

import csv
import io
import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from itertools import repeat
from operator import itemgetter
from typing import Protocol, TypeVar

Features = tuple[str, ...]
"""Sorted, so that each pair of features has one order."""


class Known(tuple[str, ...]):
    """Features that are the same object wherever they are the same, and looked up by that."""

    __slots__ = ()
    __hash__ = object.__hash__
    __eq__ = object.__eq__


Weights = Mapping[str, Mapping[tuple[str, str], float]]
"""Weights by slot and pair of features; the second is empty for a feature on its own."""

_NOTHING = repeat(0.0)
_PAIRED = frozenset({"ss", "st", "sv", "tt"})
_FIRST = frozenset(pair[0] for pair in _PAIRED)
_PLAIN, _BEHIND_PLAIN = "p", "q"
_KEPT, _CONTEXTS = 20_000, 2_000
"""Sums of options, and contexts with theirs, that are remembered before they are all forgotten."""


class Option(Protocol):
    """What can fill a slot."""

    @property
    def features(self) -> Features:
        """What is known of it."""


Chosen = TypeVar("Chosen", bound=Option)


def own(features: Features) -> Iterator[tuple[str, str]]:
    """The features of an option and their pairs."""
    for at, first in enumerate(features):
        yield first, ""
        for second in features[at + 1 :]:
            if first[0] + second[0] in _PAIRED:
                yield first, second


def crossed(feature: str, context: Features) -> Iterator[tuple[str, str]]:
    """A feature with each of the context."""
    if feature[0] != _PLAIN:
        for other in context:
            yield feature, other


def first_best(scores: Sequence[float]) -> int:
    """Which score is the best: of two as good ones (to six decimals) the first, in whatever order weights add up."""
    top = max(scores)
    best = scores.index(top)
    for at, score in enumerate(scores[:best]):
        if score > top - 1e-5 and round(score, 6) == round(top, 6):
            return at
    return best


def _rows(pairs: Mapping[tuple[str, str], float]) -> dict[str, dict[str, float]]:
    """Weights by first and second feature."""
    found: dict[str, dict[str, float]] = {}
    for (first, second), weight in pairs.items():
        found.setdefault(first, {})[second] = weight
    return found


def transposed(rows: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """The same weights by column and row."""
    found: dict[str, dict[str, float]] = {}
    for row, weights in rows.items():
        for column, weight in weights.items():
            found.setdefault(column, {})[row] = weight
    return found


class _Rows(dict[str, list[float]]):
    """Weights by row, in the order of the columns' places, put into it where a row is first asked for."""

    def __init__(self, weights: Mapping[str, Mapping[str, float]], places: Mapping[str, int]) -> None:
        super().__init__()
        self._weights = weights
        self._places = places
        self._nothing = [0.0] * (len(places) + FIRST_PLACE)

    def __missing__(self, row: str) -> list[float]:
        weights = self._weights.get(row)
        if weights is None:
            return self._nothing
        found = self[row] = self._nothing.copy()
        for column, weight in weights.items():
            found[self._places[column]] = weight
        return found


FIRST_PLACE = 2
"""The places before it hold no weight, so that there are always two to get at once."""


class Table:
    """Weights by row and column, for sums over the same columns of many rows."""

    def __init__(self, weights: Mapping[str, Mapping[str, float]]) -> None:
        columns = dict.fromkeys(column for found in weights.values() for column in found)
        self._places = {column: place for place, column in enumerate(columns, FIRST_PLACE)}
        self._rows = _Rows(weights, self._places)

    def sums(self, columns: Iterable[str]) -> Sums:
        """The sums of these columns, by row."""
        return Sums(self._rows, itemgetter(0, 1, *filter(None, map(self._places.get, columns))))


class Sums(dict[str, float]):
    """Sums over some columns by row, added up where a row is first asked for; 0 for a row without weights."""

    def __init__(self, rows: _Rows, told: Callable[[list[float]], Sequence[float]]) -> None:
        super().__init__()
        self._rows = rows
        self._told = told

    def __missing__(self, row: str) -> float:
        found = self[row] = sum(self._told(self._rows[row]))
        return found


def _added_up(rows: Mapping[str, Mapping[str, float]], features: Features) -> tuple[float, Features]:
    """The weights of features that are not plain and their pairs, and those that the context is asked about."""
    score = 0.0
    crossing = []
    for at, feature in enumerate(features):
        row = rows.get(feature)
        if row is not None:
            score += row.get("", 0.0)
            if feature[0] in _FIRST:
                score += sum(map(row.get, features[at + 1 :], _NOTHING))
            crossing.append(feature)
    return score, tuple(crossing)


class Chooser:
    """Chooses among options by weights; remembers sums that come again."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self._rows = {slot: _rows(pairs) for slot, pairs in weights.items()}
        self._own: dict[str, dict[Features, tuple[float, Features]]] = {slot: {} for slot in weights}
        self._paired: dict[str, dict[Features, tuple[float, Features]]] = {slot: {} for slot in weights}
        self._crossing = {slot: Table(rows) for slot, rows in self._rows.items()}
        self._crossed: dict[str, dict[Features, Sums]] = {slot: {} for slot in weights}

    def scores(self, slot: str, options: Sequence[Option], context: Features) -> list[float]:
        """The score of each option."""
        if slot not in self._rows:
            return [0.0] * len(options)
        sums, contexts = self._own[slot], self._crossed[slot]
        if len(sums) > _KEPT or len(contexts) > _CONTEXTS:
            sums.clear()
            contexts.clear()
        if context not in contexts:
            contexts[context] = self._crossing[slot].sums(context)
        around = contexts[context].__getitem__
        found = []
        for option in options:
            known = sums.get(option.features)
            if known is None:
                known = sums[option.features] = self._summed(slot, option.features)
            score, crossing = known
            found.append(sum(map(around, crossing), score))
        return found

    def _summed(self, slot: str, features: Features) -> tuple[float, Features]:
        """The sum of an option's own weights, and which of its features the context is asked about."""
        rows, paired = self._rows[slot], self._paired[slot]
        first = bisect_right(features, _BEHIND_PLAIN)
        rest = tuple(features[first:])
        known = paired.get(rest)
        if known is None:
            if len(paired) > _KEPT:
                paired.clear()
            known = paired[rest] = _added_up(rows, rest)
        return known[0] + sum([rows[plain].get("", 0.0) for plain in features[:first] if plain in rows]), known[1]

    def choose(
        self, slot: str, options: Sequence[Chosen], context: Features, start: int
    ) -> tuple[Chosen, float] | None:
        """The best option and its share among all (0 to 1) for the quantity at offset `start`; None without options."""
        if not options:
            return None
        if len(options) == 1:
            return options[0], 1.0
        scores = self.scores(slot, options, context)
        best = first_best(scores)
        top = scores[best]
        return options[best], 1.0 / sum([math.exp(score - top) for score in scores])


def read_weights(text: str) -> Weights:
    """Weights from CSV text (slot, first, second, weight)."""
    found: dict[str, dict[tuple[str, str], float]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        found.setdefault(row["slot"], {})[row["first"], row["second"]] = float(row["weight"])
    return found


@cache
def fitted() -> Chooser:
    """The chooser with the fitted weights, read once."""
    return Chooser(read_weights((resources.files("pipelines") / "slots.csv").read_text(encoding="utf-8")))
