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
    deadline = time.monotonic() + within_seconds
    while True:
        found = look()
        seen = await found if inspect.isawaitable(found) else found
        if seen:
            return seen
        assert time.monotonic() < deadline, f"not within {within_seconds} s; last seen: {seen!r}"
        await asyncio.sleep(0.01)
