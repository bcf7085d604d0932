"""The explorer as a person uses it, in Chromium: click a figure, read its words, filter, draw, follow links."""

import json
import re
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, expect

from tests.browser import DESKTOP, PHONE, Watched, chromium, watched
from tests.warehouse.conftest import NOW, make_batch, make_beijing, make_report, make_shanghai
from tests.warehouse.hostile_text import FIGURES, hostile_home
from warehouse import publish
from warehouse.explorer.app import application
from warehouse.explorer.serving import listening
from warehouse.home import Home
from warehouse.store import Store

pytestmark = pytest.mark.long

PAGES = ("/", "/indicators", "/indicator/AI_COMPANIES", "/reports", "/conflicts", "/review", "/quality", "/tables")


@contextmanager
def served(home: Home) -> Iterator[str]:
    """The explorer of a home on a free port."""
    bound = listening("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(application(home), log_level="warning"))
    thread = Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    deadline = monotonic() + 30
    while not server.started and monotonic() < deadline:
        sleep(0.05)
    try:
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)
        bound.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def address(template: Home) -> Iterator[str]:
    with served(template) as found:
        yield found


@pytest.fixture
def seen(browser: Browser, address: str) -> Iterator[Watched]:
    """A page of an English reader, who is asked for nothing outside and has nothing to complain of."""
    with watched(browser) as found:
        yield found
        assert found.complaints == []
        assert found.hosts <= {address.removeprefix("http://")}


def test_click_on_a_figure_shows_its_words(seen: Watched, address: str) -> None:
    page = seen.page
    page.goto(address)
    row = page.locator("tbody tr", has_text="AI_INDUSTRY_SIZE")
    written = row.locator("q.written").inner_text()
    row.locator("a.value").click()
    chosen = page.locator("mark.chosen")
    expect(chosen).to_have_text(written.strip("“”"))
    expect(chosen).to_be_in_viewport()
    expect(chosen).to_have_css("background-color", "rgb(251, 191, 36)")
    expect(page.get_by_role("complementary")).to_contain_text("count")
    seen.picture("report")


def test_every_figure_of_the_list_leads_to_its_own_words(seen: Watched, address: str) -> None:
    page = seen.page
    page.goto(address)
    links = [(link.get_attribute("href"), link.locator("xpath=ancestor::tr").locator("q.written").inner_text())
             for link in page.locator("a.value").all()]  # fmt: skip
    assert len(links) == 3
    for href, written in links:
        page.goto(f"{address}{href}")
        expect(page.locator(f'mark[id="{(href or "").split("#")[1]}"]')).to_have_text(written.strip("“”"))


def test_filters_are_kept_in_the_address(seen: Watched, address: str) -> None:
    page = seen.page
    page.goto(address)
    page.get_by_label("Place").fill("CN-BJ en")
    page.get_by_role("button", name="Filter").click()
    page.wait_for_url(re.compile(r"\?area=CN-BJ\+en$"))
    expect(page.get_by_role("status")).to_have_text("2 facts")
    page.get_by_role("link", name=re.compile("Remove filter Place")).click()
    expect(page.get_by_role("status")).to_have_text("3 facts")
    page.go_back()
    expect(page.get_by_role("combobox", name="Place")).to_have_value("CN-BJ en")


def test_names_are_suggested(seen: Watched, address: str) -> None:
    page = seen.page
    page.goto(address)
    page.get_by_role("combobox", name="Indicator").press_sequentially("industry")
    expect(page.locator("#names-indicator option")).to_have_attribute("value", "AI_INDUSTRY_SIZE en")


def test_point_of_a_chart_is_a_fact(seen: Watched, address: str) -> None:
    page = seen.page
    page.goto(f"{address}/indicator/AI_COMPANIES")
    points = page.locator("svg.chart a")
    assert points.count() == 2
    seen.picture("indicator")
    points.first.click()
    page.wait_for_url(re.compile("/observation/[0-9a-f]{32}$"))
    expect(page.locator("mark.chosen").first).to_have_text(re.compile("1 900|2 400"))


def test_stretch_of_text_without_a_figure_is_shown(seen: Watched, address: str) -> None:
    page = seen.page
    page.goto(f"{address}/reports")
    page.get_by_role("link", name="beijing.txt").first.click()
    page.goto(f"{page.url}#char=8,14")
    page.wait_for_function("CSS.highlights.has('asked')")
    words = page.evaluate("[...CSS.highlights.get('asked')][0].toString()")
    assert words == "compte"


def test_pages_work_with_the_keyboard(seen: Watched, address: str) -> None:
    page = seen.page
    page.goto(f"{address}/reports")
    page.get_by_role("link", name="beijing.txt").first.press("Enter")
    page.wait_for_load_state()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("a.figure").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("mark.chosen").first).to_be_visible()


def test_works_without_script(browser: Browser, address: str) -> None:
    with watched(browser, java_script_enabled=False) as seen:
        seen.page.goto(address)
        seen.page.locator("a.value").first.click()
        expect(seen.page.locator("mark.chosen").first).to_be_in_viewport()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("size", "language"), [(DESKTOP, "fr"), (PHONE, "fr"), (PHONE, "en")], ids=str)
def test_pages_fit(browser: Browser, address: str, path: str, size: dict[str, int], language: str) -> None:
    with watched(browser, viewport=size, locale=language, color_scheme="dark" if language == "fr" else "light") as seen:
        seen.page.goto(f"{address}{path}")
        seen.picture(f"{language}-{size['width']}-{path.strip('/').replace('/', '-') or 'facts'}")
        assert seen.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert seen.page.evaluate("document.documentElement.lang") == language
        assert seen.complaints == []
        assert unnamed(seen) == []


UNNAMED = """() => {
  const name = (e) => (e.getAttribute('aria-label') || e.innerText || e.title || e.getAttribute('alt') || '').trim();
  const all = (selector) => [...document.querySelectorAll(selector)];
  const links = all('a[href], button').filter((e) => !name(e) && !e.querySelector('svg, img'));
  const fields = all('input:not([type=hidden]), select').filter((e) => !e.labels.length);
  const pictures = all('img').filter((e) => !e.hasAttribute('alt'));
  const tables = all('table').filter((e) => !e.querySelector('th[scope=col]'));
  const levels = all('h1, h2, h3').map((e) => Number(e.tagName[1]));
  const jumps = levels.filter((level, at) => level > (at ? levels[at - 1] : 0) + 1);
  const roots = all('h1').length === 1 && all('main').length === 1 ? [] : ['one h1 and one main'];
  return [...links, ...fields, ...pictures, ...tables].map((e) => e.outerHTML).concat(jumps, roots);
}"""


def unnamed(seen: Watched) -> list[Any]:
    """Fields, links, buttons and pictures that a screen reader has no name for; tables without headers; lost levels."""
    found: list[Any] = seen.page.evaluate(UNNAMED)
    return found


def test_deep_link_stays_true_after_a_new_publication(browser: Browser, home: Home) -> None:
    store = Store(home)
    store.load(make_batch(make_beijing()), "run-1", NOW)
    publish.publish(home)
    with served(home) as address, watched(browser) as seen:
        page = seen.page
        page.goto(address)
        page.locator("a.value").first.click()
        link, words = page.url, page.locator("mark.chosen").first.inner_text()
        report = make_report("new.txt", make_shanghai()["dim_report"][0]["text"], [])
        store.load(make_batch(make_shanghai(), report, base_load=1), "run-2", NOW)
        publish.publish(home)
        page.goto(address)
        expect(page.get_by_role("status")).to_have_text("3 facts")
        page.goto(link)
        expect(page.locator("mark.chosen").first).to_have_text(words)
        expect(page.locator("mark.chosen").first).to_be_in_viewport()


def test_new_publication_is_seen_at_the_next_request_under_load(home: Home) -> None:
    store = Store(home)
    store.load(make_batch(make_beijing()), "run-1", NOW)
    publish.publish(home)
    with served(home) as address:

        def ask(number: int) -> tuple[float, int]:
            started = monotonic()
            with urllib.request.urlopen(f"{address}/facts.json?confidence=0.{number:06}") as answer:
                return started, json.load(answer)["total"]

        with ThreadPoolExecutor(20) as pool:
            answers = [pool.submit(ask, number) for number in range(150)]
            store.load(make_batch(make_shanghai(), base_load=1), "run-2", NOW)
            publish.publish(home)
            published = monotonic()
            answers += [pool.submit(ask, number) for number in range(150, 300)]
            found = [answer.result() for answer in answers]
        assert {total for started, total in found if started >= published} == {3}
        assert {total for _, total in found} == {2, 3}


def test_hostile_report_runs_nothing(browser: Browser, tmp_path: Path) -> None:
    with served(hostile_home(tmp_path)) as address, watched(browser) as seen:
        page = seen.page
        page.on("dialog", lambda dialog: seen.complaints.append(dialog.message))
        for path in ("/", "/reports", "/review", "/quality", "/indicators", "/conflicts"):
            page.goto(f"{address}{path}")
        page.goto(address)
        page.locator("tr", has=page.locator("q", has_text=FIGURES[2])).locator("a.value").click()
        expect(page.locator("mark.chosen").first).to_have_text(FIGURES[2])
        seen.picture("hostile")
        assert page.evaluate("document.querySelectorAll('article.text :not(p, a, mark, span)').length") == 0
        assert seen.complaints == []
        assert seen.hosts == {address.removeprefix("http://")}
