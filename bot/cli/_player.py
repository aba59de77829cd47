"""Plays the steps of a scenario as people would: through the local workspace, over its sockets."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from bot.cli._scenario import Scenario, Step
from bot.domain.errors import Rejected
from bot.localslack.actor import Actor, Director, NotPossible

Done: TypeAlias = Callable[[Actor, Step], Awaitable[None]]


@dataclass(slots=True)
class Player:
    """Acts for people. `to` moves the time on; `settle` waits until the bot has done all it can.

    `told` hears of every step before it is done, `found` of the incident channel (its name and id)
    once it is there. `marks` are messages that later steps refer to.
    """

    director: Director
    to: Callable[[datetime], Awaitable[None]]
    settle: Callable[[], Awaitable[None]]
    told: Callable[[datetime, Step], Awaitable[None]]
    found: Callable[[str, str], Awaitable[None]] | None = None
    marks: dict[str, tuple[str, str]] = field(default_factory=dict)
    inside: set[str] = field(default_factory=set)
    channel: str = ""
    said: str = ""

    async def play(self, scenario: Scenario) -> None:
        """Do every step at its time; raises Rejected, naming the step that cannot be done."""
        doing: Mapping[str, Done] = {
            "slash": self._slash,
            "message": self._message,
            "emoji": self._emoji,
            "click": self._click,
            "submit": self._submit,
            "shortcut": self._shortcut,
            "fault": self._fault,
            "wait": self._wait,
        }
        for moment, step in scenario.moments():
            await self.to(moment)
            await self.told(moment, step)
            try:
                await self._enter(step)
                await doing[step.action](self.director.person(step.who), step)
            except NotPossible as error:
                raise Rejected(f"The step at {step.at} ({step.action}): {error}") from error
            await self.settle()
            await self._find_channel(next(iter(scenario.people)))

    async def _enter(self, step: Step) -> None:
        """Let whoever does something in the incident channel join it first."""
        here = step.where == "incident" and self.channel and step.who
        if here and step.who not in self.inside:
            self.inside.add(step.who)
            person = self.director.person(step.who)
            await person.do("channel", do="join", channel=self.channel)
            await self.settle()

    async def _slash(self, person: Actor, step: Step) -> None:
        answer = await person.slash(self._where(step), step.slash)
        if answer["outcome"] != "acked":
            raise Rejected(f"The step at {step.at} was not answered: {answer['outcome']}.")
        self.said = " ".join((answer["shown"] or {}).get("text", "").split())

    async def _message(self, person: Actor, step: Step) -> None:
        thread = self._marked(step.thread)[1] if step.thread else None
        channel = self._where(step)
        ts = await person.post(channel, step.message, thread_ts=thread)
        if step.id:
            self.marks[step.id] = (channel, ts)

    async def _emoji(self, person: Actor, step: Step) -> None:
        channel, ts = self._marked(step.on)
        await person.react(channel, ts, step.emoji, remove=step.remove)

    async def _click(self, person: Actor, step: Step) -> None:
        where, ts = self._marked(step.on) if step.on else (self._where(step), None)
        await person.click(step.click, channel=where, ts=ts, value=step.value or None)

    async def _submit(self, person: Actor, step: Step) -> None:
        form = await person.form()
        answer = await form.submit(**(step.submit or {}))
        if answer["outcome"] not in {"closed", "updated", "pushed", "cleared"}:
            told = "; ".join(f"{name}: {why}" for name, why in (answer.get("errors") or {}).items())
            raise Rejected(f"The form at {step.at} was refused: {told or answer['outcome']}")

    async def _shortcut(self, person: Actor, step: Step) -> None:
        where, ts = self._marked(step.on) if step.on else (None, None)
        await person.shortcut(step.shortcut, channel=where, ts=ts)

    async def _fault(self, _person: Actor, step: Step) -> None:
        await self.director.fault(dict(step.fault or {}))

    async def _wait(self, _person: Actor, _step: Step) -> None:
        """Let the time pass."""

    async def _find_channel(self, anybody: str) -> None:
        """Remember the incident channel once it is there."""
        if self.channel:
            return
        world = await self.director.person(anybody).world()
        rooms = [each for each in world["channels"] if each["name"].startswith("inc-")]
        if not rooms:
            return
        self.channel = f"#{rooms[-1]['name']}"
        if self.found:
            await self.found(self.channel, rooms[-1]["id"])

    def _where(self, step: Step) -> str:
        if step.where != "incident":
            return step.where
        if not self.channel:
            last = f" The bot said last: {self.said}" if self.said else ""
            raise Rejected(f"At {step.at} there is no incident channel yet.{last}")
        return self.channel

    def _marked(self, name: str) -> tuple[str, str]:
        if name not in self.marks:
            raise Rejected(f"There is no earlier message with the id {name!r}.")
        return self.marks[name]
