"""Handle the current runbook step."""

from bot.domain.errors import Rejected
from bot.ports import Json, Work
from bot.slack import blocks, stepping
from bot.slack.call import Call, Command, only_you
from bot.slack.current import current_step
from bot.slack.desk import known
from bot.slack.grammar import first_word
from bot.slack.steps_card import at_hand
from bot.slack.text import m, one_line


async def run(call: Call, work: Work) -> Json:
    """`step done [what you found]`, `step skip why`, `step back`; then says what is next."""
    word, rest = first_word(call.text)
    match word.lower():
        case "done":
            told = await stepping.done(call, work, rest)
        case "skip":
            told = await stepping.skip(call, work, rest)
        case "back" if rest:
            raise Rejected(
                f"/incident step back takes no words such as “{rest[:40]}”; no step was taken "
                "back. Type it alone; to write words down, /incident note and the words."
            )
        case "back":
            told = await stepping.back(call, work)
        case _:
            raise Rejected(
                "Type /incident step done (and what you found), step skip and why, or step back. "
                "To see the step: /incident next."
            )
    if told:
        return told
    now = await known(call.here, work, call.preferences.given)
    text = m(":white_check_mark: Recorded. *Now*  {}", one_line(current_step(now), 300))
    return only_you(text, [blocks.section(text), *at_hand(now)["blocks"]])


commands = (
    Command(
        verb="step",
        usage="step done [what you found] · step skip why · step back",
        summary="Say what became of the runbook step that /incident next shows",
        group="work",
        run=run,
        examples={
            "step done it fails at the card form": "the next step comes",
            "step back": "the last one comes back",
            "step skip we saw it ourselves": "it is not needed, and why",
        },
    ),
)
