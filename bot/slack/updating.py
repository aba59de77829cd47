"""Record a draft of an update, and show it before anything leaves the house."""

from bot.domain import updates
from bot.domain.facts import Fact, UpdateApproved, UpdateDrafted
from bot.domain.incident import Incident
from bot.domain.terms import Audience, UpdateState
from bot.ports import Json, Work
from bot.slack.call import Call, nothing_to_say
from bot.slack.desk import known
from bot.slack.preview import preview


async def drafted(
    call: Call, work: Work, audience: Audience, state: UpdateState, text: str
) -> Json:
    """Record the draft; an internal one goes out at once, a public one is shown first."""

    def decide(incident: Incident) -> list[Fact]:
        facts = updates.draft(incident, audience, state, text)
        drafts = [fact for fact in facts if isinstance(fact, UpdateDrafted)]
        shared = [UpdateApproved(draft.number) for draft in drafts if audience is Audience.INTERNAL]
        return [*facts, *shared]

    await call.record(decide, work)
    if audience is Audience.INTERNAL:
        return nothing_to_say()
    now = (await known(call.here, work)).incident
    return preview(call.here, now.updates[-1], now.title)


def state_now(incident: Incident) -> UpdateState:
    """Suggest the state that fits where the response stands."""
    word = "resolved" if incident.status.value == "closed" else incident.status.value
    return UpdateState(word)
