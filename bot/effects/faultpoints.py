"""Named places where a test may let the process die, to prove that nothing is lost there."""

from collections.abc import Callable
from typing import TypeAlias

FaultPoint: TypeAlias = Callable[[str, str], None]
"""Called with the name of the place and the key of the delivery or effect; may not return."""

NAMES = (
    "delivery.inserted",
    "delivery.before_commit",
    "delivery.committed",
    "delivery.before_ack",
    "delivery.acked",
    "effect.before_claim",
    "effect.intended",
    "effect.before_send",
    "effect.replied",
    "effect.before_done",
    "effect.done",
)


def unharmed(_name: str, _key: str) -> None:
    """Do nothing: what production passes everywhere."""


class Countdown:
    """Let `strike` happen at the n-th place that is reached, counted over all names.

    `reached` keeps what was passed, so that a test can print what it covered.
    """

    def __init__(self, at: int, strike: FaultPoint) -> None:
        self.reached: list[str] = []
        self._at = at
        self._strike = strike

    def __call__(self, name: str, key: str) -> None:
        self.reached.append(name)
        if len(self.reached) == self._at:
            self._strike(name, key)
