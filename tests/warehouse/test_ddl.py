"""What is derived from the table models and the view files is complete and plain."""

from __future__ import annotations

import re
from importlib.resources import files

import duckdb
import pytest

from schemas.tables import TABLES, sql_columns
from warehouse import connections, database, ddl
from warehouse.home import Home


@pytest.fixture(scope="module")
def con(new_file: object) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(new_file), read_only=True)


def test_every_view_has_a_file_and_every_file_is_a_view() -> None:
    names = {entry.name.removesuffix(".sql") for entry in files("warehouse").joinpath("sql", "views").iterdir()}
    assert names == set(ddl.VIEWS)


def test_every_table_view_and_column_says_what_it_is(con: duckdb.DuckDBPyConnection) -> None:
    columns = con.execute(
        "SELECT table_name || '.' || column_name FROM duckdb_columns()"
        " WHERE NOT internal AND schema_name = 'main' AND coalesce(comment, '') = ''"
    ).fetchall()
    assert columns == []
    names = con.execute(
        "SELECT table_name, comment FROM duckdb_tables()"
        " UNION SELECT view_name, comment FROM duckdb_views() WHERE NOT internal"
    ).fetchall()
    assert {name for name, _ in names} == {*TABLES, *ddl.VIEWS, ddl.STATE}
    assert all(comment for _, comment in names)


def test_notes_are_of_columns_that_views_have(con: duckdb.DuckDBPyConnection) -> None:
    for name in ddl.VIEWS:
        has = {row[0] for row in con.execute(f"DESCRIBE {name}").fetchall()}
        assert set(ddl.view(name).columns) <= has, name


def test_every_table_has_its_columns_keys_and_code_lists(con: duckdb.DuckDBPyConnection) -> None:
    for table in TABLES:
        found = {row[0]: row[1:4] for row in con.execute(f"DESCRIBE {table}").fetchall()}
        for column in sql_columns(table):
            kind, null, key = found[column.name]
            assert (kind, null == "YES", key == "PRI") == (column.sql, column.nullable, column.key)


def test_the_database_itself_refuses_what_is_on_no_list(tmp_path: object) -> None:
    con = duckdb.connect()
    con.execute(ddl.create_table("dim_breakdown"))
    with pytest.raises(duckdb.ConstraintException):
        con.execute("INSERT INTO dim_breakdown (breakdown, kind) VALUES ('x', 'FLAVOUR')")


@pytest.mark.parametrize("name", ddl.VIEWS)
def test_views_have_types_that_every_tool_reads(con: duckdb.DuckDBPyConnection, name: str) -> None:
    types = {row[1] for row in con.execute(f"DESCRIBE {name}").fetchall()}
    assert types <= {"VARCHAR", "DOUBLE", "BIGINT", "INTEGER", "BOOLEAN", "DATE", "TIMESTAMP", "DECIMAL(38,9)"}


@pytest.mark.parametrize("name", ddl.VIEWS)
def test_views_are_plain_sql_that_names_no_catalog(name: str) -> None:
    sql = re.sub(r"'[^']*'", "''", ddl.view(name).sql)
    assert not re.search(r"\b(main|private|warehouse)\s*\.", sql)
    assert not re.search(r"\b(QUALIFY|ASOF|EXCLUDE|any_value|GROUP BY ALL|url_encode)\b|::", sql)


def test_changed_views_reach_a_file_without_making_it_anew(home: Home) -> None:
    with database.private(home) as con:
        con.execute("DROP VIEW v_level")
        con.execute("UPDATE warehouse_state SET views_fingerprint = 'of an earlier version'")
        database.refresh_views(con)
        assert con.execute("SELECT count(*) FROM v_level").fetchall() == [(0,)]
        assert connections.state(con) is not None
    assert not list(home.path.glob("*.old.duckdb"))
