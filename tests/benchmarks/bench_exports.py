"""Time, peak memory and size of every export: `python -m tests.benchmarks.bench_exports --home DIR [FORMAT …]`.

Each format runs in a process of its own, on a warehouse that `big_warehouse` made; the page is made of the facts of one
indicator, since it refuses more than it can show. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from warehouse.exports.choice import Choice
from warehouse.exports.export import FORMATS, export
from warehouse.home import Home
from warehouse.reading import query

PAGE = 2_000
"""Facts on the page, at most."""


def main() -> None:
    """Measure the formats that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, required=True, help="folder of the warehouse")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("formats", nargs="*", default=[*FORMATS], help="formats to measure")
    options = parser.parse_args()
    if options.one:
        _measure(Home(options.home), options.formats[0])
        return
    sys.stdout.write(f"{'format':12} {'facts':>9} {'seconds':>8} {'CPU s':>7} {'peak MB':>8} {'MB':>8}\n")
    sys.stdout.flush()
    for name in options.formats:
        command = [sys.executable, "-m", "tests.benchmarks.bench_exports", "--home", str(options.home), "--one", name]
        subprocess.run(command, check=True)


def _measure(home: Home, name: str) -> None:
    where = None
    if name == "html":
        where = f"o.observation_id IN (SELECT observation_id FROM fact_observation ORDER BY 1 LIMIT {PAGE})"
    condition = f" WHERE {where}" if where else ""
    ((count,),) = query(home, f"SELECT count(*) FROM v_observation AS o{condition}").to_numpy().tolist()
    with tempfile.TemporaryDirectory() as folder:
        started, worked = time.monotonic(), time.process_time()
        done = export(home, name, Path(folder) / FORMATS[name].target, Choice(where=where))
        seconds, cpu = time.monotonic() - started, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = sum(each for _, each in done.files) / 1e6
    sys.stdout.write(f"{name:12} {count:9,} {seconds:8.1f} {cpu:7.1f} {peak:8.0f} {size:8.1f}\n")


if __name__ == "__main__":
    main()
