"""The sensor: starts a run when files arrive in the inbox, change or go, once they lie still.

What lies there is listed by `assets.sources.inbox`; what has changed in the warehouse's eyes is for the run to say.
"""

import json
import time
from dataclasses import asdict, dataclass, replace

import dagster as dg

from assets.jobs import daily_refresh
from assets.resources import default_inbox
from assets.sources.inbox import SETTLE_SECONDS, InboxError, Listing, listing

TICK_SECONDS = 10
NOTHING_NEW = "Nothing has changed in the inbox."
STILL_CHANGING = "Files have changed since the last look: a run starts once they lie still."


@dataclass(frozen=True, slots=True)
class Cursor:
    """What the sensor remembers: the listing it last started a run for, the one of its last look, and a counter.

    `epoch` is when this cursor began: with the counter it makes run keys that never repeat, even when somebody
    resets the cursor, and that do repeat when a crash makes Dagster evaluate the same tick again.
    """

    epoch: int
    count: int = 0
    launched: str = ""
    last: str = ""


def decide(cursor: Cursor, found: Listing, now: float) -> tuple[Cursor, str | None]:
    """The next cursor, and the run key of the run to start, or None where there is nothing to do yet.

    Whatever has moved since the last look needs a run, even if it is back where it was when the last run started:
    that run may have read what stood there in between.
    """
    digest = found.digest()
    if digest != cursor.last:
        return replace(cursor, launched="", last=digest), None
    if digest == cursor.launched or 0 <= now - found.youngest() < SETTLE_SECONDS:
        return cursor, None
    return replace(cursor, count=cursor.count + 1, launched=digest), f"{cursor.epoch}-{cursor.count + 1}"


@dg.sensor(
    job=daily_refresh,
    minimum_interval_seconds=TICK_SECONDS,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Starts a run when reports or sidecars arrive in the inbox, change or go, once they lie still.",
)
def inbox_sensor(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    """Starts a run when reports or sidecars arrive in the inbox, change or go; waits while they are being written."""
    # The resource is not asked for: it would take the writer's lock for every look.
    try:
        found = listing(default_inbox())
    except InboxError as error:
        return dg.SkipReason(str(error))
    before = Cursor(**json.loads(context.cursor)) if context.cursor else Cursor(epoch=int(time.time()))
    after, run_key = decide(before, found, time.time())
    cursor = json.dumps(asdict(after))
    if run_key is not None:
        return dg.SensorResult(run_requests=[dg.RunRequest(run_key=run_key)], cursor=cursor)
    is_quiet = after.launched == after.last
    return dg.SensorResult(skip_reason=NOTHING_NEW if is_quiet else STILL_CHANGING, cursor=cursor)
