"""A running workspace with a clock that stands still, and a bot connected to it."""

from collections.abc import AsyncIterator

import pytest

from bot.localslack.workspace import Workspace
from tests.localslack.rig import Bot, bot_of, workspace


@pytest.fixture
async def ws() -> AsyncIterator[Workspace]:
    async with workspace() as running:
        yield running


@pytest.fixture
async def bot(ws: Workspace) -> AsyncIterator[Bot]:
    async with bot_of(ws) as connected:
        yield connected
