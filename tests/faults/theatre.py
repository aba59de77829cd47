"""Towns in which something was done before: prepared once, then copied for each test."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from bot.localslack.clock import Mode
from tests.faults.databases import Databases
from tests.faults.deeds import Deed, Scenario, accomplish
from tests.faults.town import Stage, Town, founded


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
    async def town(self, scenario: Scenario, mode: Mode = "manual") -> AsyncIterator[Town]:
        """Open a town of its own, where the scenario begins."""
        stage = await self._begun(scenario)
        async with founded(stage.database_url, self._place(), world=stage.world, mode=mode) as town:
            town.server = self.databases.server
            yield town

    async def _begun(self, scenario: Scenario) -> Stage:
        if not scenario.given:
            return Stage("", self.databases.new())
        stage = await self.stage(scenario.given)
        return Stage(stage.world, self.databases.copy(stage.database_url))

    def _place(self) -> Path:
        return self.folder / f"town-{next(self._numbers)}"
