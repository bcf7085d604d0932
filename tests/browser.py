"""Debian's Chromium for tests, driven by Playwright: pages that note what they asked for and complained about."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, expect, sync_playwright

DESKTOP = {"width": 1400, "height": 900}
PHONE = {"width": 390, "height": 844}
expect.set_options(timeout=30_000)  # a busy machine is no failure


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium; its absence fails the test."""
    path = shutil.which("chromium")
    assert path, "chromium is not installed: apt-get install chromium (.ci/run does)"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Watched:
    """A page with the complaints of its console and the hosts that it asked."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    def picture(self, name: str) -> None:
        """A picture of the page, in the folder that FACTLINE_SCREENSHOTS names, if it does."""
        folder = os.environ.get("FACTLINE_SCREENSHOTS")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=Path(folder) / f"{name}.png")


@contextmanager
def watched(browser: Browser, **options: Any) -> Iterator[Watched]:
    """A page of a person of its own: fresh cookies, `options` as for Playwright's `new_context`."""
    context = browser.new_context(**({"viewport": DESKTOP, "locale": "en-GB"} | options))
    found = Watched(context.new_page())
    found.page.on("console", lambda each: found.complaints.append(each.text) if each.type != "log" else None)
    found.page.on("pageerror", lambda error: found.complaints.append(str(error)))
    found.page.on("request", lambda request: found.hosts.add(urlsplit(request.url).netloc))
    try:
        yield found
    finally:
        context.close()
