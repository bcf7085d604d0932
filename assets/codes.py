"""The assets of the code lists: units, geographies, indicators, breakdowns, and the small SDMX lists.

The lists are CSV files in `schemas/codes`; each asset gives its table's rows, which `observations` loads with the
facts. Names and codes are not changed here.
"""

from collections.abc import Iterator

import dagster as dg
import pandas as pd

from assets import metadata
from schemas import codelists
from schemas.tables import frame

TABLES_BY_ASSET = {
    "units": "dim_unit",
    "geographies": "dim_geography",
    "indicators": "dim_indicator",
    "breakdowns": "dim_breakdown",
    "codes": "dim_code",
}


SPECS = [
    dg.AssetSpec(
        name,
        group_name="codes",
        kinds={"python", "csv"},
        **metadata.definition(name, "reference", table),
    )
    for name, table in TABLES_BY_ASSET.items()
]


@dg.multi_asset(name="code_lists", outs={spec.key.path[-1]: dg.AssetOut.from_spec(spec) for spec in SPECS})
def code_lists() -> Iterator[dg.Output[pd.DataFrame]]:
    """One step for all lists: they are small, and a step costs more than a list."""
    for name, table in TABLES_BY_ASSET.items():
        rows = frame(table, codelists.rows(table))
        yield dg.Output(rows, output_name=name, metadata=metadata.of_codes(rows))
