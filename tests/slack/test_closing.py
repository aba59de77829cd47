"""How Socket Mode ends: what was begun is answered, what comes later is left to the next start."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.localslack.workspace import Workspace
from bot.slack.sockets import Sockets
from tests.localslack.rig import web_client, workspace


@dataclass
class Bot:
    """Answers a command when it is let go."""

    slack: Workspace
    web: AsyncWebClient
    entered: asyncio.Event = field(default_factory=asyncio.Event)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)
    answered: int = 0

    async def command(self, ack: AsyncAck) -> None:
        self.entered.set()
        await self.let_go.wait()
        self.answered += 1
        await ack("done")

    def sockets(self) -> Sockets:
        known = AuthorizeResult(enterprise_id=None, team_id=None, bot_token=self.slack.bot_token)

        async def authorize() -> AuthorizeResult:
            return known

        app = AsyncApp(
            name="bot",
            client=self.web,
            authorize=authorize,
            process_before_response=True,
            request_verification_enabled=False,
        )
        app.command("/incident")(self.command)
        return Sockets(app, self.slack.app_token, pause=asyncio.sleep, monotonic=lambda: 0.0)


@pytest.fixture
async def bot() -> AsyncIterator[Bot]:
    async with workspace() as slack, web_client(slack) as web:
        yield Bot(slack, web)


async def test_a_command_that_is_under_way_is_answered_and_a_later_one_is_not_begun(
    bot: Bot,
) -> None:
    sockets = bot.sockets()
    ana, ben = bot.slack.person("ana"), bot.slack.person("ben")

    async with asyncio.TaskGroup() as group:
        hearing = group.create_task(sockets.run())
        await sockets.connected()
        typing = group.create_task(ana.slash("#general", "/incident first"))
        await bot.entered.wait()
        hearing.cancel()
        closing = group.create_task(sockets.close())
        late = group.create_task(ben.slash("#general", "/incident second"))
        await bot.slack.director.until("delivery", count=2)
        bot.let_go.set()
        await closing
        await bot.slack.clock.advance(4)

    assert typing.result()["outcome"] == "acked"
    assert late.result()["outcome"] != "acked"
    assert bot.answered == 1
    assert not sockets.is_connected
