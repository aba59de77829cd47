"""The rows of the ledger, as its rules need them read and written."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar

from bot.effects.pacing import Buckets
from bot.ports import Json, Promised, Work

T = TypeVar("T")

OPEN = ("planned", "intent")
"""The states in which a machine still has something to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """A promised call, with what only the ledger must know about it.

    `fence` counts the claims: who holds an older number may not write any more. `is_next` tells
    that nothing stands before it in its lane; `is_blocked`, that its lane waits for people.
    `waits_for` names the bucket that had no token; with a `collapse` word others may pass it then.
    """

    promised: Promised
    lane: str
    is_next: bool
    fence: int
    is_blocked: bool = False
    owner: str = ""
    waits_for: str = ""
    collapse: str = ""
    lease_until: datetime | None = None
    intent_at: datetime | None = None
    last_intent_at: datetime | None = None
    ended_at: datetime | None = None
    result: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A promised call that may be run at `at` or later; None means since it was promised."""

    key: str
    at: datetime | None
    since: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an attempt to bring a call forward came to.

    `is_over`: no machine has anything left to do, at least until people have settled something.
    `again`: when to try next; without it, and not over: once the database can be used again.
    `is_behind`: another call of its lane may go first. `has_moved`: the row was changed.
    """

    is_over: bool = False
    again: datetime | None = None
    is_behind: bool = False
    has_moved: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """One promised call, as a queue beside the ledger needs to know it."""

    key: str
    kind: str
    lane: str


class Book(Protocol):
    """The ledger in one transaction."""

    async def now(self) -> datetime:
        """Return the present moment by the clock that everybody who shares the rows goes by."""
        ...

    async def take(self, key: str) -> Row | None:
        """Lock one row until the transaction ends, and return it."""
        ...

    async def put(self, row: Row, *, fence: int) -> bool:
        """Write the row back unless it was claimed again since `fence`; tell whether it was."""
        ...

    async def block(self, lane: str, *, by: str) -> None:
        """Let nothing in the lane run until a person has settled the effect `by`.

        Calls without a lane stand for themselves: nothing else stops.
        """
        ...

    async def waiting(self, limit: int) -> list[Waiting]:
        """Return the calls that nothing stands before in their lanes; soonest first."""
        ...

    async def void_leases(self, not_before: datetime) -> int:
        """Free every call that a dead process had claimed, to be run at `not_before` at soonest.

        Returns their number. Only for whoever can be sure that no other process runs.
        """
        ...


class LedgerWork(Work, Protocol):
    """One open transaction, with the ledger and its pace in it."""

    @property
    def book(self) -> Book:
        """The rows of the ledger."""
        ...

    @property
    def buckets(self) -> Buckets:
        """What paces the calls."""
        ...


class Store(Protocol):
    """Runs a body in one transaction."""

    async def transact(self, cause: str, body: Callable[[LedgerWork], Awaitable[T]]) -> T:
        """Return what `body` returned once it is durable; nothing is written when it raises.

        `cause` is noted on what it appends. `body` may run several times, so it must have no
        effect but through its work. Raises Unavailable when the database cannot do it now.
        """
        ...

    async def look(self, body: Callable[[LedgerWork], Awaitable[T]]) -> T:
        """Return what `body` returned; it can only read. Raises Unavailable."""
        ...
