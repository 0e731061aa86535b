"""What a bus does for the services: the same over RabbitMQ and over the embedded log."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from dial2.bus.topology import RETRY_STEPS_SECONDS


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """A wake-up: this stream has reached this version. `attempt` counts from 0."""

    event: str
    stream: str
    version: int
    type: str
    attempt: int = 0


class Done(msgspec.Struct, frozen=True):
    """Handled and committed."""


class Retry(msgspec.Struct, frozen=True):
    """Failed, but may succeed later. `reason` is what went wrong."""

    reason: str


class Park(msgspec.Struct, frozen=True):
    """Failed, and will fail again until a person changes something."""

    reason: str


Outcome = Done | Retry | Park
Handle = Callable[[Sequence[Delivery]], Awaitable[Sequence[Outcome]]]


class Parked(msgspec.Struct, frozen=True, kw_only=True):
    """One parked delivery, as an operator sees it. `stream` is None where the message could not be read."""

    id: str
    service: str
    reason: str
    parked_at: datetime | None
    attempts: int
    stream: str | None = None
    version: int | None = None
    type: str | None = None


class Depth(msgspec.Struct, frozen=True, kw_only=True):
    """How many deliveries wait for a service, and how many are parked."""

    service: str
    waiting: int
    parked: int


class Bus(Protocol):
    """Wakes services when the streams that they follow grow."""

    async def consume(self, service: str, handle: Handle, stop: asyncio.Event) -> None:
        """Deliver to `handle` in batches until `stop`; then finish the batch in hand and return.

        Lives through every loss of the connection. What `handle` was given and did not answer for is
        delivered again.
        """

    async def parked(self, service: str) -> list[Parked]: ...

    async def replay(self, service: str, parked: str) -> bool:
        """Deliver a parked one again, from its first attempt. False if there is none by that id."""

    async def drop(self, service: str, parked: str) -> Parked | None:
        """Take a parked one away for good; returns what it was."""

    async def depths(self) -> list[Depth]:
        """Of every service, in the topology's order. Raises `Unavailable`."""

    async def ready(self) -> None:
        """Raises `Unavailable` while the bus cannot deliver."""

    async def close(self) -> None: ...


def after_failure(attempt: int, reason: str) -> tuple[int, float] | Park:
    """What follows the failure of `attempt`: the next attempt and the seconds until it, or parking."""
    if attempt >= len(RETRY_STEPS_SECONDS):
        return Park(f"still failing after {attempt + 1} attempts: {reason}")
    return attempt + 1, RETRY_STEPS_SECONDS[attempt]
