"""Reading what is published: the right file, the right types, plain errors."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from schemas.tables import TABLES
from warehouse import publish, reading
from warehouse.database import QueryError
from warehouse.home import Home
from warehouse.reading import NothingPublished


def test_types_are_those_of_the_frames(published: Home) -> None:
    path = publish.current(published)
    assert path is not None
    frames = {table: reading.query(path, f"SELECT * FROM {table}") for table in ("fact_mention", "fact_observation")}
    for table, frame in frames.items():
        TABLES[table].validate(frame.astype({name: bool for name in frame if frame[name].dtype == "boolean"}))
    assert frames["fact_observation"]["value"].map(type).unique().tolist() == [Decimal]
    assert frames["fact_observation"]["vintage_date"].tolist() == [date(2025, 1, 8)] * 3
    found = reading.query(published, "SELECT value FROM v_lineage WHERE exact = ? LIMIT 1", ["2 400"])
    assert found["value"].tolist() == [Decimal(2400)]


def test_nothing_published_says_what_to_do(home: Home) -> None:
    with pytest.raises(NothingPublished, match="factline run"):
        reading.query(home, "SELECT 1")


def test_a_query_that_fails_says_why(published: Home) -> None:
    with pytest.raises(QueryError, match="fact_dream"):
        reading.query(published, "SELECT * FROM fact_dream")
    with pytest.raises(QueryError, match="read-only"):
        reading.query(published, "DELETE FROM dim_unit")
