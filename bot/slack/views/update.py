"""The form for an update: shows the preview in its place."""

from dataclasses import replace

from bot.domain.terms import Audience, UpdateState
from bot.domain.text import HEADLINE_LIMIT, one_line
from bot.ports import Json, Work
from bot.slack import blocks
from bot.slack.blocks import value_of
from bot.slack.call import Action, Call, filling, nothing_to_say
from bot.slack.forms import remembered
from bot.slack.updating import drafted
from bot.slack.values import number_of, picked
from bot.slack.wording import Wording


async def run(call: Call, work: Work) -> Json:
    """Record the draft and show it once more; Publish is a click on the preview."""
    incident_id, instead_of = remembered(call.metadata)
    with filling("headline"):
        headline = one_line(
            value_of(call.state, "headline"), field="headline", limit=HEADLINE_LIMIT
        )
    wording = Wording(
        picked(UpdateState, value_of(call.state, "state")),
        value_of(call.state, "text"),
        headline,
        picked(Audience, value_of(call.state, "audience")),
        number_of(instead_of or "0"),
    )
    with filling("text"):
        shown = await drafted(replace(call, incident_id=incident_id), work, wording)
    if wording.audience is Audience.INTERNAL:
        return nothing_to_say()
    view = {
        "type": "modal",
        "title": blocks.plain("Preview", 24),
        "close": blocks.plain("Later", 24),
        "blocks": shown["blocks"],
    }
    return {"update": view}


actions = (Action("update", run),)
