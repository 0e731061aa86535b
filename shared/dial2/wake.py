"""Being woken: Postgres tells when the log has grown or the clock was moved."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator

import asyncpg
import structlog

from dial2.errors import Transient
from dial2.watch.pulse import Pulse

LOG_GREW = "dial2_log"
CLOCK_MOVED = "dial2_clock"
DUE = "dial2_due"  # a service wrote a due row for a loop of its own: SELECT pg_notify('dial2_due', '')
_LOST = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
_RECONNECT_SECONDS = 0.5
_AFTER_FAILURE_SECONDS = 0.5

log = structlog.get_logger(__name__)


class Wake:
    """One listening connection a process; many sleepers.

    A wake-up is only ever a hint: whoever sleeps also looks again by himself after a while, and everybody is
    woken when the connection comes back, so that nothing told in between is missed.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self.pulse = Pulse()
        self._sleepers: dict[asyncio.Event, tuple[str, ...]] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Listen until `stop`, over every loss of the connection."""
        while not stop.is_set():
            try:
                await self._listen(stop)
            except _LOST as error:
                log.warning("wake_lost", error=str(error), retry_seconds=_RECONNECT_SECONDS)
            await first_of(asyncio.sleep(_RECONNECT_SECONDS), stop.wait())

    async def _listen(self, stop: asyncio.Event) -> None:
        connection = await asyncpg.connect(self._url, timeout=3.0)
        closed = asyncio.Event()
        connection.add_termination_listener(lambda _connection: closed.set())
        try:
            for channel in (LOG_GREW, CLOCK_MOVED, DUE):
                await connection.add_listener(channel, self._told)
            self.everybody()
            await first_of(closed.wait(), stop.wait())
        finally:
            connection.terminate()

    def _told(self, _connection: object, _pid: int, channel: str, _payload: object) -> None:
        self.tell(channel)

    def tell(self, channel: str) -> None:
        """Wake who sleeps on `channel` in this process."""
        for event, channels in self._sleepers.items():
            if channel in channels:
                event.set()

    def everybody(self) -> None:
        for event in self._sleepers:
            event.set()

    async def repeat(
        self,
        step: Callable[[], Awaitable[float]],
        stop: asyncio.Event,
        *channels: str,
        name: str,
        endless: bool = False,
    ) -> None:
        """Run `step` until `stop`; it returns the seconds to sleep, unless woken before.

        A transient failure is logged and tried again after a while; any other ends the loop, and so the process.
        An `endless` step may take as long as it likes; any other that does is told of.
        """
        pulse = Pulse() if endless else self.pulse
        with self._sleeper(channels) as woken:
            while not stop.is_set():
                woken.clear()
                try:
                    with pulse.step(name):
                        seconds = await step()
                except Transient as error:
                    log.warning("waits", loop=name, error=str(error), retry_seconds=_AFTER_FAILURE_SECONDS)
                    seconds = _AFTER_FAILURE_SECONDS
                if seconds > 0:
                    await first_of(asyncio.sleep(seconds), woken.wait(), stop.wait())

    @contextlib.contextmanager
    def _sleeper(self, channels: tuple[str, ...]) -> Iterator[asyncio.Event]:
        event = asyncio.Event()
        self._sleepers[event] = channels
        try:
            yield event
        finally:
            del self._sleepers[event]


async def first_of(*waits: Awaitable[object]) -> None:
    """Until the first of them ends; the others are cancelled."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
