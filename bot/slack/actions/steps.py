"""Buttons of the step card."""

from dataclasses import replace

from bot.domain.errors import Rejected
from bot.ports import Json, Work
from bot.slack import stepping
from bot.slack.call import Action, Call, opens
from bot.slack.forms import answer_form
from bot.slack.private_card import shown_again, then_next
from bot.slack.text import Mrkdwn
from bot.slack.values import incident_of, split
from bot.workflows.follow_runbook import attached


async def start(call: Call, work: Work) -> Json:
    """Follow the runbook whose Start was pressed."""
    incident_id, runbook = split(call.value)
    return await stepping.start(replace(call, incident_id=incident_id), work, runbook)


async def done(call: Call, work: Work) -> Json:
    """Finish the step that the card showed, even if the walk has moved since."""
    incident_id, step = split(call.value)
    return await stepping.done(replace(call, incident_id=incident_id), work, "", step)


async def back(call: Call, work: Work) -> Json:
    """Go back one step."""
    return await stepping.back(replace(call, incident_id=incident_of(call.value)), work)


async def answer(call: Call, work: Work) -> Json:
    """Take the answer on the button."""
    incident_id, rest = split(call.value)
    step, _colon, value = rest.partition(":")
    return await stepping.answer(replace(call, incident_id=incident_id), work, step, [value])


async def ask(call: Call, work: Work) -> Json:
    """Open the form for an answer."""
    incident_id, wanted = split(call.value)
    runbook = await attached(incident_id, work)
    steps = [step for phase in runbook.phases for step in phase.steps if step.id == wanted]
    if not steps:
        raise Rejected("This step is not in the runbook any more. Type /incident next.")
    otherwise = Mrkdwn("Type /incident step done and your answer.")
    return opens(answer_form(incident_id, steps[0]), otherwise)


async def check(call: Call, work: Work) -> Json:
    """Run the check of the step."""
    incident_id, step = split(call.value)
    return await stepping.check(replace(call, incident_id=incident_id), work, step)


actions = (
    Action("runbook_start", shown_again(start)),
    Action("step_done", then_next(done)),
    Action("step_back", shown_again(back)),
    Action("step_answer", then_next(answer)),
    Action("answer_form", ask, reads=True),
    Action("step_check", shown_again(check)),
)
