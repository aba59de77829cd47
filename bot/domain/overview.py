"""Say in a few sentences what happened, from when to when, and how it was stopped."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import UTC

from bot.domain import facts
from bot.domain.document import Frame, Reading, Statement
from bot.domain.durations import DAY_MINUTES, NOT_RECORDED, between, words
from bot.domain.entries import Entry
from bot.domain.metrics import LETTERS, Metrics
from bot.domain.narration import MOMENTS, Narrator, severity
from bot.domain.stamps import Moment, Stamps, worked
from bot.domain.standing import standing, those
from bot.domain.terms import Severity, Stamp
from bot.domain.timetable import MONTHS, dated, span


def summary(
    entries: Sequence[Entry], stamps: Stamps, title: str, narrator: Narrator
) -> tuple[Statement, ...]:
    """Say what, from when to when, how bad, and how it was stopped; only what is recorded."""
    begin = _joined(_extent(stamps, title), _worst(stamps, narrator))
    rest = _joined(
        _declaration(entries, narrator),
        _restoration(entries, stamps, narrator),
        _end(stamps, narrator),
    )
    return begin + rest


def extent(stamps: Stamps) -> Statement:
    """Say from when to when the incident lasted."""
    start, end = stamps.known.get(Stamp.IMPACT), stamps.known.get(Stamp.RESOLVED)
    if start is None or end is None:
        return Statement(NOT_RECORDED, tuple(each.source for each in (start, end) if each))
    return Statement(span(start.at, end.at), (start.source, end.source))


def impacts(entries: Sequence[Entry], narrator: Narrator) -> tuple[Statement, ...]:
    """Return in people's words who was hit and how, first to last."""
    return tuple(
        Statement(
            f"{narrator.plain(entry.fact.impact)} (said at {narrator.moment(entry.occurred)} UTC)",
            (entry.position,),
        )
        for entry in standing(entries)
        if isinstance(entry.fact, facts.Declared | facts.ImpactDescribed) and entry.fact.impact
    )


def detection(entries: Sequence[Entry], stamps: Stamps, narrator: Narrator) -> Statement:
    """Say what the first signal was."""
    signal = stamps.known.get(Stamp.SIGNAL)
    if signal is None:
        return Statement(f"First signal: {NOT_RECORDED}")
    from_message = any(
        entry.position == signal.source for entry, _ in those(entries, facts.Declared)
    )
    what = "the message that the incident was declared from" if from_message else signal.why
    told = f": {narrator.plain(what)}" if what else ""
    return Statement(f"First signal at {narrator.moment(signal.at)} UTC{told}", (signal.source,))


def objective(frame: Frame, stamps: Stamps) -> Statement | None:
    """Say how much may fail in the calendar month (UTC) of the resolution; None: no target."""
    if frame.slo is None:
        return None
    share = f"Objective: {frame.slo * 100:g} % of each calendar month, by the settings"
    end = stamps.known.get(Stamp.RESOLVED)
    if end is None:
        return Statement(share)
    day = end.at.astimezone(UTC)
    budget = (1 - frame.slo) * monthrange(day.year, day.month)[1] * DAY_MINUTES
    month = f"{MONTHS[day.month - 1]} {day.year}"
    return Statement(f"{share}; {budget:.2f} min may fail in {month}", (end.source,))


def readings(stamps: Stamps, narrator: Narrator) -> tuple[Reading, ...]:
    """Return every moment with where it comes from, and what was said before."""
    return tuple(
        Reading(
            letter=letter,
            name=MOMENTS[stamp],
            value=_reading(stamps.known.get(stamp), narrator),
            before=tuple(_reading(each, narrator) for each in stamps.corrected.get(stamp, ())),
        )
        for stamp, letter in LETTERS.items()
    )


def contradictions(metrics: Metrics) -> tuple[Statement, ...]:
    """Say which moments cannot all be right."""
    return tuple(Statement(figure.flag, figure.sources) for figure in metrics.flagged)


def _reading(moment: Moment | None, narrator: Narrator) -> Statement:
    if moment is None:
        return Statement(NOT_RECORDED)
    why = f": {narrator.plain(moment.why)}" if moment.why else ""
    return Statement(f"{dated(moment.at)} UTC{why}", (moment.source,))


def _joined(*clauses: Statement | None) -> tuple[Statement, ...]:
    """Make one sentence of the clauses that are there."""
    said = [clause for clause in clauses if clause]
    if not said:
        return ()
    text = "; ".join(clause.text for clause in said)
    sources = dict.fromkeys(source for clause in said for source in clause.sources)
    return (Statement(f"{text[0].upper()}{text[1:]}.", tuple(sources)),)


def _extent(stamps: Stamps, title: str) -> Statement | None:
    start, end = stamps.known.get(Stamp.IMPACT), stamps.known.get(Stamp.NORMAL)
    if start is None:
        return None
    day, time = dated(start.at).split()
    if end is None:
        return Statement(f"on {day} from {time} UTC: {title}", (start.source,))
    last = span(start.at, end.at).partition(" to ")[2]
    length = words(between(start.at, end.at))
    return Statement(
        f"on {day} from {time} to {last} ({length}): {title}", (start.source, end.source)
    )


def _worst(stamps: Stamps, narrator: Narrator) -> Statement | None:
    peak = stamps.known.get(Stamp.PEAK)
    if peak is None:
        return None
    how = f": {narrator.plain(peak.why)}" if peak.why else ""
    return Statement(f"at the peak ({narrator.moment(peak.at)}){how}", (peak.source,))


def _declaration(entries: Sequence[Entry], narrator: Narrator) -> Statement | None:
    for entry, fact in those(standing(entries), facts.Declared):
        is_judged = fact.severity is not Severity.UNKNOWN
        what = severity(fact.severity) if is_judged else "an incident with no severity"
        when = narrator.moment(entry.observed)
        changes = those(standing(entries), facts.SeverityChanged)[-1:]
        since = "".join(
            f", {severity(change.to)} since {narrator.moment(changed.occurred)}"
            for changed, change in changes
        )
        sources = (entry.position, *(changed.position for changed, _ in changes))
        return Statement(f"{what} was declared at {when}{since}", sources)
    return None


def _restoration(entries: Sequence[Entry], stamps: Stamps, narrator: Narrator) -> Statement | None:
    restored = stamps.known.get(Stamp.MITIGATED)
    if restored is None:
        return None
    when = f"restored service at {narrator.moment(restored.at)}"
    tried = those(standing(entries), facts.MitigationStarted)
    number = worked(entries) or (tried[0][1].number if len(tried) == 1 else 0)
    for entry, fact in tried:
        if fact.number == number:
            what = f"M{number} ({narrator.plain(fact.what)}) {when}"
            return Statement(what, (entry.position, restored.source))
    return Statement(f"mitigation {when}", (restored.source,))


def _end(stamps: Stamps, narrator: Narrator) -> Statement | None:
    end = stamps.known.get(Stamp.RESOLVED)
    if end is None:
        return None
    return Statement(f"resolved at {narrator.moment(end.at)}", (end.source,))
