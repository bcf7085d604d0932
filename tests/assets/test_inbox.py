"""The inbox folder: what is listed, waited for, kept and guarded."""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from assets.sources import inbox
from assets.sources.inbox import InboxError, Original, RemovalError


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def test_listing_sorts_reports_sidecars_and_what_is_neither(root: Path) -> None:
    (root / "2024").mkdir()
    (root / "2024" / "a.txt").write_text("a")
    (root / "2024" / "a.txt.meta.toml").write_text("")
    (root / "lonely.txt.meta.toml").write_text("")
    (root / ".DS_Store").write_text("")
    (root / "link").symlink_to("/etc")
    os.mkfifo(root / "pipe.txt")
    (root / os.fsdecode(b"caf\xe9.txt")).write_text("latin-1 name")
    found = inbox.listing(root)
    assert set(found.reports) == {"2024/a.txt"}
    assert set(found.blocked) == {"link", "pipe.txt", "caf\\xe9.txt"}
    assert found.strays() == ["lonely.txt.meta.toml"]


@pytest.mark.parametrize("make", [lambda path: None, lambda path: path.write_text("a file")])
def test_listing_of_what_is_no_folder_says_what_to_do(tmp_path: Path, make: Callable[[Path], object]) -> None:
    make(tmp_path / "inbox")
    with pytest.raises(InboxError, match=r"--inbox|name the folder"):
        inbox.listing(tmp_path / "inbox")


def test_digest_moves_with_names_sizes_times_and_sidecars(root: Path) -> None:
    digests = [inbox.listing(root).digest()]
    (root / "a.txt").write_text("a")
    digests.append(inbox.listing(root).digest())
    os.utime(root / "a.txt", (1, 1))
    digests.append(inbox.listing(root).digest())
    (root / "a.txt.meta.toml").write_text("")
    digests.append(inbox.listing(root).digest())
    (root / "a.txt").unlink()
    digests.append(inbox.listing(root).digest())
    assert len(set(digests)) == 5
    assert inbox.listing(root).digest() == digests[-1]


def test_settled_waits_for_a_file_that_grows(root: Path) -> None:
    path = root / "slow.txt"
    path.write_text("begun, ")

    def finish() -> None:
        for _ in range(4):
            time.sleep(0.2)
            with path.open("a") as stream:
                stream.write("and on, ")

    writer = threading.Thread(target=finish)
    writer.start()
    size = inbox.settled(root, wait=3.0).reports["slow.txt"].size
    writer.join()
    assert size == path.stat().st_size


def test_settled_does_not_wait_for_old_files_nor_for_ever(root: Path) -> None:
    (root / "old.txt").write_text("old")
    os.utime(root / "old.txt", (1, 1))
    start = time.monotonic()
    inbox.settled(root)
    assert time.monotonic() - start < 0.3
    os.utime(root / "old.txt", (4_000_000_000, 4_000_000_000))
    inbox.settled(root, wait=0.3)
    assert time.monotonic() - start < 1.2


def test_read_gives_bytes_and_hashes_or_says_why_not(root: Path) -> None:
    (root / "a.txt").write_bytes(b"text")
    (root / "a.txt.meta.toml").write_bytes(b"")
    (root / "dir.txt").write_text("becomes a folder")
    (root / "gone.txt").write_text("goes")
    found = inbox.listing(root)
    (root / "gone.txt").unlink()
    (root / "dir.txt").unlink()
    (root / "dir.txt").mkdir()
    original = inbox.read(root, "a.txt", found)
    assert original == Original("a.txt", b"text", inbox.sha256(b"text"), b"", inbox.sha256(b""))
    assert inbox.read(root, "gone.txt", found) is None
    unreadable = inbox.read(root, "dir.txt", found)
    assert unreadable is not None
    assert unreadable.check == inbox.UNREADABLE
    assert "cannot be read" in (unreadable.problem or "")


def test_copies_follow_the_first_path_and_empty_files_are_none() -> None:
    empty = inbox.sha256(b"")
    hashes = {"b": "1", "a": "1", "c": "1", "d": "2", "e": empty, "f": empty, "g": "", "h": ""}
    assert inbox.copies(hashes) == {"b": "a", "c": "a"}


@pytest.mark.parametrize(
    ("n_known", "n_missing", "is_refused"), [(12, 12, True), (100, 21, True), (100, 20, False), (10, 10, False)]
)
def test_guard_refuses_more_than_a_fifth_and_more_than_ten(n_known: int, n_missing: int, is_refused: bool) -> None:
    missing = [f"{number}.txt" for number in range(n_missing)]
    if not is_refused:
        inbox.guard(n_known, missing, Path("inbox"))
        return
    with pytest.raises(RemovalError, match=f"{n_missing} of {n_known}"):
        inbox.guard(n_known, missing, Path("inbox"))


def test_reports_in_a_closed_folder_are_not_gone() -> None:
    assert inbox.gone(["a.txt", "in/b.txt", "inn/c.txt"], [], ["in"]) == ["a.txt", "inn/c.txt"]
    assert inbox.gone(["a.txt"], [], []) == ["a.txt"]


@pytest.mark.parametrize(
    ("glob", "expected"), [("*", ["a.txt", "x/b.md"]), ("*.md", ["x/b.md"]), ("b.md", ["x/b.md"]), ("x/*", ["x/b.md"])]
)
def test_matching_takes_paths_and_bare_names(glob: str, expected: list[str]) -> None:
    assert inbox.matching(["x/b.md", "a.txt"], glob) == expected
