"""Take back what one recorded last."""

from datetime import timedelta

from bot.domain.notes import undo
from bot.ports import Json, Work
from bot.slack.call import Call, Command, only_you
from bot.slack.text import Mrkdwn

WITHIN = timedelta(seconds=60)


async def run(call: Call, work: Work) -> Json:
    """Record the opposite of one's own last entry, if it is younger than a minute."""
    await call.record(
        lambda incident: undo(incident, actor=call.person, now=call.now, within=WITHIN), work
    )
    return only_you(Mrkdwn(":leftwards_arrow_with_hook: Taken back. Both stay on the record."))


commands = (
    Command(
        verb="undo",
        usage="undo",
        summary="Take back your own last entry, within 60 seconds",
        group="trouble",
        run=run,
    ),
)
