"""A record of any size, as the bot would have written it, and what it costs to work with it."""

import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path

from sqlalchemy import or_, update

from bot.domain import facts
from bot.domain.entries import Entry, said
from bot.domain.facts import Fact
from bot.domain.terms import (
    ChannelId,
    IncidentId,
    Outcome,
    PersonId,
    Severity,
    Words,
)
from bot.ports import Delivery, Json, Work
from bot.runbooks.library import Library
from bot.storage.database import connect
from bot.storage.deliveries import SqlDeliveries
from bot.storage.schema import migrate
from bot.storage.store import SqlWork, Store
from bot.storage.tables import effects
from bot.workflows.consequences import following

ANA = PersonId("U1")
ROOM = ChannelId("C1")
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
AT_ONCE = 500
IS_POST = or_(effects.c.kind.like("%.post"), effects.c.kind.in_(("slack.line", "slack.evidence")))
POSTED = f"{ROOM} 1767225600.000100"
WORDS = "Latency of checkout rose again, from 240 ms to 1.3 s; the pool of the database is full."


def now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


@asynccontextmanager
async def opened(path: Path) -> AsyncIterator[Store]:
    """Open a store on a SQLite file with all tables."""
    url = f"sqlite+aiosqlite:///{path}"
    migrate(url)
    salts, database = count(1), connect(url)
    shelf = partial(Library, ())
    try:
        yield Store(database, now, lambda: f"salt-{next(salts)}", shelf)
    finally:
        await database.close()


async def write(store: Store, incident_id: IncidentId, length: int) -> None:
    """Write one incident of so many entries; everything that it promised is done."""
    told = story(incident_id)
    for first in range(0, length, AT_ONCE):
        facts_ = [next(told) for _ in range(min(AT_ONCE, length - first))]
        entries = said(facts_, actor=ANA, now=BEGAN + timedelta(seconds=first), after=first)
        await store.transact("bench:write", partial(_append, incident_id, entries, first))


async def _append(
    incident_id: IncidentId, entries: Sequence[Entry], after: int, work: SqlWork
) -> None:
    promises = following(incident_id, entries)
    await work.timelines.append(incident_id, entries, after=after, promises=promises)
    open_ones = effects.c.state == "planned", effects.c.incident_id == incident_id
    post, other = update(effects).where(*open_ones, IS_POST), update(effects).where(*open_ones)
    await work.session.run(lambda sql: sql.execute(post.values(state="done", reference=POSTED)))
    await work.session.run(lambda sql: sql.execute(other.values(state="done")))


def story(incident_id: IncidentId) -> Iterator[Fact]:
    """Tell what a long incident is made of: mostly words, with some evidence and changes."""
    yield facts.Declared(Words(f"Checkout {incident_id} is down"), Severity.SEV2)
    yield facts.ChannelOpened(ROOM, f"inc-{incident_id}-checkout")
    for number in count():
        yield _told(number)


def _told(number: int) -> Fact:
    words = Words(f"{WORDS} ({number})")
    match number % 20:
        case 3 | 8 | 13 | 18:
            return facts.MessageRecorded(ROOM, f"{number}.000100", ANA, words)
        case 5:
            return facts.PersonJoined(PersonId(f"U{number % 400}"))
        case 10:
            step, outcome = f"step-{number // 20 % 50}", Outcome.PASS
            return facts.EvidenceCollected(number // 20 + 1, step, "http", outcome, words)
        case 15:
            return facts.ImpactDescribed(words)
        case _:
            return facts.Noted(words)


class Person:
    """Somebody who works with one store, and what that costs."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._front = SqlDeliveries(store, lambda: "E1", lambda: None)
        self._number = 0

    async def decide(self, decision: Callable[[Work], Awaitable[Json]]) -> float:
        """Decide one delivery; return the processor time in milliseconds."""
        self._number += 1
        delivery = Delivery(f"bench:{self._number}", "slash", "note", str(self._number), now())
        return await _timed(partial(self._front.decide, delivery, decision))

    async def ask(self, question: Callable[[Work], Awaitable[object]]) -> float:
        """Answer one question; return the processor time in milliseconds."""
        return await _timed(partial(self._front.read, question))


async def _timed(body: Callable[[], Awaitable[object]]) -> float:
    began = time.process_time()
    await body()
    return (time.process_time() - began) * 1000


async def compared(
    action: Callable[[Person], Awaitable[float]], small: Person, large: Person, *, times: int = 40
) -> float:
    """Do the same in turns, and return how many times the large one costs what the small does."""
    costs = [(await action(small), await action(large)) for _ in range(times)]
    return statistics.median(more for _, more in costs) / statistics.median(
        less for less, _ in costs
    )
