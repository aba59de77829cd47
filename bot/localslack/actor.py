"""A client of the control API, for a workspace in this process or another: act, wait, look."""

import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from bot.localslack.shapes import Obj

PATIENCE_S = 5.0
REQUEST_S = 150.0


class NotPossible(Exception):
    """The workspace refused, with a code of docs/local-slack.md."""

    def __init__(self, body: Obj) -> None:
        super().__init__(f"{body.get('error')}: {body.get('detail')}")
        self.code = str(body.get("error"))
        self.body = body


def loopback_client(base_url: str) -> httpx.AsyncClient:
    """Return an HTTP client for this machine: no proxy, and no certificates to load."""
    nothing_trusted = httpx.AsyncHTTPTransport(verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    return httpx.AsyncClient(
        base_url=base_url, transport=nothing_trusted, timeout=REQUEST_S, trust_env=False
    )


@dataclass(frozen=True, slots=True)
class Director:
    """Look, wait, and change the conditions."""

    http: httpx.AsyncClient

    async def get(self, name: str, **asked: object) -> Obj:
        """Ask GET /_sim/{name}; raises NotPossible."""
        wanted = {key.rstrip("_"): str(value) for key, value in asked.items() if value is not None}
        return _checked(await self.http.get(f"/_sim/{name}", params=wanted))

    async def send(self, verb: str, name: str, body: object) -> Obj:
        """Send POST, PUT or DELETE /_sim/{name}; raises NotPossible."""
        # In ASCII, so that lone surrogates travel.
        content = None if body is None else json.dumps(body)
        return _checked(await self.http.request(verb, f"/_sim/{name}", content=content))

    def person(self, name: str) -> "Actor":
        """Return somebody to act as."""
        return Actor(self, name)

    async def until(
        self,
        kind: str,
        *,
        since: int = 0,
        count: int = 1,
        timeout_s: float = PATIENCE_S,
        **where: str,
    ) -> Obj:
        """Wait for a journal record and return it; NotPossible (timeout) says what came nearest."""
        asked = {"kind": kind, "where": where, "since": since, "count": count}
        answer = await self.send("POST", "wait", asked | {"timeout_s": timeout_s})
        match: Obj = answer["match"]
        return match

    async def until_message(
        self, channel: str, text: str, *, since: int = 0, count: int = 1
    ) -> Obj:
        """Wait for a message (text or /pattern/) in a channel ("#inc-1-*") and return it."""
        found = await self.until("message", since=since, count=count, channel=channel, text=text)
        message: Obj = found["message"]
        return message

    async def idle(self, quiet_ms: float = 50, timeout_s: float = 30) -> None:
        """Wait until nothing is unanswered and nothing happened for a while."""
        await self.send(
            "POST", "wait", {"kind": "idle", "quiet_ms": quiet_ms, "timeout_s": timeout_s}
        )

    async def seq(self) -> int:
        """Return the number of the newest record, for `since`."""
        health = await self.get("health")
        return int(health["seq"])

    async def calls(self, method: str | None = None, *, since: int = 0) -> list[Obj]:
        """Return the Web API calls of the bot."""
        found: list[Obj] = (await self.get("calls", method=method, since=since))["calls"]
        return found

    async def advance(self, seconds: float) -> list[Obj]:
        """Move the clock and return what fired."""
        fired: list[Obj] = (await self.send("POST", "clock", {"advance_s": seconds}))["fired"]
        return fired

    async def fault(self, *rules: Obj) -> list[Obj]:
        """Put fault rules in force."""
        known: list[Obj] = (await self.send("POST", "faults", list(rules)))["rules"]
        return known

    async def expect(self, *codes: str, broadcasts: int = 0) -> None:
        """Announce violations that come on purpose."""
        await self.send("POST", "expect", {"allow": list(codes), "broadcasts": broadcasts})

    async def violations(self) -> list[Obj]:
        """Return what the bot did wrong although Slack would let it pass."""
        found: list[Obj] = (await self.get("violations"))["violations"]
        return found


@dataclass(frozen=True, slots=True)
class Form:
    """A form on somebody's screen."""

    actor: "Actor"
    view: Obj

    @property
    def title(self) -> str:
        """Return the words at its top."""
        return str(self.view["title"]["text"])

    @property
    def blocks(self) -> list[Obj]:
        """Return what it shows."""
        blocks: list[Obj] = self.view["blocks"]
        return blocks

    async def submit(self, **values: object) -> Obj:
        """Send it off; each value is named by its block_id or action_id."""
        named = {"view_id": self.view["id"], "values": self._values(values)}
        return await self.actor.do("submit", **named)

    async def click(self, action_id: str, value: object = None, **values: object) -> Obj:
        """Use an element of it, with what else was typed so far."""
        asked = {"view_id": self.view["id"], "action_id": action_id, "value": value}
        return await self.actor.do("click", **asked, values=self._values(values), confirm=True)

    async def close(self, *, everything: bool = False) -> Obj:
        """Close it, or all forms."""
        return await self.actor.do("close", view_id=self.view["id"], all=everything)

    def _values(self, given: Mapping[str, object]) -> Obj:
        values: Obj = {}
        for name, value in given.items():
            block, action = self._element(name)
            values.setdefault(block, {})[action] = value
        return values

    def _element(self, name: str) -> tuple[str, str]:
        known = []
        for block in self.blocks:
            for element in (
                *block.get("elements", []),
                block.get("element"),
                block.get("accessory"),
            ):
                action = (element or {}).get("action_id")
                known.append(f"{block['block_id']}/{action}")
                if action and name in {block["block_id"], action}:
                    return block["block_id"], action
        raise NotPossible({"error": "unknown_element", "detail": f"no {name} among {known}"})


@dataclass(frozen=True, slots=True)
class Actor:
    """One person, acting."""

    director: Director
    name: str

    async def do(self, verb: str, **asked: object) -> Obj:
        """POST /_sim/as/{name}/{verb}; raises NotPossible."""
        body = {key: value for key, value in asked.items() if value is not None}
        return await self.director.send("POST", f"as/{self.name}/{verb}", body)

    async def slash(self, channel: str, line: str) -> Obj:
        """Type a slash command, such as "/incident checkout 5xx"."""
        command, _, text = line.partition(" ")
        return await self.do("slash", channel=channel, command=command, text=text)

    async def post(self, channel: str, text: str, *, thread_ts: str | None = None) -> str:
        """Write a message and return its ts."""
        return str((await self.do("post", channel=channel, text=text, thread_ts=thread_ts))["ts"])

    async def react(self, channel: str, ts: str, name: str, *, remove: bool = False) -> Obj:
        """Add an emoji to a message, or take it away."""
        return await self.do("react", channel=channel, ts=ts, name=name, remove=remove)

    async def click(
        self, action_id: str, *, channel: str, ts: str | None = None, value: object = None
    ) -> Obj:
        """Use an element of a message: of the newest that has it, unless `ts` says which."""
        where = ts or await self._newest_with(action_id, channel)
        asked = {"channel": channel, "ts": where, "action_id": action_id, "value": value}
        return await self.do("click", **asked, confirm=True)

    async def shortcut(
        self, callback_id: str, *, channel: str | None = None, ts: str | None = None
    ) -> Obj:
        """Use a shortcut, on a message if one is named."""
        return await self.do("shortcut", callback_id=callback_id, channel=channel, ts=ts)

    async def form(self, *, timeout_s: float = PATIENCE_S) -> Form:
        """Return the form on the screen, waiting for it to open."""
        seen = await self.director.get("views", as_=self.name)
        while not seen["views"]:
            await self.director.until(
                "view", since=seen["seq"], timeout_s=timeout_s, user=self.name
            )
            seen = await self.director.get("views", as_=self.name)
        return Form(self, seen["views"][-1])

    async def messages(self, channel: str, *, thread_ts: str | None = None) -> list[Obj]:
        """Return what this person reads in a channel or thread, oldest first."""
        asked = {"as_": self.name, "channel": channel, "thread_ts": thread_ts}
        found: list[Obj] = (await self.director.get("messages", **asked))["messages"]
        return found

    async def world(self) -> Obj:
        """Return all that this person can see."""
        return await self.director.get("world", as_=self.name)

    async def _newest_with(self, action_id: str, channel: str) -> str:
        for message in reversed(await self.messages(channel)):
            if any(action_id in _actions(block) for block in message["blocks"]):
                return str(message["ts"])
        raise NotPossible({"error": "unknown_element", "detail": f"no {action_id} in {channel}"})


def _actions(block: Obj) -> set[str]:
    elements = [*block.get("elements", []), block.get("element"), block.get("accessory")]
    return {str(element.get("action_id")) for element in elements if element}


def _checked(response: httpx.Response) -> Obj:
    body: Obj = response.json()
    if not body.get("ok"):
        raise NotPossible(body)
    return body
