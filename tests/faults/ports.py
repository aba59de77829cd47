"""Where a bot of the fault tests may listen."""

import socket


def free_port() -> int:
    """Find a port of this machine that nobody uses just now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
