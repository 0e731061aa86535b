"""The bus over RabbitMQ; the only module that knows aio-pika."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import aio_pika
import aiormq
import structlog
from aio_pika.abc import (
    AbstractChannel,
    AbstractConnection,
    AbstractIncomingMessage,
    AbstractQueue,
    HeadersType,
)
from aiormq.abc import DeliveredMessage
from pamqp.commands import Basic

from dial2.bus import topology
from dial2.bus.protocol import Delivery, Done, Handle, Park, Parked, Retry, after_failure
from dial2.errors import Unavailable
from dial2.events import Recorded

_RECONNECT_SECONDS = 0.5
_CONNECT_SECONDS = 5.0
_CONFIRM_SECONDS = 30.0
_BATCH = 40  # messages a transaction: while one is open, the relay sees nothing that was recorded after it began
_AWAY = (aio_pika.exceptions.AMQPError, aiormq.exceptions.AMQPError, OSError, TimeoutError)

log = structlog.get_logger(__name__)


class RabbitBus:
    """Publishes with confirms, consumes from quorum queues, and reconnects by itself, consumers included.

    It opens plain connections and starts again from nothing when one is lost, rather than repairing: what was
    not acknowledged is delivered again, and the log tells what has been done already.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._publishing: AbstractConnection | None = None
        self._channel: AbstractChannel | None = None
        self._opening = asyncio.Lock()

    async def publish(self, events: Sequence[Recorded]) -> None:
        """All of them, in order, persistent and mandatory; returns when the broker has confirmed each.

        Raises `Unavailable` if it did not: the caller publishes the same events again.
        """
        try:
            channel = await self._publisher()
            async with asyncio.timeout(_CONFIRM_SECONDS):
                answers = await asyncio.gather(*[self._publish(channel, event) for event in events])
        except _AWAY as error:
            await self._drop_publisher()
            raise Unavailable(f"RabbitMQ does not confirm: {error!r}") from error
        returned = {event.type for event, answer in zip(events, answers, strict=True) if not answer}
        if followed := returned & {name for names in topology.FOLLOWS.values() for name in names}:
            await self._drop_publisher()  # its queues have gone: the next connection declares them again
            raise Unavailable(f"RabbitMQ has no queue bound for {', '.join(sorted(followed))}")

    async def _publish(self, channel: AbstractChannel, event: Recorded) -> bool:
        """Whether a queue took it."""
        underlay = await channel.get_underlay_channel()
        answer = await underlay.basic_publish(
            event.encode(),
            exchange=topology.EXCHANGE,
            routing_key=event.type,
            mandatory=True,
            properties=Basic.Properties(
                delivery_mode=2,
                content_type="application/json",
                message_id=str(event.id),
                message_type=event.type,
                correlation_id=str(event.correlation),
                timestamp=event.recorded_at,
                headers={"stream": event.stream, "version": event.version},
            ),
            wait=False,  # type: ignore[call-arg]  # for the socket: the interface lacks what every channel has
        )
        return not isinstance(answer, DeliveredMessage)

    async def _publisher(self) -> AbstractChannel:
        async with self._opening:
            if self._channel is None or self._channel.is_closed:
                await self._drop_publisher()
                self._publishing = await self._connect()
                self._channel = await self._publishing.channel(publisher_confirms=True, on_return_raises=False)
                await _declare(self._channel)
            return self._channel

    async def _drop_publisher(self) -> None:
        connection, self._publishing, self._channel = self._publishing, None, None
        if connection is not None:
            with contextlib.suppress(*_AWAY):
                await connection.close()

    async def _connect(self) -> AbstractConnection:
        return await aio_pika.connect(self._url, timeout=_CONNECT_SECONDS)

    async def consume(self, service: str, handle: Handle, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                await self._consume(service, handle, stop)
            except _AWAY as error:
                log.warning("bus_lost", service=service, error=repr(error), retry_seconds=_RECONNECT_SECONDS)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_RECONNECT_SECONDS):
                        await stop.wait()

    async def _consume(self, service: str, handle: Handle, stop: asyncio.Event) -> None:
        connection = await self._connect()
        lost = asyncio.Event()
        connection.close_callbacks.add(lambda *_: lost.set())
        try:
            channel = await connection.channel(publisher_confirms=True)
            channel.close_callbacks.add(lambda *_: lost.set())
            await channel.set_qos(prefetch_count=topology.PREFETCH)
            await _declare(channel)
            waiting: asyncio.Queue[AbstractIncomingMessage] = asyncio.Queue()
            queue = await channel.get_queue(service, ensure=False)
            tag = await queue.consume(waiting.put)
            log.info("consuming", service=service, queue=service)
            while batch := await _next_batch(waiting, stop, lost):
                await self._handle(service, handle, channel, batch)
            if stop.is_set() and not lost.is_set():
                await queue.cancel(tag)
            elif lost.is_set():
                raise ConnectionError("the connection to RabbitMQ was lost")
        finally:
            with contextlib.suppress(*_AWAY):
                await connection.close()

    async def _handle(
        self, service: str, handle: Handle, channel: AbstractChannel, batch: list[AbstractIncomingMessage]
    ) -> None:
        readable: list[tuple[AbstractIncomingMessage, Delivery]] = []
        for message in batch:
            delivery = _read(message)
            if isinstance(delivery, Park):
                await _move(channel, message, topology.parked_queue(service), attempt=0, reason=delivery.reason)
                log.error("parked", service=service, message=message.message_id, reason=delivery.reason)
            else:
                readable.append((message, delivery))
        outcomes = await handle([delivery for _, delivery in readable]) if readable else []
        done: AbstractIncomingMessage | None = None
        for (message, delivery), outcome in zip(readable, outcomes, strict=True):
            if isinstance(outcome, Done):
                done = message
            else:
                await self._settle(service, channel, message, delivery, outcome)
        if done:
            await done.ack(multiple=True)  # all before it: batches are handled in the order of their delivery

    async def _settle(
        self,
        service: str,
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
                queue = topology.retry_queue(service, delivery.attempt)
                await _move(channel, message, queue, attempt=following[0], reason=outcome.reason)
                return
        queue = topology.parked_queue(service)
        await _move(channel, message, queue, attempt=delivery.attempt + 1, reason=outcome.reason)

    async def parked(self, service: str) -> list[Parked]:
        async with self._parked_queue(service) as (_, messages):
            return [_parked(service, message) async for message in messages]

    async def replay(self, service: str, parked: str) -> bool:
        async with self._parked_queue(service) as (channel, messages):
            async for message in messages:
                if message.message_id == parked:
                    await _move(channel, message, service, attempt=0, reason="replayed")
                    return True
        return False

    async def drop(self, service: str, parked: str) -> Parked | None:
        async with self._parked_queue(service) as (_, messages):
            async for message in messages:
                if message.message_id == parked:
                    await message.ack()
                    return _parked(service, message)
        return None

    @asynccontextmanager
    async def _parked_queue(
        self, service: str
    ) -> AsyncIterator[tuple[AbstractChannel, AsyncIterator[AbstractIncomingMessage]]]:
        """Each parked message once; those not acknowledged go back when the channel closes."""
        try:
            connection = await self._connect()
        except _AWAY as error:
            raise Unavailable(f"RabbitMQ does not answer: {error!r}") from error
        try:
            channel = await connection.channel(publisher_confirms=True)
            await _declare(channel)
            queue = await channel.get_queue(topology.parked_queue(service), ensure=False)
            yield channel, _all_of(queue)
        finally:
            await connection.close()

    async def ready(self) -> None:
        try:
            await self._publisher()
        except _AWAY as error:
            raise Unavailable(f"RabbitMQ does not answer: {error!r}") from error

    async def close(self) -> None:
        await self._drop_publisher()


async def _declare(channel: AbstractChannel) -> None:
    exchange = await channel.declare_exchange(topology.EXCHANGE, aio_pika.ExchangeType.TOPIC, durable=True)
    for wanted in topology.queues():
        queue = await channel.declare_queue(wanted.name, durable=True, arguments=dict(wanted.arguments))
        for binding in wanted.bindings:
            await queue.bind(exchange, binding)


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


def _read(message: AbstractIncomingMessage) -> Delivery | Park:
    """The wake-up in a message; the whole event is in it for subscribers elsewhere."""
    attempt = message.headers.get("attempt", 0)
    try:
        event = Recorded.decode(message.body)
    except ValueError as error:
        return Park(f"not an event: {error}")
    return Delivery(
        event=str(event.id),
        stream=event.stream,
        version=event.version,
        type=event.type,
        attempt=attempt if isinstance(attempt, int) else 0,
    )


async def _move(
    channel: AbstractChannel, message: AbstractIncomingMessage, queue: str, *, attempt: int, reason: str
) -> None:
    """To another queue of the same service, through the default exchange, then out of this one."""
    copy = aio_pika.Message(
        message.body,
        headers={**_own_headers(message), "attempt": attempt, "reason": reason[:2000]},
        content_type=message.content_type,
        message_id=message.message_id or f"delivery-{message.delivery_tag}",
        type=message.type,
        correlation_id=message.correlation_id,
        timestamp=datetime.now(UTC),
        delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
    )
    await channel.default_exchange.publish(copy, routing_key=queue, mandatory=True)
    await message.ack()


def _own_headers(message: AbstractIncomingMessage) -> HeadersType:
    """Without the broker's own records of deaths and deliveries, which it would count on from."""
    return {name: value for name, value in message.headers.items() if not name.startswith("x-")}


async def _all_of(queue: AbstractQueue) -> AsyncIterator[AbstractIncomingMessage]:
    while message := await queue.get(fail=False):
        yield message


def _parked(service: str, message: AbstractIncomingMessage) -> Parked:
    delivery = _read(message)
    readable = delivery if isinstance(delivery, Delivery) else None
    return Parked(
        id=message.message_id or "",
        service=service,
        reason=str(message.headers.get("reason", "crashed the service too often")),
        parked_at=message.timestamp,
        attempts=readable.attempt if readable else 1,
        stream=readable.stream if readable else None,
        version=readable.version if readable else None,
        type=readable.type if readable else None,
    )
