"""Which candidate names a quantity's indicator: a log-linear choice with fitted weights.

Every candidate has the templates that proposed it and plain features of its phrase and place (`features.py`). Its score
is the sum of their weights, its share that among all (softmax). Candidates often say the same in more or fewer words,
so the slot is filled by the one that most of the shares agree with: where `sales`, `sales of cars` and `weather` have
about a third each, `weather` has lost. The weights stand in `ranking.csv`, fitted by `make fit` on opened reports.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import NamedTuple

from pipelines.clauses import Subject
from pipelines.weighing import Sums, Table, first_best, transposed

Weights = Mapping[str, Mapping[str, float]]
"""Weights by group (a template's name, or `*` for what every candidate has) and feature."""

ANY = "*"
STRICTNESS = 1.6
"""The power of F1 by which two labels agree: at 1, labels of two halves win that are neither."""
LEAST_SHARE = 0.02
"""A candidate of a smaller share is not asked what it agrees with."""


@dataclass(slots=True)
class Candidate:
    """One label that a quantity could have: the subject as resolved, and every template that proposed it.

    `words` are its label's by their beginnings: what it has in common with another one.
    """

    subject: Subject
    rules: list[str]
    features: list[str]
    words: frozenset[str] = frozenset()


class Situation(NamedTuple):
    """A quantity's offset in the stored text, the features of its surroundings, and what its candidates share.

    `shared` are the groups whose weights hold for every candidate: all, those of its kind, those of its language.
    """

    start: int
    features: tuple[str, ...]
    shared: tuple[str, ...]


MAX_SUMS = 2_000
"""Sets of groups whose sums are kept."""


def merged(subjects: Iterable[Subject]) -> list[Candidate]:
    """The resolved candidates, those with the same words joined, in order of proposal."""
    found: dict[tuple[tuple[int, int], ...], Candidate] = {}
    for subject in subjects:
        if not subject.slices:
            continue
        known = found.get(subject.slices)
        if known is None:
            found[subject.slices] = Candidate(subject, [subject.rule], [])
            continue
        if subject.rule not in known.rules:
            known.rules.append(subject.rule)
        first = known.subject
        if (
            (subject.inherits and not first.inherits)
            or (subject.is_anaphoric and not first.is_anaphoric)
            or (subject.tokens is not None and first.tokens is None)
        ):
            known.subject = Subject(
                first.slices,
                first.rule,
                first.basis,
                first.is_anaphoric or subject.is_anaphoric,
                first.inherits or subject.inherits,
                first.of_focus,
                first.tokens or subject.tokens,
            )
    return list(found.values())


class Ranker:
    """Chooses among candidates by weights."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self._sums: dict[tuple[str, ...], Sums] = {}
        self._templates = Table({rule: found for rule, found in weights.items() if not rule.startswith(ANY)})
        shared = {group: found for group, found in weights.items() if group.startswith(ANY)}
        self._shared = Table(transposed(shared))

    def _common(self, groups: tuple[str, ...]) -> Sums:
        """The weights of groups that hold together, by feature."""
        found = self._sums.get(groups)
        if found is None:
            if len(self._sums) >= MAX_SUMS:
                self._sums.clear()
            found = self._sums[groups] = self._shared.sums(groups)
        return found

    def scores(self, candidates: Sequence[Candidate], around: Situation) -> list[float]:
        """The score of each candidate: its templates' weights for the situation plus those of its own features."""
        rule = self._templates.sums(around.features).__getitem__
        common = self._common(around.shared).__getitem__
        return [sum(map(common, one.features), sum(map(rule, one.rules))) for one in candidates]

    def choose(self, candidates: Sequence[Candidate], around: Situation) -> tuple[Candidate, float] | None:
        """The candidate that agrees best with all others by their shares, and how far (0 to 1); None of none."""
        if not candidates:
            return None
        if len(candidates) == 1:
            return candidates[0], 1.0
        best, agreed = most_agreed(self.scores(candidates, around), [candidate.words for candidate in candidates])
        return candidates[best], agreed


def most_agreed(scores: Sequence[float], words: Sequence[frozenset[str]]) -> tuple[int, float]:
    """Which label agrees best with all labels by their shares (a power of F1 of words), and how far (0 to 1)."""
    top = max(scores)
    odds = [math.exp(score - top) for score in scores]
    least = LEAST_SHARE * sum(odds)
    likely = [at for at, share in enumerate(odds) if share >= least]
    agreed = [odds[at] for at in likely]
    for place, at in enumerate(likely):
        own = words[at]
        for behind in range(place + 1, len(likely)):
            other = likely[behind]
            if common := len(own & words[other]):
                alike = (2 * common / (len(own) + len(words[other]))) ** STRICTNESS
                agreed[place] += odds[other] * alike
                agreed[behind] += odds[at] * alike
    best = first_best(agreed)
    return likely[best], agreed[best] / sum([odds[at] for at in likely])


def read_weights(text: str) -> Weights:
    """Weights from CSV text (group, feature, weight)."""
    found: dict[str, dict[str, float]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        found.setdefault(row["group"], {})[row["feature"]] = float(row["weight"])
    return found


@cache
def fitted() -> Ranker:
    """The ranker with the fitted weights, read once."""
    return Ranker(read_weights((resources.files("pipelines") / "ranking.csv").read_text(encoding="utf-8")))
