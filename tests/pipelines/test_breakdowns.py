"""Whose figure it is: two companies' revenues, or women's and men's, are two facts and no conflict."""

import csv
from collections.abc import Iterator
from datetime import date

import pytest

from schemas import codelists
from schemas.records import Mention, ReportMetadata
from tests.pipelines.reading import ROOT, Read, read_text

ISSUED = ReportMetadata(date_issued=date(2025, 3, 15))


def read(text: str, language: str) -> Read:
    return read_text(text, language, ISSUED)


def mentions(text: str, language: str) -> dict[str, Mention]:
    return {mention.exact: mention for mention in read(text, language).resolution.mentions}


def test_the_company_that_a_clause_names() -> None:
    found = mentions("En 2024, Renault a vendu 2,26 millions de véhicules ; Stellantis en a vendu 5,4 millions.", "fr")
    assert {exact: mention.breakdown for exact, mention in found.items()} == {
        "2,26 millions": "ORG:RENAULT", "5,4 millions": "ORG:STELLANTIS",
    }  # fmt: skip


def test_the_company_in_the_label() -> None:
    found = mentions("In 2024 revenue of Microsoft was $245 billion.", "en")
    assert found["$245 billion"].breakdown == "ORG:MICROSOFT"


def test_a_source_is_not_whose_figure_it_is() -> None:
    found = mentions("Selon Renault, le marché français a atteint 1,72 million de voitures en 2024.", "fr")
    assert found["1,72 million"].breakdown == "_T"


def test_two_companies_keep_two_observations() -> None:
    text = "In 2024 Microsoft reported revenue of $245 billion. In 2024 Apple reported revenue of $391 billion."
    found = read(text, "en").resolution
    assert len({observation.obs_key for observation in found.observations}) == 2
    assert {observation.breakdown for observation in found.observations} == {"ORG:MICROSOFT", "ORG:APPLE"}


def test_companies_in_chinese() -> None:
    found = mentions("2024年，比亚迪销售汽车427万辆，同比增长41%。吉利控股集团销量为334万辆。", "zh")
    assert [mention.breakdown for mention in found.values()] == ["ORG:BYD", "ORG:BYD", "ORG:GEELY"]


def sentences() -> Iterator[tuple[str, dict[str, str]]]:
    """Sentences of the corpus that name a group, with their language."""
    for path in sorted((ROOT / "tests" / "corpus").glob("*/groups.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            yield from ((path.parent.name, row) for row in csv.DictReader(lines))


@pytest.mark.parametrize(("language", "row"), sentences())
def test_the_group_that_a_sentence_names(language: str, row: dict[str, str]) -> None:
    found = mentions(row["sentence"], language)
    assert found[row["quote"]].breakdown == row["breakdown"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Le taux de chômage s'établit à 7 % chez les femmes et à 6 % chez les hommes en 2024.", "fr"),
        ("In 2024 the unemployment rate was 7% among women and 6% among men.", "en"),
        ("En 2024 la tasa de paro se situó en el 7 % entre las mujeres y en el 6 % entre los hombres.", "es"),
        ("2024 lag die Arbeitslosenquote bei Frauen bei 7 Prozent und bei Männern bei 6 Prozent.", "de"),
        ("2024年女性失业率为7%，男性失业率为6%。", "zh"),
    ],
)
def test_one_indicator_of_two_groups_in_five_languages(text: str, language: str) -> None:
    found = read(text, language).resolution.observations
    assert [(o.indicator, o.breakdown) for o in found] == [
        ("UNEMPLOYMENT_RATE", "SEX:F"),
        ("UNEMPLOYMENT_RATE", "SEX:M"),
    ]


def test_an_indicator_that_is_of_a_group_by_itself_has_none() -> None:
    found = read("Le taux de chômage des jeunes atteint 18 % en 2024.", "fr").resolution.observations
    assert [(o.indicator, o.breakdown) for o in found] == [("YOUTH_UNEMPLOYMENT_RATE", "_T")]


def test_codes_that_no_list_holds_have_names() -> None:
    rows = codelists.breakdown_rows(["SEX:F", "AGE:Y15-24", "SEX:F+AGE:Y_LT25", "_T"])
    assert [(row["breakdown"], row["kind"], row["name_en"]) for row in rows] == [
        ("AGE:Y15-24", "AGE", "Aged 15 to 24"), ("SEX:F+AGE:Y_LT25", "SEX", "Women, Under 25"),
    ]  # fmt: skip
    with pytest.raises(KeyError):
        codelists.breakdown_rows(["AGE:OLDISH"])


@pytest.mark.parametrize(
    ("text", "language", "partner"),
    [
        ("En 2024, les exportations de la France vers l'Allemagne ont atteint 80 milliards d'euros.", "fr", "DE"),
        ("In 2024, Japan's exports to China were worth 120 billion euros.", "en", "CN"),
        ("En 2024 las exportaciones de Chile hacia China sumaron 35.000 millones de euros.", "es", "CN"),
        ("2024 erreichten die Exporte Deutschlands nach Polen 94 Milliarden Euro.", "de", "PL"),
        ("2024年，德国对美国出口额为1600亿欧元。", "zh", "US"),
    ],
)
def test_trade_with_a_partner(text: str, language: str, partner: str) -> None:
    (found,) = read(text, language).resolution.observations
    assert (found.indicator, found.breakdown) == ("EXPORTS", f"PARTNER:{partner}")


def test_two_partners_are_no_conflict() -> None:
    text = "In 2024, exports of Japan to China fell by 3% and exports of Japan to Thailand by 5%."
    found = read(text, "en").resolution.observations
    assert [o.breakdown for o in found] == ["PARTNER:CN", "PARTNER:TH"]


YEARLY = [
    ("fr", "En 2024, les prix à la consommation ont augmenté de 2,1 % en Belgique.",
     "En 2024, le taux d'inflation était de 2,1 % en Belgique."),
    ("en", "In 2024, consumer prices in Belgium rose by 2.1%.", "In 2024, the inflation rate in Belgium was 2.1%."),
    ("es", "En 2024, los precios de consumo subieron un 2,1 % en Bélgica.",
     "En 2024, la tasa de inflación fue del 2,1 % en Bélgica."),
    ("de", "2024 stiegen die Verbraucherpreise in Belgien um 2,1 Prozent.",
     "2024 lag die Inflationsrate in Belgien bei 2,1 Prozent."),
    ("zh", "2024年，比利时居民消费价格上涨2.1%。", "2024年，比利时通货膨胀率为2.1%。"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "growth", "rate"), YEARLY)
def test_inflation_is_the_yearly_growth_of_consumer_prices(language: str, growth: str, rate: str) -> None:
    (one,), (other,) = (read(text, language).resolution.observations for text in (growth, rate))
    assert (one.indicator, one.stat_type, one.base_per) == ("INFLATION", "RATE", "_Z")
    assert one.obs_key == other.obs_key


def test_a_monthly_growth_of_prices_is_no_inflation() -> None:
    (found,) = read(
        "In Belgium, consumer prices rose by 0.3% between December 2024 and January 2025.", "en"
    ).resolution.observations
    assert (found.indicator, found.stat_type) == ("CONSUMER_PRICES", "GROWTH_RATE")
