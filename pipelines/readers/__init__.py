"""Bytes to stored text and metadata: one module per format, chosen by the file's name. No disk and no network."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePosixPath

from pipelines.readers import markdown, text
from pipelines.readers.document import Document, ReadError

__all__ = ["SUFFIXES", "Document", "ReadError", "read"]

_READERS: Mapping[str, Callable[[bytes], Document]] = {".txt": text.read, ".md": markdown.read}
SUFFIXES = tuple(_READERS)


def read(name: str, data: bytes) -> Document:
    """Read a report's bytes by the suffix of its name, upper or lower case.

    Raises ReadError with a reason in plain words where there is no reader for the suffix or the bytes are no text.
    """
    suffix = PurePosixPath(name).suffix.lower()
    reader = _READERS.get(suffix)
    if reader is None:
        known = " or ".join(SUFFIXES)
        raise ReadError(f"Factline does not read {suffix or 'files without a suffix'}; save the report as {known}.")
    return reader(data)
