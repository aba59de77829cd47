"""Bring promised calls forward: write the intent down, look before repeating, keep the result."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import assert_never

from bot.domain.entries import Entry
from bot.domain.errors import Rejected, Unavailable
from bot.domain.ledger import STUCK, failed, stuck
from bot.domain.terms import MUSTER
from bot.effects.book import OPEN, LedgerWork, Row, Store, Waiting
from bot.effects.faultpoints import FaultPoint, unharmed
from bot.effects.kinds import holds_its_lane
from bot.effects.verdicts import (
    FAILURES,
    Circumstances,
    Happened,
    Later,
    Stuck,
    Verdict,
    after_call,
    after_look_up,
)
from bot.ports import Clock, Performer
from bot.workflows.record import Decide, Saying, record

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Timing:
    """How long the ledger waits for others.

    `settle`: how long the outside may still be applying a request that we gave up on.
    `lease`: how long a claim belongs to who made it; at least twice the time limit of the
    performer, plus `margin` twice. `margin`: what the clocks of others may be off.
    """

    settle: timedelta = timedelta(seconds=12)
    lease: timedelta = timedelta(seconds=30)
    look_up: timedelta = timedelta(seconds=10)
    margin: timedelta = timedelta(seconds=5)

    def lease_for(self, performer: Performer | None) -> timedelta:
        """Return how long a claim of such a call lasts."""
        within = performer.within if performer else timedelta()
        return max(self.lease, 2 * within + 2 * self.margin)


@dataclass(frozen=True, slots=True)
class Claim:
    """One attempt that this process alone may make now; `at` is on the monotonic clock."""

    row: Row
    was_intent: bool
    lease: timedelta
    at: float


class Fenced(Exception):
    """The claim was taken over: whatever this attempt found out no longer counts."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Runs promised calls one by one. `chance` is in [0, 1), `monotonic` in seconds."""

    store: Store
    kinds: Mapping[str, Performer]
    clock: Clock
    monotonic: Callable[[], float]
    chance: Callable[[], float]
    new_error_id: Callable[[], str]
    timing: Timing = Timing()
    fp: FaultPoint = unharmed

    async def waiting(self, limit: int) -> list[Waiting]:
        """Return which calls may be run, and when; soonest first. Raises Unavailable."""
        return await self.store.look(lambda work: work.book.waiting(limit))

    async def void_leases(self) -> int:
        """Take over what an earlier process had under way, once the outside has settled.

        Only for whoever can be sure that no other process runs. Raises Unavailable.
        """
        until = self.clock() + self.timing.settle
        return await self.store.transact("start", lambda work: work.book.void_leases(until))

    async def run(self, key: str) -> bool:
        """Make the call, look it up, or put it off; tell whether anything changed.

        Raises nothing: what goes wrong is on the row of the effect, or, when even that cannot be
        written, the row stays as it was, to be taken up again.
        """
        claim = verdict = None
        try:
            claim = await self._claim(key)
            if claim is None:
                return False
            verdict = await self._attempt(claim)
            await self._keep(claim, verdict)
        except Unavailable as trouble:
            log.warning("effect.postponed", extra={"effect": key, "trouble": str(trouble)})
            return False
        except Exception:
            error_id = self.new_error_id()
            log.exception("effect.bug", extra={"effect": key, "error_id": error_id})
            reference = verdict.done.reference if isinstance(verdict, Happened) else ""
            stuck = Stuck("failed", f"error {error_id}", reference=reference)
            return claim is not None and await self._give_up(claim, stuck)
        return True

    async def _claim(self, key: str) -> Claim | None:
        self.fp("effect.before_claim", key)
        at = self.monotonic()
        claim = await self.store.transact(key, partial(self._take, key, at))
        if claim is not None:
            self.fp("effect.intended", key)
        return claim

    async def _take(self, key: str, at: float, work: LedgerWork) -> Claim | None:
        row = await work.book.take(key)
        now = self.clock()
        if row is None or not _may_run(row, now):
            return None
        lease = self.timing.lease_for(self.kinds.get(row.promised.kind))
        claimed = replace(
            row,
            promised=replace(
                row.promised, state="intent", attempts=row.promised.attempts + 1, not_before=None
            ),
            fence=row.fence + 1,
            lease_until=now + lease,
            intent_at=row.intent_at or now,
            last_intent_at=now,
        )
        await work.book.put(claimed, fence=row.fence)
        return Claim(claimed, row.promised.state == "intent", lease, at)

    async def _attempt(self, claim: Claim) -> Verdict:
        performer = self.kinds.get(claim.row.promised.kind)
        if performer is None:
            return Stuck("failed", f"Nothing here can do {claim.row.promised.kind}.")
        if claim.was_intent:
            found = await self._look_up(claim, performer)
            if found is not None:
                return found
        if not self._is_in_time(claim, performer):
            reason = "Too late to begin."
            return Later(self.clock(), is_open=claim.was_intent, reason=reason)
        return await self._perform(claim, performer)

    async def _look_up(self, claim: Claim, performer: Performer) -> Verdict | None:
        since = claim.row.intent_at or claim.row.promised.planned_at
        try:
            async with asyncio.timeout(self.timing.look_up.total_seconds()):
                found = await performer.look_up(claim.row.promised, since)
        except FAILURES as failure:
            return after_look_up(failure, self._circumstances(claim))
        return None if found is None else Happened(found)

    async def _perform(self, claim: Claim, performer: Performer) -> Verdict:
        self.fp("effect.before_send", claim.row.promised.key)
        try:
            async with asyncio.timeout(performer.within.total_seconds()):
                done = await performer.perform(claim.row.promised)
        except FAILURES as failure:
            return after_call(failure, self._circumstances(claim))
        self.fp("effect.replied", claim.row.promised.key)
        return Happened(done)

    def _is_in_time(self, claim: Claim, performer: Performer) -> bool:
        """Tell whether the whole call still fits into the claim, even if this process slept."""
        spent = timedelta(seconds=self.monotonic() - claim.at)
        return spent < claim.lease - performer.within - self.timing.margin

    def _circumstances(self, claim: Claim) -> Circumstances:
        return Circumstances(
            self.clock(), claim.row.promised.attempts, self.chance(), self.timing.settle
        )

    async def _keep(self, claim: Claim, verdict: Verdict) -> None:
        key = claim.row.promised.key
        self.fp("effect.before_done", key)
        try:
            told = await self._store(claim, verdict)
        except Rejected as refusal:
            # The timeline does not take the fact (any more); what happened outside stays so.
            told = await self._store(claim, verdict, untold=str(refusal))
        except Fenced:
            log.warning("effect.fenced", extra={"effect": key})
            return
        if told and isinstance(verdict, Later):
            log.error("effect.stuck", extra={"effect": key, "why": verdict.reason})
        self.fp("effect.done", key)

    async def _store(self, claim: Claim, verdict: Verdict, *, untold: str = "") -> Sequence[Entry]:
        body = partial(self._write, claim, verdict, untold)
        return await self.store.transact(claim.row.promised.key, body)

    async def _write(
        self, claim: Claim, verdict: Verdict, untold: str, work: LedgerWork
    ) -> Sequence[Entry]:
        """Write the verdict and tell of it, unless `untold` says why the timeline cannot hear."""
        now = self.clock()
        row, told = _after(claim.row, verdict, now), list[Entry]()
        tell = _telling(claim.row, verdict, now)
        if tell is not None and not untold:
            saying = _saying(verdict, now)
            told = await record(row.promised.incident_id, tell, saying=saying, work=work)
        if untold:
            reason = row.promised.reason or untold
            row = replace(row, promised=replace(row.promised, reason=reason))
        if not await work.book.put(row, fence=claim.row.fence):
            raise Fenced
        if isinstance(verdict, Stuck) and verdict.is_told and holds_its_lane(row.promised.kind):
            await work.book.block(row.lane, by=row.promised.key)
        return told

    async def _give_up(self, claim: Claim, stuck: Stuck) -> bool:
        """Keep a bug visible: on the timeline if that can be, else on the row alone."""
        try:
            try:
                await self._keep(claim, stuck)
            except Unavailable:
                raise
            except Exception:
                log.exception("effect.untold", extra={"effect": claim.row.promised.key})
                await self._store(claim, stuck, untold="The timeline cannot be extended.")
        except Unavailable:
            return False
        return True


def _may_run(row: Row, now: datetime) -> bool:
    is_due = row.promised.not_before is None or row.promised.not_before <= now
    is_free = row.lease_until is None or row.lease_until <= now
    return row.promised.state in OPEN and row.is_next and is_due and is_free


def _after(row: Row, verdict: Verdict, now: datetime) -> Row:
    """Return the row as the verdict leaves it: released, and in its next state."""
    was = row.promised
    match verdict:
        case Happened():
            promised = replace(was, state="done", reference=verdict.done.reference, reason="")
            result = dict(verdict.done.result)
            return replace(row, promised=promised, lease_until=None, ended_at=now, result=result)
        case Later():
            promised = replace(
                was,
                state="intent" if verdict.is_open else "planned",
                attempts=was.attempts if verdict.counts else was.attempts - 1,
                not_before=verdict.at,
                reason=verdict.reason,
            )
            return replace(row, promised=promised, lease_until=None)
        case Stuck():
            promised = replace(
                was, state=verdict.state, reason=verdict.reason, reference=verdict.reference
            )
            return replace(row, promised=promised, lease_until=None, ended_at=now)
    assert_never(verdict)


def _saying(verdict: Verdict, now: datetime) -> Saying:
    """Return who tells it: whoever asked for the call, else Muster itself."""
    if isinstance(verdict, Happened):
        return Saying(verdict.done.actor, now, occurred=verdict.done.occurred)
    return Saying(MUSTER, now)


def _telling(row: Row, verdict: Verdict, now: datetime) -> Decide | None:
    """Return what the timeline hears of the verdict, as a decision; None when nothing."""
    if isinstance(verdict, Happened):
        return verdict.done.tell
    effect, what = row.promised.key, row.promised.kind
    if isinstance(verdict, Later) and now - row.promised.planned_at >= STUCK:
        return lambda incident: stuck(incident, effect, what, verdict.reason)
    if isinstance(verdict, Stuck) and verdict.is_told:
        is_unknown = verdict.state == "unknown"
        return lambda incident: failed(incident, effect, what, verdict.reason, is_unknown)
    return None
