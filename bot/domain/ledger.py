"""Record what became of promised calls that went wrong."""

from datetime import timedelta

from bot.domain.errors import Rejected
from bot.domain.facts import EffectFailed, EffectSettled, EffectStuck, Fact
from bot.domain.incident import Incident
from bot.domain.terms import own_name
from bot.domain.text import WHY_LIMIT, cleaned

TOLD = {
    "happened": "it happened",
    "retry": "it is tried again",
    "dropped": "it is left as it is",
}
"""What a person can say of a call that failed or is in doubt, and how others read it."""

VERDICTS = tuple(TOLD)

STUCK = timedelta(minutes=15)
"""How long a promised call may wait before people must hear of it."""


def failed(
    incident: Incident,
    effect: str,
    what: str,
    reason: str,
    is_unknown: bool,  # noqa: FBT001 - the field of the fact, under its own name
) -> list[Fact]:
    """Note that the call `effect` failed for good, or that nobody knows; also after closing.

    A failure that is known already changes nothing.
    """
    trouble = incident.troubles.get(effect)
    if trouble is not None and trouble.is_unknown == is_unknown:
        return []
    return [EffectFailed(effect, what, is_unknown, cleaned(reason, WHY_LIMIT))]


def stuck(incident: Incident, effect: str, what: str, reason: str) -> list[Fact]:
    """Note that the call `effect` waits too long, once; also after closing."""
    told = any(
        isinstance(entry.fact, EffectStuck) and entry.fact.effect == effect
        for entry in incident.entries
    )
    return [] if told else [EffectStuck(effect, what, cleaned(reason, WHY_LIMIT))]


def settled(incident: Incident, effect: str, verdict: str) -> list[Fact]:
    """Note a person's word on a call that failed or is in doubt; also after closing.

    Raises Rejected for another word, and for a call that is not in trouble; names who was faster.
    """
    if verdict not in VERDICTS:
        raise Rejected(f"“{verdict[:20]}” settles nothing. Use one of: {', '.join(VERDICTS)}.")
    if effect not in incident.troubles:
        raise Rejected(f"{_already(incident, effect)} Type /incident health to see what is not.")
    return [EffectSettled(effect, verdict)]


def _already(incident: Incident, effect: str) -> str:
    for entry in reversed(incident.entries):
        if isinstance(entry.fact, EffectSettled) and entry.fact.effect == effect:
            who = own_name(entry.actor) or f"<@{entry.actor}>"
            return f"{who} has settled this already: {TOLD[entry.fact.verdict]}."
    return "This call is settled already."
