"""Queries on the published warehouse, read-only, by whoever is no writer.

The generation's own path is opened, because DuckDB keeps one instance per path within a process: the stable name
would show an older generation for as long as any connection to it is open.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from warehouse import connections, database, generations
from warehouse.home import Home


def query(home_or_path: Home | Path, sql: str, params: Sequence[Any] | dict[str, Any] = ()) -> pd.DataFrame:
    """The rows of a query on the newest generation of a home, or on a database file.

    Types are those of `schemas.tables.frame`: Decimals and dates are objects, text is `str`.

    Raises:
        NothingPublished: no warehouse is there.
        QueryError: the database refuses the query; the message is its own.
    """
    path = generations.newest(home_or_path) if isinstance(home_or_path, Home) else home_or_path
    if not path.exists():
        raise generations.NothingPublished(f"There is no warehouse in {path} yet: make one with `factline run`.")
    con = connections.connect(path, read_only=True)
    try:
        return database.read(con, sql, params)
    finally:
        con.close()
