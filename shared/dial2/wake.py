"""Being woken: Postgres tells when the log has grown or the clock was moved."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator

import asyncpg
import structlog

_CHANNELS = ("dial2_log", "dial2_clock")
_RECONNECT_SECONDS = 0.5

log = structlog.get_logger(__name__)


class Wake:
    """One listening connection a process; many sleepers.

    A wake-up is only ever a hint: whoever sleeps also looks again by himself after a while, and everybody is
    woken when the connection comes back, so that nothing told in between is missed.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._sleepers: set[asyncio.Event] = set()

    async def run(self) -> None:
        """Listen until cancelled, over every loss of the connection."""
        while True:
            try:
                await self._listen()
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("wake_lost", error=str(error), retry_seconds=_RECONNECT_SECONDS)
            await asyncio.sleep(_RECONNECT_SECONDS)

    async def _listen(self) -> None:
        connection = await asyncpg.connect(self._url, timeout=3.0)
        closed = asyncio.Event()
        connection.add_termination_listener(lambda _connection: closed.set())
        try:
            for channel in _CHANNELS:
                await connection.add_listener(channel, self._told)
            self.everybody()
            await closed.wait()
        finally:
            connection.terminate()

    def _told(self, _connection: object, _pid: int, _channel: str, _payload: object) -> None:
        self.everybody()

    def everybody(self) -> None:
        for sleeper in self._sleepers:
            sleeper.set()

    @contextlib.contextmanager
    def sleeper(self) -> Iterator[Sleeper]:
        """Registered for as long as the block lasts, so that no call between two sleeps is missed."""
        event = asyncio.Event()
        self._sleepers.add(event)
        try:
            yield Sleeper(event)
        finally:
            self._sleepers.discard(event)


class Sleeper:
    def __init__(self, event: asyncio.Event) -> None:
        self._event = event

    async def sleep(self, seconds: float) -> None:
        """Until woken, or for `seconds`; at once if woken since the last sleep."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._event.wait()
        self._event.clear()
