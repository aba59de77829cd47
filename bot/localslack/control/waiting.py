"""Wait for something to happen, instead of sleeping."""

import asyncio
import re
from collections.abc import Callable
from fnmatch import fnmatchcase

from bot.localslack.acting.scene import Asked
from bot.localslack.errors import Refused
from bot.localslack.hub import Hub
from bot.localslack.shapes import Obj
from bot.localslack.strict.blocks import texts_of

LONGEST_S = 120
NEAREST = 5
PATTERN = 500

KINDS: dict[str, Callable[[Obj], bool]] = {
    "message": lambda r: _is_message(r, "added") and r["user"] is None,
    "update": lambda r: _is_message(r, "changed"),
    "ephemeral": lambda r: _is_message(r, "added", "changed") and r["user"] is not None,
    "reaction": lambda r: _is_message(r, "changed") and bool(r["message"]["reactions"]),
    "pin": lambda r: _is_message(r, "changed") and r["message"]["pinned"],
    "call": lambda r: r["kind"] == "call",
    "view": lambda r: r["kind"] == "state" and r["what"] == "view",
    "delivery": lambda r: r["kind"] == "delivery",
    "ack": lambda r: r["kind"] == "ack",
    "socket": lambda r: r["kind"] == "socket",
}
"""Which journal records each kind of wait looks at."""


LOOKED_AT = ("state", "call", "delivery", "ack", "socket")


async def wait(hub: Hub, asked: Asked) -> Obj:
    """Wait until the journal holds what is described, and return it.

    Raises Refused (timeout) with the records that came nearest.
    """
    kind, patience = asked.text("kind"), asked.number("timeout_s", 5)
    if kind not in {*KINDS, "idle"} or not 0 <= patience <= LONGEST_S:
        known = ", ".join(KINDS)
        raise Refused("bad_value", f"kind is one of {known}, idle; timeout_s at most {LONGEST_S}.")
    matches = _matcher(hub, asked.object("where"))
    began = hub.clock.time()
    try:
        async with asyncio.timeout(patience):
            if kind == "idle":
                match: Obj = await _idle(hub, asked.number("quiet_ms", 150) / 1000)
            else:
                match = await _found(hub, asked, KINDS[kind], matches)
    except TimeoutError as error:
        nearest = [r for r in hub.journal.since() if KINDS.get(kind, bool)(r)][-NEAREST:]
        raise Refused("timeout", f"No such {kind} within {patience} s.", nearest=nearest) from error
    waited = round((hub.clock.time() - began) * 1000)
    return {"match": match, "seq": match.get("seq", hub.journal.seq), "waited_ms": waited}


async def _found(
    hub: Hub, asked: Asked, is_kind: Callable[[Obj], bool], matches: Callable[[Obj], bool]
) -> Obj:
    seq, left = asked.whole("since", 0), asked.whole("count", 1)
    while True:
        newest = hub.journal.seq
        for record in hub.journal.since(seq, LOOKED_AT):
            if is_kind(record) and matches(record):
                left -= 1
                if left <= 0:
                    return record
        seq = newest
        await hub.journal.beyond(newest)


async def _idle(hub: Hub, quiet_s: float) -> Obj:
    """Return once nothing is unanswered, no call runs and nothing was written for a while."""
    while True:
        seq = hub.journal.seq
        try:
            async with asyncio.timeout(quiet_s):
                await hub.journal.beyond(seq)
        except TimeoutError:
            if hub.deliveries.unanswered == 0 and hub.calls_running == 0:
                return {"seq": hub.journal.seq}


def _matcher(hub: Hub, where: Obj) -> Callable[[Obj], bool]:
    unknown = set(where) - set(FIELDS)
    if unknown:
        raise Refused("bad_value", f"where knows {', '.join(FIELDS)}; not {', '.join(unknown)}.")
    wanted = {key: str(value) for key, value in where.items() if value is not None}
    _check_pattern(wanted.get("text", ""))
    return lambda record: all(FIELDS[key](hub, record, value) for key, value in wanted.items())


def _check_pattern(text: str) -> None:
    if _is_pattern(text):
        try:
            re.compile(text[1:-1])
        except re.error as error:
            raise Refused("bad_value", f"{text} is no pattern: {error}.") from error
    if len(text) > PATTERN:
        raise Refused("bad_value", "That text is too long to look for.")


def _is_pattern(text: str) -> bool:
    return len(text) > 1 and text.startswith("/") and text.endswith("/")


def _in_channel(hub: Hub, record: Obj, wanted: str) -> bool:
    channel = hub.world.channels.by_id.get(record.get("channel") or "")
    if channel is None:
        return False
    return wanted == channel.id or fnmatchcase(channel.name, wanted.removeprefix("#"))


def _by_user(hub: Hub, record: Obj, wanted: str) -> bool:
    person = hub.world.people.find(wanted)
    named = {record.get("user"), (record.get("message") or {}).get("user")}
    return person is not None and person.id in named


def _says(_hub: Hub, record: Obj, wanted: str) -> bool:
    message = record.get("message") or {}
    texts = [message.get("text", ""), *texts_of(message.get("blocks", []))]
    if _is_pattern(wanted):
        return any(re.search(wanted[1:-1], text) for text in texts)
    return any(wanted in text for text in texts)


def _view_named(hub: Hub, record: Obj, wanted: str) -> bool:
    view = hub.world.views.get(record.get("view_id") or "")
    return wanted in {record.get("type"), view.body.get("callback_id") if view else None}


def _has_reaction(_hub: Hub, record: Obj, wanted: str) -> bool:
    message = record.get("message") or {}
    return any(entry["name"] == wanted for entry in message.get("reactions", []))


def _is_message(record: Obj, *changes: str) -> bool:
    is_state = record["kind"] == "state" and record["what"] == "message"
    return is_state and record["change"] in changes


FIELDS: dict[str, Callable[[Hub, Obj, str], bool]] = {
    "channel": _in_channel,
    "user": _by_user,
    "text": _says,
    "method": lambda _hub, record, wanted: fnmatchcase(record.get("method") or "", wanted),
    "action_id": lambda _hub, record, wanted: record.get("type") == wanted,
    "callback_id": _view_named,
    "error": lambda _hub, record, wanted: record.get("error") == wanted,
    "name": _has_reaction,
    "type": lambda _hub, record, wanted: fnmatchcase(record.get("type") or "", wanted),
}
"""What `where` may say, and when a record agrees."""
