"""Connections, and everything declared that `topology` lists."""

from __future__ import annotations

import aio_pika
import aiormq
from aio_pika.abc import AbstractChannel, AbstractConnection

from dial2.bus import topology

AWAY = (
    aio_pika.exceptions.AMQPError,
    aiormq.exceptions.AMQPError,
    aiormq.exceptions.ChannelInvalidStateError,  # of a channel closed because RabbitMQ did not answer in time
    OSError,
    TimeoutError,
)
_CONNECT_SECONDS = 5.0


async def connect(url: str) -> AbstractConnection:
    """A plain connection, which does not repair itself; raises one of `AWAY`."""
    return await aio_pika.connect(url, timeout=_CONNECT_SECONDS)


async def declare(channel: AbstractChannel) -> None:
    exchange = await channel.declare_exchange(topology.EXCHANGE, aio_pika.ExchangeType.TOPIC, durable=True)
    for wanted in topology.queues():
        queue = await channel.declare_queue(wanted.name, durable=True, arguments=dict(wanted.arguments))
        for binding in wanted.bindings:
            await queue.bind(exchange, binding)
