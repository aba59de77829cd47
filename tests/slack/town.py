"""A whole town: people in a Slack workspace, and the real bot connected to it over real sockets.

Time stands still unless it is moved, so nothing has to be waited for by the clock.
"""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.app import Machinery, Muster, composed
from bot.cli.manifest import MANIFEST
from bot.dispatch.in_process import Dispatcher
from bot.domain.entries import Entry
from bot.domain.facts import Fact
from bot.domain.incident import Incident
from bot.domain.terms import IncidentId
from bot.effects.ledger import Timing
from bot.localslack.actor import Actor, Form
from bot.localslack.clock import Clock
from bot.localslack.hub import SHOWN_BASE, Options
from bot.localslack.strict.blocks import texts_of
from bot.localslack.workspace import Workspace
from bot.ports import Promised
from bot.settings import Settings
from bot.wiring import owed, unmetered
from tests.slack.hearing import hearing

MORNING = 1_767_578_400.0
"""2026-01-05 02:00 UTC."""

PATIENCE_S = 20
"""How long the bot may take to answer; on a clock that stands still Slack never gives up."""

RUNBOOKS = Path(__file__).parent / "runbooks"
FIRST = IncidentId(1)
AT_ONCE = Timing(settle=timedelta())
"""The local workspace is done with a request once its connection is gone."""


@dataclass(frozen=True, slots=True)
class Town:
    """Everybody and everything, at 02:00 in the morning."""

    workspace: Workspace
    muster: Muster
    clock: Clock

    def person(self, name: str) -> Actor:
        return self.workspace.person(name)

    def id_of(self, name: str) -> str:
        return str(getattr(self.workspace.hub.world.people.find(name), "id", ""))

    @property
    def me(self) -> str:
        return str(self.workspace.hub.world.app.bot_user)

    async def settle(self) -> None:
        """Wait until nobody has anything left to do at this moment."""
        hub, seen = self.workspace.hub, -1
        while seen != hub.journal.seq:
            seen = hub.journal.seq
            async with asyncio.timeout(PATIENCE_S):
                while hub.deliveries.unanswered:
                    await hub.deliveries.settled()
            await self.muster.errands.idle()
            await Dispatcher(self.muster.ledger, clock=self.clock.now).drain()

    async def pass_(self, time: timedelta) -> None:
        """Let time pass, stopping wherever something is due."""
        until = self.clock.now() + time
        while True:
            due = [await self.muster.dispatcher.next_at(), await self.muster.timers.next_due()]
            soonest = min((each for each in due if each), default=until)
            if soonest >= until:
                break
            await self.clock.advance_to(max(soonest, self.clock.now()).timestamp())
            await self._tick()
        await self.clock.advance_to(until.timestamp())
        await self._tick()

    async def _tick(self) -> None:
        await self.muster.ticker.tick(self.clock.now())
        await self.settle()

    # -- what people do ---------------------------------------------------------------------------

    async def says(self, who: str, line: str, *, where: str = "") -> str:
        """Type `/incident <line>` and return what only this person reads as the answer."""
        answered = await self.person(who).slash(where or self.channel, f"/incident {line}")
        assert answered["outcome"] == "acked", answered
        await self.settle()
        return read(answered["shown"]) if answered["shown"] else ""

    async def declares(
        self, line: str = "declare sev2 Checkout fails", *, by: str = "ana", also: str = ""
    ) -> str:
        """Declare an incident, let somebody else join, and return the id of its channel."""
        await self.says(by, line, where="#general")
        if also:
            await self.joins(also)
        return self.channel

    async def joins(self, who: str) -> None:
        await self.person(who).do("channel", do="join", channel=self.channel)
        await self.settle()

    async def leaves(self, who: str) -> None:
        await self.person(who).do("channel", do="leave", channel=self.channel)
        await self.settle()

    async def clicks(self, who: str, action: str, *, value: object = None, ts: str = "") -> str:
        """Press a button in the incident channel; return what only this person reads then."""
        seen = self.seq
        answered = await self.person(who).click(
            action, channel=self.channel, ts=ts or None, value=value
        )
        assert answered["outcome"] == "acked", answered
        await self.settle()
        return await self.whispered(who, since=seen)

    async def opens(self, who: str, action: str, *, value: object = None) -> Form:
        """Press a button that opens a form."""
        await self.clicks(who, action, value=value)
        return await self.person(who).form()

    async def sends(self, form: Form, **values: object) -> dict[str, Any]:
        """Send a form off and return what became of it."""
        sent = await form.submit(**values)
        await self.settle()
        return sent

    async def posts(self, who: str, text: str, *, thread: str | None = None) -> str:
        ts = await self.person(who).post(self.channel, text, thread_ts=thread)
        await self.settle()
        return ts

    async def reacts(self, who: str, ts: str, emoji: str, *, remove: bool = False) -> None:
        await self.person(who).react(self.channel, ts, emoji, remove=remove)
        await self.settle()

    # -- what can be seen -------------------------------------------------------------------------

    @property
    def seq(self) -> int:
        return int(self.workspace.hub.journal.seq)

    @property
    def channel(self) -> str:
        """The channel of the newest incident."""
        channels = self.workspace.hub.world.channels
        return str([each for each in channels if each.name.startswith("inc-")][-1].id)

    async def entries(self, incident: int = FIRST) -> Sequence[Entry]:
        found = IncidentId(incident)
        return await self.muster.store.look(lambda work: work.timelines.read(found))

    async def facts(self, incident: int = FIRST) -> list[Fact]:
        return [entry.fact for entry in await self.entries(incident)]

    async def incident(self, number: int = FIRST) -> Incident:
        return Incident.replay(await self.entries(number))

    async def incidents(self) -> int:
        """Return how many incidents there are."""
        listed = await self.muster.store.look(
            lambda work: work.incidents.list(only_open=False, limit=50)
        )
        return len(listed)

    async def promised(self, incident: int = FIRST) -> list[Promised]:
        found = IncidentId(incident)
        return await self.muster.store.look(lambda work: work.effects.of(found))

    async def total(self) -> int:
        """Return how many entries all timelines have together."""
        return sum([len(await self.entries(each + 1)) for each in range(await self.incidents())])

    async def reads(self, who: str = "ana", *, thread: str | None = None) -> list[str]:
        """Return what this person reads in the incident channel, oldest first."""
        return [
            read(each) for each in await self.person(who).messages(self.channel, thread_ts=thread)
        ]

    async def card(self) -> str:
        """Return the pinned card, as text."""
        card = await self.card_message()
        return read(card)

    async def card_message(self) -> dict[str, Any]:
        messages = await self.person("ana").messages(self.channel)
        [card] = [each for each in messages if each["pinned"]]
        return card

    async def steps(self) -> str:
        """Return the step card, as text."""
        messages = await self.person("ana").messages(self.channel)
        return read(next(each for each in messages if _is_steps(each)))

    async def whispered(self, who: str, *, since: int = 0) -> str:
        """Return what only this person could read since then, in any channel."""
        person = self.id_of(who)
        found = [
            read(record["message"])
            for record in self.workspace.hub.journal.since(since, kinds=["state"])
            if record["what"] == "message" and record["user"] == person and record["message"]
        ]
        return "\n".join(found)

    async def direct(self, who: str) -> list[str]:
        """Return what the bot wrote to this person directly."""
        world = await self.person(who).world()
        rooms = [each for each in world["channels"] if each["is_im"] and each["im_user"] == self.me]
        return [
            read(message)
            for room in rooms
            for message in await self.person(who).messages(room["id"])
        ]

    def calls(self, method: str) -> list[dict[str, Any]]:
        """Return the calls of this method so far."""
        records = self.workspace.hub.journal.since(0, kinds=["call"])
        return [record for record in records if record["method"] == method]

    def deliveries(self, what: str) -> list[dict[str, Any]]:
        """Return what the bot was told of this kind so far."""
        records = self.workspace.hub.journal.since(0, kinds=["delivery"])
        found = json.dumps([record for record in records if record["what"] == what])
        told: list[dict[str, Any]] = json.loads(found.replace(SHOWN_BASE, self.workspace.base_url))
        return told


def read(message: dict[str, Any]) -> str:
    """Return everything that stands in a message."""
    texts = [*texts_of(message["blocks"])] or [message["text"]]
    return "\n".join(texts)


def _is_steps(message: dict[str, Any]) -> bool:
    actions = [
        element.get("action_id", "")
        for block in message["blocks"]
        for element in [*block.get("elements", []), block.get("accessory") or {}]
    ]
    return any(each.startswith(("step_", "runbook_start", "done_form")) for each in actions)


@asynccontextmanager
async def living(
    database_url: str,
    *,
    settings: dict[str, Any] | None = None,
    is_paced: bool = False,
    **options: Any,
) -> AsyncIterator[Town]:
    """Start the town; at its end nothing may be left that the workspace holds against the bot."""
    clock = Clock("manual", MORNING)
    # Another process may have had our port before us: with tokens of our own, its bot is refused.
    usual: dict[str, Any] = {"rate_scale": 0, "seed": os.getpid()}
    given = Options(manifest=MANIFEST, **(usual | options))
    async with Workspace(given, clock=clock) as workspace:
        machinery = Machinery(
            clock=clock.now,
            timing=AT_ONCE,
            chance=lambda: 0.5,
            pace=owed if is_paced else unmetered,
        )
        chosen = settings_of(workspace, database_url, settings or {})
        async with composed(chosen, machinery) as muster, hearing(muster):
            town = Town(workspace, muster, clock)
            yield town
            await town.settle()
        workspace.assert_clean()


def settings_of(workspace: Workspace, database_url: str, more: dict[str, Any]) -> Settings:
    port = workspace.base_url.rpartition(":")[2]
    values = {
        "slack_bot_token": workspace.bot_token,
        "slack_app_token": workspace.app_token,
        "slack_signing_secret": workspace.signing_secret,
        "slack_api_url": workspace.api_url,
        "database_url": database_url,
        "runbooks_folder": RUNBOOKS,
        "variables": {"address": f"{workspace.base_url}/_sim/health"},
        "allow_hosts": (f"127.0.0.1:{port}",),
        "allow_networks": ("127.0.0.0/8",),
    }
    return Settings.model_validate(values | more)
