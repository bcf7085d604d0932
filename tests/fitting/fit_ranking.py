"""Fits the weights of `pipelines/ranking.csv` on opened reports: `make fit`.

Every annotated quantity is an example: its candidates, and how well each names the indicator. The weights are those of
a conditional log-linear model (softmax over a quantity's candidates, L2), the second round on the candidates that the
first round's weights lead to. Prints what five folds over reports give (not with --quick), then writes the file.
Held-out reports are never read.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
from scipy import optimize, sparse

from pipelines import readers
from pipelines.dating import dated
from pipelines.extract import extract
from pipelines.gold import GoldRow, read_gold
from pipelines.labels import names_indicator, stands_in, words_of
from pipelines.languages import SUPPORTED
from pipelines.phrases import label
from pipelines.ranking import ANY, Candidate, Ranker, Situation, Weights, most_agreed
from pipelines.readers import sidecar
from pipelines.segment import paragraphs
from pipelines.topic_features import SHARED
from schemas.records import Report, ReportMetadata, stable_id

ROOT = Path(__file__).parents[2]
REPORTS = (
    (ROOT / "tests" / "gold" / "opened", ROOT / "tests" / "gold" / "opened"),
    (ROOT / "tests" / "gold" / "retold", ROOT / "tests" / "gold" / "retold"),
    (ROOT / "tests" / "gold", ROOT / "docs" / "samples"),
    (ROOT.parent / "shared" / "acceptance" / "dev", ROOT.parent / "shared" / "acceptance" / "dev"),
    (ROOT.parent / "shared" / "acceptance", ROOT.parent / "shared" / "acceptance"),
)
CORPUS = ROOT / "tests" / "corpus"
TARGET = ROOT / "pipelines" / "ranking.csv"
FOLDS, ROUNDS, STEPS = 5, 2, 100
SHARPNESS = 3
"""How much more a better label weighs than a good one."""
REAL = 2.0
"""The importance of a statement of a real report."""
AT_LEAST = 4
"""A feature of fewer examples has no weight."""
L2_RULES, L2_SHARED, L2_SPECIAL = 0.0015, 0.0007, 0.006
L2_CHAIN = (0.08, 0.02, 0.05)
"""The same for topic chains, of which there are fewer examples."""
KEPT = 0.02
"""Weights nearer to zero are dropped from the file."""


@dataclass
class Example:
    """One quantity: its candidates as (group, feature) lists, their words, how good each is (0 to 1), which are right.

    `importance` is how much it weighs: what people really published weighs more than what was written for the fit.
    """

    report: str
    language: str
    features: list[list[tuple[str, str]]]
    words: list[frozenset[str]]
    grades: list[float]
    right: list[bool]
    importance: float = 1.0

    @property
    def is_chain(self) -> bool:
        """Whether its weights are those of topic chains."""
        return any(group == SHARED for group, _ in self.features[0])


@dataclass
class Source:
    """A report with the rows of its gold."""

    name: str
    report: Report
    rows: Sequence[GoldRow]
    importance: float = 1.0

    def row_at(self, start: int) -> GoldRow | None:
        """The gold row of the quantity that starts at an offset; its quote may begin a sign or two behind that."""
        return next((row for row in self.rows if row.start <= start < row.end or start < row.start < start + 3), None)


@dataclass
class Recorder(Ranker):
    """A ranker that keeps what it chose from; `follows_gold` makes it take the best candidate by the gold."""

    source: Source
    weights: Weights
    follows_gold: bool
    examples: list[Example] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(self.weights)

    def choose(self, candidates: Sequence[Candidate], around: Situation) -> tuple[Candidate, float] | None:
        row = self.source.row_at(around.start)
        if row is not None and candidates:
            labels = [label(self.source.report.text, candidate.subject.slices) for candidate in candidates]
            example = Example(
                self.source.name,
                self.source.report.language,
                [_features(candidate, around) for candidate in candidates],
                [candidate.words for candidate in candidates],
                [grade(text, row) for text in labels],
                [names_indicator(text, row.indicator_words, row.references) for text in labels],
                self.source.importance,
            )
            self.examples.append(example)
            if self.follows_gold and max(example.grades) > 0:
                return candidates[int(np.argmax(example.grades))], 1.0
        return super().choose(candidates, around)


def _features(candidate: Candidate, around: Situation) -> list[tuple[str, str]]:
    return [(rule, feature) for rule in candidate.rules for feature in around.features] + [
        (group, feature) for group in around.shared for feature in candidate.features
    ]


def grade(text: str, row: GoldRow) -> float:
    """How well a label names a gold row's indicator: F1 of its words against the nearest reference, 0 where wrong."""
    if not names_indicator(text, row.indicator_words, row.references):
        return 0.0
    essential = " ".join(word.replace("|", " ") for word in row.indicator_words)
    references = [r for r in row.references if " " in r or len(r) > 24 or not r.isascii()] or [essential]
    return max(_f1(text, reference) for reference in (*references, essential))


def _f1(text: str, reference: str) -> float:
    mine, wanted = _units(text), _units(reference)
    if not mine or not wanted:
        return 0.0
    if _has_han(text):  # each letter as often as it stands in both, so that what says a thing twice is no better
        return 2 * sum((Counter(mine) & Counter(wanted)).values()) / (len(mine) + len(wanted))
    precision = sum(stands_in(word, reference) for word in mine) / len(mine)
    recall = sum(stands_in(word, text) for word in wanted) / len(wanted)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _has_han(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


def _units(text: str) -> list[str]:
    words = words_of(text)
    if _has_han(text):
        return [letter for word in words for letter in word]
    return [word for word in words if len(word) > 2]


def sources() -> Iterator[Source]:
    """Every opened report with gold, then the corpus sentences whose subject is annotated."""
    for gold_folder, texts in REPORTS:
        for gold in sorted(gold_folder.glob("*.gold.csv")):
            stem = gold.name.removesuffix(".gold.csv")
            path = next(p for s in (".txt", ".md") if (p := texts / f"{stem}{s}").exists())
            beside = path.with_name(path.name + ".meta.toml")
            metadata = sidecar.parse(beside.read_bytes()).metadata if beside.exists() else ReportMetadata()
            language = metadata.language or (stem[:2] if stem[2] == "_" else "fr")
            text = readers.read(path.name, path.read_bytes()).text
            if language in SUPPORTED:
                report = Report(stable_id("inbox", path.name), path.name, text, language, metadata)
                importance = REAL if ROOT not in gold.parents or gold.parent.name == "retold" else 1.0
                yield Source(stem, report, read_gold(text, gold.read_text(encoding="utf-8")), importance)
    for language in SUPPORTED:
        with (CORPUS / language / "subjects.csv").open(encoding="utf-8", newline="") as lines:
            for at, row in enumerate(csv.DictReader(lines)):
                text, start = row["sentence"], row["sentence"].index(row["quote"])
                report = Report(f"{language}{at}", "corpus.txt", text, language, date_issued=date(2025, 3, 15))
                words, labels = tuple(row["words"].split("|")), tuple(row["label"].split("|"))
                blank = GoldRow("", row["quote"], start, start + len(row["quote"]), words, labels, 0, *[""] * 7)  # type: ignore[arg-type]
                yield Source(f"corpus {language} {at % 10}", report, (blank,))


def record(found: Sequence[Source], weights: Weights, follows_gold: bool) -> list[Example]:
    """The examples of all sources, read with these weights."""
    examples: list[Example] = []
    for source in found:
        cut = paragraphs(source.report.report_id, source.report.text)
        recorder = Recorder(source, weights, follows_gold)
        extract(dated(source.report, cut), cut, recorder)
        examples += recorder.examples
    return examples


class Design:
    """Examples as a sparse matrix (a row per candidate) over a vocabulary of (group, feature)."""

    def __init__(self, examples: Sequence[Example], vocabulary: dict[tuple[str, str], int]) -> None:
        columns: list[int] = []
        ends, sizes, targets = [0], [], []
        for example in examples:
            for features in example.features:
                columns += [at for feature in features if (at := vocabulary.get(feature)) is not None]
                ends.append(len(columns))
            grades = np.array(example.grades) ** SHARPNESS
            targets += list(grades / grades.sum())
            sizes.append(len(grades))
        self.importance = np.array([example.importance for example in examples])
        shape = (len(targets), len(vocabulary))
        self.matrix = sparse.csr_array((np.ones(len(columns)), columns, ends), shape=shape)
        self.back = self.matrix.T.tocsr()
        self.sizes, self.targets = np.array(sizes), np.array(targets)
        self.starts = np.concatenate(([0], np.cumsum(self.sizes)[:-1]))

    def loss(self, weights: np.ndarray, penalty: np.ndarray) -> tuple[float, np.ndarray]:
        """Mean cross-entropy with L2, and its gradient."""
        scores = self.matrix @ weights
        scores -= np.repeat(np.maximum.reduceat(scores, self.starts), self.sizes)
        shares = np.exp(scores)
        totals = np.add.reduceat(shares, self.starts)
        shares /= np.repeat(totals, self.sizes)
        n = self.importance.sum()
        spread = np.repeat(self.importance, self.sizes)
        entropy = (self.importance @ np.log(totals) - (self.targets * spread) @ scores) / n
        gradient = self.back @ ((shares - self.targets) * spread) / n
        return entropy + penalty @ weights**2 / 2, gradient + penalty * weights


def fit(examples: Sequence[Example]) -> Weights:
    """Weights by group and feature: those of topic chains apart, since they share none with the others."""
    chains = [e for e in examples if e.is_chain]
    others = [e for e in examples if not e.is_chain]
    return {**_fit(others, (L2_RULES, L2_SHARED, L2_SPECIAL)), **_fit(chains, L2_CHAIN)}


def _fit(examples: Sequence[Example], strengths: tuple[float, float, float]) -> dict[str, dict[str, float]]:
    """L-BFGS on the cross-entropy with L2 (for templates, shared and special groups), stopped early."""
    usable = [e for e in examples if max(e.grades) > 0]
    if not usable:
        return {}
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for example in usable:
        for feature in {f for features in example.features for f in features}:
            counts[feature] += 1
    vocabulary = {f: i for i, f in enumerate(sorted(f for f, n in counts.items() if n >= AT_LEAST))}
    of_rules, shared, special = strengths
    penalty = np.array([shared if group in (ANY, SHARED) else special if group[0] == ANY else of_rules
                        for group, _ in vocabulary])  # fmt: skip
    design = Design(usable, vocabulary)
    found = optimize.minimize(
        design.loss, np.zeros(len(vocabulary)), (penalty,), "L-BFGS-B", jac=True, options={"maxiter": STEPS}
    )
    weights: dict[str, dict[str, float]] = defaultdict(dict)
    for (group, feature), at in vocabulary.items():
        if abs(found.x[at]) >= KEPT:
            weights[group][feature] = round(float(found.x[at]), 2)
    return weights


def chosen_right(examples: Sequence[Example], weights: Weights) -> list[bool]:
    """For each example whether the candidate that the engine would choose is right."""
    found = []
    for example in examples:
        scores = [sum(weights.get(g, {}).get(f, 0.0) for g, f in features) for features in example.features]
        found.append(example.right[most_agreed(scores, example.words)[0]])
    return found


def report(examples: Sequence[Example], more: Sequence[Example]) -> None:
    """Print, per language, how often a right label was among the candidates and how often it was chosen by folds.

    `more` are further examples of the same reports, to learn from.
    """
    names = sorted({e.report for e in examples})
    folds = {name: at % FOLDS for at, name in enumerate(names)}
    right: dict[str, list[bool]] = defaultdict(list)
    offered: dict[str, list[bool]] = defaultdict(list)
    for fold in range(FOLDS):
        weights = fit([e for e in (*examples, *more) if folds[e.report] != fold])
        test = [e for e in examples if folds[e.report] == fold]
        for example, is_right in zip(test, chosen_right(test, weights), strict=True):
            kind = "corpus" if example.report.startswith("corpus") else "reports"
            right[f"{example.language} {kind}"].append(is_right)
            offered[f"{example.language} {kind}"].append(any(example.right))
    print("set            n  offered  chosen (five folds over reports)")  # noqa: T201
    for key in sorted(right):
        print(f"{key:12} {len(right[key]):4}  {np.mean(offered[key]):.3f}    {np.mean(right[key]):.3f}")  # noqa: T201


def main() -> None:
    """Fit and write the weights."""
    found = list(sources())
    examples = record(found, {}, True)
    weights = fit(examples)
    for _ in range(ROUNDS - 1):
        examples = record(found, weights, False) + examples
        weights = fit(examples)
    if "--quick" not in sys.argv:
        report(record(found, weights, False), examples)
    with TARGET.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("group", "feature", "weight"))
        writer.writerows((g, f, w) for g in sorted(weights) for f, w in sorted(weights[g].items()))
    sys.stdout.write(f"{sum(map(len, weights.values()))} weights in {TARGET.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
