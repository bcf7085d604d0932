"""Making an export: the list of formats, and one function that writes any of them whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from warehouse.exports.annotations import write_annotations
from warehouse.exports.atomic import MANIFEST, written
from warehouse.exports.choice import LANGUAGES, Choice, Manner
from warehouse.exports.data_package import write_data_package
from warehouse.exports.evidence import write_evidence
from warehouse.exports.formats import Format, Progress, Written
from warehouse.exports.french_csv import write_french_csv
from warehouse.exports.plain_tables import write_csv, write_parquet
from warehouse.exports.sdmx import write_sdmx
from warehouse.exports.source import Source, opened
from warehouse.exports.workbook import write_workbook
from warehouse.home import Home, WarehouseError

FORMATS = {
    each.name: each
    for each in (
        Format(
            "parquet",
            "parquet",
            True,
            True,
            "One Parquet file per table: exact decimals, for programs and BI tools.",
            write_parquet,
        ),
        Format(
            "csv",
            "csv",
            True,
            True,
            "One CSV file per table (RFC 4180), for programs: texts are as they are.",
            write_csv,
        ),
        Format(
            "csv-fr",
            "csv-fr",
            True,
            True,
            "CSV for a French Excel: semicolons, decimal commas, texts made harmless.",
            write_french_csv,
        ),
        Format(
            "xlsx",
            "facts.xlsx",
            False,
            True,
            "An Excel workbook: facts, sources, conflicts and a dictionary.",
            write_workbook,
        ),
        Format(
            "sdmx",
            "sdmx",
            True,
            False,
            "SDMX-CSV 2.0 and its structure (SDMX-JSON 2.0), for statistical systems.",
            write_sdmx,
        ),
        Format(
            "datapackage",
            "datapackage",
            True,
            False,
            "A Frictionless data package: CSV with types, keys and sources.",
            write_data_package,
        ),
        Format(
            "html",
            "evidence.html",
            False,
            False,
            "A page to send by mail: each figure leads to its marked words.",
            write_evidence,
        ),
        Format(
            "jsonld",
            "annotations.jsonld",
            False,
            False,
            "JSON-LD: each mention as a W3C Web Annotation.",
            write_annotations,
        ),
    )
}
"""The formats by name."""


class ExportUsageError(WarehouseError):
    """There is no such format, or it cannot do what was asked."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was made: where, of which generation, and its files with their rows and bytes."""

    path: Path
    generation: int
    files: tuple[tuple[Written, int], ...]


def silent(what: str, done: int, total: int) -> None:
    """Progress that nobody is shown."""


def export(
    home: Home,
    name: str,
    out: Path | None = None,
    choice: Choice = Choice(),  # noqa: B008 - frozen
    manner: Manner = Manner(),  # noqa: B008 - frozen
    overwrite: bool = False,
    progress: Progress = silent,
) -> Exported:
    """Write an export of the newest generation to `out` (default: a name in `<home>/exports`).

    Raises:
        ExportUsageError: no format has this name, or it cannot do what was asked.
        TargetError: the place is taken, or cannot be written.
        NothingPublished, NothingChosenError, UnknownTableError, TooManyFactsError, QueryError.
    """
    wanted = _format(name, choice, manner)
    target = _target(home, wanted, out)
    with (
        opened(home, choice, wanted.is_flat) as source,
        written(target, wanted.is_folder, overwrite) as draft,
    ):
        files = wanted.write(source, draft, manner, progress)
        if wanted.is_folder:
            sizes = [(draft / each.file).stat().st_size for each in files]
            _write_manifest(draft / MANIFEST, wanted, source, choice, list(zip(files, sizes, strict=True)))
        else:
            sizes = [draft.stat().st_size]
        generation = source.generation
    named = tuple(zip(files if wanted.is_folder else [Written(target.name, files[0].rows)], sizes, strict=True))
    return Exported(target, generation, named)


def _format(name: str, choice: Choice, manner: Manner) -> Format:
    if name not in FORMATS:
        raise ExportUsageError(f"There is no format {name!r}: take one of {', '.join(FORMATS)}.")
    if manner.language not in LANGUAGES:
        raise ExportUsageError(f"There is no language {manner.language!r} here: take one of {', '.join(LANGUAGES)}.")
    if manner.tables and name not in ("parquet", "csv"):
        raise ExportUsageError(f"Tables can be named for parquet and csv only, not for {name}.")
    if FORMATS[name].is_flat and choice.query is not None and (choice != Choice(query=choice.query) or manner.tables):
        raise ExportUsageError(f"For {name} a query stands alone: put the other filters into it.")
    return FORMATS[name]


def _target(home: Home, wanted: Format, out: Path | None) -> Path:
    """Where it goes: a file's name may be left out."""
    if out is None:
        return home.path / "exports" / wanted.target
    place = out.expanduser().absolute()
    return place / wanted.target if not wanted.is_folder and place.is_dir() else place


def _write_manifest(
    path: Path, wanted: Format, source: Source, choice: Choice, files: Sequence[tuple[Written, int]]
) -> None:
    manifest = {
        "format": wanted.name,
        "generation": source.generation,
        "published_at": source.published_at.isoformat() + "Z",
        "choice": choice.describe(),
        "files": [{"file": each.file, "rows": each.rows, "bytes": size} for each, size in files],
    }
    path.write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
