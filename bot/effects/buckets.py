"""Token buckets: how often a call may be made, as arithmetic without I/O."""

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

SKEW = timedelta(seconds=5)
"""How far the clocks of replicas may be apart; one that is further behind was set back."""

ROUNDED_TO = 1000
"""Waiting times end on a thousandth of a second."""

WHOLE = 1e-9
"""What may be missing of a token: floating point forgets that much on the way."""


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `per_minute` calls in any minute, and at most `burst` of them at once."""

    per_minute: int
    burst: int

    @property
    def per_second(self) -> float:
        """How many tokens come back in a second; the burst counts as part of its minute."""
        return (self.per_minute - self.burst) / 60


@dataclass(frozen=True, slots=True)
class Bucket:
    """The calls that may be made at once: `tokens`, as counted at `refilled_at`.

    Whoever was refused by the outside blocks it, and says why: until then there is nothing.
    """

    name: str
    tokens: float
    refilled_at: datetime
    blocked_until: datetime | None = None
    reason: str = ""


def full(name: str, rate: Rate, now: datetime) -> Bucket:
    """Return a bucket that nobody has used yet."""
    return Bucket(name, rate.burst, now)


def refilled(bucket: Bucket, rate: Rate, now: datetime) -> Bucket:
    """Return the bucket as it is now; a block that has ended is gone.

    A clock that differs a little neither gives nor takes: two replicas would make tokens between
    their two times. One that was set back moves everything that the bucket knows with it.
    """
    bucket = set_back(bucket, now)
    since = _refilling_since(bucket)
    if now < since:
        return bucket
    tokens = bucket.tokens + (now - since).total_seconds() * rate.per_second
    return Bucket(bucket.name, min(float(rate.burst), tokens), now)


def set_back(bucket: Bucket, now: datetime) -> Bucket:
    """Return the bucket on a clock that was set back to `now`, if it was."""
    behind = bucket.refilled_at - now
    if behind <= SKEW:
        return bucket
    until = bucket.blocked_until and bucket.blocked_until - behind
    return replace(bucket, refilled_at=now, blocked_until=until)


def next_token(bucket: Bucket, rate: Rate, now: datetime, *, keep: int = 0) -> datetime | None:
    """Return when one more than `keep` tokens will be there; None when they are now.

    `bucket` is refilled; `keep` is less than the burst.
    """
    missing = 1 + keep - bucket.tokens
    missing = missing if missing > WHOLE else 0.0
    is_blocked = bucket.blocked_until is not None and bucket.blocked_until > now
    if not missing and not is_blocked:
        return None
    wait = math.ceil(missing / rate.per_second * ROUNDED_TO)
    return _refilling_since(bucket) + timedelta(seconds=wait / ROUNDED_TO)


def taken(bucket: Bucket) -> Bucket:
    """Return the bucket with one token less."""
    return replace(bucket, tokens=bucket.tokens - 1)


def blocked(bucket: Bucket, until: datetime, reason: str, now: datetime) -> Bucket:
    """Return the bucket as the outside wants it: nothing before `until`, then one call first."""
    later = max(until, bucket.blocked_until or until)
    return Bucket(bucket.name, min(bucket.tokens, 1.0), now, later, reason)


def _refilling_since(bucket: Bucket) -> datetime:
    return max(bucket.refilled_at, bucket.blocked_until or bucket.refilled_at)
