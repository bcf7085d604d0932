"""When runs start: the sensor as a function of what it saw, the schedule by its cron line."""

import os
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg
import pytest

from assets.definitions import defs
from assets.schedules import daily
from assets.sensors import NOTHING_NEW, STILL_CHANGING, Cursor, decide, inbox_sensor
from assets.sources.inbox import listing


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    monkeypatch.setenv("FACTLINE_INBOX", str(folder))
    return folder


def write(root: Path, text: str, at: int = 1) -> None:
    (root / "a.txt").write_text(text)
    os.utime(root / "a.txt", (at, at))


def looks(root: Path, cursor: str | None, times: int = 1) -> tuple[list[str | None], str | None]:
    """Run keys of so many looks (None: no run), and the cursor after them."""
    keys: list[str | None] = []
    for _ in range(times):
        result = inbox_sensor(dg.build_sensor_context(cursor=cursor))
        assert isinstance(result, dg.SensorResult)
        keys.append(result.run_requests[0].run_key if result.run_requests else None)
        cursor = result.cursor
    return keys, cursor


def test_sensor_runs_once_for_each_state_of_the_inbox(root: Path) -> None:
    write(root, "a")
    keys, cursor = looks(root, None, 4)
    assert [key is not None for key in keys] == [False, True, False, False]
    write(root, "longer")
    more, cursor = looks(root, cursor, 3)
    assert [key is not None for key in more] == [False, True, False]
    (root / "a.txt").unlink()
    gone, cursor = looks(root, cursor, 3)
    assert [key is not None for key in gone] == [False, True, False]


def test_sensor_runs_again_when_the_inbox_returns_to_an_earlier_state(root: Path) -> None:
    write(root, "a")
    first, cursor = looks(root, None, 3)
    write(root, "other")
    _, cursor = looks(root, cursor, 1)
    write(root, "a")
    again, cursor = looks(root, cursor, 3)
    keys = [key for key in first + again if key]
    assert len(keys) == len(set(keys)) == 2


def test_sensor_waits_while_a_file_is_young(root: Path) -> None:
    write(root, "a", at=1000)
    found = listing(root)
    seen = Cursor(epoch=7, last=found.digest())
    assert decide(seen, found, now=1001.0) == (seen, None)
    assert decide(seen, found, now=1002.5)[1] == "7-1"


def test_sensor_says_why_it_does_nothing(root: Path) -> None:
    write(root, "a")
    first = inbox_sensor(dg.build_sensor_context(cursor=None))
    assert isinstance(first, dg.SensorResult)
    assert str(first.skip_reason).find(STILL_CHANGING) >= 0
    _, cursor = looks(root, first.cursor)
    quiet = inbox_sensor(dg.build_sensor_context(cursor=cursor))
    assert isinstance(quiet, dg.SensorResult)
    assert str(quiet.skip_reason).find(NOTHING_NEW) >= 0


def test_sensor_skips_a_lost_inbox(root: Path) -> None:
    root.rmdir()
    result = inbox_sensor(dg.build_sensor_context(cursor=None))
    assert isinstance(result, dg.SkipReason)
    assert "does not exist" in str(result.skip_message)


def test_schedule_is_daily_at_six_in_paris_and_on() -> None:
    assert (daily.cron_schedule, daily.execution_timezone) == ("0 6 * * *", "Europe/Paris")
    assert daily.default_status is dg.DefaultScheduleStatus.RUNNING
    assert inbox_sensor.default_status is dg.DefaultSensorStatus.RUNNING
    at = datetime(2026, 11, 24, 6, 0, tzinfo=ZoneInfo("Europe/Paris"))
    context = dg.build_schedule_context(scheduled_execution_time=at, repository_def=defs.get_repository_def())
    assert len(daily.evaluate_tick(context).run_requests or ()) == 1
