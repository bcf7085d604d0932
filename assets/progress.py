"""How far a step has come: told to Dagster's log now and then, and to whoever listens in this process.

The command line listens on the logger `factline.progress`; how it shows progress is not decided here.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")
Say = Callable[[str], None]

LOGGER = logging.getLogger("factline.progress")
LOGGER.propagate = False
SECONDS_BETWEEN = 5.0


def watched(items: Iterable[Item], doing: str, total: int, say: Say) -> Iterator[Item]:
    """The items, while their count is told: to listeners each time, to `say` every few seconds."""
    told = time.monotonic()
    for number, item in enumerate(items, start=1):
        LOGGER.info("%s", doing, extra={"number": number, "total": total})
        if time.monotonic() - told >= SECONDS_BETWEEN:
            told = time.monotonic()
            say(f"{doing}: {number} of {total}")
        yield item
