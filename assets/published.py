"""The asset `published`: the file that BI tools open, and what is new in it.

How it is made and swapped is in `warehouse.publish`, what the digest says in `assets.digest`.
"""

import time

import dagster as dg

from assets import metadata
from assets.digest import digest
from assets.failures import in_a_sentence
from assets.resources import POOL, HomeResource
from warehouse.publish import Published, publish
from warehouse.statistics import statistics
from warehouse.store import LoadResult


@dg.asset(group_name="facts", kinds={"duckdb"}, pool=POOL, **metadata.definition("published", "publish"))
@in_a_sentence
def published(context: dg.AssetExecutionContext, observations: LoadResult, home: HomeResource) -> dg.Output[Published]:
    """A checked, read-only copy of the warehouse, with a digest of what it brings and its numbers for the plots."""
    started = time.monotonic()
    context.log.info("publishing: copying the private file and checking every view")
    result = publish(home.paths())
    context.log.info(f"generation {result.generation} {'published' if result.is_new else 'stays'}: looking what is new")
    news, stands = digest(home.paths(), result), statistics(result.path)
    return dg.Output(result, metadata=metadata.of_published(result, news, stands, time.monotonic() - started))
