"""The engine on whole texts: exact lineage, an account of every numeral, linear cost, a fast start."""

import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from pipelines.languages import SUPPORTED
from pipelines.rows import parts_of
from schemas.records import ReportMetadata
from tests.pipelines.reading import ROOT, read_file, read_text

TEXTS = sorted(
    path
    for folder in ("docs/samples", "tests/gold/heldout", "tests/gold/opened")
    for path in (ROOT / folder).iterdir()
    if path.suffix in (".txt", ".md") and path.name[:2] in SUPPORTED and "README" not in path.name
)
ISSUED = ReportMetadata(date_issued=date(2025, 3, 15))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_words_stand_at_their_offsets(path: Path) -> None:
    read = read_file(path)
    text = read.report.text
    assert read.extraction.mentions
    for mention in read.extraction.mentions:
        assert text[mention.start_char : mention.end_char] == mention.exact
    for part in parts_of(read.report.text, read.extraction.mentions):
        if part.start_char is not None:
            assert part.end_char is not None
            assert part.start_char < part.end_char
            assert text[part.start_char : part.end_char] == part.exact
    assert len({m.mention_id for m in read.extraction.mentions}) == len(read.extraction.mentions)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_every_numeral_is_a_statement_or_has_a_reason(path: Path) -> None:
    read = read_file(path)
    spans = [(m.start_char, m.end_char) for m in read.extraction.mentions]
    spans += [(s.start_char, s.end_char) for s in read.extraction.skipped]
    numerals = [m.start() for m in re.finditer(r"\d+", read.report.text)]
    lost = [at for at in numerals if not any(start <= at < end for start, end in spans)]
    assert len(lost) <= 0.1 * len(numerals), [read.report.text[at - 20 : at + 20] for at in lost]


FACTS = "Le taux de chômage s’établit à 7,4 % en 2024. La région compte 2 400 entreprises et 35 universités."


@pytest.mark.parametrize("other", [FACTS.replace(" ", "\u00a0"), FACTS.replace("2 400", "2\u202f400")])
def test_facts_do_not_depend_on_spaces(other: str) -> None:
    def facts(text: str) -> list[tuple[object, ...]]:
        return [
            (m.value, m.unit_measure, m.stat_type, m.time_period)
            for m in read_text(text, "fr", ISSUED).extraction.mentions
        ]

    assert facts(other) == facts(FACTS)


def test_engine_starts_fast_and_alone() -> None:
    code = (
        "import sys, time; t = time.process_time()\n"
        "from pipelines.extract import extract; from pipelines.segment import paragraphs\n"
        "from schemas.records import Report\n"
        "text = 'Les ventes ont atteint 5 millions d’euros.'\n"
        "extract(Report('r', 'r.txt', text, 'fr'), paragraphs('r', text))\n"
        "spent = time.process_time() - t; t = time.process_time(); n = 0\n"
        "for i in range(5_000_000): n += i & 3\n"
        "loop = time.process_time() - t\n"
        "heavy = [m for m in ('dagster', 'duckdb', 'pandas', 'pandera', 'simplemma') if m in sys.modules]\n"
        # Within a second, or on a slow machine within what four plain loops take.
        "assert not heavy, heavy\nassert spent < max(1, 4 * loop), (spent, loop)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


@pytest.mark.parametrize(
    ("language", "text", "figures"),
    [
        ("fr", "Près d'un tiers des adhérents (31 %) vit à la campagne.", ["31 %"]),
        ("en", "More than half of the anglers (57%) own a boat.", ["57%"]),
        ("es", "Más de la mitad de los lectores (el 53%) prefiere el papel.", ["53%"]),
        ("de", "Mehr als die Hälfte der Gäste (57 %) reist mit der Bahn an.", ["57 %"]),
        ("it", "Oltre la metà dei soci (il 57%) abita in campagna.", ["57%"]),
        ("en", "One in four cyclists (24%) wears no helmet.", ["One in four", "24%"]),
    ],
)
def test_a_fraction_made_exact_in_brackets_is_the_figure_alone(language: str, text: str, figures: list[str]) -> None:
    assert [mention.exact for mention in read_text(text, language, ISSUED).extraction.mentions] == figures


_ALL_ROWS = """
import hashlib, sys
from pathlib import Path
from tests.pipelines.reading import read_file
found = hashlib.sha256()
for path in sys.argv[1:]:
    read = read_file(Path(path))
    told = read.resolution
    for rows in (read.extraction.mentions, told.mentions, told.observations, told.relations, told.indicators):
        found.update(repr([*rows]).encode())
print(found.hexdigest())
"""


@pytest.mark.long
def test_rows_do_not_depend_on_the_hash_seed() -> None:
    """Sets have another order in every process; no row, id or order may follow it."""
    texts = sorted(
        path
        for folder in ("docs/samples", "tests/gold/opened", "tests/gold/retold")
        for path in (ROOT / folder).iterdir()
        if path.suffix in (".txt", ".md") and path.name[:2] in SUPPORTED
    )[::10]
    running = [
        subprocess.Popen(
            [sys.executable, "-c", _ALL_ROWS, *map(str, texts)],
            stdout=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed},
        )
        for seed in ("1", "2")
    ]  # fmt: skip
    first, second = (process.communicate()[0] for process in running)
    assert first == second
    assert len(first.strip()) == 64
