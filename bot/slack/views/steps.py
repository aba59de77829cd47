"""Forms of the step card."""

from dataclasses import replace

from bot.ports import Json, Work
from bot.slack import stepping
from bot.slack.asides import show_next
from bot.slack.blocks import value_of, values_of
from bot.slack.call import Action, Call, Misfilled
from bot.slack.forms import remembered


async def skip(call: Call, work: Work) -> Json:
    """Skip the step with the reason."""
    incident_id, step = remembered(call.metadata)
    here = replace(call, incident_id=incident_id)
    return await _then(
        here, work, await stepping.skip(here, work, value_of(call.state, "text"), step)
    )


async def done(call: Call, work: Work) -> Json:
    """Finish the step with what was found."""
    incident_id, step = remembered(call.metadata)
    here = replace(call, incident_id=incident_id)
    return await _then(
        here, work, await stepping.done(here, work, value_of(call.state, "text"), step)
    )


async def answer(call: Call, work: Work) -> Json:
    """Answer with what was picked, or in own words."""
    incident_id, step = remembered(call.metadata)
    here = replace(call, incident_id=incident_id)
    values, text = values_of(call.state, "choices"), value_of(call.state, "text")
    if not values and not text:
        raise Misfilled("Pick an answer, or write your own.", "choices")
    return await _then(here, work, await stepping.answer(here, work, step, values, text))


async def _then(call: Call, work: Work, told: Json) -> Json:
    """Show what comes next, unless nothing changed."""
    if not told:
        await show_next(call, work)
    return told


actions = (Action("skip_text", skip), Action("done_text", done), Action("answer", answer))
