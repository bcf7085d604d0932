"""A Frictionless data package: every table as CSV, and `datapackage.json` with types, keys and sources.

The description is derived from the table models. No licence of the data is claimed: reports keep their own.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from schemas.columns import DECIMAL
from schemas.tables import TABLES, SqlColumn, primary_key, sql_columns
from warehouse.exports.choice import Manner
from warehouse.exports.formats import Progress, Written
from warehouse.exports.plain_tables import CSV
from warehouse.exports.source import Part, Source

_TYPES: dict[str, dict[str, Any]] = {
    "VARCHAR": {"type": "string"},
    "INTEGER": {"type": "integer"},
    DECIMAL: {"type": "number"},
    "DOUBLE": {"type": "number"},
    "BOOLEAN": {"type": "boolean", "trueValues": ["true"], "falseValues": ["false"]},
    "DATE": {"type": "date"},
    "TIMESTAMP": {"type": "datetime", "format": "%Y-%m-%dT%H:%M:%S.%f"},
}
_OPTIONS = CSV + ", TIMESTAMPFORMAT '%Y-%m-%dT%H:%M:%S.%f'"
_SOURCES = "SELECT DISTINCT coalesce(r.title, r.report_file), r.source_uri FROM dim_report AS r WHERE {} ORDER BY ALL"
Json = dict[str, Any]


def write_data_package(source: Source, folder: Path, manner: Manner, progress: Progress) -> Sequence[Written]:
    """`datapackage.json` and one CSV file per table."""
    written, resources = [], []
    for number, table in enumerate(TABLES):
        progress(table, number, len(TABLES))
        part = source.part(table)
        written.append(Written(f"{table}.csv", source.copy(part.sql, folder / f"{table}.csv", _OPTIONS)))
        resources.append(_resource(part, _empty_texts(source, part)))
    package = {
        "profile": "tabular-data-package",
        "name": "factline",
        "title": "Facts found in reports",
        "description": f"Generation {source.generation} of the warehouse. The reports' own licences hold.",
        "created": source.published_at.isoformat() + "Z",
        "sources": [
            _origin(title, uri) for title, uri in source.rows(_SOURCES.format(source.chosen("r", "report_id")))
        ],
        "resources": resources,
    }
    text = json.dumps({key: value for key, value in package.items() if value != []}, ensure_ascii=False, indent=1)
    (folder / "datapackage.json").write_text(text + "\n", encoding="utf-8")
    return [*written, Written("datapackage.json", 1)]


def _origin(title: str, uri: str | None) -> Json:
    is_web = uri is not None and uri.startswith(("http://", "https://"))
    return {"title": title, **({"path": uri} if is_web else {})}


def _empty_texts(source: Source, part: Part) -> set[str]:
    """Columns that hold an empty text somewhere: CSV readers take it for a missing value."""
    texts = [column.name for column in part.columns if column.sql == "VARCHAR"]
    found = ", ".join(f"coalesce(bool_or({name} = ''), false)" for name in texts)
    (row,) = source.rows(f"SELECT {found} FROM ({part.sql}) AS t")
    return {name for name, is_empty in zip(texts, row, strict=True) if is_empty}


def _resource(part: Part, empty: set[str]) -> Json:
    columns = sql_columns(part.name)
    schema: Json = {
        "fields": [_field(column, column.name in empty) for column in columns],
        "primaryKey": list(primary_key(part.name)),
        "foreignKeys": [_foreign_key(column) for column in columns if column.ref],
        "missingValues": [""],
    }
    return {
        "name": part.name,
        "profile": "tabular-data-resource",
        "path": f"{part.name}.csv",
        "description": part.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True},
        "schema": {key: value for key, value in schema.items() if value != []},
    }


def _field(column: SqlColumn, is_empty: bool) -> Json:
    constraints: Json = {"required": True} if not column.nullable and not is_empty else {}
    if column.allowed:
        constraints["enum"] = list(column.allowed)
    field = {"name": column.name, **_TYPES[column.sql], "description": column.description}
    return field | ({"constraints": constraints} if constraints else {})


def _foreign_key(column: SqlColumn) -> Json:
    resource, _, field = (column.ref or "").partition(".")
    return {"fields": [column.name], "reference": {"resource": resource, "fields": [field]}}
