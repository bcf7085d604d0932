"""The published generations of a home: `published/<n>.duckdb`, which servers open by their own paths."""

from __future__ import annotations

import os
from pathlib import Path

from warehouse.home import Home, WarehouseError

_SUFFIX = ".duckdb"


class NothingPublished(WarehouseError):  # noqa: N818 - says what happened
    """There is no published warehouse yet."""


def newest(home: Home) -> Path:
    """The newest generation. Raises NothingPublished."""
    path = current(home)
    if path is None:
        raise NothingPublished(f"There is no warehouse in {home.path} yet: make one with `factline run`.")
    return path


def current(home: Home) -> Path | None:
    """The newest generation; None where nothing is published."""
    return max(every(home), key=number, default=None)


def before(home: Home, path: Path) -> Path | None:
    """The generation that was published before this one, as far as it stays; None where there is none."""
    return max((each for each in every(home) if number(each) < number(path)), key=number, default=None)


def every(home: Home) -> list[Path]:
    """All generations that stay, in no order. Raises WarehouseError where they cannot be read."""
    # Names only: a server asks at every request.
    try:
        names = os.listdir(home.published)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise WarehouseError(
            f"{home.published} cannot be read ({error.strerror}): let this user read it, or give another --home."
        ) from error
    return [home.published / name for name in names if name.endswith(_SUFFIX) and name[: -len(_SUFFIX)].isdigit()]


def number(path: Path) -> int:
    """The generation's number."""
    return int(path.stem)
