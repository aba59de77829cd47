"""Judge anew how bad it is."""

from bot.domain.situation import change_severity
from bot.domain.terms import Severity
from bot.ports import Json, Work
from bot.slack.call import Call, Command, nothing_to_say, only_you, opens
from bot.slack.forms import severity_form
from bot.slack.text import Mrkdwn, m
from bot.slack.words import SEVERITY


async def run(call: Call, work: Work) -> Json:
    """Set the severity; without one, open the form."""
    word, _space, why = call.text.strip().partition(" ")
    if not word:
        otherwise = Mrkdwn("Type /incident sev 1, 2, 3 or 4, and why.")
        return opens(severity_form(call.here), otherwise)
    to = Severity.parse(word)
    if await call.record(lambda incident: change_severity(incident, to, why), work):
        return nothing_to_say()
    return only_you(m("It is {} already; nothing changed.", Mrkdwn(SEVERITY[to])))


commands = (
    Command(
        verb="sev",
        usage="sev 1-4 [why]",
        summary="Set how bad it is",
        run=run,
        aliases=("severity",),
    ),
)
