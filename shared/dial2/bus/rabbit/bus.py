"""The `Bus` that services and operators use."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

from dial2.bus import topology
from dial2.bus.protocol import Depth, Handle, Parked
from dial2.bus.rabbit.broker import AWAY, connect, declare
from dial2.bus.rabbit.consumption import Consumption
from dial2.bus.rabbit.messages import all_of, move, parked_as
from dial2.bus.rabbit.publisher import Publisher
from dial2.errors import Unavailable
from dial2.events import Recorded


class RabbitBus:
    """Publishes with confirms, consumes from quorum queues, and reconnects by itself, consumers included."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._publisher = Publisher(url)

    async def publish(self, events: Sequence[Recorded]) -> None:
        await self._publisher.publish(events)

    async def consume(self, service: str, handle: Handle, stop: asyncio.Event) -> None:
        await Consumption(self._url, service, handle).run(stop)

    async def parked(self, service: str) -> list[Parked]:
        async with self._parked_queue(service) as (_, messages):
            return [parked_as(service, message) async for message in messages]

    async def replay(self, service: str, parked: str) -> bool:
        async with self._parked_queue(service) as (channel, messages):
            async for message in messages:
                if message.message_id == parked:
                    await move(channel, message, service, attempt=0, reason="replayed")
                    return True
        return False

    async def drop(self, service: str, parked: str) -> Parked | None:
        async with self._parked_queue(service) as (_, messages):
            async for message in messages:
                if message.message_id == parked:
                    await message.ack()
                    return parked_as(service, message)
        return None

    @asynccontextmanager
    async def _parked_queue(
        self, service: str
    ) -> AsyncIterator[tuple[AbstractChannel, AsyncIterator[AbstractIncomingMessage]]]:
        """Each parked message once; those not acknowledged go back when the channel closes."""
        try:
            connection = await connect(self._url)
        except AWAY as error:
            raise Unavailable(f"RabbitMQ does not answer: {error!r}") from error
        try:
            channel = await connection.channel(publisher_confirms=True)
            await declare(channel)
            queue = await channel.get_queue(topology.parked_queue(service), ensure=False)
            yield channel, all_of(queue)
        finally:
            await connection.close()

    async def depths(self) -> list[Depth]:
        return [
            Depth(
                service=service,
                waiting=await self._publisher.depth(service),
                parked=await self._publisher.depth(topology.parked_queue(service)),
            )
            for service in topology.FOLLOWS
        ]

    async def ready(self) -> None:
        await self._publisher.ready()

    async def close(self) -> None:
        await self._publisher.close()
