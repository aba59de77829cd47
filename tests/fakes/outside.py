"""The world behind the performers: it remembers what was done to it, and can lose its answers."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias

from bot.domain.errors import Unavailable
from bot.effects.answers import answered
from bot.ports import Done, Promised

LOST = Unavailable("The connection was reset.", may_have_happened=True)

Reply: TypeAlias = Exception | Done | Callable[[Promised], Awaitable[Done]]


@dataclass
class Outside:
    """`made` lists the key of every call that took effect, in order, repetitions included."""

    made: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@dataclass
class Scripted:
    """Answers each attempt by the next of `replies`, then always takes effect and says so.

    A lost answer means that the call did take effect. `finds` replaces an honest look-up. `gate`
    is what an answer opens; without it nothing was sent, as far as gates go.
    """

    outside: Outside
    replies: list[Reply] = field(default_factory=list)
    finds: Exception | None = None
    done: Done = field(default_factory=lambda: Done("ref"))
    within: timedelta = timedelta(seconds=10)
    gate: str = ""

    async def perform(self, effect: Promised) -> Done:
        reply = self.replies.pop(0) if self.replies else self.done
        if self.gate and _is_answer(reply, self.gate):
            answered(self.gate)
        if isinstance(reply, Exception) and reply is not LOST:
            raise reply
        self.outside.made.append(effect.key)
        if isinstance(reply, Exception):
            raise reply
        return reply if isinstance(reply, Done) else await reply(effect)

    async def look_up(self, effect: Promised, since: datetime) -> Done | None:
        self.outside.asked.append(effect.key)
        if self.finds is not None:
            raise self.finds
        return self.done if effect.key in self.outside.made else None


def _is_answer(reply: Reply, gate: str) -> bool:
    """Tell whether somebody spoke who had opened the gate: a refusal does, but not of the gate."""
    return not isinstance(reply, Unavailable) or reply.limit not in {"", gate}
