"""conversations.*: find channels and read what was said.

Vendor: https://docs.slack.dev/reference/methods/conversations.history
"""

import re

from bot.localslack.changes.messages import as_slack
from bot.localslack.errors import SlackError
from bot.localslack.methods.call import Call, Method
from bot.localslack.shapes import Obj
from bot.localslack.state.channels import Channel
from bot.localslack.state.messages import Message
from bot.localslack.strict.scopes import NEEDED, missing_scope

TYPES = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": "mpim"}
STAMP = re.compile(r"\d{1,11}(\.\d{1,6})?")
POLLING_CALLS, POLLING_SECONDS = 6, 60


def listing(call: Call) -> Obj:
    """List channels: https://docs.slack.dev/reference/methods/conversations.list."""
    found = [c for c in _of_types(call) if c.seen_by(call.bot.id)]
    return _channels(call, found)


def own(call: Call) -> Obj:
    """List somebody's channels: https://docs.slack.dev/reference/methods/users.conversations."""
    user = call.person(call.text("user", call.bot.id)).id
    found = [c for c in _of_types(call) if user in c.members and c.seen_by(call.bot.id)]
    return _channels(call, found)


def history(call: Call) -> Obj:
    """Read a channel, newest first: https://docs.slack.dev/reference/methods/conversations.history."""
    channel = _readable(call)
    _watch_polling(call, channel)
    said = [m for m in call.world.messages.in_channel(channel.id) if m.only_for is None]
    chosen = _between(call, said)[::-1]
    page, metadata = call.page(chosen, most="history.limit")
    answer: Obj = {"messages": _messages(call, page), "pin_count": len(channel.pins)}
    answer["has_more"] = bool(metadata["next_cursor"])
    return answer | ({"response_metadata": metadata} if metadata["next_cursor"] else {})


def replies(call: Call) -> Obj:
    """Read a thread, oldest first: https://docs.slack.dev/reference/methods/conversations.replies."""
    channel = _readable(call)
    root = call.world.messages.get(channel.id, call.text("ts"))
    if root is None or root.only_for is not None:
        raise SlackError("thread_not_found")
    thread = call.world.messages.in_thread(channel.id, root.thread_ts or root.ts)
    said = [m for m in thread if m.only_for is None]
    first, rest = said[:1], _between(call, said[1:])
    page, metadata = call.page([*first, *rest], most="history.limit")
    answer: Obj = {"messages": _messages(call, page), "has_more": bool(metadata["next_cursor"])}
    return answer | ({"response_metadata": metadata} if metadata["next_cursor"] else {})


def _of_types(call: Call) -> list[Channel]:
    wanted = call.text("types", "public_channel").split(",")
    kinds = [TYPES.get(name.strip()) for name in wanted]
    if None in kinds:
        raise SlackError("invalid_types")
    for kind in kinds:
        needed = NEEDED["read"][kind or ""]
        if not call.granted(needed):
            raise missing_scope(call.world.app.scopes, [needed])
    open_only = call.flag("exclude_archived")
    return [c for c in call.world.channels if c.kind in kinds and not (open_only and c.is_archived)]


def _channels(call: Call, found: list[Channel]) -> Obj:
    page, metadata = call.page(found, most="list.limit")
    team = call.world.team.id
    shown = [channel.as_slack(call.bot.id, team) for channel in page]
    for channel, body in zip(page, shown, strict=True):
        if not channel.is_direct:
            body["num_members"] = len(channel.members)
    return {"channels": shown, "response_metadata": metadata}


def _readable(call: Call) -> Channel:
    channel = call.channel()
    if call.bot.id not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def _between(call: Call, said: list[Message]) -> list[Message]:
    """Return the messages from oldest to latest; the bounds themselves only when inclusive."""
    oldest, latest = _stamp(call, "oldest"), _stamp(call, "latest")
    if call.flag("inclusive"):
        return [m for m in said if oldest <= float(m.ts) and (not latest or float(m.ts) <= latest)]
    return [m for m in said if oldest < float(m.ts) and (not latest or float(m.ts) < latest)]


def _stamp(call: Call, name: str) -> float:
    text = call.text(name, "0")
    if not STAMP.fullmatch(text):
        raise SlackError(f"invalid_ts_{name}")
    return float(text)


def _messages(call: Call, page: list[Message]) -> list[Obj]:
    wanted = call.flag("include_all_metadata")
    if wanted and not call.granted("metadata.message:read"):
        wanted = False  # doubtful: SLACK.md 1.11 asks a real workspace
    return [as_slack(call.hub, message, with_metadata=wanted) for message in page]


def _watch_polling(call: Call, channel: Channel) -> None:
    """Note a bot that reads the same channel again and again instead of listening."""
    since = call.hub.clock.time() - POLLING_SECONDS
    reads = call.hub.history_reads.setdefault(channel.id, [])
    reads[:] = [*(at for at in reads if at > since), call.hub.clock.time()]
    if len(reads) > POLLING_CALLS:
        call.violation("history_polling", f"{len(reads)} reads of {channel.id} within a minute")


METHODS: dict[str, Method] = {
    "conversations.list": listing,
    "conversations.history": history,
    "conversations.replies": replies,
    "users.conversations": own,
}
