"""A recorded message that is edited or deleted later: noted, the first wording stays."""

from collections.abc import Mapping
from typing import Any

from bot.domain.notes import deleted, edited
from bot.ports import Json, Work
from bot.slack.call import Call, Event, nothing_to_say
from bot.slack.text import readable


async def changed(call: Call, work: Work) -> Json:
    """Record the new wording, or that the message is gone, if it was on the timeline."""
    event = call.payload
    if event["subtype"] == "message_deleted":
        ts = str(event["deleted_ts"])
        await call.record(lambda incident: deleted(incident, call.channel, ts), work)
    else:
        message = event["message"]
        ts, text = str(message["ts"]), readable(str(message.get("text") or ""))
        await call.record(lambda incident: edited(incident, call.channel, ts, text), work)
    return nothing_to_say()


def _concerns(event: Mapping[str, Any]) -> bool:
    """Only changes of people's messages: our own cards change all the time."""
    if event.get("subtype") not in {"message_changed", "message_deleted"}:
        return False
    was = event.get("previous_message") or event.get("message") or {}
    return not was.get("bot_id")


def _channel(event: Mapping[str, Any]) -> str:
    return str(event["channel"])


events = (Event("message", changed, _concerns, _channel),)
