"""kill -9 at every boundary of a declare, and at some of every other workflow.

`make faults WHAT=boundaries` takes every one of all.
"""

from itertools import count
from pathlib import Path

import pytest

from tests.faults.boundaries import boundaries, struck_at
from tests.faults.chance import Seed
from tests.faults.databases import SqliteFiles
from tests.faults.deeds import SCENARIOS, Scenario
from tests.faults.theatre import Theatre

STRIDE = 12
SHARDS = ("first", "second", "third", "fourth")


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
async def test_a_kill_at_any_moment_of_a_declare_loses_and_doubles_nothing(
    theatre: Theatre, shard: int
) -> None:
    scenario = SCENARIOS["declare"]

    for k in count(1 + shard, len(SHARDS)):
        if not await survived(theatre, scenario, k):
            assert k > scenario.fewest, f"nothing at {k}"
            break


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", [name for name in SCENARIOS if name != "declare"])
async def test_a_kill_loses_and_doubles_nothing(theatre: Theatre, name: str) -> None:
    scenario = SCENARIOS[name]
    first = Seed(3).stream(f"first boundary of {name}").whole(1, STRIDE)

    for k in range(first, scenario.fewest + 1, STRIDE):
        assert await survived(theatre, scenario, k), f"{name}: nothing at {k}"


async def survived(theatre: Theatre, scenario: Scenario, k: int) -> bool:
    """Tell whether there was a boundary to die at."""
    struck = await struck_at(theatre, scenario, k)
    assert not struck.findings, (
        f"{scenario.name}, killed at {k} ({struck.where}): {struck.findings}"
    )
    return bool(struck.where)
