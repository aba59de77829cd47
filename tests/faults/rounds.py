"""One round after the other: draw what people do and what goes wrong, let it happen, and look."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bot.app import utc_now
from tests.faults.chance import Seed
from tests.faults.deeds import SCENARIOS, Deed, Scenario, accomplish
from tests.faults.keeper import Keeper, kept
from tests.faults.oracle import Findings, judged
from tests.faults.theatre import Theatre
from tests.faults.town import Town
from tests.faults.victim import USUAL
from tests.faults.weather import OF_THE_SERVER, WEATHERS, Weather

UNDER_WAY_S = 3.0
"""How long somebody looks whether what nobody answered to has been done after all."""

LONGEST_ROUND_S = 300.0


@dataclass(frozen=True)
class Round:
    """What is drawn for one round."""

    number: int
    seed: Seed
    scenario: Scenario
    fault: str

    @property
    def weather(self) -> Weather:
        draw = WEATHERS.get(self.fault) or OF_THE_SERVER[self.fault]
        return draw(self.seed.stream("weather"))


@dataclass(frozen=True)
class Result:
    """What became of a round.

    `struck` counts what went wrong on purpose, kills included. `converged_s` passed from the last
    deed until all was quiet; `where` names the fault point at which a fate was met.
    """

    round: Round
    struck: int
    kills: int
    findings: Findings
    converged_s: float
    where: str = ""


def drawn(seed: Seed, number: int, *, has_server: bool = False) -> Round:
    """Draw a round; the faults take turns, so that few rounds already meet most of them."""
    chance = seed.stream("faults")
    faults = [*WEATHERS, *(OF_THE_SERVER if has_server else ())]
    order = sorted(faults, key=lambda _: chance.fraction())
    own = seed.part(f"round {number}")
    scenario = own.stream("scenario").pick(tuple(SCENARIOS.values()))
    return Round(number, own, scenario, order[(number - 1) % len(order)])


async def played(theatre: Theatre, each: Round, *, replicas: int = 1) -> Result:
    """Play one round; one that does not end is a finding, too."""
    try:
        async with asyncio.timeout(LONGEST_ROUND_S):
            return await _played(theatre, each, replicas)
    except* (AssertionError, TimeoutError) as failure:
        stuck = Findings(lost=(f"it never came to rest: {failure.exceptions[0]!r}",))
    return Result(each, 0, 0, stuck, LONGEST_ROUND_S)


async def _played(theatre: Theatre, each: Round, replicas: int) -> Result:
    weather, scenario = each.weather, each.scenario
    async with theatre.town(scenario, "wall") as town:
        town.timing = USUAL
        async with kept(town, weather.fate, replicas=replicas, pause_s=weather.pause_s) as keeper:
            if weather.rules:
                await town.workspace.director.fault(*weather.rules)
            async with asyncio.TaskGroup() as group:
                group.create_task(weather.meanwhile(town, keeper))
                for deed in scenario.deeds:
                    await persist(town, keeper, deed)
            began = utc_now()
            await town.told_again()
        converged_s = (utc_now() - began).total_seconds()
        findings = keeper.fallen + await judged(town, (*scenario.given, *scenario.deeds))
        fired = sum(rule.fired for rule in town.workspace.hub.faults.rules)
    struck = fired + keeper.deaths + keeper.pauses + keeper.cuts
    return Result(each, struck, keeper.deaths, findings, converged_s, keeper.where)


async def persist(town: Town, keeper: Keeper, deed: Deed) -> None:
    """Do it as people do in bad weather: wait, look whether it is there, and only then repeat."""
    while not await accomplish(town, deed):
        await keeper.all_well()
        if await _is_there(town, deed):
            return


async def _is_there(town: Town, deed: Deed) -> bool:
    until = utc_now().timestamp() + UNDER_WAY_S
    while utc_now().timestamp() < until:
        if await deed.times(town):
            return True
        await asyncio.sleep(UNDER_WAY_S / 10)
    return False


async def all_played(
    theatre: Theatre, rounds: Sequence[Round], *, at_once: int, replicas: int = 1
) -> list[Result]:
    """Play rounds, so many at a time; each has a town of its own."""
    for each in rounds:
        await theatre.stage(each.scenario.given)
    turns = asyncio.Semaphore(at_once)

    async def in_turn(each: Round) -> Result:
        async with turns:
            return await played(theatre, each, replicas=replicas)

    alone = [each for each in rounds if each.fault in OF_THE_SERVER]
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(in_turn(each)) for each in rounds if each not in alone]
    results = [task.result() for task in tasks]
    return results + [await played(theatre, each, replicas=replicas) for each in alone]
