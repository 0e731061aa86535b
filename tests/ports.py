"""Ports that nobody has, for servers that cannot be told to take any."""

import random
import socket
from contextlib import ExitStack, suppress

# Below the range from which systems take the ports of connections that go out: one of those would be gone, now and
# then, between our choice and the server's start.
_NOT_EPHEMERAL = range(20_000, 32_000)


def free_ports(count: int) -> list[int]:
    """All held at once while they are chosen, so that none is chosen twice."""
    chosen: list[int] = []
    with ExitStack() as held:
        for port in random.SystemRandom().sample(_NOT_EPHEMERAL, len(_NOT_EPHEMERAL)):
            if len(chosen) == count:
                break
            with suppress(OSError):
                held.enter_context(socket.create_server(("127.0.0.1", port)))
                chosen.append(port)
    return chosen


def free_port() -> int:
    return free_ports(1)[0]
