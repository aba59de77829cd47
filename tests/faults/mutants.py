"""Safeguards taken away one by one, as a careless change would: the experiments must notice."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any, TypeVar, cast

from sqlalchemy import select, update

from bot.domain.errors import Unavailable
from bot.effects.book import OPEN, Book, LedgerWork, Row, Waiting
from bot.effects.book import Store as AnyStore
from bot.effects.ledger import Timing
from bot.ports import (
    Decision,
    Deliveries,
    Delivery,
    Done,
    Json,
    PageUpdate,
    Performer,
    Promised,
    StatusPage,
    Work,
)
from bot.slack.listener import Listener
from bot.storage.ledger import SqlBook
from bot.storage.tables import effects, timers
from bot.storage.timers import SqlTimers
from tests.faults.lab import Safeguards

T = TypeVar("T")
NUMBERS = count(1)


@dataclass(frozen=True)
class Undeduped:
    """Takes every delivery for a new one."""

    inner: Deliveries

    async def decide(self, delivery: Delivery, decision: Decision) -> Json:
        fresh = replace(delivery, key=f"{delivery.key}/{next(NUMBERS)}")
        return await self.inner.decide(fresh, decision)

    async def read(self, question: Callable[[Work], Awaitable[T]]) -> T:
        return await self.inner.read(question)


class Hasty(Listener):
    """Answers first and decides afterwards."""

    async def command(self, ack: Callable[..., Awaitable[Any]], body: Json) -> None:
        await ack()

        async def answered(**_answer: object) -> None:
            return None

        await super().command(answered, body)


@dataclass(frozen=True)
class Changed:
    """The performer as it was, unless a subclass says otherwise."""

    inner: Performer

    @property
    def within(self) -> timedelta:
        return self.inner.within

    async def perform(self, effect: Promised) -> Done:
        return await self.inner.perform(effect)

    async def look_up(self, effect: Promised, since: datetime) -> Done | None:
        return await self.inner.look_up(effect, since)


class Blind(Changed):
    """Repeats without looking."""

    async def look_up(self, effect: Promised, since: datetime) -> Done | None:
        return None


class Sure(Changed):
    """Takes a lost answer or an HTTP 5xx for a no."""

    async def perform(self, effect: Promised) -> Done:
        try:
            return await self.inner.perform(effect)
        except Unavailable as error:
            raise Unavailable(str(error), retry_after=error.retry_after) from error


class Impatient(Changed):
    """Takes being asked to wait for an ordinary failure."""

    async def perform(self, effect: Promised) -> Done:
        try:
            return await self.inner.perform(effect)
        except Unavailable as error:
            raise Unavailable(str(error), may_have_happened=error.may_have_happened) from error


class NoLease(Timing):
    """Lets a claim end at once."""

    def lease_for(self, performer: Performer | None) -> timedelta:
        return timedelta()


class ShortLease(Timing):
    """Lets a claim end before the call can have ended."""

    def lease_for(self, performer: Performer | None) -> timedelta:
        return timedelta(milliseconds=300)


@dataclass(frozen=True)
class Rebound:
    """A store whose ledger rows go through another book."""

    inner: AnyStore
    book: Callable[[Book], Book]

    async def transact(self, cause: str, body: Callable[[LedgerWork], Awaitable[T]]) -> T:
        return await self.inner.transact(cause, lambda work: body(self._with(work)))

    async def look(self, body: Callable[[LedgerWork], Awaitable[T]]) -> T:
        return await self.inner.look(lambda work: body(self._with(work)))

    def _with(self, work: LedgerWork) -> LedgerWork:
        return replace(work, book=self.book(work.book))  # type: ignore[type-var] # a dataclass


class Unfenced(SqlBook):
    """Lets whoever was overtaken write all the same."""

    async def put(self, row: Row, *, fence: int) -> bool:
        newest = await self.take(row.promised.key)
        return await super().put(row, fence=newest.fence if newest else fence)


class Unordered(SqlBook):
    """Does not look who stands before a call in its lane."""

    async def take(self, key: str) -> Row | None:
        row = await super().take(key)
        return replace(row, is_next=True) if row else None

    async def waiting(self, limit: int) -> list[Waiting]:
        still = select(effects).where(effects.c.state.in_(OPEN)).order_by(effects.c.id)
        rows = await self.session.run(lambda sql: sql.execute(still.limit(limit)).all())
        return [Waiting(row.key, row.not_before, row.planned_at) for row in rows]


def in_place_of(book: type[SqlBook]) -> Callable[[AnyStore], AnyStore]:
    """Use this book in every transaction."""

    def same_but(was: Book) -> Book:
        values = {each.name: getattr(was, each.name) for each in fields(SqlBook)}
        return cast("Book", book(**values))

    return lambda store: Rebound(store, same_but)


@dataclass(frozen=True)
class Trusting:
    """Believes that a page shows what it took."""

    inner: StatusPage

    @property
    def name(self) -> str:
        return self.inner.name

    async def publish(self, update: PageUpdate, *, key: str) -> None:
        await self.inner.publish(update, key=key)

    async def shows(self, update: PageUpdate, *, key: str) -> str | None:
        return "https://status.example.com/"


class Ungenerated(SqlTimers):
    """Does not count how often a timer was set."""

    async def fire(self, now: datetime) -> int:
        same = update(timers).values(generation=1)
        await self.store.transact(
            "mutant", lambda work: work.session.run(lambda sql: sql.execute(same))
        )
        return await super().fire(now)


NEVER_TOO_LATE = timedelta(hours=-1)
"""As a margin, this also takes away the last look at the clock before a call."""

MUTANTS: Mapping[str, tuple[Safeguards, set[str]]] = {
    "no dedupe of deliveries": (
        Safeguards(deliveries=Undeduped),
        {"told_twice_is_done_once"},
    ),
    "acknowledge before commit": (
        Safeguards(listener=Hasty),
        {"what_was_answered_survives"},
    ),
    "no lease": (
        Safeguards(timing=NoLease(margin=NEVER_TOO_LATE)),
        {"two_replicas_call_once", "a_slow_call_stays_ours"},
    ),
    "a lease shorter than the call": (
        Safeguards(timing=ShortLease(margin=NEVER_TOO_LATE)),
        {"a_slow_call_stays_ours"},
    ),
    "no read before repeat": (
        Safeguards(performer=Blind),
        {"a_death_after_the_answer_repeats_nothing", "a_lost_answer_is_no_refusal"},
    ),
    "5xx treated as a no": (
        Safeguards(performer=Sure),
        {"a_lost_answer_is_no_refusal"},
    ),
    "429 counted and retried early": (
        Safeguards(performer=Impatient),
        {"who_is_asked_to_wait_waits"},
    ),
    "no fence on done": (
        Safeguards(store=in_place_of(Unfenced)),
        {"who_was_overtaken_writes_nothing"},
    ),
    "no look at the head of the lane": (
        Safeguards(store=in_place_of(Unordered)),
        {"a_lane_keeps_its_order"},
    ),
    "published without reading back": (
        Safeguards(page=Trusting),
        {"published_means_that_customers_read_it"},
    ),
    "a timer without generation": (
        Safeguards(timers=Ungenerated),
        {"a_timer_rings_once_for_each_time_it_was_set"},
    ),
}
"""What is taken away, and exactly which experiments must fail then."""
