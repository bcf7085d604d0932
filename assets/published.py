"""The asset `published`: the file that BI tools open. How it is made and swapped is in `warehouse.publish`."""

import time

import dagster as dg

from assets import metadata
from assets.resources import POOL, HomeResource
from warehouse.publish import Published, publish
from warehouse.store import LoadResult


@dg.asset(group_name="facts", kinds={"duckdb"}, owners=metadata.OWNERS, pool=POOL)
def published(observations: LoadResult, home: HomeResource) -> dg.Output[Published]:
    """A checked, read-only copy of the warehouse under the name `warehouse.duckdb`, which swaps in one step.

    Whoever has the former file open keeps it; where nothing was written, nothing is published.
    """
    started = time.monotonic()
    result = publish(home.paths())
    return dg.Output(result, metadata=metadata.of_published(result, time.monotonic() - started))
