"""Decide what was typed in this process, for as long as that takes."""

import asyncio

from bot.cli._database import opened
from bot.cli._door import KINDS, said
from bot.cli._socket import socket_file
from bot.ports import Json
from bot.settings import Settings
from bot.storage.lock import held


def answered(settings: Settings, kind: str, what: Json) -> Json:
    """Open the database, record, and leave what follows to whoever runs Muster next.

    Raises AlreadyRunning when the database belongs to another process, and Rejected when there is
    none: a wrong folder must not look like an incident-free world.
    """

    async def answer() -> Json:
        async with opened(settings, "muster incident") as muster:
            return await said(muster, KINDS[kind].validate_python(what))

    with held(settings.database_url):
        if left_behind := socket_file(settings.database_url):
            left_behind.unlink(missing_ok=True)
        return asyncio.run(answer())
