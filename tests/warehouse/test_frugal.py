"""Little memory: DuckDB is held to it, work that needs more is done again, and rows may come in pieces."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import duckdb
import pandas as pd
import pytest

from warehouse import audit, connections, database
from warehouse.home import Home
from warehouse.staging import REPORT_TABLES
from warehouse.store import Batch, Store


def test_work_that_needs_more_memory_is_done_again_with_all(loaded: Home) -> None:
    limits = []

    def work(con: duckdb.DuckDBPyConnection) -> str:
        limits.append(con.execute("SELECT current_setting('memory_limit')").fetchall())
        if len(limits) == 1:
            raise duckdb.OutOfMemoryException
        return "done"

    with database.private(loaded) as con:
        usual = con.execute("SELECT current_setting('memory_limit')").fetchall()
    assert connections.frugally(partial(database.private, loaded), work) == "done"
    assert limits[0] != usual == limits[1]


def test_a_load_that_needs_more_memory_leaves_what_another_would(
    store: Store, rows: Any, beijing: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, calls = audit.run, []

    def hungry(*arguments: Any) -> list[audit.AuditFailure]:
        calls.append(arguments)
        if len(calls) == 1:
            raise duckdb.OutOfMemoryException
        return run(*arguments)

    monkeypatch.setattr(audit, "run", hungry)
    batch = rows.make_batch(beijing)
    in_pieces = {table: partial(_one_by_one, batch.frames[table]) for table in REPORT_TABLES if table in batch.frames}
    result = store.load(Batch({**batch.frames, **in_pieces}), "run", rows.NOW)
    assert (len(calls), result.is_written, result.new, store.load_count()) == (2, True, ("beijing.txt",), 1)
    for table in in_pieces:
        found = pd.concat(store.pieces(table, "true"))
        assert len(found) == len(batch.frames[table])


@pytest.mark.usefixtures("loaded")
def test_pieces_are_the_rows_of_a_table(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warehouse.store.PIECE", 2)
    whole = store.read("SELECT * FROM fact_mention_part WHERE role <> ?", ("UNIT",))
    pieces = list(store.pieces("fact_mention_part", "role <> ?", ("UNIT",)))
    assert {len(piece) for piece in pieces[:-1]} == {2}
    assert pd.concat(pieces, ignore_index=True).equals(whole)
    assert not list(store.pieces("fact_mention_part", "false"))


def _one_by_one(frame: pd.DataFrame) -> Iterator[pd.DataFrame]:
    for at in range(len(frame)):
        yield frame.iloc[at : at + 1]
