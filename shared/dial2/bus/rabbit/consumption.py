"""Taking messages from a service's queue, batch by batch, and saying what became of each."""

from __future__ import annotations

import asyncio
import contextlib

import structlog
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

from dial2.bus import topology
from dial2.bus.protocol import Delivery, Done, Handle, Park, Retry, after_failure
from dial2.bus.rabbit.broker import AWAY, connect, declare
from dial2.bus.rabbit.messages import move, read

_RECONNECT_SECONDS = 0.5
_BATCH = 40  # messages a transaction: while one is open, the relay sees nothing that was recorded after it began

log = structlog.get_logger(__name__)


class Consumption:
    """One service's consumer. A lost connection is not repaired: everything starts again from nothing.

    What was not acknowledged is delivered again, and the log tells what has been done already.
    """

    def __init__(self, url: str, service: str, handle: Handle) -> None:
        self._url = url
        self._service = service
        self._handle = handle

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`, over every loss of the connection."""
        while not stop.is_set():
            try:
                await self._consume(stop)
            except AWAY as error:
                log.warning("bus_lost", service=self._service, error=repr(error), retry_seconds=_RECONNECT_SECONDS)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_RECONNECT_SECONDS):
                        await stop.wait()

    async def _consume(self, stop: asyncio.Event) -> None:
        connection = await connect(self._url)
        lost = asyncio.Event()
        connection.close_callbacks.add(lambda *_: lost.set())
        try:
            channel = await connection.channel(publisher_confirms=True)
            channel.close_callbacks.add(lambda *_: lost.set())
            await channel.set_qos(prefetch_count=topology.PREFETCH)
            await declare(channel)
            waiting: asyncio.Queue[AbstractIncomingMessage] = asyncio.Queue()
            queue = await channel.get_queue(self._service, ensure=False)
            tag = await queue.consume(waiting.put)
            log.info("consuming", service=self._service, queue=self._service)
            while batch := await _next_batch(waiting, stop, lost):
                await self._handle_batch(channel, batch)
            if stop.is_set() and not lost.is_set():
                await queue.cancel(tag)
            elif lost.is_set():
                raise ConnectionError("the connection to RabbitMQ was lost")
        finally:
            with contextlib.suppress(*AWAY):
                await connection.close()

    async def _handle_batch(self, channel: AbstractChannel, batch: list[AbstractIncomingMessage]) -> None:
        readable: list[tuple[AbstractIncomingMessage, Delivery]] = []
        for message in batch:
            delivery = read(message)
            if isinstance(delivery, Park):
                await move(
                    channel, message, topology.parked_queue(self._service), attempt=0, reason=delivery.reason
                )
                log.error("parked", service=self._service, message=message.message_id, reason=delivery.reason)
            else:
                readable.append((message, delivery))
        outcomes = await self._handle([delivery for _, delivery in readable]) if readable else []
        done: AbstractIncomingMessage | None = None
        for (message, delivery), outcome in zip(readable, outcomes, strict=True):
            if isinstance(outcome, Done):
                done = message
            else:
                await self._settle(channel, message, delivery, outcome)
        if done:
            await done.ack(multiple=True)  # all before it: batches are handled in order of delivery

    async def _settle(
        self,
        channel: AbstractChannel,
        message: AbstractIncomingMessage,
        delivery: Delivery,
        outcome: Retry | Park,
    ) -> None:
        """A failed message is confirmed in its new queue before it is acknowledged in the old one."""
        if isinstance(outcome, Retry):
            following = after_failure(delivery.attempt, outcome.reason)
            if isinstance(following, Park):
                outcome = following
            else:
                queue = topology.retry_queue(self._service, delivery.attempt)
                await move(channel, message, queue, attempt=following[0], reason=outcome.reason)
                return
        queue = topology.parked_queue(self._service)
        await move(channel, message, queue, attempt=delivery.attempt + 1, reason=outcome.reason)


async def _next_batch(
    waiting: asyncio.Queue[AbstractIncomingMessage], stop: asyncio.Event, lost: asyncio.Event
) -> list[AbstractIncomingMessage]:
    """Whatever has arrived, at least one; nothing once told to stop or the connection is lost."""
    first = asyncio.ensure_future(waiting.get())
    ends = [asyncio.ensure_future(stop.wait()), asyncio.ensure_future(lost.wait())]
    try:
        await asyncio.wait([first, *ends], return_when=asyncio.FIRST_COMPLETED)
        if stop.is_set() or lost.is_set() or not first.done():
            return []
        batch = [first.result()]
        while len(batch) < _BATCH and not waiting.empty():
            batch.append(waiting.get_nowait())
        return batch
    finally:
        for task in (first, *ends):
            task.cancel()
