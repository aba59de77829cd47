"""Give a role to a person."""

from bot.domain.errors import Rejected
from bot.domain.people import release_role, take_role
from bot.domain.terms import PersonId
from bot.ports import Json, Work
from bot.slack.call import Call, Command, opens
from bot.slack.forms import role_form
from bot.slack.grammar import mentioned
from bot.slack.lines import has
from bot.slack.text import Mrkdwn

NOBODY = " none"
"""Behind the name of a role: nobody has it any more."""


async def run(call: Call, work: Work) -> Json:
    """Read `role name @user`; without a person, the one who typed it takes it, with none nobody."""
    who, rest = mentioned(call.text)
    role = rest.strip().lower()
    roles = call.preferences.roles
    if not role and not who:
        return opens(role_form(call.here, roles), Mrkdwn("Type /incident role comms @user."))
    if "@" in role:
        raise Rejected(
            "I could not tell who that is. Pick the person from Slack's list while typing, as in "
            "/incident role comms @user."
        )
    if role.endswith(NOBODY):
        freed = role.removesuffix(NOBODY).strip()
        return await call.change(lambda incident: release_role(incident, freed), work)
    person = PersonId(who or call.person)
    return await call.change(
        lambda incident: take_role(incident, role, person, roles=roles),
        work,
        so=has(person, role, roles),
    )


commands = (
    Command(
        verb="role",
        usage="role name [@user, or none]",
        summary="Give a role to somebody, or take it",
        group="people",
        run=run,
        examples={
            "role comms": "you write to customers",
            "role scribe @ben": "Ben keeps the timeline",
            "role scribe none": "nobody does any more",
        },
        names_people=True,
    ),
)
