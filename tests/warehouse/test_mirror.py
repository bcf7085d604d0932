"""The mirror in PostgreSQL: the same rows, numbers and texts; swapped without harm to readers; nothing of others lost.

A server of our own, asked with psql, ODBC (isql) and JDBC (a Java file), as BI tools ask it.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pytest

import warehouse.mirror
from schemas.tables import TABLES, primary_key, sql_columns
from tests.warehouse import hostile_text, postgres_cluster
from tests.warehouse.conftest import Claim, make_batch, make_report
from tests.warehouse.postgres_cluster import ADMIN, OWNER, PASSWORD, Cluster, run
from warehouse import ddl, generations, publish
from warehouse.home import Home
from warehouse.mirror import Mirrored, MirrorError, batches, mirror
from warehouse.postgres.server import AddressError, Server, ServerError, address
from warehouse.reading import query
from warehouse.store import Store

long = pytest.mark.long
ROOT = Path(__file__).parents[2]
BATCH = pa.record_batch({"n": [1]})
LARGEST = "12345678901234567890123456789.123456789"
EXACT = [Decimal(text) for text in (f"-{LARGEST}", "-10000", "-0.5", "0", "0.000000001", "0.0001", "9999.9999", "10000",
                                    "100000000", "123456780000.00001", LARGEST)]  # fmt: skip
SUMS = "SELECT count(*), sum(value), min(value), max(value), sum(obs_value) FROM {}fact_observation"
JAVA = """
import java.sql.*;

class Ask {
  public static void main(String[] args) throws SQLException {
    try (Connection con = DriverManager.getConnection(args[0], args[1], args[2])) {
      ResultSet rows = con.createStatement().executeQuery(args[3]);
      while (rows.next()) System.out.println(rows.getString(1));
      DatabaseMetaData about = con.getMetaData();
      ResultSet keys = about.getImportedKeys(null, "factline", "fact_observation");
      while (keys.next()) System.out.println("FK " + keys.getString("FKCOLUMN_NAME"));
      ResultSet primary = about.getPrimaryKeys(null, "factline", "fact_observation");
      while (primary.next()) System.out.println("PK " + primary.getString("COLUMN_NAME"));
      ResultSet columns = about.getColumns(null, "factline", "v_observation", "area_name");
      while (columns.next()) System.out.println("REMARK " + columns.getString("REMARKS"));
    }
  }
}
"""


@pytest.mark.parametrize(
    "uri",
    [
        f"postgresql://u:{PASSWORD}@host/db",
        f"postgresql://u@host/db?password={PASSWORD}",
        f"postgresql://u@host/db?pass%77ord={PASSWORD}",
        f"postgresql://u@host/db?sslpassword={PASSWORD}",
        f"postgresql://u:{PASSWORD}#a?b[@host/db",
        f"postgresql://u%3A{PASSWORD}@host/db",
    ],
)
def test_address_with_a_password_is_refused_and_never_repeated(uri: str) -> None:
    with pytest.raises(AddressError, match="PGPASSWORD") as caught:
        address(uri, {})
    assert PASSWORD not in str(caught.value)


@pytest.mark.parametrize(
    ("to", "environ", "expected"),
    [
        ("postgresql://u@host:5433/db?sslmode=require", {}, "postgresql://u@host:5433/db?sslmode=require"),
        (None, {"PGSERVICE": "bi"}, "postgresql://"),
        (None, {"PGHOST": "db.example"}, "postgresql://"),
    ],
)
def test_address_comes_from_the_option_or_libpqs_variables(
    to: str | None, environ: dict[str, str], expected: str
) -> None:
    assert address(to, environ) == expected


@pytest.mark.parametrize(
    "to",
    [None, "mysql://host/db", "host=here", f"postgresql:u:{PASSWORD}@host/db", f"POSTGRESQL://u:{PASSWORD}@host/db",
     f"postgresql://[{PASSWORD}/db"],
)  # fmt: skip
def test_address_that_is_none_is_refused(to: str | None) -> None:
    with pytest.raises(AddressError, match="postgresql://") as caught:
        address(to, {"PGUSER": "u"})
    assert PASSWORD not in str(caught.value)


def test_file_that_cannot_be_read_is_said_as_such() -> None:
    def broken() -> Iterator[Any]:
        raise OSError("IO Error: Corrupt database file")
        yield

    with pytest.raises(MirrorError, match=r"cannot be read \(IO Error: Corrupt database file\)"):
        list(batches(broken(), threading.Event()))


def test_nothing_more_is_read_when_all_is_over() -> None:
    is_over = threading.Event()
    read = batches([pa.RecordBatchReader.from_batches(BATCH.schema, [BATCH, BATCH])], is_over)
    assert next(read) is not None
    is_over.set()
    with pytest.raises(MirrorError, match="interrupted"):
        next(read)


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    with postgres_cluster.running() as cluster:
        yield cluster


@pytest.fixture
def cluster(server: Cluster, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    """The server with an empty database and the password where libpq looks for it."""
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    yield server
    server.psql(
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = 'bi' AND pid <> pg_backend_pid()"
    )
    server.psql("DROP SCHEMA IF EXISTS factline, factline_next, work, other CASCADE")
    server.psql("DROP OWNED BY reader; DROP ROLE reader") if server.psql(
        "SELECT 1 FROM pg_roles WHERE rolname = 'reader'"
    ) else None


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Callable[[tuple[int, ...]], Path]:
    """The folder that holds a home once the generations of these numbers are published, made once."""
    return lambda numbers: tmp_path_factory.getbasetemp() / "generations" / "-".join(map(str, numbers))


@pytest.fixture
def generation(home: Home, published: Callable[[tuple[int, ...]], Path]) -> Callable[[int], Home]:
    """Publish a further generation in which every table and value follows from the given number."""
    numbers: list[int] = []

    def make(number: int) -> Home:
        numbers.append(number)
        made = published(tuple(numbers))
        if made.exists():
            shutil.copytree(made, home.path, dirs_exist_ok=True)
            return home
        words = [str(number * 1_000 + step) for step in range(1, number + 3)]
        claims = [Claim(each, Decimal(each), time_period=str(2019 + step)) for step, each in enumerate(words)]
        store = Store(home)
        report = make_report("one.txt", " and ".join(words) + ".\n", claims)
        store.load(make_batch(report, base_load=store.load_count()), f"run-{number}", hostile_text.NOW)
        publish.publish(home)
        shutil.copytree(home.path, made)
        return home

    return make


@pytest.fixture
def mirrored(cluster: Cluster, generation: Callable[[int], Home]) -> Callable[..., Mirrored]:
    """Publish the generation of a number and mirror it."""
    return lambda number, **options: mirror(generation(number), cluster.uri, **options)


def reader(cluster: Cluster) -> Server:
    """A client's connection, with statements of its own."""
    return Server(cluster.uri, "BI")


@long
@pytest.mark.parametrize("has_encoder", [True, False])
def test_mirror_holds_the_same_rows_as_the_warehouse(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_encoder: bool
) -> None:
    if not has_encoder:
        monkeypatch.setitem(sys.modules, "pgpq", None)
    claims = [Claim(f"{value:f}", value) for value in EXACT]
    text = f"There are {', '.join(claim.words for claim in claims)}.\n"
    home = hostile_text.hostile_home(tmp_path, make_report("exact.txt", text, claims))
    done = mirror(home, cluster.uri)
    assert set(done.rows) == set(TABLES)
    with reader(cluster) as con:
        for name in (*TABLES, *ddl.VIEWS):
            wanted = query(home, f"SELECT * FROM {name}")
            columns = ", ".join(map(ddl.quoted, wanted.columns))
            found = con.rows(f"SELECT {columns} FROM factline.{name}")
            assert sorted(map(shown, found)) == sorted(map(shown, wanted.itertuples(index=False))), name
    report = "(SELECT report_id FROM factline.dim_report WHERE report_file = 'exact.txt')"
    found = cluster.psql(f"SELECT value FROM factline.fact_observation WHERE report_id = {report}").splitlines()
    assert sorted(map(Decimal, found)) == EXACT


def shown(row: Iterable[Any]) -> list[str]:
    """A row as text; means differ in their last digits."""
    return [f"{cell:.9g}" if isinstance(cell, float) and not pd.isna(cell) else plain(cell) for cell in row]


def plain(cell: Any) -> str:
    return "" if pd.isna(cell) else str(cell)


@long
def test_keys_and_comments_are_those_of_the_models(cluster: Cluster, mirrored: Callable[..., Mirrored]) -> None:
    mirrored(1)
    constraints = cluster.psql(
        "SELECT conrelid::regclass, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE connamespace = 'factline'::regnamespace"
    ).splitlines()
    for table in TABLES:
        assert f"factline.{table}|PRIMARY KEY ({', '.join(primary_key(table))})" in constraints
        for column in sql_columns(table):
            if column.ref:
                other, key = column.ref.split(".")
                clause = f"FOREIGN KEY ({column.name}) REFERENCES factline.{other}({key}) NOT VALID"
                assert f"factline.{table}|{clause}" in constraints
    uncommented = cluster.psql(
        "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0"
        " WHERE c.relnamespace = 'factline'::regnamespace AND c.relkind IN ('r', 'v')"
        " AND (col_description(c.oid, a.attnum) IS NULL OR obj_description(c.oid, 'pg_class') IS NULL)"
    )
    assert uncommented == ""


@long
def test_odbc_and_jdbc_read_the_same_numbers(
    cluster: Cluster, mirrored: Callable[..., Mirrored], tmp_path: Path
) -> None:
    mirrored(3)
    wanted = cluster.psql("SELECT sum(value_exact) FROM factline.v_observation")
    assert Decimal(wanted) == 3001 + 3002 + 3003 + 3004 + 3005
    (tmp_path / "odbc.ini").write_text(
        f"[mirror]\nDriver=PostgreSQL Unicode\nServername=127.0.0.1\nPort={cluster.port}\nDatabase=bi\n",
        encoding="utf-8",
    )
    environ = os.environ | {"ODBCINI": str(tmp_path / "odbc.ini")}
    asked = "SELECT sum(value_exact) FROM factline.v_observation\n"
    assert run(["isql", "-b", "-x0x7c", "mirror", OWNER, PASSWORD], environ, asked) == wanted
    (tmp_path / "Ask.java").write_text(JAVA, encoding="utf-8")
    address_ = f"jdbc:postgresql://127.0.0.1:{cluster.port}/bi"
    command = ["java", "-cp", "/usr/share/java/postgresql.jar", tmp_path / "Ask.java", address_, OWNER, PASSWORD]
    lines = run([*command, "SELECT sum(value_exact) FROM factline.v_observation"], dict(os.environ)).splitlines()
    refs = {f"FK {column.name}" for column in sql_columns("fact_observation") if column.ref}
    assert lines[0] == wanted
    assert set(lines[1:]) == {*refs, "PK observation_id", "REMARK Name of the area in English"}


@long
def test_second_mirror_of_a_generation_does_nothing(
    mirrored: Callable[..., Mirrored], cluster: Cluster, home: Home
) -> None:
    first = mirrored(1)
    again = mirror(home, cluster.uri)
    assert (first.is_new, again.is_new, again.generation) == (True, False, first.generation)
    assert mirror(home, cluster.uri, force=True).is_new
    cluster.psql("DROP VIEW factline.v_label")
    assert mirror(home, cluster.uri).is_new
    assert mirrored(2).is_new


@long
def test_foreign_keys_are_checked_where_it_is_asked_for(
    mirrored: Callable[..., Mirrored], cluster: Cluster, home: Home
) -> None:
    unchecked = "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND NOT convalidated"
    mirrored(1)
    assert cluster.psql(unchecked) != "0"
    assert not mirror(home, cluster.uri, check_keys=True).is_new
    assert cluster.psql(unchecked) == "0"
    mirrored(2, check_keys=True)
    assert cluster.psql(unchecked) == "0"
    mirrored(3)
    cluster.psql("SET session_replication_role = replica; DELETE FROM factline.dim_unit")  # past the keys
    with pytest.raises(MirrorError, match=r"in place, but its keys do not hold.* foreign key"):
        mirror(home, cluster.uri, check_keys=True)


@long
def test_grants_and_default_privileges_stay(mirrored: Callable[..., Mirrored], cluster: Cluster) -> None:
    cluster.psql("CREATE ROLE reader LOGIN PASSWORD 'other'; CREATE SCHEMA factline AUTHORIZATION loader")
    cluster.psql(
        "GRANT USAGE ON SCHEMA factline TO reader;"
        "ALTER DEFAULT PRIVILEGES FOR ROLE loader IN SCHEMA factline GRANT SELECT ON TABLES TO reader"
    )
    mirrored(1)
    assert granted(cluster) == {*TABLES, ddl.STATE, *ddl.VIEWS}
    cluster.psql("REVOKE SELECT ON factline.quarantine, factline.v_label FROM reader", OWNER)
    cluster.psql("GRANT SELECT (report_id, title) ON factline.dim_report TO reader WITH GRANT OPTION", ADMIN)
    mirrored(2)
    assert granted(cluster) == {*TABLES, ddl.STATE, *ddl.VIEWS} - {"quarantine", "v_label"}
    columns = (
        "SELECT string_agg(attname || '=' || attacl::text, ' ' ORDER BY attname) FROM pg_attribute"
        " WHERE attacl IS NOT NULL"
    )
    assert (
        cluster.psql(f"{columns} AND attrelid = 'factline.dim_report'::regclass")
        == "report_id={reader=r*/loader} title={reader=r*/loader}"
    )


def granted(cluster: Cluster) -> set[str]:
    """What the role `reader` may select from."""
    rows = cluster.psql(
        "SELECT relname FROM pg_class WHERE relnamespace = 'factline'::regnamespace AND relkind IN ('r', 'v')"
        " AND has_table_privilege('reader', oid, 'SELECT')"
    )
    return set(rows.splitlines())


@long
def test_what_others_made_stays_or_is_named(mirrored: Callable[..., Mirrored], cluster: Cluster, home: Home) -> None:
    mirrored(1)
    cluster.psql("CREATE TABLE factline.notes (t text); INSERT INTO factline.notes VALUES ('mine')")
    cluster.psql("CREATE SCHEMA work; CREATE VIEW work.total AS SELECT count(*) AS n FROM factline.v_observation")
    mirrored(2)
    assert cluster.psql("SELECT n FROM work.total") == "4"
    assert cluster.psql("SELECT t FROM factline.notes") == "mine"
    for made, dropped, name in (
        ("VIEW work.raw AS SELECT * FROM factline.fact_observation", "VIEW work.raw", "work.raw on fact_observation"),
        ("INDEX mine ON factline.dim_report (title)", "INDEX factline.mine", "index mine"),
        ("TABLE work.n (i text REFERENCES factline.dim_report)", "TABLE work.n", "work.n on dim_report"),
    ):
        cluster.psql(f"CREATE {made}")
        with pytest.raises(MirrorError, match=name):
            mirror(home, cluster.uri, force=True)
        cluster.psql(f"DROP {dropped}")
    assert mirror(home, cluster.uri, force=True).is_new
    assert cluster.psql("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'factline%'") == "factline"


@long
def test_long_texts_take_little_memory(
    generation: Callable[[int], Home], cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DuckDB reads two thousand rows at once: of these that would be 100 MB."""
    home = generation(1)
    path = generations.newest(home)
    path.chmod(0o644)
    with duckdb.connect(str(path)) as con:
        con.execute(
            "INSERT INTO dim_report SELECT t.* REPLACE (md5(i::VARCHAR) AS report_id, i || '.txt' AS report_file,"
            " repeat(md5(i::VARCHAR), 3200) AS text) FROM dim_report AS t, range(1000) AS r(i)"
        )
    monkeypatch.setattr(warehouse.mirror, "FRUGAL", ("SET memory_limit = '48MB'", *warehouse.mirror.FRUGAL[1:]))
    mirror(home, cluster.uri)
    texts = "SELECT count(*), sum(length(text)), max(report_file) FROM {}dim_report WHERE report_file <> 'one.txt'"
    assert cluster.psql(texts.format("factline.")) == "1000|102400000|999.txt"


@long
def test_database_that_lacks_signs_is_refused(cluster: Cluster, generation: Callable[[int], Home]) -> None:
    cluster.psql(f"CREATE DATABASE latin OWNER {OWNER} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    with pytest.raises(MirrorError, match=r"LATIN1.* ENCODING 'UTF8'"):
        mirror(generation(1), cluster.uri.replace("/bi", "/latin"))


@long
def test_lost_connection_is_said_with_the_servers_reason(
    generation: Callable[[int], Home], cluster: Cluster, capfd: pytest.CaptureFixture[str]
) -> None:
    home = generation(1)

    def end(_: str) -> None:
        cluster.psql(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE application_name = 'factline'"
        )

    with pytest.raises(MirrorError, match="terminating connection due to administrator command"):
        mirror(home, cluster.uri, tell=end)
    assert capfd.readouterr().err == ""
    assert mirror(home, cluster.uri).is_new


@long
def test_schema_of_others_is_not_touched(cluster: Cluster, generation: Callable[[int], Home]) -> None:
    cluster.psql("CREATE SCHEMA other AUTHORIZATION loader; CREATE TABLE other.dim_report (i int)")
    with pytest.raises(MirrorError, match="dim_report already"):
        mirror(generation(1), cluster.uri, "other")
    with pytest.raises(MirrorError, match="lower-case"):
        mirror(generation(1), cluster.uri, 'x"; DROP SCHEMA other')
    assert cluster.psql("SELECT count(*) FROM other.dim_report") == "0"


CONSISTENT = """
SELECT (SELECT max(generation) FROM factline.warehouse_state), (SELECT count(*) FROM factline.fact_observation),
  (SELECT count(*) FROM factline.v_lineage), (SELECT min(value)::bigint / 1000 FROM factline.v_observation),
  (SELECT count(DISTINCT r.run_id) FROM factline.dim_report r JOIN factline.fact_mention m USING (report_id))
"""
BACKWARDS = """
SELECT s.*, o.n, l.n, v.n, r.n FROM
  (SELECT count(DISTINCT r.run_id) AS n FROM factline.fact_mention m JOIN factline.dim_report r USING (report_id)) r,
  (SELECT min(value)::bigint / 1000 AS n FROM factline.v_observation) v,
  (SELECT count(*) AS n FROM factline.v_lineage) l, (SELECT count(*) AS n FROM factline.fact_observation) o,
  (SELECT max(generation) FROM factline.warehouse_state) s
"""


@contextmanager
def readers(cluster: Cluster, *queries: str) -> Iterator[tuple[list[tuple[object, ...]], list[str]]]:
    """Clients that ask a query each, over and over: the rows that they saw, and their errors."""
    seen: list[tuple[object, ...]] = []
    errors: list[str] = []
    is_over = threading.Event()

    def watch(sql: str) -> None:
        with reader(cluster) as con:
            while not is_over.is_set():
                try:
                    seen.extend(con.rows(sql))
                except ServerError as error:
                    errors.append(str(error))

    clients = [threading.Thread(target=watch, args=(sql,)) for sql in queries]
    for client in clients:
        client.start()
    try:
        yield seen, errors
    finally:
        is_over.set()
        for client in clients:
            client.join()


@long
def test_clients_see_the_former_or_the_new_version_never_a_mixture(
    mirrored: Callable[..., Mirrored], cluster: Cluster
) -> None:
    first = mirrored(1).generation
    with readers(cluster, CONSISTENT, BACKWARDS) as (seen, errors):
        for number in (2, 3, 4):
            mirrored(number, patience=300.0)
    assert errors == []
    assert set(seen) == {(first + n - 1, n + 2, n + 2, n, 1) for n in range(1, 5)}


@long
def test_readers_without_a_gap_in_any_order_neither_fail_nor_hold_up_the_swap(
    mirrored: Callable[..., Mirrored], cluster: Cluster
) -> None:
    """Their queries last, overlap, and begin with different tables: whoever locks one by one meets some of them."""
    first = mirrored(1).generation
    slow = [
        f"SELECT q.* FROM ({sql}) q, pg_sleep({seconds})" for sql in (CONSISTENT, BACKWARDS) for seconds in (1, 0.7)
    ]
    with readers(cluster, *slow, "SELECT pg_sleep(1.3), * FROM factline.v_review LIMIT 0") as (seen, errors):
        assert mirrored(2, patience=300.0).is_new
    assert errors == []
    assert set(seen) <= {(first + n - 1, n + 2, n + 2, n, 1) for n in (1, 2)}


@long
def test_repeatable_read_transaction_keeps_the_version_that_it_has_read(
    mirrored: Callable[..., Mirrored], cluster: Cluster, home: Home
) -> None:
    mirrored(1)
    with reader(cluster) as con:
        con.run("BEGIN ISOLATION LEVEL REPEATABLE READ")
        con.rows(CONSISTENT)
        with pytest.raises(MirrorError, match=r"pid \d+, user loader, BI.* The former version stays"):
            mirrored(2, patience=1.0)
        assert con.rows(CONSISTENT)[0][1:] == (3, 3, 1, 1)
        con.run("COMMIT")
    assert mirror(home, cluster.uri).is_new
    assert cluster.psql("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'factline_%'") == ""


@long
def test_transaction_older_than_the_new_version_reads_all_of_it(
    mirrored: Callable[..., Mirrored], cluster: Cluster
) -> None:
    """By its snapshot alone it would find the new tables empty."""
    mirrored(1)
    with reader(cluster) as con:
        con.run("BEGIN ISOLATION LEVEL REPEATABLE READ")
        con.rows("SELECT 1")
        new = mirrored(2, patience=1.0).generation
        assert con.rows(CONSISTENT) == [(new, 4, 4, 2, 1)]
        con.run("COMMIT")


@long
def test_swap_waits_for_readers_and_then_goes_on(
    mirrored: Callable[..., Mirrored], cluster: Cluster, home: Home
) -> None:
    mirrored(1)
    told: list[str] = []
    with reader(cluster) as con:
        con.run("BEGIN")
        con.rows("SELECT count(*) FROM factline.v_observation")

        def commit(message: str) -> None:
            told.append(message)
            if "waiting" in message:
                con.run("COMMIT")

        with pytest.raises(MirrorError, match=r"is in use \(pid \d+, user loader, BI.* The former version stays"):
            mirrored(2, patience=0.5)
        assert con.rows(CONSISTENT)[0][1:] == (3, 3, 1, 1)
        assert mirror(home, cluster.uri, patience=30.0, tell=commit).is_new
    assert [message for message in told if "user loader, BI, idle in transaction" in message]


@long
def test_swap_does_not_wait_for_readers_of_what_others_made(
    mirrored: Callable[..., Mirrored], cluster: Cluster
) -> None:
    mirrored(1)
    cluster.psql("CREATE TABLE factline.notes (t text); GRANT SELECT ON factline.notes TO loader")
    with reader(cluster) as con:
        con.run("BEGIN")
        con.rows("SELECT count(*) FROM factline.notes")
        assert mirrored(2, patience=3.0).is_new


@long
def test_two_mirrors_at_once_are_one_after_the_other(
    mirrored: Callable[..., Mirrored], cluster: Cluster, home: Home
) -> None:
    refused: list[str] = []

    def second(_: str) -> None:
        if not refused:
            with pytest.raises(MirrorError) as caught:
                mirror(home, cluster.uri)
            refused.append(str(caught.value))

    assert mirrored(1, tell=second).is_new
    assert "Another run is mirroring" in refused[0]


@long
def test_killed_run_leaves_nothing_that_the_next_one_cannot_clear(
    generation: Callable[[int], Home], cluster: Cluster, home: Home
) -> None:
    generation(1)
    code = (
        "import os, sys, signal; from pathlib import Path\n"
        "from warehouse.home import Home; from warehouse.mirror import mirror\n"
        "mirror(Home(Path(sys.argv[1])), sys.argv[2], tell=lambda _: os.kill(os.getpid(), signal.SIGKILL))"
    )
    killed = subprocess.run([sys.executable, "-c", code, str(home.path), cluster.uri], cwd=ROOT, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert cluster.psql("SELECT 1 FROM pg_namespace WHERE nspname = 'factline_next'") == "1"
    deadline = time.monotonic() + 10
    while cluster.psql("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'factline'") != "0":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert mirror(home, cluster.uri).is_new


@long
@pytest.mark.parametrize(
    ("arguments", "environ", "code", "says"),
    [
        (["--to", "{uri}"], {}, 0, "generation 1 mirrored"),
        (
            [],
            {"PGHOST": "127.0.0.1", "PGPORT": "{port}", "PGUSER": OWNER, "PGDATABASE": "bi"},
            0,
            "generation 1 mirrored",
        ),
        (["--to", "{uri}"], {"PGPASSWORD": "wrong-" + PASSWORD}, 1, "password authentication failed"),
        (["--to", f"postgresql://loader:{PASSWORD}@127.0.0.1/bi"], {}, 2, "holds a password"),
        ([], {}, 2, "No server is named"),
        (["--to", "{uri}", "--schema", "pg_catalog"], {}, 1, "cannot be the schema"),
        (["--to", "postgresql://loader@127.0.0.1:1/bi"], {}, 1, "Connection refused"),
    ],
)
def test_command_says_what_it_did_and_never_the_password(
    generation: Callable[[int], Home],
    cluster: Cluster,
    arguments: list[str],
    environ: dict[str, str],
    code: int,
    says: str,
) -> None:
    home = generation(1)
    filled = {key: value.format(port=cluster.port) for key, value in environ.items()}
    given = [each.replace("{uri}", cluster.uri) for each in arguments]
    own = {key: value for key, value in os.environ.items() if not key.startswith("PG")} | {"PGPASSWORD": PASSWORD}
    command = [sys.executable, "-c", "from assets.cli import main; main()", "mirror", "--home", str(home.path), *given]
    done = subprocess.run(command, env=own | filled, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, says in done.stdout + done.stderr) == (code, True), done.stderr
    assert PASSWORD not in done.stdout + done.stderr


@long
def test_pgpass_file_gives_the_password(
    generation: Callable[[int], Home], cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "pgpass"
    file.write_text(f"127.0.0.1:{cluster.port}:bi:{OWNER}:{PASSWORD}\n", encoding="utf-8")
    file.chmod(0o600)
    monkeypatch.delenv("PGPASSWORD")
    monkeypatch.setenv("PGPASSFILE", str(file))
    assert mirror(generation(1), cluster.uri).is_new
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
