"""What a verdict leaves behind: the row in its next state, and what the timeline hears."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from bot.domain.ledger import STUCK, failed, stuck
from bot.domain.terms import MUSTER
from bot.effects.book import Row
from bot.effects.pacing import Wait
from bot.effects.verdicts import Happened, Later, Stuck, Verdict
from bot.workflows.record import Decide, Saying


def put_off(row: Row, wait: Wait) -> Row:
    """Return the row as it waits for its turn: in its place, and as often tried as before."""
    reason = wait.reason or row.promised.reason
    promised = replace(row.promised, not_before=wait.until, reason=reason)
    return replace(row, promised=promised, waits_for=wait.bucket)


def after(row: Row, verdict: Verdict, now: datetime) -> Row:
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


def saying_of(verdict: Verdict, now: datetime) -> Saying:
    """Return who tells it: whoever asked for the call, else Muster itself."""
    if isinstance(verdict, Happened):
        return Saying(verdict.done.actor, now, occurred=verdict.done.occurred)
    return Saying(MUSTER, now)


def telling(row: Row, verdict: Verdict, now: datetime) -> Decide | None:
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
