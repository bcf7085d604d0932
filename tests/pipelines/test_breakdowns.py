"""Whose figure it is: two companies' revenues in one report are two facts and no conflict."""

from datetime import date

from schemas.records import Mention, ReportMetadata
from tests.pipelines.reading import Read, read_text

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
