"""The Dagster UI as a person uses it: `dagster dev` without arguments, materialize all, look at the graph."""

import base64
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from assets.definitions import defs
from warehouse.reading import query

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
ASSETS = sorted(node.key.to_user_string() for node in defs.resolve_asset_graph().asset_nodes)
FACTS_GROUP = ["reports", "paragraphs", "mentions", "observations", "published"]
SELECTOR = {"repositoryName": "__repository__", "repositoryLocationName": "factline"}
LAUNCH = """mutation ($execution: ExecutionParams!) { launchPipelineExecution(executionParams: $execution) {
  __typename ... on LaunchRunSuccess { run { runId } } ... on PythonError { message } } }"""
RUN = "query ($id: ID!) { runOrError(runId: $id) { ... on Run { status } } }"
CHECKS = """{ assetNodes { assetKey { path } assetChecksOrError { ... on AssetChecks { checks {
  name executionForLatestMaterialization { status } } } } } }"""
FACTS = """query ($key: AssetKeyInput!) { assetOrError(assetKey: $key) { ... on Asset {
  assetMaterializations(limit: 1) { metadataEntries { label ... on MarkdownMetadataEntry { mdStr } } } } } }"""
TRIGGERS = """query ($selector: RepositorySelector!) {
  repositoryOrError(repositorySelector: $selector) { ... on Repository {
  schedules { name scheduleState { status } } sensors { name sensorState { status } } } } }"""


@dataclass(frozen=True)
class Ui:
    """A running `dagster dev`."""

    address: str
    home: Path

    def ask(self, text: str, **variables: Any) -> Any:
        body = json.dumps({"query": text, "variables": variables}).encode()
        request = urllib.request.Request(f"{self.address}/graphql", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            found = json.load(answer)
        assert "errors" not in found, found["errors"]
        return found["data"]

    def launch(self) -> str:
        """Materialize all assets with their checks, as the button does; the run's final status."""
        selection = [{"path": [name]} for name in ASSETS]
        execution = {
            "selector": {**SELECTOR, "pipelineName": "__ASSET_JOB", "assetSelection": selection},
            "mode": "default",
        }
        launched = self.ask(LAUNCH, execution=execution)["launchPipelineExecution"]
        assert launched["__typename"] == "LaunchRunSuccess", launched
        run_id = launched["run"]["runId"]
        return wait(lambda: self._ended(run_id), 180)

    def _ended(self, run_id: str) -> str | None:
        status = str(self.ask(RUN, id=run_id)["runOrError"]["status"])
        return status if status in ("SUCCESS", "FAILURE", "CANCELED") else None


def wait(look: Callable[[], Any], seconds: float) -> Any:
    """What `look` gives as soon as it gives something."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            found = look()
        except OSError:
            found = None
        if found:
            return found
        time.sleep(0.5)
    raise AssertionError(f"nothing within {seconds} seconds")


@pytest.fixture(scope="module")
def ui(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ui]:
    home = tmp_path_factory.mktemp("home")
    (home / "dagster").mkdir()
    shutil.copy(ROOT / "dagster.yaml", home / "dagster" / "dagster.yaml")
    port = free_port()
    environment = os.environ | {
        "DAGSTER_HOME": str(home / "dagster"),
        "FACTLINE_HOME": str(home),
        "FACTLINE_INBOX": str(ROOT / "docs" / "samples"),
    }
    command = [Path(sys.executable).with_name("dagster"), "dev", "--port", str(port)]
    log = (home / "log").open("wb")
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        found = Ui(f"http://127.0.0.1:{port}", home)
        wait(lambda: found.ask(TRIGGERS, selector=SELECTOR)["repositoryOrError"], 90)
        yield found
    finally:
        stop(process)
        log.close()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def stop(process: subprocess.Popen[bytes]) -> None:
    """End our own process group: the server, its daemon and its code server."""
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(15)


def test_materialize_all_succeeds_and_checks_are_green(ui: Ui) -> None:
    assert ui.launch() == "SUCCESS"
    checks = {
        check["name"]: (check["executionForLatestMaterialization"] or {}).get("status")
        for node in ui.ask(CHECKS)["assetNodes"]
        for check in node["assetChecksOrError"].get("checks", ())
    }
    assert len(checks) > 20
    assert set(checks.values()) == {"SUCCEEDED"}, checks
    assert len(query(ui.home / "warehouse.duckdb", "SELECT * FROM v_lineage")) > 50


def test_metadata_is_readable(ui: Ui) -> None:
    asset = ui.ask(FACTS, key={"path": ["published"]})["assetOrError"]
    labels = {entry["label"] for entry in asset["assetMaterializations"][0]["metadataEntries"]}
    assert {"generation", "file", "size (MB)"} <= labels


def test_schedule_and_sensor_are_on(ui: Ui) -> None:
    found = ui.ask(TRIGGERS, selector=SELECTOR)["repositoryOrError"]
    assert [each["scheduleState"]["status"] for each in found["schedules"]] == ["RUNNING"]
    assert [each["sensorState"]["status"] for each in found["sensors"]] == ["RUNNING"]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Browser"]:
    driver = shutil.which("chromedriver")
    assert driver, "chromium is not installed: apt-get install chromium chromium-driver (.ci/run does)"
    port = free_port()
    process = subprocess.Popen([driver, f"--port={port}"], stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        found = Browser(f"http://127.0.0.1:{port}")
        wait(lambda: found.call("GET", "/status")["ready"], 30)
        yield found.opened(tmp_path_factory.mktemp("profile"))
    finally:
        stop(process)


@dataclass(frozen=True)
class Browser:
    """Chromium, spoken to in the WebDriver protocol."""

    address: str
    session: str = ""

    def call(self, method: str, path: str, **values: Any) -> Any:
        body = json.dumps(values).encode() if method == "POST" else None
        request = urllib.request.Request(f"{self.address}{self.session}{path}", body, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]

    def opened(self, profile: Path) -> "Browser":
        flags = "headless no-sandbox disable-gpu disable-quic no-first-run disable-background-networking"
        flags += " disable-component-update disable-sync disable-dev-shm-usage window-size=1600,1000"
        arguments = [f"--{flag}" for flag in flags.split()] + [f"--user-data-dir={profile}"]
        wanted = {"browserName": "chrome", "goog:chromeOptions": {"args": arguments}}
        session = self.call("POST", "/session", capabilities={"alwaysMatch": wanted})["sessionId"]
        return Browser(self.address, f"/session/{session}")

    def text(self) -> str:
        script = "return document.body.innerText"
        return str(self.call("POST", "/execute/sync", script=script, args=[]))

    def page(self, address: str, words: list[str], picture: str) -> None:
        """Open a page and wait until all the words stand on it; the picture lands in FACTLINE_SCREENSHOTS."""
        self.call("POST", "/url", url=address)
        try:
            wait(lambda: all(word in self.text() for word in words), 60)
        finally:
            folder = os.environ.get("FACTLINE_SCREENSHOTS")
            if folder:
                data = base64.b64decode(self.call("GET", "/screenshot"))
                (Path(folder) / f"{picture}.png").write_bytes(data)


@pytest.mark.parametrize(
    ("path", "words", "picture"),
    [
        ("/locations/factline/asset-groups/facts", FACTS_GROUP, "graph"),
        ("/asset-groups/", ["codes", "facts", "Materialize all"], "groups"),
        ("/assets", ASSETS, "assets"),
        ("/assets/observations", ["fact_observation", "observation_id", "facts"], "observations"),
        ("/assets/observations?view=checks", ["lineage_is_exact", "fact_mention_is_valid"], "checks"),
        ("/assets/reports", ["dim_report", "report_file"], "reports"),
        ("/runs", ["Success"], "runs"),
        ("/automation", ["daily", "inbox_sensor"], "automation"),
        ("/locations/factline/jobs/daily_refresh/playground", ["allow_removals", "only", "reread"], "launchpad"),
    ],
)
def test_pages_show_what_is_ours(ui: Ui, browser: Browser, path: str, words: list[str], picture: str) -> None:
    browser.page(f"{ui.address}{path}", words, picture)
