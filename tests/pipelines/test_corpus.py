"""The corpus as specification: of each file at least the share in tests/corpus/floors.csv must be read right.

The floors only go up: after an improvement, `python -m tests.pipelines.test_corpus` prints the figures of today.
"""

import csv
import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.gold import GoldRow
from pipelines.labels import names_indicator
from pipelines.languages import SUPPORTED, pack
from pipelines.score import as_found, score_report
from schemas.records import Mention, ReportMetadata
from tests.pipelines.reading import read_text

CORPUS = Path(__file__).parents[1] / "corpus"
KINDS = ("numbers", "periods", "changes", "negatives", "subjects", "areas")
Row = dict[str, str]


def rows(name: str) -> list[Row]:
    with (CORPUS / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def floors() -> dict[tuple[str, str], int]:
    return {(row["language"], row["kind"]): int(row["floor"]) for row in rows("floors.csv")}


def mentions_at(text: str, quote: str, language: str, issued: str) -> list[Mention]:
    read = read_text(text, language, ReportMetadata(date_issued=date.fromisoformat(issued)))
    start = text.index(quote)
    return [m for m in read.extraction.mentions if m.start_char < start + len(quote) and m.end_char > start]


def gold(row: Row, text: str) -> GoldRow:
    start = text.index(row["quote"])
    blank = dict.fromkeys(("unit", "measure", "qualifier", "period", "base_period", "geo", "status"), "")
    texts = {**blank, **{key: value for key, value in row.items() if key in blank}}
    value = Decimal(row.get("value") or 0)
    return GoldRow("", row["quote"], start, start + len(row["quote"]), (), (), value, **texts)


def is_right(kind: str, language: str, row: Row) -> bool:
    text = row.get("text") or row["sentence"]
    found = mentions_at(text, row["quote"], language, row.get("publication_date") or "2025-03-15")
    if kind == "negatives" or not found:
        return (kind == "negatives") != bool(found)
    if kind == "subjects":
        words, labels = row["words"].split("|"), row["label"].split("|")
        return names_indicator(found[0].indicator_text, words, labels, pack(language).function_words)
    issued = date.fromisoformat(row.get("publication_date") or "2025-03-15")
    wanted = gold(row, text)
    tally = score_report("corpus", language, issued, [wanted], found[:1]).tally
    checked = {
        "numbers": ("value", "unit"),
        "periods": ("period",),
        "areas": ("geo",),
        "changes": ("value", "unit", "measure", "qualifier", "period", "base_period", "status", "geo"),
    }[kind]
    if kind == "numbers" and row["value_max"] and as_found(found[:1])[0].qualifier != "range":
        return False
    return all(tally.n_right.get(field) for field in checked)


def measured(kind: str, language: str) -> tuple[int, list[Row]]:
    listed = rows(f"{language}/{kind}.csv")
    wrong = [row for row in listed if not is_right(kind, language, row)]
    return 100 * (len(listed) - len(wrong)) // len(listed), wrong


def cases() -> Iterator[tuple[str, str]]:
    every = ((language, kind) for language in SUPPORTED for kind in KINDS)
    return ((language, kind) for language, kind in every if (CORPUS / language / f"{kind}.csv").exists())


@pytest.mark.parametrize(("language", "kind"), list(cases()))
def test_corpus_is_read_at_least_as_well_as_before(language: str, kind: str) -> None:
    share, wrong = measured(kind, language)
    shown = "\n".join(f"{row['quote']!r} in {row.get('text') or row['sentence']!r}" for row in wrong)
    assert share >= floors()[language, kind], f"{share} %; not read right:\n{shown}"


if __name__ == "__main__":
    for each in cases():
        sys.stdout.write(f"{each[0]},{each[1]},{measured(each[1], each[0])[0]}\n")
