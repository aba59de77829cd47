"""Close a resolved incident for good."""

from bot.domain.situation import close
from bot.ports import Json, Work
from bot.slack.call import Call, Command


async def run(call: Call, work: Work) -> Json:
    """Close; refused while a temporary measure is on."""
    return await call.change(lambda incident: close(incident, call.text), work)


commands = (
    Command(verb="close", usage="close", summary="Nothing is left to do", group="the end", run=run),
)
