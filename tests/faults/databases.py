"""Databases for bots that die: new ones, and copies of what an earlier bot has left."""

import asyncio
import os
import shutil
import signal
import subprocess
from itertools import count
from pathlib import Path
from typing import Protocol

from bot.storage.schema import migrate
from tests.postgres import Cluster

STARTING_S = 30


class Server(Protocol):
    """What a database needs to be reached, and what may be broken."""

    async def kill(self) -> None:
        """Send it SIGKILL, and start it again as a supervisor would."""
        ...

    async def stand_still(self, seconds: float) -> None:
        """Stop everybody who works on any database, for so long."""
        ...


class Databases(Protocol):
    """Makes databases of one kind; the caller removes them all with the folder or the server."""

    @property
    def name(self) -> str:
        """What people call this kind."""
        ...

    @property
    def server(self) -> Server | None:
        """The server behind them, if there is one."""
        ...

    def new(self) -> str:
        """Make an empty database in its newest form, and return its address."""
        ...

    def copy(self, url: str) -> str:
        """Copy a database that nobody uses, and return the address of the copy."""
        ...


class SqliteFiles:
    """One file each, in a folder of ours."""

    name = "sqlite"
    server = None

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)

    def new(self) -> str:
        url = self._next()
        migrate(url)
        return url

    def copy(self, url: str) -> str:
        made = self._next()
        shutil.copy(_file(url), _file(made))
        return made

    def _next(self) -> str:
        return f"sqlite+aiosqlite:///{self._folder}/{next(self._numbers)}.db"


class PostgresServer:
    """The server of one cluster of ours, and the processes that belong to it."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster

    async def kill(self) -> None:
        os.kill(self._pid(), signal.SIGKILL)
        async with asyncio.timeout(STARTING_S):
            # Its children are still ending, and until then it does not start.
            while not await asyncio.to_thread(self._is_started):  # noqa: ASYNC110 - no event here
                await asyncio.sleep(0.1)

    async def stand_still(self, seconds: float) -> None:
        stopped = self._children()
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        try:
            await asyncio.sleep(seconds)
        finally:
            for pid in stopped:
                os.kill(pid, signal.SIGCONT)

    def _is_started(self) -> bool:
        try:
            self._cluster.start()
        except subprocess.CalledProcessError:
            return False
        return True

    def _pid(self) -> int:
        """Return the number of our own server; numbers of processes come again."""
        file = self._cluster.folder / "data" / "postmaster.pid"
        pid = int(file.read_text(encoding="ascii").splitlines()[0])
        command = Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8")
        assert str(self._cluster.folder) in command, f"{pid} is not our server: {command}"
        return pid

    def _children(self) -> list[int]:
        parent = str(self._pid())
        return [
            int(stat.parent.name)
            for stat in Path("/proc").glob("[0-9]*/stat")
            if _parent(stat) == parent
        ]


class PostgresDatabases:
    """One database each, on a server of ours."""

    name = "postgres"

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._numbers = count(1)
        self.server = PostgresServer(cluster)

    def new(self) -> str:
        name = self._next()
        self._cluster.execute(f"CREATE DATABASE {name}")
        migrate(self._cluster.url(name))
        return self._cluster.url(name)

    def copy(self, url: str) -> str:
        name = self._next()
        template = url.partition("@/")[2].partition("?")[0]
        self._cluster.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        # A copied sequence believes that its next numbers are logged; after a kill they came again.
        self._cluster.execute("CHECKPOINT")
        return self._cluster.url(name)

    def _next(self) -> str:
        return f"faults_{next(self._numbers)}"


def _parent(stat: Path) -> str:
    try:
        return stat.read_text(encoding="utf-8").rpartition(")")[2].split()[1]
    except (FileNotFoundError, ProcessLookupError):
        return ""  # it has just ended


def _file(url: str) -> str:
    return url.partition(":///")[2]
