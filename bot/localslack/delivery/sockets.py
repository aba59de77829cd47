"""Socket Mode: tickets, connections, frames.

Vendor: https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.localslack.clock import Clock
from bot.localslack.errors import Refused
from bot.localslack.faults import Faults, drawn
from bot.localslack.ids import Ids
from bot.localslack.journal import Journal
from bot.localslack.shapes import Obj
from bot.localslack.strict.limits import limit

CLOSING = frozenset({"refresh_requested", "too_many_websockets", "link_disabled"})
REASONS = {
    "refresh": "refresh_requested",
    "warning": "warning",
    "too_many": "too_many_websockets",
    "link_disabled": "link_disabled",
}


@dataclass(slots=True)
class Connection:
    """One open WebSocket; a zombie stays open but nothing is delivered over it."""

    number: int
    frames: asyncio.Queue[str | None] = field(default_factory=asyncio.Queue)
    client: object = None
    zombie: bool = False


class Sockets:
    """All connections of the app, at most ten; each frame goes to one of them, by chance."""

    def __init__(self, clock: Clock, ids: Ids, journal: Journal, faults: Faults) -> None:
        self.clock = clock
        self.ids = ids
        self.journal = journal
        self.faults = faults
        self.app_id = ""
        self.connections: list[Connection] = []
        self.acknowledge: Callable[[Obj], None] = lambda _frame: None
        self.transport_of: Callable[[object], asyncio.Transport | None] = lambda _client: None
        self._tickets: set[str] = set()
        self._opened = 0

    def ticket(self) -> str:
        """Return a new one-use name for a connection."""
        ticket = self.ids.hexadecimal("ticket", 32)
        self._tickets.add(ticket)
        return ticket

    def send(self, frame: Obj) -> int | None:
        """Hand a frame to one connection and return its number, None when there is none."""
        if not self.connections:
            return None
        chosen = self.connections[int(self.ids.chance("socket") * len(self.connections))]
        if not chosen.zombie:
            chosen.frames.put_nowait(json.dumps(frame))
        return chosen.number

    def direct(self, do: str, number: int | None) -> None:
        """Do something to one connection, or to all.

        Raises Refused when there is no such thing to do, or no such connection.
        """
        chosen = [c for c in self.connections if number in {None, c.number}]
        if number is not None and not chosen:
            raise Refused("bad_value", f"There is no connection {number}.")
        if do not in {*REASONS, "drop", "zombie", "half_open"}:
            raise Refused("bad_value", f"Nothing called {do!r} can be done to a connection.")
        for connection in chosen:
            self._do(do, connection)

    async def serve(self, socket: WebSocket) -> None:
        """Serve one connection until either side ends it."""
        ticket = socket.path_params["ticket"]
        rule = self.faults.meet("socket", event="open")
        if ticket not in self._tickets or (rule and rule.do["kind"] == "refuse_open"):
            await socket.close(4000)
            return
        self._tickets.discard(ticket)
        await socket.accept()
        self._opened += 1
        connection = Connection(self._opened, client=tuple(socket.client or ()))
        if len(self.connections) >= limit("sockets"):
            await socket.send_text(json.dumps(self._disconnect("too_many_websockets")))
            await socket.close()
            return
        if rule is not None:  # slow_hello
            await self.clock.sleep(drawn(rule.do, self.ids.chance("hello")))
        await self._talk(connection, socket)

    async def _talk(self, connection: Connection, socket: WebSocket) -> None:
        self.connections.append(connection)
        self._note("opened", connection)
        connection.frames.put_nowait(json.dumps(self._hello()))
        try:
            async with asyncio.TaskGroup() as group:
                writer = group.create_task(self._write(connection, socket))
                await self._read(connection, socket)
                writer.cancel()
        finally:
            if connection in self.connections:
                self.connections.remove(connection)
            self._note("closed", connection)

    async def _read(self, connection: Connection, socket: WebSocket) -> None:
        async for text in socket.iter_text():
            try:
                frame = json.loads(text)
            except (ValueError, RecursionError):
                frame = None
            if isinstance(frame, dict) and not connection.zombie:
                self.acknowledge(frame)

    async def _write(self, connection: Connection, socket: WebSocket) -> None:
        try:
            while (frame := await connection.frames.get()) is not None:
                await socket.send_text(frame)
            await socket.close()
        except (WebSocketDisconnect, RuntimeError):
            return  # the other side was faster; the reader sees it, too

    def _do(self, do: str, connection: Connection) -> None:
        self._note(do, connection)
        if do == "zombie":
            connection.zombie = True
        elif do == "half_open":
            self._stop_listening(connection)
        else:
            reason = REASONS.get(do)
            if reason:
                connection.frames.put_nowait(json.dumps(self._disconnect(reason)))
            if do == "drop" or reason in CLOSING:
                connection.frames.put_nowait(None)
                self.connections.remove(connection)

    def _stop_listening(self, connection: Connection) -> None:
        """Leave the connection open without reading from it: not even a PONG comes back."""
        connection.zombie = True
        transport = self.transport_of(connection.client)
        if transport is not None:
            transport.pause_reading()

    def _note(self, what: str, connection: Connection) -> None:
        self.journal.write(
            "socket",
            what=what,
            connection=connection.number,
            connections=len(self.connections),
        )

    def _hello(self) -> Obj:
        return {
            "type": "hello",
            "num_connections": len(self.connections),
            "connection_info": {"app_id": self.app_id},
            "debug_info": {
                "host": "applink-local",
                "build_number": 1,
                "approximate_connection_time": 18060,
            },
        }

    def _disconnect(self, reason: str) -> Obj:
        return {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-local"}}
