"""A limit on the time that a webhook may take, kept even where the database hangs."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from dial2.errors import Unavailable

T = TypeVar("T")


class Budget:
    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._late: set[asyncio.Task[Any]] = set()

    async def spend(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of `work`; raises `Unavailable` when the time is over.

        What is late is cancelled but not waited for: ending a transaction can hang as long as beginning it.
        """
        task = asyncio.create_task(work)
        await asyncio.wait([task], timeout=self._seconds)
        if task.done():
            return task.result()
        self._late.add(task)
        task.add_done_callback(self._forget)
        task.cancel()
        raise Unavailable(f"Postgres did not answer within {self._seconds:g} s")

    def _forget(self, task: asyncio.Task[Any]) -> None:
        """Its error, if it had one, was told when it was late."""
        self._late.discard(task)
        if not task.cancelled():
            task.exception()
