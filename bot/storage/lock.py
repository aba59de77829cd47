"""Make sure that only one process at a time works on a SQLite file."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from sqlalchemy import make_url

from bot.domain.errors import Rejected


class AlreadyRunning(Rejected):
    """The database belongs to another running process."""


@contextmanager
def held(url: str) -> Iterator[None]:
    """Own the database of this address until the end of the block; PostgreSQL needs no owner.

    The kernel frees the lock when the process ends in whatever way, so that a left-over file
    means nothing. Raises AlreadyRunning when another process owns it, and Rejected when its
    folder cannot be written to.
    """
    path = lock_file(url)
    if path is None:
        yield
        return
    with _opened(path) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            raise AlreadyRunning(_refusal(path, file.read().strip())) from error
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


def _opened(path: Path) -> TextIO:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # For appending: the pid of the owner must survive our attempt.
        return path.open("a+", encoding="ascii")
    except OSError as error:
        raise Rejected(
            f"{path} cannot be written: {error.strerror}. MUSTER_DATABASE_URL names a file in a "
            "folder that Muster may write to."
        ) from error


def lock_file(url: str) -> Path | None:
    """Name the lock file beside a SQLite database; None for PostgreSQL and memory."""
    address = make_url(url)
    in_file = address.get_backend_name() == "sqlite" and address.database not in {
        None,
        "",
        ":memory:",
    }
    return Path(f"{address.database}.lock") if in_file else None


def _refusal(path: Path, pid: str) -> str:
    database = str(path).removesuffix(".lock")
    return (
        f"Muster already runs on {database} (process {pid or 'unknown'}); one file serves one"
        f" process. Stop that one (kill {pid or '<pid>'}), or give this one another"
        " MUSTER_DATABASE_URL; several at once need PostgreSQL."
    )
