"""Reads a report the way the product does, without Dagster: for the engine's tests and its score."""

from dataclasses import dataclass
from pathlib import Path

from pipelines import readers
from pipelines.dating import dated
from pipelines.extract import extract
from pipelines.gold import read_gold
from pipelines.readers import sidecar
from pipelines.resolve import resolve
from pipelines.score import ReportScore, Score, pooled, score_report
from pipelines.segment import paragraphs
from schemas.records import Extraction, Report, ReportMetadata, Resolution, stable_id

ROOT = Path(__file__).parents[2]
ACCEPTANCE = ROOT.parent / "shared" / "acceptance"


@dataclass(frozen=True)
class Read:
    report: Report
    extraction: Extraction

    @property
    def resolution(self) -> Resolution:
        return resolve(self.report, self.extraction.mentions)


def read_text(text: str, language: str, metadata: ReportMetadata | None = None, name: str = "report.txt") -> Read:
    report_id = stable_id("inbox", name)
    found = paragraphs(report_id, text)
    report = dated(Report(report_id, name, text, language, metadata or ReportMetadata()), found)
    return Read(report, extract(report, found))


def read_file(path: Path) -> Read:
    beside = path.with_name(path.name + ".meta.toml")
    metadata = sidecar.parse(beside.read_bytes()).metadata if beside.exists() else ReportMetadata()
    document = readers.read(path.name, path.read_bytes())
    return read_text(document.text, metadata.language or path.name[:2], metadata, path.name)


def text_of(gold: Path, folder: Path) -> Path:
    stem = gold.name.removesuffix(".gold.csv")
    return next(folder / f"{stem}{suffix}" for suffix in (".txt", ".md") if (folder / f"{stem}{suffix}").exists())


def scored(gold: Path, folder: Path) -> ReportScore:
    read = read_file(text_of(gold, folder))
    rows = read_gold(read.report.text, gold.read_text(encoding="utf-8"))
    stem = gold.name.removesuffix(".gold.csv")
    return score_report(stem, read.report.language, read.report.date_issued, rows, read.extraction.mentions)


def score_of(golds: list[Path], folder: Path) -> Score:
    return pooled(scored(gold, folder) for gold in golds)
