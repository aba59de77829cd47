"""kill -9 at every boundary of a workflow, then a new start: nothing lost, nothing twice."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from tests.faults.databases import Databases
from tests.faults.deeds import Deed, Scenario, accomplish
from tests.faults.oracle import Findings, judged
from tests.faults.town import SLACK_REPEATS_S, UNHARMED, Fate, Stage, Town, founded

BEFORE_COMMIT = ("delivery.inserted", "delivery.before_commit")


@dataclass
class Theatre:
    """Towns of one kind of database, all in one folder; each stage is prepared once."""

    databases: Databases
    folder: Path
    _stages: dict[tuple[Deed, ...], Stage] = field(default_factory=dict)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    async def stage(self, given: tuple[Deed, ...]) -> Stage:
        """Do without any fault what comes before."""
        if given not in self._stages:
            async with founded(self.databases.new(), self._place()) as town:
                async with town.bot():
                    for deed in given:
                        assert await accomplish(town, deed)
                self._stages[given] = town.leave()
        return self._stages[given]

    @asynccontextmanager
    async def town(self, scenario: Scenario) -> AsyncIterator[Town]:
        """Open a town of its own, where the scenario begins."""
        if not scenario.given:
            async with founded(self.databases.new(), self._place()) as town:
                yield town
            return
        stage = await self.stage(scenario.given)
        url = self.databases.copy(stage.database_url)
        async with founded(url, self._place(), world=stage.world) as town:
            yield town

    def _place(self) -> Path:
        return self.folder / f"town-{next(self._numbers)}"


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
                await town.workspace.clock.advance(SLACK_REPEATS_S)
        deeds = (*scenario.given, *scenario.deeds)
        return Struck(where, await judged(town, deeds))


async def boundaries(theatre: Theatre, scenario: Scenario) -> list[str]:
    """Name every boundary that a life without a fault passes."""
    async with theatre.town(scenario) as town:
        async with town.bot(UNHARMED) as bot:
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
