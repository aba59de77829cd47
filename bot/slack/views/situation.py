"""Forms of the card: severity and roles."""

from collections.abc import Iterable
from dataclasses import replace

from bot.domain.people import take_role
from bot.domain.situation import change_severity
from bot.domain.terms import PersonId, Severity
from bot.ports import Json, Work
from bot.slack.blocks import value_of
from bot.slack.call import Action, Call
from bot.slack.forms import remembered
from bot.slack.lines import has
from bot.slack.severities import is_set


async def severity(call: Call, work: Work) -> Json:
    """Set the severity that was picked."""
    here = replace(call, incident_id=remembered(call.metadata)[0])
    to = Severity.parse(value_of(call.state, "severity"))
    why = value_of(call.state, "why")
    return await here.change(
        lambda incident: change_severity(incident, to, why), work, so=is_set(to)
    )


async def role(call: Call, work: Work) -> Json:
    """Give the role that was picked to the person that was picked."""
    here = replace(call, incident_id=remembered(call.metadata)[0])
    name, person = value_of(call.state, "role"), PersonId(value_of(call.state, "person"))
    roles = call.preferences.roles
    return await here.change(
        lambda incident: take_role(incident, name, person, roles=roles),
        work,
        so=has(person, name, roles),
    )


def picked(call: Call) -> Iterable[PersonId]:
    """Name the person who is to get the role."""
    return [PersonId(value_of(call.state, "person"))]


actions = (Action("severity", severity), Action("role", role, names=picked))
