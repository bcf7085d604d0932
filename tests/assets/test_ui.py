"""The Dagster UI as a person uses it: `dagster dev`, two runs and a failed one, pages, plots, the digest, its links."""

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
from playwright.sync_api import Browser, expect

from assets.definitions import defs
from assets.resources import explorer_address
from tests.browser import Watched, chromium, watched
from warehouse.reading import query

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
ASSETS = sorted(
    node.key.to_user_string() for node in defs.resolve_asset_graph().asset_nodes if node.group_name != "exports"
)
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
    inbox: Path

    def ask(self, text: str, **variables: Any) -> Any:
        body = json.dumps({"query": text, "variables": variables}).encode()
        request = urllib.request.Request(f"{self.address}/graphql", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            found = json.load(answer)
        assert "errors" not in found, found["errors"]
        return found["data"]

    def launch(self, **config: Any) -> tuple[str, str]:
        """Materialize all assets with their checks, as the button does; the run's id and its final status."""
        selection = [{"path": [name]} for name in ASSETS]
        execution = {
            "selector": {**SELECTOR, "pipelineName": "__ASSET_JOB", "assetSelection": selection},
            "runConfigData": json.dumps(config),
            "mode": "default",
        }
        launched = self.ask(LAUNCH, execution=execution)["launchPipelineExecution"]
        assert launched["__typename"] == "LaunchRunSuccess", launched
        run_id = launched["run"]["runId"]
        return run_id, wait(lambda: self._ended(run_id), 240)

    def checks(self) -> dict[str, str | None]:
        """What the checks of the latest materializations said, by name; those of the exports have not run."""
        return {
            check["name"]: (check["executionForLatestMaterialization"] or {}).get("status")
            for node in self.ask(CHECKS)["assetNodes"]
            for check in node["assetChecksOrError"].get("checks", ())
        }

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
    home, inbox = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("inbox") / "samples"
    shutil.copytree(ROOT / "docs" / "samples", inbox)
    (home / "dagster").mkdir()
    shutil.copy(ROOT / "dagster.yaml", home / "dagster" / "dagster.yaml")
    port = free_port()
    environment = os.environ | {
        "DAGSTER_HOME": str(home / "dagster"),
        "FACTLINE_HOME": str(home),
        "FACTLINE_INBOX": str(inbox),
    }
    command = [Path(sys.executable).with_name("dagster"), "dev", "--port", str(port)]
    log = (home / "log").open("wb")
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        found = Ui(f"http://127.0.0.1:{port}", home, inbox)
        wait(lambda: found.ask(TRIGGERS, selector=SELECTOR)["repositoryOrError"], 180)
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
    assert ui.launch()[1] == "SUCCESS"
    # The sensor may have started a run of its own, whose checks are still in progress.
    wait(lambda: set(ui.checks().values()) == {"SUCCEEDED"}, 240)
    assert len(ui.checks()) > 20
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
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def seen(browser: Browser) -> Iterator[Watched]:
    with watched(browser, viewport={"width": 1600, "height": 1000}) as found:
        found.page.set_default_timeout(60_000)
        expect.set_options(timeout=60_000)
        yield found


@pytest.mark.parametrize(
    ("path", "words", "picture"),
    [
        ("/locations/factline/asset-groups/facts", FACTS_GROUP, "graph"),
        ("/asset-groups/", ["codes", "facts", "Materialize all"], "groups"),
        ("/assets", ASSETS, "assets"),
        ("/assets/observations", ["fact_observation", "observation_id", "facts"], "observations"),
        (
            "/assets/published",
            ["Start here", "what is new", "facts: new", explorer_address(), "layer: publish"],
            "published",
        ),
        ("/assets/observations?view=checks", ["lineage_is_exact", "fact_mention_is_valid"], "checks"),
        ("/assets/reports", ["dim_report", "report_file"], "reports"),
        ("/runs", ["Success"], "runs"),
        ("/automation", ["daily", "inbox_sensor"], "automation"),
        ("/locations/factline/jobs/daily_refresh", ["Nothing new?", "Failed?", explorer_address()], "job"),
        ("/locations/factline/jobs/daily_refresh/playground", ["allow_removals", "only", "reread"], "launchpad"),
    ],
)
def test_pages_show_what_is_ours(ui: Ui, seen: Watched, path: str, words: list[str], picture: str) -> None:
    seen.page.goto(f"{ui.address}{path}")
    try:
        for word in words:
            expect(seen.page.locator("body")).to_contain_text(word)
    finally:
        seen.picture(picture)
    assert seen.hosts - {""} == {ui.address.removeprefix("http://")}  # data: has no host


DRAWN = """every => every.map(each => {
  const pixels = each.getContext('2d').getImageData(0, 0, each.width, each.height).data
  return new Uint32Array(pixels.buffer).some(Boolean)
})"""
HOSTILE = """<img src=x onerror=alert(1)> [click](javascript:alert(1)) | `code` www.example.org"""


@pytest.fixture(scope="module")
def second_run(ui: Ui) -> None:
    """A run that finds a figure changed, and a report whose publisher would like to be markup."""
    changed = ui.inbox / "fr_pekin_ia_presse_2024.txt"
    changed.write_text(changed.read_text(encoding="utf-8").replace("2\u202f400", "2\u202f500"), encoding="utf-8")
    text = "In 2022, the United Kingdom had 1,900 charging stations.\n"
    (ui.inbox / "hostile.txt").write_text(text, encoding="utf-8")
    (ui.inbox / "hostile.txt.meta.toml").write_text(f"publisher = '{HOSTILE}'\n", encoding="utf-8")
    assert ui.launch()[1] == "SUCCESS"


@pytest.mark.usefixtures("second_run")
def test_plots_are_drawn_over_the_runs(ui: Ui, seen: Watched) -> None:
    seen.page.goto(f"{ui.address}/assets/published")
    seen.page.get_by_role("button", name="Plots").click()
    for label in ("facts", "facts: new", "facts: mean confidence", "facts: share on no list", "quarantine: open"):
        expect(seen.page.get_by_text(label, exact=True).first).to_be_visible()
    plots = seen.page.locator("canvas")
    expect(plots.nth(15)).to_be_attached()
    assert wait(lambda: all(plots.evaluate_all(DRAWN)), 60)
    seen.picture("plots")


@pytest.mark.usefixtures("second_run")
def test_digest_says_what_is_new_and_leads_to_the_explorer(ui: Ui, seen: Watched) -> None:
    seen.page.goto(f"{ui.address}/assets/published")
    row = seen.page.get_by_role("row").filter(has_text="what is new")
    row.get_by_text("[Show Markdown]").click()
    dialog = seen.page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="What is new in generation")).to_be_visible()
    seen.picture("digest")
    ids = query(
        ui.home / "warehouse.duckdb", "SELECT observation_id FROM v_observation WHERE value_as_written = '1,900'"
    )
    (observation,) = ids["observation_id"]
    expect(dialog.get_by_role("link", name="1,900")).to_have_attribute(
        "href", f"{explorer_address()}/observation/{observation}"
    )
    changed = dialog.get_by_role("row").filter(has_text="2\u202f400")
    expect(changed.get_by_role("link", name="2\u202f500")).to_be_visible()
    expect(dialog).to_contain_text(HOSTILE)
    addresses = [link.get_attribute("href") or "" for link in dialog.get_by_role("link").all()]
    assert addresses
    assert all(address.startswith(f"{explorer_address()}/") for address in addresses)
    assert dialog.locator("img, script").count() == 0


def test_failed_run_says_what_is_wrong_and_what_to_do(ui: Ui, seen: Watched) -> None:
    run_id, status = ui.launch(resources={"home": {"config": {"inbox": "/nowhere"}}})
    assert status == "FAILURE"
    seen.page.goto(f"{ui.address}/runs/{run_id}?logs=step%3Areports")
    expect(seen.page.locator("body")).to_contain_text("The inbox /nowhere does not exist: make the folder")
    seen.picture("failure")
