"""What the explorer answers: pages in two languages, JSON, CSV, what is gone, what is new, and nothing that runs."""

import csv
import io
import re
import shutil
import threading
from collections.abc import Callable
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from schemas.tables import TABLES
from tests.warehouse.hostile_text import BLOCK, FIGURES, LINE, hostile_home
from warehouse import publish
from warehouse.ddl import VIEWS
from warehouse.explorer import facts, reports
from warehouse.explorer.app import application
from warehouse.home import Home
from warehouse.store import LoadResult

PAGES = ("/", "/indicators", "/indicator/AI_COMPANIES", "/reports", "/conflicts", "/review", "/quality", "/tables")
HARMLESS = set(
    """a article aside b blockquote body br button caption circle code dd details div dl dt figcaption figure footer
    form g h1 h2 h3 head header html img input label li line link main mark meta nav option p path q rect script section
    select span summary svg table tbody td text th thead title tr ul""".split()
)
"""Every tag that our templates have."""


def client(home: Home, **options: Any) -> TestClient:
    return TestClient(application(home, hosts=("testserver", "127.0.0.1", "::1")), **options)


@pytest.fixture(scope="module")
def served(template: Home) -> TestClient:
    return client(template)


@pytest.fixture
def pages(served: TestClient) -> TestClient:
    """The explorer of `template`, asked by somebody new."""
    served.cookies.clear()
    return served


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    return client(hostile_home(tmp_path_factory.mktemp("hostile")))


class Tags(HTMLParser):
    """Every tag of a page with its attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def fact(pages: TestClient, **params: str) -> dict[str, Any]:
    found: dict[str, Any] = pages.get("/facts.json", params=params).json()["rows"][0]
    return found


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_pages_answer_in_both_languages(pages: TestClient, path: str, language: str) -> None:
    answer = pages.get(path, params={"lang": language})
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text
    assert ("Facts" if language == "en" else "Faits") in answer.text


@pytest.mark.parametrize("path", [*PAGES[1:], "/facts"])
def test_json_stands_beside_every_page(pages: TestClient, path: str) -> None:
    answer = pages.get(f"{path}.json")
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.json()


def test_language_is_remembered(template: Home) -> None:
    one = client(template)
    one.get("/?lang=fr")
    assert '<html lang="fr">' in one.get("/reports").text


def test_figure_leads_to_its_words(pages: TestClient) -> None:
    row = fact(pages, indicator="AI_INDUSTRY_SIZE")
    address = f"/report/{row['report_id']}?fact={row['observation_id']}"
    link = f'href="{address}#char={row["start_char"]},{row["end_char"]}"'.replace("&", "&amp;")
    assert link in pages.get("/", params={"indicator": "AI_INDUSTRY_SIZE"}).text
    html = pages.get(address).text
    marks = re.findall(r'<mark id="char=(\d+),(\d+)"[^>]*class="chosen"[^>]*>(.*?)</mark>', html)
    assert marks == [(str(row["start_char"]), str(row["end_char"]), "412 milliards de dollars")]
    assert "How it was read" in html


@pytest.mark.parametrize("asked", [f"{name}={text}" for name in ("part", "char") for text in ("9" * 5_000, "²", "-1")])
def test_number_that_is_none_leads_to_the_beginning(pages: TestClient, asked: str) -> None:
    address = f"/report/{fact(pages, report='beijing')['report_id']}"
    assert pages.get(f"{address}.json?{asked}").json() == pages.get(f"{address}.json").json()


def test_report_text_is_the_stored_text(pages: TestClient) -> None:
    row = fact(pages, report="beijing")
    html = pages.get(f"/report/{row['report_id']}").text
    article = html[html.index("<article") : html.index("</article>")]
    assert Tags(article[article.index(">") + 1 :]).text == (
        "Pékin 🤖 compte 2 400 entreprises.\nLes 2 400 entreprises pèsent 412 milliards de dollars.\n"
    )


def test_observation_page_has_every_mention_and_exact_values(pages: TestClient) -> None:
    row = fact(pages, indicator="AI_COMPANIES", report="beijing")
    found = pages.get(f"/observation/{row['observation_id']}.json").json()
    assert [part["exact"] for mention in found["mentions"] for part in mention["parts"]] == ["2 400", "2 400"]
    assert found["mentions"][0]["parts"][0]["rule"] == "count"
    assert found["key"]["value"] == "2400.000000000"
    assert pages.get(f"/observation/{row['observation_id']}").text.count('class="chosen"') == 2


def test_beginning_of_an_id_leads_on(pages: TestClient) -> None:
    row = fact(pages)
    answer = pages.get(f"/observation/{row['observation_id'][:12]}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (302, f"/observation/{row['observation_id']}")


@pytest.mark.parametrize(
    ("path", "status"),
    [("/nothing", 404), ("/report/x", 404), ("/observation/" + "0" * 32, 404), ("/indicator/x", 404),
     ("/?from=soon", 400), ("/facts.json?page=0", 400), ("/table/private.csv", 404), ("/report/x.json", 404)],
)  # fmt: skip
def test_what_is_not_there_is_said(pages: TestClient, path: str, status: int) -> None:
    answer = pages.get(path)
    assert answer.status_code == status
    assert len(answer.text) > 20


def test_page_with_an_etag_is_sent_once(pages: TestClient) -> None:
    tag = pages.get("/reports").headers["etag"]
    again = pages.get("/reports", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", ["/", "/quality", "/report/x", "/table/dim_run.csv"])
def test_nothing_can_be_changed(pages: TestClient, method: str, path: str) -> None:
    assert pages.request(method, path).status_code == 405


@pytest.mark.parametrize(
    ("host", "status"),
    [("127.0.0.1:8765", 200), ("[::1]:8765", 200), ("TestServer", 200), ("evil.example", 400), ("", 400),
     ("127.0.0.1.evil.example", 400), ("127.0.0.1:8765@evil.example", 400)],
)  # fmt: skip
def test_host_header_is_checked(pages: TestClient, host: str, status: int) -> None:
    answer = pages.get("/reports", headers={"Host": host})
    assert answer.status_code == status
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("path", [*PAGES, "/static/factline.css", "/facts.csv", "/nothing"])
def test_policy_allows_no_inline_script(pages: TestClient, path: str) -> None:
    answer = pages.get(path)
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    for tag, attributes in Tags(answer.text if "html" in answer.headers["content-type"] else "").tags:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        assert tag != "script" or (attributes.get("src") or "").startswith("/static/")


def test_nothing_published_is_said_and_seen_at_the_next_request(loaded: Home) -> None:
    one = client(loaded)
    assert one.get("/").status_code == 503
    assert "factline run" in one.get("/").text
    publish.publish(loaded)
    assert one.get("/").status_code == 200


def test_new_publication_is_seen_at_the_next_request(
    home: Home, load: Callable[..., LoadResult], beijing: Any, shanghai: Any
) -> None:
    load(beijing)
    publish.publish(home)
    one = client(home)
    before = one.get("/facts.json").json()["total"]
    load(shanghai)
    publish.publish(home)
    assert (before, one.get("/facts.json").json()["total"]) == (2, 3)


@pytest.fixture
def threads(monkeypatch: pytest.MonkeyPatch) -> list[threading.Thread]:
    """Those in which lists of facts and reports were made."""
    found: list[threading.Thread] = []

    def noted(answer: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *given: (found.append(threading.current_thread()), answer(*given))[1]

    for module in (facts, reports):
        monkeypatch.setattr(module, "page", noted(module.page))
    return found


@pytest.mark.parametrize("page", ["/", "/facts.json", "/report/{report_id}"])
def test_only_the_first_page_of_a_generation_takes_a_thread(
    home: Home, load: Callable[..., LoadResult], beijing: Any, shanghai: Any, threads: list[threading.Thread], page: str
) -> None:
    """It may have to open the generation, for which the others shall not wait."""
    loop: list[threading.Thread] = []
    load(beijing)
    publish.publish(home)
    path = page.format(report_id=beijing["dim_report"][0]["report_id"])
    with client(home) as one:
        one.portal.call(lambda: loop.append(threading.current_thread()))
        for number in range(3):
            assert one.get(path, params={"part": str(number)}).status_code == 200
        load(shanghai)
        publish.publish(home)
        assert one.get(path).status_code == 200
    assert [thread in loop for thread in threads] == [False, True, True, False]


def test_what_takes_longer_takes_a_thread(template: Home, threads: list[threading.Thread]) -> None:
    """The first list in an order, which sorts all facts, and a search, which looks at all names."""
    loop: list[threading.Thread] = []
    with client(template) as one:
        one.portal.call(lambda: loop.append(threading.current_thread()))
        for asked in ("page=1", "sort=value", "sort=value&page=2", "q=a", "q=b", "unit=EUR"):
            assert one.get(f"/?{asked}").status_code == 200
    assert [thread in loop for thread in threads] == [False, False, True, False, False, True]


def test_replaced_fact_leads_to_its_successor(
    home: Home, load: Callable[..., LoadResult], beijing: Any, rows: Any
) -> None:
    load(beijing)
    publish.publish(home)
    one = client(home)
    old = fact(one, indicator="AI_COMPANIES")
    load(rows.make_report("beijing.txt", beijing["dim_report"][0]["text"], [rows.Claim("2 400", Decimal(2401))]))
    publish.publish(home)
    new = fact(one, indicator="AI_COMPANIES")
    answer = one.get(f"/observation/{old['observation_id']}", follow_redirects=False)
    assert new["observation_id"] != old["observation_id"]
    assert answer.headers["location"] == f"/observation/{new['observation_id']}"


@pytest.mark.parametrize("name", [*TABLES, *VIEWS])
def test_every_table_is_there_as_csv(pages: TestClient, name: str) -> None:
    answer = pages.get(f"/table/{name}.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert next(csv.reader(io.StringIO(answer.text)))


def test_csv_of_filtered_facts(pages: TestClient) -> None:
    found = list(csv.DictReader(io.StringIO(pages.get("/facts.csv", params={"area": "CN"}).text)))
    assert [(row["value_as_written"], row["value_exact"]) for row in found] == [("1 900", "1900")]


@pytest.mark.parametrize("name", [*TABLES, *VIEWS])
def test_no_cell_of_a_csv_is_a_formula(hostile: TestClient, name: str) -> None:
    cells = [cell for row in csv.reader(io.StringIO(hostile.get(f"/table/{name}.csv").text)) for cell in row]
    risky = [cell for cell in cells if cell.lstrip("\u200e\u202e\ufeff \t\r\n")[:1] in tuple("=+-@＝＋－＠")]
    assert [cell for cell in risky if not re.fullmatch(r"-?\d+(\.\d+)?", cell)] == []


def test_a_guarded_text_of_a_csv_is_the_text_without_the_apostrophe(hostile: TestClient) -> None:
    found = list(csv.DictReader(io.StringIO(hostile.get("/facts.csv").text)))
    assert {row["value_as_written"].removeprefix("'") for row in found} == {*FIGURES, "1 234"}
    assert sum(row["value_as_written"].startswith("'") for row in found) == 2


def test_suggestions_are_names(pages: TestClient) -> None:
    answer = pages.get("/suggest.json", params={"field": "indicator", "q": "industry"})
    assert answer.json()["names"] == ["AI_INDUSTRY_SIZE en"]


@pytest.mark.parametrize("path", ["/", "/indicators", "/reports", "/conflicts", "/review", "/quality", "/tables"])
def test_hostile_text_is_mere_text(hostile: TestClient, path: str) -> None:
    tags = Tags(hostile.get(path).text).tags
    assert {tag for tag, _ in tags} <= HARMLESS
    assert_harmless(tags)


def assert_harmless(tags: list[tuple[str, dict[str, str | None]]]) -> None:
    for tag, attributes in tags:
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("href", "src", "action"):
            assert re.match(r"/|#|https?://|$", attributes.get(name) or ""), (tag, attributes)
    assert len([tag for tag, _ in tags if tag == "script"]) <= 1


def test_hostile_report_is_shown_whole(hostile: TestClient) -> None:
    rows = hostile.get("/facts.json").json()["rows"]
    first = next(row for row in rows if row["written"] == FIGURES[1])
    html = hostile.get(f"/report/{first['report_id']}?fact={first['observation_id']}").text
    page = Tags(html)
    assert {tag for tag, _ in page.tags} <= HARMLESS
    assert_harmless(page.tags)
    assert BLOCK in page.text
    assert LINE in page.text


def test_hostile_indicator_has_a_page(hostile: TestClient) -> None:
    own = f"fr:{LINE}"
    answer = hostile.get(f"/indicator/{quote(own)}")
    assert answer.status_code == 200
    assert_harmless(Tags(answer.text).tags)


def test_home_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "published").write_text("in the way", encoding="utf-8")
    answer = client(Home(tmp_path)).get("/facts.json")
    assert answer.status_code == 500
    assert "published cannot be read (Not a directory)" in answer.json()["error"]


def test_home_that_is_deleted_is_said(published: Home) -> None:
    one = client(published)
    assert one.get("/").status_code == 200
    shutil.rmtree(published.published)
    Path(published.stable).unlink()
    assert one.get("/").status_code == 503
