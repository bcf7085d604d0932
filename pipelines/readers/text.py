"""Plain text files (.txt): the stored text is the file's own."""

from __future__ import annotations

from pipelines.readers.decoding import decoded
from pipelines.readers.document import Document


def read(data: bytes) -> Document:
    """The document in a text file's bytes. Raises ReadError where they are no text."""
    found = decoded(data)
    return Document(found.text, found.encoding, notes=found.notes)
