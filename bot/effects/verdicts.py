"""What one attempt came to, and what that means for the promise: values, decided without I/O."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias, get_args

from bot.domain.errors import Refused, Unavailable
from bot.ports import Done, Dropped, Undecidable

LONGEST_BACKOFF = timedelta(seconds=60)
SHORTEST_BLOCK = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Happened:
    """The call took effect."""

    done: Done


@dataclass(frozen=True, slots=True)
class Later:
    """Try again at `at`. `is_open` when the call may have happened: then look before repeating.

    `counts` is false when the outside only asked us to wait; `limit` is then what we ran into.
    """

    at: datetime
    is_open: bool
    reason: str
    counts: bool = True
    limit: str = ""


@dataclass(frozen=True, slots=True)
class Stuck:
    """No machine can go on: `state` is failed or unknown. `is_told` puts it on the timeline.

    `reference` is set when the call did happen and only its telling failed.
    """

    state: str
    reason: str
    is_told: bool = True
    reference: str = ""


Verdict: TypeAlias = Happened | Later | Stuck

Failure: TypeAlias = Unavailable | TimeoutError | Refused | Dropped | Undecidable

FAILURES = get_args(Failure)
"""What a performer may raise; anything else is a bug."""

CANNOT_TELL = (Refused, Dropped, Undecidable)
"""How a look-up says that it cannot find out what became of the call."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a verdict depends on beside the error; `chance` is in [0, 1)."""

    now: datetime
    attempts: int
    chance: float
    settle: timedelta


def after_call(error: Failure, around: Circumstances) -> Verdict:
    """Judge a call that did not succeed."""
    match error:
        case Unavailable():
            return _unavailable(error, around)
        case TimeoutError():
            return _unavailable(Unavailable("No answer in time.", may_have_happened=True), around)
        case Refused():
            return Stuck("failed", str(error))
        case Dropped():
            return Stuck("failed", f"dropped: {error}", is_told=False)
        case Undecidable():
            return Stuck("unknown", str(error))


def after_look_up(error: Failure, around: Circumstances) -> Verdict:
    """Judge a look-up that brought no answer."""
    match error:
        case Unavailable() if error.retry_after is not None:
            return _asked_to_wait(error, around, is_open=True, least=SHORTEST_BLOCK)
        case Unavailable() | TimeoutError():
            at = around.now + _backoff(around)
            return Later(at, is_open=True, reason=str(error) or "no answer in time")
        case Dropped():
            return Stuck("failed", f"dropped: {error}", is_told=False)
        case Refused() | Undecidable():
            # Who may not look cannot know either, and the call may well have happened.
            return Stuck("unknown", str(error))


def after_bug(reason: str, verdict: Verdict | None) -> Stuck:
    """Judge an attempt that met a bug, before its verdict or in writing that down."""
    match verdict:
        case None:  # the intent was written down: it may have been sent
            return Stuck("unknown", reason)
        case Happened():
            return Stuck("failed", reason, reference=verdict.done.reference)
        case Later():
            return Stuck("unknown" if verdict.is_open else "failed", reason)
        case Stuck():
            return Stuck(verdict.state, reason)


def _unavailable(error: Unavailable, around: Circumstances) -> Verdict:
    if error.retry_after is not None:
        least = around.settle if error.may_have_happened else SHORTEST_BLOCK
        return _asked_to_wait(error, around, is_open=error.may_have_happened, least=least)
    if error.may_have_happened:
        wait = max(around.settle, _backoff(around))
        return Later(around.now + wait, is_open=True, reason=str(error))
    return Later(around.now + _backoff(around), is_open=False, reason=str(error))


def _asked_to_wait(
    error: Unavailable, around: Circumstances, *, is_open: bool, least: timedelta
) -> Later:
    """Wait as long as the outside asks, and up to a second more, so that not all come at once."""
    wait = max(least, error.retry_after or least) + timedelta(seconds=around.chance)
    return Later(around.now + wait, is_open, str(error), counts=False, limit=error.limit)


def _backoff(around: Circumstances) -> timedelta:
    """Wait 1, 2, 4 ... seconds, give or take a fifth, and never more than 60."""
    doubled = timedelta(seconds=2 ** min(around.attempts - 1, 6))
    return min(LONGEST_BACKOFF, doubled * (0.8 + 0.4 * around.chance))
