"""A message as the bus reads it, moves it, and shows it to an operator."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage, AbstractQueue, HeadersType

from dial2.bus.protocol import Delivery, Park, Parked
from dial2.events import Recorded


def read(message: AbstractIncomingMessage) -> Delivery | Park:
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


async def move(
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


async def all_of(queue: AbstractQueue) -> AsyncIterator[AbstractIncomingMessage]:
    while message := await queue.get(fail=False):
        yield message


def parked_as(service: str, message: AbstractIncomingMessage) -> Parked:
    delivery = read(message)
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
