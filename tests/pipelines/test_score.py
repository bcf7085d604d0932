"""Scores by hand: what counts as the same statement, field by field, and what the figures make of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from pipelines.gold import GoldError, GoldRow, read_gold
from pipelines.labels import names_indicator
from pipelines.score import ReportScore, Tally, format_misses, format_table, pooled, score_report
from schemas.records import Mention

TEXT = "En 2024, Lyon compte 120 usines, soit 5 % de plus qu'en 2023. Ces 120 usines emploient un tiers des actifs."
HEADER = (
    "observation,quote,occurrence,start,end,indicator_words,indicator_label,value,value_max,unit,measure,qualifier,"
)
HEADER += "period,base_period,geo,geo_name,status\n"
ROWS = (
    "a,120,1,,,usines,usines de Lyon,120,,count,level,exact,2024,,FR,Lyon,actual\n"
    "b,5 %,1,,,usines,nombre d'usines,5,,percent,change_rel,exact,2024,2023,FR,Lyon,actual\n"
    "a,120,2,,,usines,usines de Lyon,120,,count,level,exact,now,,FR,Lyon,actual\n"
)
GOLD = read_gold(TEXT, HEADER + ROWS)
ISSUED = date(2024, 12, 1)


def mention(row: GoldRow, **changes: object) -> Mention:
    """A mention that says what the first gold row says, at the place of `row`, but for the changes."""
    made = Mention(
        mention_id="m", report_id="r", paragraph_id="p", start_char=row.start, end_char=row.end, exact=row.quote,
        prefix="", suffix="", indicator_text="usines de Lyon", subject_key="", obs_value=row.value, unit_mult=0,
        decimals=0, value=row.value, min_value=None, max_value=None, comparator=None, is_approximate=False,
        unit_measure="COUNT", measurement_denominator="_Z", stat_type="LEVEL", time_period="2024", base_per="_Z",
        ref_area="FR", base_ref_area="_Z", breakdown="_T", obs_status="A", data_source=None, is_scale_ambiguous=False,
        is_separator_ambiguous=False, is_currency_ambiguous=False, is_increment=False, area_name=None, confidence=1.0,
        observation_id=None,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def scored(row: GoldRow, **changes: object) -> ReportScore:
    return score_report("r", "fr", ISSUED, [row], [mention(row, **changes)])


def wrong_fields(row: GoldRow, **changes: object) -> list[str]:
    return [name for miss in scored(row, **changes).misses for name, _, _ in miss.differences]


def test_gold_is_tied_to_the_text() -> None:
    assert [TEXT[row.start : row.end] for row in GOLD] == ["120", "5 %", "120"]
    assert GOLD[0].start < GOLD[1].start < GOLD[2].start
    assert GOLD[0].references == ("usines de Lyon", "Lyon")


def test_label_and_area_name_may_be_missing() -> None:
    csv_text = "quote,indicator_words,value,unit,measure,qualifier,period,geo,status\n"
    (row,) = read_gold(TEXT, csv_text + "120,usines,120,count,level,exact,2024,FR,actual\n")
    assert (row.references, row.start) == ((), TEXT.index("120"))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("b,5 %,1", "b,6 %,1", "line 3: the quote '6 %' stands not in the text"),
        ("a,120,2", "a,120,3", "line 4: the quote '120' stands only 2 times in the text, not 3"),
        ("a,120,2", "a,,2", "line 4: a row needs a quote"),
        ("a,120,2", "a,120,x", "line 4: a row needs a quote"),
        ("usines de Lyon,120,,count", "usines,viele,,count", "line 2: the value 'viele' is not a number"),
        ("level,exact,2024", "Stand,exact,2024", "line 2: 'Stand' is not a measure"),
        ("level,exact,2024", "level,about,2024", "line 2: 'about' is not a qualifier"),
        ("2023,FR,Lyon,actual", "2023,FR,Lyon,real", "line 3: 'real' is not a status"),
        ("quote", "words", "lacks the column quote"),
    ],
)
def test_gold_that_cannot_be_used(old: str, new: str, words: str) -> None:
    with pytest.raises(GoldError, match=words):
        read_gold(TEXT, (HEADER + ROWS).replace(old, new, 1))


def test_all_right() -> None:
    report = scored(GOLD[0])
    assert report.misses == ()
    assert report.tally.full_f1 == 1.0


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"value": Decimal("120.00001")}, []),
        ({"value": Decimal("121")}, ["value"]),
        ({"unit_measure": "EUR"}, ["unit"]),
        ({"stat_type": "SHARE"}, ["measure"]),
        ({"is_approximate": True, "comparator": ">"}, ["qualifier"]),
        ({"indicator_text": "emplois"}, ["indicator"]),
        ({"time_period": "2024-01-01/P1Y"}, []),
        ({"time_period": "2024-S1"}, ["period"]),
        ({"time_period": "_U"}, ["period"]),
        ({"base_per": "2020"}, []),
        ({"ref_area": "DE"}, ["geo"]),
        ({"obs_status": "P"}, []),
        ({"obs_status": "F"}, ["status"]),
    ],
)
def test_fields(changes: dict[str, object], wrong: list[str]) -> None:
    assert wrong_fields(GOLD[0], **changes) == wrong


@pytest.mark.parametrize(
    ("gold", "changes", "is_right"),
    [
        ({"qualifier": "min"}, {"comparator": ">="}, True),
        ({"qualifier": "min", "value": Decimal(-5)}, {"comparator": "<"}, True),
        ({"qualifier": "min", "value": Decimal(-5)}, {"comparator": ">"}, False),
        ({"qualifier": "range"}, {"min_value": Decimal(120), "max_value": Decimal(130), "value": Decimal(125)}, True),
        ({"qualifier": "exact"}, {"min_value": Decimal(120), "max_value": Decimal(120)}, True),
        ({"unit": "percentage_points"}, {"unit_measure": "BASIS_POINT"}, True),
        ({"unit": "per_1000"}, {"unit_measure": "per_1000"}, True),
        ({"unit": "EFLOPS"}, {"unit_measure": "EFLOPS"}, True),
        ({"measure": "rate"}, {"stat_type": "GROWTH_RATE"}, True),
        ({"measure": "change_rel"}, {"stat_type": "RATE"}, False),
        ({"period": "now"}, {"time_period": "2024-12"}, True),
        ({"period": "now"}, {"time_period": "2023"}, False),
        ({"period": ""}, {"time_period": "2011"}, True),
        ({"period": "2023-01/2023-06"}, {"time_period": "2023-S1"}, True),
        ({"period": "2022-10/2023-03"}, {"time_period": "2022-10-01/P6M"}, True),
        ({"period": "2024-03-31"}, {"time_period": "2024-03"}, False),
        ({"base_period": "previous_year"}, {"base_per": "2023"}, True),
        ({"base_period": "previous_year"}, {"base_per": "2022"}, False),
        ({"base_period": "previous_day"}, {"time_period": "2024-05-02", "base_per": "2024-05-01"}, True),
        ({"base_period": "2023"}, {"base_per": "_Z"}, False),
        ({"geo": ""}, {"ref_area": "CN"}, True),
        ({"geo": "EA"}, {"ref_area": "ea"}, True),
        ({"status": "forecast"}, {"obs_status": "T"}, True),
        ({"status": "estimate"}, {"obs_status": "A"}, False),
    ],
)
def test_what_counts_as_the_same(gold: dict[str, object], changes: dict[str, object], is_right: bool) -> None:
    row = replace(GOLD[0], **gold)  # type: ignore[arg-type]
    field = next(iter(gold))
    assert (field not in wrong_fields(row, **{"value": row.value, **changes})) == is_right


def test_value_in_words_may_be_rounded() -> None:
    row = replace(GOLD[0], quote="un tiers", value=Decimal("33.33"))
    assert wrong_fields(row, value=Decimal("33.3333")) == []
    assert wrong_fields(row, value=Decimal("35")) == ["value"]


def test_nothing_is_now_without_a_date() -> None:
    report = score_report("r", "fr", None, [GOLD[2]], [mention(GOLD[2])])
    assert [name for name, _, _ in report.misses[0].differences] == ["period"]


@pytest.mark.parametrize(
    ("label", "essential", "references", "is_right"),
    [
        ("entreprises d'IA", ["entreprises", "IA"], [], True),
        ("société d'intelligence artificielle", ["IA"], [], True),
        ("Gasverbrauch", ["Verbrauch"], [], True),
        ("emplois créés", ["emploi", "jeunes"], [], True),
        ("emplois créés", ["emploi", "jeunes", "taux"], [], False),
        ("", ["IA"], [], False),
        ("le la de", ["IA"], [], False),
        ("人工智能企业数量", ["企业"], [], True),
        ("汽车销量", ["利润"], [], False),
        ("企业" * 19, ["企业"], [], False),
        ("taux de chômage des jeunes", ["chômage"], ["taux de chômage des jeunes"], True),
        ("chômage annoncé hier matin devant la presse", ["chômage"], ["taux de chômage"], False),
        (" ".join(["chômage", *(f"mot{i}" for i in range(9))]), ["chômage"], [], True),
        (" ".join(["chômage", *(f"mot{i}" for i in range(10))]), ["chômage"], [], False),
    ],
)
def test_labels(label: str, essential: list[str], references: list[str], is_right: bool) -> None:
    assert names_indicator(label, essential, references) == is_right


def test_pairs_are_one_to_one_and_the_longest_overlap_first() -> None:
    wide = mention(GOLD[1], start_char=GOLD[0].start, end_char=GOLD[1].end, stat_type="GROWTH_RATE")
    report = score_report("r", "fr", ISSUED, GOLD, [wide, mention(GOLD[0]), mention(GOLD[0], end_char=GOLD[0].end - 1)])
    assert (report.tally.n_matched, report.tally.n_found) == (2, 3)
    assert [(miss.kind, miss.quote) for miss in report.misses if miss.kind != "WRONG"] == [
        ("SPURIOUS", "120"),
        ("MISSED", "120"),
    ]


def test_figures() -> None:
    tally = Tally(n_gold=4, n_found=6, n_matched=3, n_core=2, n_full=1, n_right={"value": 2})
    assert (tally.precision, tally.recall, tally.detection_f1) == (0.5, 0.75, 0.6)
    assert (tally.core_f1, tally.full_f1) == (0.4, 0.2)
    assert tally.accuracy("value") == pytest.approx(2 / 3)
    assert Tally().detection_f1 == Tally().precision == Tally().accuracy("unit") == 0.0


def test_pooled_by_language() -> None:
    right, wrong = scored(GOLD[0]), replace(scored(GOLD[0], value=Decimal(7)), report="s", language="de")
    score = pooled([wrong, right])
    assert [report.report for report in score.reports] == ["r", "s"]
    assert list(score.languages) == ["de", "fr"]
    assert (score.languages["de"].core_f1, score.languages["fr"].core_f1, score.pooled.core_f1) == (0.0, 1.0, 0.5)
    assert score.pooled.accuracy("value") == 0.5
    assert pooled([]).pooled == Tally()


def test_printed() -> None:
    report = score_report("lyon", "fr", ISSUED, GOLD, [mention(GOLD[0], value=Decimal(7)), mention(GOLD[2])])
    score = pooled([report])
    table = format_table(score).splitlines()
    assert [line.split()[0] for line in table] == ["report", "lyon", "language", "all"]
    assert table[-1].split()[1:7] == ["3", "2", "2", "1.000", "0.667", "0.800"]
    misses = format_misses(score).splitlines()
    assert misses[0] == "lyon  WRONG  '120'  value: expected '120', found '7'"
    assert misses[1].startswith("lyon  MISSED  '5 %'  value 5; unit percent")
    assert format_misses(score, limit=1).count("\n") == 0
    assert format_table(pooled([])).splitlines()[-1].startswith("all")
