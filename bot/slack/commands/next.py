"""Show the current step to one person, or start a runbook."""

from bot.ports import Json, Work
from bot.slack import stepping
from bot.slack.call import Call, Command, only_you
from bot.slack.desk import known
from bot.slack.steps_card import steps_card
from bot.slack.text import Mrkdwn


async def run(call: Call, work: Work) -> Json:
    """Without a word: the step card, only to you. With a runbook's id: follow that one."""
    if call.text.strip():
        return await stepping.start(call, work, call.text.strip())
    shown = steps_card(await known(call.here, work, call.preferences.given))
    return only_you(Mrkdwn(shown["text"]), shown["blocks"])


commands = (
    Command(
        verb="next",
        usage="next [runbook]",
        summary="What to do now; or follow the runbook of that name",
        group="work",
        run=run,
        aliases=("runbook",),
    ),
)
