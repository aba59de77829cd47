"""A replica in a process of its own, which can be killed in the middle of a call."""

import asyncio
from multiprocessing.connection import Connection

from tests.dispatch.replicas import Calls, replica


def live(url: str, telling: Connection) -> None:
    """Run calls that never get an answer; send something when the first one is under way."""
    asyncio.run(_live(url, telling))


async def _live(url: str, telling: Connection) -> None:
    calls = Calls()
    async with replica(url, calls) as me, asyncio.TaskGroup() as group:
        group.create_task(me.dispatcher.run())
        await calls.reached.acquire()
        telling.send("under way")
