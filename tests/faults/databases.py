"""Databases for bots that die: new ones, and copies of what an earlier bot has left."""

import shutil
from itertools import count
from pathlib import Path
from typing import Protocol

from bot.storage.schema import migrate
from tests.postgres import Cluster


class Databases(Protocol):
    """Makes databases of one kind; the caller removes them all with the folder or the server."""

    @property
    def name(self) -> str:
        """What people call this kind."""
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


class PostgresDatabases:
    """One database each, on a server of ours."""

    name = "postgres"

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._numbers = count(1)

    def new(self) -> str:
        name = self._next()
        self._cluster.execute(f"CREATE DATABASE {name}")
        migrate(self._cluster.url(name))
        return self._cluster.url(name)

    def copy(self, url: str) -> str:
        name = self._next()
        template = url.partition("@/")[2].partition("?")[0]
        self._cluster.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self._cluster.url(name)

    def _next(self) -> str:
        return f"faults_{next(self._numbers)}"


def _file(url: str) -> str:
    return url.partition(":///")[2]
