"""What an update is to say, before anybody records it."""

from dataclasses import dataclass

from bot.domain.incident import Incident
from bot.domain.parts import Update
from bot.domain.terms import Audience, UpdateState
from bot.domain.updates import proposed_headline


@dataclass(frozen=True, slots=True)
class Wording:
    """An update as it is being written; `instead_of` is the draft that it replaces, or 0.

    Without a `headline`, customers read the one that is proposed.
    """

    state: UpdateState
    text: str = ""
    headline: str = ""
    audience: Audience = Audience.PUBLIC
    instead_of: int = 0


def begun(incident: Incident, state: UpdateState | None = None) -> Wording:
    """Begin an update: how the response stands, and the headline that is proposed."""
    return Wording(state or state_now(incident), headline=proposed_headline(incident))


def again(draft: Update) -> Wording:
    """Write a draft anew."""
    return Wording(draft.state, draft.text, draft.headline, draft.audience, draft.number)


def state_now(incident: Incident) -> UpdateState:
    """Suggest the state that fits where the response stands."""
    word = "resolved" if incident.status.value == "closed" else incident.status.value
    return UpdateState(word)
