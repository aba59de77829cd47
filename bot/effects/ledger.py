"""Bring promised calls forward: write the intent down, look before repeating, keep the result."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from bot.domain.entries import Entry
from bot.domain.errors import Rejected, Unavailable
from bot.effects.aftermath import after, put_off, saying_of, telling
from bot.effects.answers import listening
from bot.effects.book import LedgerWork, Outcome, Row, Store, Waiting
from bot.effects.faultpoints import FaultPoint, unharmed
from bot.effects.kinds import holds_its_lane
from bot.effects.outcomes import came_to, hindrance
from bot.effects.pacing import Pace, Paid, Wait, found_open, free, pay, settle
from bot.effects.settling import AGAIN
from bot.effects.verdicts import (
    CANNOT_TELL,
    FAILURES,
    Circumstances,
    Happened,
    Later,
    Stuck,
    Verdict,
    after_bug,
    after_call,
    after_look_up,
)
from bot.ports import Clock, Performer
from bot.workflows.consequences import no_longer_waiting
from bot.workflows.record import record

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
    """One attempt that this process alone may make now; `at` is on the monotonic clock.

    `ahead` is how far the clock of the book is ahead of ours.
    """

    row: Row
    was_intent: bool
    lease: timedelta
    at: float
    ahead: timedelta
    paid: Paid


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
    pace: Pace = free

    async def waiting(self, limit: int) -> list[Waiting]:
        """Return which calls may be run, and when; soonest first. Raises Unavailable."""
        return await self.store.look(lambda work: work.book.waiting(limit))

    async def void_leases(self) -> int:
        """Take over what an earlier process had under way, once the outside has settled.

        Only for whoever can be sure that no other process runs. Raises Unavailable.
        """
        until = self.clock() + self.timing.settle
        return await self.store.transact("start", lambda work: work.book.void_leases(until))

    async def run(self, key: str) -> Outcome:
        """Make the call, look it up, or put it off; tell what that came to.

        Raises nothing: what goes wrong is on the row of the effect, or, when even that cannot be
        written, the row stays as it was, to be taken up again.
        """
        claim = verdict = None
        try:
            claim = await self._claim(key)
            if isinstance(claim, Outcome):
                return claim
            with listening() as gates:
                verdict = await self._attempt(claim)
            claim = replace(claim, paid=found_open(claim.paid, gates))
            is_kept = await self._keep(claim, verdict)
        except Unavailable as trouble:
            log.warning("effect.postponed", extra={"effect": key, "trouble": str(trouble)})
            return Outcome()
        except Exception:
            error_id = self.new_error_id()
            log.exception("effect.bug", extra={"effect": key, "error_id": error_id})
            stuck = after_bug(f"error {error_id}", verdict)
            is_told = isinstance(claim, Claim) and await self._give_up(claim, stuck)
            return Outcome(is_over=is_told, has_moved=is_told)
        return came_to(verdict, claim.row) if is_kept else Outcome(has_moved=True)

    async def _claim(self, key: str) -> Claim | Outcome:
        self.fp("effect.before_claim", key)
        at = self.monotonic()
        claim = await self.store.transact(key, partial(self._take, key, at))
        if isinstance(claim, Claim):
            self.fp("effect.intended", key)
        return claim

    async def _take(self, key: str, at: float, work: LedgerWork) -> Claim | Outcome:
        row = await work.book.take(key)
        if row is None:
            return Outcome(is_over=True)
        now = await work.book.now()
        obstacle = hindrance(row, now)
        if obstacle is not None:
            return obstacle
        paid = await pay(work.buckets, key, self.pace(row.promised), now)
        if isinstance(paid, Wait):
            await work.book.put(put_off(row, paid), fence=row.fence)
            return Outcome(again=paid.until, is_behind=bool(row.collapse), has_moved=True)
        lease = self.timing.lease_for(self.kinds.get(row.promised.kind))
        claimed = replace(
            row,
            promised=replace(
                row.promised, state="intent", attempts=row.promised.attempts + 1, not_before=None
            ),
            fence=row.fence + 1,
            waits_for="",
            lease_until=now + lease,
            intent_at=row.intent_at or now,
            last_intent_at=now,
        )
        await work.book.put(claimed, fence=row.fence)
        ahead = now - self.clock()
        return Claim(claimed, row.promised.state == "intent", lease, at, ahead, paid)

    async def _attempt(self, claim: Claim) -> Verdict:
        performer = self.kinds.get(claim.row.promised.kind)
        if performer is None:
            state = "unknown" if claim.was_intent else "failed"
            return Stuck(state, f"Nothing here can do {claim.row.promised.kind}.")
        if claim.was_intent:
            found = await self._look_up(claim, performer)
            if found is not None:
                return found
        return await self._perform(claim, performer)

    async def _look_up(self, claim: Claim, performer: Performer) -> Verdict | None:
        since = claim.row.intent_at or claim.row.promised.planned_at
        try:
            async with asyncio.timeout(self.timing.look_up.total_seconds()):
                found = await performer.look_up(claim.row.promised, since)
        except FAILURES as failure:
            if isinstance(failure, CANNOT_TELL) and claim.row.promised.reason == AGAIN:
                return None  # no machine can tell, and a person wants it all the same
            return after_look_up(failure, self._circumstances(claim))
        return None if found is None else Happened(found)

    async def _perform(self, claim: Claim, performer: Performer) -> Verdict:
        """Make the call, unless it would end after its claim.

        The limit begins before the last look at the clock: who is stopped after that look is given
        up at the next wait, before anything is sent.
        """
        try:
            async with asyncio.timeout(performer.within.total_seconds()):
                if not self._is_in_time(claim, performer):
                    reason = "Too late to begin."
                    return Later(self._now(claim), is_open=claim.was_intent, reason=reason)
                self.fp("effect.before_send", claim.row.promised.key)
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
            self._now(claim), claim.row.promised.attempts, self.chance(), self.timing.settle
        )

    def _now(self, claim: Claim) -> datetime:
        """Return the present moment by the clock of the book."""
        return self.clock() + claim.ahead

    async def _keep(self, claim: Claim, verdict: Verdict) -> bool:
        """Store the verdict, unless the claim was taken over; tell whether it was stored."""
        key = claim.row.promised.key
        self.fp("effect.before_done", key)
        try:
            told = await self._store(claim, verdict)
        except Rejected as refusal:
            # The timeline does not take the fact (any more); what happened outside stays so.
            told = await self._store(claim, verdict, untold=str(refusal))
        except Fenced:
            log.warning("effect.fenced", extra={"effect": key})
            return False
        if told and isinstance(verdict, Later):
            log.error("effect.stuck", extra={"effect": key, "why": verdict.reason})
        self.fp("effect.done", key)
        return True

    async def _store(self, claim: Claim, verdict: Verdict, *, untold: str = "") -> Sequence[Entry]:
        body = partial(self._write, claim, verdict, untold)
        return await self.store.transact(claim.row.promised.key, body)

    async def _write(
        self, claim: Claim, verdict: Verdict, untold: str, work: LedgerWork
    ) -> Sequence[Entry]:
        """Write the verdict and tell of it, unless `untold` says why the timeline cannot hear."""
        now = self.clock()
        row, told = after(claim.row, verdict, now), list[Entry]()
        tell = telling(claim.row, verdict, now)
        if tell is not None and not untold:
            saying = saying_of(verdict, now)
            told = await record(row.promised.incident_id, tell, saying=saying, work=work)
        if untold:
            reason = row.promised.reason or untold
            row = replace(row, promised=replace(row.promised, reason=reason))
        if not await work.book.put(row, fence=claim.row.fence):
            raise Fenced
        if isinstance(verdict, Happened):
            await work.effects.plan(verdict.done.then)
        if claim.row.promised.reason and not isinstance(verdict, Later):
            was = row.promised
            time = f"{was.key}/{row.fence}"
            await work.effects.plan(no_longer_waiting(was.incident_id, time, was.kind))
        if isinstance(verdict, Stuck) and verdict.is_told and holds_its_lane(row.promised.kind):
            await work.book.block(row.lane, by=row.promised.key)
        await settle(work.buckets, self.pace(row.promised), claim.paid, verdict, self._now(claim))
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
