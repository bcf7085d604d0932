"""The evidence page in Chromium: a click on a figure shows its words, nothing runs, nothing is fetched."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser import DESKTOP, PHONE, chromium, watched
from tests.warehouse.exports.conftest import VALUES, Made
from tests.warehouse.hostile_text import FIGURES

pytestmark = pytest.mark.long
WIDTH = "document.documentElement.scrollWidth"
LOOKS = [
    ("en", {"viewport": DESKTOP, "color_scheme": "light"}),
    ("fr", {"viewport": PHONE, "color_scheme": "dark"}),
]


@pytest.mark.parametrize(("language", "options"), LOOKS)
def test_a_click_on_a_figure_shows_its_words(made: Made, language: str, options: dict[str, Any]) -> None:
    with chromium() as browser, watched(browser, **options) as seen:
        seen.page.goto(made("html", language=language).as_uri())
        seen.picture(f"evidence-{language}")
        assert seen.page.evaluate(WIDTH) <= options["viewport"]["width"]
        links = seen.page.locator("td.figure a")
        assert sorted(links.all_inner_texts()) == sorted((*FIGURES, *VALUES, "1 234"))
        for link in links.all():
            words = link.inner_text()
            link.click()
            mark = seen.page.locator("mark:target")
            assert mark.inner_text() == words
            assert mark.bounding_box()["y"] < options["viewport"]["height"]  # type: ignore[index]
            mark.locator("a").click()
            assert words in seen.page.locator("tr:target").inner_text()
        seen.page.locator("summary").first.click()
        seen.picture(f"evidence-{language}-read")
        assert (seen.complaints, seen.hosts) == ([], {""})


def test_without_scripts_it_is_the_same_page(made: Made) -> None:
    with chromium() as browser, watched(browser, java_script_enabled=False) as seen:
        seen.page.goto(made("html").as_uri())
        seen.page.locator("td.figure a").first.click()
        assert seen.page.url.rpartition("#")[2].startswith("m")
