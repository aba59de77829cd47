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

    `counts` is false when the outside only asked us to wait.
    """

    at: datetime
    is_open: bool
    reason: str
    counts: bool = True


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
        case Unavailable() | TimeoutError():
            wait = max(_backoff(around), getattr(error, "retry_after", None) or timedelta())
            return Later(around.now + wait, is_open=True, reason=str(error) or "no answer in time")
        case Dropped():
            return Stuck("failed", f"dropped: {error}", is_told=False)
        case Refused() | Undecidable():
            # Who may not look cannot know either, and the call may well have happened.
            return Stuck("unknown", str(error))


def _unavailable(error: Unavailable, around: Circumstances) -> Verdict:
    asked = error.retry_after
    if error.may_have_happened:
        wait = max(around.settle, _backoff(around), asked or timedelta())
        return Later(around.now + wait, is_open=True, reason=str(error))
    if asked is None:
        return Later(around.now + _backoff(around), is_open=False, reason=str(error))
    wait = max(SHORTEST_BLOCK, asked) + timedelta(seconds=around.chance)
    return Later(around.now + wait, is_open=False, reason=str(error), counts=False)


def _backoff(around: Circumstances) -> timedelta:
    """Wait 1, 2, 4 ... seconds, give or take a fifth, and never more than 60."""
    doubled = timedelta(seconds=2 ** min(around.attempts - 1, 6))
    return min(LONGEST_BACKOFF, doubled * (0.8 + 0.4 * around.chance))
