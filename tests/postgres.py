"""A real PostgreSQL for tests: Debian's programs, a temporary folder, no network."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import NullPool, create_engine, text

PORT = 5432  # names the socket file only; nothing listens on a network
SETTINGS = (
    "listen_addresses=",
    "fsync=off",  # nobody pulls the plug of a test
    "full_page_writes=off",
    "shared_buffers=16MB",
    "max_connections=60",
    "jit=off",
)


@dataclass(frozen=True)
class Cluster:
    """A server of our own, which a test may also break."""

    folder: Path
    programs: Path
    user: str | None

    def start(self) -> None:
        options = " ".join(
            f"-c {each}" for each in (*SETTINGS, f"unix_socket_directories={self.folder}")
        )
        self._control("-w", "-l", self.folder / "log", "-o", options, "start")

    def kill(self) -> None:
        """Stop the server without giving anybody time to end what they do."""
        self._control("-w", "-m", "immediate", "stop")

    def _control(self, *arguments: str | Path) -> None:
        _run(self.user, self.programs / "pg_ctl", "-D", self.folder / "data", *arguments)

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://muster@/{database}?host={self.folder}&port={PORT}"

    def execute(self, statement: str) -> None:
        engine = create_engine(
            self.url("postgres"), poolclass=NullPool, isolation_level="AUTOCOMMIT"
        )
        with engine.connect() as connection:
            connection.execute(text(statement))


def programs() -> Path | None:
    """Find the newest server that is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: path.parts[4])
    beside = shutil.which("initdb")
    return found[-1].parent if found else Path(beside).parent if beside else None


@contextmanager
def running(programs: Path) -> Iterator[Cluster]:
    """Start a server of our own, and stop and remove it at the end."""
    user = _unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="muster-pg-"))
    if user:
        shutil.chown(folder, user)
    try:
        _run(
            user,
            programs / "initdb",
            *(
                "-D",
                folder / "data",
                "-U",
                "muster",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C",
                "-N",
            ),
        )
        cluster = Cluster(folder, programs, user)
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.kill()
    finally:
        shutil.rmtree(folder)


def _unprivileged() -> str | None:
    """Name a user to run as; PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    known = {each.pw_name for each in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _run(user: str | None, *command: str | Path) -> None:
    subprocess.run(  # noqa: S603 - programs of the system, arguments of ours
        [str(each) for each in command],
        check=True,
        user=user,
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
    )
