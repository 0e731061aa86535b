"""From the log to the broker: in commit-safe order, confirmed, then remembered."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Protocol

import structlog

from dial2.connection import Connection
from dial2.database import Database
from dial2.events import Recorded
from dial2.log.checkpoint import checkpoint_of, move_checkpoint
from dial2.log.read import tail
from dial2.wake import LOG_GREW, Wake

READER = "relay"
_LEADERSHIP = "SELECT pg_try_advisory_lock(hashtext('dial2.relay'))"
_RESIGNATION = "SELECT pg_advisory_unlock(hashtext('dial2.relay'))"
_BATCH = 256  # events published before any of their confirms is awaited
_LOOK_AGAIN_SECONDS = 1.0
_OLDER_TRANSACTION_SECONDS = 0.002
_FOLLOWER_SECONDS = 1.0

log = structlog.get_logger(__name__)


class Publisher(Protocol):
    async def publish(self, events: Sequence[Recorded]) -> None: ...


class Relay:
    """One leads at a time, by an advisory lock that dies with its connection; any process can.

    The checkpoint moves only after the broker's confirms: after a crash some events are published twice, none
    is left out.
    """

    def __init__(self, database: Database, publisher: Publisher, wake: Wake) -> None:
        self._database = database
        self._publisher = publisher
        self._wake = wake

    async def run(self, stop: asyncio.Event) -> None:
        await self._wake.repeat(lambda: self._lead(stop), stop, name="relay", endless=True)

    async def _lead(self, stop: asyncio.Event) -> float:
        """Publish for as long as this process holds the lock; returns the seconds until it tries for it again."""
        async with self._database.connection() as connection:
            if await connection.fetchval(_LEADERSHIP):
                log.info("relay_leads")
                try:
                    await self._publish_tail(connection, stop)
                finally:
                    await connection.execute(_RESIGNATION)
        return _FOLLOWER_SECONDS

    async def _publish_tail(self, connection: Connection, stop: asyncio.Event) -> None:
        checkpoint = await checkpoint_of(connection, READER)

        async def step() -> float:
            nonlocal checkpoint
            new = await tail(connection, checkpoint, limit=_BATCH)
            if new.events:
                await self._publisher.publish(new.events)
                await move_checkpoint(connection, READER, new.checkpoint)
                checkpoint = new.checkpoint
                return 0.0
            return _OLDER_TRANSACTION_SECONDS if new.more else _LOOK_AGAIN_SECONDS

        await self._wake.repeat(step, stop, LOG_GREW, name="relay_tail")
