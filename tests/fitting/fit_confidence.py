"""Fits `pipelines/confidence.csv` on opened reports: `make fit` runs it after the weights of the subjects.

Each report that was really published, or retells one, is read with weights of subjects and periods that were fitted
without it, and held against its gold; made-up reports would promise too much. A logistic model (L2) then says from a
statement's stored features how likely it is right in full. Prints what five folds over reports give: of the statements
at each confidence, how many are right.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from scipy import optimize, sparse

from pipelines.confidence import ALWAYS, confidence, signs
from pipelines.dating import dated
from pipelines.evaluation import BINS
from pipelines.extract import extract
from pipelines.ranking import Ranker
from pipelines.score import score_report
from pipelines.segment import paragraphs
from pipelines.weighing import Chooser
from schemas import codelists
from schemas.records import Mention
from tests.fitting import fit_slots
from tests.fitting.fit_ranking import FOLDS, REAL, ROOT, Source, fit, record, sources

TARGET = ROOT / "pipelines" / "confidence.csv"
L2, AT_LEAST, KEPT = 0.0008, 5, 0.02
UNSEEN = 0.3
"""How much lower the odds (natural logarithm) of a report are that no rule has seen.

The rules were written with the opened reports in view, so their parts are surer there than elsewhere. Eighty retold
reports (1,568 statements found) that came last had a mean confidence of 0.42 by weights fitted without them; 0.37 of
their statements were right in full, which is 0.23 less.
"""


def features(mention: Mention) -> list[str]:
    """The features of a mention, as the engine sees them when it makes one."""
    unit_type = codelists.units()[mention.unit_measure].unit_type
    is_open = mention.is_scale_ambiguous or mention.is_separator_ambiguous
    return signs(mention.slots, mention.stat_type, unit_type, is_open)


def judged(found: Sequence[Source]) -> list[tuple[int, list[str], bool]]:
    """Per statement its fold, its features and whether it is right in full, read by weights without its report."""
    names = sorted({source.name for source in found})
    folds = {name: at % FOLDS for at, name in enumerate(names)}
    everything = record(found, {}, True)
    choices = fit_slots.record([s for s in found if not s.name.startswith("corpus")], lambda _: {}, True)
    rows = []
    for fold in range(FOLDS):
        ranker = Ranker(fit([e for e in everything if folds[e.report] != fold]))
        chooser = Chooser(fit_slots.fit([e for e in choices if folds[e.report] != fold]))
        for source in found:
            if folds[source.name] != fold or source.importance < REAL:
                continue
            cut = paragraphs(source.report.report_id, source.report.text)
            report = dated(source.report, cut)
            mentions = extract(report, cut, ranker, chooser).mentions
            score = score_report(source.name, report.language, report.date_issued, source.rows, mentions)
            rows += [(fold, features(one.mention), one.is_full) for one in score.judged]
    return rows


def logistic(rows: Sequence[tuple[int, list[str], bool]]) -> dict[str, float]:
    """Weights of the features (L-BFGS on the log-likelihood with L2)."""
    counts: dict[str, int] = {}
    for _, names, _ in rows:
        for name in names:
            counts[name] = counts.get(name, 0) + 1
    vocabulary = {name: at for at, name in enumerate(sorted(n for n, c in counts.items() if c >= AT_LEAST))}
    columns, ends = [], [0]
    for _, names, _ in rows:
        columns += [vocabulary[name] for name in names if name in vocabulary]
        ends.append(len(columns))
    matrix = sparse.csr_array((np.ones(len(columns)), columns, ends), shape=(len(rows), len(vocabulary)))
    truth = np.array([float(is_right) for _, _, is_right in rows])

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = matrix @ weights
        likely = 1 / (1 + np.exp(-scores))
        entropy = np.logaddexp(0, scores) - truth * scores
        return entropy.mean() + L2 * weights @ weights / 2, matrix.T @ (likely - truth) / len(rows) + L2 * weights

    found = optimize.minimize(loss, np.zeros(len(vocabulary)), method="L-BFGS-B", jac=True)
    return {name: round(float(found.x[at]), 2) for name, at in vocabulary.items() if abs(found.x[at]) >= KEPT}


def main() -> None:
    """Fit, print the calibration over folds, write the weights."""
    rows = judged(list(sources()))
    likely, right = [], []
    for fold in range(FOLDS):
        weights = logistic([row for row in rows if row[0] != fold])
        likely += [confidence(names, weights) for at, names, _ in rows if at == fold]
        right += [is_right for at, _, is_right in rows if at == fold]
    sys.stdout.write("confidence       n   mean  right in full (five folds over reports)\n")
    for low, high in pairwise(BINS):
        inside = [(p, r) for p, r in zip(likely, right, strict=True) if low <= p < high]
        if inside:
            mean, share = np.mean(inside, axis=0)
            sys.stdout.write(f"{low:.1f} to {min(high, 1.0):.1f} {len(inside):7}  {mean:.3f}  {share:.3f}\n")
    weights = logistic(rows)
    weights[ALWAYS] = round(weights.get(ALWAYS, 0.0) - UNSEEN, 2)
    with TARGET.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("feature", "weight"))
        writer.writerows(sorted(weights.items()))
    sys.stdout.write(f"{len(weights)} weights in {Path(TARGET).relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
