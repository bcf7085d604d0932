"""More than a score: how sure its figures are, which rules err, which measures are confused, what confidence means.

It works on judged mentions (`score.py`). Does not belong here: judging, reading files, running the engine.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from pipelines.score import MEASURES, ReportScore, Tally

SAMPLES = 1000
_FIELD_OF = {
    "SUBJECT": "indicator", "PERIOD": "period", "BASE": "base_period", "AREA": "geo", "STATUS": "status",
    "VALUE": "value",
}  # fmt: skip
FIGURES: dict[str, Callable[[Tally], float]] = {
    "detection": lambda tally: tally.detection_f1,
    "core": lambda tally: tally.core_f1,
    "full": lambda tally: tally.full_f1,
}
BINS = (0.0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)


def intervals(reports: Sequence[ReportScore], samples: int = SAMPLES) -> dict[str, tuple[float, float]]:
    """95 % bootstrap intervals of detection, core and full F1 over reports (percentile method; Efron 1979).

    Reports are drawn with replacement, since statements of one report err together. The draw is seeded.
    """
    draw = random.Random(1)
    found: dict[str, list[float]] = defaultdict(list)
    for _ in range(samples):
        tally = pooled_tally([draw.choice(reports) for _ in reports])
        for name, figure in FIGURES.items():
            found[name].append(figure(tally))
    cut = max(0, round(0.025 * samples) - 1)
    return {name: (sorted(values)[cut], sorted(values)[-cut - 1]) for name, values in found.items()}


def pooled_tally(reports: Sequence[ReportScore]) -> Tally:
    """The counts of reports added up; a report that is drawn twice counts twice."""
    return Tally(
        sum(r.tally.n_gold for r in reports),
        sum(r.tally.n_found for r in reports),
        sum(r.tally.n_matched for r in reports),
        sum(r.tally.n_core for r in reports),
        sum(r.tally.n_full for r in reports),
    )


def format_intervals(reports: Sequence[ReportScore]) -> str:
    """A line per language and for all: each F1 with its interval."""
    groups = {
        f"language {name}": [r for r in reports if r.language == name] for name in sorted({r.language for r in reports})
    }
    if len(groups) > 1:
        groups["all"] = list(reports)
    lines = [f"{'95 % intervals over reports':28} reports  " + "  ".join(f"{name:^19}" for name in FIGURES)]
    for group, members in groups.items():
        tally, bounds = pooled_tally(members), intervals(members)
        shown = "  ".join(
            f"{figure(tally):.3f} ({bounds[name][0]:.3f}-{bounds[name][1]:.3f})" for name, figure in FIGURES.items()
        )
        lines.append(f"{group:28} {len(members):7}  {shown}")
    return "\n".join(lines)


def format_rules(reports: Sequence[ReportScore], at_least: int = 1) -> str:
    """Per part and rule: how many statements it gave the part of, and how many of those are right."""
    tried: Counter[tuple[str, str, str]] = Counter()
    right: Counter[tuple[str, str, str]] = Counter()
    for report in reports:
        for judged in report.judged:
            for slot in judged.mention.slots:
                field = _FIELD_OF.get(slot.role)
                if field is not None and judged.measure is not None:
                    key = (slot.role, slot.basis, slot.rule)
                    tried[key] += 1
                    right[key] += field in judged.right
    lines = [f"{'part':8} {'basis':10} {'rule':56} {'n':>5} right"]
    for key, n in sorted(tried.items(), key=lambda item: (item[0][0], right[item[0]] - item[1], item[0])):
        if n >= at_least:
            role, basis, rule = key
            lines.append(f"{role:8} {basis:10} {rule[:56]:56} {n:5} {right[key] / n:.3f}")
    return "\n".join(lines)


def format_confusion(reports: Sequence[ReportScore]) -> str:
    """Measures: a row for what the gold says, a column for what was found."""
    names = list(MEASURES.values())
    counts = Counter(
        (judged.measure, MEASURES[judged.mention.stat_type])
        for report in reports
        for judged in report.judged
        if judged.measure is not None
    )
    lines = [f"{'gold / found':14}" + "".join(f"{name:>12}" for name in names)]
    lines += [f"{wanted:14}" + "".join(f"{counts[wanted, got]:12}" for got in names) for wanted in names]
    return "\n".join(lines)


def format_calibration(reports: Sequence[ReportScore]) -> str:
    """Confidence against truth: per bin its mentions, their mean confidence and the share that is right in full."""
    judged = [one for report in reports for one in report.judged]
    lines = ["confidence       n   mean  right in full"]
    for low, high in pairwise(BINS):
        inside = [one for one in judged if low <= one.mention.confidence < high]
        if inside:
            mean = sum(one.mention.confidence for one in inside) / len(inside)
            share = sum(one.is_full for one in inside) / len(inside)
            lines.append(f"{low:.1f} to {min(high, 1.0):.1f} {len(inside):7}  {mean:.3f}  {share:.3f}")
    return "\n".join(lines)


def format_first_runs(
    reports: Sequence[ReportScore], sets: Mapping[str, str], first: Sequence[Mapping[str, str]]
) -> str:
    """Per set and language: detection, core and full F1 of the first runs and of today, pooled over the same reports.

    `sets` names each report's set; `first` are rows of a first-run file. A report without a first run is not counted.
    """
    known = {row["report"]: row for row in first}
    groups: dict[tuple[str, str], list[ReportScore]] = defaultdict(list)
    for report in reports:
        if report.report in known:
            groups[sets[report.report], report.language].append(report)
    lines = [
        "| set | language | reports | statements | first run: detection, core, full | today: detection, core, full |"
    ]
    lines.append("|---|---|---|---|---|---|")
    for (name, language), members in sorted(groups.items()):
        rows = [known[member.report] for member in members]
        before = ", ".join(f"{_pooled_f1(rows, figure):.3f}" for figure in ("detection", "core", "full"))
        tally = pooled_tally(members)
        now = ", ".join(f"{figure(tally):.3f}" for figure in FIGURES.values())
        lines.append(f"| {name} | {language} | {len(members)} | {tally.n_gold} | {before} | {now} |")
    return "\n".join(lines)


def _pooled_f1(rows: Sequence[Mapping[str, str]], figure: str) -> float:
    """An F1 over several reports from their own: each weighs by its gold and found statements."""
    weights = [int(row["gold"]) + int(row["found"]) for row in rows]
    return sum(float(row[f"{figure}_f1"]) * weight for row, weight in zip(rows, weights, strict=True)) / sum(weights)
