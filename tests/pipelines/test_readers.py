"""Bytes become frozen text or a reason in plain words; metadata loses at most the field that is wrong."""

from __future__ import annotations

import contextlib
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.readers import SUFFIXES, ReadError, read
from pipelines.readers.language import detect
from pipelines.readers.metadata import merged
from pipelines.readers.sidecar import parse
from schemas.records import ReportMetadata

FRENCH = "Le chiffre d'affaires a augmenté de 5 % à Paris, où l'été fut très chaud : « bien » — 3 €.\n"
CHINESE = "2024年，中国人工智能产业规模达到4127亿元，同比增长12%。企业数量超过2400家。\n"
TAIWANESE = "去年臺中市登記的電動機車達到3萬7千輛，比前年多了12%，換電站也增加到410座。\n"
RUSSIAN = "Выручка компании выросла на 5 % до 4,3 млрд рублей в третьем квартале.\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *((FRENCH, name) for name in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252")),
        ("Coût : 5 €", "cp1252"),
        ("Prix : 5 €, coûts élevés", "iso8859_15"),
        *((CHINESE, name) for name in ("utf-8", "utf-16", "gb18030", "gbk")),
        ("人工智能产业规模达到", "gbk"),
        (TAIWANESE, "big5"),
        (RUSSIAN, "cp1251"),
    ],
)
def test_encodings(text: str, encoding: str) -> None:
    document = read("r.txt", text.encode(encoding))
    assert document.text == text
    assert document.notes == ()


def test_stored_text_is_frozen() -> None:
    data = "\ufeffUn\r\nde\u0301ux\rtrois\u00a0\t\u2028 \ufeff".encode()
    assert read("R.TXT", data).text == "Un\ndéux\ntrois\u00a0\t\u2028 \ufeff"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"\xef\xbb\xbf\n", "no text"),
        ("\u3000\u00a0".encode(), "no text"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04....", "Word"),
        (b"{\\rtf1 text}", "RTF"),
        (b"<!DOCTYPE html><html><p>12 %</p></html>", "web page"),
        (bytes(range(256)) * 20, "binary"),
        (b"\0" * 1000, "binary"),
        (("a" + "\u0301\u0323" * 100).encode(), "accents"),
    ],
)
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_no_text_gives_a_reason(data: bytes, words: str, suffix: str) -> None:
    with pytest.raises(ReadError, match=words):
        read("r" + suffix, data)


def test_unknown_suffix_names_the_known_ones() -> None:
    with pytest.raises(ReadError, match=r"does not read \.docx; save the report as \.txt or \.md"):
        read("folder/r.docx", b"text")
    with pytest.raises(ReadError, match="without a suffix"):
        read("README", b"text")


def test_damaged_utf_8_is_read_with_a_note() -> None:
    data = (FRENCH * 30).encode()
    document = read("r.txt", data[:200] + b"\xff" + data[200:] + b"\xc3")
    assert document.text.count("\ufffd") == 2
    assert document.notes == ("2 damaged characters became U+FFFD, the first in line 2; check the file's encoding.",)
    assert document.text.replace("\ufffd", "") == FRENCH * 30


def test_stray_zero_bytes_do_not_make_it_binary() -> None:
    document = read("r.txt", b"Sales rose by 5 %.\0 " + b"All went well. " * 50)
    assert document.text.startswith("Sales rose by 5 %.\ufffd ")
    assert len(document.notes) == 1


@given(st.binary(max_size=300))
def test_any_bytes_give_text_or_a_reason(data: bytes) -> None:
    for suffix in SUFFIXES:
        with contextlib.suppress(ReadError):
            text = read("r" + suffix, data).text
            assert text.strip()
            assert not set(text) & {"\0", "\r"}


@pytest.mark.parametrize(
    "data",
    [FRENCH.encode() * 40_000, FRENCH.encode("cp1252") * 40_000, b"\xff" * 4_000_000, ("e\u0301" * 500_000).encode()],
    ids=["utf-8", "cp1252", "one byte", "decomposed"],
)
def test_large_files_are_read_fast(data: bytes) -> None:
    begin = time.perf_counter()
    with contextlib.suppress(ReadError):
        read("r.txt", data)
    assert time.perf_counter() - begin < 3


YAML = """---
title: "L'IA à Pékin"
date: 2024-12-01
lang: fr-FR
source_tier: 3
scope: CN-BJ
tags: [ia, chine]
layout: post
---
# Titre

Le texte.
"""
TOML = """+++
title = "L'IA à Pékin"
date_issued = 2024-12-01
language = "fr"
source_tier = 3
ref_area = "CN-BJ"
+++
# Titre

Le texte.
"""


@pytest.mark.parametrize("text", [YAML, TOML, YAML.replace("\n", "\r\n"), "\n" + YAML.replace("\n---\n", "\n...\n")])
def test_front_matter(text: str) -> None:
    document = read("r.md", text.encode())
    assert document.text == "# Titre\n\nLe texte.\n"
    assert document.problems == ()
    assert document.metadata == ReportMetadata(
        title="L'IA à Pékin", date_issued=date(2024, 12, 1), language="fr", source_tier=3, ref_area="CN-BJ"
    )


@pytest.mark.parametrize(
    "text",
    ["---\nUne phrase.\n---\nSuite.\n", "---\ntitle: jamais fermé\nTexte.\n", "Texte.\n\n---\ntitle: a\n---\n"],
)
def test_rules_are_no_front_matter(text: str) -> None:
    document = read("r.md", text.encode())
    assert document.text == text
    assert document.metadata == ReportMetadata()


def test_empty_front_matter_is_dropped() -> None:
    assert read("r.md", b"---\n---\nText.\n").text == "Text.\n"


def test_front_matter_alone_is_no_report() -> None:
    with pytest.raises(ReadError, match="front matter and no text"):
        read("r.md", b"---\ntitle: a\n---\n\n")


@pytest.mark.parametrize(
    ("matter", "words"),
    [
        ("title: [", "not valid YAML"),
        ("titel: Report", "did you mean title"),
        ("date: 1er mai", "not a date"),
        ("title: " + "[" * 5000, "front matter is left out"),
        ("a: &a [x, x]\nb: &b [*a, *a]\ntitle: *b", "one text"),
    ],
)
def test_bad_front_matter_keeps_the_report(matter: str, words: str) -> None:
    document = read("r.md", f"---\n{matter}\n---\nThe text.\n".encode())
    assert document.text == "The text.\n"
    assert len(document.problems) == 1
    assert words in document.problems[0]


def test_sidecar() -> None:
    reading = parse(
        b'\xef\xbb\xbftitle = "Report"\r\npublisher = "Office"\r\ndate_issued = "2024-12-01"\n'
        b'source_uri = "https://example.org/a?b=1"\nlanguage = "EN_gb"\ndata_source = "Survey"\n'
        b'source_tier = 1\nscope = "gb-eng"\n'
    )
    assert reading.problems == ()
    assert reading.metadata == ReportMetadata(
        "Report", "Office", date(2024, 12, 1), "https://example.org/a?b=1", "en", "Survey", 1, "GB-ENG"
    )


@pytest.mark.parametrize("value", ["2024-12-01", '"2024-12-01"', "2024-12-01T10:00:00Z", '"2024-12-01T10:00:00"'])
def test_dates_in_any_form(value: str) -> None:
    assert parse(f"date_issued = {value}".encode()).metadata.date_issued == date(2024, 12, 1)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('date_issued = "2024-13-45"', "is not a date; write it as 2024-12-31"),
        ('date_issued = "0024-01-01"', "cannot be right"),
        ("date_issued = 10:00:00", "one text, number or date"),
        ('date_isued = "2024-12-01"', "did you mean date_issued?"),
        ('couleur = "bleu"', "it knows data_source"),
        ('source_uri = "ftp://example.org"', "http:// or https://"),
        ('source_uri = "javascript:alert(1)"', "http:// or https://"),
        ('source_uri = "https://"', "http:// or https://"),
        ('source_uri = "https://user:word@example.org/"', "user name or password"),
        ('source_uri = "http://[x/"', "not a web address"),
        ('language = "français"', "not a language code"),
        ("source_tier = 5", "is not 1"),
        ("source_tier = true", "one text, number or date"),
        ('scope = "Atlantis"', "not an area code"),
        ('publisher = ["a", "b"]', "one text"),
        ('publisher = "   "', "white space"),
        (f'publisher = "{"x" * 2000}"', "longer than"),
        ('scope = "FR"\nref_area = "DE"', "another line gives ref_area as 'FR'"),
        ("[report]\npublisher = 1", "is not a field"),
    ],
)
def test_a_bad_field_loses_no_other(line: str, words: str) -> None:
    reading = parse(f'title = "Report"\n{line}\n'.encode())
    assert reading.metadata.title == "Report"
    assert len(reading.problems) == 1
    assert words in reading.problems[0]


@pytest.mark.parametrize("data", [b"title = ", b"\xff\xfe\x00", b"a=" + b"[" * 9000, b"#" * 100_000, b"a = 1\na = 2"])
def test_an_unusable_sidecar_is_told(data: bytes) -> None:
    reading = parse(data)
    assert reading.metadata == ReportMetadata()
    assert reading.problems[0].startswith("The sidecar is left out: ")


def test_many_bad_lines_are_told_once() -> None:
    reading = parse("\n".join(f"k{number} = 1" for number in range(500)).encode())
    assert reading.problems[20:] == ("480 more lines of the metadata are left out.",)


@pytest.mark.parametrize(
    "text", ["a." * 8000 + "b = 1", "[a" + ".a" * 8000 + "]", "a={" * 5000], ids=lambda text: text[:3]
)
def test_hostile_toml_ends_soon(text: str) -> None:
    begin = time.perf_counter()
    assert parse(text.encode()).problems
    assert time.perf_counter() - begin < 5


def test_the_sidecar_goes_before_front_matter() -> None:
    sidecar = ReportMetadata(title="A", language="fr")
    assert merged(sidecar, ReportMetadata(title="B", publisher="C")) == ReportMetadata("A", "C", language="fr")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (FRENCH, "fr"),
        ("Revenue rose by five per cent in the third quarter, the company said.", "en"),
        ("Los ingresos crecieron un 5 % en el tercer trimestre, según la empresa.", "es"),
        ("Der Umsatz stieg im dritten Quartal um fünf Prozent, teilte das Amt mit.", "de"),
        ("DIE UMSÄTZE STIEGEN IM DRITTEN QUARTAL UM FÜNF PROZENT", "de"),
        (CHINESE, "zh"),
        (TAIWANESE, "zh"),
        ("La società ha aumentato i ricavi del 5 % nel terzo trimestre.", "it"),
        ("A empresa aumentou as receitas em 5 % no terceiro trimestre deste ano.", "pt"),
        ("De omzet steeg in het derde kwartaal met 5 procent tot 4,3 miljard euro.", "nl"),
        ("売上高は前年同期比で五パーセント増加した。", "ja"),
        (RUSSIAN, "ru"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize("text", ["", "12 345", "EN BREF", "Lorem ipsum dolor sit amet", "\n" * 100_000, "é" * 100_000])
def test_language_that_cannot_be_told(text: str) -> None:
    assert detect(text) is None


def test_language_of_the_whole_text_and_not_of_its_first_page() -> None:
    assert detect("This report was first published in English elsewhere. " * 10 + FRENCH * 100) == "fr"


def test_language_of_a_large_text_is_told_fast() -> None:
    detect(FRENCH)
    text = FRENCH * 200_000
    begin = time.perf_counter()
    assert detect(text) == "fr"
    assert time.perf_counter() - begin < 0.05
