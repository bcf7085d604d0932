"""Periods: what is a valid SDMX string of ours, which days it spans, and arithmetic on it."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import periods
from schemas.tables import SDMX_PERIOD, TABLES, frame

DAYS = st.dates(date(1, 1, 1), date(2999, 12, 31))


@pytest.mark.parametrize(
    ("time_period", "start", "end", "freq"),
    [
        ("2024", "2024-01-01", "2024-12-31", "A"),
        ("2024-S1", "2024-01-01", "2024-06-30", "S"),
        ("2023-S2", "2023-07-01", "2023-12-31", "S"),
        ("2024-Q3", "2024-07-01", "2024-09-30", "Q"),
        ("2024-02", "2024-02-01", "2024-02-29", "M"),
        ("2023-02", "2023-02-01", "2023-02-28", "M"),
        ("2024-02-29", "2024-02-29", "2024-02-29", "D"),
        ("2024-01-01/P9M", "2024-01-01", "2024-09-30", "_Z"),
        ("2020-01-01/P5Y", "2020-01-01", "2024-12-31", "_Z"),
        ("2024-03-15/P17D", "2024-03-15", "2024-03-31", "_Z"),
        ("2023-04-01/P1Y", "2023-04-01", "2024-03-31", "_Z"),
    ],
)
def test_a_period_spans_its_days(time_period: str, start: str, end: str, freq: str) -> None:
    assert periods.span(time_period) == (date.fromisoformat(start), date.fromisoformat(end))
    assert periods.freq(time_period) == freq
    assert periods.of_span(date.fromisoformat(start), date.fromisoformat(end)) == time_period


@pytest.mark.parametrize(
    "wrong",
    [
        "", "24", "2024-", "2024-13", "2024-00", "2024-Q5", "2024-Q0", "2024-S3", "2024-T1", "2024-W05", "2024-1",
        "2023-02-29", "2024-04-31", "2024-01/P9M", "2024/P1Y", "2024-01-01/P0M", "2024-01-01/P8W", "2024-01-01/P1.5Y",
        "2024-01-01/2024-09-30", "FY2024", "2024~", "0000", "2024 ", "2024\n", "２０２４", "_X", "9999-01-01/P9Y",
    ],
)  # fmt: skip
def test_what_is_no_period_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=re.escape(repr(wrong))):
        periods.span(wrong)


@pytest.mark.parametrize("time_period", ["_U", "_T", "_Z"])
def test_generic_codes_have_no_span(time_period: str) -> None:
    assert periods.span(time_period) is None
    assert periods.freq(time_period) == "_Z"
    assert periods.shift(time_period, years=1) == time_period
    assert not periods.contains(time_period, time_period)


@pytest.mark.parametrize(
    ("time_period", "years", "months", "shifted"),
    [
        ("2024", -1, 0, "2023"),
        ("2024-Q1", 0, -3, "2023-Q4"),
        ("2024-S2", 1, 0, "2025-S2"),
        ("2024-01", 0, -1, "2023-12"),
        ("2024-02", -1, 0, "2023-02"),
        ("2024-02-29", -1, 0, "2023-02-28"),
        ("2024-03-30", 0, -1, "2024-02-29"),
        ("2024-01-01/P9M", -1, 0, "2023-01-01/P9M"),
        ("2020-01-01/P5Y", 5, 0, "2025-01-01/P5Y"),
        ("2024-03-15/P17D", -1, 0, "2023-03-15/P17D"),
        ("2024", 0, -3, "2023-10-01/P1Y"),
        ("2023-07-01/P1Y", 0, 6, "2024"),
    ],
)
def test_a_shift_keeps_the_length(time_period: str, years: int, months: int, shifted: str) -> None:
    assert periods.shift(time_period, years=years, months=months) == shifted


@pytest.mark.parametrize(
    ("outer", "inner", "expected"),
    [
        ("2024", "2024-Q3", True),
        ("2024-Q3", "2024", False),
        ("2024", "2024", True),
        ("2024-01-01/P9M", "2024-S1", True),
        ("2024-01-01/P9M", "2024-Q4", False),
        ("2024", "_U", False),
    ],
)
def test_containment(outer: str, inner: str, expected: bool) -> None:
    assert periods.contains(outer, inner) is expected


@given(start=DAYS, length=st.integers(0, 4000))
def test_a_span_survives_the_round_trip(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    time_period = periods.of_span(start, end)
    assert periods.span(time_period) == (start, end)
    assert re.match(SDMX_PERIOD, time_period)


@given(year=st.integers(1000, 2900), month=st.integers(1, 12), months=st.integers(1, 120), shift=st.integers(-600, 600))
def test_a_shift_of_whole_months_can_be_undone(year: int, month: int, months: int, shift: int) -> None:
    time_period = f"{year}-{month:02}-01/P{months}M"
    canonical = periods.shift(time_period)
    assert periods.span(canonical) == periods.span(time_period)
    assert periods.shift(periods.shift(time_period, months=shift), months=-shift) == canonical


def test_a_span_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        periods.of_span(date(2024, 2, 1), date(2024, 1, 1))


@pytest.mark.parametrize(
    ("time_period", "labels"),
    [
        ("2024", ("2024", "2024", "2024年", "2024", "2024")),
        (
            "2024-S1",
            ("1er semestre 2024", "H1 2024", "2024年上半年", "1.er semestre de 2024", "1. Halbjahr 2024"),
        ),
        (
            "2024-Q4",
            ("4e trimestre 2024", "Q4 2024", "2024年第四季度", "4.º trimestre de 2024", "4. Quartal 2024"),
        ),
        ("2024-03", ("mars 2024", "March 2024", "2024年3月", "marzo de 2024", "März 2024")),
        (
            "2024-03-01",
            ("1er mars 2024", "1 March 2024", "2024年3月1日", "1 de marzo de 2024", "1. März 2024"),
        ),
        (
            "2024-01-01/P9M",
            (
                "janvier – septembre 2024",
                "January – September 2024",
                "2024年1月至9月",
                "enero – septiembre de 2024",
                "Januar – September 2024",
            ),
        ),
        ("2020-01-01/P5Y", ("2020 – 2024", "2020 – 2024", "2020年至2024年", "2020 – 2024", "2020 – 2024")),
        ("_U", ("inconnue", "unknown", "未知", "desconocido", "unbekannt")),
    ],
)
def test_labels_read_well(time_period: str, labels: tuple[str, ...]) -> None:
    row = periods.row(time_period)
    assert tuple(row[f"label_{language}"] for language in ("fr", "en", "zh", "es", "de")) == labels


def test_rows_are_rows_of_dim_period() -> None:
    samples = [
        "2024",
        "2024-S1",
        "2024-Q3",
        "2024-03",
        "2024-03-31",
        "2024-03-15/P17D",
        "2023-04-01/P1Y",
        "_U",
        "_Z",
        "_T",
    ]
    rows = [periods.row(time_period) for time_period in samples]
    assert len(TABLES["dim_period"].validate(frame("dim_period", rows), lazy=True)) == len(samples)
    assert rows[5]["year"] == 2024
    assert rows[7]["start_date"] is None
