"""Ports that nobody has, for servers that cannot be told to take any."""

import os
import random
import socket
from contextlib import ExitStack, suppress

# Below the range from which systems take the ports of connections that go out: one of those would be gone, now and
# then, between our choice and the server's start. Each of the workers side by side has its own part: a server that
# is killed and started again finds its port free.
_LOWEST, _PARTS, _PART = 20_000, 6, 2_000
_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
_OURS = range(_LOWEST + _WORKER % _PARTS * _PART, _LOWEST + (_WORKER % _PARTS + 1) * _PART)


def free_ports(count: int) -> list[int]:
    """All held at once while they are chosen, so that none is chosen twice."""
    chosen: list[int] = []
    with ExitStack() as held:
        for port in random.SystemRandom().sample(_OURS, len(_OURS)):
            if len(chosen) == count:
                break
            with suppress(OSError):
                held.enter_context(socket.create_server(("127.0.0.1", port)))
                chosen.append(port)
    return chosen


def free_port() -> int:
    return free_ports(1)[0]
