"""Parquet and CSV: read back by other programs, every digit and character as it was."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path
from urllib.parse import unquote

import pyarrow.parquet as pq
import pytest

from schemas.tables import TABLES
from tests.warehouse.exports.conftest import CHINESE, VALUES, Made
from tests.warehouse.hostile_text import BLOCK, FIGURES, FIRST, LINE
from warehouse.exports.sdmx import sdmx_id
from warehouse.home import Home
from warehouse.reading import query


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def test_parquet_holds_every_table_with_its_types_and_comments(made: Made, filled: Home) -> None:
    folder = made("parquet")
    assert {path.stem for path in folder.glob("*.parquet")} == {*TABLES, "v_observation"}
    for table in TABLES:
        found = pq.read_table(folder / f"{table}.parquet")
        assert found.num_rows == query(filled, f"SELECT count(*) AS n FROM {table}")["n"][0]
        about = found.schema.metadata
        assert about[b"description"].decode() == " ".join((TABLES[table].__doc__ or "").split())
        assert json.loads(about[b"columns"]).keys() == set(found.column_names)
    facts = pq.read_table(folder / "fact_observation.parquet")
    assert str(facts.schema.field("value").type) == "decimal128(38, 9)"
    assert {*VALUES.values()} <= set(facts["value"].to_pylist())


def test_texts_are_as_they_were(made: Made) -> None:
    parquet = pq.read_table(made("parquet") / "v_observation.parquet").to_pylist()
    plain = rows_of(made("csv") / "v_observation.csv")
    for rows in (parquet, plain):
        first = [row for row in rows if row["report_file"] == FIRST]
        assert sorted(row["value_as_written"] for row in first) == sorted(FIGURES)
        assert {row["title"] for row in first} == {row["publisher"] for row in first} == {LINE}
        assert {row["indicator_text"] for row in first} == {BLOCK}
        assert {row["value_as_written"] for row in rows if row["report_file"] == CHINESE} == set(VALUES)


def test_csv_is_what_rfc_4180_says(made: Made) -> None:
    folder = made("csv")
    for path in folder.glob("*.csv"):
        data = path.read_bytes()
        assert data.endswith(b"\r\n")
        assert not data.startswith(b"\xef\xbb\xbf")
        assert len({len(row) for row in csv.reader(io.StringIO(data.decode(), newline=""), strict=True)}) == 1
    values = {row["value_as_written"]: row["value_exact"] for row in rows_of(folder / "v_observation.csv")}
    assert {words: Decimal(values[words]) for words in VALUES} == VALUES
    assert b'"",' in (folder / "dim_report.csv").read_bytes()  # an empty text, not a missing value


@pytest.mark.parametrize(
    ("code", "encoded"),
    [
        ("CN-BJ", "CN-BJ"),
        ("TWh/a", "TWh$2Fa"),
        ("a$b.c~@", "a$24b$2Ec$7E@"),
        ("zh:企业 %", "zh$3A$E4$BC$81$E4$B8$9A$20$25"),
    ],
)
def test_sdmx_ids_can_be_read_back(code: str, encoded: str) -> None:
    assert sdmx_id(code) == encoded
    assert unquote(encoded.replace("$", "%")) == code
