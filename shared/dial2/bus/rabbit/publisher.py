"""Publishing with confirms."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence

from aio_pika.abc import AbstractChannel, AbstractConnection
from aiormq.abc import DeliveredMessage
from pamqp.commands import Basic

from dial2.bus import topology
from dial2.bus.rabbit.broker import AWAY, connect, declare
from dial2.errors import Unavailable
from dial2.events import Recorded

_CONFIRM_SECONDS = 30.0


class Publisher:
    """One channel, opened when it is needed and again when it was lost."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: AbstractConnection | None = None
        self._channel: AbstractChannel | None = None
        self._opening = asyncio.Lock()

    async def publish(self, events: Sequence[Recorded]) -> None:
        """All of them, in order, persistent and mandatory; returns when the broker has confirmed each.

        Raises `Unavailable` if it did not: the caller publishes the same events again.
        """
        try:
            channel = await self._ready_channel()
            async with asyncio.timeout(_CONFIRM_SECONDS):
                answers = await asyncio.gather(*[self._publish(channel, event) for event in events])
        except AWAY as error:
            await self.close()
            raise Unavailable(f"RabbitMQ does not confirm: {error!r}") from error
        returned = {event.type for event, answer in zip(events, answers, strict=True) if not answer}
        if followed := returned & {name for names in topology.FOLLOWS.values() for name in names}:
            await self.close()  # its queues have gone: the next connection declares them again
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

    async def _ready_channel(self) -> AbstractChannel:
        async with self._opening:
            if self._channel is None or self._channel.is_closed:
                await self.close()
                self._connection = await connect(self._url)
                self._channel = await self._connection.channel(publisher_confirms=True, on_return_raises=False)
                await declare(self._channel)
            return self._channel

    async def depth(self, queue: str) -> int:
        """How many messages are in a queue and handed to nobody."""
        try:
            channel = await self._ready_channel()
            declared = await channel.declare_queue(queue, passive=True)
        except AWAY as error:
            await self.close()
            raise Unavailable(f"RabbitMQ does not answer: {error!r}") from error
        return declared.declaration_result.message_count or 0

    async def close(self) -> None:
        connection, self._connection, self._channel = self._connection, None, None
        if connection is not None:
            with contextlib.suppress(*AWAY):
                await connection.close()

    async def ready(self) -> None:
        """Raises `Unavailable` while there is no broker to publish to."""
        try:
            await self._ready_channel()
        except AWAY as error:
            raise Unavailable(f"RabbitMQ does not answer: {error!r}") from error
