"""Put marks on messages and channels: emoji, pins, bookmarks."""

from bot.localslack.changes.channels import note as note_channel
from bot.localslack.changes.messages import as_slack, note, shown
from bot.localslack.events import tell
from bot.localslack.hub import Hub
from bot.localslack.journal import iso
from bot.localslack.shapes import Obj
from bot.localslack.state.channels import Channel
from bot.localslack.state.messages import Message


def react(hub: Hub, message: Message, user: str, name: str) -> list[str]:
    """Add somebody's emoji to a message."""
    message.reactions.setdefault(name, []).append(user)
    note(hub, "changed", message)
    return _tell_reaction(hub, "reaction_added", message, user, name)


def unreact(hub: Hub, message: Message, user: str, name: str) -> list[str]:
    """Take somebody's emoji away again."""
    message.reactions[name].remove(user)
    if not message.reactions[name]:
        del message.reactions[name]
    note(hub, "changed", message)
    return _tell_reaction(hub, "reaction_removed", message, user, name)


def pin(hub: Hub, message: Message, user: str) -> list[str]:
    """Pin a message to its channel."""
    channel = hub.world.channels.by_id[message.channel]
    moment = hub.clock.time()
    channel.pins.append({"ts": message.ts, "by": user, "at": iso(moment), "created": int(moment)})
    note(hub, "changed", message)
    note_channel(hub, "pins", channel)
    return _tell_pin(hub, "pin_added", message, user)


def unpin(hub: Hub, message: Message, user: str) -> list[str]:
    """Take a pin away."""
    channel = hub.world.channels.by_id[message.channel]
    channel.pins = [entry for entry in channel.pins if entry["ts"] != message.ts]
    note(hub, "changed", message)
    note_channel(hub, "pins", channel)
    return _tell_pin(hub, "pin_removed", message, user)


def bookmark(hub: Hub, channel: Channel, user: str, wanted: Obj) -> Obj:
    """Add a link to the top of a channel and return Slack's bookmark object.

    Vendor: https://docs.slack.dev/reference/methods/bookmarks.add
    """
    entry: Obj = {
        "id": hub.ids.new("Bk"),
        "channel_id": channel.id,
        "title": wanted["title"],
        "link": wanted.get("link", ""),
        "emoji": wanted.get("emoji", ""),
        "icon_url": None,
        "type": "link",
        "entity_id": None,
        "date_created": hub.now(),
        "date_updated": 0,
        "rank": hub.ids.new("", 6).lower(),
        "last_updated_by_user_id": user,
        "last_updated_by_team_id": hub.world.team.id,
        "shortcut_id": None,
        "app_id": None,
    }
    channel.bookmarks.append(entry)
    note_channel(hub, "bookmarks", channel)
    return entry


def pins_shown(hub: Hub, channel: Channel) -> list[Obj]:
    """Return the pins of a channel with their messages, as the control API shows them."""
    answer = []
    for entry in channel.pins:
        message = hub.world.messages.get(channel.id, entry["ts"])
        if message is not None:
            kept = {key: entry[key] for key in ("ts", "by", "at")}
            answer.append(kept | {"message": shown(hub, message)})
    return answer


def pin_item(hub: Hub, entry: Obj, message: Message) -> Obj:
    """Return one item of pins.list."""
    return {
        "type": "message",
        "created": entry["created"],
        "created_by": entry["by"],
        "channel": message.channel,
        "message": as_slack(hub, message) | {"permalink": hub.permalink(message)},
    }


def _tell_reaction(hub: Hub, kind: str, message: Message, user: str, name: str) -> list[str]:
    event: Obj = {
        "type": kind,
        "user": user,
        "reaction": name,
        "item": {"type": "message", "channel": message.channel, "ts": message.ts},
        "item_user": message.user,
        "event_ts": hub.ids.stamp(hub.clock.time()),
    }
    return tell(hub, event, hub.world.channels.by_id[message.channel])


def _tell_pin(hub: Hub, kind: str, message: Message, user: str) -> list[str]:
    channel = hub.world.channels.by_id[message.channel]
    entry: Obj = {"by": user, "created": hub.now()}
    info = {"channel": channel.id, "pinned_by": user, "pinned_ts": hub.now()}
    event: Obj = {
        "type": kind,
        "user": user,
        "channel_id": channel.id,
        "item": pin_item(hub, entry, message),
        "item_user": message.user,
        "pin_count": len(channel.pins),
        "pinned_info": info,
        "event_ts": hub.ids.stamp(hub.clock.time()),
    }
    if kind == "pin_removed":
        event["has_pins"] = bool(channel.pins)
    return tell(hub, event, channel)
