"""Where the warehouse's files lie: one folder, the home, holds them all.

Only paths belong here, and the base of this floor's errors; nothing is opened or read.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class WarehouseError(Exception):
    """Base of this floor's errors. The message is a sentence for people and says what to do."""


@dataclass(frozen=True, slots=True)
class Home:
    """A home folder. `private` is the file that only the writer opens, `stable` the name that BI tools open.

    `published` holds the generations (`<n>.duckdb`), `index` what finds their facts fast, `originals` the reports'
    bytes by content hash.
    """

    path: Path

    def __post_init__(self) -> None:
        # One name per folder, links resolved: the writer's lock is kept by this path within a process.
        object.__setattr__(self, "path", Path(self.path).expanduser().resolve())

    @property
    def private(self) -> Path:
        """The writer's own file."""
        return self.path / "private.duckdb"

    @property
    def published(self) -> Path:
        """Folder of the published generations."""
        return self.path / "published"

    @property
    def stable(self) -> Path:
        """The name under which the newest generation is always found."""
        return self.path / "warehouse.duckdb"

    @property
    def digests(self) -> Path:
        """Folder of the digests of the published generations, `<n>.md`."""
        return self.path / "digest"

    @property
    def indexes(self) -> Path:
        """Folder of the indexes of the published generations."""
        return self.path / "index"

    def index_of(self, generation: Path) -> Path:
        """Folder of the index of a published generation."""
        return self.indexes / generation.stem

    @property
    def originals(self) -> Path:
        """Folder of the reports' original bytes, named by their SHA-256."""
        return self.path / "originals"

    @property
    def inbox(self) -> Path:
        """The folder that reports are dropped into, where no other is named."""
        return self.path / "inbox"

    @property
    def lock_file(self) -> Path:
        """The file whose operating-system lock every writer takes."""
        return self.path / "writer.lock"

    @property
    def dagster(self) -> Path:
        """Dagster's own state."""
        return self.path / "dagster"

    def prepare(self) -> None:
        """Make the home's folders. Raises WarehouseError where that cannot be done."""
        try:
            for folder in (self.path, self.published, self.originals):
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WarehouseError(
                f"The home folder {self.path} cannot be made ({error.strerror}): give another one with --home."
            ) from error


def wal_of(path: Path) -> Path:
    """The write-ahead log that DuckDB keeps beside a database file."""
    return path.with_name(path.name + ".wal")
