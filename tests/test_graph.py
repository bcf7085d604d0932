"""The graph is pinned: assets, what they need, checks, jobs, schedules and sensors as `tests/graph.json` says.

After a change that is meant: `python -m tests.test_graph` writes the file anew; read the difference before committing.
"""

import json
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from assets.definitions import defs

SNAPSHOT = Path(__file__).with_name("graph.json")


def graph() -> dict[str, Any]:
    """The definitions as far as a person would care when they change."""
    assets = defs.resolve_asset_graph()
    repository = defs.get_repository_def()
    return {
        "assets": {
            node.key.to_user_string(): {
                "after": sorted(key.to_user_string() for key in node.parent_keys),
                "group": node.group_name,
                "kinds": sorted(node.kinds),
                "owners": list(node.owners),
                "pools": sorted(node.pools or ()),
                "checks": sorted(key.name for key in assets.get_check_keys_for_assets({node.key})),
            }
            for node in assets.asset_nodes
        },
        "jobs": sorted(job.name for job in repository.get_all_jobs()),
        "schedules": {
            each.name: f"{each.cron_schedule} {each.execution_timezone}" for each in repository.schedule_defs
        },
        "sensors": {each.name: each.job_name for each in repository.sensor_defs},
        "resources": sorted(repository.get_top_level_resources()),
    }


def test_graph_is_the_pinned_one() -> None:
    assert graph() == json.loads(SNAPSHOT.read_text(encoding="utf-8"))


def test_every_asset_says_what_it_is() -> None:
    for node in defs.resolve_asset_graph().asset_nodes:
        assert len(node.description or "") > 20, node.key
        assert node.code_version or node.key.path[-1] in ("published", "exports", "mirrored"), node.key


@pytest.mark.parametrize("asset", ["reports", "paragraphs", "mentions", "observations", "units", "codes"])
def test_column_schema_comes_from_the_table_model(asset: str) -> None:
    metadata = defs.resolve_asset_graph().get(dg.AssetKey(asset)).metadata
    schema = metadata["dagster/column_schema"]
    assert all(column.description and column.type for column in schema.columns)
    assert any("key of" in note for column in schema.columns for note in column.constraints.other)


if __name__ == "__main__":
    SNAPSHOT.write_text(json.dumps(graph(), indent=1, sort_keys=True) + "\n", encoding="utf-8")
