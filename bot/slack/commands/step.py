"""Handle the current runbook step."""

from bot.domain.errors import Rejected
from bot.ports import Json, Work
from bot.slack import stepping
from bot.slack.call import Call, Command
from bot.slack.grammar import first_word


async def run(call: Call, work: Work) -> Json:
    """`step done [what you found]`, `step skip why`, `step back`."""
    word, rest = first_word(call.text)
    match word.lower():
        case "done":
            return await stepping.done(call, work, rest)
        case "skip":
            return await stepping.skip(call, work, rest)
        case "back":
            return await stepping.back(call, work)
        case _:
            raise Rejected(
                "Type /incident step done (and what you found), step skip and why, or step back. "
                "To see the step: /incident next."
            )


commands = (
    Command(
        verb="step",
        usage="step done [found] · step skip why · step back",
        summary="Handle the current runbook step",
        group="work",
        run=run,
    ),
)
