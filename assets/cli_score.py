"""What `factline score` does: the engine alone on texts with their sidecars, held against gold annotations.

Files are read here; judging is `pipelines.score`. No warehouse and no Dagster are needed.
"""

import sys
from pathlib import Path

from assets.reading import decoded
from assets.sources import inbox
from pipelines import segment
from pipelines.dating import dated
from pipelines.extract import extract
from pipelines.gold import GoldError, read_gold
from pipelines.languages import SUPPORTED
from pipelines.readers import SUFFIXES, ReadError
from pipelines.resolve import resolve
from pipelines.score import ReportScore, format_misses, format_table, pooled, score_report

GOLD = ".gold.csv"


class GoldFolderError(Exception):
    """The folders do not hold what is needed; the message says what to do."""


def score_folder(gold: Path, texts: Path, misses: int) -> None:
    """Print the score of every report with gold in a folder. Raises GoldFolderError."""
    if not gold.is_dir() or not texts.is_dir():
        raise GoldFolderError(
            f"{gold if not gold.is_dir() else texts} is not a folder: name the folder of the gold files."
        )
    files = sorted(gold.glob(f"*{GOLD}"))
    if not files:
        raise GoldFolderError(f"{gold} holds no files NAME{GOLD}: name the folder of the gold files.")
    found = [_score(path, texts) for path in files]
    scores = [score for score in found if score is not None]
    if not scores:
        raise GoldFolderError(f"None of the texts in {texts} could be read: see the lines above.")
    score = pooled(scores)
    print(format_table(score))  # noqa: T201 - the command's output
    if misses:
        print(format_misses(score, misses))  # noqa: T201


def _score(gold: Path, texts: Path) -> ReportScore | None:
    """One report's score, None (and a line that says why) where its language is not read."""
    name = gold.name.removesuffix(GOLD)
    path = next((texts / f"{name}{suffix}" for suffix in SUFFIXES if (texts / f"{name}{suffix}").exists()), None)
    if path is None:
        raise GoldFolderError(
            f"There is no text for {gold.name} in {texts}: name the folder of the texts with --texts."
        )
    try:
        original = inbox.read(texts, path.name, inbox.listing(texts))
        if original is None or original.problem is not None:
            raise GoldFolderError(f"{path} cannot be read: check its rights.")
        report, _ = decoded(original)
        rows = read_gold(report.text, gold.read_text(encoding="utf-8"))
    except (ReadError, GoldError) as error:
        raise GoldFolderError(f"{gold.name}: {error}") from error
    if report.language not in SUPPORTED:
        print(f"{path.name} is left out: {report.language or 'its language'} is not read.", file=sys.stderr)  # noqa: T201
        return None
    paragraphs = segment.paragraphs(report.report_id, report.text)
    report = dated(report, paragraphs)
    resolution = resolve(report, extract(report, paragraphs).mentions)
    return score_report(name, report.language, report.date_issued, rows, resolution.mentions)
