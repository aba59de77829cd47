"""The front door without a database."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

from bot.domain.errors import Rejected, Unavailable
from bot.ports import Decision, Delivery, Json, Poisoned, Unconcerned, Work
from tests.fakes.store import MemoryStore, MemoryWork

T = TypeVar("T")


@dataclass(frozen=True)
class Answered:
    body_sha256: str
    reply: Json | None = None
    rejected: str = ""
    error_id: str = ""


def _no_kick() -> None:
    """Leave it to the test to run what was promised."""


@dataclass
class MemoryDeliveries:
    store: MemoryStore
    new_error_id: Callable[[], str] = lambda: "E-TEST"
    kick: Callable[[], None] = _no_kick
    answered: dict[str, Answered] = field(default_factory=dict)

    async def decide(self, delivery: Delivery, decision: Decision) -> Json:
        if delivery.key in self.answered:
            return _again(self.answered[delivery.key], delivery)

        async def body(work: MemoryWork) -> Json:
            return await decision(work)

        digest = delivery.body_sha256
        try:
            reply = await self.store.transact(delivery.key, body)
        except Rejected as refusal:
            self.answered[delivery.key] = Answered(digest, rejected=str(refusal))
            raise
        except (Unavailable, Unconcerned):
            raise
        except Exception as bug:
            self.answered[delivery.key] = Answered(digest, error_id=self.new_error_id())
            raise Poisoned(self.answered[delivery.key].error_id) from bug
        self.answered[delivery.key] = Answered(digest, reply=reply)
        self.kick()
        return reply

    async def read(self, question: Callable[[Work], Awaitable[T]]) -> T:
        return await self.store.look(question)


def _again(answered: Answered, delivery: Delivery) -> Json:
    if answered.body_sha256 != delivery.body_sha256:
        raise Rejected("This request has the key of an earlier, different one; nothing was done.")
    if answered.error_id:
        raise Poisoned(answered.error_id)
    if answered.reply is None:
        raise Rejected(answered.rejected)
    return answered.reply
