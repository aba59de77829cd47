"""kill -9 at every boundary of a workflow, then a new start: nothing lost, nothing twice."""

from dataclasses import dataclass

from tests.faults.bots import Fate
from tests.faults.deeds import Deed, Scenario, accomplish
from tests.faults.oracle import Findings, judged
from tests.faults.theatre import Theatre
from tests.faults.town import Town


@dataclass(frozen=True)
class Struck:
    """What came of one kill: where it hit ("" = nowhere any more), and what was wrong then."""

    where: str
    findings: Findings


async def struck_at(theatre: Theatre, scenario: Scenario, k: int) -> Struck:
    """Kill the bot at the k-th boundary of a scenario, start it again, let people go on, look."""
    async with theatre.town(scenario) as town:
        async with town.bot(Fate(k)) as first:
            undone = await _until_death(town, scenario)
        where = first.struck
        if where:
            async with town.bot():
                await _go_on(town, undone)
                await town.told_again()
        deeds = (*scenario.given, *scenario.deeds)
        return Struck(where, await judged(town, deeds))


async def boundaries(theatre: Theatre, scenario: Scenario) -> list[str]:
    """Name every boundary that a life without a fault passes."""
    async with theatre.town(scenario) as town:
        async with town.bot() as bot:
            for deed in scenario.deeds:
                assert await accomplish(town, deed)
        return bot.passed


async def _until_death(town: Town, scenario: Scenario) -> list[Deed]:
    """Do one deed after the other; return those that nobody answered to."""
    for place, deed in enumerate(scenario.deeds):
        if not await accomplish(town, deed):
            return list(scenario.deeds[place:])
    return []


async def _go_on(town: Town, undone: list[Deed]) -> None:
    """Look what became of the deed without an answer, and do what is not done."""
    for deed in undone:
        if not await deed.times(town):
            assert await accomplish(town, deed)
