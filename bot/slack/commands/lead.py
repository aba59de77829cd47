"""Take the lead, or ask somebody to take it."""

from bot.domain.errors import Rejected
from bot.domain.people import take_role
from bot.domain.terms import PersonId
from bot.ports import Json, Work
from bot.slack.call import Call, Command
from bot.slack.grammar import mentioned
from bot.slack.lines import has
from bot.slack.text import readable


async def run(call: Call, work: Work) -> Json:
    """Make the mentioned person, else the one who typed it, incident commander."""
    who, rest = mentioned(call.text)
    if rest and not who:
        raise Rejected(
            "I could not tell who that is. Pick the person from Slack's list while typing, as in "
            "/incident lead @user; alone, /incident lead means you."
        )
    if rest:
        raise Rejected(
            f"I understood <@{who}>, but not “{readable(rest)[:40]}”, so nothing changed. "
            "Type only /incident lead @user."
        )
    lead, roles = PersonId(who or call.person), call.preferences.roles
    return await call.change(
        lambda incident: take_role(incident, "lead", lead, roles=roles),
        work,
        so=has(lead, "lead", roles),
    )


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
