"""Run a check of the runbook."""

from bot.ports import Json, Work
from bot.slack import stepping
from bot.slack.call import Call, Command, only_you
from bot.slack.text import Mrkdwn


async def run(call: Call, work: Work) -> Json:
    """Run the current step's check, or the one that is named."""
    told = await stepping.check(call, work, call.text.strip())
    return told or only_you(
        Mrkdwn(":hourglass: Checking. The answer comes into the thread of the step card.")
    )


commands = (
    Command(
        verb="check",
        usage="check [step]",
        summary="Let the check of the current step, or of the one named, look once more",
        group="work",
        run=run,
    ),
)
