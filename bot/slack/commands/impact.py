"""Say who is hit and how."""

from bot.domain.situation import describe_impact
from bot.ports import Json, Work
from bot.slack.call import Call, Command, opens
from bot.slack.forms import text_form
from bot.slack.text import Mrkdwn


async def run(call: Call, work: Work) -> Json:
    """Set the impact; without words, open the form."""
    if not call.text.strip():
        return opens(
            text_form(call.here, "impact"),
            Mrkdwn("Type /incident impact followed by who is hit and how."),
        )
    return await call.change(
        lambda incident: describe_impact(incident, call.text),
        work,
        so=Mrkdwn("The impact says exactly that already"),
    )


commands = (Command(verb="impact", usage="impact text", summary="Say who is hit and how", run=run),)
