"""The moments that durations are computed from, each with the entry that says so."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.domain.entries import Entry
from bot.domain.facts import (
    Declared,
    HypothesisJudged,
    MitigationConfirmed,
    MitigationReverted,
    MitigationStarted,
    Reopened,
    Resolved,
    RoleTaken,
    StampSet,
)
from bot.domain.standing import standing, those
from bot.domain.terms import Stamp, Verdict

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LATEST_TS = 253_402_300_799


@dataclass(frozen=True, slots=True)
class Moment:
    """When something was so, as entry `source` says; `why` are the words of who set it."""

    at: datetime
    source: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Outage:
    """One stretch of impact: from its start, or a reopening, to when it was resolved.

    `ends` holds what was recorded and then corrected as its end, in order; the last one counts.
    """

    start: Moment | None
    ends: tuple[Moment, ...]

    @property
    def end(self) -> Moment | None:
        """Return when it was over; None while it is not."""
        return self.ends[-1] if self.ends else None


@dataclass(frozen=True, slots=True)
class Stamps:
    """Every known moment, what it said before people corrected it, and the stretches of impact."""

    known: Mapping[Stamp, Moment]
    corrected: Mapping[Stamp, tuple[Moment, ...]]
    outages: tuple[Outage, ...]


def stamps_of(entries: Sequence[Entry]) -> Stamps:
    """Read the moments from the entries that count.

    What a person set last wins over what the record shows; a moment nobody recorded is missing.
    """
    counted = standing(entries)
    readings = {stamp: _readings(stamp, counted) for stamp in Stamp}
    readings[Stamp.DECIDED] = _decided(readings, counted)
    outages = _outages(counted, next(reversed(readings[Stamp.IMPACT]), None))
    readings[Stamp.RESOLVED] = outages[-1].ends
    return Stamps(
        known={stamp: said[-1] for stamp, said in readings.items() if said},
        corrected={stamp: said[:-1] for stamp, said in readings.items() if said[:-1]},
        outages=outages,
    )


def worked(entries: Sequence[Entry]) -> int:
    """Return the number of the mitigation that worked, 0 while none has."""
    return next((fact.number for _, fact in _worked(standing(entries))), 0)


def _decided(
    readings: Mapping[Stamp, tuple[Moment, ...]], counted: Sequence[Entry]
) -> tuple[Moment, ...]:
    """Nobody mitigates before deciding to: without anybody's word it was then at the latest."""
    chosen, said = _chosen(counted), readings[Stamp.DECIDED]
    return chosen + said if said else _earliest(chosen + readings[Stamp.STARTED][-1:])


def _readings(stamp: Stamp, counted: Sequence[Entry]) -> tuple[Moment, ...]:
    recorded = RECORDED[stamp](counted) if stamp in RECORDED else ()
    return recorded + _set_by_people(stamp, counted)


def _set_by_people(stamp: Stamp, counted: Sequence[Entry]) -> tuple[Moment, ...]:
    return tuple(
        Moment(fact.at, entry.position, fact.why)
        for entry, fact in those(counted, StampSet)
        if fact.stamp is stamp
    )


def _declared_start(counted: Sequence[Entry]) -> tuple[Moment, ...]:
    return tuple(
        Moment(fact.started_at, entry.position)
        for entry, fact in those(counted, Declared)
        if fact.started_at is not None
    )[:1]


def _reported(counted: Sequence[Entry]) -> tuple[Moment, ...]:
    """Return when the message was written from which the incident was declared.

    Vendor: https://docs.slack.dev/messaging/retrieving-messages (`ts` is seconds since 1970)
    """
    return tuple(
        Moment(EPOCH + timedelta(seconds=float(fact.origin_ts)), entry.position)
        for entry, fact in those(counted, Declared)
        if fact.source == "message" and _is_ts(fact.origin_ts)
    )[:1]


def _is_ts(text: str) -> bool:
    seconds, _, fraction = text.partition(".")
    digits = seconds + fraction
    return digits.isascii() and digits.isdigit() and 0 <= float(text) <= LATEST_TS


def _first_lead(counted: Sequence[Entry]) -> tuple[Moment, ...]:
    return _earliest(
        _moment(entry) for entry, fact in those(counted, RoleTaken) if fact.role == "lead"
    )


def _chosen(counted: Sequence[Entry]) -> tuple[Moment, ...]:
    """Return when the explanation that still stands was first supported."""
    judged = those(counted, HypothesisJudged)
    verdicts = {fact.number: fact.verdict for _, fact in judged}
    return _earliest(
        _moment(entry)
        for entry, fact in judged
        if fact.verdict is Verdict.SUPPORTED and verdicts[fact.number] is Verdict.SUPPORTED
    )


def _worked(counted: Sequence[Entry]) -> list[tuple[Entry, MitigationConfirmed]]:
    """Return the first confirmed mitigation that held.

    Undoing a temporary one is what was planned; undoing another one says that it did not hold.
    """
    temporary = {fact.number for _, fact in those(counted, MitigationStarted) if fact.is_temporary}
    undone = {fact.number for _, fact in those(counted, MitigationReverted)} - temporary
    held = [pair for pair in those(counted, MitigationConfirmed) if pair[1].number not in undone]
    return sorted(held, key=lambda pair: (pair[0].occurred, pair[0].position))[:1]


def _mitigated(counted: Sequence[Entry]) -> tuple[Moment, ...]:
    return tuple(_moment(entry) for entry, _ in _worked(counted))


def _opened(counted: Sequence[Entry]) -> tuple[Moment, ...]:
    return tuple(Moment(entry.observed, entry.position) for entry, _ in those(counted, Declared))[
        :1
    ]


def _started(counted: Sequence[Entry]) -> tuple[Moment, ...]:
    """Return when the mitigation that worked was started; the first one while none has."""
    worked = {fact.number for _, fact in _worked(counted)}
    return _earliest(
        _moment(entry)
        for entry, fact in those(counted, MitigationStarted)
        if not worked or fact.number in worked
    )


def _outages(counted: Sequence[Entry], impact: Moment | None) -> tuple[Outage, ...]:
    """Split the incident where it was reopened; reopening what was never over changes nothing."""
    done: list[Outage] = []
    start, seen, said = impact, list[Moment](), list[Moment]()
    for entry in counted:
        match entry.fact:
            case Resolved():
                seen.append(_moment(entry))
            case StampSet(stamp=Stamp.RESOLVED, at=at, why=why):
                said.append(Moment(at, entry.position, why))
            case Reopened() if seen or said:
                done.append(Outage(start, (*seen, *said)))
                start, seen, said = _moment(entry), [], []
            case _:
                pass
    return (*done, Outage(start, (*seen, *said)))


def _moment(entry: Entry) -> Moment:
    return Moment(entry.occurred, entry.position)


def _earliest(moments: Iterable[Moment]) -> tuple[Moment, ...]:
    return tuple(sorted(moments, key=lambda moment: (moment.at, moment.source)))[:1]


RECORDED: Mapping[Stamp, Callable[[Sequence[Entry]], tuple[Moment, ...]]] = {
    Stamp.IMPACT: _declared_start,
    Stamp.SIGNAL: _reported,
    Stamp.ACKNOWLEDGED: _first_lead,
    Stamp.OPENED: _opened,
    Stamp.STARTED: _started,
    Stamp.MITIGATED: _mitigated,
}
"""Where the record itself shows a moment; the others only people can tell, so far."""
