"""The durations of an incident, by the formulae that everybody can check."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from operator import add
from typing import TypeAlias

from bot.domain.communication import Publication, publications
from bot.domain.durations import Duration, between
from bot.domain.entries import Entry
from bot.domain.stamps import Moment, Outage, Stamps, stamps_of
from bot.domain.terms import Stamp, UpdateState
from bot.domain.times import utc_text
from bot.domain.timetable import dated

Json: TypeAlias = "dict[str, int | float | str | list[str] | dict[str, str] | None]"

LETTERS: Mapping[Stamp, str] = {
    Stamp.IMPACT: "I",
    Stamp.SIGNAL: "A",
    Stamp.ACKNOWLEDGED: "K",
    Stamp.OPENED: "O",
    Stamp.DECIDED: "D",
    Stamp.STARTED: "S",
    Stamp.MITIGATED: "M",
    Stamp.NORMAL: "N",
    Stamp.RESOLVED: "R",
    Stamp.PEAK: "peak",
}
"""How the formulae call each moment."""

NAMES: Mapping[str, str] = {
    "I": "impact start",
    "A": "first signal",
    "K": "acknowledgement",
    "O": "opening",
    "D": "decision",
    "S": "mitigation start",
    "M": "mitigation",
    "N": "return to normal",
    "R": "resolution",
    "peak": "peak",
    "C1": "first public update",
    "Cr": "public “resolved”",
}
"""What each letter means, in words."""

DIFFERENCES: Mapping[str, tuple[str, str]] = {
    "detect": ("A", "I"),
    "acknowledge": ("K", "A"),
    "engage": ("O", "A"),
    "opened": ("O", "I"),
    "diagnose": ("D", "K"),
    "decide": ("D", "I"),
    "alert_to_decision": ("D", "A"),
    "mitigation_run": ("M", "S"),
    "mitigate": ("M", "I"),
    "recover": ("N", "I"),
    "monitoring": ("R", "M"),
    "resolve": ("R", "I"),
    "alert_to_resolve": ("R", "A"),
    "first_public": ("C1", "I"),
    "peak_after": ("peak", "I"),
    "public_resolved_early": ("R", "Cr"),
}
"""Key of metrics.json -> (moment, earlier moment that is taken from it)."""

USUALLY_LATER = {"public_resolved_early"}
"""Where the opposite order is the normal one: no number then, and nothing to point at."""

GAPS: Mapping[str, str] = {
    "largest_update_gap": "longest time between two public updates",
    "longest_silence": "longest time without a public update, from impact start to resolution",
}

SUM = "impact start to resolution, every stretch of impact added up"


@dataclass(frozen=True, slots=True)
class Figure:
    """One duration, its formula in words, and the entries that its ends come from.

    `flag` says why there is no number although both ends are recorded, `lacks` which are not.
    """

    key: str
    formula: str
    duration: Duration | None
    sources: tuple[int, ...] = ()
    flag: str = ""
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Metrics:
    """Every duration of one incident, by its key, with all that it was computed from.

    After a reopening `resolve` is the sum of the stretches of impact, and `wall` the time from
    the start of the first to the end of the last.
    """

    figures: Mapping[str, Figure]
    wall: Figure
    stamps: Stamps
    updates: tuple[Publication, ...]

    @property
    def flagged(self) -> tuple[Figure, ...]:
        """Return the figures whose moments contradict each other."""
        return tuple(figure for figure in self.figures.values() if figure.flag)

    @property
    def is_reopened(self) -> bool:
        """Tell whether there is more than one stretch of impact."""
        return len(self.stamps.outages) > 1

    def as_json(self) -> Json:
        """Return what metrics.json holds: minutes by key (null: not recorded), then their origin.

        "wall" is R - I also for what was reopened; times are UTC text.
        """
        minutes = {key: _minutes(figure) for key, figure in self.figures.items()}
        return {
            **minutes,
            "wall": _minutes(self.wall),
            "stamps": {stamp.value: utc_text(at.at) for stamp, at in self.stamps.known.items()},
            "public_updates": [utc_text(each.at) for each in self.updates],
            "flags": [figure.flag for figure in self.flagged],
        }


def measure(entries: Sequence[Entry]) -> Metrics:
    """Compute every duration that the record proves; the others are None."""
    stamps = stamps_of(entries)
    updates = tuple(each for each in publications(entries) if each.is_public)
    marks = _marks(stamps, updates)
    figures = {key: _difference(key, marks) for key in DIFFERENCES}
    wall = figures["resolve"]
    if len(stamps.outages) > 1:
        figures["resolve"] = _summed(stamps.outages)
    shown = [Moment(each.at, each.source) for each in updates]
    figures["largest_update_gap"] = _widest("largest_update_gap", shown)
    figures["longest_silence"] = _silence(shown, marks)
    return Metrics(figures, wall, stamps, updates)


def _marks(stamps: Stamps, updates: Sequence[Publication]) -> dict[str, Moment]:
    marks = {LETTERS[stamp]: moment for stamp, moment in stamps.known.items()}
    public = {each.state: Moment(each.at, each.source) for each in updates}
    if updates:
        marks["C1"] = Moment(updates[0].at, updates[0].source)
    if UpdateState.RESOLVED in public:
        marks["Cr"] = public[UpdateState.RESOLVED]
    return marks


def _difference(key: str, marks: Mapping[str, Moment]) -> Figure:
    end, start = DIFFERENCES[key]
    formula = f"{NAMES[start]} to {NAMES[end]} ({end} - {start})"
    if lacks := tuple(NAMES[each] for each in (start, end) if each not in marks):
        return Figure(key, formula, None, lacks=lacks)
    return _checked(
        key,
        formula,
        between(marks[start].at, marks[end].at),
        ends=((NAMES[start], marks[start]), (NAMES[end], marks[end])),
    )


def _checked(
    key: str, formula: str, duration: Duration, *, ends: Sequence[tuple[str, Moment]]
) -> Figure:
    """Refuse a negative duration: it says that one of its moments is wrong."""
    sources = _sources(moment for _, moment in ends)
    if not duration.is_negative:
        return Figure(key, formula, duration, sources)
    if key in USUALLY_LATER:
        return Figure(key, formula, None, sources)
    (start, first), (end, last) = ends[0], ends[-1]
    flag = (
        f"{key} has no number: {end} ({dated(last.at)}) is recorded before "
        f"{start} ({dated(first.at)}). One of the two is wrong."
    )
    return Figure(key, formula, None, sources, flag)


def _summed(outages: Sequence[Outage]) -> Figure:
    stretches = [
        _checked(
            "resolve",
            SUM,
            between(each.start.at, each.end.at),
            ends=((NAMES["I"], each.start), (NAMES["R"], each.end)),
        )
        for each in outages
        if each.start and each.end
    ]
    lengths = [stretch.duration for stretch in stretches if stretch.duration]
    if len(lengths) < len(outages):
        return next((each for each in stretches if each.flag), Figure("resolve", SUM, None))
    sources = sorted({source for stretch in stretches for source in stretch.sources})
    return Figure("resolve", SUM, reduce(add, lengths), tuple(sources))


def _widest(key: str, moments: Sequence[Moment]) -> Figure:
    gaps = [between(one.at, two.at) for one, two in pairwise(moments)]
    if not gaps:
        return Figure(key, GAPS[key], None, lacks=("second public update",))
    return Figure(key, GAPS[key], max(gaps, key=lambda gap: gap.length), _sources(moments))


def _silence(shown: Sequence[Moment], marks: Mapping[str, Moment]) -> Figure:
    """Measure the longest time without public words, from impact start to resolution."""
    if lacks := tuple(NAMES[each] for each in "IR" if each not in marks):
        return Figure("longest_silence", GAPS["longest_silence"], None, lacks=lacks)
    start, end = marks["I"], marks["R"]
    if between(start.at, end.at).is_negative:
        return Figure("longest_silence", GAPS["longest_silence"], None)
    during = [moment for moment in shown if start.at <= moment.at <= end.at]
    return _widest("longest_silence", [start, *during, end])


def _sources(moments: Iterable[Moment]) -> tuple[int, ...]:
    return tuple(sorted({moment.source for moment in moments}))


def _minutes(figure: Figure) -> int | float | None:
    return figure.duration.minutes if figure.duration else None
