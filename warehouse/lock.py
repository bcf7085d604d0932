"""The one lock that every writer of a home takes, command line and Dagster alike.

It is an operating-system lock (flock), so that it goes with its process, crash or not. The lock file names the
holder for those who wait. What is done under the lock does not belong here.
"""

from __future__ import annotations

import fcntl
import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from warehouse.home import Home, WarehouseError

POLL_SECONDS = 0.1


class LockTimeout(WarehouseError):  # noqa: N818 - says what happened
    """Another process kept the lock for longer than the caller would wait."""


@dataclass(slots=True)
class _Held:
    """A lock that this process holds: its file descriptor, how often it was entered, and by which process."""

    descriptor: int
    depth: int
    pid: int


_held: dict[Path, _Held] = {}
_guard = threading.Lock()


@contextmanager
def writer_lock(
    home: Home, holder: str, on_wait: Callable[[str], None] | None = None, timeout: float | None = None
) -> Iterator[None]:
    """Hold the home's lock for the time of a `with` block.

    Whoever already holds it within this process enters again at once. `holder` says who waits or works, for
    people ("factline run"). `on_wait` is called once, with a sentence that names the holder, before waiting.

    Raises:
        LockTimeout: the lock was not free within `timeout` seconds (None waits for ever); names the holder.
        WarehouseError: the home or its lock file cannot be written.
    """
    home.prepare()
    deadline = None if timeout is None else time.monotonic() + timeout
    has_told = False
    while not _enter(home.lock_file, holder):
        if on_wait is not None and not has_told:
            on_wait(_sentence(home.lock_file) + " Waiting until it ends.")
            has_told = True
        if deadline is not None and time.monotonic() >= deadline:
            raise LockTimeout(_sentence(home.lock_file) + " Wait until it ends, or stop it, and try again.")
        time.sleep(POLL_SECONDS)
    try:
        yield
    finally:
        _leave(home.lock_file)


def _enter(path: Path, holder: str) -> bool:
    with _guard:
        held = _held.get(path)
        # A forked child inherits this table but not the right to write.
        if held is not None and held.pid == os.getpid():
            held.depth += 1
            return True
        descriptor = _try_lock(path)
        if descriptor is None:
            return False
        about = {"holder": holder, "pid": os.getpid(), "since": datetime.now().astimezone().isoformat("T", "seconds")}
        _write(descriptor, json.dumps(about, ensure_ascii=False))
        _held[path] = _Held(descriptor, 1, os.getpid())
        return True


def _leave(path: Path) -> None:
    with _guard:
        held = _held[path]
        held.depth -= 1
        if held.depth == 0:
            del _held[path]
            _write(held.descriptor, "")
            os.close(held.descriptor)


def _try_lock(path: Path) -> int | None:
    """A descriptor that holds the lock, or None where another process has it."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise WarehouseError(f"The lock file {path} cannot be opened ({error.strerror}): check its owner.") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    except OSError as error:
        os.close(descriptor)
        raise WarehouseError(
            f"{path.parent} gives no file locks ({error.strerror}): keep the home folder on a local disk."
        ) from error
    return descriptor


def _write(descriptor: int, text: str) -> None:
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, text.encode("utf-8"), 0)


def _sentence(path: Path) -> str:
    try:
        about = json.loads(path.read_text(encoding="utf-8"))
        return f"The warehouse is being written by {about['holder']} (process {about['pid']}, since {about['since']})."
    except (OSError, ValueError, KeyError, TypeError):
        return "The warehouse is being written by another process."
