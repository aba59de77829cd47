"""A store on a real database, with one declared incident."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import count

from bot.domain.entries import said
from bot.domain.facts import Declared, Fact, Noted
from bot.domain.terms import IncidentId, PersonId, Words
from bot.ports import Delivery, Promises
from bot.storage.database import connect
from bot.storage.deliveries import SqlDeliveries
from bot.storage.store import SqlWork, Store
from tests.fakes.clock import NOON, ManualClock
from tests.fakes.runbooks import KeptRunbooks

INC = IncidentId(1)
ADA = PersonId("U1")
DECLARED = Declared(Words("Checkout is down"))
SLASH = Delivery("act:T1:13.37", "slash", "/incident", "5f2a", NOON)


@asynccontextmanager
async def opened(
    url: str, *, clock: ManualClock | None = None, patience: timedelta = timedelta(seconds=2)
) -> AsyncIterator[Store]:
    database = connect(url, patience=patience)
    salts = count(1)
    try:
        yield Store(database, clock or ManualClock(), lambda: f"salt {next(salts)}", KeptRunbooks)
    finally:
        await database.close()


def front(store: Store, *, within: timedelta = timedelta(seconds=2)) -> SqlDeliveries:
    return SqlDeliveries(store, lambda: "E7", lambda: None, within=within)


async def append(store: Store, *facts: Fact, after: int) -> None:
    entries = said(facts, actor=ADA, now=NOON, after=after)

    async def body(work: SqlWork) -> None:
        await work.timelines.append(INC, entries, after=after, promises=Promises())

    await store.transact("act:1", body)


async def declared(store: Store) -> None:
    await append(store, DECLARED, Noted(Words("first")), Noted(Words("second")), after=0)
