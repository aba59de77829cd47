"""The buttons under a mitigation: it worked, or it did not and was undone; it is undone now."""

from dataclasses import replace

from bot.domain import mitigations
from bot.ports import Json, Work
from bot.slack.call import Action, Call
from bot.slack.commands import mitigate
from bot.slack.values import number_of, split

DID_NOT_WORK = "It did not work"


async def worked(call: Call, work: Work) -> Json:
    """Say that it works."""
    incident_id, number = split(call.value)
    here = replace(call, incident_id=incident_id)
    return await here.change(
        lambda incident: mitigations.confirm(incident, number_of(number)),
        work,
        so=mitigate.became(number_of(number), "worked"),
    )


async def did_not_work(call: Call, work: Work) -> Json:
    """Say that it was undone, and why."""
    incident_id, number = split(call.value)
    here = replace(call, incident_id=incident_id)
    return await here.change(
        lambda incident: mitigations.revert(incident, number_of(number), DID_NOT_WORK),
        work,
        so=mitigate.became(number_of(number), "reverted"),
    )


async def undone(call: Call, work: Work) -> Json:
    """Say that a temporary one was undone, as it was to be."""
    incident_id, number = split(call.value)
    here = replace(call, incident_id=incident_id)
    return await here.change(lambda incident: mitigations.revert(incident, number_of(number)), work)


actions = (
    Action("mitigation_worked", worked),
    Action("mitigation_reverted", did_not_work),
    Action("mitigation_undone", undone),
)
