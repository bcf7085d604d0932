"""The asset `mirrored`: it mirrors where the environment says, and is in the daily job only where it says so."""

import os
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from assets.mirrored import SCHEMA, TO, mirrored
from assets.resources import HomeResource
from tests.warehouse import hostile_text, postgres_cluster
from tests.warehouse.postgres_cluster import PASSWORD

pytestmark = pytest.mark.long
ROOT = Path(__file__).parents[2]


def test_materializing_it_mirrors_and_shows_no_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = hostile_text.hostile_home(tmp_path)
    with postgres_cluster.running() as cluster, dg.DagsterInstance.ephemeral() as instance:
        for name, value in {TO: cluster.uri, SCHEMA: "facts", "PGPASSWORD": PASSWORD}.items():
            monkeypatch.setenv(name, value)
        resources = {"home": HomeResource(path=str(home.path))}
        done = dg.materialize([mirrored], resources=resources, instance=instance)
        (shown,) = done.asset_materializations_for_node("mirrored")
        logged = "".join(entry.to_json() for entry in instance.all_logs(done.run_id))
        assert cluster.psql("SELECT count(*) FROM facts.v_observation") == "5"
    assert shown.metadata["schema"].value == "facts"
    assert PASSWORD not in logged


@pytest.mark.parametrize(("to", "is_in"), [("", False), ("postgresql://loader@host/bi", True)])
def test_daily_job_mirrors_where_the_environment_names_a_server(to: str, is_in: bool) -> None:
    code = (
        "from assets.definitions import defs; "
        "print('mirrored' in defs.resolve_job_def('daily_refresh').graph.node_dict)"
    )
    run = [sys.executable, "-c", code]
    done = subprocess.run(run, env=os.environ | {TO: to}, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(is_in)
