"""What `factline score` and `factline annotate` do: the engine alone on texts with their sidecars, and gold.

Files are read and written here; judging is `pipelines.score`, what the figures mean `pipelines.evaluation`. No
warehouse and no Dagster are needed.
"""

import csv
import io
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatch
from pathlib import Path

from assets.reading import decoded
from assets.sources import inbox
from pipelines import segment
from pipelines.annotation import COLUMNS, draft_rows
from pipelines.dating import dated
from pipelines.evaluation import format_calibration, format_confusion, format_first_runs, format_intervals, format_rules
from pipelines.extract import extract
from pipelines.gold import GoldError, read_gold
from pipelines.languages import SUPPORTED
from pipelines.readers import SUFFIXES, ReadError
from pipelines.resolve import resolve
from pipelines.score import ReportScore, format_misses, format_table, pooled, score_report
from schemas.records import Extraction, Report

GOLD = ".gold.csv"
FIRST_RUN = ("report", "language", "set", "gold", "found", "match", "detection_f1", "core_f1", "full_f1", "date")


class GoldFolderError(Exception):
    """The folders do not hold what is needed; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What `factline score` is asked for: reports that match `only`, and what to show beside the table."""

    misses: int = 0
    intervals: bool = False
    rules: bool = False
    confusion: bool = False
    calibration: bool = False
    first_runs: Path | None = None
    only: str = "*"


def score_folders(golds: Sequence[Path], texts: Path | None, wanted: Wanted) -> None:
    """Print the score of every report with gold in the folders. Raises GoldFolderError."""
    scores: list[ReportScore] = []
    sets: dict[str, str] = {}
    for gold in golds:
        for path in _gold_files(gold, texts or gold):
            if not fnmatch(path.name.removesuffix(GOLD), wanted.only):
                continue
            found = _score(path, texts or gold)
            if found is not None:
                scores.append(found)
                sets[found.report] = gold.name
    if not scores:
        raise GoldFolderError(f"No report could be scored (asked for: {wanted.only}): see the lines above, if any.")
    score = pooled(scores)
    parts = [format_table(score)]
    if wanted.intervals:
        parts.append(format_intervals(score.reports))
    if wanted.first_runs is not None:
        parts.append(format_first_runs(score.reports, sets, _recorded(wanted.first_runs, score.reports, sets)))
    if wanted.confusion:
        parts.append(format_confusion(score.reports))
    if wanted.calibration:
        parts.append(format_calibration(score.reports))
    if wanted.rules:
        parts.append(format_rules(score.reports))
    if wanted.misses:
        parts.append(format_misses(score, wanted.misses))
    print("\n\n".join(parts))  # noqa: T201 - the command's output


def _gold_files(gold: Path, texts: Path) -> list[Path]:
    if not gold.is_dir() or not texts.is_dir():
        raise GoldFolderError(
            f"{gold if not gold.is_dir() else texts} is not a folder: name the folder of the gold files."
        )
    files = sorted(gold.glob(f"*{GOLD}"))
    if not files:
        raise GoldFolderError(f"{gold} holds no files NAME{GOLD}: name the folder of the gold files.")
    return files


def _score(gold: Path, texts: Path) -> ReportScore | None:
    """One report's score, None (and a line that says why) where its language is not read."""
    name = gold.name.removesuffix(GOLD)
    path = next((texts / f"{name}{suffix}" for suffix in SUFFIXES if (texts / f"{name}{suffix}").exists()), None)
    if path is None:
        raise GoldFolderError(
            f"There is no text for {gold.name} in {texts}: name the folder of the texts with --texts."
        )
    report = _report(path)
    try:
        rows = read_gold(report.text, gold.read_text(encoding="utf-8"))
    except GoldError as error:
        raise GoldFolderError(f"{gold.name}: {error}") from error
    if report.language not in SUPPORTED:
        print(f"{path.name} is left out: {report.language or 'its language'} is not read.", file=sys.stderr)  # noqa: T201
        return None
    report, extraction = _read(report)
    return score_report(name, report.language, report.date_issued, rows, extraction.mentions)


def _report(path: Path) -> Report:
    """A text with its sidecar, decoded. Raises GoldFolderError."""
    try:
        original = inbox.read(path.parent, path.name, inbox.listing(path.parent))
        if original is None or original.problem is not None:
            raise GoldFolderError(f"{path} cannot be read: check its rights.")
        return decoded(original)[0]
    except ReadError as error:
        raise GoldFolderError(f"{path.name}: {error}") from error


def _read(report: Report) -> tuple[Report, Extraction]:
    paragraphs = segment.paragraphs(report.report_id, report.text)
    report = dated(report, paragraphs)
    return report, extract(report, paragraphs)


def _recorded(file: Path, scores: Iterable[ReportScore], sets: dict[str, str]) -> list[dict[str, str]]:
    """The first runs of a file, after adding those of reports that it does not hold yet."""
    known: list[dict[str, str]] = []
    if file.exists():
        with file.open(encoding="utf-8", newline="") as lines:
            known = list(csv.DictReader(lines))
    names = {row["report"] for row in known}
    today = date.today().isoformat()  # noqa: DTZ011 - the day as people here call it
    for score in scores:
        tally = score.tally
        if score.report not in names:
            figures = [f"{figure:.3f}" for figure in (tally.detection_f1, tally.core_f1, tally.full_f1)]
            counts = [str(n) for n in (tally.n_gold, tally.n_found, tally.n_matched)]
            cells = [score.report, score.language, sets[score.report], *counts, *figures, today]
            known.append(dict(zip(FIRST_RUN, cells, strict=True)))
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, FIRST_RUN, lineterminator="\n")
        writer.writeheader()
        writer.writerows(known)
    return known


def annotate_report(path: Path, out: Path | None, force: bool) -> None:
    """Write a draft gold file of a report for a person to correct. Raises GoldFolderError."""
    if not path.is_file():
        raise GoldFolderError(f"{path} is no file: name a report (.txt or .md).")
    report = _report(path)
    if report.language not in SUPPORTED:
        raise GoldFolderError(f"{path.name}: {report.language or 'its language'} is not read.")
    report, extraction = _read(report)
    target = out or path.with_name(path.name.rsplit(".", 1)[0] + GOLD)
    if target.exists() and not force:
        raise GoldFolderError(f"{target} exists and may hold corrections: give --out FILE, or --force to overwrite it.")
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(draft_rows(report.text, resolve(report, extraction.mentions).mentions))
    target.write_text(text.getvalue(), encoding="utf-8")
    print(f"{target}: {len(extraction.mentions)} statements to check, the doubtful ones say so in the last column.")  # noqa: T201
    open_numerals = [skipped for skipped in extraction.skipped if skipped.reason == "unassigned"]
    if open_numerals:
        words = ", ".join(f"{one.exact!r} at {one.start_char}" for one in open_numerals[:20])
        print(f"{len(open_numerals)} numerals fit no rule, look whether one is a statement: {words}")  # noqa: T201
