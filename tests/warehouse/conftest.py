"""A small factory of reports as the engine would hand them over, and a home in a temporary folder."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from schemas.columns import DECIMAL
from schemas.records import stable_id
from schemas.tables import frame, sql_columns
from tests.benchmarks import big_warehouse
from warehouse import publish
from warehouse.home import Home
from warehouse.store import Batch, LoadResult, Store

BIG = 2_000
"""Observations of the generated warehouse."""
NOW = datetime(2025, 1, 10, 6, 0, 0)
GROWING = ("dim_period", "dim_indicator")
LANGUAGES = ("fr", "en", "zh", "es", "de")
Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Claim:
    """One statement: the words as they stand in the text, and how they were read."""

    words: str
    value: Decimal
    indicator: str = "AI_COMPANIES"
    unit_measure: str = "COUNT"
    stat_type: str = "LEVEL"
    ref_area: str = "CN-BJ"
    time_period: str = "2024"
    base_per: str = "_Z"
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, ...]:
        who = self.extra.get("breakdown", "_T")
        return (self.indicator, self.ref_area, self.time_period, self.unit_measure, self.stat_type, self.base_per, who)


def make_report(file: str, text: str, claims: Iterable[Claim], **about: Any) -> Rows:
    """The rows of one report; paragraphs are the text's lines, equal words are found one after another."""
    report_id = stable_id("inbox", file)
    rows: Rows = {"dim_report": [_report(report_id, file, text, about)], "dim_paragraph": _paragraphs(report_id, text)}
    seen: dict[str, int] = {}
    mentions = []
    for claim in claims:
        start = text.index(claim.words, seen.get(claim.words, 0))
        seen[claim.words] = start + 1
        mentions.append(_mention(report_id, text, start, claim, rows["dim_paragraph"], about))
    rows["fact_mention"] = mentions
    rows["fact_observation"] = _observations(mentions, about)
    for mention in mentions:
        del mention["indicator"]
    rows["fact_mention_part"] = [_part(mention) for mention in mentions]
    return rows


def make_batch(
    *reports: Rows, base_load: int = 0, has_lists: bool = True, lists: Rows | None = None, **options: Any
) -> Batch:
    """A batch of these reports, with the code lists that they need or, to save time, periods and indicators only."""
    rows = {table: each for table, each in (lists or dimension_rows()).items() if has_lists or table in GROWING}
    for report in reports:
        for table, entries in report.items():
            rows.setdefault(table, []).extend(entries)
    frames = {table: _frame(table, entries) for table, entries in rows.items()}
    own = ["run_id", "loaded_at", "first_seen", "last_seen", "resolution"]
    frames = {table: each.drop(columns=own, errors="ignore") for table, each in frames.items()}
    return Batch(frames=frames, base_load=base_load, **options)


def _frame(table: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """The rows as a frame, Decimals as they are: the load must cope with any exponent."""
    decimals = [column.name for column in sql_columns(table) if column.sql == DECIMAL]
    made = frame(table, [{name: value for name, value in row.items() if name not in decimals} for row in rows])
    for name in decimals:
        made[name] = pd.Series([row.get(name) for row in rows], dtype=object)
    return made


def dimension_rows() -> Rows:
    """Code lists and dimensions, just wide enough."""
    units = {"COUNT": "COUNT", "PERCENT": "PERCENT", "FACTOR": "FACTOR", "CNY": "CURRENCY", "USD": "CURRENCY"}
    areas = {"CN": "COUNTRY", "CN-BJ": "SUBDIVISION", "_U": "NONE", "_Z": "NONE"}
    return {
        "dim_unit": [
            {"unit_measure": unit, "unit_type": kind, "symbol": unit, **_names(unit)} for unit, kind in units.items()
        ],
        "dim_geography": [{"ref_area": area, "level": level, **_names(area)} for area, level in areas.items()],
        "dim_breakdown": [{"breakdown": "_T", "kind": "TOTAL", **_names("total")}],
        "dim_code": [{"codelist": "CL_FREQ", "code": "A", **_names("annual")}],
        "dim_period": [_period(str(year)) for year in range(2019, 2027)] + [_period("_U"), _period("_Z")],
        "dim_indicator": [
            _indicator("AI_COMPANIES", True),
            _indicator("AI_INDUSTRY_SIZE", True),
            _indicator("fr:robot", False),
        ],
    }


def _names(name: str) -> dict[str, str]:
    return {f"name_{language}": f"{name} {language}" for language in LANGUAGES}


def _period(code: str) -> dict[str, Any]:
    is_year = code.isdigit()
    return {
        "time_period": code,
        "freq": "A" if is_year else "_Z",
        "start_date": date(int(code), 1, 1) if is_year else None,
        "end_date": date(int(code), 12, 31) if is_year else None,
        "year": int(code) if is_year else None,
        **{f"label_{language}": code for language in LANGUAGES},
    }


def _indicator(code: str, is_curated: bool) -> dict[str, Any]:
    names = _names(code) if is_curated else {"name_fr": "robots"}
    return {"indicator": code, "is_curated": is_curated, "additivity": "SEMI_ADDITIVE", **names}


def _report(report_id: str, file: str, text: str, about: dict[str, Any]) -> dict[str, Any]:
    fingerprints = dict.fromkeys(
        ("reader_fingerprint", "pack_fingerprint", "engine_fingerprint", "codes_fingerprint"), "0"
    )
    row = {
        "report_id": report_id, "source": "inbox", "report_file": file, "language": "fr", "text": text,
        "date_issued": date(2025, 1, 8), "date_issued_basis": "METADATA", "source_tier": 3, "status": "LOADED",
        "content_sha256": "0", "sidecar_sha256": "", "publisher": file, **fingerprints,
    }  # fmt: skip
    return row | about


def _paragraphs(report_id: str, text: str) -> list[dict[str, Any]]:
    rows = []
    at = 0
    for number, line in enumerate(text.splitlines(keepends=True), start=1):
        rows.append({
            "paragraph_id": stable_id(report_id, number), "report_id": report_id, "paragraph_no": number,
            "kind": "text", "start_char": at, "end_char": at + len(line), "text": line,
        })  # fmt: skip
        at += len(line)
    return rows


def _mention(
    report_id: str, text: str, start: int, claim: Claim, paragraphs: list[dict[str, Any]], about: dict[str, Any]
) -> dict[str, Any]:
    end = start + len(claim.words)
    obs_key = stable_id(*claim.key)
    return {
        "mention_id": stable_id(report_id, start, end), "report_id": report_id, "start_char": start, "end_char": end,
        "paragraph_id": next(row["paragraph_id"] for row in paragraphs if row["start_char"] <= start < row["end_char"]),
        "exact": claim.words, "prefix": text[max(start - 32, 0) : start], "suffix": text[end : end + 32],
        "indicator_text": "entreprises d'IA", "obs_value": claim.value, "unit_mult": 0, "decimals": 0,
        "value": claim.value, "is_approximate": False, "unit_measure": claim.unit_measure, "breakdown": "_T",
        "measurement_denominator": "_Z", "stat_type": claim.stat_type, "time_period": claim.time_period,
        "base_per": claim.base_per, "ref_area": claim.ref_area, "base_ref_area": "_Z", "obs_status": "A",
        "is_scale_ambiguous": False, "is_separator_ambiguous": False, "is_currency_ambiguous": False,
        "is_increment": False, "confidence": 0.9, "data_source": about.get("data_source"),
        "observation_id": stable_id(obs_key, report_id, claim.value), "indicator": claim.indicator,
    } | claim.extra  # fmt: skip


def _observations(mentions: list[dict[str, Any]], about: dict[str, Any]) -> list[dict[str, Any]]:
    observations: dict[str, dict[str, Any]] = {}
    for mention in mentions:
        names = ("indicator", "ref_area", "time_period", "unit_measure", "stat_type", "base_per", "breakdown")
        row = observations.setdefault(
            mention["observation_id"],
            mention
            | {
                "obs_key": stable_id(*(mention[name] for name in names)), "n_mentions": 0, "source_tier": 3,
                "first_mention_id": mention["mention_id"],
                "time_period_basis": "SENTENCE", "ref_area_basis": "REPORT", "indicator_basis": "CLAUSE",
                "vintage_date": about.get("date_issued", date(2025, 1, 8)), "review_status": "UNREVIEWED",
            },
        )  # fmt: skip
        row["n_mentions"] += 1
    return list(observations.values())


def _part(mention: dict[str, Any]) -> dict[str, Any]:
    names = ("mention_id", "start_char", "end_char", "exact")
    return {name: mention[name] for name in names} | {
        "role": "VALUE", "basis": "PHRASE", "rule": "count", "score": 1.0,
    }  # fmt: skip


@pytest.fixture(scope="session")
def new_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A private file as it is when just made; making one takes a third of a second."""
    home = Home(tmp_path_factory.mktemp("new"))
    Store(home).load_count()
    return home.private


@pytest.fixture
def home(tmp_path: Path, new_file: Path) -> Home:
    home = Home(tmp_path / "home")
    home.prepare()
    shutil.copyfile(new_file, home.private)
    return home


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with two reports, `beijing` and `shanghai`, loaded and published."""
    home = Home(tmp_path_factory.mktemp("template"))
    Store(home).load(make_batch(make_beijing(), make_shanghai()), "run-1", NOW)
    publish.publish(home)
    return home


@pytest.fixture
def loaded(home: Home, template: Home) -> Home:
    """The home after `load(beijing, shanghai)`, without the time that this takes."""
    shutil.copyfile(template.private, home.private)
    return home


@pytest.fixture
def published(loaded: Home, template: Home) -> Home:
    """The home after `load(beijing, shanghai)` and `publish`, without the time that this takes."""
    generation = loaded.published / "1.duckdb"
    shutil.copyfile(template.published / "1.duckdb", generation)
    generation.chmod(0o444)
    os.link(generation, loaded.stable)
    return loaded


@pytest.fixture
def store(home: Home) -> Store:
    return Store(home)


@pytest.fixture
def load(store: Store) -> Callable[..., LoadResult]:
    """Load reports in one batch; runs are numbered, an hour apart."""

    def run(*reports: Rows, **options: Any) -> LoadResult:
        count = counts[-1] if counts else store.load_count()
        batch = make_batch(*reports, base_load=count, has_lists=count == 0, **options)
        result = store.load(batch, f"run-{count + 1}", NOW.replace(hour=6 + count))
        counts.append(count + result.is_written)
        return result

    counts: list[int] = []
    return run


@pytest.fixture(scope="session")
def rows() -> Any:
    """The factory itself: `rows.make_report`, `rows.Claim`, `rows.make_batch`, `rows.NOW`."""

    class Factory:
        Claim = Claim
        NOW = NOW
        dimension_rows = staticmethod(dimension_rows)
        make_batch = staticmethod(make_batch)
        make_report = staticmethod(make_report)

    return Factory


def make_beijing() -> Rows:
    """Two facts in three mentions."""
    text = "Pékin 🤖 compte 2 400 entreprises.\nLes 2 400 entreprises pèsent 412 milliards de dollars.\n"
    return make_report(
        "beijing.txt",
        text,
        [
            Claim("2 400", Decimal(2400)),
            Claim("2 400", Decimal(2400)),
            Claim("412 milliards de dollars", Decimal("412e9"), "AI_INDUSTRY_SIZE", "USD"),
        ],
    )


@pytest.fixture
def beijing() -> Rows:
    return make_beijing()


def make_shanghai() -> Rows:
    """One fact in one mention."""
    return make_report("shanghai.txt", "On y compte 1 900 firmes.\n", [Claim("1 900", Decimal(1900), ref_area="CN")])


@pytest.fixture
def shanghai() -> Rows:
    return make_shanghai()


@pytest.fixture(scope="session")
def big(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A generated warehouse that holds something of everything, published; only to be read."""
    home = Home(tmp_path_factory.mktemp("big"))
    big_warehouse.build(home, BIG)
    return home
