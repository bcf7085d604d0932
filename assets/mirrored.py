"""The asset `mirrored`: the published warehouse in PostgreSQL. How it is loaded and swapped is in `warehouse.mirror`.

Where to is said by the environment alone (FACTLINE_MIRROR_TO, FACTLINE_MIRROR_SCHEMA, and PGPASSWORD or a pgpass file),
never by the run's configuration, which Dagster stores and shows.
"""

import os
import time

import dagster as dg

from assets import metadata
from assets.published import published
from assets.resources import HomeResource
from warehouse import mirror
from warehouse.postgres.server import address

TO, SCHEMA = "FACTLINE_MIRROR_TO", "FACTLINE_MIRROR_SCHEMA"


def is_wanted() -> bool:
    """Whether the environment names a server: only then does the daily job mirror."""
    return bool(os.environ.get(TO))


@dg.asset(deps=[published], group_name="exports", kinds={"postgres"}, owners=metadata.OWNERS)
def mirrored(context: dg.AssetExecutionContext, home: HomeResource) -> dg.Output[mirror.Mirrored]:
    """The published warehouse as a schema in PostgreSQL, for Power BI, Tableau, Metabase, Grafana and Excel.

    It is swapped in one transaction, with keys, comments and grants; where it has this generation, nothing is done.
    FACTLINE_MIRROR_TO names the server (postgresql://user@host/database, without a password).
    """
    started = time.monotonic()
    uri, schema = address(os.environ.get(TO), os.environ), os.environ.get(SCHEMA) or mirror.SCHEMA
    result = mirror.mirror(home.paths(), uri, schema, tell=context.log.info)
    return dg.Output(result, metadata=metadata.of_mirrored(result, time.monotonic() - started))
