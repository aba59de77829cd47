"""Take files in and share them."""

from mimetypes import guess_type

from bot.localslack.changes.messages import Draft, post
from bot.localslack.hub import Hub
from bot.localslack.state.channels import Channel
from bot.localslack.state.files import File
from bot.localslack.state.messages import Message
from bot.localslack.state.people import Person

KNOWN = {"md": "text/markdown", "yaml": "text/yaml", "yml": "text/yaml", "log": "text/plain"}


def promise(hub: Hub, name: str, length: int, user: str) -> File:
    """Make room for a file whose bytes are still to come."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    mimetype = KNOWN.get(ending) or guess_type(name)[0] or "application/octet-stream"
    file = File(
        hub.ids.new("F"),
        name,
        user,
        hub.now(),
        length,
        hub.ids.hexadecimal("upload", 24),
        mimetype=mimetype,
        filetype={"md": "markdown", "txt": "text"}.get(ending, ending or "binary"),
    )
    hub.world.files[file.id] = file
    return file


def share(
    hub: Hub, files: list[File], channel: Channel, author: Person, draft: Draft
) -> tuple[Message, list[str]]:
    """Post files into a channel; each remembers where it was seen."""
    for file in files:
        file.complete = True
        if channel.id not in file.channels:
            file.channels.append(channel.id)
    message, told = post(hub, channel, author, draft)
    place = "public" if channel.kind == "public" else "private"
    for file in files:
        shares = file.shares.setdefault(place, {}).setdefault(channel.id, [])
        shares.append(
            {"ts": message.ts, "channel_name": channel.name, "thread_ts": message.thread_ts}
        )
    return message, told
