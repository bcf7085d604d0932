"""What `docs/superset` gives to Superset, without Superset: expressions answer, totals are honest, texts stay texts."""

import html
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.warehouse.hostile_text import BLOCK, LINE, SNIPPETS
from warehouse import ddl
from warehouse.home import Home
from warehouse.reading import query

FOLDER = Path(__file__).parents[2] / "docs" / "superset"
EXPLORER = "http://127.0.0.1:8765"


@pytest.fixture(scope="module")
def modules() -> Iterator[dict[str, ModuleType]]:
    """The modules of the recipe, which import each other by their plain names."""
    sys.path.insert(0, str(FOLDER))
    try:
        yield {name: __import__(name) for name in ("datasets", "dashboards", "register")}
    finally:
        sys.path.remove(str(FOLDER))
        for name in ("datasets", "dashboards", "register"):
            sys.modules.pop(name, None)


def relations(modules: dict[str, ModuleType]) -> dict[str, str]:
    """The SQL of every dataset, by its name."""
    views = {name: f"SELECT * FROM {name}" for name in ddl.VIEWS if name not in modules["datasets"].NO_DATASET}
    return views | {name: sql for name, (_, sql) in modules["datasets"].VIRTUAL.items()}


def stored(home: Home, sql: str) -> dict[str, str]:
    rows = query(home, f"DESCRIBE {sql}")
    return dict(zip(rows["column_name"], rows["column_type"], strict=True))


def test_every_calculated_column_and_metric_answers(modules: dict[str, ModuleType], published: Home) -> None:
    for name, sql in relations(modules).items():
        made = modules["datasets"].dataset(name, stored(published, sql), EXPLORER)
        assert made.metrics, name
        assert made.date or name == "v_review"
        columns = "".join(f", {each['expression']} AS {each['column_name']}" for each in made.columns)
        metrics = ", ".join(f"{each['expression']} AS {each['metric_name']}" for each in made.metrics)
        assert len(query(published, f"SELECT {metrics} FROM (SELECT *{columns} FROM ({sql}))")) == 1


def test_charts_name_columns_and_metrics_that_are_there(modules: dict[str, ModuleType], published: Home) -> None:
    for chart in (chart for language in ("en", "fr") for chart in modules["dashboards"].charts(language)):
        columns = stored(published, relations(modules)[chart.dataset])
        made = modules["datasets"].dataset(chart.dataset, columns, EXPLORER)
        named = {each["column_name"] for each in made.columns} | set(columns)
        form = chart.params
        used = [*form.get("all_columns", ()), *form.get("groupby", ()), form.get("x_axis"), form.get("column")]
        measured = [*form.get("metrics", ()), form.get("metric")]
        assert {each for each in used if each} <= named, chart.name
        assert {each for each in measured if each} <= {each["metric_name"] for each in made.metrics}, chart.name


def test_the_layout_holds_every_chart_once(modules: dict[str, ModuleType]) -> None:
    rows = [row for tab in modules["dashboards"].TABS.values() for row in tab]
    assert all(sum(width for _, width, _ in row) == 12 for row in rows)
    for language in ("en", "fr"):
        names = [chart.name for chart in modules["dashboards"].charts(language)]
        assert sorted(names) == sorted(name for row in rows for name, _, _ in row)


@pytest.mark.parametrize(
    ("rows", "total"),
    [
        ("('A', 'COUNT', 10, false, '2024'), ('A', 'COUNT', 20, false, '2024')", 30),
        ("('A', 'COUNT', 10, false, '2023'), ('A', 'COUNT', 20, false, '2024')", None),
        ("('A', 'COUNT', 10, true, '2023'), ('A', 'COUNT', 20, true, '2024')", 30),
        ("('A', 'COUNT', 10, true, '2024'), ('B', 'COUNT', 20, true, '2024')", None),
        ("('A', 'USD', 10, true, '2024'), ('A', 'CNY', 20, true, '2024')", None),
        ("('A', 'COUNT', 10, false, '2024'), ('B', 'PT', NULL, false, '2023')", 10),
        ("('A', 'PT', NULL, false, '2024')", None),
    ],
)
def test_a_total_is_empty_where_it_would_be_nonsense(
    modules: dict[str, ModuleType], published: Home, rows: str, total: int | None
) -> None:
    (expression,) = (each[2] for each in modules["datasets"].METRICS if each[0] == "total")
    names = "indicator, base_unit, additive_value, can_sum_over_periods, time_period"
    found = query(published, f"SELECT {expression} AS total FROM (VALUES {rows}) AS t ({names})")["total"].iloc[0]
    assert (None if found is None or found != found else found) == total


def test_no_metric_sums_without_a_guard(modules: dict[str, ModuleType]) -> None:
    sums = [each[0] for each in modules["datasets"].METRICS if re.search(r"\bsum\(", each[2], re.IGNORECASE)]
    assert sums == ["total"]


@pytest.mark.parametrize("text", [*SNIPPETS, LINE, BLOCK], ids=range(len(SNIPPETS) + 2))
def test_a_cell_shows_the_very_text(modules: dict[str, ModuleType], published: Home, text: str) -> None:
    cell, link = modules["datasets"]._cell("text"), modules["datasets"]._link("'http://a/'", "text")
    row = query(published, f"SELECT {cell} AS cell, {link} AS link FROM (SELECT ? AS text)", [text]).iloc[0]
    as_html = row["cell"] if "<" in text else f"<p>{html.escape(row['cell'])}</p>"
    assert html.unescape(re.fullmatch(r"<p>([^<>]*)</p>", as_html).group(1)) == text  # type: ignore[union-attr]
    assert html.unescape(re.fullmatch(r"<a href=[^>]*>([^<>]*)</a>", row["link"]).group(1)) == text  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("found", "wanted", "is_held"),
    [
        ({"a": 1, "b": 2}, {"a": 1}, True),
        ({"a": 1}, {"a": 1, "b": 2}, False),
        ({"params": '{"b": 2, "a": 1}'}, {"params": '{"a": 1}'}, True),
        ([{"a": 1}], [{"a": 1}, {"a": 2}], False),
        (None, {"a": 1}, False),
    ],
)
def test_what_differs_is_seen(modules: dict[str, ModuleType], found: Any, wanted: Any, is_held: bool) -> None:
    assert modules["register"].holds(found, wanted) is is_held
