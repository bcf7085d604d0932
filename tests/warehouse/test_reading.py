"""Reading what is published: the right file, the right types, plain errors."""

from __future__ import annotations

from decimal import Decimal

import pytest

from schemas.tables import frame
from warehouse import generations, reading
from warehouse.connections import QueryError
from warehouse.generations import NothingPublished
from warehouse.home import Home


def test_types_are_those_of_the_frames(published: Home) -> None:
    path = generations.current(published)
    assert path is not None
    for table in ("fact_observation", "dim_report"):
        found = reading.query(path, f"SELECT * FROM {table}")
        assert found.dtypes.to_dict() == frame(table, []).dtypes.to_dict()
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
