"""Time of `factline mirror`, stage by stage: `python -m tests.benchmarks.bench_mirror --home DIR`.

Mirrors the published warehouse into a PostgreSQL of its own (without fsync), and prints wall time and CPU time of the
client and the server until each line that the command tells. Then PostgreSQL alone copies the same rows from files
into tables without keys: what no way of loading is faster than. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import time
from pathlib import Path

from schemas.tables import TABLES
from tests.warehouse import postgres_cluster
from tests.warehouse.postgres_cluster import PASSWORD, Cluster
from warehouse.home import Home
from warehouse.mirror import mirror

TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Mirror, then copy."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, required=True, help="folder of the warehouse")
    options = parser.parse_args()
    os.environ["PGPASSWORD"] = PASSWORD
    with postgres_cluster.running() as cluster:
        _say(f"{'wall s':>8} {'client':>8} {'server':>8}   load {os.getloadavg()[0]:.1f}")
        clock = _Clock(cluster)
        mirror(Home(options.home), cluster.uri, tell=clock.tell)
        clock.tell("mirrored")
        mirrored = clock.wall()
        mirror(Home(options.home), cluster.uri, check_keys=True)
        clock.tell("foreign keys checked as well, as with --check-keys")
        _say(f"peak memory of the client: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
        copied = _copy(cluster)
        _say(f"copied from files by the server, without keys: {copied:.1f} s; the mirror: {mirrored / copied:.1f} x")


class _Clock:
    """Seconds since it was made: of the wall, and of CPU in this process and in the server's."""

    def __init__(self, cluster: Cluster) -> None:
        folder = Path(cluster.psql("SHOW data_directory"))
        self._server = int((folder / "postmaster.pid").read_text(encoding="ascii").split()[0])
        self._began = (time.monotonic(), time.process_time(), self._server_cpu())

    def wall(self) -> float:
        return time.monotonic() - self._began[0]

    def tell(self, message: str) -> None:
        now = (time.monotonic(), time.process_time(), self._server_cpu())
        _say(" ".join(f"{b - a:8.1f}" for a, b in zip(self._began, now, strict=True)) + f"   {message}")

    def _server_cpu(self) -> float:
        """Of the server's processes, and of those that have ended."""
        ticks = 0
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = path.read_text(encoding="utf-8").rpartition(")")[2].split()
            except OSError:  # it has ended meanwhile
                continue
            if int(path.parent.name) == self._server:
                ticks += sum(map(int, fields[11:15]))
            elif int(fields[1]) == self._server:
                ticks += sum(map(int, fields[11:13]))
        return ticks / TICKS


def _copy(cluster: Cluster) -> float:
    """Seconds that the server needs to copy the rows of all tables, one after the other, from files in its own form."""
    folder = cluster.psql("SHOW data_directory")
    seconds = 0.0
    for table in TABLES:
        file = f"'{folder}/{table}.copy' (FORMAT binary)"
        cluster.psql(f"COPY factline.{table} TO {file}; CREATE TABLE public.{table} (LIKE factline.{table})")
        started = time.monotonic()
        cluster.psql(f"COPY public.{table} FROM {file}")
        seconds += time.monotonic() - started
    return seconds


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
