"""chat.*: post, whisper, change, delete, link.

Vendor: https://docs.slack.dev/reference/methods?filter=chat
"""

from dataclasses import replace

from bot.localslack.changes.channels import open_direct
from bot.localslack.changes.messages import as_slack, delete, edit, post, whisper
from bot.localslack.errors import SlackError
from bot.localslack.methods.call import Call, Method
from bot.localslack.methods.content import checked_draft
from bot.localslack.shapes import Obj
from bot.localslack.state.channels import Channel


def post_message(call: Call) -> Obj:
    """Say something: https://docs.slack.dev/reference/methods/chat.postMessage."""
    channel = _place(call)
    _check_thread(call, channel)
    draft = replace(
        checked_draft(call),
        thread_ts=call.text("thread_ts") or None,
        broadcast=call.flag("reply_broadcast"),
    )
    _watch_operation(call, channel, draft.metadata)
    message, _ = post(call.hub, channel, call.bot, draft)
    said = as_slack(call.hub, message)
    return {"channel": channel.id, "ts": message.ts, "message": said}


def post_ephemeral(call: Call) -> Obj:
    """Say something to one person: https://docs.slack.dev/reference/methods/chat.postEphemeral."""
    channel = _place(call)
    reader = call.world.people.by_id.get(call.text("user"))
    if reader is None or reader.deleted or reader.id not in channel.members:
        raise SlackError("user_not_in_channel")
    draft = replace(checked_draft(call, "ephemeral.text"), thread_ts=call.text("thread_ts") or None)
    message = whisper(call.hub, channel, call.bot, draft, reader.id)
    return {"message_ts": message.ts}


def update(call: Call) -> Obj:
    """Change one's own message: https://docs.slack.dev/reference/methods/chat.update.

    Blocks, attachments and metadata that are left out stay as they were; an empty list or object
    removes them (for blocks seen in https://github.com/slackapi/python-slack-sdk/issues/523).
    """
    channel = call.channel()
    message = call.message(channel, call.text("ts"))
    if message.user != call.bot.id or message.subtype == "tombstone":
        raise SlackError("cant_update_message")
    if channel.is_archived:
        raise SlackError("is_archived")
    draft = checked_draft(call, "update.text")
    given = [key for key in ("blocks", "attachments", "metadata") if key in call.args]
    changes = {key: getattr(draft, key) for key in ("text", *given)}
    edit(call.hub, message, call.bot.id, **changes)
    said = as_slack(call.hub, message)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": said}


def remove(call: Call) -> Obj:
    """Take back one's own message: https://docs.slack.dev/reference/methods/chat.delete."""
    channel = call.channel()
    message = call.message(channel, call.text("ts"))
    if message.user != call.bot.id:
        raise SlackError("cant_delete_message")
    delete(call.hub, message)
    return {"channel": channel.id, "ts": message.ts}


def get_permalink(call: Call) -> Obj:
    """Return the address of a message: https://docs.slack.dev/reference/methods/chat.getPermalink."""
    channel = call.channel()
    message = call.message(channel, call.text("message_ts"))
    return {"channel": channel.id, "permalink": call.hub.permalink(message)}


def _place(call: Call) -> Channel:
    """Return where to post: a channel the bot may post to, or the direct message with a person."""
    name = call.text("channel")
    person = call.world.people.by_id.get(name)
    if person is not None:
        if not call.hub.manifest.messages_tab:
            raise SlackError("messages_tab_disabled")
        if person.deleted:
            raise SlackError("user_disabled")
        return open_direct(call.hub, [call.bot, person])[0]
    named = call.world.channels.find(name)
    if named is not None and named.kind == "public":
        call.args["channel"] = named.id
    channel = call.channel()
    open_to_all = channel.kind == "public" and call.granted("chat:write.public")
    if call.bot.id not in channel.members and not open_to_all:
        raise SlackError("not_in_channel")
    if channel.is_archived:
        raise SlackError("is_archived")
    return channel


def _check_thread(call: Call, channel: Channel) -> None:
    thread_ts = call.text("thread_ts")
    parent = call.world.messages.get(channel.id, thread_ts) if thread_ts else None
    if thread_ts and (parent is None or parent.only_for is not None):
        raise SlackError("cannot_reply_to_message")


def _watch_operation(call: Call, channel: Channel, metadata: Obj | None) -> None:
    """Note a second live message with the same operation id: a double post."""
    operation = _operation(metadata)
    if operation is None:
        return
    for message in call.world.messages.by_channel.get(channel.id, {}).values():
        if _operation(message.metadata) == operation:
            call.violation("duplicate_operation", f"{operation} is live as {message.ts}")
            return


def _operation(metadata: Obj | None) -> object:
    return (metadata or {}).get("event_payload", {}).get("op")


METHODS: dict[str, Method] = {
    "chat.postMessage": post_message,
    "chat.postEphemeral": post_ephemeral,
    "chat.update": update,
    "chat.delete": remove,
    "chat.getPermalink": get_permalink,
}
