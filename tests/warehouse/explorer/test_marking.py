"""The text of a page is the stored text, whatever it holds and wherever the marks are."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.warehouse.hostile_text import BLOCK
from warehouse.explorer.marking import Mark, Part, marked


class Text(HTMLParser):
    """The text content of a piece of HTML, and that of its marks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.whole, self.marks, self.tags, self._depth = "", [""], [], 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)
        if tag == "mark":
            self._depth += 1
            self.marks.append("")

    def handle_endtag(self, tag: str) -> None:
        self._depth -= tag == "mark"

    def handle_data(self, data: str) -> None:
        self.whole += data
        if self._depth:
            self.marks[-1] += data


def read(html: str) -> Text:
    text = Text()
    text.feed(str(html))
    text.close()
    return text


spans = st.lists(st.tuples(st.integers(90, 200), st.integers(1, 40)), max_size=6)


@given(
    text=st.text(alphabet=st.characters(exclude_characters="\r\x00", exclude_categories=["Cs"]), max_size=80),
    figures=spans,
    parts=spans,
)
def test_text_content_is_the_stored_text(
    text: str, figures: list[tuple[int, int]], parts: list[tuple[int, int]]
) -> None:
    marks = [Mark(start, start + length, "figure", href=f"/x?{start}") for start, length in figures]
    roles = [Part(start, start + length, "AREA", '"place"') for start, length in parts]
    found = read(marked(text, 100, marks, roles))
    assert found.whole == text
    for words in found.marks[1:]:
        assert words in text


def test_marks_hold_their_words() -> None:
    text = "Pékin 🤖 compte 2 400 entreprises"
    start = text.index("2")
    found = read(marked(text, 0, [Mark(start, start + 5, "figure")], [Part(0, start + 2, "AREA", "place")]))
    assert found.marks[1:] == ["2 400"]


def test_overlapping_marks_do_not_nest() -> None:
    html = marked("0123456789", 0, [Mark(2, 6, "figure"), Mark(4, 8, "skipped"), Mark(8, 12, "figure")])
    assert read(html).tags == ["a", "mark"]


@pytest.mark.parametrize("kind", ["figure", "skipped"])
def test_hostile_text_stays_text(kind: str) -> None:
    html = marked(BLOCK, 0, [Mark(0, 10, kind, href='"><script>', title='"><script>')], [Part(3, 30, "AREA", BLOCK)])
    found = read(html)
    assert set(found.tags) <= {"a", "mark", "span"}
    assert found.whole == BLOCK
