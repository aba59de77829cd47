"""Chance that can be repeated: one seed, and a stream of its own for each thing that is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import count
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Seed:
    """Where all chance of one run comes from; a new stream changes nothing in the others."""

    number: int

    def stream(self, name: str) -> "Stream":
        """Begin the stream of that name."""
        return Stream(self, name)

    def part(self, name: str) -> "Seed":
        """Return the seed of a part of the run, which can then be repeated alone."""
        digest = sha256(f"{self.number}/seed/{name}".encode()).digest()
        return Seed(int.from_bytes(digest[:6], "big"))


class Stream:
    """Numbers that follow from the seed, the name of the stream, and how many came before."""

    def __init__(self, seed: Seed, name: str) -> None:
        self._beginning = f"{seed.number}/{name}/"
        self._count = count(1)

    def fraction(self) -> float:
        """Return a number from 0 up to, not including, 1."""
        digest = sha256(f"{self._beginning}{next(self._count)}".encode()).digest()
        return int.from_bytes(digest[:6], "big") / 2**48

    def between(self, low: float, high: float) -> float:
        """Return a number from `low` up to `high`."""
        return low + (high - low) * self.fraction()

    def whole(self, low: int, high: int) -> int:
        """Return a whole number, both ends included."""
        return low + int((high - low + 1) * self.fraction())

    def pick(self, options: Sequence[T]) -> T:
        """Return one of them."""
        return options[self.whole(0, len(options) - 1)]
