"""The index of a generation says what the file says, is made where it is missing, and goes with its generation."""

import json
import os
import resource
import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from starlette.testclient import TestClient

from tests.warehouse.conftest import Claim, make_report
from warehouse import connections, ddl, publish
from warehouse.explorer.app import application
from warehouse.home import Home, WarehouseError
from warehouse.index.building import build, folded
from warehouse.index.layout import CODES, CONTENTS, DESCRIPTION, PARAGRAPH, REPORT
from warehouse.index.reading import Index
from warehouse.publish import PublishError
from warehouse.reading import query

CODED = tuple(each for each in CODES if each != "source_name")
SLIM = ("observation_id", "obs_key", "value", "is_approximate", "vintage_date", *CODED)
SPAN = ("start_char", "end_char", "period_start", "period_end", "least", "greatest")


@pytest.fixture(scope="module")
def index(big: Home) -> Index:
    return opened(big.published / "1.duckdb", big.index_of(Path("1.duckdb")))


def opened(path: Path, folder: Path) -> Index:
    with closing(connections.connect(path, read_only=True)) as con:
        return Index(folder, connections.state(con))


def rows(home: Home, sql: str) -> Iterator[tuple[Any, ...]]:
    frame = query(home, sql)
    return frame.astype(object).where(frame.notna(), None).itertuples(index=False, name=None)


def test_slim_rows_are_the_facts(index: Index, big: Home) -> None:
    columns = ", ".join(f"o.{each}" for each in SLIM)
    sql = f"""SELECT {columns}, coalesce(o.data_source, r.publisher, r.report_file), m.exact, m.start_char, m.end_char,
      p.start_date, p.end_date, CASE WHEN o.min_value < o.max_value THEN o.min_value END,
      CASE WHEN o.min_value < o.max_value THEN o.max_value END
    FROM fact_observation AS o JOIN dim_report AS r USING (report_id)
    JOIN fact_mention AS m ON m.mention_id = o.first_mention_id JOIN dim_period AS p ON p.time_period = o.time_period"""
    names = (
        *SLIM,
        "source_name",
        "written",
        "start_char",
        "end_char",
        "period_start",
        "period_end",
        "least",
        "greatest",
    )
    found = index.rows(range(index.n_facts))
    assert {tuple(row[each] for each in names) for row in found} == set(rows(big, sql))
    assert any(row["least"] is not None for row in found)


def test_newest_reports_come_first_and_every_id_is_found(index: Index) -> None:
    found = index.rows(range(index.n_facts))
    days = [str(row["vintage_date"]) for row in found if row["vintage_date"] is not None]
    assert days == sorted(days, reverse=True)
    assert [index.row_of(row["observation_id"]) for row in found] == list(range(index.n_facts))
    assert index.row_of("0" * 32) is None
    assert found[7]["observation_id"] in index.beginning(found[7]["observation_id"][:9])


def test_reports_are_the_reports(index: Index, big: Home) -> None:
    about = {row[0]: row for row in rows(big, f"SELECT {', '.join(REPORT)} FROM dim_report")}
    texts = dict(rows(big, "SELECT report_id, coalesce(text, '') FROM dim_report WHERE status = 'LOADED'"))
    paragraphs = set(rows(big, f"SELECT report_id, {', '.join(PARAGRAPH)} FROM dim_paragraph"))
    skipped = sorted(rows(big, "SELECT report_id, start_char, end_char, exact, reason, rule FROM skipped_numeral"))
    documents = {report_id: index.document(report_id) for report_id in about}
    assert index.document("none") is None
    for report_id, document in documents.items():
        assert document is not None
        wanted = [each.isoformat() if isinstance(each, date) else each for each in about[report_id]]
        assert list(document.about.values()) == wanted
        assert document.text == texts.get(report_id, "")
    assert {(key, *row.values()) for key, each in documents.items() if each for row in each.paragraphs} == paragraphs
    assert sorted((key, *row.values()) for key, each in documents.items() if each for row in each.skipped) == skipped


def test_mentions_and_parts_are_those_of_the_file(index: Index, big: Home) -> None:
    found = [
        (row["observation_id"], mention)
        for number, row in enumerate(index.rows(range(index.n_facts)))
        if (document := index.document(row["report_id"])) is not None
        for mention in index.mentions_of(document, number)
    ]
    sql = """SELECT m.observation_id, m.mention_id, m.start_char, m.end_char, m.paragraph_id, p.heading_path, p.text,
      p.start_char AS paragraph_start FROM fact_mention AS m JOIN dim_paragraph AS p USING (paragraph_id)"""
    assert {(key, *list(mention.values())[:7]) for key, mention in found} == set(rows(big, sql))
    names = ("role", "basis", "rule", "score", "exact", "start_char", "end_char")
    parts = {(each["mention_id"], *(part[name] for name in names)) for _, each in found for part in each["parts"]}
    assert parts == set(rows(big, f"SELECT mention_id, {', '.join(names)} FROM fact_mention_part"))


def test_relations_lead_both_ways(index: Index, big: Home) -> None:
    wanted = set(rows(big, "SELECT observation_id, predicate, related_observation_id FROM fact_relation"))
    own = [(number, each) for number in range(index.n_facts) for each in index.related(number)]
    ends = [
        (index.id_of(number), each["predicate"], index.id_of(each["other"]), each["is_from"]) for number, each in own
    ]
    assert {(one, predicate, other) for one, predicate, other, is_from in ends if is_from} == wanted
    assert {(other, predicate, one) for one, predicate, other, is_from in ends if not is_from} == wanted


@pytest.mark.parametrize(
    ("text", "words"),
    [("Économie", "economie"), ("STRASSE Straße", "strasse strasse"), ("北京", "北京"), ("ﬁn", "fin")],
)
def test_names_are_folded(text: str, words: str) -> None:
    assert folded(text) == words


@pytest.mark.parametrize(
    "state",
    ["missing", "of another layout", "broken", "no description", "cut off", "without contents", "of another file"],
)
def test_index_that_is_not_there_whole_is_made(template: Home, big: Home, tmp_path: Path, state: str) -> None:
    home = Home(tmp_path / "home")
    shutil.copytree(template.path, home.path)
    folder = home.index_of(Path("1.duckdb"))
    description, contents = folder / DESCRIPTION, folder / CONTENTS
    if state in ("missing", "of another file"):
        shutil.rmtree(folder)
    if state == "of another file":
        shutil.copytree(big.index_of(Path("1.duckdb")), folder)
    elif state == "cut off":
        os.truncate(contents, contents.stat().st_size // 2)
    elif state == "without contents":
        contents.unlink()
    elif state != "missing":
        described = json.loads(description.read_text(encoding="utf-8")) | {"layout": 0}
        texts = {"of another layout": json.dumps(described), "broken": '{"layout":', "no description": "[]"}
        description.write_text(texts[state], encoding="utf-8")
    found = [
        TestClient(application(each, hosts=("testserver",))).get("/facts.json").json() for each in (home, template)
    ]
    assert found[0] == found[1]
    assert found[0]["total"] == 3
    assert not publish.publish(home).is_new
    assert opened(home.stable, folder).n_facts == 3


def test_index_comes_and_goes_with_its_generation(load: Any, published: Home) -> None:
    folder = published.index_of(Path("1"))
    shutil.rmtree(folder, ignore_errors=True)
    assert not publish.publish(published).is_new
    assert opened(published.stable, folder).n_facts == 3
    for left in (".2.new", ".7.new", "0"):  # what killed runs leave, and of a generation that somebody took away
        (folder.parent / left).mkdir()
    load(make_report("new.txt", "Ils sont 12.\n", [Claim("12", Decimal(12))]))
    assert publish.publish(published, keep=1).is_new
    assert [each.name for each in folder.parent.iterdir()] == ["2"]


def test_index_that_cannot_be_written_says_why_and_leaves_nothing(template: Home, tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, hard))
    try:
        with pytest.raises(WarehouseError, match=r"File too large\)\.$"):
            build(template.published / "1.duckdb", tmp_path / "1")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []


def test_without_room_for_an_index_the_former_version_stays(
    load: Any, published: Home, caplog: pytest.LogCaptureFixture
) -> None:
    (published.path / "index").write_text("in the way", encoding="utf-8")
    assert not publish.publish(published).is_new
    assert "1.duckdb has no index: its index cannot be made in" in caplog.text
    load(make_report("new.txt", "Ils sont 12.\n", [Claim("12", Decimal(12))]))
    with pytest.raises(PublishError, match="the former version stays: its index cannot be made in"):
        publish.publish(published)
    assert [each.name for each in published.published.iterdir()] == ["1.duckdb"]
    assert query(published, "SELECT count(*) AS n FROM fact_observation")["n"].tolist() == [3]


def test_tables_of_another_version_are_named(published: Home, new_file: Path) -> None:
    shutil.copyfile(new_file, published.private)
    generation = published.published / "1.duckdb"
    generation.chmod(0o644)
    with closing(duckdb.connect(str(generation))) as con:
        con.execute(f"UPDATE {ddl.STATE} SET tables_fingerprint = 'another'")
        con.execute("ALTER TABLE fact_mention_part RENAME score TO certainty")
    assert not publish.publish(published).is_new
    answer = TestClient(application(published, hosts=("testserver",))).get("/facts.json")
    assert answer.status_code == 500
    assert "it has the tables of another version; `factline run`" in answer.json()["error"]


def test_index_of_an_empty_warehouse(home: Home, tmp_path: Path) -> None:
    path = publish.publish(home).path
    build(path, tmp_path / "index")
    empty = opened(path, tmp_path / "index")
    assert empty.n_facts == 0
    assert empty.rows([]) == []
    assert empty.row_of("0" * 32) is None
    assert empty.meant("indicator", "anything") == []
