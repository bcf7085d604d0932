"""How likely a statement is right in full: a logistic model of stored features, fitted on opened reports.

Features are how sure the choices of subject and period were, by which rule and from how far each part was found, the
kind of measure, and what stays open. The weights stand in `confidence.csv`, fitted by `make fit`.
"""

from __future__ import annotations

import csv
import io
import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources

from schemas.records import Slot

ALWAYS = "always"
_SHARES = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97)
_ROLES = ("PERIOD", "BASE", "AREA", "STATUS")


def signs(slots: Iterable[Slot], stat_type: str, unit_type: str, is_open: bool) -> list[str]:
    """The features of one statement; `is_open`: a reading of its number or unit stays ambiguous."""
    by_role = {slot.role: slot for slot in slots}
    subject = by_role.get("SUBJECT")
    share = bisect_right(_SHARES, subject.score) if subject is not None else 0
    found = [ALWAYS, f"subject {share}", f"measure {stat_type}", f"unit {unit_type}"]
    if subject is not None:
        found.append(f"SUBJECT {subject.basis}")
    period = by_role.get("PERIOD")
    found.append(f"period {bisect_right(_SHARES, period.score) if period is not None else 0}")
    for role in _ROLES:
        slot = by_role.get(role)
        found.append(f"{role} {slot.basis}" if slot is not None else f"{role} none")
        if slot is not None:
            found.append(f"{role} {slot.rule}")
    if is_open:
        found.append("open reading")
    return found


def confidence(features: Iterable[str], weights: Mapping[str, float] | None = None) -> float:
    """The likelihood (0 to 1) that a statement with these features is right in full."""
    known = fitted() if weights is None else weights
    total = sum(known.get(feature, 0.0) for feature in features)
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, total)))), 3)


def read_weights(text: str) -> dict[str, float]:
    """Weights from CSV text (feature, weight)."""
    return {row["feature"]: float(row["weight"]) for row in csv.DictReader(io.StringIO(text))}


@cache
def fitted() -> Mapping[str, float]:
    """The fitted weights, read once."""
    return read_weights((resources.files("pipelines") / "confidence.csv").read_text(encoding="utf-8"))
