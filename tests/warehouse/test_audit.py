"""Nothing is committed that the audit did not pass: each kind of damage is found, and told of the right report."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from warehouse import audit
from warehouse.home import Home
from warehouse.store import AuditError, Store

Damage = Callable[[dict[str, list[dict[str, Any]]]], object]


def _set(table: str, name: str, value: Any) -> Damage:
    return lambda report: report[table][0].update({name: value})


def _repeat(table: str, **changes: Any) -> Damage:
    return lambda report: report[table].append(report[table][0] | changes)


DAMAGE: dict[str, tuple[str, Damage]] = {
    "words not at the offsets": ("mention_is_exact", _set("fact_mention", "exact", "2 401")),
    "another paragraph": (
        "mention_in_paragraph",
        lambda report: report["fact_mention"][0].update(paragraph_id=report["dim_paragraph"][0]["paragraph_id"]),
    ),
    "a part elsewhere": ("part_is_exact", _set("fact_mention_part", "start_char", 3)),
    "a part beyond the text": ("part_is_exact", _set("fact_mention_part", "end_char", 900)),
    "words without a place": (
        "part_is_exact",
        lambda report: report["fact_mention_part"][0].update(start_char=None, end_char=None),
    ),
    "a numeral elsewhere": (
        "skipped_is_exact",
        lambda report: report.update(skipped_numeral=[_skipped(report) | {"exact": "99"}]),
    ),
    "a numeral outside": (
        "skipped_in_paragraph",
        lambda report: report.update(skipped_numeral=[_skipped(report) | {"start_char": 40, "end_char": 41}]),
    ),
    "a text that no paragraph holds": ("paragraphs_tile_the_text", lambda report: report["dim_paragraph"].pop()),
    "an observation too many": (
        "observation_has_its_mentions",
        _repeat("fact_observation", observation_id="f" * 32, obs_key="e" * 32),
    ),
    "a wrong count": ("observation_has_its_mentions", _set("fact_observation", "n_mentions", 7)),
    "another's words": ("quoted_mention_is_its_own", _set("fact_observation", "first_mention_id", "c" * 32)),
    "no observation": ("fact_mention.observation_id_exists", _set("fact_mention", "observation_id", "d" * 32)),
    "an unknown unit": ("fact_mention.unit_measure_exists", _set("fact_mention", "unit_measure", "furlong")),
    "an unknown indicator": ("fact_observation.indicator_exists", _set("fact_observation", "indicator", "fr:rien")),
    "two keys in one": (
        "obs_key_is_one_key",
        _repeat("fact_observation", observation_id="b" * 32, ref_area="CN", value=Decimal(3)),
    ),
    "the same claim twice": ("claim_is_made_once", _repeat("fact_observation", observation_id="a" * 32)),
    "a value outside its bounds": ("bounds_hold_the_value", _set("fact_mention", "min_value", Decimal(9000))),
    "a copy with facts": ("facts_only_of_loaded", _set("dim_report", "status", "COPY")),
    "a relation to nothing": (
        "fact_relation.related_observation_id_exists",
        lambda report: report.update(fact_relation=[_relation(report, "9" * 32)]),
    ),
    "a relation to itself": (
        "relation_within_report",
        lambda report: report.update(
            fact_relation=[_relation(report, report["fact_observation"][0]["observation_id"])]
        ),
    ),
    "an empty cell": ("row_fits_its_table", _set("fact_mention", "obs_value", None)),
    "a code of no list": ("row_fits_its_table", _set("fact_observation", "stat_type", "MOOD")),
    "an id twice": ("id_is_unique", _repeat("fact_mention")),
}


def _skipped(report: Any) -> dict[str, Any]:
    place = {name: report["fact_mention"][0][name] for name in ("report_id", "paragraph_id", "start_char", "end_char")}
    return {
        "skipped_id": report["fact_mention"][0]["mention_id"],
        "exact": "2 400",
        "reason": "date",
        "rule": "year",
        **place,
    }


def _relation(report: Any, other: str) -> dict[str, Any]:
    first = report["fact_observation"][0]["observation_id"]
    return {"observation_id": first, "predicate": "GROWTH_OF", "related_observation_id": other}


def test_every_damage_is_found_and_the_sound_report_is_loaded(store: Store, rows: Any) -> None:
    text = "Pékin 🤖\nOn compte 2 400 entreprises.\nIl y en a trente.\n"
    reports = []
    for name, (_, damage) in DAMAGE.items():
        report = rows.make_report(name, text, [rows.Claim("2 400", Decimal(2400))])
        damage(report)
        reports.append(report)
    result = store.load(rows.make_batch(_sound(rows, text), *reports), "run", rows.NOW)
    assert (result.new, set(result.quarantined)) == (("sound.txt",), set(DAMAGE))
    found = {(row["place"], row["check_name"]) for row in result.reasons}
    assert {(name, check) for name, (check, _) in DAMAGE.items()} <= found
    assert all("read again" in row["reason"] for row in result.reasons)
    assert store.read("SELECT count(*) AS n FROM fact_mention")["n"].tolist() == [1]
    assert store.audit() == []
    states = store.report_states("inbox").set_index("report_file")
    assert states.loc["a wrong count", "status"] == "QUARANTINED"
    assert "says 7, has 1" in states.loc["a wrong count", "status_reason"]


def _sound(rows: Any, text: str) -> Any:
    """A report with parts in another paragraph than their mention, and across two."""
    report = rows.make_report("sound.txt", text, [rows.Claim("2 400", Decimal(2400))])
    area = {"role": "AREA", "basis": "HEADING", "start_char": 0, "end_char": 7, "exact": "Pékin 🤖"}
    across = {"role": "SUBJECT", "start_char": 6, "end_char": 11, "exact": "🤖\nOn "}
    report["fact_mention_part"] += [report["fact_mention_part"][0] | change for change in (area, across)]
    return report


def test_rows_that_no_report_answers_for_are_left_out_and_told(store: Store, rows: Any, beijing: Any) -> None:
    """A part of no mention, a unit of no type, and the facts of a report without a row."""
    orphan = rows.make_report("orphan.txt", "On compte 30 robots.\n", [rows.Claim("30", Decimal(30))])
    del orphan["dim_report"]
    part = {"fact_mention_part": [beijing["fact_mention_part"][0] | {"mention_id": "c" * 32}]}
    unit = {"dim_unit": [rows.dimension_rows()["dim_unit"][0] | {"unit_measure": "mile", "unit_type": "FAR"}]}
    result = store.load(rows.make_batch(beijing, orphan, part, unit), "run", rows.NOW)
    assert (result.new, result.quarantined) == (("beijing.txt",), ())
    told = " ".join(row["reason"] for row in result.reasons)
    assert all(word in told for word in ("belongs to no report", "FAR", "fact_mention.report_id"))
    assert store.read("SELECT count(*) AS n FROM fact_mention")["n"].tolist() == [3]


@pytest.mark.usefixtures("loaded")
def test_an_id_of_another_report_is_refused(load: Any, store: Store, rows: Any, beijing: Any) -> None:
    thief = rows.make_report("thief.txt", "On compte 30 robots.\n", [rows.Claim("30", Decimal(30))])
    for table in ("fact_observation", "fact_mention"):
        thief[table][0]["observation_id"] = beijing["fact_observation"][0]["observation_id"]
    assert load(thief).quarantined == ("thief.txt",)
    assert store.read("SELECT count(*) AS n FROM fact_observation")["n"].tolist() == [3]


def test_damage_that_no_report_answers_for_stops_the_load(load: Any, store: Store, loaded: Home, beijing: Any) -> None:
    with duckdb.connect(str(loaded.private)) as con:
        con.execute("INSERT INTO observation_successor VALUES ('old', 'new', 'a run that never was')")
    with pytest.raises(AuditError, match=r"observation_successor\.run_id_exists"):
        load(beijing)
    assert store.load_count() == 1


def test_names_of_checks_are_unique() -> None:
    names = [*(check.name for check in audit.CHECKS), *audit.ROW_CHECKS]
    assert len(set(names)) == len(names)
