"""Close a resolved incident for good."""

from bot.domain.errors import Rejected
from bot.domain.situation import close
from bot.domain.terms import label
from bot.ports import Json, Work
from bot.slack import blocks
from bot.slack.call import Call, Command, only_you
from bot.slack.text import Mrkdwn, m
from bot.slack.untold import not_told, tell_customers

ANYWAY = "anyway"


async def run(call: Call, work: Work) -> Json:
    """Close; refused while a temporary measure is on.

    Warns first while customers read that it goes on, since a closed incident takes no update.
    """
    word = call.text.strip().lower()
    if word not in {"", ANYWAY}:
        raise Rejected(
            f"/incident close takes no words such as “{call.text.strip()[:40]}”; nothing is "
            "closed. To keep them: /incident note and the words, then /incident close."
        )
    incident = await work.timelines.incident(call.here)
    read = not_told(incident)
    if read and close(incident) and word != ANYWAY:
        text = m("{} A closed incident takes no update any more. Nothing is closed yet.", read)
        buttons = [
            tell_customers(call.here),
            blocks.button("Close anyway", "say", value=f"{label(call.here)} close {ANYWAY}"),
        ]
        typed = Mrkdwn(f"Or type `/incident close {ANYWAY}`.")
        body = [blocks.section(text), blocks.actions(buttons), blocks.context(typed)]
        return only_you(text, body)
    return await call.change(close, work, so=Mrkdwn("This incident is closed already"))


commands = (
    Command(
        verb="close",
        usage="close [anyway]",
        summary="Nothing is left to do; “anyway”: even if customers were not told so",
        group="the end",
        run=run,
    ),
)
