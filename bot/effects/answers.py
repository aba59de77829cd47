"""Which gates the call that is being made now has found open.

A promise may end without a byte being sent: nobody is left to be told, or the request itself is
wrong. That says nothing about the outside. Only who speaks with the outside knows of an answer,
deep inside a performer, and notes it here for the ledger.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_heard: ContextVar[set[str] | None] = ContextVar("heard", default=None)


@contextmanager
def listening() -> Iterator[set[str]]:
    """Collect the gates whose outside answers within this block, also in tasks that it starts."""
    gates: set[str] = set()
    token = _heard.set(gates)
    try:
        yield gates
    finally:
        _heard.reset(token)


def answered(gate: str) -> None:
    """Note that the outside answered a call, so that this gate of it is open."""
    gates = _heard.get()
    if gates is not None:
        gates.add(gate)
