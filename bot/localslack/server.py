"""Listen on loopback, and stop at once when asked."""

import asyncio
import socket
from contextlib import suppress

import uvicorn
from starlette.types import ASGIApp
from websockets.exceptions import InvalidState

PATIENCE_S = 1.0


class LoopbackServer:
    """uvicorn on a socket of 127.0.0.1, without its signal handlers and its waits of 0.1 s."""

    def __init__(self, port: int) -> None:
        # Name the protocol: asyncio sets TCP_NODELAY by it, without which a call costs 40 ms.
        self._socket = socket.socket(proto=socket.IPPROTO_TCP)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", port))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._server: uvicorn.Server | None = None

    async def open(self, app: ASGIApp) -> None:
        """Begin to answer."""
        config = uvicorn.Config(
            app,
            http="h11",
            ws="websockets-sansio",
            ws_ping_interval=None,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
        )
        config.load()
        server = uvicorn.Server(config)
        server.lifespan = config.lifespan_class(config)
        await server.startup(sockets=[self._socket])
        self._server = server

    def transport_of(self, client: object) -> asyncio.Transport | None:
        """Return the connection from that (host, port), to break it on purpose."""
        connections = self._server.server_state.connections if self._server else set()
        for connection in connections:
            transport = connection.transport
            if isinstance(transport, asyncio.Transport):
                peer = transport.get_extra_info("peername") or ()
                if tuple(peer[:2]) == client:
                    return transport
        return None

    async def close(self) -> None:
        """Stop listening, end every connection, and wait until all handlers are gone."""
        server, self._server = self._server, None
        if server is None:
            self._socket.close()
            return
        for listener in server.servers:
            listener.close()
        state = server.server_state
        for connection in list(state.connections):
            with suppress(InvalidState):  # its WebSocket is closing already
                connection.shutdown()
        await _turns(5)
        for task in list(state.tasks):
            task.cancel()
        if state.tasks:
            await asyncio.wait(list(state.tasks), timeout=PATIENCE_S)
        for connection in list(state.connections):
            if connection.transport is not None:
                connection.transport.close()
        await _turns(3)


async def _turns(count: int) -> None:
    """Let everything that is ready run, a few times over."""
    for _ in range(count):
        await asyncio.sleep(0)
