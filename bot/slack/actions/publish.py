"""Publish or discard a previewed update."""

from dataclasses import replace

from bot.domain.facts import Fact
from bot.domain.incident import Incident
from bot.domain.updates import approve, discard, speaks_for
from bot.ports import Json, Work
from bot.slack.call import Action, Call
from bot.slack.text import Mrkdwn
from bot.slack.values import number_of, split


async def publish(call: Call, work: Work) -> Json:
    """Approve exactly the words of that draft, if this person speaks for the incident."""
    incident_id, number = split(call.value)
    here = replace(call, incident_id=incident_id)

    def decide(incident: Incident) -> list[Fact]:
        facts = approve(incident, number_of(number))
        speaks_for(incident, call.person)
        return facts

    await here.record(decide, work)
    told = f":loudspeaker: U{number} is approved and on its way to the status page."
    return {"text": Mrkdwn(told), "replaces": True}


async def throw_away(call: Call, work: Work) -> Json:
    """Discard the draft; nobody outside has seen it."""
    incident_id, number = split(call.value)
    here = replace(call, incident_id=incident_id)
    await here.record(lambda incident: discard(incident, number_of(number)), work)
    return {"text": Mrkdwn(f"U{number} is discarded; nobody outside saw it."), "replaces": True}


actions = (Action("update_publish", publish), Action("update_discard", throw_away))
