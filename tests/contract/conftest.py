"""Everything durable, three times: the fake and both databases."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import count

import pytest

from bot.effects.book import Store as AnyStore
from bot.ports import Deliveries, PagePosts, Timers
from bot.slack.directory import People
from bot.storage.database import connect
from bot.storage.deliveries import SqlDeliveries
from bot.storage.page import SqlPagePosts
from bot.storage.people import SqlPeople
from bot.storage.store import Store
from bot.storage.timers import SqlTimers
from tests.fakes.clock import ManualClock
from tests.fakes.deliveries import MemoryDeliveries
from tests.fakes.page_posts import MemoryPagePosts
from tests.fakes.people import MemoryPeople
from tests.fakes.runbooks import KeptRunbooks
from tests.fakes.store import MemoryStore
from tests.fakes.timers import MemoryTimers


@dataclass
class World:
    """One implementation of everything durable, empty, at noon."""

    clock: ManualClock
    store: AnyStore
    deliveries: Deliveries
    timers: Timers
    page: PagePosts
    people: People
    kicks: list[None]


@pytest.fixture(params=["memory", "sqlite", "postgres"])
async def world(request: pytest.FixtureRequest) -> AsyncIterator[World]:
    clock = ManualClock()
    kicks: list[None] = []
    if request.param == "memory":
        memory = MemoryStore(clock)
        deliveries = MemoryDeliveries(memory, kick=lambda: kicks.append(None))
        page, names = MemoryPagePosts(), MemoryPeople()
        yield World(clock, memory, deliveries, MemoryTimers(memory), page, names, kicks)
        return
    database = connect(request.getfixturevalue(f"{request.param}_url"))
    salts, errors = count(1), count(1)
    store = Store(database, clock, lambda: f"salt {next(salts)}", KeptRunbooks)
    front = SqlDeliveries(store, lambda: f"E{next(errors)}", lambda: kicks.append(None))
    yield World(clock, store, front, SqlTimers(store), SqlPagePosts(store), SqlPeople(store), kicks)
    await database.close()
