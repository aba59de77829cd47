"""Handle the current runbook step."""

from bot.domain.errors import Rejected
from bot.ports import Json, Work
from bot.slack import stepping
from bot.slack.call import Call, Command, nothing_to_say


async def run(call: Call, work: Work) -> Json:
    """`step done [what you found]`, `step skip why`, `step back`."""
    word, rest = [*call.text.split(maxsplit=1), "", ""][:2]
    match word.lower():
        case "done":
            await stepping.done(call, work, rest)
        case "skip":
            await stepping.skip(call, work, rest)
        case "back":
            await stepping.back(call, work)
        case _:
            raise Rejected(
                "Type /incident step done (and what you found), step skip and why, or step back. "
                "To see the step: /incident next."
            )
    return nothing_to_say()


commands = (
    Command(
        verb="step",
        usage="step done [found] · step skip why · step back",
        summary="Handle the current runbook step",
        group="work",
        run=run,
    ),
)
