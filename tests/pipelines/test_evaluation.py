"""What the score's own figures say: intervals, rules, confusion, calibration, first runs; and drafts of gold."""

import csv
import io
from dataclasses import replace

from pipelines.annotation import COLUMNS, draft_rows
from pipelines.evaluation import (
    format_calibration,
    format_confusion,
    format_first_runs,
    format_intervals,
    format_rules,
    intervals,
)
from pipelines.gold import read_gold
from pipelines.score import ReportScore, score_report
from schemas.records import Slot
from tests.pipelines.reading import ROOT, read_file
from tests.pipelines.test_score import GOLD, ISSUED, TEXT, mention

SLOT = Slot("PERIOD", "2024", 0, 7, "CLAUSE", "period at")


def scored(name: str, is_right: bool, confidence: float) -> ReportScore:
    """A report of one statement, right in full or in a wrong period."""
    found = mention(GOLD[0], time_period="2024" if is_right else "1999", confidence=confidence)
    return score_report(name, "fr", ISSUED, [GOLD[0]], [replace(found, slots=(SLOT,))])


RIGHT, WRONG = scored("a", True, 0.95), scored("b", False, 0.3)


def test_intervals_are_those_of_the_reports_drawn() -> None:
    assert intervals([RIGHT, RIGHT])["full"] == (1.0, 1.0)
    low, high = intervals([RIGHT, WRONG] * 5)["full"]
    assert 0.1 <= low < 0.5 < high <= 0.9
    assert intervals([RIGHT, WRONG]) == intervals([RIGHT, WRONG])
    assert "language fr" in format_intervals([RIGHT, WRONG])


def test_rules_are_judged_by_the_field_they_fill() -> None:
    (line,) = (line for line in format_rules([RIGHT, WRONG, RIGHT]).splitlines() if "period at" in line)
    assert line.split()[-2:] == ["3", "0.667"]


def test_confusion_counts_matched_statements() -> None:
    taken = score_report("c", "fr", ISSUED, [GOLD[0]], [mention(GOLD[0], stat_type="SHARE")])
    rows = {line.split()[0]: line.split()[1:] for line in format_confusion([RIGHT, taken]).splitlines()[1:]}
    assert rows["level"] == ["1", "0", "0", "1", "0"]


def test_calibration_tells_the_share_that_is_right_in_full() -> None:
    lines = format_calibration([RIGHT, WRONG]).splitlines()
    assert [line.split()[-3:] for line in lines[1:]] == [["1", "0.300", "0.000"], ["1", "0.950", "1.000"]]


def test_first_runs_stand_beside_todays_figures() -> None:
    first = {"report": "a", "gold": "1", "found": "3", "detection_f1": "0.5", "core_f1": "0.5", "full_f1": "0"}
    (line,) = format_first_runs([RIGHT, WRONG], {"a": "heldout", "b": "heldout"}, [first]).splitlines()[2:]
    assert line == "| heldout | fr | 1 | 1 | 0.500, 0.500, 0.000 | 1.000, 1.000, 1.000 |"


def test_a_draft_is_gold_that_its_own_report_fulfils() -> None:
    read = read_file(ROOT / "docs" / "samples" / "fr_pekin_ia_presse_2024.txt")
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(draft_rows(read.report.text, read.extraction.mentions))
    rows = read_gold(read.report.text, text.getvalue())
    tally = score_report("r", "fr", read.report.date_issued, rows, read.extraction.mentions).tally
    assert tally.n_matched == tally.n_full == len(read.extraction.mentions) > 20


def test_a_draft_says_which_of_equal_words_it_means() -> None:
    rows = list(draft_rows(TEXT, [mention(GOLD[0]), mention(GOLD[2], mention_id="n", confidence=0.2)]))
    assert [row["occurrence"] for row in rows] == ["1", "2"]
    assert [bool(row["note"]) for row in rows] == [False, True]
