"""How fast the explorer answers on a large warehouse: `python -m tests.benchmarks.bench_explorer --home DIR`.

Starts `factline serve` on a published home and asks it over loopback with many requests at once: the first page,
filtered tables, and traces of facts (the report scrolled to the figure), each time other ones, so that no answer was
made before. Prints the 50th and 95th percentile in milliseconds and the server's memory.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote, urlsplit

from warehouse.generations import newest
from warehouse.home import Home
from warehouse.reading import query

AT_ONCE = 20
SEED = 7


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="a home with a published warehouse")
    parser.add_argument("--requests", type=int, default=400, help="requests of each kind")
    given = parser.parse_args()
    home = Home(given.home)
    kinds = addresses(home, given.requests)
    size = sum(path.stat().st_size for path in home.index_of(newest(home)).iterdir())
    say(f"index: {size / int(query(home, 'SELECT count(*) FROM fact_observation').iloc[0, 0]):,.0f} bytes a fact")
    command = [
        sys.executable,
        "-c",
        "from assets.cli import main; main()",
        "serve",
        "--home",
        given.home,
        "--port",
        "0",
    ]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"}
    ) as server:
        try:
            assert server.stdout is not None
            address = next(word for word in server.stdout.readline().split() if word.startswith("http"))
            started = time.perf_counter()
            ask(address, ["/"])
            say(f"first answer, which opens the generation: {1000 * (time.perf_counter() - started):,.0f} ms")
            for kind, paths in kinds.items():
                report(kind, ask(address, paths))
            say(
                f"memory of the server: {memory(server.pid):,.0f} MB now, {memory(server.pid, 'VmHWM'):,.0f} MB at most"
            )
        finally:
            server.terminate()


def addresses(home: Home, count: int) -> dict[str, list[str]]:
    """Addresses by kind, chosen at random from what is in the warehouse; none but the first page twice."""
    chosen = random.Random(SEED)
    facts = query(
        home,
        "SELECT o.report_id, o.observation_id, o.indicator, o.ref_area, coalesce(p.year, 2020) AS period_year "
        "FROM fact_observation AS o LEFT JOIN dim_period AS p USING (time_period) "
        f"USING SAMPLE {3 * count} (reservoir, {SEED})",
    ).to_dict("records")
    filtered, traces = [], []
    for fact in facts[:count]:
        wanted = [f"area={fact['ref_area']}", f"from={fact['period_year']}", f"indicator={quote(fact['indicator'])}"]
        some = chosen.sample(wanted, chosen.randint(1, 3))
        filtered.append("/?" + "&".join((*some, f"confidence={chosen.randint(1, 600) / 1000}")))
    for fact in facts[count : 2 * count]:
        traces.append(f"/report/{fact['report_id']}?fact={fact['observation_id']}")
    return {
        "first page": ["/"] * count,
        "filtered table": filtered,
        "search": [
            f"/?q={quote(fact['indicator'].split(':')[-1].split('|')[0])}&page={chosen.randint(1, 3)}"
            for fact in facts[2 * count :]
        ],
        "trace in the report": traces,
        "fact": [f"/observation/{fact['observation_id']}" for fact in facts[count : 2 * count]],
    }


def word(indicator: str) -> str:
    """One word to search for."""
    return indicator.split(":")[-1].split("|")[0]


def ask(address: str, paths: Sequence[str]) -> list[float]:
    """Milliseconds of each request, `AT_ONCE` of them under way at any time, each on a connection that is kept."""
    place = urlsplit(address)
    shares = [paths[start::AT_ONCE] for start in range(AT_ONCE)]

    def work(share: Sequence[str]) -> list[float]:
        connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=60)
        times = []
        for path in share:
            started = time.perf_counter()
            connection.request("GET", path)
            answer = connection.getresponse()
            body = answer.read()
            times.append(1000 * (time.perf_counter() - started))
            assert answer.status == 200, (path, answer.status, body[:300])
        connection.close()
        return times

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [each for times in pool.map(work, shares) for each in times]


def report(kind: str, times: Sequence[float]) -> None:
    """One line of the result."""
    cuts = statistics.quantiles(times, n=100)
    say(f"{kind:20} {len(times):5} requests, {AT_ONCE} at once: p50 {cuts[49]:6.1f} ms, p95 {cuts[94]:6.1f} ms")


def memory(pid: int, name: str = "VmRSS") -> float:
    """Megabytes of a process."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{name}:"))


if __name__ == "__main__":
    main()
