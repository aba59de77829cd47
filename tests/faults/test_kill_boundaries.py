"""kill -9 at the boundaries of every workflow; `make faults WHAT=boundaries` takes every one."""

from pathlib import Path

import pytest

from tests.faults.boundaries import boundaries, struck_at
from tests.faults.chance import Seed
from tests.faults.databases import SqliteFiles
from tests.faults.deeds import SCENARIOS
from tests.faults.theatre import Theatre

STRIDE = 6
SHARDS = ("early", "late")


@pytest.fixture
def theatre(tmp_path: Path) -> Theatre:
    return Theatre(SqliteFiles(tmp_path), tmp_path)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", SCENARIOS)
async def test_no_boundary_is_missing(theatre: Theatre, name: str) -> None:
    scenario = SCENARIOS[name]

    passed = await boundaries(theatre, scenario)

    assert len(passed) >= scenario.fewest
    assert {each.split(".")[0] for each in passed} == {"delivery", "effect"}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("shard", range(len(SHARDS)), ids=SHARDS)
@pytest.mark.parametrize("name", SCENARIOS)
async def test_a_kill_loses_and_doubles_nothing(theatre: Theatre, name: str, shard: int) -> None:
    scenario = SCENARIOS[name]
    first = Seed(3).stream(f"first boundary of {name}").whole(1, STRIDE)
    places = list(range(first, scenario.fewest + 1, STRIDE))

    for k in places[shard :: len(SHARDS)]:
        struck = await struck_at(theatre, scenario, k)

        assert struck.where, f"{name}: nothing at {k}"
        assert not struck.findings, f"{name}, killed at {k} ({struck.where}): {struck.findings}"
