"""The ears of a bot under test."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.app import Muster
from bot.slack.sockets import Sockets


@asynccontextmanager
async def hearing(muster: Muster) -> AsyncIterator[None]:
    """Listen to Slack by Socket Mode, as production does."""
    token = muster.settings.slack_app_token.get_secret_value()
    sockets = Sockets(muster.bolt, token, pause=asyncio.sleep, monotonic=lambda: 0.0)
    async with asyncio.TaskGroup() as group, muster.errands.open():
        task = group.create_task(sockets.run())
        try:
            await sockets.connected()
            yield
        finally:
            task.cancel()
            await sockets.close()
