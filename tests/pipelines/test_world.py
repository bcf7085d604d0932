"""Towns, firms and agencies tell in which country a report's figures hold; names that are also words do not."""

from __future__ import annotations

import pytest

from pipelines.extract import lexer_of
from pipelines.languages.base import Organization, Place
from tests.pipelines.reading import read_text

TOLD = [
    ("fr", "Bienne, le 16 juillet 2024 – Le chiffre d'affaires net a reculé de 14,3 % au premier semestre.", "CH"),
    ("fr", "Hal, le 12 juin 2024 – Le bénéfice a augmenté de 8 % au cours de l'exercice.", "BE"),
    ("fr", "À Delémont, 412 logements étaient vacants en 2023.", "CH"),
    ("fr", "Dans les magasins de Colruyt Group, les ventes ont progressé de 3 % en 2023.", "BE"),
    ("fr", "Selon le Conseil du Café-Cacao, la récolte a atteint 1,8 million de tonnes en 2023.", "CI"),
    ("fr", "À Bouaké, 320 entreprises ont été créées en 2023.", "CI"),
    ("fr", "Les nuitées dans les campings occitans ont augmenté de 4 % en 2019.", "FR-OCC"),
    ("de", "Bozen, 12. März 2024 – Die Zahl der Übernachtungen stieg um 4 Prozent.", "IT"),
    ("de", "In den Südtiroler Betrieben wurden 2023 rund 36 Millionen Übernachtungen gezählt.", "IT-BZ"),
    ("de", "In Lustenau standen 2023 insgesamt 212 Wohnungen leer.", "AT"),
    ("de", "Die Voestalpine hat ihren Umsatz um 5 Prozent gesteigert.", "AT"),
    ("de", "Die Solothurner Gemeinden gaben 2023 rund 4 Prozent mehr aus.", "CH-SO"),
    ("en", "In Drogheda, rents rose by 4% in 2023.", "IE"),
    ("en", "Rents in County Kerry rose by 4% in 2023.", "IE-KY"),
    ("en", "Lancashire recorded 1,200 new firms in 2023.", "GB-LAN"),
    ("en", "Telstra said its mobile subscribers rose by 4% in 2023.", "AU"),
    ("es", "En Mayagüez se vendieron 320 viviendas en 2023.", "PR"),
    ("es", "En Mixco se crearon 320 empresas en 2023.", "GT"),
    ("es", "Las ventas de Falabella aumentaron un 4 % en 2023.", "CL"),
    ("es", "Los embalses gaditanos estaban al 24 % de su capacidad en 2023.", "ES-CA"),
    ("fr", "En Flandre-Orientale, 412 logements étaient vacants en 2023.", "BE-VOV"),
    ("fr", "Dans la province de Namur, le chômage a atteint 8 % en 2023.", "BE-WNA"),
    ("fr", "La région Souss-Massa comptait 2,9 millions d'habitants en 2023.", "MA-09"),
    ("fr", "Dans la wilaya d'Oran, 320 entreprises ont été créées en 2023.", "DZ-31"),
    ("fr", "Dans le Haut-Katanga, 412 entreprises ont été créées en 2023.", "CD-HK"),
    ("fr", "En Basse-Silésie, le chômage a reculé de 3 % en 2023.", "PL-02"),
    ("fr", "Les hôtels oranais ont vendu 320 nuitées de plus en 2023.", "DZ-31"),
    ("en", "Cornish farms sold 4% more milk in 2023.", "GB-CON"),
    ("es", "Las minas silesianas vendieron un 4 % más en 2023.", "PL-24"),
    ("de", "In den schlesischen Betrieben wurden 2023 rund 412 Unfälle gezählt.", "PL-24"),
    ("de", "In Ostflandern standen 2023 insgesamt 212 Wohnungen leer.", "BE-VOV"),
    ("de", "In Niederschlesien wurden 2023 rund 36 Millionen Übernachtungen gezählt.", "PL-02"),
    ("de", "Gelderlands Gemeinden gaben 2023 rund 4 Prozent mehr aus.", "NL-GE"),
    ("de", "Im Westkap wurden 2023 insgesamt 412 Betriebe gezählt.", "ZA-WC"),
    ("en", "In County Mayo, rents rose by 4% in 2023.", "IE-MO"),
    ("en", "Unemployment in Kwara State reached 8% in 2023.", "NG-KW"),
    ("en", "Tea output in Kericho rose by 4% in 2023.", "KE-12"),
    ("en", "Monmouthshire recorded 1,200 new firms in 2023.", "GB-MON"),
    ("en", "In Khyber Pakhtunkhwa, wheat output rose by 4% in 2023.", "PK-KP"),
    ("en", "In Central Luzon, rice output rose by 4% in 2023.", "PH-03"),
    ("en", "Nigeria's oil output fell in 2023. In Delta, it fell by 4%.", "NG-DE"),
    ("en", "In Ireland, rents rose in 2023. In Cork, they rose by 4%.", "IE-CO"),
    ("es", "En la provincia de Amberes se crearon 320 empresas en 2023.", "BE-VAN"),
    ("es", "En Cabo Occidental se vendieron 320 viviendas en 2023.", "ZA-WC"),
    ("es", "En Java Occidental se crearon 320 empresas en 2023.", "ID-JB"),
    ("es", "Según el BCRP, la economía creció un 2,7 % en 2023.", "PE"),
]
WORDS = [
    ("fr", "Croix et lens sont des mots ; Sens, Tours et Forest aussi, comme Orange, Total, Roquette ou Carnot."),
    ("fr", "Assura la direction : le Port, la Marche et le Peloton ont gagné 4 % en 2023."),
    ("de", "Die Löhne und das Essen sind teurer, auch das Lager im Norden, die Burg, der Wald und die Peine."),
    ("de", "Der Douglas, die Puma, das Obi und die Pisa sind keine Namen von Firmen oder Orten."),
    ("en", "Next, the target is to surprise: gap, block, shell, pool, grant, deal, sale and bury are words."),
    ("en", "Independence and Providence matter; Commerce, Enterprise and Normal are words, as Nigel Jackson says."),
    ("es", "Salto, Minas, Progreso y Esperanza son palabras; Desigual, Despegar y Barco también."),
    ("es", "Treinta y Tres empresas, la Unión y el Puente crecieron un 4 % en 2023."),
    ("fr", "Le delta du fleuve, les lacs, la guarda et l'oriental de la salle sont des mots, comme Nelson Mila."),
    ("de", "Das Plateau und das Delta liegen hoch; Kerry Mayo, Nelson Braga und Clare Sutton sind Menschen."),
    (
        "en",
        "Cork, rivers, a plateau, reading and down are words; Kerry Mayo, Nelson Braga and Clare Sutton are people.",
    ),
    ("es", "El delta, la guarda, el faro y la meseta son palabras; Nelson Braga y Constantina Mila son personas."),
]
ELSEWHERE = [
    ("en", "In the United States, air travel grew in 2023. At the carrier, sales rose by 4% in Delta.", "US"),
    ("en", "In the United States, wine sales grew in 2023. Sales rose by 4% in Cork.", "US"),
    ("es", "En Argentina, la pesca creció en 2023. Las ventas subieron un 4 % en Faro.", "AR"),
    ("fr", "En Argentine, la pêche a progressé en 2023. Les ventes ont augmenté de 4 % à Nelson.", "AR"),
    ("de", "In Österreich wuchs der Handel 2023. Der Umsatz stieg um 4 Prozent in Batman.", "AT"),
]


@pytest.mark.parametrize(("language", "text", "area"), ELSEWHERE)
def test_a_name_that_is_a_word_is_an_area_only_in_its_own_country(language: str, text: str, area: str) -> None:
    assert {mention.ref_area for mention in read_text(text, language).extraction.mentions} == {area}


@pytest.mark.parametrize(("language", "text", "area"), TOLD)
def test_a_name_of_the_world_tells_the_area(language: str, text: str, area: str) -> None:
    assert {mention.ref_area for mention in read_text(text, language).extraction.mentions} == {area}


@pytest.mark.parametrize(("language", "text"), WORDS)
def test_a_word_is_no_town_and_no_firm(language: str, text: str) -> None:
    found = [
        sentence.text[start:end]
        for sentence in (lexed.sentence for lexed in lexer_of(language).sentences(text, 0, len(text)))
        for value, start, end in zip(sentence.values, sentence.starts, sentence.ends, strict=True)
        if isinstance(value, Organization) or (isinstance(value, Place) and value.priority > 0)
    ]
    assert found == []
