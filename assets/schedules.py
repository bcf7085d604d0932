"""The schedule: once a day. FACTLINE_SCHEDULE (a cron line) and FACTLINE_TIMEZONE say when."""

from __future__ import annotations

import os

import dagster as dg

from assets.jobs import daily_refresh

CRON = os.environ.get("FACTLINE_SCHEDULE") or "0 6 * * *"
TIMEZONE = os.environ.get("FACTLINE_TIMEZONE") or "Europe/Paris"

daily = dg.ScheduleDefinition(
    name="daily",
    job=daily_refresh,
    cron_schedule=CRON,
    execution_timezone=TIMEZONE,
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Reads the inbox once a day, whatever the sensor saw (FACTLINE_SCHEDULE, FACTLINE_TIMEZONE).",
)
