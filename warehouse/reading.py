"""Queries on the published warehouse, read-only, by whoever is no writer.

The generation's own path is opened, because DuckDB keeps one instance per path within a process: the stable name
would show an older generation for as long as any connection to it is open.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from warehouse import database, publish
from warehouse.home import Home, WarehouseError


class NothingPublished(WarehouseError):  # noqa: N818 - says what happened
    """There is no published warehouse yet."""


def query(home_or_path: Home | Path, sql: str, params: Sequence[Any] | dict[str, Any] = ()) -> pd.DataFrame:
    """The rows of a query on the newest generation of a home, or on a database file.

    Types are those of `schemas.tables.frame`: Decimals and dates are objects, text is `str`.

    Raises:
        NothingPublished: no warehouse is there.
        QueryError: the database refuses the query; the message is its own.
    """
    path = publish.current(home_or_path) if isinstance(home_or_path, Home) else home_or_path
    if path is None or not path.exists():
        where = home_or_path.path if isinstance(home_or_path, Home) else home_or_path
        raise NothingPublished(f"There is no warehouse in {where} yet: make one with `factline run`.")
    con = database.connect(path, read_only=True)
    try:
        return database.read(con, sql, params)
    finally:
        con.close()
