"""Many incidents at once while bots are killed again and again: the numbers that we promise."""

import asyncio
import signal
from dataclasses import dataclass

from bot.app import utc_now
from tests.faults.chance import Seed
from tests.faults.deeds import Deed, Scenario, declaring
from tests.faults.keeper import Keeper, kept
from tests.faults.oracle import Findings, judged
from tests.faults.rounds import persist
from tests.faults.theatre import Theatre
from tests.faults.town import Town
from tests.faults.victim import USUAL, unpaced

HANDS = 4
"""So many people declare at the same time."""

BETWEEN_KILLS_S = (0.5, 6.0)


@dataclass(frozen=True)
class Blown:
    """What a storm has left: `effects` were promised in all; `rest_s` until all was quiet."""

    incidents: int
    effects: int
    kills: int
    findings: Findings
    seconds: float
    rest_s: float


async def storm(
    theatre: Theatre, seed: Seed, *, incidents: int, kills: int, replicas: int
) -> Blown:
    """Declare so many incidents, killing bots at random moments at least so many times."""
    deeds = [declaring(f"Part {number} of the shop fails") for number in range(1, incidents + 1)]
    began = utc_now()
    async with theatre.town(Scenario("storm", tuple(deeds), 0), "wall") as town:
        # Twenty channels a minute would keep most calls from being under way when a kill comes.
        town.timing, town.pace = USUAL, unpaced
        # Every announcement that a kill interrupts is looked up in the one channel for them.
        town.workspace.hub.violations.expect(["history_polling"])
        async with kept(town, replicas=replicas) as keeper:
            await _under_fire(town, keeper, deeds, seed, kills)
            calm = utc_now()
        ended = utc_now()
        findings = keeper.fallen + await judged(town, deeds)
        effects = await town.promised()
    seconds, rest = (ended - began).total_seconds(), (ended - calm).total_seconds()
    return Blown(incidents, effects, keeper.deaths, findings, seconds, rest)


async def _under_fire(
    town: Town, keeper: Keeper, deeds: list[Deed], seed: Seed, kills: int
) -> None:
    left = list(reversed(deeds))

    async def hand() -> None:
        while left:
            await persist(town, keeper, left.pop())

    async with asyncio.TaskGroup() as group:
        for _ in range(HANDS):
            group.create_task(hand())
        while left or keeper.deaths < kills:
            await _kill_somebody(keeper, seed)


async def _kill_somebody(keeper: Keeper, seed: Seed) -> None:
    number = keeper.deaths
    chance = seed.stream(f"kill {number}")
    await asyncio.sleep(chance.between(*BETWEEN_KILLS_S))
    place = chance.pick(sorted(keeper.bots))
    if keeper.bots[place].is_ready:
        keeper.strike(place, signal.SIGKILL)
