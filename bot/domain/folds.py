"""How one entry changes each part of an incident."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import assert_never

from bot.domain import facts
from bot.domain.entries import Entry
from bot.domain.groups import (
    EffectFact,
    HypothesisFact,
    MitigationFact,
    StepFact,
    UpdateFact,
)
from bot.domain.parts import (
    Evidence,
    Hypothesis,
    Judgement,
    Mitigation,
    MitigationChange,
    Recorded,
    Reminding,
    StepState,
    Trouble,
    Update,
)
from bot.domain.recorded import Messages
from bot.domain.terms import NO_WORDS, Outcome


def message(entry: Entry, fact: facts.MessageRecorded) -> Recorded:
    """Return the recorded message that this entry brings."""
    return Recorded(
        position=entry.position,
        channel=fact.channel,
        ts=fact.ts,
        mark=fact.mark,
        author=fact.author,
        text=fact.text,
        latest=fact.text,
        by=entry.actor,
        at=entry.occurred,
        thread_ts=fact.thread_ts,
        permalink=fact.permalink,
    )


def messages(
    known: Messages, fact: facts.RecordedMessageEdited | facts.RecordedMessageDeleted
) -> Messages:
    """Apply what its author did to a recorded message afterwards."""
    message = known.at(fact.target)
    if message is None:
        return known
    match fact:
        case facts.RecordedMessageEdited():
            return known.changed(replace(message, latest=fact.text))
        case facts.RecordedMessageDeleted():
            return known.changed(replace(message, is_deleted=True))
        case _:
            assert_never(fact)


def steps(known: Mapping[str, StepState], entry: Entry, fact: StepFact) -> Mapping[str, StepState]:
    """Apply what people or a check did to one step."""
    step = known.get(fact.step, StepState(fact.step))
    match fact:
        case facts.StepDone():
            step = replace(_moved(step, entry, "done"), text=fact.text)
        case facts.StepSkipped():
            step = replace(_moved(step, entry, "skipped"), why=fact.why)
        case facts.StepReturned():
            step = _moved(step, entry, "open")
        case facts.QuestionAnswered():
            step = replace(_moved(step, entry, "answered"), values=fact.values, text=fact.text)
        case facts.CheckRequested():
            step = replace(step, requested=entry.position)
        case facts.EvidenceCollected():
            step = _checked(step, entry, fact)
        case _:
            assert_never(fact)
    return {**known, fact.step: step}


def _moved(step: StepState, entry: Entry, state: str) -> StepState:
    """Enter a state; what was said about the one before no longer holds, evidence does."""
    return replace(
        step,
        state=state,
        position=entry.position,
        by=entry.actor,
        at=entry.occurred,
        text=NO_WORDS,
        why=NO_WORDS,
        values=(),
    )


def _checked(step: StepState, entry: Entry, fact: facts.EvidenceCollected) -> StepState:
    """Count an answer; "could not ask" handles nothing and takes nothing back."""
    if fact.outcome is not Outcome.ERROR and not step.is_handled:
        step = _moved(step, entry, "checked")
    return replace(step, outcome=fact.outcome, evidence=(*step.evidence, fact.number), requested=0)


def evidence(entry: Entry, fact: facts.EvidenceCollected) -> Evidence:
    """Return the evidence that this entry brings."""
    return Evidence(
        number=fact.number,
        position=entry.position,
        step=fact.step,
        source=fact.source,
        outcome=fact.outcome,
        title=fact.title,
        reason=fact.reason,
        summary=fact.summary,
        at=entry.occurred,
    )


def hypotheses(
    known: tuple[Hypothesis, ...], entry: Entry, fact: HypothesisFact
) -> tuple[Hypothesis, ...]:
    """Raise an explanation or add a judgement to one."""
    match fact:
        case facts.HypothesisRaised():
            raised = Hypothesis(
                fact.number, entry.position, fact.text, fact.origin, entry.actor, entry.occurred
            )
            return (*known, raised)
        case facts.HypothesisJudged():
            judgement = Judgement(
                entry.position, fact.verdict, fact.evidence, fact.why, entry.actor, entry.occurred
            )
            return tuple(
                replace(each, judgements=(*each.judgements, judgement))
                if each.number == fact.number
                else each
                for each in known
            )
        case _:
            assert_never(fact)


def mitigations(
    known: tuple[Mitigation, ...], entry: Entry, fact: MitigationFact
) -> tuple[Mitigation, ...]:
    """Start a mitigation or note what became of one."""
    match fact:
        case facts.MitigationStarted():
            started = Mitigation(
                number=fact.number,
                position=entry.position,
                what=fact.what,
                by=entry.actor,
                at=entry.occurred,
                is_temporary=fact.is_temporary,
                until=fact.until,
                revert=fact.revert,
            )
            return (*known, started)
        case facts.MitigationConfirmed():
            to = "effective"
        case facts.MitigationReverted():
            to = "reverted"
        case facts.MitigationMadePermanent():
            to = "permanent"
        case _:
            assert_never(fact)
    change = MitigationChange(entry.position, to, fact.why, entry.actor, entry.occurred)
    return tuple(
        replace(each, changes=(*each.changes, change)) if each.number == fact.number else each
        for each in known
    )


def updates(known: tuple[Update, ...], entry: Entry, fact: UpdateFact) -> tuple[Update, ...]:
    """Draft an update or move one to its next phase."""
    match fact:
        case facts.UpdateDrafted():
            drafted = Update(
                number=fact.number,
                position=entry.position,
                audience=fact.audience,
                state=fact.state,
                text=fact.text,
                phase="drafted",
                at=entry.occurred,
                by=entry.actor,
                headline=fact.headline,
            )
            return (*known, drafted)
        case facts.UpdateApproved():
            phase = "approved"
        case facts.UpdateDiscarded():
            phase = "discarded"
        case facts.UpdatePublished():
            phase = "published"
        case _:
            assert_never(fact)
    pages = ((fact.page, fact.url),) if isinstance(fact, facts.UpdatePublished) else ()
    return tuple(
        replace(
            each,
            phase=phase,
            at=entry.occurred,
            by=entry.actor,
            pages=each.pages + pages,
        )
        if each.number == fact.number
        else each
        for each in known
    )


def troubles(known: Mapping[str, Trouble], entry: Entry, fact: EffectFact) -> Mapping[str, Trouble]:
    """Keep the calls that failed until a person has settled them."""
    others = {key: each for key, each in known.items() if key != fact.effect}
    match fact:
        case facts.EffectFailed():
            trouble = Trouble(
                fact.effect,
                fact.what,
                fact.is_unknown,
                fact.reason,
                entry.position,
                entry.occurred,
            )
            return {**others, fact.effect: trouble}
        case facts.EffectSettled():
            return others
        case facts.EffectStuck():
            return known
        case _:
            assert_never(fact)


def unanswered(known: Mapping[str, StepState], effect: str) -> Mapping[str, StepState]:
    """Stop waiting for the check whose call failed.

    The key of an effect ends in the position of the entry that caused it (inc-42/run.probe/17).
    """
    cause = effect.rpartition("/")[2]
    return {
        name: replace(step, requested=0) if str(step.requested) == cause else step
        for name, step in known.items()
    }


def hypothesis_without(hypothesis: Hypothesis, position: int) -> Hypothesis:
    """Stop counting the entry that raised it, or one that judged it."""
    return replace(
        hypothesis,
        is_withdrawn=hypothesis.is_withdrawn or hypothesis.position == position,
        judgements=tuple(each for each in hypothesis.judgements if each.position != position),
    )


def mitigation_without(mitigation: Mitigation, position: int) -> Mitigation:
    """Stop counting the entry that started it, or one that said what became of it."""
    return replace(
        mitigation,
        is_withdrawn=mitigation.is_withdrawn or mitigation.position == position,
        changes=tuple(each for each in mitigation.changes if each.position != position),
    )


def reminding(known: Reminding, entry: Entry) -> Reminding:
    """Keep what reminders go by; most entries change nothing of it."""
    match entry.fact:
        case facts.RemindersSet(is_on=is_on, minutes=minutes):
            every = timedelta(minutes=minutes) if minutes else None
            return replace(known, is_on=is_on, every=every, snoozed_until=None)
        case facts.RemindersSnoozed(until=until):
            return replace(known, snoozed_until=until)
        case facts.SeverityChanged():
            return replace(known, graded_at=entry.occurred)
        case facts.RoleReleased(role="lead"):
            return replace(known, lead_gone_at=entry.occurred)
        case _:
            return known
