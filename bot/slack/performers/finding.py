"""Finding what Muster itself has said, after the answer to it was lost."""

from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from bot.ports import Undecidable
from bot.slack.calls import SlackRefused
from bot.slack.desk import Desk

MARK = "muster_op"
"""The metadata event type under which each of our posts carries the key of its effect.

Vendor: https://docs.slack.dev/messaging/message-metadata
"""

BEFORE = timedelta(seconds=300)
"""How far Slack's clock may be behind ours when we look for our own post."""

PAGES, LIMIT = 10, 200

Found: TypeAlias = Mapping[str, Any]
Recognised: TypeAlias = Callable[[Found], bool]


def mark(key: str) -> dict[str, object]:
    """Return the metadata by which a message is found again."""
    return {"event_type": MARK, "event_payload": {"op": key}}


def carries(key: str) -> Recognised:
    """Recognise the message that carries the mark of this effect."""

    def is_it(message: Found) -> bool:
        metadata = message.get("metadata") or {}
        payload = metadata.get("event_payload") or {}
        return metadata.get("event_type") == MARK and payload.get("op") == key

    return is_it


async def marked(desk: Desk, channel: str, key: str, since: datetime, thread_ts: str = "") -> str:
    """Return the ts of our message that carries this key, or "" when there certainly is none.

    Raises Undecidable as `own` does.
    """
    message = await own(desk, channel, carries(key), since, thread_ts)
    return str(message["ts"]) if message else ""


async def own(
    desk: Desk, channel: str, is_it: Recognised, since: datetime, thread_ts: str = ""
) -> Found | None:
    """Return the message of Muster's own that is recognised, or None when there certainly is none.

    What others say never counts, whatever mark it carries. Raises Undecidable when we may not read,
    when marks are not shown to us, or when the channel is too busy to be sure.
    Vendor: https://docs.slack.dev/reference/methods/conversations.history
    """
    plain = list[Found]()
    async for message in _said(desk, channel, since, thread_ts):
        if not await desk.said_by_us(message):
            continue
        if is_it(message):
            return message
        if not message.get("subtype") and not message.get("files"):
            plain.append(message)
    if plain and all("metadata" not in each for each in plain):
        raise Undecidable("Slack shows no marks: it needs the scope metadata.message:read")
    return None


async def _said(desk: Desk, channel: str, since: datetime, thread_ts: str) -> AsyncIterator[Found]:
    method = "conversations.replies" if thread_ts else "conversations.history"
    root = {"ts": thread_ts} if thread_ts else {}
    oldest = f"{(since - BEFORE).timestamp():.6f}"
    cursor = ""
    for _page in range(PAGES):
        try:
            page = await desk.slack.call(
                method, channel=channel, oldest=oldest, limit=LIMIT, cursor=cursor,
                include_all_metadata=True, **root,
            )  # fmt: skip
        except SlackRefused as error:
            raise Undecidable(f"{method}: {error.code}") from error
        for message in page["messages"]:
            yield message
        cursor = page.get("response_metadata", {}).get("next_cursor", "")
        if not cursor:
            return
    raise Undecidable(f"more than {PAGES * LIMIT} messages since the first attempt")
