"""A part of a warehouse under the names of the whole: what the views say of some facts, without reading all of them.

The views join every fact with its words. Within one connection, temporary views of the same names that hold some
facts hide the full tables, so that a view answers about these facts alone, by its own definition.
"""

from __future__ import annotations

import duckdb

from schemas.tables import sql_columns
from warehouse import ddl

_TABLES = ("fact_observation", "fact_mention")
VIEWS = ("v_observation", "v_conflict")
"""The views that `take` makes; the others can be made from them."""


def may_conflict(condition: str = "true") -> str:
    """A condition for `take`: the facts that may take part in a conflict, of those keys that satisfy another one.

    Their key has several values. Keys are compared by hash, which is twice as fast; where two share one, the excerpt
    is a little larger than it must be.
    """
    return f"""hash(obs_key) IN (SELECT hash(obs_key) FROM fact_observation WHERE {condition} GROUP BY 1
  HAVING min(value) < max(value) OR min(unit_measure) < max(unit_measure))"""


def take(con: duckdb.DuckDBPyConnection, condition: str, has_names: bool = True) -> None:
    """From now on the facts, their mentions and the views over them are those that satisfy a condition.

    The condition is SQL on the columns of `fact_observation`, in which it may look up anything. A conflict stands in
    the excerpt where both of its facts do. Once, and within this connection only, which may be read-only.

    Without names `v_observation` looks nothing up: enough to count conflicts, in half the time. Its columns that are
    not columns of the facts are NULL then, but for `is_curated`.
    """
    con.execute(f"CREATE TEMP TABLE taken AS SELECT observation_id FROM fact_observation WHERE {condition}")
    ((database,),) = con.execute("SELECT current_database()").fetchall()
    for table in _TABLES:
        con.execute(
            f'CREATE TEMP VIEW {table} AS SELECT * FROM "{database}".main.{table}'
            " WHERE observation_id IN (SELECT observation_id FROM taken)"
        )
    con.execute(f"CREATE TEMP VIEW v_observation AS {ddl.view('v_observation').sql if has_names else _nameless(con)}")
    con.execute(f"CREATE TEMP VIEW v_conflict AS {ddl.view('v_conflict').sql}")


def _nameless(con: duckdb.DuckDBPyConnection) -> str:
    """A query with the columns of `v_observation`, of which only those of the facts and `is_curated` are filled."""
    own = {column.name for column in sql_columns("fact_observation")} | {"is_curated"}
    rows = con.execute(
        "SELECT DISTINCT column_name FROM duckdb_columns() WHERE table_name = 'v_observation'"
    ).fetchall()
    empty = ", ".join(f"NULL AS {name}" for (name,) in rows if name not in own)
    return f"SELECT o.*, is_curated, {empty} FROM fact_observation AS o LEFT JOIN dim_indicator USING (indicator)"
