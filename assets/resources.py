"""What assets are given: the home folder with its warehouse, locked for as long as a run lasts.

Settings come from the environment (FACTLINE_HOME, FACTLINE_INBOX) or from the run's configuration. What is done
with the warehouse belongs to the assets and to `warehouse`.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
from pydantic import Field

from warehouse.exports.choice import EXPLORER
from warehouse.home import Home
from warehouse.lock import writer_lock
from warehouse.store import Store

POOL = "warehouse"


def default_home() -> Path:
    """FACTLINE_HOME, else `data` in the working folder."""
    return Path(os.environ.get("FACTLINE_HOME") or "data").expanduser().absolute()


def default_inbox() -> Path:
    """FACTLINE_INBOX, else `inbox` in the home."""
    named = os.environ.get("FACTLINE_INBOX")
    return Path(named).expanduser().absolute() if named else Home(default_home()).inbox


def explorer_address() -> str:
    """Where figures link to: FACTLINE_EXPLORER_URL, else where `factline serve` listens by default."""
    return (os.environ.get("FACTLINE_EXPLORER_URL") or EXPLORER).rstrip("/")


class HomeResource(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The home folder and the inbox.

    A run holds the writer's lock from its first to its last step: the in-process executor makes resources once.
    With another executor each step locks for itself, and the store refuses a batch that came too late.
    """

    path: str = Field(default=str(default_home()), description="The home folder (FACTLINE_HOME)")
    inbox: str = Field(default=str(default_inbox()), description="The inbox (FACTLINE_INBOX)")

    def paths(self) -> Home:
        """Where everything lies."""
        return Home(Path(self.path))

    def store(self) -> Store:
        """The private file."""
        return Store(self.paths())

    def inbox_path(self) -> Path:
        """The folder that reports are read from."""
        return Path(self.inbox).expanduser().absolute()

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["HomeResource"]:
        """Hold the writer's lock; whoever waits for it is told who has it."""
        run = context.run
        holder = f"Dagster run {run.run_id[:8]}" if run is not None else "Dagster"
        with writer_lock(self.paths(), holder, on_wait=context.log.warning if context.log else None):
            yield self
