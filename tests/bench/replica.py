"""One replica that makes calls which take a while and do nothing: `python -m tests.bench.replica`.

The rest is real: the ledger, the queue, the transactions. Runs until it is terminated.
"""

import asyncio
import random
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from time import monotonic

from bot.dispatch.postgres import Dispatcher
from bot.dispatch.queue import defer
from bot.effects.ledger import Ledger
from bot.ids import new_id
from bot.ports import Done, Promised
from bot.runbooks.library import Library
from bot.storage.database import connect
from bot.storage.ledger import by_its_own_clock
from bot.storage.postgres import conninfo
from bot.storage.store import Store
from tests.bench.record import now

KIND = "slack.line"
CALL_S = 0.05


@dataclass(frozen=True, slots=True)
class Call:
    """Waits as long as a call to Slack takes."""

    within: timedelta = timedelta(seconds=10)

    async def perform(self, _effect: Promised) -> Done:
        """Take the time of a call."""
        await asyncio.sleep(CALL_S)
        return Done(reference="C1 1.1")

    async def look_up(self, _effect: Promised, _since: datetime) -> Done | None:
        """Say that it may be repeated."""
        return None


def store_at(url: str) -> Store:
    """Open the store of a replica."""
    shelf = partial(Library, ())
    return Store(connect(url), now, new_id, shelf, defer, by_its_own_clock)


async def main(url: str) -> None:
    """Run whatever is due."""
    ledger = Ledger(store_at(url), {KIND: Call()}, now, monotonic, random.random, new_id)
    await Dispatcher(ledger, conninfo(url), clock=now).run()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
