"""Consolidation: one fact in several words and languages is one observation; two claims stay two."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from schemas.records import Observation, ReportMetadata, Resolution
from tests.pipelines.reading import read_text

OFFICE = ReportMetadata(publisher="Office", date_issued=date(2025, 3, 15))

ONE_FACT = {
    "enterprises": {
        "fr": "Pékin compte 2 400 entreprises d'intelligence artificielle en 2024.",
        "en": "The number of AI companies in Beijing reached 2,400 in 2024.",
        "es": "El número de empresas de IA en Pekín alcanzó las 2.400 en 2024.",
        "de": "Im Jahr 2024 zählte Peking 2.400 KI-Unternehmen.",
        "zh": "2024年，北京人工智能企业数量达到2400家。",
    },
    "unemployment": {
        "fr": "Le taux de chômage de la France s'est établi à 7,3 % de la population active en 2023.",
        "en": "France's unemployment rate stood at 7.3% in 2023.",
        "es": "La tasa de paro de Francia se situó en el 7,3 % en 2023.",
        "de": "Die Arbeitslosenquote in Frankreich lag 2023 bei 7,3 Prozent.",
        "zh": "2023年，法国失业率为7.3%。",
    },
    "inflation": {
        "fr": "L'inflation en Allemagne a atteint 5,9 % en 2023.",
        "en": "Inflation in Germany was 5.9 per cent in 2023.",
        "es": "La inflación en Alemania fue del 5,9 % en 2023.",
        "de": "Die Inflationsrate in Deutschland betrug 2023 5,9 Prozent.",
        "zh": "2023年，德国通货膨胀率为5.9%。",
    },
    "growth": {
        "fr": "En 2023, le PIB de la Chine a progressé de 5,2 % par rapport à 2022.",
        "en": "China's GDP grew by 5.2% in 2023.",
        "es": "El PIB de China creció un 5,2 % en 2023.",
        "de": "Chinas BIP stieg 2023 gegenüber 2022 um 5,2 Prozent.",
        "zh": "2023年，中国国内生产总值增长5.2%。",
    },
    "revenue": {
        "fr": "Le chiffre d'affaires de Siemens s'est établi à 77,8 milliards d'euros en 2023.",
        "en": "Siemens reported revenue of 77.8 billion euros in 2023.",
        "es": "Los ingresos de Siemens alcanzaron 77.800 millones de euros en 2023.",
        "de": "Siemens erzielte 2023 einen Umsatz von 77,8 Milliarden Euro.",
        "zh": "2023年，西门子营业收入为778亿欧元。",
    },
    "population": {
        "fr": "L'Espagne comptait 48,6 millions d'habitants en 2023.",
        "en": "Spain had a population of 48.6 million in 2023.",
        "es": "La población de España era de 48,6 millones de personas en 2023.",
        "de": "Spanien hatte 2023 48,6 Millionen Einwohner.",
        "zh": "2023年，西班牙人口为4860万人。",
    },
    "exports": {
        "fr": "Les exportations de l'Allemagne se sont élevées à 1 590 milliards d'euros en 2023.",
        "en": "Germany's exports totalled 1,590 billion euros in 2023.",
        "es": "Las exportaciones de Alemania ascendieron a 1.590.000 millones de euros en 2023.",
        "de": "Die deutschen Ausfuhren beliefen sich 2023 auf 1.590 Milliarden Euro.",
        "zh": "2023年，德国出口额为15900亿欧元。",
    },
}


def _resolved(text: str, language: str = "en", about: ReportMetadata = OFFICE, name: str = "report.txt") -> Resolution:
    return read_text(text, language, about, name).resolution


def _only(text: str, language: str = "en") -> Observation:
    (found,) = _resolved(text, language).observations
    return found


@pytest.mark.parametrize("fact", ONE_FACT)
def test_one_fact_in_five_languages_has_one_key(fact: str) -> None:
    reports = ONE_FACT[fact].items()
    found = [o for lang, text in reports for o in _resolved(text, lang, OFFICE, f"{lang}.txt").observations]
    assert len(found) == 5
    assert len({(o.obs_key, o.indicator) for o in found}) == 1
    assert len({o.observation_id for o in found}) == 5  # five claims, one of each report


EXACTNESS = {
    "fr": "Pékin comptait plus de 2 400 entreprises d'IA en 2024. En 2024, Pékin avait 2 400 entreprises d'IA.",
    "en": "Beijing had more than 2,400 AI companies in 2024. In 2024 Beijing was home to 2,400 AI companies.",
    "es": "Pekín tenía más de 2.400 empresas de IA en 2024. En 2024, Pekín contaba con 2.400 empresas de IA.",
    "de": "Peking zählte 2024 mehr als 2.400 KI-Unternehmen. In Peking gab es 2024 2.400 KI-Unternehmen.",
    "zh": "2024年，北京人工智能企业超过2400家。2024年，北京拥有2400家人工智能企业。",
}


@pytest.mark.parametrize("language", EXACTNESS)
def test_the_weaker_claim_wins(language: str) -> None:
    found = _only(EXACTNESS[language], language)
    assert (found.n_mentions, found.comparator, found.min_value) == (2, ">", Decimal(2400))


@pytest.mark.parametrize("language", EXACTNESS)
def test_the_weaker_wording_is_quoted(language: str) -> None:
    found = _resolved(EXACTNESS[language], language)
    (observation,) = found.observations
    (weaker,) = (mention for mention in found.mentions if mention.comparator)
    assert observation.first_mention_id == weaker.mention_id


ROUNDED = [
    ("en", "Exports of Germany were about 2.3 billion euros in 2024. In 2024, Germany's exports were "
     "2,290 million euros.", "2.3E+9", True),
    ("de", "Der Umsatz von Siemens betrug 2024 2,29 Mrd. Euro. Im Jahr 2024 erreichte der Umsatz von Siemens "
     "2.290 Mio. Euro.", "2.29E+9", False),
    ("fr", "En 2024, les exportations de la France ont atteint près de 600 milliards d'euros. Les exportations de la "
     "France se sont élevées à 596,4 milliards d'euros en 2024.", "6E+11", True),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "value", "is_approximate"), ROUNDED)
def test_rounded_and_exact_are_one(language: str, text: str, value: str, is_approximate: bool) -> None:
    found = _only(text, language)
    assert (found.value, found.is_approximate, found.n_mentions) == (Decimal(value), is_approximate, 2)


TWO_CLAIMS = [
    ("other value", "The unemployment rate of France was 7.3% in 2023. In 2023 the unemployment rate of France "
     "was 7.5%."),
    ("other year", "The unemployment rate of France was 7.3% in 2023. In 2022 the unemployment rate of France "
     "was 7.3%."),
    ("other country", "In 2023 the unemployment rate of France was 7.3%. In 2023 the unemployment rate of Italy "
     "was 7.3%."),
    ("whole numbers are exact", "The employment rate of France was 68% in 2023. In 2023 the employment rate of "
     "France was 68.4%."),
    ("other indicator", "In 2023 the unemployment rate of Spain was 12.2%. In 2023 the youth unemployment rate of "
     "Spain was 12.2%."),
    ("two subjects with words in common", "In 2023, 80% of entrepreneurs with a degree used cloud services in "
     "Spain. In 2023, 80% of farmers with a degree used cloud services in Spain."),
    ("other base", "The GDP of Italy rose by 0.3% from the previous quarter in the second quarter of 2024. In the "
     "second quarter of 2024 the GDP of Italy rose by 0.3% year on year."),
]  # fmt: skip


@pytest.mark.parametrize("text", [text for _, text in TWO_CLAIMS], ids=[name for name, _ in TWO_CLAIMS])
def test_two_claims_stay_two(text: str) -> None:
    assert len(_resolved(text).observations) == 2


def test_contradictions_of_one_key_stand_side_by_side() -> None:
    within = _resolved(TWO_CLAIMS[0][1]).observations
    across = [
        *_resolved("Inflation in Spain was 3.4% in 2023.", name="a.txt").observations,
        *_resolved("En 2023, la inflación en España fue del 34 %.", "es", name="b.txt").observations,
    ]
    for found in (within, across):
        assert len({o.obs_key for o in found}) == 1
        assert len({o.observation_id for o in found}) == 2


def test_a_silent_mention_joins_no_two_years() -> None:
    text = (
        "In 2022 there were 4,310 AI companies in Beijing. In 2023 there were 4,310 AI companies in Beijing.\n\n"
        "The 4,310 AI companies of Beijing pay well."
    )
    found = _resolved(text).observations
    assert sorted(o.time_period for o in found)[:2] == ["2022", "2023"]
    assert sum(o.n_mentions for o in found) == 3


RELATED = [
    ("fr", "En 2024, l'industrie de l'IA de la Chine a pesé 591 milliards de dollars (4 300 milliards de yuans).",
     "RESTATES"),
    ("en", "In 2024, exports of Japan totalled 700 billion dollars, or 650 billion euros.", "RESTATES"),
    ("de", "Die Ausfuhren Frankreichs stiegen 2024 um 4,5 Prozent auf 640 Milliarden Euro.", "GROWTH_OF"),
    ("es", "En 2024, las exportaciones de España aumentaron un 4,5 % hasta 380.000 millones de euros.", "GROWTH_OF"),
    ("zh", "2024年，日本出口额为700亿美元，增长4.5%。", "GROWTH_OF"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "predicate"), RELATED)
def test_what_is_told_beside_is_related(language: str, text: str, predicate: str) -> None:
    found = _resolved(text, language)
    ids = [o.observation_id for o in found.observations]
    assert [relation.predicate for relation in found.relations] == [predicate]
    assert {found.relations[0].observation_id, found.relations[0].related_observation_id} == set(ids)


def test_a_change_is_of_the_level_of_its_own_year() -> None:
    text = "Exports of Japan reached 700 billion dollars in 2024, after 640 billion in 2023, a rise of 9.4% in 2024."
    found = _resolved(text)
    values = {o.observation_id: o.value for o in found.observations}
    growths = [r for r in found.relations if r.predicate == "GROWTH_OF"]
    assert [values[r.related_observation_id] for r in growths] == [Decimal("7E+11")]


def test_unknown_never_equals_unknown() -> None:
    text = "Inflation was 3.4%."
    first = _resolved(text, "en", ReportMetadata(publisher="A"), "a.txt").observations
    second = _resolved(text, "en", ReportMetadata(publisher="B"), "b.txt").observations
    assert {o.obs_key for o in first}.isdisjoint(o.obs_key for o in second)


def test_growth_of_a_quarter_against_what() -> None:
    text = "The GDP of Italy rose by 0.3% in the second quarter of 2024."
    assert (
        _resolved(text, name="a.txt").observations[0].obs_key != _resolved(text, name="b.txt").observations[0].obs_key
    )


def test_companies_are_series_of_their_own() -> None:
    found = _resolved("In 2023, revenue of Siemens was 77.8 billion euros. In 2023, revenue of Airbus was 65.4 billion "
                      "euros.").observations  # fmt: skip
    assert [(o.indicator, o.breakdown) for o in found] == [("REVENUE", "ORG:SIEMENS"), ("REVENUE", "ORG:AIRBUS")]
    assert len({o.obs_key for o in found}) == 2


LABELS = [
    ("en", "In 2024, quarterly revenue was 12.4 million euros.", "REVENUE"),
    ("zh", "2024年，德国对美国出口额为1600亿欧元。", "EXPORTS"),
    ("en", "Exports of Japan were 7 million tonnes in 2024.", None),
    ("en", "In 2024, the economy of Spain grew by 3.1%.", "GDP"),
    ("en", "The unemployment rate of young people in Spain was 27% in 2024.", "YOUTH_UNEMPLOYMENT_RATE"),
    ("fr", "Le chiffre d'affaires consolidé du groupe a atteint 12,4 millions d'euros en 2024.", "REVENUE"),
    ("fr", "En 2024, la croissance du PIB de l'Espagne a été de 3,1 %.", "GDP"),
    ("es", "La inversión en Chile fue de 3.500 millones de dólares en 2024.", None),
    ("es", "El mercado creció un 12 % en 2024.", None),
    ("de", "Der Quartalsumsatz betrug im dritten Quartal 2024 12,4 Millionen Euro.", "REVENUE"),
    ("de", "Die Zahl der Erwerbstätigen in Deutschland lag 2024 bei 46,1 Millionen.", "EMPLOYMENT"),
    ("de", "2024 gab es in Deutschland 46,1 Millionen Erwerbstätige.", "EMPLOYMENT"),
    ("zh", "2024年，公司营业收入为12.4亿元。", "REVENUE"),
    ("zh", "2024年，西班牙GDP增速为3.1%。", "GDP"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "indicator"), LABELS)
def test_a_label_names_a_curated_indicator_as_a_whole_phrase(language: str, text: str, indicator: str | None) -> None:
    found = _only(text, language).indicator
    assert found == indicator if indicator else ":" in found or found == "_U"
