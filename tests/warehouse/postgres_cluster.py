"""A PostgreSQL cluster of our own in a temporary folder, for tests: on 127.0.0.1, passwords asked for.

Needs Debian's postgresql server. It runs as the user `postgres` where we are root, which PostgreSQL refuses to be.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ADMIN = "postgres"
OWNER = "loader"
PASSWORD = "s3cret-that-nobody-may-see"


@dataclass(frozen=True)
class Cluster:
    """A running server. The role `loader` may make schemas in the database `bi`; its password is asked for."""

    port: int

    @property
    def uri(self) -> str:
        return f"postgresql://{OWNER}@127.0.0.1:{self.port}/bi"

    def environ(self, role: str = ADMIN) -> dict[str, str]:
        """What libpq needs to connect as a role."""
        own = {"PGHOST": "127.0.0.1", "PGPORT": str(self.port), "PGDATABASE": "bi", "PGUSER": role}
        return os.environ | own | {"PGPASSWORD": PASSWORD}

    def psql(self, sql: str, role: str = ADMIN, database: str = "bi") -> str:
        """What psql prints of a script: rows only, cells separated by |. The first error ends it."""
        return run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", sql], self.environ(role))


def run(command: Sequence[str | Path], environ: dict[str, str], text: str | None = None) -> str:
    """The output of a command that must succeed."""
    done = subprocess.run(list(map(str, command)), env=environ, input=text, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout.strip()


@contextmanager
def running() -> Iterator[Cluster]:
    """A fresh cluster, gone at the end of the block."""
    folder = Path(tempfile.mkdtemp(prefix="factline-pg-", dir="/tmp"))  # sockets need a short path
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    password = folder / "password"
    password.write_text(PASSWORD, encoding="utf-8")
    if os.geteuid() == 0:
        for path in (folder, password):
            shutil.chown(path, ADMIN, ADMIN)
    try:
        _server("initdb", "-D", folder / "data", "-U", ADMIN, "-E", "UTF8", "--locale=C.UTF-8", "-A", "scram-sha-256",
                f"--pwfile={password}")  # fmt: skip
        settings = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
        _server("pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log", "-o", settings, "start")
        cluster = Cluster(port)
        cluster.psql(f"CREATE ROLE {OWNER} LOGIN PASSWORD '{PASSWORD}'", database="postgres")
        cluster.psql(f"CREATE DATABASE bi OWNER {OWNER}", database="postgres")
        yield cluster
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            _server("pg_ctl", "-D", folder / "data", "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _server(program: str, *arguments: str | Path) -> None:
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    assert folders, "The server's programs are missing: apt-get install postgresql"
    as_user = ["setpriv", f"--reuid={ADMIN}", f"--regid={ADMIN}", "--clear-groups"] if os.geteuid() == 0 else []
    command = [*as_user, folders[-1] / program, *arguments]
    # No pipes: the server would keep them open.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(list(map(str, command)), stdout=output, stderr=output, cwd="/", check=False)
        output.seek(0)
        assert done.returncode == 0, output.read().decode()
