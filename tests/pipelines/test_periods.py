"""Dates to SDMX strings, roles of dates in a sentence, clauses, and the area that a report is about."""

from datetime import date

import pytest

from pipelines.attach import Timeline
from pipelines.datelines import DATELINES
from pipelines.dates import PERIODS
from pipelines.extract import lexer_of
from pipelines.periods import Clock, PeriodRef, base_before, moved, resolve, told
from pipelines.syntax import clauses
from pipelines.tokens import CHAR, Sentence
from schemas.records import ReportMetadata
from tests.pipelines.reading import read_text

ISSUED = date(2025, 3, 15)


def reduced(text: str, language: str) -> Sentence:
    lexed = lexer_of(language).sentences(text, 0, len(text))
    return DATELINES.reduce(PERIODS.reduce(lexed[0].sentence))


def found(text: str, language: str) -> list[PeriodRef]:
    sentence = reduced(text, language)
    return [v for c, v in zip(sentence.types, sentence.values, strict=True) if c == CHAR["PERIOD"]]


@pytest.mark.parametrize(
    ("text", "language", "period"),
    [
        ("il y a deux ans", "fr", "2023"),
        ("two years ago", "en", "2023"),
        ("during week 6", "en", "2025-02-03/P7D"),
        ("en semaine 6 de 2024", "fr", "2024-02-05/P7D"),
        ("in March of last year", "en", "2024-03"),
        ("au troisième trimestre de l’an dernier", "fr", "2024-Q3"),
        ("in the three months to August", "en", "2024-06-01/P3M"),
        ("the year ended September 2024", "en", "2023-10-01/P1Y"),
        ("between October and January", "en", "2024-10-01/P4M"),
        ("entre le 1er novembre et le 28 décembre 2024", "fr", "2024-11-01/P58D"),
        ("l’année scolaire 2023-2024", "fr", "2023-09-01/P1Y"),
        ("l’hiver 2023-2024", "fr", "2023-10-01/P6M"),
        ("in the first three quarters of 2024", "en", "2024-01-01/P9M"),
        ("T3-2024", "fr", "2024-Q3"),
        ("la semaine dernière", "fr", "2025-03-03/P7D"),
    ],
)
def test_a_date_means_a_period(text: str, language: str, period: str) -> None:
    refs = found(text, language)
    assert [resolve(told(ref, ISSUED), Clock(ISSUED)) for ref in refs] == [period]


@pytest.mark.parametrize(
    ("code", "period", "base"),
    [
        ("PREV_YEAR", "2024-Q3", "2023-Q3"),
        ("PREV_QUARTER", "2024-Q1", "2023-Q4"),
        ("PREV_MONTH", "2025-01", "2024-12"),
        ("PREV_WEEK", "2025-02-03/P7D", "2025-01-27/P7D"),
        ("PREV_DAY", "2025-01-01", "2024-12-31"),
    ],
)
def test_a_base_is_counted_back_from_the_statements_own_period(code: str, period: str, base: str) -> None:
    assert base_before(PeriodRef("DEICTIC", code), period) == base


def test_words_mean_what_the_text_speaks_of() -> None:
    clock = Clock(ISSUED, anchor="2024-Q3")
    assert resolve(PeriodRef("DEICTIC", "THE_YEAR"), clock) == "2024"
    assert resolve(PeriodRef("DEICTIC", "THIS_QUARTER"), clock) == "2024-Q3"
    assert resolve(PeriodRef("PART", "2022"), clock) == "2022-Q3"
    assert resolve(PeriodRef("DEICTIC", "FOLLOW_YEAR"), clock) == "2025-Q3"
    assert moved("2024-Q3", -2, "a") == "2022-Q3"


@pytest.mark.parametrize(
    ("text", "language", "roles"),
    [
        ("since it was founded in 2019", "en", ["SINCE"]),
        ("par rapport au niveau de 2019", "fr", ["BASE"]),
        ("d’ici 2030", "fr", ["UNTIL"]),
        ("Fondée en 2016, la société emploie 85 personnes", "fr", ["ASIDE"]),
        ("d’ici 2030 par rapport à 1990", "fr", ["UNTIL", "BASE"]),
        ("5 % more than in the corresponding period of 2024", "en", ["BASE"]),
        ("over 2014-2020", "en", ["AT"]),
    ],
)
def test_roles_of_dates(text: str, language: str, roles: list[str]) -> None:
    assert list(Timeline(reduced(text, language), (), frozenset()).roles.values()) == roles


def test_relatives_and_brackets_are_clauses_of_their_own() -> None:
    names = "WORD COMMA REL AUX PARTICIPLE PERIOD COMMA VERB DIGITS OPEN PERIOD CLOSE STOP".split()
    numbered = clauses("".join(CHAR[name] for name in names))
    assert numbered.numbers[5] != numbered.numbers[8] == numbered.numbers[0]
    assert numbered.numbers[10] in numbered.brackets
    assert numbered.outer[numbered.numbers[5]] == numbered.numbers[0]


@pytest.mark.parametrize(
    ("text", "language", "area"),
    [
        ("Vols en Occitanie\n\nLa police a relevé 5 400 vols en 2024.", "fr", "FR-OCC"),
        ("BERLIN, 4 March 2025 – The association counts 4,200 members.", "en", "DE"),
        ("Exports to Spain\n\nItaly sold 4,200 cars to Spain in 2024.", "en", "IT"),
        ("Le taux est de 5 % en Bretagne, contre 7 % au niveau national.", "fr", "FR-BRE"),
    ],
)
def test_a_figure_holds_where_its_sentence_or_report_says(text: str, language: str, area: str) -> None:
    read = read_text(text, language, ReportMetadata(date_issued=ISSUED))
    assert read.extraction.mentions[0].ref_area == area
