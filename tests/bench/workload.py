"""What a workload is, and what it says."""

import statistics
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number that was measured; of several runs it is the median, and `runs` are all.

    `unit` is "x" for a ratio to the bare bound of its workload. A target is printed beside the
    figure and never enforced: the machine may be busy, or smaller than what the target is for.
    """

    name: str
    unit: str
    value: float
    runs: tuple[float, ...] = ()
    at_most: float | None = None
    at_least: float | None = None

    @property
    def is_met(self) -> bool:
        """Whether the target is reached; without one it is."""
        is_low_enough = self.at_most is None or self.value <= self.at_most
        return is_low_enough and (self.at_least is None or self.value >= self.at_least)


Measure: TypeAlias = Callable[[Path], Coroutine[None, None, Sequence[Figure]]]
"""Measures in an empty folder, in a process of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """One workload of the suite; it is given up after `within_s`.

    `bare` says which bound its ratios are to, which must be measured in the same run.
    """

    name: str
    title: str
    bare: str
    measure: Measure
    within_s: float = 60


def median(
    name: str,
    unit: str,
    values: Sequence[float],
    *,
    at_most: float | None = None,
    at_least: float | None = None,
) -> Figure:
    """Make one figure of what several runs gave."""
    runs = tuple(round(value, 3) for value in values)
    middle = round(statistics.median(values), 3)
    return Figure(name=name, unit=unit, value=middle, runs=runs, at_most=at_most, at_least=at_least)


def over(runs: Sequence[Mapping[str, float]], at_most: Mapping[str, float]) -> list[Figure]:
    """Make the figures of several runs that measured the same; a name says its unit."""
    return [
        median(name, "", [run[name] for run in runs], at_most=at_most.get(name)) for name in runs[0]
    ]
