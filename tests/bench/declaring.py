"""Declare incidents one after the other, and see when their channels can be used."""

import statistics
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.localslack.workspace import Workspace

PATIENCE_S = 60


@dataclass(frozen=True, slots=True)
class Moments:
    """Milliseconds from Slack's envelope to a channel with the declarer and the card in it.

    `usable` is when Slack has answered both calls, `seen` when both took effect, which is half a
    round trip earlier.
    """

    usable: float
    seen: float


async def declares(workspace: Workspace, times: int, *, quiet_ms: float = 500) -> Sequence[Moments]:
    """Declare so often; the next one is declared when nothing has happened for `quiet_ms`."""
    ana, director = workspace.person("ana"), workspace.director
    found = []
    for number in range(times):
        since = await director.seq()
        await ana.slash("#general", f"/incident declare Bench number {number}")
        seen = since
        while not _is_usable(list(workspace.hub.journal.since(since))):
            call = await director.until("call", since=seen, timeout_s=PATIENCE_S)
            seen = call["seq"]
        await director.idle(quiet_ms=quiet_ms)
        found.append(_moments(list(workspace.hub.journal.since(since)), workspace))
    return found


async def bare_call_ms(workspace: Workspace) -> float:
    """Time a call that waits for nothing but the workspace, as any client would make it."""
    client = AsyncWebClient(workspace.bot_token, workspace.api_url)
    took = []
    for _ in range(10):
        began = time.perf_counter()
        await client.auth_test()
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def _is_usable(records: list[dict[str, Any]]) -> bool:
    done = {each["method"] for each in records if each["kind"] == "call" and each["ok"]}
    return {"conversations.invite", "chat.postMessage", "pins.add"} <= done


def _moments(records: list[dict[str, Any]], workspace: Workspace) -> Moments:
    sent = _first(records, kind="delivery", what="slash_commands")
    invited = _first(records, kind="call", method="conversations.invite", ok=True)
    posted = _first(_cards(records), kind="call", method="chat.postMessage", ok=True)
    shown = _first(_cards(records), kind="state", what="message")
    half = workspace.hub.options.latency_ms / 2
    return Moments(max(invited, posted) - sent, max(invited - half, shown) - sent)


def _first(records: Iterable[dict[str, Any]], **wanted: object) -> float:
    """Return the time of the first such record, in ms."""
    found = next(record for record in records if wanted.items() <= record.items())
    return datetime.fromisoformat(found["at"]).timestamp() * 1000


def _cards(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Keep what shows the card: the first message in the incident channel."""
    invite = next(each for each in records if each.get("method") == "conversations.invite")
    opened = invite["args"]["channel"]
    return [
        record
        for record in records
        if opened in (record.get("channel"), record.get("args", {}).get("channel"))
    ]
