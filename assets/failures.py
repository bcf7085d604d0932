"""Errors of ours as Dagster failures, whose sentence stands first in the UI: what is wrong and what to do.

Unforeseen errors are left alone, with their stack. The command line prints the sentence (`cli_run`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import dagster as dg

from assets.sources.inbox import InboxError
from warehouse.home import WarehouseError

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def in_a_sentence(work: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """The same function, whose errors of ours become failures that are not tried again."""

    @wraps(work)
    def worked(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        try:
            return work(*args, **kwargs)
        except (InboxError, WarehouseError) as error:
            raise dg.Failure(str(error), metadata={"error": type(error).__name__}, allow_retries=False) from error

    return worked
