"""Waiting in tests: look again until it is so, or say that it never was."""

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar, overload

T = TypeVar("T")


@overload
async def eventually(look: Callable[[], Awaitable[T | None]], *, within_seconds: float = 30) -> T: ...
@overload
async def eventually(look: Callable[[], T | None], *, within_seconds: float = 30) -> T: ...
async def eventually(
    look: Callable[[], T | None] | Callable[[], Awaitable[T | None]], *, within_seconds: float = 30
) -> T:
    """What `look` returns, as soon as that is true."""
    began = time.monotonic()
    while True:
        found = look()
        seen = await found if inspect.isawaitable(found) else found
        if seen:
            return seen
        waited = time.monotonic() - began
        assert waited < within_seconds, f"not within {within_seconds} s; last seen: {seen!r}"
        # The longer it takes, the less often: looking takes time from what it waits for.
        await asyncio.sleep(min(max(0.01, waited / 20), 0.2))
