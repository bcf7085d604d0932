"""Fits `pipelines/slots.csv`, the weights by which periods and areas are chosen, on opened reports: `make fit`.

Every annotated quantity with a period or area is an example: the options that its report offers, and which of them the
gold takes for right; a report is one for its own area, the one of most rows. The weights are those of a conditional
log-linear model (softmax over the options, L2). The first round reads with the gold's own choices, the second reads a
report with weights that have not seen it, so that what follows on an error is learnt from as it will be. Prints what
five folds over reports give (not with --quick), then writes the file. Held-out reports are never read.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import product

import numpy as np
from scipy import optimize, sparse

from pipelines.areas import Area
from pipelines.carried import Reading
from pipelines.dating import dated
from pipelines.extract import extract
from pipelines.gold import GoldRow
from pipelines.languages import SUPPORTED
from pipelines.moments import Moment
from pipelines.score import area_key, is_right_period
from pipelines.segment import paragraphs
from pipelines.weighing import Chooser, Chosen, Features, Weights, crossed, own
from schemas.records import Report
from tests.fitting.fit_ranking import CORPUS, FOLDS, REAL, ROOT, Source, sources

TARGET = ROOT / "pipelines" / "slots.csv"
SLOTS = ("PERIOD", "CHAIN_PERIOD", "HOME", "AREA", "CHAIN_HOME", "CHAIN_AREA", "CHANGE")
HOMES, AREAS = frozenset({"HOME", "CHAIN_HOME"}), frozenset({"AREA", "CHAIN_AREA"})
PERIODS = frozenset({"PERIOD", "CHAIN_PERIOD"})
STEPS, AT_LEAST, KEPT = 120, 4, 0.02
L2 = {
    "PERIOD": 60.0,
    "CHAIN_PERIOD": 40.0,
    "HOME": 10.0,
    "AREA": 40.0,
    "CHAIN_HOME": 10.0,
    "CHAIN_AREA": 40.0,
    "CHANGE": 10.0,
}
PLAIN = {"PERIOD": 12.0, "AREA": 3.0}
"""How much more a sentence of the corpus weighs than a statement of a real report: grammar must hold."""
ISSUED = "2025-03-15"
"""When corpus sentences are published that do not say so."""
Pair = tuple[str, str]


@dataclass
class Example:
    """One choice: the pairs of features of each option, and which options are right."""

    slot: str
    report: str
    language: str
    pairs: list[list[Pair]]
    right: list[bool]
    chosen: int
    importance: float = 1.0


@dataclass
class Recorder(Chooser):
    """A chooser that keeps what it chose from; `follows_gold` makes it take the first right option."""

    source: Source
    weights: Weights
    follows_gold: bool
    examples: list[Example] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(self.weights)

    def choose(
        self, slot: str, options: Sequence[Chosen], context: Features, start: int
    ) -> tuple[Chosen, float] | None:
        found = super().choose(slot, options, context, start)
        row = self.source.row_at(start) if slot not in HOMES else None
        if (row is None and slot not in HOMES) or found is None:
            return found
        right = _right(slot, row, self.source, options)
        if right is None:
            return found
        pairs = [[*own(o.features), *(p for f in o.features for p in crossed(f, context))] for o in options]
        at = next(i for i, option in enumerate(options) if option is found[0])
        source = self.source
        weight = source.importance * (PLAIN.get(slot, 1.0) if source.name.startswith("corpus") else 1.0)
        self.examples.append(Example(slot, source.name, source.report.language, pairs, right, at, weight))
        if self.follows_gold and any(right):
            return options[right.index(True)], 1.0
        return found


def _right(slot: str, row: GoldRow | None, source: Source, options: Sequence[object]) -> list[bool] | None:
    """Which options the gold takes for right; None where it does not say."""
    if slot in HOMES and len(source.rows) == 1:
        return None
    if slot in HOMES:
        areas = Counter(row.geo for row in source.rows if row.geo)
        wanted = area_key(areas.most_common(1)[0][0]) if areas else None
        return [isinstance(o, Area) and area_key(o.value) == wanted for o in options] if wanted else None
    if row is not None and slot in AREAS and row.geo:
        return [isinstance(o, Area) and area_key(o.value) == area_key(row.geo) for o in options]
    if row is not None and slot == "CHANGE":
        is_change = row.measure == "change_rel"
        return [isinstance(o, Reading) and (o.value == "carried") == is_change for o in options]
    if row is not None and slot in PERIODS and row.period:
        issued = source.report.date_issued
        return [isinstance(o, Moment) and is_right_period(row.period, o.value, issued) for o in options]
    return None


def sentences() -> Iterator[Source]:
    """The corpus sentences whose period or area is annotated."""
    kinds = (("periods", "text"), ("changes", "sentence"), ("areas", "text"))
    for language, (kind, column) in product(SUPPORTED, kinds):
        if kind == "areas" and not (CORPUS / language / "areas.csv").exists():
            continue
        with (CORPUS / language / f"{kind}.csv").open(encoding="utf-8", newline="") as lines:
            for at, row in enumerate(csv.DictReader(lines)):
                text, start = row[column], row[column].index(row["quote"])
                issued = date.fromisoformat(row.get("publication_date", ISSUED))
                report = Report(f"{language}{at}", "corpus.txt", text, language, date_issued=issued)
                blank = GoldRow("", row["quote"], start, start + len(row["quote"]), (), (), 0, *[""] * 7)  # type: ignore[arg-type]
                yield Source(
                    f"corpus {language} {at % 10}",
                    report,
                    (replace(blank, period=row.get("period", ""), geo=row.get("geo", "")),),
                    REAL,
                )


def record(found: Sequence[Source], weights: Callable[[Source], Weights], follows_gold: bool) -> list[Example]:
    """The examples of all sources, each read with the weights for it."""
    examples: list[Example] = []
    for source in found:
        cut = paragraphs(source.report.report_id, source.report.text)
        source.report = dated(source.report, cut)
        recorder = Recorder(source, weights(source), follows_gold)
        extract(source.report, cut, chooser=recorder)
        examples += recorder.examples
    return examples


def fit(examples: Sequence[Example]) -> Weights:
    """Weights by slot and pair of features (L-BFGS on the marginal likelihood of the right options, with L2)."""
    return {slot: _fit([e for e in examples if e.slot == slot and any(e.right)], L2[slot]) for slot in SLOTS}


def _fit(examples: Sequence[Example], penalty: float) -> dict[Pair, float]:
    if not examples:
        return {}
    counts: dict[Pair, int] = defaultdict(int)
    for example in examples:
        for pair in {pair for pairs in example.pairs for pair in pairs}:
            counts[pair] += 1
    vocabulary = {pair: at for at, pair in enumerate(sorted(p for p, n in counts.items() if n >= AT_LEAST))}
    columns: list[int] = []
    ends = [0]
    for example in examples:
        for pairs in example.pairs:
            columns += [at for pair in pairs if (at := vocabulary.get(pair)) is not None]
            ends.append(len(columns))
    matrix = sparse.csr_array((np.ones(len(columns)), columns, ends), shape=(len(ends) - 1, len(vocabulary)))
    back = matrix.T.tocsr()
    right = np.array([value for example in examples for value in example.right], dtype=float)
    sizes = np.array([len(example.right) for example in examples])
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    importance = np.array([example.importance for example in examples])
    spread = np.repeat(importance, sizes)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = matrix @ weights
        shares = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), sizes))
        totals, good = np.add.reduceat(shares, starts), np.add.reduceat(shares * right, starts)
        entropy = importance @ (np.log(totals) - np.log(good)) + penalty / 2 * weights @ weights
        gradient = shares / np.repeat(totals, sizes) - shares * right / np.repeat(good, sizes)
        return entropy, back @ (gradient * spread) + penalty * weights

    found = optimize.minimize(loss, np.zeros(len(vocabulary)), jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    return {pair: round(float(found.x[at]), 2) for pair, at in vocabulary.items() if abs(found.x[at]) >= KEPT}


def folds_of(found: Sequence[Source]) -> dict[str, int]:
    """The fold of each report."""
    return {name: at % FOLDS for at, name in enumerate(sorted({source.name for source in found}))}


def rounds(found: Sequence[Source]) -> list[Example]:
    """The examples of both rounds."""
    examples = record(found, lambda _: {}, True)
    folds = folds_of(found)
    by_fold = [fit([e for e in examples if folds[e.report] != fold]) for fold in range(FOLDS)]
    return record(found, lambda source: by_fold[folds[source.name]], False) + examples


def report(found: Sequence[Source], examples: Sequence[Example]) -> None:
    """Print, per slot and language, how often a right option was offered and how often it was chosen by folds."""
    folds = folds_of(found)
    by_fold = [fit([e for e in examples if folds[e.report] != fold]) for fold in range(FOLDS)]
    tested = record(found, lambda source: by_fold[folds[source.name]], False)
    groups: dict[tuple[str, str], list[Example]] = defaultdict(list)
    for example in tested:
        if example.report.startswith("corpus"):
            continue
        groups[example.slot, example.language].append(example)
        groups[example.slot, "all"].append(example)
    print("slot    lang     n  offered  chosen (five folds over reports)")  # noqa: T201
    for (slot, language), members in sorted(groups.items()):
        offered, chosen = np.mean([any(e.right) for e in members]), np.mean([e.right[e.chosen] for e in members])
        print(f"{slot:7} {language:4} {len(members):5}  {offered:.3f}    {chosen:.3f}")  # noqa: T201


def main() -> None:
    """Fit and write the weights."""
    found = [source for source in sources() if not source.name.startswith("corpus")]
    found += sentences()
    examples = rounds(found)
    weights = fit(examples)
    if "--quick" not in sys.argv:
        report(found, examples)
    with TARGET.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("slot", "first", "second", "weight"))
        writer.writerows((s, *pair, weights[s][pair]) for s in sorted(weights) for pair in sorted(weights[s]))
    sys.stdout.write(f"{sum(map(len, weights.values()))} weights in {TARGET.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
