"""Bring what was typed to the process that owns the database, or do its work where none runs."""

import http.client
import json
import socket
from pathlib import Path

from bot.cli._socket import reachable, socket_file
from bot.domain.errors import Rejected, Unavailable
from bot.ports import Json
from bot.settings import Settings
from bot.storage.lock import AlreadyRunning

WITHIN_S = 10
"""How long the running process may take; it needs two seconds at most to decide."""

TRIES = 2
NOBODY = (FileNotFoundError, ConnectionRefusedError)
"""No socket, or one that a dead process left behind."""


class Local(http.client.HTTPConnection):
    """HTTP through a socket of this machine."""

    def __init__(self, path: Path) -> None:
        super().__init__("muster", timeout=WITHIN_S)
        self.path = path

    def connect(self) -> None:
        """Connect; raises OSError."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(WITHIN_S)
        with reachable(self.path) as address:
            self.sock.connect(address)


def asked(settings: Settings, kind: str, what: Json) -> Json:
    """Return the answer to a line or a press; `was_alone` in it when no Muster was running.

    Asked again under the same id, the same is answered. Raises Rejected when nobody can be asked,
    and Unavailable when there was no answer.
    """
    path = socket_file(settings.database_url)
    if path is not None:
        try:
            return _over(path, kind, what)
        except NOBODY:
            pass
        except PermissionError as error:
            raise Rejected(
                f"{path} does not let you in: it belongs to {_owner(path)}. Type it as that user: "
                f"sudo -u {_owner(path)} muster incident ..."
            ) from error
    from bot.cli._directly import answered  # noqa: PLC0415 - all of Muster: a second of loading

    try:
        return answered(settings, kind, what) | {"was_alone": path is not None}
    except AlreadyRunning as error:
        raise Unavailable(
            f"Muster runs, but does not listen at {path}. If it has just been started, try again "
            "in a few seconds; otherwise its log says why (door.closed)."
        ) from error


def _over(path: Path, kind: str, what: Json) -> Json:
    for attempt in range(TRIES):
        connection = Local(path)
        try:
            connection.request("POST", f"/{kind}", json.dumps(what))
            response = connection.getresponse()
            status, body = response.status, response.read()
        except (TimeoutError, ConnectionResetError, http.client.HTTPException) as error:
            if attempt + 1 < TRIES:
                continue
            raise Unavailable(
                "Muster did not answer, so nobody knows whether it was recorded. Look before you "
                "repeat it: muster incident timeline."
            ) from error
        finally:
            connection.close()
        if status != http.client.OK:
            told = body.decode(errors="replace")
            raise Rejected(f"Muster did not understand this ({status}): {told[:200]}")
        answer: Json = json.loads(body)
        return answer
    raise AssertionError("unreachable")


def _owner(path: Path) -> str:
    try:
        return path.owner()
    except (KeyError, OSError):
        return "another user"
