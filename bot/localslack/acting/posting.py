"""Write, change and mark messages as a person."""

from bot.localslack.acting.scene import Scene
from bot.localslack.acting.words import typed
from bot.localslack.changes import marks, messages
from bot.localslack.changes.channels import note as note_channel
from bot.localslack.changes.files import promise, share
from bot.localslack.errors import Refused
from bot.localslack.events import tell
from bot.localslack.shapes import Obj
from bot.localslack.state.messages import Message


async def post(scene: Scene) -> Obj:
    """Write a message, in a thread or with a file if asked."""
    hub, channel = scene.hub, scene.own_channel()
    thread_ts = scene.asked.maybe("thread_ts")
    if thread_ts and hub.world.messages.get(channel.id, thread_ts) is None:
        raise Refused("unknown_message", f"There is no thread {thread_ts} in #{channel.name}.")
    attached, text = scene.asked.object("file"), typed(scene.asked.text("text"), hub.world)
    if not text and not attached:
        raise Refused("bad_value", "An empty message cannot be sent.")
    draft = messages.Draft(text, thread_ts=thread_ts, broadcast=scene.asked.flag("broadcast"))
    if attached:
        message, told = _with_file(scene, draft, attached)
    else:
        message, told = messages.post(hub, channel, scene.person, draft)
    return {"ts": message.ts, "channel": channel.id, "deliveries": told}


async def edit(scene: Scene) -> Obj:
    """Change one's own message."""
    message = _own(scene)
    text = typed(scene.asked.text("text"), scene.hub.world)
    return {"deliveries": messages.edit(scene.hub, message, scene.person.id, text=text)}


async def delete(scene: Scene) -> Obj:
    """Take back one's own message."""
    return {"deliveries": messages.delete(scene.hub, _own(scene))}


async def react(scene: Scene) -> Obj:
    """Add an emoji to a message, or take it away."""
    hub, user = scene.hub, scene.person.id
    message, name = scene.message(scene.own_channel()), scene.asked.text("name").strip(":")
    there = user in message.reactions.get(name, [])
    if scene.asked.flag("remove"):
        if not there:
            raise Refused("no_reaction", f"{scene.person.name} has no :{name}: there.")
        return {"deliveries": marks.unreact(hub, message, user, name)}
    if there:
        raise Refused("already_reacted", f"{scene.person.name} has put :{name}: there already.")
    return {"deliveries": marks.react(hub, message, user, name)}


async def pin(scene: Scene) -> Obj:
    """Pin a message, or take the pin away."""
    message = scene.message(scene.own_channel())
    pinned = messages.is_pinned(scene.hub, message)
    if scene.asked.flag("remove"):
        if not pinned:
            raise Refused("not_pinned", "That message is not pinned.")
        return {"deliveries": marks.unpin(scene.hub, message, scene.person.id)}
    if pinned:
        raise Refused("already_pinned", "That message is pinned already.")
    return {"deliveries": marks.pin(scene.hub, message, scene.person.id)}


async def bookmark(scene: Scene) -> Obj:
    """Add a link to a channel, or take one away."""
    channel, gone = scene.own_channel(), scene.asked.maybe("remove")
    if gone is not None:
        known = [entry for entry in channel.bookmarks if entry["id"] == gone]
        if not known:
            raise Refused("bad_value", f"There is no bookmark {gone!r}.")
        channel.bookmarks.remove(known[0])
        note_channel(scene.hub, "bookmarks", channel)
        return {"bookmark": known[0], "deliveries": []}
    wanted = {"title": scene.asked.text("title"), "link": scene.asked.text("link")}
    wanted["emoji"] = scene.asked.maybe("emoji") or ""
    entry = marks.bookmark(scene.hub, channel, scene.person.id, wanted)
    return {"bookmark": entry, "deliveries": []}


async def read(scene: Scene) -> Obj:
    """Mark a channel as read, up to a message or to the end."""
    channel, world = scene.channel(), scene.hub.world
    said = world.messages.in_channel(channel.id)
    last = scene.asked.maybe("ts") or (said[-1].ts if said else "")
    if channel.last_read.get(scene.person.id, "") != last:
        channel.last_read[scene.person.id] = last
        scene.hub.journal.write(
            "state", what="channel", change="read", channel=channel.id, user=scene.person.id
        )
    return {"unread": world.unread(channel, scene.person.id)[0]}


async def home(scene: Scene) -> Obj:
    """Open the app's own page.

    Vendor: https://docs.slack.dev/reference/events/app_home_opened
    """
    tab = scene.asked.text("tab")
    if tab not in {"home", "messages"}:
        raise Refused("bad_value", "tab must be home or messages.")
    event: Obj = {
        "type": "app_home_opened",
        "user": scene.person.id,
        "channel": "",
        "tab": tab,
        "event_ts": scene.hub.ids.stamp(scene.hub.clock.time()),
    }
    return {"deliveries": tell(scene.hub, event)}


def _own(scene: Scene) -> Message:
    message = scene.message(scene.own_channel())
    if message.user != scene.person.id:
        raise Refused("not_yours", "Only one's own messages can be changed.")
    return message


def _with_file(scene: Scene, draft: messages.Draft, wanted: Obj) -> tuple[Message, list[str]]:
    name, text = wanted.get("name"), wanted.get("text")
    if not isinstance(name, str) or not isinstance(text, str):
        raise Refused("bad_request", "file must be {name, text}.")
    content = text.encode("utf-8", "replace")
    file = promise(scene.hub, name, len(content), scene.person.id)
    file.content, file.uploaded = content, True
    full = messages.Draft(
        draft.text, thread_ts=draft.thread_ts, files=[file.id], subtype="file_share"
    )
    return share(scene.hub, [file], scene.channel(), scene.person, full)
