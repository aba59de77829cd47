"""Promises to record a message, or to withdraw it, in the order in which people asked."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.domain.terms import slug
from bot.ports import Effect, Promises
from bot.slack.call import Call


def fetch_message(call: Call, ts: str, mark: str, emoji: str = "") -> Promises:
    """Promise to read the exact message and to put it on the timeline.

    `emoji` is what asks for it, and must still be there then.
    """
    return _asked(call, ts, mark, "slack.message.record", {"emoji": emoji} if emoji else {})


def forget_message(call: Call, ts: str, mark: str) -> Promises:
    """Promise to withdraw what an emoji recorded, once that is done."""
    return _asked(call, ts, mark, "slack.message.withdraw")


def _asked(
    call: Call, ts: str, mark: str, kind: str, more: Mapping[str, str] = MappingProxyType({})
) -> Promises:
    cause = str(
        call.payload.get("event_ts") or call.payload.get("action_ts") or call.now.timestamp()
    )
    key = f"{slug(call.here)}/{kind}/{ts}/{mark}/{cause}"
    payload = {"channel": call.channel, "ts": ts, "mark": mark, "person": call.person, **more}
    lane = f"message:{call.channel}:{ts}"
    return Promises(effects=(Effect(key, kind, call.here, payload, lane=lane),))
