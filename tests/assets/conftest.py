"""An inbox and a home in a temporary folder, and the job run on them as the command line and the UI run it."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

import dagster as dg
import pandas as pd
import pytest

from assets import frames
from assets.batches import ReportBatch
from assets.codes import TABLES_BY_ASSET
from assets.definitions import defs
from assets.fingerprints import current
from assets.mentions import extracted, valid
from assets.observations import loadable, resolved
from assets.paragraphs import segmented
from assets.reading import Inbox, Wish, by_file, read_batch
from assets.sources import inbox
from schemas import codelists
from schemas.tables import frame
from warehouse.home import Home
from warehouse.publish import Published
from warehouse.store import Batch, LoadResult, Store

PARIS = "En 2023, la France comptait 2 400 entreprises de robotique. Elles employaient 31 000 salariés.\n"
LONDON = "In 2022, the United Kingdom had 1,900 charging stations. Sales of electric cars rose by 12% in 2022.\n"


@dataclass(frozen=True)
class Place:
    """An inbox and its home."""

    inbox: Path
    home: Home

    def write(self, name: str, text: str | bytes, sidecar: str | None = None) -> Path:
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        if sidecar is not None:
            path.with_name(f"{path.name}.meta.toml").write_text(sidecar, encoding="utf-8")
        for each in self.inbox.rglob("*"):  # old enough for nobody to wait for them
            os.utime(each, (1_700_000_000, 1_700_000_000))
        return path

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a query on the private file, which spares the publishing."""
        return list(Store(self.home).read(sql).astype(object).itertuples(index=False, name=None))


@dataclass(frozen=True)
class Outcome:
    """What a run gave."""

    result: dg.ExecuteInProcessResult

    @property
    def batch(self) -> ReportBatch:
        return self._value("mentions", ReportBatch)

    @property
    def loaded(self) -> LoadResult:
        return self._value("observations", LoadResult)

    @property
    def published(self) -> Published:
        return self._value("published", Published)

    def _value(self, asset: str, kind: type[Any]) -> Any:
        value = self.result.asset_value(asset)
        assert isinstance(value, kind)
        return value


Run = Callable[..., Outcome]
Load = Callable[..., LoadResult]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    return Place(inbox, Home(tmp_path / "home"))


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as found:
        yield found


@pytest.fixture
def run(place: Place, instance: dg.DagsterInstance) -> Run:
    """Run `daily_refresh` in process; options are those of the asset `reports`, and `assets` to run."""

    def execute(assets: list[str] | None = None, **options: Any) -> Outcome:
        settings = {"path": str(place.home.path), "inbox": str(place.inbox)}
        config: dict[str, Any] = {
            "resources": {"home": {"config": settings}},
            "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
        }
        if assets is None or "reports" in assets:
            config["ops"] = {"reports": {"config": options}}
        selection = [dg.AssetKey(name) for name in assets] if assets else None
        job = defs.resolve_job_def("daily_refresh")
        return Outcome(job.execute_in_process(run_config=config, instance=instance, asset_selection=selection))

    return execute


@pytest.fixture
def load(place: Place) -> Load:
    """`load_inbox` of this place."""
    return partial(load_inbox, place)


def load_inbox(place: Place, **wish: Any) -> LoadResult:
    """The steps of the assets one after another, without Dagster, which costs more than they do."""
    store = Store(place.home)
    states = by_file(store.report_states(inbox.SOURCE))
    seen = Inbox(place.inbox, place.home.originals, inbox.listing(place.inbox), states, current())
    base_load = store.load_count()
    batch = valid(extracted(segmented(read_batch(seen, base_load, Wish(**wish), quiet), quiet), quiet))
    info = frames.Load(f"run-{base_load}", datetime(2025, 1, 10, 6, base_load))
    batch, tables = loadable(*resolved(batch, quiet), code_frames(), info)
    return store.load(Batch(tables, tuple(batch.places()), batch.retired, base_load), info.run_id, info.now)


@cache
def code_frames() -> dict[str, pd.DataFrame]:
    """The code lists as frames, by table."""
    return {table: frame(table, codelists.rows(table)) for table in TABLES_BY_ASSET.values()}


def quiet(_: str) -> None:
    """Whom nobody listens to."""
