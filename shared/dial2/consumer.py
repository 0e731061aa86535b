"""A service's side of the bus: a message wakes, the log tells.

For each stream that it follows a service keeps the version it has reached. A wake-up locks that row, reads what
the log has past it, applies it in order and commits; the same wake-up again, late or out of order, finds nothing
to do.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence

import structlog
from prometheus_client import Counter, Histogram

from dial2.bus.protocol import Bus, Delivery, Done, Outcome, Park, Retry
from dial2.database import Database, Work
from dial2.errors import Permanent, Transient, Unavailable
from dial2.events import Payload, Recorded, decode, type_of
from dial2.log import cursors
from dial2.wake import first_of
from dial2.watch.pulse import Pulse

Handler = Callable[[Payload, Work], Awaitable[None]]

_AWAY_SECONDS = 0.5

HANDLED = Counter("dial2_handled_total", "Events applied", ["service", "type"])
FAILED = Counter("dial2_failed_total", "Deliveries that failed, by what follows", ["service", "follows"])
SECONDS = Histogram("dial2_batch_seconds", "From a batch of wake-ups to its commit", ["service"])

log = structlog.get_logger(__name__)


class Follower:
    """Applies the events of followed streams to a service's tables, each exactly once.

    `handlers` maps an event type to a plain function that is given the payload and the unit of work; whatever
    it changes and appends commits together with the cursor. Events without a handler are stepped over.
    """

    def __init__(self, service: str, database: Database, handlers: Mapping[type[Payload], Handler]) -> None:
        self._service = service
        self._schema = schema_of(service)
        self._database = database
        self._handlers = {type_of(event): handler for event, handler in handlers.items()}

    async def catch_up(self, streams: Sequence[str]) -> None:
        """Apply what the log has past these streams' cursors, in one transaction; raises what a handler raises."""
        started = time.perf_counter()
        handled: list[Recorded] = []
        async with self._database.work(self._service) as work:
            reached: dict[str, int] = {}
            for event in await cursors.unheard(work.connection, self._schema, streams):
                if handler := self._handlers.get(event.type):
                    work.cause = event
                    await handler(decode(event), work)
                    handled.append(event)
                reached[event.stream] = event.version
            await cursors.advance(work.connection, self._schema, reached)
        self._tell(handled, time.perf_counter() - started)

    def _tell(self, handled: Sequence[Recorded], seconds: float) -> None:
        for event in handled:
            HANDLED.labels(self._service, event.type).inc()
            log.info(
                "handled",
                service=self._service,
                type=event.type,
                stream=event.stream,
                version=event.version,
                correlation=str(event.correlation),
                batch_ms=round(seconds * 1000, 1),
            )


class Consumer:
    """Answers a service's wake-ups: done, to be tried again, or parked with the reason."""

    def __init__(
        self,
        service: str,
        database: Database,
        bus: Bus,
        handlers: Mapping[type[Payload], Handler],
        *,
        pulse: Pulse | None = None,
    ) -> None:
        self._service = service
        self._pulse = pulse or Pulse()
        self._follower = Follower(service, database, handlers)
        self._bus = bus
        self._stop = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        self._stop = stop
        await self._bus.consume(self._service, self.handle, stop)

    async def handle(self, deliveries: Sequence[Delivery]) -> list[Outcome]:
        """All streams of the batch in one transaction; if that fails, each stream in one of its own."""
        streams = sorted({delivery.stream for delivery in deliveries})
        started = time.perf_counter()
        with self._pulse.step(f"{self._service} consumer"):
            outcomes = await self._outcomes(streams)
        SECONDS.labels(self._service).observe(time.perf_counter() - started)
        return [outcomes[delivery.stream] for delivery in deliveries]

    async def _outcomes(self, streams: Sequence[str]) -> dict[str, Outcome]:
        try:
            await self._when_available(streams)
        except Exception as error:  # noqa: BLE001 - the one place where failures are classified
            if len(streams) == 1:
                return {streams[0]: self._classified(streams[0], error)}
            outcomes: dict[str, Outcome] = {}
            for stream in streams:
                outcomes |= await self._outcomes([stream])
            return outcomes
        return dict.fromkeys(streams, Done())

    async def _when_available(self, streams: Sequence[str]) -> None:
        """Holds the batch while Postgres is away, however long: that is nothing that these streams did."""
        while True:
            try:
                return await self._follower.catch_up(streams)
            except Unavailable as error:
                if self._stop.is_set():
                    raise
                log.warning("waits", service=self._service, error=str(error), retry_seconds=_AWAY_SECONDS)
                await first_of(asyncio.sleep(_AWAY_SECONDS), self._stop.wait())

    def _classified(self, stream: str, error: Exception) -> Outcome:
        """Transient faults are tried again; everything else waits for a person, with its reason."""
        reason = f"{type(error).__name__}: {error}"
        transient = isinstance(error, Transient)
        FAILED.labels(self._service, "retry" if transient else "park").inc()
        if transient:
            log.warning("retry", service=self._service, stream=stream, reason=reason)
            return Retry(reason)
        expected = isinstance(error, Permanent)
        log.error("parked", service=self._service, stream=stream, reason=reason, exc_info=not expected)
        return Park(reason)


def schema_of(service: str) -> str:
    return service.replace("-", "_")


async def step_over(database: Database, service: str, stream: str, version: int) -> None:
    """Give up on a stream's events up to `version`: what dropping a parked delivery means."""
    async with database.work("operator") as work:
        await cursors.lock(work.connection, schema_of(service), [stream])
        await cursors.advance(work.connection, schema_of(service), {stream: version})
