"""What an attempt came to, and when to try again: values, decided without I/O."""

from datetime import datetime, timedelta

from bot.effects.book import OPEN, Outcome, Row
from bot.effects.verdicts import Later, Verdict

BEHIND = timedelta(seconds=1)
"""How soon a call looks again whether those before it in its lane have ended."""


def hindrance(row: Row, now: datetime) -> Outcome | None:
    """Say why a call may not be run now, and until when; None when it may."""
    if row.promised.state not in OPEN or row.is_blocked:
        return Outcome(is_over=True)
    if not row.is_next:
        return Outcome(again=now + BEHIND, is_behind=True)
    ahead = [each for each in (row.promised.not_before, row.lease_until) if each and each > now]
    return (
        Outcome(again=max(ahead), is_behind=_lets_pass(row, row.promised.state)) if ahead else None
    )


def came_to(verdict: Verdict, row: Row) -> Outcome:
    """Return what follows from a verdict on this call that was stored."""
    if not isinstance(verdict, Later):
        return Outcome(is_over=True, has_moved=True)
    behind = _lets_pass(row, "intent" if verdict.is_open else "planned")
    return Outcome(again=verdict.at, is_behind=behind, has_moved=True)


def _lets_pass(row: Row, state: str) -> bool:
    """Tell whether others may go first: an edit shows what is true when it is made."""
    return bool(row.collapse) and state == "planned"
