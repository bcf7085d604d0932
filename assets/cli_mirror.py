"""What `factline mirror` does: the published warehouse into PostgreSQL, with a line per table."""

import os
import sys
import time

from warehouse.home import Home
from warehouse.mirror import mirror
from warehouse.postgres.server import address


def mirror_home(home: Home, to: str | None, schema: str, wait: float, force: bool, check_keys: bool) -> None:
    """Mirror the newest generation and say what was done. Raises AddressError, MirrorError and NothingPublished."""
    started = time.monotonic()
    done = mirror(home, address(to, os.environ), schema, force=force, check_keys=check_keys, patience=wait, tell=_tell)
    if done.is_new:
        counted = f"{len(done.rows)} tables, {sum(done.rows.values()):,} rows"
        said = f"generation {done.generation} mirrored: {counted} ({time.monotonic() - started:.1f} s)."
    elif check_keys:
        said = f"it mirrors generation {done.generation} already, and its foreign keys hold."
    else:
        said = f"it mirrors generation {done.generation} already, nothing to do (--force makes it anew)."
    print(f"Schema {done.schema}: {said}")  # noqa: T201 - the command's output


def _tell(message: str) -> None:
    sys.stderr.write(f"{message}\n")  # at once: several threads tell
    sys.stderr.flush()
