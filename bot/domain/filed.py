"""Look something up under a key, in what grows without being copied."""

from collections.abc import Hashable, Iterator, Mapping
from types import MappingProxyType
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

DRAWERS = 1024
"""How many parts what is filed is kept in; filing something copies one of them and this list."""


class Filed(Mapping[K, V]):
    """A mapping in no order; never changes, and shares what it has in common with older ones."""

    __slots__ = ("_drawers", "_size")

    def __init__(self) -> None:
        self._drawers: tuple[Mapping[K, V], ...] = (MappingProxyType({}),) * DRAWERS
        self._size = 0

    def put(self, key: K, value: V) -> "Filed[K, V]":
        """Return the mapping with this value under the key."""
        return self._with({**self._drawer(key), key: value}, key)

    def without(self, key: K) -> "Filed[K, V]":
        """Return the mapping without this key, which need not be there."""
        return self._with({k: v for k, v in self._drawer(key).items() if k != key}, key)

    def __getitem__(self, key: K) -> V:
        return self._drawer(key)[key]

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[K]:
        for drawer in self._drawers:
            yield from drawer

    def _drawer(self, key: K) -> Mapping[K, V]:
        return self._drawers[hash(key) % DRAWERS]

    def _with(self, drawer: Mapping[K, V], key: K) -> "Filed[K, V]":
        changed: Filed[K, V] = Filed()
        drawers = [*self._drawers]
        drawers[hash(key) % DRAWERS] = drawer
        changed._drawers = tuple(drawers)
        changed._size = self._size + len(drawer) - len(self._drawer(key))
        return changed
