"""What the UI shows of the assets: of their definition (owners, columns) and of each materialization (counts, facts).

Values come in from the assets; nothing is read or computed here beyond putting it into words and tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

import dagster as dg
import pandas as pd

from assets.batches import COPY, LOADED, QUARANTINED, ReportBatch
from assets.descriptions import ASSETS
from assets.digest import Digest
from assets.fingerprints import current
from assets.markdown import MAX_REASON, escaped, explorer, link, table
from schemas.records import Resolution, stable_id
from schemas.tables import primary_key, sql_columns
from warehouse.audit import AuditFailure
from warehouse.exports.export import Exported
from warehouse.mirror import Mirrored
from warehouse.publish import Published
from warehouse.statistics import Statistics
from warehouse.store import LoadResult

OWNERS = ["team:factline"]
MAX_ROWS = 30
Metadata = dict[str, Any]


def code_version(asset: str) -> str | None:
    """What an asset's code is now: one short hash over the hashes of the code below it; None where none is."""
    prints = current()
    packs = tuple(value for _, value in sorted(prints.packs.items()))
    parts = {
        "reports": (prints.reader,),
        "paragraphs": (prints.reader,),
        "mentions": (prints.engine, prints.codes, *packs),
        "observations": (prints.engine, prints.codes),
    } | dict.fromkeys(("units", "geographies", "indicators", "breakdowns", "codes"), (prints.codes,))
    return stable_id(*parts[asset])[:12] if asset in parts else None


def column_schema(table: str) -> dg.TableSchema:
    """The columns of a table as its pandera model declares them."""
    columns = []
    for column in sql_columns(table):
        other = [f"key of {table}"] if column.key else []
        other += [f"stands in {column.ref}"] if column.ref else []
        other += [f"one of {', '.join(column.allowed)}"] if column.allowed else []
        constraints = dg.TableColumnConstraints(
            nullable=column.nullable, unique=column.key and len(primary_key(table)) == 1, other=other
        )
        columns.append(dg.TableColumn(column.name, column.sql, column.description, constraints))
    return dg.TableSchema(columns=columns)


def definition(asset: str, layer: str, table_name: str | None = None) -> Metadata:
    """What the UI shows of an asset before any run: arguments of `dg.asset` and `dg.AssetSpec`.

    `layer` is read, extract, load, publish or reference. The table is the one that the asset fills.
    """
    links: Metadata = {"explorer": dg.MetadataValue.url(explorer(ASSETS[asset].page))}
    if table_name is not None:
        links |= {
            "dagster/column_schema": column_schema(table_name),
            "dagster/table_name": table_name,
            "columns": dg.MetadataValue.path(f"docs/tables.md#{table_name}"),
        }
    return {
        "description": ASSETS[asset].markdown(),
        "owners": OWNERS,
        "tags": {"layer": layer},
        "code_version": code_version(asset),
        "metadata": links,
    }


def markdown(header: Sequence[str], rows: Iterable[Sequence[object]], n_left: int = 0) -> dg.MarkdownMetadataValue:
    """A Markdown table of untrusted values; after thirty rows the rest is counted, with `n_left` not given here."""
    return dg.MetadataValue.md(table(header, rows, MAX_ROWS, n_left) or "none")


def of_reports(batch: ReportBatch, seconds: float) -> Metadata:
    """What was read."""
    counts = {status: sum(read.status == status for read in batch.reports) for status in (LOADED, COPY, QUARANTINED)}
    return {
        "to load": counts[LOADED],
        "unchanged": batch.n_unchanged,
        "gone": len(batch.retired),
        "copies": counts[COPY],
        "cannot be read": counts[QUARANTINED],
        "characters": sum(len(report.text) for report in batch.loadable()),
        "reports": markdown(
            ("report", "language", "characters", "status"),
            ((r.report.report_file, r.report.language, f"{len(r.report.text):,}", r.status) for r in batch.reports),
        ),
        "quarantine": of_quarantine(batch),
        "notes": markdown(("note",), ((note,) for note in batch.notes)),
        "seconds": round(seconds, 3),
    }


def of_paragraphs(batch: ReportBatch, seconds: float) -> Metadata:
    """What the texts were cut into."""
    kinds = dict.fromkeys(("heading", "text", "list", "table"), 0)
    for paragraph in (each for paragraphs in batch.paragraphs.values() for each in paragraphs):
        kinds[paragraph.kind] += 1
    return {"paragraphs": sum(kinds.values()), **kinds, "seconds": round(seconds, 3)}


def of_mentions(batch: ReportBatch, seconds: float) -> Metadata:
    """What the engine found, and what it left aside."""
    found = batch.extractions.values()
    characters = sum(len(report.text) for report in batch.loadable())
    reasons: dict[str, int] = {}
    for skipped in (each for extraction in found for each in extraction.skipped):
        reasons[skipped.reason] = reasons.get(skipped.reason, 0) + 1
    by_count = sorted(reasons.items(), key=lambda entry: -entry[1])
    return {
        "mentions": sum(len(extraction.mentions) for extraction in found),
        "numerals without a statement": sum(reasons.values()),
        "skipped numerals": markdown(("reason", "numerals"), by_count),
        "quarantine": of_quarantine(batch),
        "characters": characters,
        # A run that reads nothing has no speed: the line has a gap rather than a zero.
        **({"characters per second": round(characters / seconds)} if characters and seconds else {}),
        "seconds": round(seconds, 3),
    }


def of_quarantine(batch: ReportBatch) -> dg.MarkdownMetadataValue:
    """What this batch has put into quarantine so far, with the reasons."""
    return of_reasons((row.place, row.stage, row.reason) for row in batch.quarantine)


def of_reasons(rows: Iterable[tuple[str, str, str]]) -> dg.MarkdownMetadataValue:
    """Rows of quarantine by place, stage and reason."""
    header = ("place", "stage", "what is wrong and what to do")
    return markdown(header, ((place, stage.lower(), escaped(reason, MAX_REASON)) for place, stage, reason in rows))


def of_codes(rows: pd.DataFrame) -> Metadata:
    """A code list."""
    return {"dagster/row_count": len(rows), "rows": of_frame(rows)}


def of_frame(rows: pd.DataFrame) -> dg.MarkdownMetadataValue:
    """A frame as a Markdown table."""
    return markdown([str(name) for name in rows.columns], rows.astype(object).where(rows.notna(), None).values.tolist())


def of_observations(
    batch: ReportBatch,
    resolutions: Mapping[str, Resolution],
    result: LoadResult,
    n_rows: int,
    seconds: float,
) -> Metadata:
    """What was loaded, with the facts and their words; `n_rows` is how many observations there are now."""
    by_fate = {"new": result.new, "changed": result.changed, "gone": result.gone, "quarantined": result.quarantined}
    return {
        "dagster/row_count": n_rows,
        "written": result.is_written,
        "observations written": result.n_observations,
        "mentions written": result.n_mentions,
        **{f"reports {fate}": len(names) for fate, names in by_fate.items()},
        "reports": markdown(
            ("report", "what happened"), ((name, fate) for fate, names in by_fate.items() for name in names)
        ),
        "facts": _facts(batch, resolutions),
        "quarantine": of_reasons((each["place"], each["stage"], each["reason"]) for each in result.reasons),
        "notes": markdown(("note",), ((note,) for note in (*batch.notes, *result.notes))),
        "seconds": round(seconds, 3),
    }


def _facts(batch: ReportBatch, resolutions: Mapping[str, Resolution]) -> dg.MarkdownMetadataValue:
    """The observations of a load for people, each with the words of its first mention."""
    header = ("indicator", "value", "unit", "period", "area", "words", "report")
    loaded = [resolutions[report.report_id] for report in batch.loadable()]
    shown = list(islice((each for resolution in loaded for each in resolution.observations), MAX_ROWS))
    words: dict[str | None, str | None] = {each.observation_id: None for each in shown}
    for mention in (each for resolution in loaded for each in resolution.mentions):
        if mention.observation_id in words:
            words[mention.observation_id] = words[mention.observation_id] or mention.exact
    places = batch.places()
    rows = (
        (o.indicator_text, f"{o.value.normalize():,f}", o.unit_measure, o.time_period, o.ref_area,
         link(words[o.observation_id], "observation", o.observation_id), places[o.report_id])
        for o in shown
    )  # fmt: skip
    return markdown(header, rows, sum(len(each.observations) for each in loaded) - len(shown))


def of_published(published: Published, news: Digest, stands: Statistics | None, seconds: float) -> Metadata:
    """The file that BI tools open, what it brings, and the numbers that are plotted over runs."""
    counts = news.counts
    says = "" if published.is_new else "**Nothing is new in this run.** The last generation brought:\n\n"
    return {
        "in short": news.summary if published.is_new else "Nothing is new.",
        "what is new": dg.MetadataValue.md(says + news.text),
        "explorer": dg.MetadataValue.url(explorer()),
        "file": dg.MetadataValue.path(str(published.path)),
        "digest": dg.MetadataValue.path(str(news.path)),
        "generation": str(published.generation),
        "facts: new": counts.new,
        "facts: changed": counts.changed,
        "facts: gone": counts.gone,
        "conflicts: new": counts.conflicts,
        "quarantine: new": counts.refusals,
        **({} if stands is None else _numbers(stands)),
        "size (MB)": round(published.path.stat().st_size / 1e6, 1),
        "seconds": round(seconds, 3),
    }


def _numbers(stands: Statistics) -> Metadata:
    """How the warehouse stands."""
    return {
        "facts": stands.n_observations,
        "mentions": stands.n_mentions,
        "reports: loaded": stands.n_reports,
        "reports: characters": stands.n_characters,
        "indicators": stands.n_indicators,
        "conflicts": stands.n_conflicts,
        "conflicts: perhaps a scale error": stands.n_scale_errors,
        "quarantine: open": stands.n_quarantined,
        "numerals that no rule explains": stands.n_unassigned,
        **_shares(stands),
    }


def _shares(stands: Statistics) -> dict[str, float]:
    """Numbers between 0 and 1; none where there is no fact."""
    shares = {
        "facts: mean confidence": stands.mean_confidence,
        "facts: share with indicator unknown": stands.unknown_indicator_share,
        "facts: share on no list": stands.uncurated_share,
        "facts: share with area unknown": stands.unknown_area_share,
        "facts: share with period unknown": stands.unknown_period_share,
    }
    return {label: round(share, 4) for label, share in shares.items() if share is not None}


def of_mirrored(done: Mirrored, seconds: float) -> Metadata:
    """What was copied into PostgreSQL."""
    return {
        "generation": done.generation,
        "new": done.is_new,
        "schema": done.schema,
        "tables": markdown(("table", "rows"), ((table, f"{count:,}") for table, count in done.rows.items())),
        "rows": sum(done.rows.values()),
        "seconds": round(seconds, 3),
    }


def of_exports(done: Sequence[Exported]) -> Metadata:
    """The files that were written."""
    rows = ((str(each.path), each.generation, len(each.files), sum(size for _, size in each.files)) for each in done)
    return {"exports": markdown(("place", "generation", "files", "bytes"), rows), "formats": len(done)}


def of_failures(failures: Iterable[AuditFailure]) -> Metadata:
    """What an audit found."""
    return {
        "failures": markdown(("check", "report", "detail"), ((f.check, f.report_id, f.detail) for f in failures)),
    }
