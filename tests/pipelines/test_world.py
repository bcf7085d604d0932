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
    ("en", "Rents in County Kerry rose by 4% in 2023.", "IE"),
    ("en", "Lancashire recorded 1,200 new firms in 2023.", "GB"),
    ("en", "Telstra said its mobile subscribers rose by 4% in 2023.", "AU"),
    ("es", "En Mayagüez se vendieron 320 viviendas en 2023.", "PR"),
    ("es", "En Mixco se crearon 320 empresas en 2023.", "GT"),
    ("es", "Las ventas de Falabella aumentaron un 4 % en 2023.", "CL"),
    ("es", "Los embalses gaditanos estaban al 24 % de su capacidad en 2023.", "ES-CA"),
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
]


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
