"""A recorded message that is edited or deleted later: noted, the first wording stays."""

from collections.abc import Mapping
from typing import Any

from bot.domain.notes import deleted, edited
from bot.ports import Json, Work
from bot.slack.call import Call, Event, nothing_to_say
from bot.slack.shapes import holds, ident, maybe, text
from bot.slack.text import readable

CHANGED, DELETED = "message_changed", "message_deleted"
_BY = maybe(holds(user=maybe(ident), bot_id=maybe(ident)))
_NEW = holds(ts=ident, text=maybe(text), user=maybe(ident))
SHAPES = {
    CHANGED: holds(channel=ident, message=_NEW, previous_message=_BY),
    DELETED: holds(channel=ident, deleted_ts=ident, previous_message=_BY),
}


async def changed(call: Call, work: Work) -> Json:
    """Record the new wording, or that the message is gone, if it was on the timeline."""
    event = call.payload
    if event["subtype"] == DELETED:
        ts = event["deleted_ts"]
        await call.record(lambda incident: deleted(incident, call.channel, ts), work)
    else:
        ts, words = event["message"]["ts"], readable(event["message"].get("text") or "")
        await call.record(lambda incident: edited(incident, call.channel, ts, words), work)
    return nothing_to_say()


def _concerns(event: Mapping[str, Any]) -> bool:
    """Only changes of people's messages: our own cards change all the time."""
    if event.get("subtype") not in (CHANGED, DELETED):
        return False
    was = event.get("previous_message") or event.get("message")
    return not (isinstance(was, dict) and was.get("bot_id"))


def _shape(event: Mapping[str, Any]) -> str:
    return SHAPES[event["subtype"]](event)


def _channel(event: Mapping[str, Any]) -> str:
    return str(event["channel"])


events = (Event("message", changed, _shape, _concerns, _channel),)
