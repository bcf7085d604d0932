"""The digest as people read it, what is kept of it, and texts that would like to be markup."""

import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from assets.cli_digest import show_digest
from assets.cli_show import AbsentError
from assets.descriptions import ASSETS
from assets.digest import Digest, digest
from assets.markdown import escaped, explorer, link, table
from assets.resources import explorer_address
from tests.assets.conftest import LONDON, PARIS, Place, load_inbox
from tests.warehouse.hostile_text import FIGURES, SNIPPETS, hostile_home
from warehouse.generations import current
from warehouse.home import Home
from warehouse.publish import Published, publish
from warehouse.reading import query

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
OURS = {"a", "code", "h1", "h2", "h3", "p", "strong", "table", "tbody", "td", "th", "thead", "tr"}
NESTED = "**bold** _it_ ~~gone~~ `code` [link](http://x) ![i](x) <b> &amp; | \\ # a_b"


def read(text: str) -> tuple[set[str], set[str], str]:
    """The elements of a Markdown text, where its links lead, and its words."""
    html = READER.render(text)
    words = re.sub(r"<[^>]*>", "", html)
    for name, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        words = words.replace(name, character)
    return set(re.findall(r"<(\w+)", html)), set(re.findall(r'(?:href|src)="([^"]*)"', html)), words


@pytest.mark.parametrize("text", [*SNIPPETS, *FIGURES, NESTED, "www.x.org", "a@b.org", "x `` http://y ` |", "_a_ *b*"])
def test_any_text_is_mere_text_in_a_cell_and_under_a_link(text: str) -> None:
    shown = " ".join(re.sub("[\x00-\x1f\x7f-\x9f\u202a-\u202e]", "\ufffd", " ".join(text.split())).split())
    elements, links, words = read(table(("text", "link"), [(text, link(text, "report", "1"))], 9))
    assert elements <= OURS
    assert links == {explorer("report", "1")}
    assert words.split("link", 1)[1].count(shown) == 2


def test_what_readers_make_links_of_stands_in_code() -> None:
    for text in ("see www.x.org", "a@b.org", "HTTPS://x"):
        assert escaped(text).startswith("`")
    assert escaped("fr_pekin_ia.txt") == "fr_pekin_ia.txt"


def test_hostile_reports_leave_no_trace_but_their_words(tmp_path: Path) -> None:
    home = hostile_home(tmp_path)
    path = current(home)
    assert path is not None
    elements, links, words = read(digest(home, Published(1, path, is_new=True)).text)
    assert elements == OURS
    assert all(address.startswith(f"{explorer_address()}/") for address in links)
    assert all(figure in words for figure in FIGURES)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Two generations; the second one changes a figure and brings a report that cannot be read."""
    place = Place(tmp_path_factory.mktemp("inbox"), Home(tmp_path_factory.mktemp("home")))
    place.write("paris.txt", PARIS)
    place.write("london.txt", LONDON)
    load_inbox(place)
    publish(place.home)
    place.write("paris.txt", PARIS.replace("2 400", "2 500"))
    place.write("bad.txt", "")
    load_inbox(place)
    publish(place.home)
    return place.home


def told(home: Home, is_new: bool) -> Digest:
    return digest(home, Published(2, home.published / "2.duckdb", is_new))


def test_digest_tells_before_and_now_with_links_and_reasons(home: Home) -> None:
    found = told(home, is_new=True)
    assert found.summary == "1 changed · 1 new in quarantine · 2 reports"
    row = next(line for line in found.text.splitlines() if "2 500" in line)
    before, now = re.findall(r"\[([^\]]*)\]\(\S+/observation/([0-9a-f]{32})\)", row)
    assert (before[0], now[0]) == ("2 400", "2 500")
    ids = query(home, "SELECT observation_id FROM v_observation WHERE value_as_written = '2 500'")
    assert now[1] in set(ids["observation_id"])
    assert re.search(r"bad\.txt \| (source|read) \| .*empty", found.text)


def test_digests_are_kept_as_long_as_their_generations_and_told_again(home: Home) -> None:
    first = told(home, is_new=True)
    (home.digests / "7.md").write_text("of a generation that is gone", encoding="utf-8")
    told(home, is_new=True)
    assert [path.name for path in home.digests.iterdir()] == ["2.md"]
    again = told(home, is_new=False)
    assert again.text == first.text
    assert again.summary == "No fact has come, changed or gone."


def test_command_prints_the_newest_digest_or_says_which_are_kept(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    text = told(home, is_new=True).text
    show_digest(home, None)
    assert capsys.readouterr().out == text
    with pytest.raises(AbsentError, match="generation 9: those of 2 are there"):
        show_digest(home, 9)


def test_query_of_each_description_answers(home: Home) -> None:
    assert [asset for asset, about in ASSETS.items() if about.sql and query(home, about.sql).empty] == []
