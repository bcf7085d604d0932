"""Parquet and CSV: one file per table, written by DuckDB itself, so that types stay and memory does not grow."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from warehouse.ddl import literal
from warehouse.exports.choice import Manner
from warehouse.exports.formats import Progress, Written
from warehouse.exports.source import Part, Source

CSV = r"FORMAT csv, HEADER true, NEW_LINE E'\r\n'"
"""RFC 4180: commas, quotes doubled, CRLF. An empty text is "", a missing value nothing at all."""


def write_parquet(source: Source, folder: Path, manner: Manner, progress: Progress) -> Sequence[Written]:
    """One Parquet file per table: zstd, decimals exact, descriptions in the file's key-value metadata.

    The keys are `description`, `columns` (JSON: description by column), `generation` and `published_at`.
    """

    def options(part: Part) -> str:
        about = {
            "description": part.description,
            "columns": json.dumps({column.name: column.description for column in part.columns}, ensure_ascii=False),
            "generation": str(source.generation),
            "published_at": source.published_at.isoformat(),
        }
        metadata = ", ".join(f"{name}: {literal(value)}" for name, value in about.items())
        return f"FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{metadata}}}"

    return _copy_each(source, folder, manner, progress, "parquet", options)


def write_csv(source: Source, folder: Path, manner: Manner, progress: Progress) -> Sequence[Written]:
    """One CSV file per table, for machines: every text as it is, also one that a spreadsheet takes for a formula."""
    return _copy_each(source, folder, manner, progress, "csv", lambda part: CSV)


def _copy_each(
    source: Source, folder: Path, manner: Manner, progress: Progress, suffix: str, options: Callable[[Part], str]
) -> list[Written]:
    parts = source.parts(manner.tables)
    written = []
    for number, part in enumerate(parts):
        progress(part.name, number, len(parts))
        file = f"{part.name}.{suffix}"
        written.append(Written(file, source.copy(part.sql, folder / file, options(part))))
    return written
