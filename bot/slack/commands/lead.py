"""Take the lead, or ask somebody to take it."""

from bot.domain.people import take_role
from bot.domain.terms import PersonId
from bot.ports import Json, Work
from bot.slack.call import Call, Command, nothing_to_say, only_you
from bot.slack.grammar import mentioned
from bot.slack.text import Mrkdwn


async def run(call: Call, work: Work) -> Json:
    """Make the mentioned person, else the one who typed it, incident commander."""
    who, _rest = mentioned(call.text)
    person = PersonId(who or call.person)
    roles = call.preferences.roles
    if await call.record(lambda incident: take_role(incident, "lead", person, roles=roles), work):
        return nothing_to_say()
    return only_you(Mrkdwn("That is so already; nothing changed."))


commands = (
    Command(
        verb="lead",
        usage="lead [@user]",
        summary="Take the lead, or give it",
        group="people",
        run=run,
        names_people=True,
    ),
)
