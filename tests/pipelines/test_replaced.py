"""Nothing is tuned to the words of a report: told of other places, money, things and numbers it is read as well."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from pipelines.gold import read_gold
from pipelines.languages import SUPPORTED
from pipelines.score import FULL, Score, pooled, score_report
from tests.pipelines.reading import ACCEPTANCE, ROOT, read_file, read_text, text_of
from tests.pipelines.replacing import other_number, replaced

FOLDERS = (ROOT / "tests" / "gold" / "opened", ACCEPTANCE / "dev")
RETOLD = ROOT / "tests" / "gold" / "retold"
MOST = 0.02
"""By so much may an F1 fall."""
LANGUAGES = [language for language in SUPPORTED if language != "it"]


def both(language: str, folders: Sequence[Path] = FOLDERS) -> tuple[Score, Score, int]:
    """The scores of a language's reports as they are and with their words replaced, and how many words were."""
    before, after, n_edits = [], [], 0
    for path in sorted(path for folder in folders for path in folder.glob(f"{language}_*.gold.csv")):
        read = read_file(text_of(path, path.parent))
        gold = read_gold(read.report.text, path.read_text(encoding="utf-8"))
        other = replaced(read, gold)
        again = read_text(other.text, language, other.metadata, read.report.report_file)
        issued = read.report.date_issued
        before.append(score_report(path.stem, language, issued, gold, read.extraction.mentions))
        after.append(score_report(path.stem, language, issued, other.gold, again.extraction.mentions))
        n_edits += other.n_edits
    return pooled(before), pooled(after), n_edits


@pytest.mark.parametrize("language", LANGUAGES)
def test_other_words_are_read_as_well(language: str) -> None:
    check(*both(language))


@pytest.mark.long
@pytest.mark.parametrize("language", LANGUAGES)
def test_other_words_of_retold_reports_are_read_as_well(language: str) -> None:
    check(*both(language, [RETOLD]))


def check(before: Score, after: Score, n_edits: int) -> None:
    """Many words were replaced, and hardly a statement is read worse."""
    old, new = before.pooled, after.pooled
    assert n_edits > old.n_gold / 2
    assert new.detection_f1 >= old.detection_f1 - MOST
    assert new.core_f1 >= old.core_f1 - MOST
    assert new.full_f1 >= old.full_f1 - MOST


def test_text_and_gold_change_together() -> None:
    text = (
        "Au Japon, les ventes ont atteint 412 millions de yens en 2024, soit 38 % de plus. À la fin de 2024, le Japon "
        "comptait 2 400 entreprises, et le Japon en attend 2 900 en 2026."
    )
    header = "quote,indicator_words,value,unit,measure,qualifier,period,geo,status\n"
    rows = (
        "412 millions de yens,ventes,412000000,JPY,level,exact,2024,JP,actual\n"
        "38 %,ventes,38,percent,change_rel,exact,2024,JP,actual\n"
        "2 400,entreprises,2400,count,level,exact,2024,JP,actual\n"
        "2 900,entreprises,2900,count,level,exact,2026,JP,forecast\n"
    )
    read = read_text(text, "fr")
    other = replaced(read, read_gold(text, header + rows))
    assert not [word for word in ("Japon", "entreprises", "yens") if word in other.text]
    assert other.text.count("2024") == 2
    money, growth, firms, more = other.gold
    assert all(row.quote == other.text[row.start : row.end] for row in other.gold)
    assert money.unit != "JPY"
    assert money.geo not in ("JP", "")
    assert str(money.value.normalize().scaleb(-6).normalize()) == money.quote.split(" ")[0]
    assert growth.quote == "58 %"
    assert firms.indicator_words == more.indicator_words != ("entreprises",)
    assert firms.value < more.value
    again = read_text(other.text, "fr", other.metadata)
    score = score_report("r", "fr", None, other.gold, again.extraction.mentions)
    assert score.tally.n_matched == 4
    assert all({"value", "unit", "measure", "indicator"} <= one.right for one in score.judged), FULL


@pytest.mark.parametrize(
    ("number", "other"),
    [
        ("412", "607"),
        ("2,400", "4,900"),
        ("1.5", "1.6"),
        ("0,09", "0,09"),
        ("100", "100"),
        ("1", "1"),
        ("62,6", "74,9"),
    ],
)
def test_numbers_keep_their_form(number: str, other: str) -> None:
    assert other_number(number) == other
