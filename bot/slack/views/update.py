"""The form for an update: shows the preview in its place."""

from dataclasses import replace

from bot.domain.terms import Audience, UpdateState
from bot.ports import Json, Work
from bot.slack import blocks
from bot.slack.blocks import value_of
from bot.slack.call import Action, Call, nothing_to_say
from bot.slack.forms import remembered
from bot.slack.updating import drafted


async def run(call: Call, work: Work) -> Json:
    """Record the draft and show it once more; Publish is a click on the preview."""
    here = replace(call, incident_id=remembered(call.metadata)[0])
    audience = Audience(value_of(call.state, "audience"))
    state = UpdateState(value_of(call.state, "state"))
    shown = await drafted(here, work, audience, state, value_of(call.state, "text"))
    if audience is Audience.INTERNAL:
        return nothing_to_say()
    view = {
        "type": "modal",
        "title": blocks.plain("Preview", 24),
        "close": blocks.plain("Later", 24),
        "blocks": shown["blocks"],
    }
    return {"update": view}


actions = (Action("update", run),)
