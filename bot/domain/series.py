"""A sequence that grows without being copied."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import TypeVar, overload

T = TypeVar("T")

FULL = 512
"""How many members one chunk holds; adding one copies at most a chunk and the list of chunks."""


class Series(Sequence[T]):
    """Members in order; never changes, and shares what it has in common with what grew from it.

    A tuple would be copied whole for each entry of a timeline. It equals any sequence with the same
    members.
    """

    __slots__ = ("_chunks", "_last")

    def __init__(self, members: Iterable[T] = ()) -> None:
        rest = iter(members)
        chunks: list[tuple[T, ...]] = []
        while len(chunk := tuple(islice(rest, FULL))) == FULL:
            chunks.append(chunk)
        self._chunks = tuple(chunks)
        self._last = chunk

    def plus(self, members: Iterable[T]) -> "Series[T]":
        """Return the series with these members behind its own."""
        grown: Series[T] = Series((*self._last, *members))
        grown._chunks = self._chunks + grown._chunks if grown._chunks else self._chunks
        return grown

    def __len__(self) -> int:
        return len(self._chunks) * FULL + len(self._last)

    def __iter__(self) -> Iterator[T]:
        return chain(chain.from_iterable(self._chunks), self._last)

    def __reversed__(self) -> Iterator[T]:
        yield from reversed(self._last)
        for chunk in reversed(self._chunks):
            yield from reversed(chunk)

    @overload
    def __getitem__(self, place: int) -> T: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[T, ...]: ...

    def __getitem__(self, place: int | slice) -> T | tuple[T, ...]:
        if isinstance(place, slice):
            return tuple(self[each] for each in range(*place.indices(len(self))))
        index = range(len(self))[place]
        number, within = divmod(index, FULL)
        return (self._last if number == len(self._chunks) else self._chunks[number])[within]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(map(_is_same, self, other))

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"Series({list(self)!r})"


def _is_same(one: object, other: object) -> bool:
    return one is other or one == other
