"""Paragraphs tile the text, whatever the text; layout tells headings, lists, tables and hard-wrapped lines."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.segment import MAX_CHARS, paragraphs
from schemas.records import Paragraph, stable_id

WRAPPED = """The company said on Tuesday that revenue rose by
12 % to 4.3 billion euros in the third quarter of
the year. Analysts had expected a little less than
that.

Outlook

For the year it expects 17 billion, as before, and
a margin of 8 %:
- Europe 6 billion, which is more than in the year
before and more than planned
- Asia 5 billion

The end of this report has been reached by now and
nothing follows.
"""


def shape(text: str) -> list[tuple[str, str]]:
    return [(p.kind, p.text.strip()) for p in paragraphs("r", text)]


def headings(text: str) -> list[str]:
    return [p.text.strip() for p in paragraphs("r", text) if p.kind == "heading"]


def above(text: str, words: str) -> tuple[str, ...]:
    return next(p.heading_path for p in paragraphs("r", text) if words in p.text)


def assert_tiles(text: str) -> Sequence[Paragraph]:
    found = paragraphs("r", text)
    begin = 0
    for number, paragraph in enumerate(found, start=1):
        assert (paragraph.start_char, paragraph.paragraph_no) == (begin, number)
        assert paragraph.text == text[paragraph.start_char : paragraph.end_char]
        assert 0 < len(paragraph.text) <= MAX_CHARS
        begin = paragraph.end_char
    assert begin == len(text)
    return found


PIECES = ["\n", "\n\n", " ", "\t", "\f", "|", "# ", "- ", "1. ", "（一）", "===\n", "Mot", "mot.", "经济。", "\u2028"]
PIECES += ["é", "x" * 900]


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_tiles_any_text(text: str) -> None:
    assert_tiles(text)


def test_no_text_no_paragraph() -> None:
    assert len(paragraphs("r", "")) == 0


def test_identity_and_offsets() -> None:
    first, second = paragraphs("abc", "  Un texte.\n\nDeux textes.\n")
    assert first.paragraph_id == stable_id("abc", 1)
    assert first.text == "  Un texte.\n\n"
    assert (second.start_char, second.end_char, second.page) == (13, 26, None)


def test_lines_are_paragraphs_and_short_ones_headings() -> None:
    text = "EN BREF\n|\nUn texte assez long qui dit une chose.\nLe marché\nIl croît de 5 %. Et plus.\nIl va bien.\n"
    assert [kind for kind, _ in shape(text)] == ["heading", "text", "text", "heading", "text", "text"]
    assert above(text, "croît") == ("EN BREF", "Le marché")


def test_hard_wrapped_lines_join_unchanged() -> None:
    kinds = shape(WRAPPED)
    assert [kind for kind, _ in kinds] == ["text", "heading", "text", "list", "list", "text"]
    assert kinds[0][1].endswith("quarter of\nthe year. Analysts had expected a little less than\nthat.")
    assert kinds[3][1] == "- Europe 6 billion, which is more than in the year\nbefore and more than planned"
    assert_tiles(WRAPPED)


def test_hard_wrapped_without_blank_lines() -> None:
    text = WRAPPED.replace("\n\nOutlook\n\n", "\n")
    assert shape(text)[0][1].endswith("that.")
    assert shape(text)[1][1].endswith("8 %:")


def test_one_sentence_a_line_is_not_hard_wrapped() -> None:
    text = "Revenue rose to 4.3 billion euros in the quarter.\nCosts were down by five per cent in this time.\n" * 4
    assert len(shape(text)) == 8


@pytest.mark.parametrize(
    "line",
    [
        "3.2 Résultats",
        "Éducation et innovation",
        "IV. Perspectives",
        "**Points forts**",
        "## Marché",
        "第三节 就业情况",
        "一、总体情况",
        "2我国企业创新的活跃度有限，差距较大",
        "Quel avenir pour l'IA ?",
        "Comptes en Mio. Francs, Bâle",
    ],
)
def test_headings(line: str) -> None:
    assert headings(f"Un texte long qui ouvre la page.\n\n{line}\nUn texte suit. Il est long.\n") == [line]


@pytest.mark.parametrize(
    "line",
    [
        "Il finit par un point.",
        "une suite de ligne sans point",
        "12",
        "- 12 -",
        "Page 12",
        "Page 3 / 10",
        "第 3 页",
        "|",
        "-----",
        "Capital : 22 milliards",
        "-5 % sur un an",
        "Publié le 16.05.2025",
        "https://example.org/rapport",
        "La première phrase finit. La seconde commence",
        "国内生产总值增长。工业增长",
        "Mot " * 40,
    ],
)
def test_not_headings(line: str) -> None:
    assert headings(f"Un texte long qui ouvre la page.\n\n{line}\nUn texte suit. Il est long.\n") == []


@pytest.mark.parametrize("mark", ["- ", "* ", "• ", "– ", "■ ", "1. ", "1) ", "a) ", "（一）", "（1）", "1、", "① "])
def test_list_items(mark: str) -> None:
    second = mark.replace("1", "2").replace("a", "b").replace("一", "二")
    text = f"Un texte long.\n{mark}Premier point\n{second}Second point\nUn texte suit.\n"
    assert [kind for kind, _ in shape(text)] == ["text", "list", "list", "text"]


def test_indented_line_continues_its_item() -> None:
    assert shape("- un point qui\n  va plus loin\n- deux\nFin.\n")[0] == ("list", "- un point qui\n  va plus loin")


def test_numbered_line_alone_above_text_is_heading() -> None:
    text = "1. Cadre\nLe texte commence ici.\n1.1 Objet\nUn autre texte.\n2. Suite\nTexte.\n（一）工业\n工业增长5%。\n"
    assert headings(text) == ["1. Cadre", "1.1 Objet", "2. Suite", "（一）工业"]
    assert above(text, "Un autre") == ("1. Cadre", "1.1 Objet")
    assert above(text, "增长") == ("2. Suite", "（一）工业")


def test_markdown_levels_underlines_and_tables() -> None:
    text = (
        "# Rapport\n\n## Ventes\n\n| Région | 2024 |\n|---|---|\n| Nord | 2 |\n\n### Détail\n\nUn mot.\n\n"
        "## Coûts ##\n\nDeux mots.\n\nMarché\n------\n\nTrois mots.\n\nBilan\n=====\n\nQuatre mots.\n"
    )
    assert [kind for kind, _ in shape(text)].count("table") == 3
    assert above(text, "Nord") == ("Rapport", "Ventes")
    assert above(text, "Un mot") == ("Rapport", "Ventes", "Détail")
    assert above(text, "Deux") == ("Rapport", "Coûts")
    assert above(text, "Trois") == ("Rapport", "Marché")
    assert above(text, "Quatre") == ("Bilan",)


def test_with_marked_headings_short_lines_are_none() -> None:
    text = "# Rapport\nNote du 16 décembre 2024\n\nUn texte.\n\n## Ventes\n\n**Nord**\n\nUn mot.\n"
    assert headings(text) == ["# Rapport", "## Ventes", "**Nord**"]


def test_columns_by_tabs_or_gaps_are_tables() -> None:
    text = "Ville\t2023\t2024\nNord\t12\t14\n\nNom      2019     2020\nBerlin    3,5      3,6\n"
    assert {kind for kind, _ in shape(text)} == {"table"}


def test_line_above_a_list_heads_it_and_no_more() -> None:
    text = "Titre\nIl était une fois.\nChiffres clés :\n- 5 M€\n- 12 %\nLa suite est un texte.\n"
    assert above(text, "12 %") == ("Titre", "Chiffres clés")
    assert above(text, "La suite") == ("Titre",)


def test_masthead_and_contents_are_no_headings() -> None:
    masthead = "Rapport 2024\nAnnée 2025\nPublié le 16.05.2025\n\nLa banque publie son rapport.\n"
    assert headings(masthead) == ["Rapport 2024"]
    contents = "Sommaire\nRésultats\nMarché\nPerspectives\nAnnexes\nLe rapport décrit tout.\n"
    assert headings(contents) == ["Sommaire"]


def test_nothing_under_it_no_heading() -> None:
    assert shape("Le chiffre d'affaires atteint 5 M€") == [("text", "Le chiffre d'affaires atteint 5 M€")]


def test_letter_spaced_title_is_put_together_in_the_path() -> None:
    text = "R A P P O R T  A N N U E L  2 0 2 4\n\nUn texte suit ici.\n"
    assert above(text, "suit") == ("RAPPORT ANNUEL 2024",)
    assert paragraphs("r", text)[0].text.startswith("R A P P")


def test_form_feeds_number_the_pages() -> None:
    found = assert_tiles("Titre\n\nUn texte.\n\f\fTrois textes.\n\fQuatre textes.\n")
    assert [p.page for p in found] == [1, 1, 3, 4]


def test_long_lines_are_cut_behind_sentences_and_never_in_a_number() -> None:
    for piece in assert_tiles("Une phrase de 12,5 mots. " * 2000)[:-1]:
        assert piece.text.endswith(". ")
    for piece in assert_tiles("123456 " * 2000)[:-1]:
        assert piece.text.endswith(" ")
    for piece in assert_tiles("经济增长12.5%，" * 2000)[:-1]:
        assert piece.text[-1] not in "0123456789."


@pytest.mark.parametrize(
    "text",
    ["a" * 2_000_000, "\n" * 2_000_000, " \n" * 1_000_000, "a b. " * 400_000, "|" * 2_000_000, "Mot\n" * 50_000,
     "\f" * 500_000, "=" * 2_000_000, "(" * 2_000_000, "1." * 1_000_000, "A " * 1_000_000, "**a" * 500_000],
    ids=lambda text: repr(text[:4]),
)  # fmt: skip
def test_hostile_text_takes_linear_time(text: str) -> None:
    begin = time.process_time()
    assert_tiles(text)
    assert time.process_time() - begin < 5
