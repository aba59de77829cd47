"""Publish or discard a previewed update."""

from dataclasses import replace

from bot.domain.facts import Fact
from bot.domain.incident import Incident
from bot.domain.updates import approve, discard, find, speaks_for
from bot.ports import Json, Work
from bot.slack import blocks
from bot.slack.call import Action, Call, only_you
from bot.slack.text import Mrkdwn
from bot.slack.untold import follow_suit
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
    now = await work.timelines.incident(incident_id)
    told = Mrkdwn(f":loudspeaker: U{number} is approved and on its way to the status page.")
    offered = follow_suit(incident_id, now, find(now, number_of(number)).state)
    return only_you(told, [blocks.section(told), *offered]) | {"replaces": True}


async def throw_away(call: Call, work: Work) -> Json:
    """Discard the draft; nobody outside has seen it."""
    incident_id, number = split(call.value)
    here = replace(call, incident_id=incident_id)
    await here.record(lambda incident: discard(incident, number_of(number)), work)
    return {"text": Mrkdwn(f"U{number} is discarded; nobody outside saw it."), "replaces": True}


actions = (Action("update_publish", publish), Action("update_discard", throw_away))
