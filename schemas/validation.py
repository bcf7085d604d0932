"""Frames checked against their table models: valid rows on one side, failures in plain words on the other.

Only what one frame can say is checked here (types, closed lists, ranges, keys within the frame). What needs several
tables, such as keys between them and exact lineage, is audit SQL in `warehouse/`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from typing import Any

import pandas as pd
import pandera.pandas as pa

from schemas import columns as col
from schemas.tables import TABLES, SqlColumn, sql_columns

SHOWN_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a row may not pass.

    `index` is the row's position in the frame that was checked, -1 where the frame as a whole fails; `check` names
    the column and the rule (`language not null`); `reason` says in plain words what is wrong; `row_json` is the row.
    """

    index: int
    check: str
    reason: str
    row_json: str


def split(table: str, frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Failure]]:
    """The rows of a frame that satisfy the table's model, and one failure per bad row and broken rule.

    A valid frame comes back as it is; else the valid rows keep their order under a new index. A frame with missing,
    unknown or misordered columns, or of a wrong type, has no valid rows. Raises KeyError where there is no such table.
    """
    rows = frame.reset_index(drop=True)
    found = [*_model_failures(table, rows), *_cell_failures(table, rows), *_key_failures(table, rows)]
    failures = list({(failure.index, failure.check): failure for failure in found}.values())
    if not failures:
        return frame, []
    if any(failure.index < 0 for failure in failures):
        return rows.iloc[0:0], failures
    bad = sorted({failure.index for failure in failures})
    return rows.drop(index=bad).reset_index(drop=True), sorted(
        failures, key=lambda failure: (failure.index, failure.check)
    )


def _model_failures(table: str, rows: pd.DataFrame) -> Iterable[Failure]:
    try:
        TABLES[table].validate(rows, lazy=True)
    except pa.errors.SchemaErrors as errors:
        columns = {column.name: column for column in sql_columns(table)}
        for case in errors.failure_cases.to_dict("records"):
            yield _failure(columns, rows, case)


def _failure(columns: Mapping[str, SqlColumn], rows: pd.DataFrame, case: Mapping[Any, Any]) -> Failure:
    """Pandera's failure case as ours: a check of the whole frame has no index there."""
    index = -1 if pd.isna(case["index"]) else int(case["index"])
    rule = str(case["check"]).partition("(")[0]
    if index < 0:
        name = str(case["column"] if case["schema_context"] == "Column" else case["failure_case"])
        return Failure(-1, f"{name} {_RULES.get(rule, rule)}", _frame_reason(rule, name, case), "")
    name = str(case["column"])
    return _row_failure(rows, index, columns[name], rule, case["failure_case"])


def _row_failure(rows: pd.DataFrame, index: int, column: SqlColumn, rule: str, value: object) -> Failure:
    words = _REASONS.get(rule, "{value} does not satisfy " + rule)
    allowed = ", ".join(column.allowed)
    reason = f"{column.name}: {words.format(value=_shown(value), allowed=allowed)} ({column.description})."
    return Failure(index, f"{column.name} {_RULES.get(rule, rule)}", reason, _json(rows, index))


def _cell_failures(table: str, rows: pd.DataFrame) -> Iterable[Failure]:
    """What object columns hold: exact decimals, dates and flags, which pandera does not look into."""
    for column in sql_columns(table):
        expected = _OBJECTS.get(column.sql)
        if expected is None or column.name not in rows:
            continue
        for index, value in enumerate(rows[column.name]):
            missing = pd.isna(value)
            if missing and not column.nullable:
                yield _row_failure(rows, index, column, "not_nullable", value)
            elif not missing and not _fits(value, expected):
                yield _row_failure(rows, index, column, column.sql, value)


def _fits(value: object, expected: type) -> bool:
    if isinstance(value, Decimal):
        return (
            expected is Decimal
            and value.is_finite()
            and value.copy_abs() < _LIMIT
            and value == _EXACT.quantize(value, _STEP)
        )
    return type(value) is expected  # a moment is a date to isinstance, and no day


def _key_failures(table: str, rows: pd.DataFrame) -> Iterable[Failure]:
    """Every row whose key an earlier row of the frame has."""
    key = [column.name for column in sql_columns(table) if column.key]
    if not set(key) <= set(rows.columns):
        return
    for index in rows.index[rows.duplicated(key)]:
        values = ", ".join(f"{name} {_shown(rows.at[index, name])}" for name in key)
        yield Failure(int(index), "key unique", f"Two rows have the same key ({values}): keep one.", _json(rows, index))


def _frame_reason(rule: str, name: str, case: Mapping[Any, Any]) -> str:
    if rule == "column_in_dataframe":
        return f"The column {name} is missing: every column of the model must stand in the frame."
    if rule == "column_in_schema":
        return f"The column {name} is not in the model: leave it out."
    if rule == "column_ordered":
        return f"The column {name} is not at its place: order the columns as the model does."
    return f"The column {name} has the type {case['failure_case']}: build the frame with schemas.tables.frame."


def _shown(value: object) -> str:
    text = str(value)
    return repr(text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…")


def _json(rows: pd.DataFrame, index: int) -> str:
    row = {str(name): None if pd.isna(value) else value for name, value in rows.iloc[index].items()}
    return json.dumps(row, ensure_ascii=False, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.item() if hasattr(value, "item") else str(value)


_LIMIT = Decimal(10) ** 29
_STEP = Decimal("1e-9")
_EXACT = Context(prec=60)  # the default context has 28 digits, too few for DECIMAL(38,9)
_OBJECTS: dict[str, type] = {col.DECIMAL: Decimal, "DATE": date}
_RULES = {
    "not_nullable": "not null",
    "isin": "allowed",
    "str_matches": "pattern",
    "greater_than_or_equal_to": "minimum",
    "less_than_or_equal_to": "maximum",
    "column_in_dataframe": "present",
    "column_in_schema": "known",
    "column_ordered": "order",
    "dtype": "type",
    col.DECIMAL: "decimal",
    "DATE": "date",
}
_REASONS = {
    "not_nullable": "the value is missing",
    "isin": "{value} is none of {allowed}",
    "str_matches": "{value} does not have the form of this column",
    "greater_than_or_equal_to": "{value} is too small",
    "less_than_or_equal_to": "{value} is too large",
    col.DECIMAL: "{value} is no decimal number of at most 29 digits before and 9 after the point",
    "DATE": "{value} is no day",
}
