"""Workbook and French CSV: text stays text, numbers are numbers, and no digit is lost without a sign of it."""

from __future__ import annotations

import csv
import re
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.worksheet import Worksheet

from tests.warehouse.exports.conftest import CHINESE, LONG, VALUES, Made
from tests.warehouse.hostile_text import BLOCK, FIGURES, FIRST, LINE
from warehouse.ddl import literal
from warehouse.exports import workbook
from warehouse.exports.choice import Choice, Manner
from warehouse.exports.export import export
from warehouse.exports.french_csv import HARMLESS, RISKY
from warehouse.home import Home
from warehouse.reading import query


def sheet_rows(page: Worksheet) -> list[dict[str, Any]]:
    header, *rows = page.iter_rows(values_only=True)
    return [
        {
            str(name): unescape(value) if isinstance(value, str) else value
            for name, value in zip(header, row, strict=True)
        }
        for row in rows
    ]


@pytest.fixture(scope="module")
def book(made: Made) -> openpyxl.Workbook:
    return openpyxl.load_workbook(made("xlsx"))


def test_workbook_has_its_sheets_with_filters_and_frozen_headers(book: openpyxl.Workbook, made: Made) -> None:
    assert book.sheetnames == ["facts", "sources", "conflicts", "dictionary"]
    assert openpyxl.load_workbook(made("xlsx", language="fr")).sheetnames[0] == "faits"
    for page in book.worksheets:
        assert page.freeze_panes == "B2"
        assert page.auto_filter.ref.startswith("A1:")
    words = {(row["Sheet or table"], row["Column"]): row["Description"] for row in sheet_rows(book["dictionary"])}
    assert words["facts", "Area"] == "Name of the area in English"
    assert words["fact_mention", "exact"].startswith("The words at these offsets")


def test_workbook_holds_text_as_text(book: openpyxl.Workbook, made: Made) -> None:
    rows = [row for row in sheet_rows(book["facts"]) if row["File"] == FIRST]
    assert sorted(row["As written"] for row in rows) == sorted(FIGURES)
    assert {row["Report"] for row in rows} == {row["Publisher"] for row in rows} == {LINE}
    assert {cell.data_type for page in book for row in page.iter_rows() for cell in row} <= {"s", "n", "d", "b"}
    with zipfile.ZipFile(made("xlsx")) as files:
        parts = {name: files.read(name).decode() for name in files.namelist() if name.endswith((".xml", ".rels"))}
    assert not any("<f>" in text for text in parts.values())
    links = re.findall(r'Target="(\w+:[^"]*)"', "".join(text for name, text in parts.items() if "sheets/_rels" in name))
    assert links
    assert all(link.startswith("http://127.0.0.1:8765/observation/") for link in links)


def test_workbook_keeps_every_digit(book: openpyxl.Workbook) -> None:
    rows = {row["As written"]: row for row in sheet_rows(book["facts"]) if row["File"] == CHINESE}
    assert {words: Decimal(row["Exact value"]) for words, row in rows.items()} == VALUES
    assert rows["1.234.567"]["Value"] == 1234567
    assert rows["2万家"]["Lower bound"] == 19999
    colours = {
        cell.value: cell.font.color and cell.font.color.rgb
        for row in book["facts"].iter_rows(min_row=2, min_col=7, max_col=7)
        for cell in row
    }
    assert colours[float(f"{LONG:.15E}")] == "FFB00020"
    assert colours[1234567] != "FFB00020"
    assert colours[412_000_000_000] != "FFB00020"


def test_more_rows_than_a_sheet_holds_go_into_further_sheets(
    filled: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MAX_ROWS", 5)
    sql = "SELECT range AS n FROM range(12) ORDER BY 1"
    done = export(filled, "xlsx", tmp_path / "a.xlsx", Choice(query=sql))
    pages = openpyxl.load_workbook(done.path).worksheets
    assert [page.title for page in pages] == ["query", "query 2", "query 3"]
    assert [row["n"] for page in pages for row in sheet_rows(page)] == list(range(12))


def test_a_text_too_long_for_a_cell_says_that_it_is_cut(filled: Home, tmp_path: Path) -> None:
    query = "SELECT repeat('🤖', 20000) AS long, 'short' AS short"
    page = openpyxl.load_workbook(export(filled, "xlsx", tmp_path / "a.xlsx", Choice(query=query)).path).worksheets[0]
    ((long, short),) = page.iter_rows(min_row=2, values_only=True)
    assert str(long).endswith("🤖 […]")
    assert short == "short"


def french_rows(path: Path) -> list[dict[str, str]]:
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.endswith(b"\r\n")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";", strict=True))


def bare(text: str) -> str:
    """The text as it was: what docs/exports.md tells programs to do."""
    return text.removeprefix("'")


def test_french_csv_gives_back_what_it_was_given(made: Made) -> None:
    folder = made("csv-fr")
    assert {path.name for path in folder.glob("*.csv")} == {
        "faits.csv", "sources.csv", "conflits.csv", "dictionnaire.csv",
    }  # fmt: skip
    rows = french_rows(folder / "faits.csv")
    first = [row for row in rows if row["Fichier"].startswith("<")]
    assert sorted(bare(row["Tel qu'écrit"]) for row in first) == sorted(FIGURES)
    assert {bare(row["Rapport"]) for row in first} == {LINE}
    chinese = {bare(row["Tel qu'écrit"]): row for row in rows if row["Fichier"] == CHINESE}
    exact = {words: Decimal(bare(row["Valeur exacte"]).replace(",", ".")) for words, row in chinese.items()}
    assert exact == VALUES
    assert chinese["moins un demi"]["Valeur"] == "-0,5"
    assert chinese["很多"]["Valeur exacte"] == "'12345678901234567890,123456789"
    assert chinese["2万家"]["Borne inférieure"] == "19999"
    assert chinese["很多"]["Paru le"] == "2025-01-08"


CHANGED = [
    *(text for text in BLOCK.split("\n") if text[0] in "=+-@'"), *FIGURES[:2], *FIGURES[3:], "\t=1", "\u200f=1",
    " @x", "＝1+1", "2024-03", "1/2", "1,5", "15 %", "3 mai 2024", "mars 2024", "déc. 24", "12:30", "1e5", "007",
    "1234567890123456", "$1,298", "€ 5", "-5", ".5", "VRAI", "12 pm", "2\u202f400", "123e4567",
]  # fmt: skip
"""Texts that a spreadsheet takes for a formula, a number, a date, a time or a constant."""
KEPT = ["2024", "0", "Pékin", "6 gigawatts", "2024-Q3", "3e trimestre 2025", "412 milliards", "marché 2", "a=b", ""]


@pytest.mark.parametrize(("texts", "are_guarded"), [(CHANGED, True), (KEPT, False)])
def test_what_a_spreadsheet_would_change_is_guarded(filled: Home, texts: list[str], are_guarded: bool) -> None:
    is_risky = f"regexp_matches(text, {literal(RISKY)}) AND NOT regexp_matches(text, {literal(HARMLESS)})"
    sql = f"SELECT text FROM (SELECT unnest(CAST(? AS VARCHAR[])) AS text) WHERE ({is_risky}) <> {are_guarded}"
    assert query(filled, sql, [texts])["text"].tolist() == []


@pytest.mark.parametrize("name", ["xlsx", "csv-fr"])
def test_rows_come_by_name_and_period(filled: Home, made: Made, name: str) -> None:
    if name == "xlsx":
        found = [str(row["Indicator"]) for row in sheet_rows(openpyxl.load_workbook(made("xlsx"))["facts"])]
    else:
        found = [row["Indicateur"] for row in french_rows(made("csv-fr") / "faits.csv")]
    assert found == sorted(found)
    assert len(found) == query(filled, "SELECT count(*) AS n FROM fact_observation")["n"][0]


def test_a_query_keeps_its_own_columns(filled: Home, tmp_path: Path) -> None:
    columns = """value_exact AS "a ""b"" {c}", period_start, is_curated, '=1' AS t"""
    sql = f"SELECT {columns} FROM v_observation ORDER BY 1 LIMIT 2;"
    done = export(filled, "csv-fr", tmp_path / "q", Choice(query=sql), Manner("fr"))
    rows = french_rows(done.path / "requête.csv")
    assert [*rows[0]] == ['a "b" {c}', "period_start", "is_curated", "t"]
    assert [row['a "b" {c}'] for row in rows] == ["-0,5", "0"]
    assert {row["t"] for row in rows} == {"'=1"}
    assert {row["is_curated"] for row in rows} == {"oui"}


def test_a_query_of_any_types_becomes_a_sheet(filled: Home, tmp_path: Path) -> None:
    sql = """SELECT INTERVAL 2 DAY AS span, [1, 2] AS list, 'nan'::DOUBLE AS nan, TIMESTAMP '2025-01-02 03:04:05' AS at,
      170141183460469231731687303715884105727::HUGEINT AS huge, DATE '1850-06-01' AS old, true AS flag, NULL AS nothing,
      0.1::DOUBLE AS tenth, 1::UTINYINT AS tiny"""
    done = export(filled, "xlsx", tmp_path / "a.xlsx", Choice(query=sql))
    (row,) = sheet_rows(openpyxl.load_workbook(done.path).worksheets[0])
    assert row == {
        "span": "2 days, 0:00:00", "list": "[1, 2]", "nan": "nan", "at": "2025-01-02 03:04:05", "old": "1850-06-01",
        "huge": "170141183460469231731687303715884105727", "flag": True, "nothing": None, "tenth": 0.1, "tiny": 1,
    }  # fmt: skip
