"""Buttons of the card that do at once what the verb of the same name does."""

from dataclasses import replace

from bot.ports import Json, Work
from bot.slack.call import Action, Call, Handler
from bot.slack.commands import close, postmortem, statuspage
from bot.slack.values import incident_of


def _as(handler: Handler) -> Handler:
    async def run(call: Call, work: Work) -> Json:
        return await handler(replace(call, incident_id=incident_of(call.value), text=""), work)

    return run


actions = (
    Action("close", _as(close.run)),
    Action("postmortem", _as(postmortem.run)),
    Action("statuspage", _as(statuspage.run)),
)
