"""From files to reports: which of them a run must read, and how bytes, sidecar and language become a `Report`.

The inbox is compared here with what the warehouse says of it. Disk work is in `assets.sources`, decoding and
metadata in `pipelines.readers`; nothing here knows Dagster.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from assets.batches import COPY, LOADED, QUARANTINED, Quarantined, ReadReport, ReportBatch
from assets.engines import unforeseen
from assets.fingerprints import Fingerprints
from assets.progress import Say, watched
from assets.sources import inbox
from assets.sources.inbox import Original
from pipelines import readers
from pipelines.languages import SUPPORTED
from pipelines.readers import ReadError, language, sidecar
from pipelines.readers.metadata import MetadataReading, merged
from schemas.records import Report, ReportMetadata, stable_id

RETIRED = "RETIRED"
States = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Inbox:
    """The inbox as one run sees it: what lies there, and what the warehouse says of it (`states`, by path)."""

    root: Path
    originals: Path
    found: inbox.Listing
    states: States
    fingerprints: Fingerprints


@dataclass(frozen=True, slots=True)
class Wish:
    """What a run is asked to read: paths that match `only`; all of them, or what has changed."""

    only: str = "*"
    reread: bool = False
    allow_removals: bool = False


def by_file(states: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """The rows of `Store.report_states` by the report's path, empty cells as None."""
    rows = states.astype(object).where(states.notna(), None).to_dict("records")
    return {str(row["report_file"]): {str(name): value for name, value in row.items()} for row in rows}


def read_batch(seen: Inbox, base_load: int, wish: Wish, say: Say) -> ReportBatch:
    """Read what is new or has changed in the inbox, and tell what has left it.

    Raises:
        RemovalError: too many reports are gone at once and `allow_removals` is not set.
        InboxError: nothing in the inbox or the warehouse matches `only`.
    """
    names = set(inbox.matching({*seen.found.reports, *seen.found.blocked, *seen.states}, wish.only))
    if wish.only != "*" and not names:
        raise inbox.InboxError(f"No report in {seen.root} matches {wish.only!r}: give a name or a glob like '*.txt'.")
    here = {each.report_file: each for each in watched(_originals(seen), "looking", len(seen.found.reports), say)}
    copies = inbox.copies({name: each.content_sha256 for name, each in here.items()})
    due, notes = [], [f"{name} stands beside no report: add the report, or remove it." for name in seen.found.strays()]
    for name in sorted(names & here.keys()):
        if _is_lost(here[name], seen.states.get(name)):
            notes.append(f"{name}: {here[name].problem} Its facts of the last run stay.")
        elif wish.reread or not _is_current(here[name], copies.get(name), seen):
            due.append(here[name])
    read = [_read(each, copies.get(each.report_file), seen) for each in watched(due, "reading", len(due), say)]
    return ReportBatch(
        reports=tuple(report for report, _ in read),
        retired=_retired(seen, here.keys(), names, wish.allow_removals),
        quarantine=tuple(row for _, rows in read for row in rows),
        notes=tuple(notes),
        n_unchanged=len(names & here.keys()) - len(due),
        base_load=base_load,
        fingerprints=seen.fingerprints,
    )


def _originals(seen: Inbox) -> Iterator[Original]:
    """Every file of the inbox with its hashes but without its bytes, which would fill the memory."""
    for name in seen.found.reports:
        original = inbox.read(seen.root, name, seen.found)
        if original is not None:
            yield replace(original, data=b"", sidecar=None)
    for name, problem in seen.found.blocked.items():
        yield Original(name, problem=problem, check="is_a_file")


def _is_lost(original: Original, state: Mapping[str, Any] | None) -> bool:
    """Whether a report with facts cannot be read just now: no reason to take its facts away."""
    return original.check == inbox.UNREADABLE and state is not None and state["status"] == LOADED


def _is_current(original: Original, copy_of: str | None, seen: Inbox) -> bool:
    """Whether the warehouse holds what this file and this installation would give."""
    state = seen.states.get(original.report_file)
    if state is None or state["status"] == RETIRED:
        return False
    if (state["content_sha256"], state["sidecar_sha256"]) != (original.content_sha256, original.sidecar_sha256):
        return False
    if original.problem is not None:
        return bool(state["status_reason"] == original.problem)
    if copy_of is not None:
        return bool(state["status_reason"] == _copy_reason(copy_of))
    prints = seen.fingerprints
    parts = {
        "reader_fingerprint": prints.reader,
        "engine_fingerprint": prints.engine,
        "codes_fingerprint": prints.codes,
        "pack_fingerprint": prints.pack(state["language"]),
    }
    return state["status"] != COPY and all(state[name] == value for name, value in parts.items())


def _retired(seen: Inbox, here: Collection[str], names: Collection[str], is_allowed: bool) -> dict[str, str]:
    """Reports that have left the inbox, by report_id, with the reason. Raises RemovalError."""
    known = {name: state for name, state in seen.states.items() if state["status"] != RETIRED}
    missing = [name for name in inbox.gone(known, here, seen.found.closed) if name in names]
    held = {name for name, state in known.items() if state["status"] != QUARANTINED}
    if not is_allowed:
        inbox.guard(len(held), held.intersection(missing), seen.root)
    return {known[name]["report_id"]: "It is no longer in the inbox." for name in missing}


def _copy_reason(copy_of: str) -> str:
    return f"It has the same content as {copy_of}."


def _read(listed: Original, copy_of: str | None, seen: Inbox) -> tuple[ReadReport, list[Quarantined]]:
    """Read one report; whatever is wrong with it becomes rows of quarantine, never an exception."""
    original = _with_bytes(listed, seen)
    read = ReadReport(_blank(original.report_file), original.content_sha256, original.sidecar_sha256)
    if original.problem is not None:
        return _refused(read, "SOURCE", original.check, original.problem)
    if copy_of is not None:
        return replace(read, status=COPY, status_reason=_copy_reason(copy_of)), []
    try:
        report, doubts = decoded(original)
    except ReadError as error:
        return _refused(read, "READ", "text_is_readable", str(error))
    except Exception as error:  # noqa: BLE001 - one report must never stop the run
        return _refused(read, "READ", "reader_works", unforeseen(error))
    read = replace(read, report=report)
    if report.language not in SUPPORTED:
        refused, rows = _refused(read, "READ", "language_is_read", _language_reason(report.language))
        return refused, doubts + rows
    return read, doubts


def _with_bytes(listed: Original, seen: Inbox) -> Original:
    """The file with its bytes, which are kept for good."""
    if listed.problem is not None:
        return listed
    original = inbox.read(seen.root, listed.report_file, seen.found)
    if original is None:
        return replace(listed, problem="It went away while it was being read.", check=inbox.UNREADABLE)
    inbox.keep(seen.originals, original)
    return original


def _blank(name: str) -> Report:
    """A report of which only its place is known."""
    return Report(stable_id(inbox.SOURCE, name), name, text="", language="")


def _refused(read: ReadReport, stage: str, check: str, reason: str) -> tuple[ReadReport, list[Quarantined]]:
    return replace(read, status=QUARANTINED, status_reason=reason), [_doubt(read.report, stage, check, reason)]


def _doubt(report: Report, stage: str, check: str, reason: str) -> Quarantined:
    return Quarantined(stage, report.report_file, report.report_id, check, reason)


def _language_reason(tag: str) -> str:
    known = ", ".join(SUPPORTED)
    if not tag:
        return f'Its language cannot be told: write a line such as language = "fr" into its sidecar (read are {known}).'
    return f"It is written in a language that is not read ({tag}; read are {known}): if not so, name it in the sidecar."


def decoded(original: Original) -> tuple[Report, list[Quarantined]]:
    """The report that bytes and sidecar make, and what of them could not be used.

    The sidecar holds over the front matter, metadata over what the text shows; `language` is empty where it cannot
    be told. Raises ReadError where the bytes are no text of ours.
    """
    document = readers.read(original.report_file, original.data)
    beside = sidecar.parse(original.sidecar) if original.sidecar is not None else MetadataReading(ReportMetadata())
    metadata = merged(beside.metadata, document.metadata)
    tag = metadata.language or language.detect(document.text) or ""
    report = replace(_blank(original.report_file), text=document.text, language=tag, metadata=metadata)
    doubts = [
        _doubt(report, stage, check, " ".join(sentences))
        for stage, check, sentences in (
            ("METADATA", "sidecar_is_valid", beside.problems),
            ("METADATA", "front_matter_is_valid", document.problems),
            ("READ", "text_is_undamaged", document.notes),
        )
        if sentences
    ]
    return report, doubts
