"""What could not be recorded while Postgres was away or slow, kept in memory until it can.

A process that ends before loses it; then the provider's lists have it still (see `recovery`).
"""

from collections import deque
from collections.abc import Awaitable, Callable

import structlog

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

    async def step(self) -> float:
        """Do what is there; raises `Transient` and keeps the rest while Postgres is still away."""
        while self._jobs:
            name, job = self._jobs[0]
            await job()
            self._jobs.popleft()
            log.info("recorded_late", what=name, left=len(self._jobs))
        return _LOOK_SECONDS
