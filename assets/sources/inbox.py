"""The inbox folder: what lies in it, when it lies still, its bytes, and the guard against a lost folder.

All disk work on the source's side belongs here; decoding and reading a report (`pipelines.readers`) and the
comparison with what the warehouse holds (`assets.reports`) do not.
"""

from __future__ import annotations

import fnmatch
import hashlib
import os
import stat
import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

SOURCE = "inbox"
SIDECAR = ".meta.toml"
UNREADABLE = "is_readable"
SETTLE_SECONDS = 2.0
QUIET_SECONDS = 1.0
GUARD_SHARE, GUARD_COUNT = 0.20, 10
MAX_BYTES = 100_000_000


class InboxError(Exception):
    """The inbox cannot be read as a whole; the message says what to do."""


class RemovalError(InboxError):
    """So many reports are gone at once that a lost folder is likelier than a wish."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Size and time of change of a file: while they move, it is still being written."""

    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Listing:
    """What lies in the inbox, by path within it (`/` between folders).

    `blocked` are things that cannot be reports, with the reason; `closed` the folders that cannot be looked into.
    """

    reports: Mapping[str, Stamp]
    sidecars: Mapping[str, Stamp]
    blocked: Mapping[str, str]
    closed: tuple[str, ...]

    def youngest(self) -> float:
        """Time of the last change of any file, in seconds since 1970; 0 where there is none."""
        return max((s.mtime_ns for s in (*self.reports.values(), *self.sidecars.values())), default=0) / 1e9

    def strays(self) -> list[str]:
        """Sidecars without a report beside them."""
        return [name for name in sorted(self.sidecars) if name.removesuffix(SIDECAR) not in self.reports]

    def digest(self) -> str:
        """A hash of names, sizes and times: equal as long as nobody touches a file."""
        lines = [f"{name}\x1f{s.size}\x1f{s.mtime_ns}" for part in (self.reports, self.sidecars) for name, s in
                 sorted(part.items())]  # fmt: skip
        lines += [f"{name}\x1f{reason}" for name, reason in sorted(self.blocked.items())]
        return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


@dataclass(frozen=True, slots=True)
class Original:
    """A report's bytes and its sidecar's, with their SHA-256; `problem` says why there are none.

    The hash of bytes that could not be had is empty, and so is that of a missing sidecar. `check` names what a
    file with a problem did not pass.
    """

    report_file: str
    data: bytes = b""
    content_sha256: str = ""
    sidecar: bytes | None = None
    sidecar_sha256: str = ""
    problem: str | None = None
    check: str = ""


def listing(root: Path) -> Listing:
    """Look through the inbox. Hidden files and folders are left alone, links are not followed.

    Raises:
        InboxError: the folder is missing, is no folder, or cannot be opened.
    """
    if not root.exists():
        raise InboxError(f"The inbox {root} does not exist: make the folder, mount it, or name another with --inbox.")
    if not root.is_dir():
        raise InboxError(f"The inbox {root} is not a folder: name the folder that holds the reports.")
    reports: dict[str, Stamp] = {}
    sidecars: dict[str, Stamp] = {}
    blocked: dict[str, str] = {}
    closed: list[str] = []
    pending = [root]
    while pending:
        folder = pending.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            if folder == root:
                raise InboxError(f"The inbox {root} cannot be opened ({error.strerror}): check its rights.") from error
            name = folder.relative_to(root).as_posix()
            closed.append(name)
            blocked[name] = f"The folder cannot be opened ({error.strerror}): check its rights."
            continue
        for entry in entries:
            if not entry.name.startswith("."):
                _sort(entry, Path(entry.path).relative_to(root).as_posix(), pending, reports, sidecars, blocked)
    return Listing(reports, sidecars, blocked, tuple(closed))


def _sort(
    entry: os.DirEntry[str],
    name: str,
    pending: list[Path],
    reports: dict[str, Stamp],
    sidecars: dict[str, Stamp],
    blocked: dict[str, str],
) -> None:
    """Put one directory entry where it belongs."""
    try:
        found = entry.stat(follow_symlinks=False)
    except OSError:  # gone between the listing and the look
        return
    if stat.S_ISDIR(found.st_mode):
        pending.append(Path(entry.path))
    elif stat.S_ISLNK(found.st_mode):
        blocked[name] = "It is a symbolic link, which is not followed: put the file itself into the inbox."
    elif not stat.S_ISREG(found.st_mode):
        blocked[name] = "It is no regular file: put a text file into the inbox."
    elif not _is_utf8(name):
        blocked[printable(name)] = "Its name is not valid UTF-8: rename the file."
    elif name.endswith(SIDECAR):
        sidecars[name] = Stamp(found.st_size, found.st_mtime_ns)
    else:
        reports[name] = Stamp(found.st_size, found.st_mtime_ns)


def _is_utf8(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def printable(name: str) -> str:
    """A file name with its undecodable bytes written as escapes."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def settled(root: Path, wait: float = SETTLE_SECONDS) -> Listing:
    """The listing once no file changes any more; after `wait` seconds the listing as it is.

    Nothing is waited for where the last change of any file is a second old. Raises InboxError as `listing` does.
    """
    start = still_since = time.monotonic()
    seen = listing(root)
    while time.time() - seen.youngest() < QUIET_SECONDS and time.monotonic() - start < wait:
        # Files from a clock that is ahead look fresh for ever: a listing that stood still for a second will do.
        if time.monotonic() - still_since >= QUIET_SECONDS:
            break
        time.sleep(0.1)
        now = listing(root)
        if now.digest() != seen.digest():
            seen, still_since = now, time.monotonic()
    return seen


def matching(names: Iterable[str], glob: str) -> list[str]:
    """The names that a glob such as `2024/*.txt` selects, in order; a bare file name matches in any folder."""
    return sorted(
        name for name in names if fnmatch.fnmatchcase(name, glob) or fnmatch.fnmatchcase(name.rpartition("/")[2], glob)
    )


def read(root: Path, name: str, found: Listing) -> Original | None:
    """A report's bytes and its sidecar's; None where it has gone since it was listed."""
    if found.reports[name].size > MAX_BYTES:
        size = f"It is larger than {MAX_BYTES // 1_000_000} MB: split it into several files."
        return Original(name, problem=size, check="size")
    try:
        data = (root / name).read_bytes()
        sidecar = (root / (name + SIDECAR)).read_bytes() if name + SIDECAR in found.sidecars else None
    except FileNotFoundError:
        return None
    except OSError as error:
        problem = f"It cannot be read ({error.strerror}): check its rights and its disk."
        return Original(name, problem=problem, check=UNREADABLE)
    return Original(name, data, sha256(data), sidecar, sha256(sidecar) if sidecar is not None else "")


def sha256(data: bytes) -> str:
    """The SHA-256 of some bytes in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def keep(folder: Path, original: Original) -> None:
    """Keep the bytes of report and sidecar under their hash, once; a rebuild then needs no source."""
    for digest, data in ((original.content_sha256, original.data), (original.sidecar_sha256, original.sidecar)):
        if data is None or not digest or (folder / digest).exists():
            continue
        draft = folder / f".{digest}.{os.getpid()}"
        draft.write_bytes(data)
        draft.replace(folder / digest)


def copies(hashes: Mapping[str, str]) -> dict[str, str]:
    """Which reports are copies, and of which: `{later path: first path}` among those with the same content."""
    first: dict[str, str] = {}
    found: dict[str, str] = {}
    empty = sha256(b"")
    for name in sorted(hashes):
        digest = hashes[name]
        if digest in ("", empty):
            continue
        if digest in first:
            found[name] = first[digest]
        first.setdefault(digest, name)
    return found


def gone(known: Collection[str], present: Collection[str], closed: Collection[str]) -> list[str]:
    """The known reports that are no longer there; what lies in a closed folder is not held to be gone."""
    there = set(present)
    return sorted(name for name in known if name not in there and not name.startswith(tuple(f"{f}/" for f in closed)))


def guard(n_known: int, missing: Collection[str], root: Path) -> None:
    """Refuse to retire many reports at once.

    Raises:
        RemovalError: more than 20 % of the known reports and more than 10 are missing.
    """
    if len(missing) > GUARD_COUNT and len(missing) > GUARD_SHARE * n_known:
        first = ", ".join(sorted(missing)[:3])
        raise RemovalError(
            f"{len(missing)} of {n_known} reports are gone from {root} ({first}, …): mount the folder again, "
            "or run with --allow-removals if they are meant to go."
        )
