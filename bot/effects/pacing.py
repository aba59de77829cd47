"""What promised calls owe before they may be made, so that the outside need not refuse them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol, TypeAlias

from bot.effects.buckets import Bucket, Rate, blocked, full, next_token, refilled, set_back, taken
from bot.effects.verdicts import Later, Verdict
from bot.ports import Promised

TRIAL = timedelta(seconds=60)
"""How long the others wait for the one call that tries whether a gate is open again."""


@dataclass(frozen=True, slots=True)
class Toll:
    """What a call owes to one bucket: a token, while `keep` stay for calls that matter more.

    When the outside refuses a call because of `limit`, the bucket is blocked. Without a rate
    nothing is counted: it is a gate, open unless it was blocked; afterwards one call goes first.
    """

    bucket: str
    rate: Rate | None = None
    keep: int = 0
    limit: str = ""


Pace: TypeAlias = Callable[[Promised], Sequence[Toll]]
"""Tells what a call owes, by its kind and incident."""


@dataclass(frozen=True, slots=True)
class Wait:
    """The call may not be made before `until`, because of a bucket.

    `reason` is empty when nobody was refused; `each` is how long a token takes to come back.
    """

    bucket: str
    until: datetime
    reason: str = ""
    each: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Paid:
    """The call may be made now. Its outcome opens the gates that it tries, or blocks them.

    `open` names those of which the outside has answered it.
    """

    trying: tuple[Bucket, ...] = ()
    open: frozenset[str] = frozenset()


class Buckets(Protocol):
    """The buckets that all replicas share, in one transaction."""

    async def find(self, names: Sequence[str]) -> list[Bucket]:
        """Return those that exist, without locking them."""
        ...

    async def lock(self, unknown: Sequence[Bucket], gates: Sequence[str] = ()) -> list[Bucket]:
        """Lock buckets until the transaction ends, and return them in order of their names.

        One that does not exist yet begins as it is given; a gate that somebody has opened
        meanwhile stays gone. They are locked in that order, and after everything else, so that
        nobody waits for each other.
        """
        ...

    async def put(self, buckets: Sequence[Bucket]) -> None:
        """Write locked buckets back."""
        ...

    async def ahead(self, bucket: str, key: str) -> int:
        """Count the calls that wait for this bucket and were promised before the one of `key`."""
        ...

    async def open(self, gate: str) -> None:
        """Remove a gate, and let every call that waits for it go on at once."""
        ...


def free(_effect: Promised) -> Sequence[Toll]:
    """Ask nothing of any call."""
    return ()


async def pay(buckets: Buckets, key: str, tolls: Sequence[Toll], now: datetime) -> Paid | Wait:
    """Take what the call owes from every bucket, or nothing from any.

    Who has to wait comes back in its turn: if all came for the same token, each token would cost
    as many claims as there are calls.
    """
    gates = await buckets.find([toll.bucket for toll in tolls if toll.rate is None])
    fresh = [_fresh(toll, now) for toll in tolls if toll.rate is not None]
    if not gates and not fresh:
        return Paid()
    closed = [gate.name for gate in gates]
    found = {bucket.name: bucket for bucket in await buckets.lock(fresh, closed)}
    due = [_due(found[toll.bucket], toll, now) for toll in tolls if toll.bucket in found]
    waits = [each for each in due if isinstance(each, Wait)]
    if waits:
        longest = max(waits, key=lambda wait: wait.until)
        turns = await buckets.ahead(longest.bucket, key) if longest.each else 0
        return replace(longest, until=longest.until + turns * longest.each)
    after = [each for each in due if isinstance(each, Bucket)]
    await buckets.put(after)
    return Paid(tuple(each for each in after if each.name in closed))


def _due(bucket: Bucket, toll: Toll, now: datetime) -> Bucket | Wait:
    """Return the bucket as it is when the call has paid, or when it may."""
    if toll.rate is None:
        return _tried(set_back(bucket, now), now)
    bucket = refilled(bucket, toll.rate, now)
    until = next_token(bucket, toll.rate, now, keep=toll.keep)
    each = timedelta(seconds=1 / toll.rate.per_second)
    return taken(bucket) if until is None else Wait(bucket.name, until, bucket.reason, each)


def _tried(gate: Bucket, now: datetime) -> Bucket | Wait:
    """Let one call through a gate whose block has ended, and nobody else until it is answered."""
    if gate.blocked_until is None or gate.blocked_until > now:
        return Wait(gate.name, gate.blocked_until or now, gate.reason)
    return replace(gate, refilled_at=now, blocked_until=now + TRIAL)


def found_open(paid: Paid, gates: Iterable[str]) -> Paid:
    """Return what was paid, now that these gates have answered the call."""
    return replace(paid, open=frozenset(gates))


async def settle(
    buckets: Buckets, tolls: Sequence[Toll], paid: Paid, verdict: Verdict, now: datetime
) -> None:
    """Let the outcome of a call decide for the others: open what it tried, block what it ran into.

    Without an answer a gate stays as it is, and another call tries it later; at once, if this one
    ended without trying it, or was put off by what the outside told of something else.
    """
    limit = verdict.limit if isinstance(verdict, Later) else ""
    refusing = [_fresh(toll, now) for toll in tolls if limit and toll.limit == limit]
    names = {each.name for each in refusing}
    tried = [gate for gate in paid.trying if gate.name not in names]
    await _open(buckets, [gate for gate in tried if gate.name in paid.open])
    if not isinstance(verdict, Later) or (paid.open and not verdict.is_open):
        await _hand_on(buckets, [gate for gate in tried if gate.name not in paid.open], now)
    await _block(buckets, refusing, paid, verdict, now)


async def _hand_on(buckets: Buckets, untried: Sequence[Bucket], now: datetime) -> None:
    """Let the next call try what this one did not, unless somebody does already."""
    locked = await buckets.lock((), [gate.name for gate in untried])
    await buckets.put([replace(gate, blocked_until=now) for gate in locked if gate in untried])


async def _open(buckets: Buckets, gates: Sequence[Bucket]) -> None:
    for gate in gates:
        await buckets.open(gate.name)


async def _block(
    buckets: Buckets, refusing: Sequence[Bucket], paid: Paid, verdict: Verdict, now: datetime
) -> None:
    """Block what refused; the end of a trial that was refused was only our own guess."""
    if not refusing or not isinstance(verdict, Later):
        return
    tried = {gate.name for gate in paid.trying}
    found = [
        replace(each, blocked_until=None) if each.name in tried else each
        for each in await buckets.lock(refusing)
    ]
    await buckets.put([blocked(each, verdict.at, verdict.reason, now) for each in found])


def _fresh(toll: Toll, now: datetime) -> Bucket:
    return full(toll.bucket, toll.rate, now) if toll.rate else Bucket(toll.bucket, 0, now)
