"""A part of a warehouse under the names of the whole: what the views say of some facts, without reading all of them.

The views join every fact with its words. Within one connection, temporary views of the same names that hold some
facts hide the full tables, so that a view answers about these facts alone, by its own definition.
"""

from __future__ import annotations

import duckdb

from warehouse import ddl

_TABLES = ("fact_observation", "fact_mention")
_VIEWS = ("v_observation", "v_conflict")
# Facts that may take part in a conflict: their key has several values. By hash, which is twice as fast as by the key
# itself; where two keys share one, the excerpt is a little larger than it must be.
MAY_CONFLICT = """hash(obs_key) IN (
  SELECT hash(obs_key) FROM fact_observation GROUP BY 1
  HAVING min(value) < max(value) OR min(unit_measure) < max(unit_measure))"""


def take(con: duckdb.DuckDBPyConnection, condition: str) -> None:
    """From now on the facts, their mentions and the views over them are those that satisfy a condition.

    The condition is SQL on the columns of `fact_observation`, in which it may look up anything. A conflict stands in
    the excerpt where both of its facts do. Once, and within this connection only, which may be read-only.
    """
    con.execute(f"CREATE TEMP TABLE taken AS SELECT observation_id FROM fact_observation WHERE {condition}")
    ((database,),) = con.execute("SELECT current_database()").fetchall()
    for table in _TABLES:
        con.execute(
            f'CREATE TEMP VIEW {table} AS SELECT * FROM "{database}".main.{table}'
            " WHERE observation_id IN (SELECT observation_id FROM taken)"
        )
    for name in _VIEWS:
        con.execute(f"CREATE TEMP VIEW {name} AS {ddl.view(name).sql}")
