"""What became of the calls that Muster promised, in words."""

from collections.abc import Mapping, Sequence

from bot.domain.ledger import STUCK
from bot.ports import Promised

OPEN = {"planned", "intent"}
NO_LOSS = ("superseded", "dropped")
"""How the reason begins when a newer call took its place, or nobody misses it."""


BEHIND: Mapping[str, tuple[str, ...]] = {
    "slack.channel.create": ("slack.card.", "slack.steps.", "slack.line", "slack.evidence"),
    "page.publish": ("page.publish",),
}
"""Which kinds wait, in the same lane, until a person has settled one that holds it."""


def unsettled(promised: Sequence[Promised]) -> list[Promised]:
    """Return calls that failed, or of which nobody knows whether they happened."""
    return [
        each
        for each in promised
        if each.state == "unknown"
        or (each.state == "failed" and not each.reason.startswith(NO_LOSS))
    ]


def how_long(each: Promised) -> str:
    """Say how a call that is tried again stands: it waits, or has done so for too long."""
    has_waited = (each.not_before or each.planned_at) - each.planned_at
    return "is stuck" if has_waited >= STUCK else "waits"


def waiting(promised: Sequence[Promised]) -> list[Promised]:
    """Return calls that were tried and have to be tried again."""
    return [each for each in held_up(promised) if each.attempts > 0]


def held_up(promised: Sequence[Promised]) -> list[Promised]:
    """Return calls that cannot be made at once for a reason, be it only that Slack asks to wait."""
    return [each for each in promised if each.state in OPEN and each.reason]


def behind(each: Promised, promised: Sequence[Promised]) -> int:
    """Count the calls that cannot be made before this one is settled."""
    kinds = BEHIND.get(each.kind, ())
    later = promised[promised.index(each) + 1 :]
    return sum(other.state in OPEN and other.kind.startswith(kinds) for other in later)
