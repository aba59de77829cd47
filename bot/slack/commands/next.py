"""Show the current step to one person, or start a runbook."""

from bot.ports import Json, Work
from bot.slack.call import Call, Command, nothing_to_say, only_you
from bot.slack.desk import known
from bot.slack.steps_card import steps_card
from bot.slack.text import Mrkdwn
from bot.workflows.follow_runbook import start_runbook


async def run(call: Call, work: Work) -> Json:
    """Without a word: the step card, only to you. With a runbook's id: follow that one."""
    given = call.preferences.variables
    if call.text.strip():
        await start_runbook(
            call.here, call.text.strip(), saying=call.saying, work=work, given=given
        )
        return nothing_to_say()
    shown = steps_card(await known(call.here, work, given))
    return only_you(Mrkdwn(shown["text"]), shown["blocks"])


commands = (
    Command(
        verb="next",
        usage="next [runbook]",
        summary="What to do now; or follow a runbook",
        group="work",
        run=run,
        aliases=("runbook",),
    ),
)
