"""An address says which facts a page shows, and leads back to itself."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from warehouse.explorer import filters
from warehouse.explorer.facts import page
from warehouse.explorer.filters import BadFilterError, Filters, matching
from warehouse.explorer.indicators import series_of
from warehouse.explorer.snapshots import Snapshot
from warehouse.explorer.wording import LANGUAGES, preferred, wording
from warehouse.home import Home


@pytest.fixture(scope="module")
def snapshot(template: Home) -> Iterator[Snapshot]:
    return Snapshot(template.published / "1.duckdb", template.index_of(Path("1.duckdb")))


def test_what_does_not_fit_into_memory_waits_where_temporary_files_lie(snapshot: Snapshot) -> None:
    assert snapshot.rows("SELECT current_setting('temp_directory') AS folder") == [{"folder": tempfile.gettempdir()}]


def figures(snapshot: Snapshot, **params: str) -> list[Any]:
    return sorted(row["written"] for row in page(snapshot, Filters.of(params), wording("en")).rows)


@pytest.mark.parametrize(
    ("params", "written"),
    [
        ({}, ["1 900", "2 400", "412 milliards de dollars"]),
        ({"area": "CN"}, ["1 900"]),
        ({"area": "cn-bj en"}, ["2 400", "412 milliards de dollars"]),
        ({"indicator": "AI_INDUSTRY_SIZE"}, ["412 milliards de dollars"]),
        ({"indicator": "industry size"}, ["412 milliards de dollars"]),
        ({"q": "beijing.txt companies"}, ["2 400"]),
        ({"q": "nobody"}, []),
        ({"unit": "USD"}, ["412 milliards de dollars"]),
        ({"unit": "EUR"}, []),
        ({"measure": "LEVEL", "report": "shanghai"}, ["1 900"]),
        ({"source": "beijing.txt", "confidence": "0,9"}, ["2 400", "412 milliards de dollars"]),
        ({"confidence": "0.95"}, []),
        ({"from": "2024", "to": "2024-q4"}, ["1 900", "2 400", "412 milliards de dollars"]),
        ({"from": "2025"}, []),
        ({"page": "2"}, []),
        ({"unknown": "x"}, ["1 900", "2 400", "412 milliards de dollars"]),
    ],
)
def test_filters_choose(snapshot: Snapshot, params: dict[str, str], written: list[str]) -> None:
    assert figures(snapshot, **params) == written


@pytest.mark.parametrize(
    "params",
    [{"from": "last year"}, {"to": "2024-13"}, {"from": "_U"}, {"confidence": "2"}, {"confidence": "high"},
     {"confidence": "nan"}, {"page": "0"}, {"page": "-1"}, {"page": "²"}, {"page": "99999999999"}, {"sort": "'; DROP"}],
    ids=str,
)  # fmt: skip
def test_what_is_not_understood_is_said(snapshot: Snapshot, params: dict[str, str]) -> None:
    with pytest.raises(BadFilterError) as error:
        page(snapshot, Filters.of(params), wording("en"))
    assert {error.value.name: error.value.value} == params


@pytest.mark.parametrize("order", ["newest", "confidence", "doubt", "period", "value", "indicator"])
def test_every_order_gives_the_same_facts(snapshot: Snapshot, order: str) -> None:
    assert len(figures(snapshot, sort=order)) == 3


def test_lines_of_one_source_are_told_apart_by_their_rhythm(snapshot: Snapshot) -> None:
    row = page(snapshot, Filters(), wording("en")).rows[0]
    series, _ = series_of([row | {"freq": freq} for freq in "AM"], wording("en"))
    assert [each.name for each in series] == ["annual", "monthly"]


def test_address_keeps_the_filters_and_returns_to_the_first_page() -> None:
    filters = Filters.of({"q": "a&b", "from": "2020", "page": "3"})
    assert filters.address() == "/?q=a%26b&from=2020"
    assert filters.address(page="4") == "/?q=a%26b&from=2020&page=4"
    assert filters.address(from_="") == "/?q=a%26b"


@pytest.mark.parametrize(
    ("header", "language"),
    [("", "en"), ("fr-FR,fr;q=0.9,en;q=0.8", "fr"), ("de, en;q=0.5, fr;q=0.7", "fr"), ("zh", "en"), (";q=x,fr", "fr")],
)
def test_language_of_the_browser(header: str, language: str) -> None:
    assert preferred(header) == language


def test_both_languages_have_the_same_words() -> None:
    one, other = (wording(language) for language in LANGUAGES)
    assert one.texts.keys() == other.texts.keys()
    assert one.lists.keys() == other.lists.keys()
    assert [key for key, text in one.texts.items() if text == other.texts[key] and len(text) > 12] == [
        "period_hint",
        "periods",
    ]


def test_a_list_in_the_making_keeps_no_other_waiting(snapshot: Snapshot) -> None:
    ended = Event()
    slow = Thread(target=snapshot.once, args=("slow", lambda: ended.wait(20)))
    slow.start()
    assert snapshot.once("quick", lambda: slow.is_alive())
    ended.set()
    slow.join()
    assert snapshot.once("slow", lambda: None) is True


@pytest.mark.parametrize("sort", ["newest", "period"])
@pytest.mark.parametrize(
    "params",
    [{"indicator": "AI_ENTERPRISES"}, {"area": "CN"}, {"source": "1"}, {"unit": "t"}, {"q": "france"},
     {"q": "2 ledger"}, {"status": "F", "measure": "SHARE"}, {"report": "a", "confidence": "0.5"},
     {"area": "US", "to": "2024"}],
    ids=str,
)  # fmt: skip
def test_looking_rows_up_by_their_codes_finds_what_looking_at_all_finds(
    big: Home, monkeypatch: pytest.MonkeyPatch, params: dict[str, str], sort: str
) -> None:
    snapshot = Snapshot(big.published / "1.duckdb", big.index_of(Path("1.duckdb")))
    found = []
    for few in (0, 1_000_000):  # each code is looked up; none is
        monkeypatch.setattr(filters, "FEW", few)
        found.append(matching(snapshot, Filters.of(params | {"sort": sort})).tolist())
    assert found[0] == found[1]
    assert 0 < len(found[0]) < snapshot.index.n_facts
