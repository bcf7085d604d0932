"""What `factline show --explain` tells: stages with their rules, statements with what their subject was chosen from."""

from pipelines.explain import explained
from pipelines.segment import paragraphs
from schemas.records import Report


def test_stages_rules_and_rival_subjects_are_told() -> None:
    text = "Aucun chiffre ici.\n\nEn 2024, les exportations de vin ont reculé de 4 %."
    report = Report("r", "r.txt", text, "fr")
    lines = list(explained(report, paragraphs("r", text)))
    assert "Aucun chiffre ici." not in lines
    assert any("year: 2024" in line for line in lines)
    assert any("number and unit: 4 %" in line for line in lines)
    (statement,) = (line for line in lines if line.startswith("  = "))
    assert "GROWTH_RATE PERCENT 2024" in statement
    at = lines.index(statement)
    assert "exportations de vin" in lines[at + 1]
    assert len(lines) > at + 2
