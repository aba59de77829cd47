"""Follow along: server-sent events of the journal, as one person may see them."""

import asyncio
import json
from collections.abc import AsyncIterator

from bot.localslack.hub import Hub
from bot.localslack.shapes import Obj

ALIVE_S = 15
CHUNK = 200


async def follow(hub: Hub, user: str, since: int | None, kinds: set[str]) -> AsyncIterator[str]:
    """Yield records as they come, until the workspace closes."""
    hub.watched.set()
    seq = hub.journal.seq if since is None else since
    if seq > hub.journal.seq or seq + 1 < hub.journal.oldest:
        seq = hub.journal.seq
        yield _event({"kind": "control", "what": "lost", "seq": seq})
    yield ": hello\n\n"
    while not hub.closing.is_set():
        for record in list(hub.journal.since(seq)):
            seq = record["seq"]
            if (not kinds or record["kind"] in kinds) and _visible(hub, record, user):
                yield _event(record)
        if not await _more(hub, seq):
            yield ": still here\n\n"


async def _more(hub: Hub, seq: int) -> bool:
    try:
        async with asyncio.timeout(ALIVE_S):
            await hub.journal.beyond(seq)
    except TimeoutError:
        return False
    return True


def _event(record: Obj) -> str:
    return f"id: {record['seq']}\ndata: {json.dumps(record)}\n\n"


def _visible(hub: Hub, record: Obj, user: str) -> bool:
    if record["kind"] != "state":
        return True
    if record["what"] == "view":
        return bool(record["user"] == user)
    channel = hub.world.channels.by_id.get(record.get("channel") or "")
    if channel is None:
        return True
    is_mine = record["what"] != "message" or record["user"] in {None, user}
    return is_mine and (channel.seen_by(user) or channel.is_deleted)
