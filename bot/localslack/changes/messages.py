"""Say, change and take back messages."""

from dataclasses import dataclass, field

from bot.localslack.events import tell
from bot.localslack.hub import Hub
from bot.localslack.shapes import Obj, copied
from bot.localslack.state.channels import EVENT_KIND, Channel
from bot.localslack.state.messages import Message
from bot.localslack.state.people import Person
from bot.localslack.strict.blocks import elements_of

WHEN_THERE = (
    "team",
    "subtype",
    "bot_id",
    "app_id",
    "username",
    "thread_ts",
    "edited",
    "blocks",
    "attachments",
)
TOMBSTONE = "This message was deleted."


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be said, before it has a place and a time."""

    text: str = ""
    blocks: list[Obj] = field(default_factory=list)
    attachments: list[Obj] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    thread_ts: str | None = None
    broadcast: bool = False
    metadata: Obj | None = None
    subtype: str | None = None
    extra: Obj = field(default_factory=dict)


def post(hub: Hub, channel: Channel, author: Person, draft: Draft) -> tuple[Message, list[str]]:
    """Say something in a channel and return the message and the deliveries it caused."""
    message = hub.world.messages.add(_message(hub, channel, author, draft))
    root = _root(hub, message)
    if root is not None:
        message.parent_user = root.user
        root.thread_ts = root.ts
        root.replies.append(message.ts)
        note(hub, "changed", root)
    channel.last_read[author.id] = message.ts
    note(hub, "added", message)
    return message, _tell_new(hub, channel, author, message)


def whisper(hub: Hub, channel: Channel, author: Person, draft: Draft, reader: str) -> Message:
    """Say something that one person sees until the workspace restarts; the bot gets no event."""
    message = _message(hub, channel, author, draft)
    message.only_for = reader
    hub.world.messages.add(message)
    note(hub, "added", message)
    return message


def edit(hub: Hub, message: Message, by: str, **changes: object) -> list[str]:
    """Change a message and tell of it: before and after."""
    before = as_slack(hub, message)
    for name, value in changes.items():
        setattr(message, name, with_ids(hub, value) if name == "blocks" else value)  # type: ignore[arg-type] # blocks are lists
    message.picked = {}
    message.edited = {"user": by, "ts": hub.ids.stamp(hub.clock.time())}
    note(hub, "changed", message)
    if message.only_for is not None:
        return []
    parts = {"message": as_slack(hub, message), "previous_message": before}
    return _tell_hidden(hub, message, "message_changed", parts)


def delete(hub: Hub, message: Message) -> list[str]:
    """Take a message back; a root with replies leaves a tombstone."""
    before = as_slack(hub, message)
    channel = hub.world.channels.by_id[message.channel]
    channel.pins = [pin for pin in channel.pins if pin["ts"] != message.ts]
    if message.replies:
        message.subtype, message.text = "tombstone", TOMBSTONE
        message.blocks, message.files, message.reactions = [], [], {}
        message.metadata = None
        note(hub, "changed", message)
    else:
        hub.world.messages.remove(message)
        _forget_reply(hub, message)
        note(hub, "deleted", message)
    if message.only_for is not None:
        return []
    parts = {"previous_message": before, "deleted_ts": message.ts}
    return _tell_hidden(hub, message, "message_deleted", parts)


def note(hub: Hub, change: str, message: Message) -> None:
    """Write the record that live readers of the message follow."""
    hub.journal.write(
        "state",
        what="message",
        change=change,
        channel=message.channel,
        ts=message.ts,
        thread_ts=message.thread_ts,
        user=message.only_for,
        message=None if change == "deleted" else shown(hub, message),
    )


def as_slack(hub: Hub, message: Message, *, with_metadata: bool = False) -> Obj:
    """Return the message object of the Web API and of events.

    It shares blocks and the like with the message, which replaces them and never changes them.

    Vendor: https://docs.slack.dev/reference/events/message
    """
    answer: Obj = {"type": "message", "user": message.user, "text": message.text, "ts": message.ts}
    for key in WHEN_THERE:
        if getattr(message, key):
            answer[key] = getattr(message, key)
    if message.bot_id:
        answer["bot_profile"] = _bot_profile(hub)
    if message.files:
        answer["files"] = [hub.world.files[name].as_slack(hub.base_url) for name in message.files]
    if message.reactions:
        answer["reactions"] = message.reaction_list()
    if is_pinned(hub, message):
        answer["pinned_to"] = [message.channel]
    if with_metadata and message.metadata:
        answer["metadata"] = message.metadata
    return answer | _in_thread(hub, message) | message.extra


def shown(hub: Hub, message: Message) -> Obj:
    """Return the message as the control API shows it: every key is always there."""
    root = {"reply_count": 0, "reply_users": [], "latest_reply": None}
    files = [hub.world.files[name] for name in message.files]
    kept = ("channel", "ts", "subtype", "user", "bot_id", "app_id", "username", "icon_emoji")
    return (
        {key: getattr(message, key) for key in kept}
        | {key: getattr(message, key) for key in ("text", "blocks", "attachments", "edited")}
        | root
        | {
            "type": "message",
            "thread_ts": message.thread_ts,
            "files": [
                {
                    "id": file.id,
                    "name": file.name,
                    "title": file.title or file.name,
                    "mimetype": file.mimetype,
                    "size": len(file.content),
                    "url": f"/files/{file.id}/{file.name}",
                    "preview": file.preview(),
                }
                for file in files
            ],
            "reactions": message.reaction_list(),
            "pinned": is_pinned(hub, message),
            "ephemeral": message.only_for is not None,
            "permalink": hub.permalink(message),
        }
        | {k: v for k, v in _in_thread(hub, message).items() if k in root}
    )


def is_pinned(hub: Hub, message: Message) -> bool:
    """Say whether a message is pinned in its channel."""
    pins = hub.world.channels.by_id[message.channel].pins
    return any(pin["ts"] == message.ts for pin in pins)


def with_ids(hub: Hub, blocks: list[Obj]) -> list[Obj]:
    """Return a copy of blocks in which each block_id and action_id is filled in, as Slack does."""
    filled: list[Obj] = copied(blocks)
    for block in filled:
        block["block_id"] = block.get("block_id") or hub.ids.new("", 5)
        for element in elements_of(block):
            if element["type"] != "image":
                element["action_id"] = element.get("action_id") or hub.ids.new("", 5)
    return filled


def _message(hub: Hub, channel: Channel, author: Person, draft: Draft) -> Message:
    thread_ts = draft.thread_ts
    parent = hub.world.messages.get(channel.id, thread_ts) if thread_ts else None
    if parent is not None and parent.is_reply:
        thread_ts = parent.thread_ts
    app_id = author.app_id or None
    return Message(
        channel=channel.id,
        ts=hub.ids.stamp(hub.clock.time()),
        user=author.id,
        text=draft.text,
        team=author.team_id,
        subtype="thread_broadcast" if draft.broadcast and thread_ts else draft.subtype,
        blocks=with_ids(hub, draft.blocks),
        attachments=draft.attachments,
        files=list(draft.files),
        bot_id=author.bot_id or None,
        app_id=app_id,
        thread_ts=thread_ts,
        broadcast=draft.broadcast,
        metadata=draft.metadata,
        extra=draft.extra,
    )


def _root(hub: Hub, message: Message) -> Message | None:
    if not message.is_reply or message.thread_ts is None:
        return None
    return hub.world.messages.get(message.channel, message.thread_ts)


def _forget_reply(hub: Hub, message: Message) -> None:
    root = _root(hub, message)
    if root is not None and message.ts in root.replies:
        root.replies.remove(message.ts)
        note(hub, "changed", root)


def _in_thread(hub: Hub, message: Message) -> Obj:
    if message.parent_user:
        return {"parent_user_id": message.parent_user}
    if not message.replies:
        return {}
    replies = (hub.world.messages.get(message.channel, ts) for ts in message.replies)
    users = list(dict.fromkeys(reply.user for reply in replies if reply is not None))
    return {
        "reply_count": len(message.replies),
        "reply_users_count": len(users),
        "reply_users": users,
        "latest_reply": message.replies[-1],
        "is_locked": False,
        "subscribed": False,
    }


def _bot_profile(hub: Hub) -> Obj:
    app, bot = hub.world.app, hub.world.bot
    return {
        "id": app.bot_id,
        "deleted": False,
        "name": bot.name,
        "updated": bot.updated,
        "app_id": app.id,
        "icons": {},
        "team_id": hub.world.team.id,
    }


def _tell_new(hub: Hub, channel: Channel, author: Person, message: Message) -> list[str]:
    said = as_slack(hub, message)
    place = {
        "channel": channel.id,
        "event_ts": message.ts,
        "channel_type": EVENT_KIND[channel.kind],
    }
    if not author.is_bot and message.subtype in {None, "thread_broadcast", "file_share"}:
        said["client_msg_id"] = hub.ids.hexadecimal("client_msg_id", 32)
    deliveries = tell(hub, said | place, channel)
    if f"<@{hub.world.app.bot_user}" in message.text and not author.is_bot:
        place.pop("channel_type")
        mention = said | place | {"type": "app_mention"}
        deliveries += tell(hub, mention, channel)
    return deliveries


def _tell_hidden(hub: Hub, message: Message, subtype: str, parts: Obj) -> list[str]:
    channel = hub.world.channels.by_id[message.channel]
    moment = hub.ids.stamp(hub.clock.time())
    event: Obj = {
        "type": "message",
        "subtype": subtype,
        "channel": message.channel,
        "hidden": True,
        "ts": moment,
        "event_ts": moment,
        "channel_type": EVENT_KIND[channel.kind],
    }
    return tell(hub, event | parts, channel)
