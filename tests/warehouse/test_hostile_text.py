"""The warehouse takes hostile text as mere text and keeps every character of it."""

from pathlib import Path

from tests.warehouse.hostile_text import DATA_URL, FIGURES, FIRST, LINE, hostile_home
from warehouse.reading import query


def test_hostile_text_is_kept_as_it_is(tmp_path: Path) -> None:
    home = hostile_home(tmp_path / "home")
    rows = query(home, "SELECT * FROM v_lineage WHERE report_file = ? ORDER BY start_char", [FIRST])
    assert tuple(rows["exact"]) == FIGURES
    assert set(rows["title"]) | set(rows["publisher"]) | set(rows["heading_path"]) == {LINE}
    assert rows["offsets_ok"].all()
    assert not rows["paragraph_html"].str.contains("<script").any()
    assert query(home, "SELECT count(*) AS n FROM dim_report WHERE source_uri = ?", [DATA_URL])["n"][0] == 1
