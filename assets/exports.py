"""The asset `exports`: files for other programs, made anew from each publication. The formats are in `warehouse`.

It is part of the daily job where FACTLINE_EXPORTS names formats (`parquet,xlsx`); otherwise it is materialized by hand.
"""

import os
from pathlib import Path

import dagster as dg
from pydantic import Field

from assets import metadata
from assets.published import published
from assets.resources import HomeResource, explorer_address
from warehouse.exports.choice import Manner
from warehouse.exports.export import FORMATS, export

GROUP = "exports"


def default_formats() -> list[str]:
    """The formats that FACTLINE_EXPORTS names, between commas."""
    return [name.strip() for name in os.environ.get("FACTLINE_EXPORTS", "").split(",") if name.strip()]


class Exporting(dg.Config):
    """What to export, and where to."""

    formats: list[str] = Field(default=default_formats(), description=f"Of {', '.join(FORMATS)} (FACTLINE_EXPORTS)")
    folder: str | None = Field(default=None, description="Folder for the exports.  [default: <home>/exports]")
    language: str = Field(default="en", description="Language of sheets and pages: en or fr")


@dg.asset(deps=[published], group_name=GROUP, kinds={"file"}, **metadata.definition("exports", "publish"))
def exports(config: Exporting, home: HomeResource) -> dg.Output[list[str]]:
    """Files of the published warehouse in the formats that are asked for; each replaces its former one whole."""
    place = home.paths()
    folder = Path(config.folder).expanduser().absolute() if config.folder else place.path / "exports"
    manner = Manner(config.language, explorer_address())
    done = [
        export(place, name, folder / FORMATS[name].target, manner=manner, overwrite=True) for name in config.formats
    ]
    return dg.Output([str(each.path) for each in done], metadata=metadata.of_exports(done))
