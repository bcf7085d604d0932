"""Files and folders that appear whole or not at all: written beside their place, then renamed into it.

A kill leaves what was there before, or nothing; what it left half-written is removed by the next export.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from warehouse.home import WarehouseError

MANIFEST = "export.json"
"""Every exported folder holds this file: a folder without it is never replaced."""


class TargetError(WarehouseError):
    """The export cannot be put there."""


@contextmanager
def written(target: Path, is_folder: bool, overwrite: bool) -> Iterator[Path]:
    """A draft to write into: an empty folder, or the path of a file that is not there yet; renamed at the end.

    Raises:
        TargetError: something is there already, is not ours to replace, or the place cannot be written.
    """
    _check(target, is_folder, overwrite)
    draft = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _clean(target)
        if is_folder:
            draft.mkdir()
        yield draft
        for path in sorted(draft.rglob("*")) if is_folder else [draft]:
            _sync(path)
        _check(target, is_folder, overwrite)
        _swap(draft, target)
    except OSError as error:
        raise TargetError(f"{target} cannot be written ({error.strerror}): give another place with --out.") from error
    finally:
        remove(draft)


def remove(path: Path) -> None:
    """Remove a file or a folder, if it is there and can be removed."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()


def _check(target: Path, is_folder: bool, overwrite: bool) -> None:
    if not target.exists():
        return
    if target.is_dir() != is_folder:
        kind = "folder" if is_folder else "file"
        raise TargetError(f"{target} is there and is no {kind}: give another place with --out.")
    if not overwrite:
        raise TargetError(f"{target} is there already: give --overwrite, or another place with --out.")
    if is_folder and any(target.iterdir()) and not (target / MANIFEST).exists():
        raise TargetError(f"{target} holds no export ({MANIFEST} is missing) and is left alone: give another --out.")


def _swap(draft: Path, target: Path) -> None:
    if not draft.is_dir() or not target.exists():
        os.replace(draft, target)
        return
    former = draft.with_suffix(".old")
    os.rename(target, former)
    try:
        os.rename(draft, target)
    except OSError:
        os.rename(former, target)
        raise
    remove(former)


def _clean(target: Path) -> None:
    """Remove what exports to this place left that are no longer running; put back what one had moved away."""
    own = re.compile(rf"\.{re.escape(target.name)}\.(\d+)\.(new|old)")
    for path in target.parent.iterdir():
        match = own.fullmatch(path.name)
        if match is None or _is_running(int(match[1])):
            continue
        if match[2] == "old" and not target.exists():
            os.rename(path, target)
        else:
            remove(path)


def _is_running(process: int) -> bool:
    if process == os.getpid():
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _sync(path: Path) -> None:
    with suppress(IsADirectoryError), path.open("rb") as file:
        os.fsync(file.fileno())
