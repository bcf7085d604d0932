"""The jobs: what is materialized together. When they run is said in `schedules` and `sensors`."""

from __future__ import annotations

import dagster as dg

from assets.exports import GROUP, default_formats
from assets.reports import Refresh

_EVERY = dg.AssetSelection.all()

daily_refresh = dg.define_asset_job(
    "daily_refresh",
    selection=_EVERY if default_formats() else _EVERY - dg.AssetSelection.groups(GROUP),
    description="Reads what is new or has changed in the inbox, loads it, and publishes the warehouse.",
    config=dg.RunConfig(ops={"reports": Refresh()}),
)
