"""Waiting until something somebody else does has become true."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

WITHIN = 20.0  # real seconds that a script waits for what it expects, where it doesn't say; busy machines are slow

T = TypeVar("T")


class Changes:
    """One bell for everything that changes: who waits looks again at each ring."""

    def __init__(self) -> None:
        self._bell = asyncio.Event()
        self.count = 0

    def ring(self) -> None:
        self.count += 1
        self._bell.set()
        self._bell = asyncio.Event()

    async def since(self, count: int, *, within: float) -> None:
        """Wait until the bell has rung again after `count` rings; TimeoutError after `within` real seconds."""
        await self.until(lambda: self.count != count, within=within)

    async def until(self, condition: Callable[[], T | None], *, within: float | None = None) -> T:
        """What `condition` returns, as soon as that is true; TimeoutError after `within` real seconds."""
        async with asyncio.timeout(within):
            while not (found := condition()):
                await self._bell.wait()
        return found
