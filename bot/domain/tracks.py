"""Follow each hypothesis and each mitigation from its first word to its last."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from bot.domain import facts
from bot.domain.document import Statement, Track
from bot.domain.durations import between, words
from bot.domain.entries import Entry
from bot.domain.narration import Narrator
from bot.domain.standing import standing, those
from bot.domain.terms import Verdict

Outcome: TypeAlias = (
    facts.MitigationConfirmed | facts.MitigationReverted | facts.MitigationMadePermanent
)
BECAME: Mapping[type[Outcome], str] = {
    facts.MitigationConfirmed: "Worked",
    facts.MitigationReverted: "Undone",
    facts.MitigationMadePermanent: "Kept for good",
}
"""What can become of a mitigation, and how that reads."""


def raised(
    entries: Sequence[Entry],
) -> tuple[facts.HypothesisRaised | facts.MitigationStarted, ...]:
    """Return everything that somebody has to judge, in order."""
    return tuple(
        entry.fact
        for entry in standing(entries)
        if isinstance(entry.fact, facts.HypothesisRaised | facts.MitigationStarted)
    )


def hypotheses(entries: Sequence[Entry], narrator: Narrator) -> tuple[Track, ...]:
    """Return every explanation with its verdicts, and how long it was followed."""
    counted = standing(entries)
    return tuple(
        Track(
            Statement(f"H{fact.number}: {narrator.plain(fact.text)}", (entry.position,)),
            _verdicts(entry, fact.number, counted, narrator),
        )
        for entry, fact in those(counted, facts.HypothesisRaised)
    )


def supported(entries: Sequence[Entry], narrator: Narrator) -> tuple[Statement, ...]:
    """Return the explanations that the evidence speaks for, as their last verdict says."""
    counted = standing(entries)
    last = {fact.number: (entry, fact) for entry, fact in those(counted, facts.HypothesisJudged)}
    return tuple(
        Statement(
            f"H{raised.number} is supported: {narrator.plain(raised.text)}"
            f"{_because(last[raised.number][1].why, narrator)}",
            (entry.position, last[raised.number][0].position),
            _on_record(last[raised.number][1].evidence, counted),
        )
        for entry, raised in those(counted, facts.HypothesisRaised)
        if raised.number in last and last[raised.number][1].verdict is Verdict.SUPPORTED
    )


def mitigations(entries: Sequence[Entry], narrator: Narrator) -> tuple[Track, ...]:
    """Return everything that was done to restore service, and what became of it."""
    counted = standing(entries)
    return tuple(
        Track(
            Statement(f"M{fact.number}: {narrator.plain(fact.what)}", (entry.position,)),
            (
                Statement(f"Started at {narrator.moment(entry.occurred)} UTC", (entry.position,)),
                *_outcomes(fact.number, counted, narrator),
            ),
        )
        for entry, fact in those(counted, facts.MitigationStarted)
    )


def still_on(entries: Sequence[Entry], narrator: Narrator) -> tuple[Statement, ...]:
    """Return the temporary measures that nobody has undone or decided to keep."""
    counted = standing(entries)
    undone = {fact.number for _, fact in those(counted, facts.MitigationReverted)}
    kept = {fact.number for _, fact in those(counted, facts.MitigationMadePermanent)}
    return tuple(
        Statement(
            f"M{fact.number} is still on: {narrator.plain(fact.what)}{_undoing(fact, narrator)}",
            (entry.position,),
        )
        for entry, fact in those(counted, facts.MitigationStarted)
        if fact.is_temporary and fact.number not in undone | kept
    )


def _verdicts(
    raised: Entry, number: int, counted: Sequence[Entry], narrator: Narrator
) -> tuple[Statement, ...]:
    judged = [pair for pair in those(counted, facts.HypothesisJudged) if pair[1].number == number]
    if not judged:
        return (Statement("Never judged", (raised.position,)),)
    verdicts = [
        Statement(
            f"{fact.verdict.capitalize()} at {narrator.moment(entry.occurred)} UTC"
            f"{_because(fact.why, narrator)}",
            (entry.position,),
            _on_record(fact.evidence, counted),
        )
        for entry, fact in judged
    ]
    last = judged[-1][0]
    spent = between(raised.occurred, last.occurred)
    if spent.is_negative:
        return tuple(verdicts)
    followed = Statement(f"Followed for {words(spent)}", (raised.position, last.position))
    return (*verdicts, followed)


def _on_record(numbers: Sequence[int], counted: Sequence[Entry]) -> tuple[int, ...]:
    """Keep the evidence that a reader can look up."""
    listed = {fact.number for _, fact in those(counted, facts.EvidenceCollected)}
    return tuple(number for number in numbers if number in listed)


def _outcomes(number: int, counted: Sequence[Entry], narrator: Narrator) -> list[Statement]:
    return [
        Statement(
            f"{BECAME[type(fact)]} at {narrator.moment(entry.occurred)} UTC"
            f"{_because(fact.why, narrator)}",
            (entry.position,),
        )
        for entry in counted
        if isinstance(fact := entry.fact, Outcome) and fact.number == number
    ]


def _undoing(fact: facts.MitigationStarted, narrator: Narrator) -> str:
    until = f"; planned until {narrator.moment(fact.until)} UTC" if fact.until else ""
    return f"{until}; to undo it: {narrator.plain(fact.revert)}" if fact.revert else until


def _because(why: str, narrator: Narrator) -> str:
    return f": {narrator.plain(why)}" if why else ""
