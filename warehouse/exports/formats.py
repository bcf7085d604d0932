"""What a format is: its name, what it makes, and the function that writes it. `export` holds the list of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from warehouse.exports.choice import Manner
from warehouse.exports.source import Source


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written: its path within the export (its name, where the export is one file) and its rows."""

    file: str
    rows: int


class Progress(Protocol):
    """Told while an export goes on: what is being written, and how many of how many rows are done."""

    def __call__(self, what: str, done: int, total: int) -> None:
        """Show it."""


Writer = Callable[[Source, Path, Manner, Progress], Sequence[Written]]
"""Writes into a draft folder, or to a draft file, and says what it wrote."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format. `target` is the default name of its file or folder; `is_flat`: it can hold any query's rows."""

    name: str
    target: str
    is_folder: bool
    is_flat: bool
    summary: str
    write: Writer
