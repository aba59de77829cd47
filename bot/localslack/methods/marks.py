"""pins.*, reactions.*, bookmarks.*: marks on messages and channels.

Vendor: https://docs.slack.dev/reference/methods?filter=pins
"""

import re

from bot.localslack.changes import marks as change
from bot.localslack.changes.channels import note
from bot.localslack.changes.messages import as_slack, is_pinned
from bot.localslack.errors import SlackError
from bot.localslack.methods.call import Call, Method
from bot.localslack.shapes import Obj
from bot.localslack.state.channels import Channel
from bot.localslack.state.messages import Message
from bot.localslack.strict.limits import limit

EMOJI = re.compile(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?")
WEB_ADDRESS = re.compile(r"https?://[^\s/].*")


def pin(call: Call) -> Obj:
    """Pin a message: https://docs.slack.dev/reference/methods/pins.add."""
    channel = call.own_channel(archived_ok=True)
    message = _marked(call, channel)
    if is_pinned(call.hub, message):
        raise SlackError("already_pinned")
    if len(channel.pins) >= limit("pins"):
        raise SlackError("too_many_pins")
    if channel.is_archived:
        raise SlackError("not_pinnable")
    change.pin(call.hub, message, call.bot.id)
    return {}


def unpin(call: Call) -> Obj:
    """Take a pin away: https://docs.slack.dev/reference/methods/pins.remove."""
    message = _marked(call, call.own_channel(archived_ok=True))
    if not is_pinned(call.hub, message):
        raise SlackError("no_pin")
    change.unpin(call.hub, message, call.bot.id)
    return {}


def pins(call: Call) -> Obj:
    """List pins: https://docs.slack.dev/reference/methods/pins.list."""
    channel = call.channel()
    items = []
    for entry in channel.pins:
        message = call.world.messages.get(channel.id, entry["ts"])
        if message is not None:
            items.append(change.pin_item(call.hub, entry, message))
    return {"items": items}


def react(call: Call) -> Obj:
    """Add an emoji: https://docs.slack.dev/reference/methods/reactions.add."""
    channel = call.own_channel()
    message, name = _marked(call, channel), _emoji(call)
    if call.bot.id in message.reactions.get(name, []):
        raise SlackError("already_reacted")
    change.react(call.hub, message, call.bot.id, name)
    return {}


def unreact(call: Call) -> Obj:
    """Take an emoji away: https://docs.slack.dev/reference/methods/reactions.remove."""
    if not call.text("channel"):
        raise SlackError("no_item_specified")
    channel = call.channel()
    if channel.is_archived:
        raise SlackError("is_archived")
    message, name = _marked(call, channel), _emoji(call)
    if call.bot.id not in message.reactions.get(name, []):
        raise SlackError("no_reaction")
    change.unreact(call.hub, message, call.bot.id, name)
    return {}


def reactions(call: Call) -> Obj:
    """Return a message's emoji: https://docs.slack.dev/reference/methods/reactions.get."""
    if not call.text("channel"):
        raise SlackError("no_item_specified")
    channel = call.channel()
    message = _marked(call, channel)
    shown = as_slack(call.hub, message) | {"permalink": call.hub.permalink(message)}
    return {"type": "message", "channel": channel.id, "message": shown}


def add_bookmark(call: Call) -> Obj:
    """Add a link: https://docs.slack.dev/reference/methods/bookmarks.add."""
    channel = call.own_channel("channel_id")
    if call.text("type") != "link":
        raise SlackError("invalid_bookmark_type")
    _check_link(call.text("link"))
    if len(channel.bookmarks) >= limit("bookmarks"):
        raise SlackError("too_many_bookmarks")
    return {"bookmark": change.bookmark(call.hub, channel, call.bot.id, call.args)}


def edit_bookmark(call: Call) -> Obj:
    """Change a link: https://docs.slack.dev/reference/methods/bookmarks.edit."""
    channel = call.own_channel("channel_id")
    entry = _bookmark(call, channel)
    if "link" in call.args:
        _check_link(call.text("link"))
    changed = {key: call.args[key] for key in ("title", "link", "emoji") if key in call.args}
    entry |= changed | {"date_updated": call.hub.now()}
    note(call.hub, "bookmarks", channel)
    return {"bookmark": entry}


def bookmarks(call: Call) -> Obj:
    """List links: https://docs.slack.dev/reference/methods/bookmarks.list."""
    return {"bookmarks": list(call.channel("channel_id").bookmarks)}


def remove_bookmark(call: Call) -> Obj:
    """Take a link away: https://docs.slack.dev/reference/methods/bookmarks.remove."""
    channel = call.own_channel("channel_id")
    channel.bookmarks.remove(_bookmark(call, channel))
    note(call.hub, "bookmarks", channel)
    return {}


def _marked(call: Call, channel: Channel) -> Message:
    if not call.text("timestamp"):
        raise SlackError("no_item_specified")
    return call.message(channel, call.text("timestamp"))


def _emoji(call: Call) -> str:
    name = call.text("name").strip(":")
    if not EMOJI.fullmatch(name):
        raise SlackError("invalid_name")
    return name


def _check_link(link: str) -> None:
    if not WEB_ADDRESS.fullmatch(link) or len(link) > limit("bookmark.link"):
        raise SlackError("invalid_link")


def _bookmark(call: Call, channel: Channel) -> Obj:
    wanted = call.text("bookmark_id")
    for entry in channel.bookmarks:
        if entry["id"] == wanted:
            return entry
    raise SlackError("not_found")


METHODS: dict[str, Method] = {
    "pins.add": pin,
    "pins.remove": unpin,
    "pins.list": pins,
    "reactions.add": react,
    "reactions.remove": unreact,
    "reactions.get": reactions,
    "bookmarks.add": add_bookmark,
    "bookmarks.edit": edit_bookmark,
    "bookmarks.list": bookmarks,
    "bookmarks.remove": remove_bookmark,
}
