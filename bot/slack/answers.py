"""What people answered to the steps of a runbook, for everybody in the channel."""

from bot.domain.incident import Incident
from bot.domain.parts import StepState
from bot.domain.runbook import Runbook, Step
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.text import Mrkdwn, clock_time, joined, m, one_line, person

SHOWN = 4
"""How many of the newest answers the step card shows."""


def answers(incident: Incident, runbook: Runbook) -> list[Block]:
    """List the newest answers, each with who gave it and when."""
    steps = {step.id: step for phase in runbook.phases for step in phase.steps}
    given = sorted(incident.steps.values(), key=lambda state: state.position)
    lines = [
        _line(state, steps[state.step], said)
        for state in given
        if state.step in steps and (said := _said(state, steps[state.step]))
    ]
    return [blocks.context(joined("\n", lines[-SHOWN:]))] if lines else []


def _line(state: StepState, step: Step, said: Mrkdwn) -> Mrkdwn:
    at = m(", {}", clock_time(state.at)) if state.at else Mrkdwn("")
    return m("{}  *{}* — {}{}", one_line(step.title, 80), said, person(state.by), at)


def _said(state: StepState, step: Step) -> Mrkdwn | None:
    """Say what a person made of the step; what a check answered stands elsewhere."""
    match state.state:
        case "answered":
            labels = [each.label for each in step.choices if each.value in state.values]
            return one_line(", ".join(labels) or state.text, 200)
        case "done":
            return one_line(state.text or "done", 200)
        case "skipped":
            return m("skipped: {}", one_line(state.why, 200))
        case _:
            return None
