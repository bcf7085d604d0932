"""The evidence page and the annotations: every figure leads to its words, and hostile text is mere text."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests.warehouse.exports.conftest import CHINESE, VALUES, Made
from tests.warehouse.hostile_text import DATA_URL, FIGURES, FIRST, SCRIPT_URL
from warehouse.exports import evidence
from warehouse.exports.annotations import CONTEXT
from warehouse.exports.choice import Choice
from warehouse.exports.evidence import TooManyFactsError, shown
from warehouse.exports.export import export
from warehouse.home import Home
from warehouse.reading import query

TAGS = set(
    "html head meta title style body header main footer section h1 h2 p table caption thead tbody tr th td a bdi mark"
    " div details summary span".split()
)


class Page(HTMLParser):
    """What a browser would see: tags, attributes, ids, and the text within each mark and each figure's link."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.ids: list[str] = []
        self.marks: dict[str, str] = {}
        self.figures: list[tuple[str, str]] = []
        self.text = ""
        self._open: list[str] = []
        self._in_figure = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags.add(tag)
        self.attributes += found.items()
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "mark":
            self._open.append(found["id"])
            self.marks[found["id"]] = ""
        if tag == "td":
            self._in_figure = found.get("class") == "figure"
        if tag == "a" and self._in_figure:
            self.figures.append((found["href"][1:], ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "mark":
            self._open.pop()
        if tag == "td":
            self._in_figure = False

    def handle_data(self, data: str) -> None:
        self.text += data
        for each in self._open:
            self.marks[each] += data
        if self._in_figure and self.figures:
            target, words = self.figures[-1]
            self.figures[-1] = (target, words + data)


def page(path: Path) -> Page:
    return Page(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_figure_leads_to_its_own_words(made: Made, filled: Home, language: str) -> None:
    found = page(made("html", language=language))
    assert len(found.figures) == query(filled, "SELECT count(*) AS n FROM v_observation")["n"][0]
    assert all(found.marks[target] == words for target, words in found.figures)
    assert {words for _, words in found.figures} == {*FIGURES, *VALUES, "1 234"}
    assert len(found.ids) == len(set(found.ids))
    assert {value[1:] for name, value in found.attributes if name == "href" and value[0] == "#"} <= set(found.ids)


def test_page_runs_nothing_and_asks_nobody(made: Made) -> None:
    found = page(made("html"))
    assert found.tags <= TAGS
    assert not any(name.startswith("on") or name in ("src", "style", "action") for name, _ in found.attributes)
    assert {value for name, value in found.attributes if name == "href" and value[0] != "#"} == {
        "https://example.org/报告?a=1&b=2#x"
    }
    policy = dict(found.attributes)["content"]
    text = made("html").read_text(encoding="utf-8")
    assert "default-src 'none'" in text
    assert "unsafe" not in text
    assert "@import" not in text
    assert "url(" not in text
    assert policy
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", text)


def test_page_shows_hostile_text_and_says_what_it_is(made: Made) -> None:
    found = page(made("html", reports=(FIRST,)))
    for words in ("<script>alert(1)</script>", DATA_URL, SCRIPT_URL, "]]>", "-->", "{{ 7 * 7 }}", "&lt;b&gt; &amp;"):
        assert words in found.text
    assert "generation 1 of the warehouse, published on" in found.text
    assert CHINESE not in found.text


def test_page_of_a_report_holds_its_whole_text(made: Made, filled: Home) -> None:
    whole = page(made("html", reports=(CHINESE,)))
    stored = query(filled, "SELECT text FROM dim_report WHERE report_file = ?", [CHINESE])["text"][0]
    assert all(shown(line) in whole.text for line in stored.splitlines())
    part = page(made("html", indicators=("AI_INDUSTRY_SIZE",)))
    assert [words for _, words in part.figures] == ["<b>12</b>"]


def test_page_of_too_many_facts_is_refused(filled: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "MAX_FACTS", 3)
    with pytest.raises(TooManyFactsError, match="narrow it"):
        export(filled, "html", tmp_path / "a.html", Choice())
    assert not any(tmp_path.iterdir())


def test_marks_that_overlap_share_their_words() -> None:
    marks = [evidence._Mark(number, number, *span, "") for number, span in enumerate([(2, 5), (4, 7), (8, 9)])]
    pieces = [
        (piece.text, [mark.number for mark in piece.marks]) for piece in evidence._pieces("abcdefghij\n", 0, marks)
    ]
    assert pieces == [("ab", []), ("cdefg", [0, 1]), ("h", []), ("i", [2]), ("j", [])]


def annotations(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def test_annotations_select_the_words(made: Made, filled: Home) -> None:
    texts = dict(query(filled, "SELECT report_id, text FROM dim_report").itertuples(index=False))
    found = annotations(made("jsonld"))["@graph"]
    assert len(found) == query(filled, "SELECT count(*) AS n FROM fact_mention")["n"][0]
    for each in found:
        position, quote = each["target"]["selector"]
        source = each["target"]["source"]["id"]
        text = texts.get(source.rpartition(":")[2]) or next(text for text in texts.values() if "很多" in text)
        words = text[position["start"] : position["end"]]
        assert words == quote["exact"]
        around = quote.get("prefix", "") + words + quote.get("suffix", "")
        assert text[position["start"] - len(quote.get("prefix", "")) :].startswith(around)


def test_annotations_are_exact_and_name_only_web_addresses(made: Made) -> None:
    document = annotations(made("jsonld"))
    assert document["@context"] == CONTEXT
    values = {each["target"]["selector"][1]["exact"]: each["body"]["value"] for each in document["@graph"]}
    assert {words: Decimal(values[words]) for words in VALUES} == VALUES
    ids = {each["target"]["source"]["id"] for each in document["@graph"]}
    assert all(each.startswith(("https://", "urn:factline:report:")) for each in ids)


def terms(entry: Any) -> set[str]:
    if isinstance(entry, list):
        return set().union(*map(terms, entry))
    return set(entry) | terms([*entry.values()]) if isinstance(entry, dict) else set()


def test_every_term_of_an_annotation_has_a_meaning(made: Made) -> None:
    document = annotations(made("jsonld"))
    assert terms(document["@graph"]) <= set(CONTEXT)
