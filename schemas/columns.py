"""How a column is declared: a pandera field that also carries its SQL type, key and code list.

The table models use only these constructors; DDL, COMMENTs and `docs/tables.md` are derived from them.
No table is declared here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandera.pandas as pa

DECIMAL = "DECIMAL(38,9)"


def _field(
    description: str, *, sql: str, nullable: bool = False, key: bool = False, ref: str | None = None, **checks: Any
) -> Any:
    return pa.Field(nullable=nullable, description=description, metadata={"sql": sql, "key": key, "ref": ref}, **checks)


def text(
    description: str,
    *,
    nullable: bool = False,
    key: bool = False,
    ref: str | None = None,
    isin: Sequence[str] | None = None,
    pattern: str | None = None,
) -> Any:
    """A VARCHAR; `ref` is `table.column` where the value must stand, `isin` the closed list of its codes."""
    checks: dict[str, Any] = {}
    if isin is not None:
        checks["isin"] = list(isin)
    if pattern is not None:
        checks["str_matches"] = pattern
    return _field(description, sql="VARCHAR", nullable=nullable, key=key, ref=ref, **checks)


def integer(description: str, *, nullable: bool = False, ge: int | None = None, le: int | None = None) -> Any:
    """An INTEGER (pandas Int64)."""
    checks: dict[str, Any] = {name: bound for name, bound in (("ge", ge), ("le", le)) if bound is not None}
    return _field(description, sql="INTEGER", nullable=nullable, **checks)


def decimal(description: str, *, nullable: bool = False) -> Any:
    """An exact DECIMAL(38,9); the frame holds `decimal.Decimal` objects, never floats."""
    return _field(description, sql=DECIMAL, nullable=nullable)


def ratio(description: str, *, nullable: bool = False) -> Any:
    """A DOUBLE between 0 and 1: our own doubt, never a reported number."""
    return _field(description, sql="DOUBLE", nullable=nullable, ge=0.0, le=1.0)


def flag(description: str, *, nullable: bool = False) -> Any:
    """A BOOLEAN."""
    return _field(description, sql="BOOLEAN", nullable=nullable)


def day(description: str, *, nullable: bool = False) -> Any:
    """A DATE; the frame holds `datetime.date` objects."""
    return _field(description, sql="DATE", nullable=nullable)


def moment(description: str, *, nullable: bool = False) -> Any:
    """A TIMESTAMP in UTC, without zone (zoned ones need an extra package in clients)."""
    return _field(description, sql="TIMESTAMP", nullable=nullable)
