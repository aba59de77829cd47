"""Keep bots running as a supervisor does: whoever dies is started again, until all may rest."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tests.faults.bots import UNHARMED, Bot, Fate
from tests.faults.oracle import Findings
from tests.faults.town import Town, eventually

FOREVER = None


@dataclass
class Keeper:
    """So many bots of one town, and what was done to them."""

    town: Town
    replicas: int
    pause_s: float
    deaths: int = 0
    pauses: int = 0
    cuts: int = 0
    where: str = ""
    fallen: Findings = field(default_factory=Findings)
    bots: dict[int, Bot] = field(default_factory=dict)
    _resting: asyncio.Event = field(default_factory=asyncio.Event)

    async def all_well(self) -> None:
        """Wait until every bot lives, is awake and hears Slack."""
        await eventually(lambda: len(self.town.bots) == self.replicas and self.town.is_well)

    def strike(self, place: int, number: int) -> None:
        """Send a signal to the bot at that place, if one lives there."""
        if place in self.bots:
            self.bots[place].send(number)

    async def keep(self, place: int, fate: Fate) -> None:
        """Run one bot after the other at this place; the first one has a fate."""
        while True:
            bot = self.bots[place] = await self.town.start(fate)
            try:
                await self._until_rest(bot, fate)
            finally:
                bot.send(signal.SIGCONT)
                bot.send(signal.SIGKILL)  # one that is at rest does not mind
                self.town.bots.remove(bot)
                self.where = self.where or bot.struck
            if bot.process.exitcode == 0:
                return
            self._note_death(bot)
            fate = UNHARMED

    def rest(self) -> None:
        """Let every bot finish what it has to do, and end."""
        self._resting.set()

    def _note_death(self, bot: Bot) -> None:
        """Count a kill; who falls over by itself, other than while starting, is a finding."""
        if bot.process.exitcode == -signal.SIGKILL:
            self.deaths += 1
        elif bot.is_ready:
            self.fallen += Findings(different=(f"a bot ended with {bot.process.exitcode}",))

    async def _until_rest(self, bot: Bot, fate: Fate) -> None:
        async with asyncio.TaskGroup() as group:
            waking = group.create_task(self._wake(bot, fate))
            await eventually(lambda: self._resting.is_set() or not bot.is_alive, FOREVER)
            if self._resting.is_set():
                await bot.rest()
            waking.cancel()

    async def _wake(self, bot: Bot, fate: Fate) -> None:
        """Let a bot go on that was stopped at a fault point."""
        if fate.strike == signal.SIGSTOP:
            await eventually(lambda: bool(bot.struck), FOREVER)
            self.pauses += 1
            await asyncio.sleep(self.pause_s)
            bot.send(signal.SIGCONT)


@asynccontextmanager
async def kept(
    town: Town, fate: Fate = UNHARMED, *, replicas: int = 1, pause_s: float = 0
) -> AsyncIterator[Keeper]:
    """Keep bots until the end of the block, and then until they have come to rest."""
    keeper = Keeper(town, replicas, pause_s)
    async with asyncio.TaskGroup() as group:
        for place in range(replicas):
            group.create_task(keeper.keep(place, fate if place == 0 else UNHARMED))
        await keeper.all_well()
        yield keeper
        keeper.rest()
