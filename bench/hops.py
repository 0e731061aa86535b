"""What three commits and three confirmed hops cost alone: no service can page sooner than that."""

import asyncio
from time import perf_counter

import asyncpg
from aiormq.abc import DeliveredMessage

from bench.floor import QUEUE, open_channel, publish

_STEPS = 3
_BODY = b"x" * 3000


async def hop_seconds(database_url: str, amqp_url: str, *, samples: int) -> list[float]:
    """Each: three times a row of 3 kB committed, a message confirmed, delivered and acknowledged."""
    connection = await asyncpg.connect(database_url)
    await connection.execute("CREATE TABLE hops (content bytea)")
    publisher, consumer = await open_channel(amqp_url), await open_channel(amqp_url)
    delivered: asyncio.Queue[int | None] = asyncio.Queue()

    async def take(message: DeliveredMessage) -> None:
        delivered.put_nowait(message.delivery_tag)

    await consumer.basic_consume(QUEUE, take)
    seconds = []
    for _ in range(samples):
        began = perf_counter()
        for _ in range(_STEPS):
            await connection.execute("INSERT INTO hops VALUES ($1)", _BODY)
            _, tag = await asyncio.gather(publish(publisher, _BODY), delivered.get())
            assert tag is not None  # noqa: S101 - the broker numbers every delivery
            await consumer.basic_ack(tag)
        seconds.append(perf_counter() - began)
    await publisher.connection.close()
    await consumer.connection.close()
    await connection.close()
    return seconds
