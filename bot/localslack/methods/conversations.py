"""conversations.*: make and change channels.

Vendor: https://docs.slack.dev/reference/methods?filter=conversations
"""

from bot.localslack.changes import channels as change
from bot.localslack.errors import SlackError
from bot.localslack.methods.call import Call, Method
from bot.localslack.shapes import Obj
from bot.localslack.state.channels import Channel
from bot.localslack.strict.limits import limit
from bot.localslack.strict.names import check_channel_name
from bot.localslack.strict.scopes import missing_scope
from bot.localslack.strict.text import wrong_in_text


def create(call: Call) -> Obj:
    """Make a channel: https://docs.slack.dev/reference/methods/conversations.create."""
    private = call.flag("is_private")
    needed = "groups:write" if private else "channels:manage"
    if not call.granted(needed):
        raise missing_scope(call.world.app.scopes, [needed])
    name = check_channel_name(call.text("name"))
    if call.world.team.prefs.get("no_channel_creation"):
        raise SlackError("restricted_action")
    if call.fault != "create_race" and _taken(call, name):
        raise SlackError("name_taken")
    channel, _ = change.create(call.hub, name, call.bot, private=private)
    return _answer(call, channel)


def rename(call: Call) -> Obj:
    """Rename a channel: https://docs.slack.dev/reference/methods/conversations.rename."""
    channel = _shared(call)
    name = check_channel_name(call.text("name"))
    if channel.creator != call.bot.id:
        raise SlackError("not_authorized")
    if name != channel.name:
        if _taken(call, name):
            raise SlackError("name_taken")
        change.rename(call.hub, channel, name, call.bot)
    return _answer(call, channel)


def archive(call: Call) -> Obj:
    """Close a channel: https://docs.slack.dev/reference/methods/conversations.archive."""
    channel = _shared(call, archived_ok=True)
    if channel.is_archived:
        raise SlackError("already_archived")
    if channel.is_general:
        raise SlackError("cant_archive_general")
    change.archive(call.hub, channel, call.bot)
    return {}


def unarchive(call: Call) -> Obj:
    """Open a channel again: https://docs.slack.dev/reference/methods/conversations.unarchive."""
    channel = _not_direct(call.channel())
    if not channel.is_archived:
        raise SlackError("not_archived")
    change.unarchive(call.hub, channel, call.bot)
    return {}


def set_topic(call: Call) -> Obj:
    """Set the topic: https://docs.slack.dev/reference/methods/conversations.setTopic."""
    return _describe(call, "topic")


def set_purpose(call: Call) -> Obj:
    """Set the purpose: https://docs.slack.dev/reference/methods/conversations.setPurpose."""
    return _describe(call, "purpose")


def info(call: Call) -> Obj:
    """Return a channel: https://docs.slack.dev/reference/methods/conversations.info."""
    channel = call.channel()
    answer = _answer(call, channel)
    answer["channel"]["last_read"] = channel.last_read.get(call.bot.id, "0000000000.000000")
    if call.flag("include_num_members"):
        answer["channel"]["num_members"] = len(channel.members)
    return answer


def open_direct(call: Call) -> Obj:
    """Open a direct message: https://docs.slack.dev/reference/methods/conversations.open."""
    users = call.args.get("users") or []
    if call.text("channel"):
        channel = call.channel()
        return {"no_op": True, "already_open": True, "channel": {"id": channel.id}}
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > limit("open.users"):
        raise SlackError("too_many_users")
    people = [call.person(user) for user in users]
    if any(person.deleted for person in people):
        raise SlackError("user_disabled")
    others = [person for person in people if person.id != call.bot.id]
    if not others:
        raise SlackError("not_enough_users")
    channel, already = change.open_direct(call.hub, [call.bot, *others])
    shown = channel.as_slack(call.bot.id, call.world.team.id)
    body = shown if call.flag("return_im") else {"id": channel.id}
    return {"no_op": already, "already_open": already, "channel": body}


def _describe(call: Call, which: str) -> Obj:
    channel = _shared(call)
    text = call.text(which)
    if len(text) > limit(f"channel.{which}"):
        raise SlackError("too_long")
    for code, detail in wrong_in_text(text, call.world):
        call.violation(code, detail)
    change.describe(call.hub, channel, which, text, call.bot)
    return _answer(call, channel)


def _shared(call: Call, *, archived_ok: bool = False) -> Channel:
    return _not_direct(call.own_channel(archived_ok=archived_ok))


def _not_direct(channel: Channel) -> Channel:
    if channel.is_direct:
        raise SlackError("method_not_supported_for_channel_type")
    return channel


def _taken(call: Call, name: str) -> bool:
    return any(c.name == name and not c.is_direct for c in call.world.channels)


def _answer(call: Call, channel: Channel) -> Obj:
    return {"channel": channel.as_slack(call.bot.id, call.world.team.id)}


METHODS: dict[str, Method] = {
    "conversations.create": create,
    "conversations.rename": rename,
    "conversations.archive": archive,
    "conversations.unarchive": unarchive,
    "conversations.setTopic": set_topic,
    "conversations.setPurpose": set_purpose,
    "conversations.info": info,
    "conversations.open": open_direct,
}
