"""Suggest what went well and what went wrong, from what was measured; people decide."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain import facts
from bot.domain.document import Statement
from bot.domain.durations import between, words
from bot.domain.entries import Entry
from bot.domain.metrics import Metrics
from bot.domain.narration import Narrator
from bot.domain.standing import standing, those
from bot.domain.terms import Stamp, Verdict


@dataclass(frozen=True, slots=True)
class Threshold:
    """Up to how many minutes of a duration something is a strength, and beyond a weakness.

    Empty words suggest nothing.
    """

    key: str
    minutes: int
    well: str
    wrong: str


SILENCE_MINUTES = 30
THRESHOLDS = (
    Threshold("detect", 5, "Found within", "Found only after"),
    Threshold("acknowledge", 5, "Taken up within", "Taken up only after"),
    Threshold("first_public", 10, "Customers were told within", "Customers were told only after"),
    Threshold("largest_update_gap", SILENCE_MINUTES, "", "Customers heard nothing for"),
    Threshold("longest_silence", SILENCE_MINUTES, "Customers never waited longer than", ""),
    Threshold("mitigate", 60, "Mitigated within", "Mitigated only after"),
)
WRONG_TRACK_MINUTES = 15


def strengths(entries: Sequence[Entry], metrics: Metrics) -> tuple[Statement, ...]:
    """Return what the measurements speak well of."""
    runbooks = [
        Statement("A runbook was followed", (entry.position,))
        for entry, _ in those(standing(entries), facts.RunbookAttached)
    ]
    return (*_measured(metrics, is_well=True), *runbooks[:1])


def weaknesses(
    entries: Sequence[Entry], metrics: Metrics, narrator: Narrator
) -> tuple[Statement, ...]:
    """Return what the measurements speak against."""
    end = metrics.stamps.known.get(Stamp.RESOLVED)
    silent = [Statement("No public update is recorded", (end.source,))] if end else []
    return (
        *_measured(metrics, is_well=False),
        *([] if metrics.updates else silent),
        *_wrong_tracks(entries, narrator),
    )


def factors(entries: Sequence[Entry], metrics: Metrics) -> tuple[Statement, ...]:
    """Return what may have contributed, as far as facts show it."""
    signal = metrics.stamps.known.get(Stamp.SIGNAL)
    declared = {entry.position for entry, _ in those(entries, facts.Declared)}
    if signal and signal.source in declared:
        return (Statement("A message was the first signal, not an alert", (signal.source,)),)
    return ()


def _measured(metrics: Metrics, *, is_well: bool) -> list[Statement]:
    said = []
    for each in THRESHOLDS:
        figure = metrics.figures[each.key]
        if each.key == "longest_silence" and not metrics.updates:
            continue
        start = each.well if is_well else each.wrong
        if start and figure.duration and (figure.duration.minutes <= each.minutes) == is_well:
            said.append(Statement(f"{start} {words(figure.duration)}", figure.sources))
    return said


def _wrong_tracks(entries: Sequence[Entry], narrator: Narrator) -> list[Statement]:
    """Find explanations that were followed for long and then refuted."""
    counted = standing(entries)
    raised = {fact.number: (entry, fact) for entry, fact in those(counted, facts.HypothesisRaised)}
    said = []
    for entry, verdict in those(counted, facts.HypothesisJudged):
        if verdict.verdict is not Verdict.REFUTED or verdict.number not in raised:
            continue
        start, hypothesis = raised[verdict.number]
        spent = between(start.occurred, entry.occurred)
        if spent.minutes >= WRONG_TRACK_MINUTES:
            text = f"H{verdict.number} was followed for {words(spent)} before it was refuted"
            sources = (start.position, entry.position)
            said.append(Statement(f"{text}: {narrator.plain(hypothesis.text)}", sources))
    return said
