"""A newcomer's path: clone, `make demo`, `factline serve`, and the first figure is traced to its words in a browser."""

import os
import re
import signal
import subprocess
from pathlib import Path
from time import monotonic

import pytest
from playwright.sync_api import expect

from tests.browser import chromium, watched

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[1]
MINUTES = 5


def test_first_figure_is_traced_within_five_minutes(tmp_path: Path) -> None:
    started = monotonic()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "FACTLINE"))}
    subprocess.run(["git", "clone", "--quiet", ROOT, tmp_path / "factline"], check=True)
    clone = tmp_path / "factline"
    demo = subprocess.run(["make", "demo"], cwd=clone, env=environment, capture_output=True, text=True, check=False)
    assert demo.returncode == 0, demo.stderr
    serve = next(line.split("#")[0].split() for line in demo.stdout.splitlines() if "factline serve" in line)
    server = subprocess.Popen(
        [*serve, "--port", "0"],
        cwd=clone,
        env=environment | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stdout is not None
        address = re.search(r"http://127\.0\.0\.1:\d+", server.stdout.readline())
        assert address
        with chromium() as browser, watched(browser) as seen:
            seen.page.goto(address[0])
            row = seen.page.locator("tbody tr").first
            written = row.locator("q.written").inner_text()
            row.locator("a.value").click()
            expect(seen.page.locator("mark.chosen").first).to_have_text(written.strip("“”"))
            expect(seen.page.locator("mark.chosen").first).to_be_in_viewport()
            seen.picture("newcomer")
        assert monotonic() - started < 60 * MINUTES
    finally:
        server.send_signal(signal.SIGINT)
        assert server.wait(20) == 0
