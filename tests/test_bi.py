"""docs/bi.md is true: its shell and Python blocks run, in order, on the sample reports and a server of our own.

What the page marks as not run here is text or SQL for another tool, and is not run.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.warehouse import postgres_cluster
from tests.warehouse.postgres_cluster import PASSWORD, Cluster

pytestmark = pytest.mark.long
ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "bi.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(sh|python|ini)\n(.*?)```", PAGE, re.DOTALL)


@dataclass(frozen=True)
class Place:
    """Where the page's commands run: what its names stand for, and the environment."""

    folder: Path
    cluster: Cluster

    def filled(self, text: str) -> str:
        names = {
            "data/demo": str(self.folder / "home"),
            ".venv-bi": str(self.folder / "venv"),
            "127.0.0.1:5432": f"127.0.0.1:{self.cluster.port}",
            "Port = 5432": f"Port = {self.cluster.port}",
        }
        for name, meant in names.items():
            text = text.replace(name, meant)
        return text

    def run(self, *command: str) -> str:
        environ = os.environ | {"PGPASSWORD": PASSWORD, "ODBCINI": str(self.folder / "odbc.ini")}
        done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("bi")
    with postgres_cluster.running() as cluster:
        cluster.psql(f"CREATE ROLE reader LOGIN PASSWORD '{PASSWORD}'")
        found = Place(folder, cluster)
        found.run(".venv/bin/factline", "run", "--inbox", "docs/samples", "--home", str(folder / "home"))
        yield found


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_block_runs(place: Place, number: int) -> None:
    kind, block = BLOCKS[number]
    text = place.filled(block)
    if kind == "ini":
        (place.folder / "odbc.ini").write_text(text, encoding="utf-8")
    elif kind == "python":
        assert place.run(sys.executable, "-W", "error", "-c", text).strip()
    else:
        output = place.run("bash", "-euo", "pipefail", "-c", text)
        assert output.strip() or "psql -q" in text
