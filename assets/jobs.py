"""The jobs: what is materialized together. When they run is said in `schedules` and `sensors`."""

from __future__ import annotations

import dagster as dg

from assets.reports import Refresh

daily_refresh = dg.define_asset_job(
    "daily_refresh",
    selection=dg.AssetSelection.all(),
    description="Reads what is new or has changed in the inbox, loads it, and publishes the warehouse.",
    config=dg.RunConfig(ops={"reports": Refresh()}),
)
