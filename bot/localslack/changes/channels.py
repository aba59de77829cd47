"""Create, change and leave channels."""

from bot.localslack.changes.messages import Draft, post
from bot.localslack.events import channel_event, tell
from bot.localslack.hub import Hub
from bot.localslack.shapes import Obj
from bot.localslack.state.channels import Channel, Kind, Words
from bot.localslack.state.people import Person

LETTER = {"public": "C", "private": "G", "im": "D", "mpim": "G"}
"""channel_type in member_joined_channel and member_left_channel."""


def create(hub: Hub, name: str, creator: Person, *, private: bool) -> tuple[Channel, list[str]]:
    """Make a channel whose only member is its creator."""
    kind: Kind = "private" if private else "public"
    channel = Channel(hub.ids.new("C"), name, kind, creator.id, hub.now())
    hub.world.channels.add(channel)
    note(hub, "created", channel)
    told: list[str] = []
    if kind == "public":
        facts = {"id": channel.id, "is_channel": True, "name": name, "name_normalized": name}
        facts |= {
            "created": channel.created,
            "creator": creator.id,
            "context_team_id": creator.team_id,
        }
        moment = hub.ids.stamp(hub.clock.time())
        event = {"type": "channel_created", "channel": facts, "event_ts": moment}
        told += tell(hub, event, channel)
    return channel, told + join(hub, channel, creator)


def join(hub: Hub, channel: Channel, person: Person, inviter: str | None = None) -> list[str]:
    """Let somebody in, at their own wish or by invitation."""
    channel.members.append(person.id)
    extra = {"inviter": inviter} if inviter else {}
    text = f"<@{person.id}> has joined the channel"
    draft = Draft(text, subtype="channel_join", extra=extra)
    told = post(hub, channel, person, draft)[1]
    note(hub, "members", channel)
    return told + tell(
        hub, _membership(hub, "member_joined_channel", channel, person) | extra, channel
    )


def leave(hub: Hub, channel: Channel, person: Person) -> list[str]:
    """Let somebody go; the bot hears of its own going, too."""
    draft = Draft(f"<@{person.id}> has left the channel", subtype="channel_leave")
    told = post(hub, channel, person, draft)[1]
    channel.members.remove(person.id)
    note(hub, "members", channel)
    event = _membership(hub, "member_left_channel", channel, person)
    return told + tell(hub, event, channel, was_member=person.id == hub.world.app.bot_user)


def archive(hub: Hub, channel: Channel, by: Person) -> list[str]:
    """Close a channel to writing."""
    draft = Draft(f"<@{by.id}> archived the channel", subtype="channel_archive")
    told = post(hub, channel, by, draft)[1]
    channel.is_archived = True
    note(hub, "archived", channel)
    return told + channel_event(hub, "channel_archive", channel, by.id, is_moved=0)


def unarchive(hub: Hub, channel: Channel, by: Person) -> list[str]:
    """Open an archived channel again."""
    channel.is_archived = False
    draft = Draft(f"<@{by.id}> un-archived the channel", subtype="channel_unarchive")
    told = post(hub, channel, by, draft)[1]
    note(hub, "unarchived", channel)
    return told + channel_event(hub, "channel_unarchive", channel, by.id)


def rename(hub: Hub, channel: Channel, name: str, by: Person) -> list[str]:
    """Give a channel another name; its id stays."""
    old, channel.name = channel.name, name
    channel.previous_names = [old, *channel.previous_names]
    text = f'<@{by.id}> has renamed the channel from "{old}" to "{name}"'
    extra: Obj = {"old_name": old, "name": name}
    told = post(hub, channel, by, Draft(text, subtype="channel_name", extra=extra))[1]
    note(hub, "renamed", channel)
    facts: Obj = {
        "id": channel.id,
        "name": name,
        "name_normalized": name,
        "created": channel.created,
    }
    facts |= {"is_channel": channel.kind == "public", "is_mpim": False}
    event_name = "group_rename" if channel.kind == "private" else "channel_rename"
    moment = hub.ids.stamp(hub.clock.time())
    return told + tell(hub, {"type": event_name, "channel": facts, "event_ts": moment}, channel)


def make_private(hub: Hub, channel: Channel, by: Person) -> list[str]:
    """Let only members see a public channel from now on; its id stays."""
    channel.kind = "private"
    text = f"<@{by.id}> made this channel private"
    told = post(hub, channel, by, Draft(text, subtype="channel_convert_to_private"))[1]
    note(hub, "converted", channel)
    return told


def describe(hub: Hub, channel: Channel, which: str, text: str, by: Person) -> list[str]:
    """Set the topic or the purpose; the same text again says nothing."""
    if getattr(channel, which).value == text:
        return []
    setattr(channel, which, Words(text, by.id, hub.now()))
    note(hub, which, channel)
    said = f"<@{by.id}> set the channel {'topic' if which == 'topic' else 'description'}: {text}"
    if not text:
        said = f"<@{by.id}> cleared the channel {'topic' if which == 'topic' else 'description'}"
    draft = Draft(said, subtype=f"channel_{which}", extra={which: text})
    return post(hub, channel, by, draft)[1]


def remove(hub: Hub, channel: Channel, by: Person) -> list[str]:
    """Delete a channel for good."""
    told = channel_event(hub, "channel_deleted", channel, by.id)
    channel.is_deleted = True
    note(hub, "deleted", channel)
    return told


def open_direct(hub: Hub, people: list[Person]) -> tuple[Channel, bool]:
    """Return the direct message between these people and whether it was there already."""
    members = [person.id for person in people]
    known = hub.world.channels.direct(frozenset(members))
    if known is not None:
        return known, True
    kind: Kind = "im" if len(people) <= 2 else "mpim"  # noqa: PLR2004 - two people are a pair
    name = ",".join(person.name for person in people[1:])
    channel = Channel(hub.ids.new("D" if kind == "im" else "G"), name, kind, members[0], hub.now())
    channel.members = members
    hub.world.channels.add(channel)
    note(hub, "created", channel)
    return channel, False


def note(hub: Hub, change: str, channel: Channel) -> None:
    """Write the record that live readers of the channel follow."""
    hub.journal.write("state", what="channel", change=change, channel=channel.id)


def shown(hub: Hub, channel: Channel, user: str, pins: list[Obj]) -> Obj:
    """Return the channel as the control API shows it to one person."""
    unread, mentions = hub.world.unread(channel, user)
    said = hub.world.messages.in_channel(channel.id)
    other = hub.world.people.by_id[channel.other(user)] if channel.kind == "im" else None
    kept = ("id", "is_archived", "is_general", "creator", "created", "members", "bookmarks")
    return {key: getattr(channel, key) for key in kept} | {
        "name": other.name if other else channel.name,
        "is_private": channel.kind != "public",
        "is_im": channel.kind == "im",
        "is_mpim": channel.kind == "mpim",
        "im_user": other.id if other else None,
        "is_member": user in channel.members,
        "topic": channel.topic.value,
        "purpose": channel.purpose.value,
        "unread": unread,
        "mentions": mentions,
        "last_read": channel.last_read.get(user),
        "latest": said[-1].ts if said else None,
        "pins": pins,
    }


def _membership(hub: Hub, name: str, channel: Channel, person: Person) -> Obj:
    return {
        "type": name,
        "user": person.id,
        "channel": channel.id,
        "channel_type": LETTER[channel.kind],
        "team": person.team_id,
        "event_ts": hub.ids.stamp(hub.clock.time()),
    }
