"""conversations.*: who is in a channel.

Vendor: https://docs.slack.dev/reference/methods/conversations.invite
"""

from bot.localslack.changes import channels as change
from bot.localslack.errors import SlackError
from bot.localslack.methods.call import Call, Method
from bot.localslack.shapes import Obj
from bot.localslack.state.channels import Channel
from bot.localslack.state.people import Person
from bot.localslack.strict.limits import limit


def invite(call: Call) -> Obj:
    """Bring people in; with `force` those who can come, else all or nobody."""
    channel = _shared(call)
    users = list(dict.fromkeys(call.args["users"]))
    if not users:
        raise SlackError("no_user")
    if len(users) > limit("invite.users"):
        raise SlackError("invalid_arguments", "[ERROR] too many users [json-pointer:/users]")
    refused = {user: code for user in users if (code := _refusal(call, channel, user))}
    coming = [user for user in users if user not in refused]
    if refused and (not call.flag("force") or not coming):
        raise _invite_error(refused)
    for user in coming:
        change.join(call.hub, channel, call.person(user), inviter=call.bot.id)
    answer: Obj = {"channel": channel.as_slack(call.bot.id, call.world.team.id)}
    if refused:
        answer["errors"] = _error_list(refused)
    return answer


def join(call: Call) -> Obj:
    """Enter a public channel: https://docs.slack.dev/reference/methods/conversations.join."""
    channel = call.channel()
    if channel.kind != "public":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    answer: Obj = {}
    if call.bot.id in channel.members:
        call.warnings.append("already_in_channel")
    else:
        change.join(call.hub, channel, call.bot)
    answer["channel"] = channel.as_slack(call.bot.id, call.world.team.id)
    return answer


def leave(call: Call) -> Obj:
    """Leave a channel: https://docs.slack.dev/reference/methods/conversations.leave."""
    channel = call.channel()
    if channel.is_direct:
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    if channel.is_general:
        raise SlackError("cant_leave_general")
    if call.bot.id not in channel.members:
        return {"not_in_channel": True}
    change.leave(call.hub, channel, call.bot)
    return {}


def kick(call: Call) -> Obj:
    """Put somebody out: https://docs.slack.dev/reference/methods/conversations.kick."""
    channel = _shared(call)
    person = call.person(call.text("user"))
    if person.id == call.bot.id:
        raise SlackError("cant_kick_self")
    if channel.is_general:
        raise SlackError("cant_kick_from_general")
    if person.id not in channel.members:
        raise SlackError("not_in_channel")
    change.leave(call.hub, channel, person)
    return {}


def members(call: Call) -> Obj:
    """List members: https://docs.slack.dev/reference/methods/conversations.members."""
    channel = call.channel()
    page, metadata = call.page(channel.members, most="list.limit")
    return {"members": page, "response_metadata": metadata}


def _shared(call: Call) -> Channel:
    channel = call.own_channel()
    if channel.is_direct:
        raise SlackError("method_not_supported_for_channel_type")
    return channel


def _refusal(call: Call, channel: Channel, user: str) -> str | None:
    person = call.world.people.by_id.get(user)
    if person is None:
        return "user_not_found"
    if user == call.bot.id:
        return "cant_invite_self"
    if user in channel.members:
        return "already_in_channel"
    return _cannot_come(call, person)


def _cannot_come(call: Call, person: Person) -> str | None:
    if person.deleted or person.is_bot:
        return "cant_invite"
    if person.is_external:
        return "no_external_invite_permission"
    if person.is_guest and any(
        person.id in c.members for c in call.world.channels if not c.is_direct
    ):
        return "ura_max_channels"  # a single-channel guest has one channel
    return None


def _invite_error(refused: dict[str, str]) -> SlackError:
    errors = _error_list(refused)
    return SlackError(errors[0]["error"], errors=errors)


def _error_list(refused: dict[str, str]) -> list[Obj]:
    return [{"user": user, "ok": False, "error": code} for user, code in refused.items()]


METHODS: dict[str, Method] = {
    "conversations.invite": invite,
    "conversations.join": join,
    "conversations.leave": leave,
    "conversations.kick": kick,
    "conversations.members": members,
}
