"""A few rounds with fixed seeds, every fault once; `make faults` plays as many as one likes."""

from pathlib import Path

import pytest

from tests.faults.chance import Seed
from tests.faults.databases import PostgresDatabases, SqliteFiles
from tests.faults.report import failures, table
from tests.faults.rounds import Result, Round, all_played, drawn
from tests.faults.theatre import Theatre
from tests.faults.weather import OF_THE_SERVER, WEATHERS
from tests.postgres import Cluster

SEED = 1
AT_ONCE = 4
SHAKEN = "kill at random moments"


@pytest.mark.timeout(600)
@pytest.mark.parametrize("shard", [0, 1])
async def test_no_fault_loses_or_doubles_anything(tmp_path: Path, shard: int) -> None:
    theatre = Theatre(SqliteFiles(tmp_path), tmp_path)
    rounds = [drawn(Seed(SEED), number) for number in range(1, len(WEATHERS) + 1)]

    results = await all_played(theatre, rounds[shard::2], at_once=AT_ONCE)

    told(results, "sqlite")


@pytest.mark.timeout(600)
async def test_nor_do_two_replicas_on_postgresql(postgres: Cluster, tmp_path: Path) -> None:
    theatre = Theatre(PostgresDatabases(postgres), tmp_path)
    rounds = [drawn(Seed(SEED), number, has_server=True) for number in range(1, 16)]
    chosen = [each for each in rounds if each.fault in {SHAKEN, *OF_THE_SERVER}]

    results = await all_played(theatre, chosen, at_once=AT_ONCE, replicas=2)

    told(results, "postgres")


def told(results: list[Result], database: str) -> None:
    print(table(results))  # noqa: T201 - pytest shows it when the test fails
    assert failures(results, SEED, database) == []


def test_a_seed_draws_the_same_rounds_again() -> None:
    def draw(number: int) -> tuple[str, str, object]:
        each: Round = drawn(Seed(7), number)
        return each.fault, each.scenario.name, each.weather.rules

    numbers = range(1, 40)

    assert [draw(number) for number in numbers] == [draw(number) for number in numbers]
    assert {draw(number)[0] for number in numbers} == WEATHERS.keys()


def test_a_stream_changes_no_other() -> None:
    alone = [Seed(7).stream("a").fraction() for _ in range(1)]
    other = Seed(7).stream("b")
    beside = Seed(7).stream("a")
    other.fraction()

    assert [beside.fraction()] == alone
    assert Seed(8).stream("a").fraction() != alone[0]
