"""Plays the steps of a scenario as people would: through the local workspace, over its sockets."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

from bot.cli._scenario import Scenario, Step
from bot.domain.errors import Rejected

PAGE = 200


@dataclass(slots=True)
class Player:
    """Acts for people. `to` moves the time on; `settle` waits until the bot has done all it can."""

    http: httpx.AsyncClient
    to: Callable[[datetime], Awaitable[None]]
    settle: Callable[[], Awaitable[None]]
    told: Callable[[datetime, Step], None]
    people: Collection[str]
    marks: dict[str, tuple[str, str]] = field(default_factory=dict)
    channel: str = ""

    async def play(self, scenario: Scenario) -> None:
        """Do every step at its time; raises Rejected when a step cannot be done."""
        for moment, step in scenario.moments():
            await self.to(moment)
            self.told(moment, step)
            await self._do(step)
            await self.settle()
            await self._follow()

    async def _do(self, step: Step) -> None:
        doing: Mapping[str, Callable[[Step], Awaitable[None]]] = {
            "slash": self._slash,
            "message": self._message,
            "emoji": self._emoji,
            "click": self._click,
            "submit": self._submit,
            "shortcut": self._shortcut,
            "fault": self._fault,
            "wait": self._nothing,
        }
        await doing[step.action](step)

    async def _slash(self, step: Step) -> None:
        command, _space, text = step.slash.partition(" ")
        said = {"channel": self._where(step), "command": command, "text": text}
        answer = await self._act(step, "slash", said)
        if answer["outcome"] != "acked":
            raise Rejected(f"The step at {step.at} was not answered: {answer['outcome']}.")

    async def _message(self, step: Step) -> None:
        said = {"channel": self._where(step), "text": step.message}
        if step.thread:
            said["thread_ts"] = self._marked(step.thread)[1]
        answer = await self._act(step, "post", said)
        if step.id:
            self.marks[step.id] = (answer["channel"], answer["ts"])

    async def _emoji(self, step: Step) -> None:
        channel, ts = self._marked(step.on)
        done = {"channel": channel, "ts": ts, "name": step.emoji, "remove": step.remove}
        await self._act(step, "react", done)

    async def _click(self, step: Step) -> None:
        channel, ts, action = await self._button(step)
        clicked: dict[str, Any] = {"channel": channel, "ts": ts, "action_id": action}
        if step.value:
            clicked["value"] = step.value
        await self._act(step, "click", clicked | {"confirm": True})

    async def _submit(self, step: Step) -> None:
        views = await self._get("views", {"as": self._who(step)})
        if not views["views"]:
            raise Rejected(f"At {step.at} no form is open for {step.who}.")
        values = {block: {"value": value} for block, value in (step.submit or {}).items()}
        sent = {"view_id": views["views"][-1]["id"], "values": values}
        answer = await self._act(step, "submit", sent)
        if answer["outcome"] in {"errors", "client_refused", "timeout", "failed"}:
            raise Rejected(f"The form at {step.at} was refused: {answer.get('errors')}.")

    async def _shortcut(self, step: Step) -> None:
        chosen: dict[str, Any] = {"callback_id": step.shortcut}
        if step.on:
            channel, ts = self._marked(step.on)
            chosen |= {"channel": channel, "ts": ts}
        await self._act(step, "shortcut", chosen)

    async def _fault(self, step: Step) -> None:
        response = await self.http.post("/_sim/faults", json=step.fault)
        _checked(response, step.at)

    async def _nothing(self, _step: Step) -> None:
        """Let the time pass."""

    async def _button(self, step: Step) -> tuple[str, str, str]:
        """Find the newest message in sight that has the button."""
        channel = self._where(step)
        asked = {"as": self._who(step), "channel": channel, "limit": PAGE}
        found = await self._get("messages", asked)
        for message in reversed(found["messages"]):
            if step.click in _actions(message["blocks"]):
                return str(message["channel"]), str(message["ts"]), step.click
        raise Rejected(f"At {step.at} there is no button {step.click} in {channel}.")

    async def _follow(self) -> None:
        """Remember the incident channel once it is there."""
        if self.channel:
            return
        anybody = next(iter(self.people))
        world = await self._get("world", {"as": anybody})
        names = [each["name"] for each in world["channels"] if each["name"].startswith("inc-")]
        self.channel = f"#{names[-1]}" if names else ""

    def _where(self, step: Step) -> str:
        if step.where != "incident":
            return step.where
        if not self.channel:
            raise Rejected(f"At {step.at} there is no incident channel yet.")
        return self.channel

    def _who(self, step: Step) -> str:
        if step.who not in self.people:
            raise Rejected(f"The step at {step.at} is done by {step.who!r}, who is not in people.")
        return step.who

    def _marked(self, name: str) -> tuple[str, str]:
        if name not in self.marks:
            raise Rejected(f"There is no earlier message with the id {name!r}.")
        return self.marks[name]

    async def _act(self, step: Step, what: str, body: Mapping[str, Any]) -> dict[str, Any]:
        response = await self.http.post(f"/_sim/as/{self._who(step)}/{what}", json=dict(body))
        return _checked(response, step.at)

    async def _get(self, what: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        return _checked(await self.http.get(f"/_sim/{what}", params=dict(asked)), what)


def _checked(response: httpx.Response, where: str) -> dict[str, Any]:
    body: dict[str, Any] = response.json()
    if not body.get("ok"):
        raise Rejected(f"At {where} the workspace said {body.get('error')}: {body.get('detail')}")
    return body


def _actions(blocks: list[dict[str, Any]]) -> set[str]:
    elements = [element for block in blocks for element in block.get("elements", [])]
    elements += [block["accessory"] for block in blocks if "accessory" in block]
    return {str(element.get("action_id", "")) for element in elements}
