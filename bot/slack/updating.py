"""Record a draft of an update, and show it before anything leaves the house."""

from bot.domain import updates
from bot.domain.facts import Fact, UpdateApproved, UpdateDrafted
from bot.domain.incident import Incident
from bot.domain.terms import Audience
from bot.ports import Json, Work
from bot.slack.call import Call, nothing_to_say
from bot.slack.desk import known
from bot.slack.preview import preview
from bot.slack.wording import Wording


async def drafted(call: Call, work: Work, wording: Wording) -> Json:
    """Record the draft; an internal one goes out at once, a public one is shown first."""
    is_internal = wording.audience is Audience.INTERNAL

    def decide(incident: Incident) -> list[Fact]:
        facts = updates.draft(
            incident, wording.audience, wording.state, wording.text, wording.headline
        )
        drafts = [fact for fact in facts if isinstance(fact, UpdateDrafted)]
        shared = [UpdateApproved(draft.number) for draft in drafts if is_internal]
        return [*_replaced(incident, wording.instead_of), *facts, *shared]

    await call.record(decide, work)
    if is_internal:
        return nothing_to_say()
    now = (await known(call.here, work)).incident
    return preview(call.here, now, now.updates[-1], call.person)


def _replaced(incident: Incident, number: int) -> list[Fact]:
    """Discard the draft that is written anew, unless it went out meanwhile."""
    waits = {each.number for each in incident.updates if each.phase == "drafted"}
    return updates.discard(incident, number) if number in waits else []
