"""Apache Superset as `make superset` serves it: its numbers, its links, its locks, and a new publication."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Locator, Page, Response

from tests.browser import chromium
from tests.warehouse.conftest import Claim, make_batch, make_report
from tests.warehouse.hostile_text import FIGURES, hostile_home
from warehouse import publish
from warehouse.home import Home
from warehouse.reading import query
from warehouse.store import Store

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
EXPLORER = "http://127.0.0.1:9"
START_SECONDS = 1200
PAGE_SECONDS = 120
SERIES = {"2022": 1500, "2023": 1800, "2024": 2100}
FACTS = "SELECT count(DISTINCT observation_id) AS n FROM v_observation"


@dataclass
class Superset:
    """A running Superset, spoken to as its administrator."""

    address: str
    home: Home
    output: str
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def password(self) -> str:
        return (self.home.path / "superset" / "admin_password").read_text(encoding="utf-8")

    def call(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """The answer of the API: of a refusal, its words."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json", "Referer": self.address} | self.headers
        try:
            with urlopen(Request(f"{self.address}/api/v1{path}", data, headers), timeout=PAGE_SECONDS) as answer:
                if cookie := answer.headers.get("Set-Cookie"):
                    self.headers["Cookie"] = cookie.split(";")[0]
                return json.load(answer)
        except HTTPError as error:
            return json.load(error)

    def log_in(self) -> None:
        login = {"username": "admin", "password": self.password, "provider": "db"}
        self.headers["Authorization"] = f"Bearer {self.call('/security/login', login)['access_token']}"
        self.headers["X-CSRFToken"] = self.call("/security/csrf_token/")["result"]

    def sql(self, text: str) -> Any:
        """What SQL Lab answers."""
        number = self.call("/database/")["result"][0]["id"]
        name = f"c{time.monotonic_ns() % 10**9}"
        return self.call("/sqllab/execute/", {"database_id": number, "sql": text, "client_id": name, "schema": "main"})

    def dataset(self, name: str) -> Any:
        found = self.call("/dataset/?q=(page_size:100,columns:!(id,table_name))")["result"]
        return self.call(f"/dataset/{next(each['id'] for each in found if each['table_name'] == name)}")["result"]

    def metric(self, dataset: str, metric: str) -> Any:
        """A metric over all of a dataset, asked for as a chart does."""
        source = {"id": self.dataset(dataset)["id"], "type": "table"}
        body = {"datasource": source, "queries": [{"metrics": [metric], "columns": []}], "result_format": "json"}
        return self.call("/chart/data", body)["result"][0]["data"][0][metric]


@pytest.fixture(scope="module")
def superset(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Superset]:
    home = hostile_home(tmp_path_factory.mktemp("superset") / "home")
    add(home, "series.txt", [Claim(str(value), Decimal(value), time_period=year) for year, value in SERIES.items()])
    add(home, "rival.txt", [Claim("9 999", Decimal(9999), time_period="2024")])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["make", "superset", f"HOME_DEMO={home.path}", f"SUPERSET_PORT={port}", f"PYTHON={sys.executable}"]
    process = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | {"FACTLINE_EXPLORER_URL": EXPLORER}, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip
    watch = threading.Timer(START_SECONDS, process.kill)
    watch.start()
    try:
        found = Superset(f"http://127.0.0.1:{port}", home, _said(process))
        found.log_in()
        yield found
    finally:
        watch.cancel()
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(60)


def _said(process: subprocess.Popen[str]) -> str:
    """What it says until it is ready."""
    lines = []
    for line in process.stdout or ():
        lines.append(line)
        if "Ctrl-C" in line:
            return "".join(lines)
    raise AssertionError("".join(lines))


def add(home: Home, file: str, claims: list[Claim]) -> None:
    """Load and publish one more report."""
    store = Store(home)
    count = store.load_count()
    report = make_report(file, "".join(f"Il y en a {claim.words}.\n" for claim in claims), claims)
    store.load(make_batch(report, base_load=count, has_lists=False), f"run-{count + 1}", datetime(2025, 1, 11))
    publish.publish(home)


def the(home: Home, sql: str) -> Any:
    """The one value of a query on the published file."""
    return query(home, sql).iloc[0, 0]


def test_secrets_are_nobody_elses(superset: Superset) -> None:
    state = superset.home.path / "superset"
    modes = {name: (state / name).stat().st_mode & 0o777 for name in ("secret_key", "admin_password")}
    assert set(modes.values()) == {0o600}
    assert state.stat().st_mode & 0o777 == 0o700
    assert superset.password not in superset.output
    lines = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if os.access(path, os.R_OK)]
    assert not [line for line in lines if superset.password.encode() in line]


def test_it_listens_to_this_machine_alone(superset: Superset) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.2", int(superset.address.rsplit(":", 1)[1])))


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM read_csv('/etc/hosts')",
        "SELECT * FROM glob('/*')",
        "ATTACH '/tmp/other.duckdb' AS other",
        "COPY (SELECT 1) TO '/tmp/stolen.csv'",
        "SET enable_external_access = true",
        "INSTALL httpfs",
        "CREATE TABLE mine AS SELECT 1 AS a",
        "DELETE FROM fact_observation",
        "DROP VIEW v_observation",
    ],
)
def test_sql_lab_neither_reads_files_nor_writes(superset: Superset, statement: str) -> None:
    said = superset.sql(statement)
    assert "errors" in said or "message" in said, said
    assert "data" not in said


def test_a_connection_without_locks_is_locked_all_the_same(superset: Superset) -> None:
    body = {"database_name": "Unlocked", "sqlalchemy_uri": f"duckdb:///{superset.home.stable}"}
    number = superset.call("/database/", body)["id"]
    query_body = {"database_id": number, "sql": "SELECT * FROM read_text('/etc/hostname')", "client_id": "unlocked"}
    assert "disabled by configuration" in str(superset.call("/sqllab/execute/", query_body))


def test_registering_again_changes_nothing(superset: Superset) -> None:
    command = [sys.executable, ROOT / "docs/superset/register.py", "--superset", superset.address]
    command += ["--home", superset.home.path, "--explorer", EXPLORER]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[0] == "0 changes", done.stdout + done.stderr


def test_comments_become_descriptions(superset: Superset) -> None:
    found = superset.dataset("v_observation")
    described = {each["column_name"]: each["description"] for each in found["columns"]}
    rows = query(superset.home, "SELECT column_name, comment FROM duckdb_columns() WHERE table_name = 'v_observation'")
    assert len(rows) > 50
    assert dict(zip(rows["column_name"], rows["comment"], strict=True)).items() <= described.items()
    assert found["description"].startswith("One row per observation")
    assert found["main_dttm_col"] == "period_end"


def test_totals_of_stocks_over_time_are_empty(superset: Superset) -> None:
    assert superset.metric("v_level", "total") is None
    assert superset.metric("v_level", "facts") == the(superset.home, "SELECT count(*) FROM v_level")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@dataclass
class Board:
    """A dashboard in the browser, and what the browser did meanwhile."""

    page: Page
    answered: list[Response] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def chart(self, title: str) -> Locator:
        holder = self.page.locator("[data-test=dashboard-component-chart-holder]")
        return holder.filter(has=self.page.locator("[data-test=slice-header]").get_by_text(title, exact=True))

    def number(self, title: str) -> str:
        return self.chart(title).locator(".header-line").inner_text()

    def drawn(self, line: str) -> list[float]:
        """The values of a line of a chart, as the browser was given them."""
        answers = [answer.json()["result"][0]["data"] for answer in self.answered if "/chart/data" in answer.url]
        return sorted(row[line] for rows in answers for row in rows if row.get(line) is not None)

    def tab(self, title: str) -> None:
        self.page.get_by_role("tab", name=title).click()

    def picture(self, name: str) -> None:
        """Lands in FACTLINE_SCREENSHOTS, where that is set."""
        if folder := os.environ.get("FACTLINE_SCREENSHOTS"):
            self.page.screenshot(path=Path(folder) / f"superset-{name}.png")


@pytest.fixture
def board(superset: Superset, browser: Browser) -> Iterator[Callable[[str], Board]]:
    """Log in and open the dashboard in a language."""
    contexts = []

    def opened(language: str, width: int = 1600) -> Board:
        context = browser.new_context(viewport={"width": width, "height": 1000}, locale=language)
        context.set_default_timeout(PAGE_SECONDS * 1000)
        contexts.append(context)
        found = Board(context.new_page())
        found.page.on("response", lambda answer: found.answered.append(answer))
        found.page.on("dialog", lambda dialog: (found.dialogs.append(dialog.message), dialog.dismiss()))
        found.page.goto(f"{superset.address}/login/")
        found.page.fill("#username", "admin")
        found.page.fill("#password", superset.password)
        found.page.keyboard.press("Enter")
        found.page.wait_for_url(lambda url: "/login" not in url)
        found.page.goto(f"{superset.address}/superset/dashboard/factline-{language}/")
        found.chart({"en": "Facts", "fr": "Faits"}[language]).locator(".header-line").wait_for()
        return found

    yield opened
    for context in contexts:
        context.close()


def test_a_click_on_a_filter_changes_the_numbers(superset: Superset, board: Callable[[str], Board]) -> None:
    found = board("en")
    assert found.number("Facts") == str(the(superset.home, FACTS))
    assert found.number("Conflicts") == str(the(superset.home, "SELECT count(*) FROM v_conflict"))
    found.page.locator("[data-test=NATIVE_FILTER-area]").click()
    found.page.locator(".ant-select-item-option").get_by_text("CN en", exact=True).click()
    found.page.keyboard.press("Escape")
    found.page.locator("[data-test=filter-bar__apply-button]").click()
    expected = the(superset.home, f"{FACTS} WHERE area_name = 'CN en'")
    found.chart("Facts").locator(".header-line", has_text=str(expected)).wait_for()
    assert 0 < expected < the(superset.home, FACTS)
    found.picture("filtered")


def test_words_lead_to_the_fact_in_the_explorer(superset: Superset, board: Callable[[str], Board]) -> None:
    found = board("en")
    found.tab("Facts")
    link = found.page.get_by_role("link", name="2100", exact=True)
    fact = the(superset.home, "SELECT observation_id FROM v_observation WHERE value = 2100")
    row = found.chart("Facts").locator("tr").filter(has=link)
    assert row.locator(link).get_attribute("href") == f"{EXPLORER}/observation/{fact}"
    text = row.inner_text()
    assert "2,100" in text
    assert "2024" in text
    found.picture("facts")


def test_sources_are_lines_of_one_figure(superset: Superset, board: Callable[[str], Board]) -> None:
    found = board("en")
    found.page.locator("[data-test=NATIVE_FILTER-figure]").get_by_text("AI_COMPANIES en").wait_for()
    claims = found.chart("What each source says")
    claims.get_by_role("link", name="1800", exact=True).wait_for()
    for source in ("series.txt", "rival.txt"):
        values = query(
            superset.home, "SELECT value, value_as_written FROM v_observation WHERE source_name = ?", [source]
        )
        assert found.drawn(f"CN-BJ en · {source}") == sorted(values["value"])
        assert set(values["value_as_written"]) <= set(claims.get_by_role("link").all_inner_texts())
    found.picture("overview")


@pytest.mark.parametrize(("language", "tab", "chart"), [("en", "Facts", "Facts"), ("fr", "Faits", "Faits")])
def test_texts_of_reports_stay_texts(
    board: Callable[[str], Board], superset: Superset, language: str, tab: str, chart: str
) -> None:
    found = board(language)
    found.tab(tab)
    table = found.chart(chart).last
    for words in FIGURES:
        table.get_by_role("link", name=words, exact=True).first.wait_for()
    assert "<script>alert(1)</script>" in table.inner_text()
    assert not found.page.locator("td script, td img, td b").count()
    assert not found.dialogs
    hosts = {answer.url.split("/")[2] for answer in found.answered if answer.url.startswith("http")}
    assert hosts == {superset.address.removeprefix("http://")}


def test_the_words_are_marked_in_their_paragraph(board: Callable[[str], Board]) -> None:
    found = board("fr")
    found.tab("Les mots")
    marks = found.chart("Les mots, là où ils se trouvent").locator("mark")
    marks.first.wait_for()
    assert {"2100", *FIGURES} <= set(marks.all_inner_texts())
    found.tab("Contradictions")
    found.chart("Énoncés incompatibles").get_by_role("link", name="9 999").first.wait_for()
    found.page.get_by_role("button", name="Appliquer les filtres").wait_for()
    assert not found.dialogs
    found.picture("conflicts-fr")


def test_a_new_publication_is_seen_while_an_older_one_is_read(superset: Superset) -> None:
    before = superset.metric("v_observation", "facts")
    slow = threading.Thread(
        target=superset.sql, args=("SELECT count(*) FROM range(30000) a, range(40000) b WHERE a.range < b.range",)
    )
    slow.start()
    time.sleep(1)
    add(superset.home, "new.txt", [Claim("777", Decimal(777), time_period="2025")])
    after = superset.metric("v_observation", "facts")
    assert slow.is_alive(), "the older generation was not being read any more"
    assert after == before + 1 == the(superset.home, FACTS)
    slow.join()
