"""One writer at a time; who waits is told for whom."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from warehouse.home import Home, WarehouseError
from warehouse.lock import LockTimeout, writer_lock

_processes = multiprocessing.get_context("fork")


def _hold(home: Home, is_held: Any, may_end: Any) -> None:
    with writer_lock(home, "factline run --inbox reports"):
        is_held.set()
        may_end.wait(20)
        os._exit(1)  # a crash: nothing is tidied up


@pytest.fixture
def other(home: Home) -> Iterator[tuple[Any, Any]]:
    """Another process that holds the lock until its event is set, and then crashes."""
    is_held, may_end = _processes.Event(), _processes.Event()
    process = _processes.Process(target=_hold, args=(home, is_held, may_end))
    process.start()
    assert is_held.wait(20)
    yield process, may_end
    may_end.set()
    process.join(20)


def test_the_second_waits_names_the_holder_and_goes_on_after_a_crash(home: Home, other: Any) -> None:
    process, may_end = other
    told: list[str] = []

    def on_wait(sentence: str) -> None:
        told.append(sentence)
        may_end.set()

    with writer_lock(home, "second", on_wait=on_wait, timeout=20):
        assert str(os.getpid()) in home.lock_file.read_text()
    assert len(told) == 1
    assert "factline run --inbox reports" in told[0]
    assert str(process.pid) in told[0]


@pytest.mark.usefixtures("other")
def test_a_timeout_names_the_holder(home: Home) -> None:
    told = r"factline run --inbox reports \(process \d+, since .*try again"
    with pytest.raises(LockTimeout, match=told), writer_lock(home, "second", timeout=0.1):
        pass


def test_whoever_holds_it_enters_again_from_any_thread(home: Home) -> None:
    def enter() -> None:
        with writer_lock(home, "inner", timeout=0):
            entered.append(True)

    entered: list[bool] = []
    with writer_lock(home, "outer"):
        enter()
        thread = threading.Thread(target=enter)
        thread.start()
        thread.join()
        assert "outer" in home.lock_file.read_text()
    assert entered == [True, True]
    assert home.lock_file.read_text() == ""


def test_a_forked_child_does_not_hold_what_its_parent_holds(home: Home) -> None:
    def child() -> None:
        try:
            with writer_lock(home, "child", timeout=0):
                os._exit(1)
        except LockTimeout:
            os._exit(0)

    with writer_lock(home, "parent"):
        process = _processes.Process(target=child)
        process.start()
        process.join(20)
    assert process.exitcode == 0


def test_a_home_that_cannot_be_made_is_told(tmp_path: Any) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(WarehouseError, match="--home"), writer_lock(Home(tmp_path / "file"), "run"):
        pass
