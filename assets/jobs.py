"""The jobs: what is materialized together. When they run is said in `schedules` and `sensors`."""

from __future__ import annotations

import dagster as dg

from assets import mirrored
from assets.exports import default_formats
from assets.markdown import explorer
from assets.reports import Refresh

DESCRIPTION = """
Reads what is new or has changed in the inbox, loads it, and publishes the warehouse: the same work as `factline run`.

- **Nothing new?** Nothing is written; a run costs seconds.
- **What is new** stands on the asset `published`, in *what is new*.
- **To read again** what has not changed: launchpad, `reread: true`, and a glob in `only` for a part.
- **Failed?** The red event says in a sentence what is wrong and what to do. Nothing is half-written: a load is one
  transaction, and what was published before stays. Mend it and press *Re-execute*.
- **Reports that cannot be read** fail no run: they are in quarantine, with the reason.
"""
# Where nothing in the environment asks for them, these are materialized by hand only.
_OPTIONAL = {"exports": bool(default_formats()), "mirrored": mirrored.is_wanted()}

daily_refresh = dg.define_asset_job(
    "daily_refresh",
    selection=dg.AssetSelection.all()
    - dg.AssetSelection.assets(*(name for name, is_wanted in _OPTIONAL.items() if not is_wanted)),
    description=DESCRIPTION,
    metadata={"explorer": dg.MetadataValue.url(explorer())},
    config=dg.RunConfig(ops={"reports": Refresh()}),
)
