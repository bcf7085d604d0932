"""Markdown files (.md): the stored text is what stands behind the front matter, marks and all.

Front matter opens the file: YAML between two lines `---`, or TOML between two lines `+++`. Its fields are those of
a sidecar, with `date` for `date_issued` and `lang` for `language` as other tools write them. A first line `---`
without `name: value` under it is a rule, not front matter.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

import yaml

from pipelines.readers.decoding import decoded
from pipelines.readers.document import Document, ReadError
from pipelines.readers.metadata import MetadataReading, read_fields
from schemas.records import ReportMetadata

MAX_CHARS = 16_384
_OPENING = re.compile(r"\s{0,100}(---|\+\+\+)[ \t]*\n")
_CLOSING = {
    "---": re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE),
    "+++": re.compile(r"^\+\+\+[ \t]*(?:\n|\Z)", re.MULTILINE),
}
_FIELD = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*[\"']?[A-Za-z][\w -]{0,60}[\"']?[ \t]*[:=]")
_ALIASES = {"date": "date_issued", "lang": "language"}


def read(data: bytes) -> Document:
    """The document in a Markdown file's bytes. Raises ReadError where they are no text, or front matter alone."""
    found = decoded(data)
    block = _front_matter(found.text)
    if block is None:
        return Document(found.text, found.encoding, notes=found.notes)
    kind, matter, body = block
    if not body.strip():
        raise ReadError("The file holds front matter and no text; put the report's text below it.")
    reading = _parse(kind, matter)
    return Document(body, found.encoding, reading.metadata, reading.problems, found.notes)


def _front_matter(text: str) -> tuple[str, str, str] | None:
    """The fence, what it encloses, and the text behind it."""
    opening = _OPENING.match(text)
    if not opening:
        return None
    fence = opening.group(1)
    closing = _CLOSING[fence].search(text, opening.end(), opening.end() + MAX_CHARS)
    if not closing:
        return None
    matter = text[opening.end() : closing.start()]
    if matter.strip() and not _FIELD.match(matter):
        return None
    return fence, matter, text[closing.end() :]


def _parse(fence: str, matter: str) -> MetadataReading:
    try:
        given = tomllib.loads(matter) if fence == "+++" else yaml.load(matter, Loader=yaml.BaseLoader)
    except RecursionError:
        return _unusable("it is nested too deeply")
    except (ValueError, yaml.YAMLError) as error:
        return _unusable(f"it is not valid {'TOML' if fence == '+++' else 'YAML'} ({_place(error)})")
    if given in (None, ""):
        return MetadataReading(ReportMetadata())
    if not isinstance(given, Mapping):
        return _unusable("it does not consist of lines such as title: …")
    return read_fields(_renamed(given), is_strict=False)


def _renamed(given: Mapping[Any, Any]) -> dict[str, Any]:
    """Other tools' names for our fields, where the file does not give ours."""
    named = {str(name): value for name, value in given.items()}
    return {(_ALIASES[name] if _ALIASES.get(name, name) not in named else name): named[name] for name in named}


def _place(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    reason = getattr(error, "problem", None) or str(error)
    return f"{reason}, line {mark.line + 2}" if mark else reason


def _unusable(reason: str) -> MetadataReading:
    return MetadataReading(ReportMetadata(), (f"The front matter is left out: {reason}.",))
