"""Give the incident a better title."""

from bot.domain.situation import retitle
from bot.ports import Json, Work
from bot.slack.call import Call, Command
from bot.slack.text import m, one_line


async def run(call: Call, work: Work) -> Json:
    """Set the title; the channel keeps its name, so that links stay true."""
    return await call.change(
        lambda incident: retitle(incident, call.text),
        work,
        so=m("The title is *{}* already", one_line(call.text, 120)),
    )


commands = (Command(verb="title", usage="title text", summary="Change the title", run=run),)
