"""What `factline export` does: an export of the published warehouse, its progress, and what was written.

The formats are in `warehouse.exports`; nothing is read here.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar
from rich.table import Table
from rich.text import Text

from warehouse.exports.choice import Choice, Manner
from warehouse.exports.export import FORMATS, Exported, export, silent
from warehouse.exports.formats import Progress
from warehouse.home import Home

WIDE = 200
LIST = "list"
EXPORT_HELP = "\n\n".join((
    "Write what is published, or a part of it, as files. The formats:",
    *(f"{each.name}: {each.summary}" for each in FORMATS.values()),
    f"{LIST}: only list the formats, and what each makes.",
))  # fmt: skip


def run_export(home: Home, name: str, out: Path | None, choice: Choice, manner: Manner, overwrite: bool) -> None:
    """Write an export and print its files with rows and bytes; `list` prints the formats. Raises WarehouseError."""
    if name == LIST:
        _console().print(_formats())
        return
    with _shown_progress() as progress:
        done = export(home, name, out, choice, manner, overwrite, progress)
    _console().print(_files(done))
    print(f"{done.path}")  # noqa: T201 - the command's output


def _formats() -> Table:
    table = Table("format", "makes", "what it is", header_style="bold")
    for each in FORMATS.values():
        table.add_row(each.name, each.target + ("/" if each.is_folder else ""), each.summary)
    return table


def _files(done: Exported) -> Table:
    table = Table("file", header_style="bold")
    for name in ("rows", "bytes"):
        table.add_column(name, justify="right")
    for each, size in done.files:
        table.add_row(Text(each.file), f"{each.rows:,}", f"{size:,}")
    return table


def _console() -> Console:
    return Console(width=None if sys.stdout.isatty() else WIDE)


@contextmanager
def _shown_progress() -> Iterator[Progress]:
    """A bar on the terminal's error stream; nothing where there is no terminal."""
    if not sys.stderr.isatty():
        yield silent
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("export", total=None)

        def show(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total or None)

        yield show
