"""Give the incident a better title."""

from bot.domain.situation import retitle
from bot.ports import Json, Work
from bot.slack.call import Call, Command, nothing_to_say


async def run(call: Call, work: Work) -> Json:
    """Set the title; the channel keeps its name, so that links stay true."""
    await call.record(lambda incident: retitle(incident, call.text), work)
    return nothing_to_say()


commands = (Command(verb="title", usage="title text", summary="Change the title", run=run),)
