"""Show what became of everything that Muster promised to do."""

from bot.ports import Json, Work
from bot.slack.call import Call, Command
from bot.slack.health_report import report


async def run(call: Call, work: Work) -> Json:
    """Say how the promised calls stand, with buttons under what only people can settle."""
    return await report(call.here, work)


commands = (
    Command(
        verb="health",
        usage="health",
        summary="What Muster did, and what failed",
        group="trouble",
        run=run,
        reads=True,
    ),
)
