"""Go back: it was not over."""

from bot.domain.situation import reopen
from bot.ports import Json, Work
from bot.slack.call import Call, Command


async def run(call: Call, work: Work) -> Json:
    """Reopen, with the reason."""
    return await call.change(lambda incident: reopen(incident, call.text), work)


commands = (
    Command(verb="reopen", usage="reopen why", summary="It was not over", group="the end", run=run),
)
