"""Entries as sentences, for the timeline that people read in Slack."""

from collections.abc import Mapping
from datetime import datetime

from bot.domain import facts
from bot.domain.calls import call_in_words, in_words
from bot.domain.entries import Entry
from bot.domain.incident import Incident
from bot.domain.ledger import TOLD
from bot.domain.roles import ROLES
from bot.domain.runbook import Runbook, Step
from bot.slack.lines import line
from bot.slack.text import Mrkdwn, clock_time, date_time, link, m, one_line, person
from bot.slack.words import OUTCOME


def told(entry: Entry, incident: Incident, runbook: Runbook | None = None) -> Mrkdwn | None:
    """Say who did what; None for the bookkeeping that responders need not read.

    A step is called by its title where `runbook` knows it.
    """
    phases = runbook.phases if runbook else ()
    steps = {step.id: step for phase in phases for step in phase.steps}
    recorded = _recorded(entry, steps)
    who = m("{} {}", person(entry.actor), recorded) if recorded else None
    text = who or _written(entry) or line(entry, incident, ROLES)
    if text and entry.position in incident.withdrawn:
        return m("~{}~ (withdrawn)", text)
    return text


def confirmed(text: str, at: datetime, *, now: datetime) -> Mrkdwn:
    """Confirm a note; one of another moment than `now` with its day."""
    when = m("at {}", clock_time(at)) if at == now else date_time(at)
    return m(":memo: On the timeline, {}: {}", when, one_line(text, 200))


def _recorded(entry: Entry, steps: Mapping[str, Step]) -> Mrkdwn | None:
    match entry.fact:
        case facts.Declared() as fact:
            return m("declared *{}* ({})", one_line(fact.title), Mrkdwn(fact.severity.value))
        case facts.Noted() as fact:
            return m("noted: {}", one_line(fact.text, 600))
        case facts.StampSet() as fact:
            return m("set *{}* to {}", Mrkdwn(fact.stamp.value), date_time(fact.at))
        case facts.RemindersSnoozed() as fact:
            return m("snoozed reminders of updates until {}", date_time(fact.until))
        case facts.EffectFailed() | facts.EffectStuck() | facts.EffectSettled() as fact:
            return _called(fact)
        case _:
            return _walked(entry, steps)


def _called(fact: facts.EffectFailed | facts.EffectStuck | facts.EffectSettled) -> Mrkdwn:
    """Say what went wrong with a call of Muster, or how a person settled it."""
    match fact:
        case facts.EffectSettled():
            call, verdict = call_in_words(fact.effect), TOLD.get(fact.verdict, fact.verdict)
            return m("settled a call ({}): {}", one_line(call), one_line(verdict))
        case facts.EffectStuck():
            text = "is stuck at {}: {}"
        case facts.EffectFailed(is_unknown=True):
            text = "cannot tell whether it managed {}: {}"
        case _:
            text = "failed at {}: {}"
    return m(text, one_line(in_words(fact.what)), one_line(fact.reason))


def _written(entry: Entry) -> Mrkdwn | None:
    """Say who wrote a message, and who recorded it if that was somebody else."""
    fact = entry.fact
    if not isinstance(fact, facts.MessageRecorded):
        return None
    words = m("{} wrote: {}", person(fact.author), one_line(fact.text, 500))
    by = m(", recorded by {}", person(entry.actor)) if entry.actor != fact.author else Mrkdwn("")
    where = m(" {}", link(fact.permalink, "message")) if fact.permalink else Mrkdwn("")
    return m("{}{}{}", words, where, by)


def _walked(entry: Entry, steps: Mapping[str, Step]) -> Mrkdwn | None:
    match entry.fact:
        case facts.RunbookAttached() as fact:
            return m("started the runbook *{}*", one_line(fact.title))
        case facts.StepDone() as fact:
            return m("did {}: {}", _title(fact.step, steps), one_line(fact.text or "done", 500))
        case facts.StepSkipped() as fact:
            return m("skipped {}: {}", _title(fact.step, steps), one_line(fact.why))
        case facts.QuestionAnswered() as fact:
            choices = steps[fact.step].choices if fact.step in steps else ()
            labels = {choice.value: choice.label for choice in choices}
            answer = ", ".join(labels.get(value, value) for value in fact.values) or fact.text
            return m("answered {}: {}", _title(fact.step, steps), one_line(answer))
        case facts.EvidenceCollected() as fact:
            said = m(
                "*E{}* {} {}",
                Mrkdwn(str(fact.number)),
                Mrkdwn(OUTCOME[fact.outcome]),
                one_line(fact.title),
            )
            return m("{}: {}", said, one_line(fact.reason))
        case _:
            return None


def _title(step: str, steps: Mapping[str, Step]) -> Mrkdwn:
    return m("“{}”", one_line(steps[step].title if step in steps else step))
