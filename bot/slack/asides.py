"""What a person alone is told after a form, which has no place of its own to answer in."""

from bot.domain import facts
from bot.domain.terms import slug
from bot.ports import Effect, Json, Promised, Promises, Work
from bot.slack import blocks
from bot.slack.call import Call
from bot.slack.desk import Desk, Known
from bot.slack.steps_card import at_hand
from bot.slack.timeline import confirmed


async def tell_noted(call: Call, work: Work) -> None:
    """Promise to confirm the note that this person has just recorded."""
    await work.effects.plan(aside("slack.noted", call, await _newest(call, work)))


async def show_next(call: Call, work: Work) -> None:
    """Promise to show the step that comes next to who has just handled one."""
    await work.effects.plan(aside("slack.next", call, await _newest(call, work)))


def aside(kind: str, call: Call, position: int) -> Promises:
    """Promise to tell something about that entry to who called."""
    payload = {"position": position, "person": call.person}
    key = f"{slug(call.here)}/{kind}/{position}"
    return Promises(effects=(Effect(key, kind, call.here, payload, lane=slug(call.here)),))


async def _newest(call: Call, work: Work) -> int:
    return (await work.timelines.incident(call.here)).position


def asker(_known: Known, effect: Promised) -> str:
    """Name who is told."""
    return str(effect.payload["person"])


def noted(_desk: Desk, known: Known, effect: Promised) -> Json | None:
    """Say where on the timeline a note stands."""
    entry = known.entry(effect)
    if not isinstance(entry.fact, facts.Noted):
        return None
    text = confirmed(entry.fact.text, entry.occurred, now=entry.observed)
    return blocks.message(text, [blocks.section(text)])


def next_step(_desk: Desk, known: Known, _effect: Promised) -> Json:
    """Show the step that comes next, with its buttons."""
    return at_hand(known)
