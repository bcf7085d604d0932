"""What `factline run` does: the job `daily_refresh` in this process, its progress, and what came of it.

The instance lives in the home, so that the Dagster UI shows the same runs. The job itself is in `assets.jobs`.
"""

import logging
import os
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import TextIO, TypeVar

import dagster as dg
from dagster._core.instance.ref import InstanceRef
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn
from rich.table import Table

from assets import progress
from assets.batches import ReportBatch
from assets.definitions import defs
from assets.reading import Wish
from assets.sources import inbox
from warehouse.home import Home, WarehouseError
from warehouse.lock import writer_lock
from warehouse.publish import Published
from warehouse.store import LoadResult

WIDE = 200
Value = TypeVar("Value")


class RunError(Exception):
    """The run failed; the message says at what and what to do."""


def run_job(home: Home, root: Path, wish: Wish, is_verbose: bool) -> None:
    """Run the job on an inbox and print what is new, changed, gone and quarantined.

    Raises:
        InboxError: the inbox cannot be read.
        RunError: the run failed.
        WarehouseError: the home cannot be written.
    """
    root = root.expanduser().absolute()
    inbox.listing(root)
    started = time.monotonic()
    with writer_lock(home, "factline run", on_wait=_tell), _instance(home) as instance, _progress():
        _execute(instance, home, root, wish, is_verbose)
        batch = _value("mentions", ReportBatch, instance)
        loaded, published = _value("observations", LoadResult, instance), _value("published", Published, instance)
    _report(home, batch, loaded, published, time.monotonic() - started)


def _tell(message: str) -> None:
    print(message, file=sys.stderr, flush=True)  # noqa: T201 - a console line, not a log


@contextmanager
def _instance(home: Home) -> Iterator[dg.DagsterInstance]:
    """Dagster's state in the home, with the settings that we ship (no telemetry, one writer)."""
    try:
        home.dagster.mkdir(parents=True, exist_ok=True)
        settings = home.dagster / "dagster.yaml"
        if not settings.exists():
            settings.write_bytes(files("assets").joinpath("dagster.yaml").read_bytes())
    except OSError as error:
        raise WarehouseError(f"{home.dagster} cannot be written ({error.strerror}): check its rights.") from error
    with dg.DagsterInstance.from_ref(InstanceRef.from_dir(str(home.dagster))) as instance:
        yield instance


def _value(asset: str, kind: type[Value], instance: dg.DagsterInstance) -> Value:
    """What an asset has handed on, without Dagster's line about the file that it is read from."""
    logging.disable(logging.DEBUG)
    try:
        value = defs.load_asset_value(asset, instance=instance)
    finally:
        logging.disable(logging.NOTSET)
    assert isinstance(value, kind)
    return value


def the_job() -> dg.JobDefinition:
    """The job, for Dagster to find it by this name."""
    return defs.resolve_job_def("daily_refresh")


def _execute(instance: dg.DagsterInstance, home: Home, root: Path, wish: Wish, is_verbose: bool) -> None:
    """Run the job by its own executor, which is in this process and, unlike `execute_in_process`, keeps no values."""
    config = {"only": wish.only, "reread": wish.reread, "allow_removals": wish.allow_removals}
    with warnings.catch_warnings():
        warnings.simplefilter("default" if is_verbose else "ignore")
        try:
            dg.execute_job(
                dg.reconstructable(the_job),
                instance=instance,
                tags={"factline/trigger": "command line"},
                run_config={
                    "ops": {"reports": {"config": config}},
                    "resources": {"home": {"config": {"path": str(home.path), "inbox": str(root)}}},
                    "loggers": {"console": {"config": {"log_level": "DEBUG" if is_verbose else "CRITICAL"}}},
                },
                raise_on_error=True,
            )
        except dg.Failure as error:
            raise RunError(error.description or str(error)) from error
        except (inbox.InboxError, WarehouseError) as error:  # before the first step, as where the home is read-only
            raise RunError(str(error)) from error
        except dg.DagsterError as error:
            raise RunError(f"The run failed: {error} Run again with -v to see where.") from error


class _Lines(logging.Handler):
    """Progress for a log file or a pipe: a line when something begins, and every few seconds."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self.console = console
        self.doing = ""
        self.told = 0.0

    def emit(self, record: logging.LogRecord) -> None:
        doing, now = record.getMessage(), time.monotonic()
        if doing != self.doing or now - self.told > progress.SECONDS_BETWEEN:
            self.console.print(f"{doing} {record.number} of {record.total}")  # type: ignore[attr-defined]
            self.doing, self.told = doing, now


class _Bars(logging.Handler):
    """Progress for a terminal: one bar per thing that is being done."""

    def __init__(self, bars: Progress) -> None:
        super().__init__()
        self.bars = bars
        self.tasks: dict[str, TaskID] = {}

    def emit(self, record: logging.LogRecord) -> None:
        doing = record.getMessage()
        if doing not in self.tasks:
            self.tasks[doing] = self.bars.add_task(doing, total=record.total)  # type: ignore[attr-defined]
        self.bars.update(self.tasks[doing], completed=record.number)  # type: ignore[attr-defined]


@contextmanager
def _own_stderr() -> Iterator[TextIO]:
    """Standard error for ourselves: Dagster redirects it while a step runs, a duplicate stays where it was."""
    try:
        descriptor = os.dup(sys.stderr.fileno())
    except (OSError, ValueError):  # no real stream, as under a test
        yield sys.stderr
        return
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        yield stream


@contextmanager
def _progress() -> Iterator[None]:
    """Show on standard error how far the run has come."""
    with _own_stderr() as stream:
        console = Console(file=stream)
        columns = (TextColumn("{task.description:>14}"), BarColumn(), MofNCompleteColumn())
        bars = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
        handler = _Bars(bars) if console.is_terminal else _Lines(console)
        progress.LOGGER.addHandler(handler)
        progress.LOGGER.setLevel(logging.INFO)
        try:
            with bars:
                yield
        finally:
            progress.LOGGER.removeHandler(handler)


def _report(home: Home, batch: ReportBatch, loaded: LoadResult, published: Published, seconds: float) -> None:
    console = Console(width=None if sys.stdout.isatty() else WIDE)
    table = _changes(loaded)
    if table.row_count:
        console.print(table)
    for note in (*batch.notes, *loaded.notes):
        console.print(f"Note: {note}", markup=False, highlight=False)
    if loaded.is_written:
        says = f"{_count(loaded.n_observations, 'observation')} from {_count(loaded.n_mentions, 'mention')} written"
    else:
        says = f"Nothing has changed in {_count(batch.n_unchanged, 'report')}: nothing written"
    says += f", generation {published.generation} published" if published.is_new else ", nothing published"
    console.print(f"{says} ({seconds:.1f} s).", markup=False, highlight=False, soft_wrap=True)
    console.print(str(home.stable), markup=False, highlight=False, soft_wrap=True)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _changes(loaded: LoadResult) -> Table:
    table = Table("", "report", "what is wrong and what to do", title_justify="left")
    for word, names in (("new", loaded.new), ("changed", loaded.changed), ("gone", loaded.gone)):
        for name in names:
            table.add_row(word, name, "")
    for reason in loaded.reasons:
        word = "quarantined" if reason["place"] in loaded.quarantined else "doubtful"
        table.add_row(word, str(reason["place"]), str(reason["reason"]))
    return table
