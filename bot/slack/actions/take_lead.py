"""Take the lead with one click."""

from dataclasses import replace

from bot.ports import Json, Work
from bot.slack.call import Action, Call
from bot.slack.commands import lead
from bot.slack.values import incident_of


async def run(call: Call, work: Work) -> Json:
    """Give the lead to the one who clicked."""
    return await lead.run(replace(call, incident_id=incident_of(call.value), text=""), work)


actions = (Action("take_lead", run),)
