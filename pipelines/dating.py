"""When a report was published: from its metadata, else from its text, else inferred from the years it speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from pipelines import attach
from pipelines.extract import tools
from pipelines.lexer import Lexed
from pipelines.periods import PeriodRef
from pipelines.tokens import CHAR
from schemas import periods as sdmx
from schemas.records import Paragraph, Report

HEAD = 1500
"""Characters from the beginning of the text in which a full date is taken as the publication date."""


def _periods(report: Report, paragraphs: Sequence[Paragraph], limit: int) -> Iterator[tuple[Lexed, int]]:
    """Every period token of the text up to `limit`, with its sentence."""
    using = tools(report.language)
    for paragraph in paragraphs:
        if paragraph.start_char >= limit:
            return
        for lexed in using.lexer.sentences(report.text, paragraph.start_char, paragraph.end_char):
            for stage in using.dating:
                lexed.sentence = stage.reduce(lexed.sentence)
            for index, char in enumerate(lexed.sentence.types):
                if char == CHAR["PERIOD"]:
                    yield lexed, index


def _stated(report: Report, paragraphs: Sequence[Paragraph]) -> date | None:
    """The first full date near the beginning that stands for itself: a dateline, not a base or a deadline."""
    for lexed, index in _periods(report, paragraphs, HEAD):
        ref: PeriodRef = lexed.sentence.values[index]
        if (
            ref.kind == "FIXED"
            and sdmx.freq(ref.value) == "D"
            and index <= 6
            and len(lexed.sentence.types) <= 14 + index
        ):
            return date.fromisoformat(ref.value)
    return None


def _inferred(report: Report, paragraphs: Sequence[Paragraph]) -> date | None:
    """The last day of the latest year that the text speaks of without a cue that it lies ahead."""
    years = []
    for lexed, index in _periods(report, paragraphs, len(report.text)):
        ref: PeriodRef = lexed.sentence.values[index]
        if ref.kind != "FIXED" or any(cue.status in "FT" for cue in lexed.cues):
            continue
        bounds = sdmx.span(ref.value)
        if bounds and attach.role(lexed.sentence, index) == "AT":
            years.append(bounds[1].year)
    return date(max(years), 12, 31) if years else None


def dated(report: Report, paragraphs: Sequence[Paragraph]) -> Report:
    """The report with `date_issued` and its basis: METADATA, TEXT, INFERRED or UNKNOWN."""
    if report.metadata.date_issued is not None:
        return replace(report, date_issued=report.metadata.date_issued, date_issued_basis="METADATA")
    stated = _stated(report, paragraphs)
    if stated is not None:
        return replace(report, date_issued=stated, date_issued_basis="TEXT")
    inferred = _inferred(report, paragraphs)
    basis = "INFERRED" if inferred is not None else "UNKNOWN"
    return replace(report, date_issued=inferred, date_issued_basis=basis)
