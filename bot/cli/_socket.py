"""The socket beside a SQLite database, by which a command reaches the process that owns it."""

import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.storage.lock import lock_file

LONGEST = 90
"""Systems take about a hundred bytes for the path of a socket, however long other paths may be."""


def socket_file(url: str) -> Path | None:
    """Name the socket beside a SQLite database; None for PostgreSQL, which anybody can open."""
    lock = lock_file(url)
    return lock and lock.with_suffix(".sock")


@contextmanager
def bound_to(path: Path) -> Iterator[socket.socket]:
    """Take the place of whatever is left there; only the own user gets in, from the first moment.

    Raises OSError when there can be no socket.
    """
    new = path.with_name(f"{path.name}.{os.getpid()}")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as taken:
        try:
            with reachable(new) as address:
                taken.bind(address)
            # Nobody can connect before somebody listens, so nobody gets in between.
            new.chmod(0o600)
            new.replace(path)
            yield taken
        finally:
            new.unlink(missing_ok=True)
            path.unlink(missing_ok=True)


@contextmanager
def reachable(path: Path) -> Iterator[str]:
    """Name the socket in few enough bytes: by a link, if its folder is deep."""
    if len(os.fsencode(path)) <= LONGEST:
        yield str(path)
        return
    with tempfile.TemporaryDirectory(prefix="muster-") as folder:
        link = Path(folder, "data")
        link.symlink_to(path.parent.absolute())
        yield str(link / path.name)
