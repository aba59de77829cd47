"""Who took part, and how much of their time the record shows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain import facts
from bot.domain.document import Statement
from bot.domain.durations import MINUTE, Duration, between, words
from bot.domain.entries import Entry
from bot.domain.narration import Narrator
from bot.domain.stamps import Stamps
from bot.domain.standing import standing
from bot.domain.terms import MUSTER, PersonId, Stamp


@dataclass(frozen=True, slots=True)
class Trace:
    """A sign that somebody was at work at that moment."""

    person: PersonId
    at: datetime
    source: int


def people(entries: Sequence[Entry], narrator: Narrator) -> tuple[Statement, ...]:
    """Return everybody who left a trace or came to look, in the order in which they came."""
    counted = standing(entries)
    visits: dict[PersonId, list[tuple[str, int]]] = {}
    for entry in counted:
        for person, what in _visits(entry, narrator):
            visits.setdefault(person, []).append((what, entry.position))
    told: dict[PersonId, list[int]] = {person: [] for person in visits}
    for trace in _traces(counted):
        told.setdefault(trace.person, []).append(trace.source)
    return tuple(
        _part(narrator.frame.name(person), visits.get(person, []), sorted(set(told[person])))
        for person in told
    )


def effort(entries: Sequence[Entry], stamps: Stamps, narrator: Narrator) -> Statement:
    """Add up presence: from somebody's first trace to the last, between signal and resolution."""
    start = stamps.known.get(Stamp.SIGNAL) or stamps.known.get(Stamp.OPENED)
    end = stamps.known.get(Stamp.RESOLVED)
    if start is None or end is None:
        return Statement("Presence: not recorded, as the incident has no beginning or no end")
    stays: dict[PersonId, list[Trace]] = {}
    for trace in _traces(standing(entries)):
        stays.setdefault(trace.person, []).append(trace)
    spans = {person: _clipped(traces, start.at, end.at) for person, traces in stays.items()}
    present = {person: span for person, span in spans.items() if span}
    total = sum((last - first for first, last in present.values()), timedelta())
    who = "; ".join(
        f"{narrator.frame.name(person)} {narrator.moment(first)} to {narrator.moment(last)}"
        for person, (first, last) in present.items()
    )
    if not present:
        return Statement("Presence: nobody left an entry between the first signal and the end")
    sources = {trace.source for person in present for trace in _ends(stays[person])}
    length = words(Duration(total)) if total >= MINUTE else "less than a minute"
    return Statement(
        f"Presence, from each person's first entry to the last, added up: {length} ({who})",
        tuple(sorted(sources)),
    )


def _visits(entry: Entry, narrator: Narrator) -> Iterator[tuple[PersonId, str]]:
    when = narrator.moment(entry.occurred)
    match entry.fact:
        case facts.PersonJoined(person=person):
            yield person, f"joined at {when}"
        case facts.PersonLeft(person=person):
            yield person, f"left at {when}"
        case _:
            pass


def _traces(counted: Sequence[Entry]) -> Iterator[Trace]:
    """Find who did something when: the moment somebody typed it, not the one they typed."""
    for entry in counted:
        match entry.fact:
            case facts.PersonJoined() | facts.PersonLeft():
                continue
            case facts.RoleTaken(person=person) | facts.RoleReleased(person=person):
                yield Trace(person, entry.occurred, entry.position)
            case facts.MessageRecorded(author=author):
                yield Trace(author, entry.occurred, entry.position)
            case facts.StampSet(stamp=Stamp.ACKNOWLEDGED, at=at):
                yield Trace(entry.actor, at, entry.position)
            case _:
                pass
        if entry.actor != MUSTER:
            yield Trace(entry.actor, entry.observed, entry.position)


def _clipped(
    traces: Sequence[Trace], start: datetime, end: datetime
) -> tuple[datetime, datetime] | None:
    first, last = _ends(traces)
    begin, finish = max(first.at, start), min(last.at, end)
    return None if between(begin, finish).is_negative else (begin, finish)


def _ends(traces: Sequence[Trace]) -> tuple[Trace, Trace]:
    return min(traces, key=_time), max(traces, key=_time)


def _time(trace: Trace) -> datetime:
    return trace.at


def _part(name: str, visits: Sequence[tuple[str, int]], told: Sequence[int]) -> Statement:
    count = {0: "no entry", 1: "1 entry"}.get(len(told), f"{len(told)} entries")
    parts = [*(what for what, _ in visits), count]
    sources = {*(source for _, source in visits), *told[:1], *told[-1:]}
    return Statement(f"{name}: {', '.join(parts)}", tuple(sorted(sources)))
