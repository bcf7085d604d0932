"""The asset `reports`: what is new, changed or gone in the inbox, read into text.

How is in `assets.reading` and `assets.sources.inbox`; paragraphs and figures are the next steps.
"""

import time

import dagster as dg
from pydantic import Field

from assets import metadata
from assets.batches import ReportBatch
from assets.failures import in_a_sentence
from assets.fingerprints import current
from assets.reading import Inbox, Wish, by_file, read_batch
from assets.resources import POOL, HomeResource
from assets.sources import inbox


class Refresh(dg.Config):
    """What a run reads."""

    only: str = Field(default="*", description="Read only reports whose path or name matches this glob (2024/*.txt)")
    reread: bool = Field(default=False, description="Read them again even if nothing has changed")
    allow_removals: bool = Field(default=False, description="Retire reports even if very many are gone at once")


@dg.asset(
    group_name="facts",
    kinds={"python", "duckdb"},
    pool=POOL,
    **metadata.definition("reports", "read", "dim_report"),
)
@in_a_sentence
def reports(context: dg.AssetExecutionContext, config: Refresh, home: HomeResource) -> dg.Output[ReportBatch]:
    """What is new, changed or gone in the inbox: texts with their metadata, and what cannot be read, with the reason.

    A report is read again when its bytes, its sidecar, the reader, its language pack, the engine or the code lists
    have changed; the others are left as they are.
    """
    started = time.monotonic()
    root, store = home.inbox_path(), home.store()
    base_load, states = store.load_count(), by_file(store.report_states(inbox.SOURCE))
    seen = Inbox(root, home.paths().originals, inbox.settled(root), states, current())
    wish = Wish(config.only, config.reread, config.allow_removals)
    batch = read_batch(seen, base_load, wish, context.log.info)
    return dg.Output(batch, metadata=metadata.of_reports(batch, time.monotonic() - started))
