"""Hashes of what decides a report's facts besides the report: reader, language packs, engine and code lists.

A report is read again when one of them differs from what its row in `dim_report` says. Hashes of reports and
sidecars belong to `sources`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

from pipelines.languages import SUPPORTED
from schemas import codelists

READER_LIBRARIES = ("charset-normalizer", "markdown-it-py", "py3langid")
ENGINE_LIBRARIES = ("simplemma",)
# Of the ground floor: what a statement is made of. The code lists have a hash of their own.
ENGINE_SCHEMAS = ("packed.py", "periods.py", "records.py", "tables.py", "validation.py")
SOURCE_SUFFIXES = (".py", ".toml", ".csv")


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """The hashes of this installation; `packs` by language."""

    reader: str
    engine: str
    codes: str
    packs: Mapping[str, str]

    def pack(self, language: str | None) -> str:
        """The hash of a language's pack; empty where there is no such pack."""
        return self.packs.get(language or "", "")

    def all_packs(self) -> str:
        """One hash over all packs."""
        return _digest((name, value.encode()) for name, value in sorted(self.packs.items()))


@cache
def current() -> Fingerprints:
    """The hashes of the code and the data that this process runs with."""
    pipelines = list(_sources(files("pipelines"), ""))
    reading = [entry for entry in pipelines if entry[0].startswith("readers/") or entry[0] == "segment.py"]
    packs = {
        language: [entry for entry in pipelines if entry[0].startswith(f"languages/{language}/")]
        for language in SUPPORTED
    }
    apart = {name for entries in (reading, *packs.values()) for name, _ in entries} | {"score.py"}
    engine = [entry for entry in pipelines if entry[0] not in apart]
    engine += [entry for entry in _sources(files("schemas"), "") if entry[0] in ENGINE_SCHEMAS]
    return Fingerprints(
        reader=_digest([*reading, *_versions(READER_LIBRARIES)]),
        engine=_digest([*engine, *_versions(ENGINE_LIBRARIES)]),
        codes=codelists.fingerprint(),
        packs={language: _digest(entries) for language, entries in packs.items()},
    )


def _sources(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    """Path and bytes of every source file below a package, in order."""
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir() and entry.name != "__pycache__":
            yield from _sources(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(SOURCE_SUFFIXES):
            yield f"{prefix}{entry.name}", entry.read_bytes()


def _versions(libraries: Iterable[str]) -> list[tuple[str, bytes]]:
    return [(library, version(library).encode()) for library in libraries]


def _digest(entries: Iterable[tuple[str, bytes]]) -> str:
    total = hashlib.sha256()
    for name, data in entries:
        total.update(name.encode() + b"\0" + hashlib.sha256(data).digest())
    return total.hexdigest()
