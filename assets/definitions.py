"""Everything that Dagster loads: `dagster dev` and `dg dev` find this module through pyproject.toml.

Nothing is defined here; each part has its module.
"""

from __future__ import annotations

import dagster as dg

from assets.checks import checks
from assets.codes import code_lists
from assets.exports import exports
from assets.jobs import daily_refresh
from assets.mentions import mentions
from assets.mirrored import mirrored
from assets.observations import observations
from assets.paragraphs import paragraphs
from assets.published import published
from assets.reports import reports
from assets.resources import HomeResource
from assets.schedules import daily
from assets.sensors import inbox_sensor

defs = dg.Definitions(
    assets=[code_lists, reports, paragraphs, mentions, observations, published, exports, mirrored],
    asset_checks=checks,
    jobs=[daily_refresh],
    schedules=[daily],
    sensors=[inbox_sensor],
    # Named, because a run in process would otherwise keep values in memory, out of the UI's reach.
    resources={"home": HomeResource(), "io_manager": dg.FilesystemIOManager()},
    # A process per step would cost more than the steps.
    executor=dg.in_process_executor,
)
