"""Validation: good rows pass, each bad row tells in plain words what is wrong with it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from schemas import periods
from schemas.tables import frame, sql_columns
from schemas.validation import split

ROW: dict[str, Any] = {
    "mention_id": "0" * 32,
    "report_id": "r",
    "paragraph_id": "p",
    "start_char": 3,
    "end_char": 8,
    "exact": "12,5 %",
    "obs_value": Decimal("12.5"),
    "unit_mult": 0,
    "decimals": 1,
    "value": Decimal("4.3E+12"),
    "is_approximate": False,
    "unit_measure": "PERCENT",
    "measurement_denominator": "_Z",
    "stat_type": "SHARE",
    "time_period": "2024-Q3",
    "base_per": "_Z",
    "ref_area": "CN-BJ",
    "base_ref_area": "CN",
    "breakdown": "_T",
    "obs_status": "A",
    "is_scale_ambiguous": False,
    "is_separator_ambiguous": False,
    "is_currency_ambiguous": False,
    "is_increment": False,
    "confidence": 0.9,
    "observation_id": "o",
}


def mentions(*changes: dict[str, Any]) -> pd.DataFrame:
    """Rows of fact_mention with distinct keys, each with its change."""
    return frame(
        "fact_mention", [{**ROW, "mention_id": f"{number:032x}", **change} for number, change in enumerate(changes)]
    )


def test_a_valid_frame_comes_back_as_it_is() -> None:
    rows = mentions({}, {})
    assert split("fact_mention", rows)[0] is rows
    assert split("fact_mention", rows)[1] == []


def test_an_empty_frame_is_valid() -> None:
    assert split("fact_mention", frame("fact_mention", []))[1] == []


@pytest.mark.parametrize(
    ("change", "check", "word"),
    [
        ({"obs_status": "ZZ"}, "obs_status allowed", "A, F, T, E, P"),
        ({"mention_id": "x"}, "mention_id pattern", "form"),
        ({"time_period": "2024-T1"}, "time_period pattern", "form"),
        ({"end_char": 0}, "end_char minimum", "too small"),
        ({"confidence": 1.5}, "confidence maximum", "too large"),
        ({"unit_measure": None}, "unit_measure not null", "missing"),
        ({"value": None}, "value not null", "missing"),
    ],
)
def test_a_bad_row_is_set_apart_with_its_reason(change: dict[str, Any], check: str, word: str) -> None:
    valid, failures = split("fact_mention", mentions({}, change, {}))
    assert list(valid["mention_id"]) == [f"{0:032x}", f"{2:032x}"]
    assert [(failure.index, failure.check) for failure in failures] == [(1, check)]
    assert word in failures[0].reason
    assert failures[0].reason.startswith(check.split()[0])
    assert json.loads(failures[0].row_json)["exact"] == "12,5 %"


@pytest.mark.parametrize("value", [12.5, "12.5", Decimal("NaN"), Decimal("1E+29"), Decimal("1E-10")])
def test_a_number_that_is_no_exact_decimal_is_set_apart(value: object) -> None:
    rows = mentions({}, {})
    rows["value"] = pd.Series([rows["value"][0], value], dtype=object)
    valid, failures = split("fact_mention", rows)
    assert len(valid) == 1
    assert [failure.index for failure in failures] == [1]


def test_large_decimals_are_exact() -> None:
    rows = mentions({})
    rows["value"] = pd.Series([Decimal("99999999999999999999999999999.123456789")], dtype=object)
    assert split("fact_mention", rows)[1] == []


@pytest.mark.parametrize("moment", ["2024-01-01", datetime(2024, 1, 1), pd.Timestamp("2024-01-01")])
def test_a_moment_is_no_day(moment: object) -> None:
    rows = frame("dim_period", [periods.row("2024"), periods.row("2025"), periods.row("_U")])
    assert split("dim_period", rows)[1] == []
    rows["start_date"] = pd.Series([moment, *rows["start_date"][1:]], dtype=object)
    assert [(failure.index, failure.check) for failure in split("dim_period", rows)[1]] == [(0, "start_date date")]


def test_several_faults_of_one_row_are_all_told_once() -> None:
    failures = split("fact_mention", mentions({"obs_status": "ZZ", "stat_type": "?", "end_char": 0}))[1]
    assert [failure.check for failure in failures] == ["end_char minimum", "obs_status allowed", "stat_type allowed"]


def test_the_second_of_two_rows_with_one_key_is_set_apart() -> None:
    valid, failures = split("fact_mention", mentions({}, {"mention_id": f"{0:032x}"}))
    assert len(valid) == 1
    assert [(failure.index, failure.check) for failure in failures] == [(1, "key unique")]


@pytest.mark.parametrize(
    ("spoil", "check"),
    [
        (lambda rows: rows.drop(columns="exact"), "exact present"),
        (lambda rows: rows.assign(extra=1), "extra known"),
        (lambda rows: rows.astype({"exact": object}).assign(exact=1), "exact type"),
        (lambda rows: rows[list(reversed(rows.columns))], "mention_id order"),
    ],
)
def test_a_frame_of_another_shape_has_no_valid_row(spoil: Callable[[pd.DataFrame], pd.DataFrame], check: str) -> None:
    valid, failures = split("fact_mention", spoil(mentions({}, {})))
    assert valid.empty
    assert check in {failure.check for failure in failures}
    # A column of another type fails row by row, everything else as a whole.
    assert {failure.index for failure in failures} == ({0, 1} if check == "exact type" else {-1})


def test_any_index_of_the_frame_is_fine() -> None:
    rows = mentions({}, {"obs_status": "ZZ"}, {}).set_axis([7, 7, 9])
    valid, failures = split("fact_mention", rows)
    assert len(valid) == 2
    assert [failure.index for failure in failures] == [1]
    assert list(valid.columns) == [column.name for column in sql_columns("fact_mention")]
