"""What every reader gives back, and the error that says why a file cannot be read. No format is known here."""

from __future__ import annotations

from dataclasses import dataclass, field

from schemas.records import ReportMetadata


class ReadError(Exception):
    """The file cannot be read; the message is one sentence in plain words that says what to do."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file as stored text.

    `text` is frozen: decoded, byte order mark dropped, CRLF and CR made LF, NFC, nothing else; for Markdown it
    begins behind the front matter. `encoding` is the one that was found, `metadata` what the file itself says.
    `problems` are fields of its metadata that could not be used, `notes` what a person should know of the text:
    sentences in plain words.
    """

    text: str
    encoding: str
    metadata: ReportMetadata = field(default_factory=ReportMetadata)
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
