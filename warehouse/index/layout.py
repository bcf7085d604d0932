"""How the files of an index are laid out: which columns are kept of what, as which numbers; no file is touched here.

An index is a folder of two files. `contents` holds one stretch after the other: columns of the slim rows and other
arrays, records of fixed length, and texts, which are found by an array of where each ends. `index.json` says where each
stretch lies, and holds the codes.
"""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any

import numpy as np

from warehouse.connections import State

LAYOUT = 5
"""Number of this layout: an index of another one is made anew."""
DESCRIPTION, CONTENTS = "index.json", "contents"
ALIGNED = 64
"""Bytes: every stretch begins at a multiple."""
UNKNOWN_DAY = -(2**31)
"""The number of no day; the others count from DAY_0."""
DAY_0 = date(1970, 1, 1)
NOWHERE = -1
"""Offset of words that are not in the text, page of a text without pages, number of no code."""

Array = np.ndarray[Any, np.dtype[Any]]

CODES = {
    "indicator": "o.indicator",
    "ref_area": "o.ref_area",
    "time_period": "o.time_period",
    "unit_measure": "o.unit_measure",
    "stat_type": "o.stat_type",
    "obs_status": "o.obs_status",
    "base_per": "o.base_per",
    "base_ref_area": "o.base_ref_area",
    "breakdown": "o.breakdown",
    "comparator": "o.comparator",
    "report_id": "o.report_id",
    "source_name": "coalesce(o.data_source, r.publisher, r.report_file)",
}
"""The coded columns of a slim row, with what they stand for; codes are numbered in the order of the codes."""
OTHER_CODES = {
    "role": ("role", "fact_mention_part"),
    "basis": ("basis", "fact_mention_part"),
    "rule": ("rule", "fact_mention_part"),
    "reason": ("reason", "skipped_numeral"),
    "skipped_rule": ("rule", "skipped_numeral"),
    "predicate": ("predicate", "fact_relation"),
}
"""Codes of what belongs to a fact or a report: column and table."""

FACT: dict[str, Any] = (
    dict.fromkeys(("id_high", "id_low", "key_high", "key_low"), np.uint64)
    | dict.fromkeys(CODES, np.int32)
    | dict.fromkeys(("vintage_date", "period_start", "period_end", "start_char", "end_char"), np.int32)
    | {"number": np.float64, "is_approximate": np.int8, "confidence": np.float64, "place": np.int64}
)
"""What is read of a fact; `number` is the value for sorting, `place` the row number in the file's table."""
SLIM = np.dtype([
    *((name, kind) for name, kind in FACT.items() if name != "number"), ("text_start", np.int64), ("text_end", np.int64)
])  # fmt: skip
"""A slim row: what a page shows of a fact, and where in `written` its value, bounds and words stand."""
SEARCHED_BY = (
    "id_high", "id_low", "key_high", "key_low", "indicator", "ref_area", "report_id", "source_name", "unit_measure",
    "stat_type", "obs_status", "number", "confidence", "period_start", "period_end", "vintage_date",
)  # fmt: skip
"""Columns that are arrays as well: rows are chosen, sorted and counted by them."""
MENTION = np.dtype(
    [
        ("fact", np.int32),
        ("start_char", np.int32),
        ("end_char", np.int32),
        ("paragraph", np.int32),
        ("first_part", np.int32),
        ("n_parts", np.int32),
        ("id_high", np.uint64),
        ("id_low", np.uint64),
    ]
)
PART = np.dtype(
    [
        ("role", np.int8),
        ("basis", np.int8),
        ("rule", np.int32),
        ("start_char", np.int32),
        ("end_char", np.int32),
        ("score", np.float64),
    ]
)
SKIPPED = np.dtype([("start_char", np.int32), ("end_char", np.int32), ("reason", np.int32), ("skipped_rule", np.int32)])
RELATION = np.dtype([("other", np.int32), ("predicate", np.int32), ("is_from", np.int32)])

REPORT = (
    "report_id", "report_file", "title", "publisher", "language", "date_issued", "date_issued_basis", "data_source",
    "source_tier", "source_uri", "ref_area", "status", "status_reason", "loaded_at", "run_id",
)  # fmt: skip
"""What is kept of a report; days and times as ISO 8601."""
PARAGRAPH = ("paragraph_id", "paragraph_no", "kind", "page", "start_char", "end_char", "heading_path", "text")

_NAMES = "d.name_en, d.name_fr, d.name_es, d.name_de, d.name_zh"
SEARCHED = {
    "indicator": ("dim_indicator AS d", "d.indicator", f"d.indicator, {_NAMES}"),
    "ref_area": ("dim_geography AS d", "d.ref_area", f"d.ref_area, {_NAMES}"),
    "report_id": ("dim_report AS d", "d.report_id", "d.report_id, d.report_file, d.title, d.publisher"),
    "source_name": ("memory.source_name_codes AS d", "d.code", "d.code"),
}
"""What a word of a search may stand in: by column a table, its code, and what it is called."""
POSTED = (*SEARCHED, "unit_measure", "stat_type", "obs_status")
"""Columns whose rows are found by their code."""
TEXTS = ("reports", *(f"{name}_names" for name in SEARCHED))
"""Stretches of texts: by report, and what the codes of the searched columns are called."""


def source_of(state: State | None) -> list[Any]:
    """What an index says of the file that it was made of."""
    return [] if state is None else [state.file_id, state.load_count]


def folded(text: str) -> str:
    """A text without case and accents, as names are searched."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return parts if parts.isascii() else "".join(each for each in parts if not unicodedata.combining(each))
