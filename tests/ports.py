"""Ports that nobody has, for servers that cannot be told to take any."""

import socket
from contextlib import ExitStack


def free_ports(count: int) -> list[int]:
    """All held at once while they are chosen, so that none is chosen twice."""
    with ExitStack() as held:
        return [held.enter_context(socket.create_server(("127.0.0.1", 0))).getsockname()[1] for _ in range(count)]


def free_port() -> int:
    return free_ports(1)[0]
