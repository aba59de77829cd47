"""Go back: it was not over."""

from bot.domain.situation import reopen
from bot.ports import Json, Work
from bot.slack.call import Call, Command, nothing_to_say


async def run(call: Call, work: Work) -> Json:
    """Reopen, with the reason."""
    await call.record(lambda incident: reopen(incident, call.text), work)
    return nothing_to_say()


commands = (
    Command(verb="reopen", usage="reopen why", summary="It was not over", group="the end", run=run),
)
