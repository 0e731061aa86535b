"""What could not be recorded while Postgres was away or slow, kept in memory until it can.

A process that ends before loses it; then the provider's lists have it still (see `recovery`).
"""

from collections import deque
from collections.abc import Awaitable, Callable

import structlog
from prometheus_client import Gauge

from dial2.errors import Transient

WAITING = Gauge("dial2_phone_backlog", "Facts about calls and texts that wait in memory to be recorded")

Job = Callable[[], Awaitable[object]]

_LOOK_SECONDS = 1.0

log = structlog.get_logger(__name__)


class Backlog:
    """Jobs in the order they came; each can be done twice without harm."""

    def __init__(self) -> None:
        self._jobs: deque[tuple[str, Job]] = deque()

    def __len__(self) -> int:
        return len(self._jobs)

    def put(self, name: str, job: Job) -> None:
        self._jobs.append((name, job))
        WAITING.set(len(self._jobs))

    async def step(self) -> float:
        """Do what is there; raises `Transient` and keeps the rest while Postgres is still away."""
        while self._jobs:
            name, job = self._jobs[0]
            await _do(name, job)
            self._jobs.popleft()
            WAITING.set(len(self._jobs))
        return _LOOK_SECONDS


async def _do(name: str, job: Job) -> None:
    """A job that can never be done must not keep the others, or the callers of this process, waiting."""
    try:
        await job()
    except Transient:
        raise
    except Exception:
        log.exception("not_recorded", what=name)
    else:
        log.info("recorded_late", what=name)
