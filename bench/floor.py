"""The least that a mail intake can do: one process, bare aiosmtpd, group commit, 250, publish with confirms.

Started with a database's owner address, an AMQP address and a port; says `ready` on standard output.
"""

import asyncio
import sys
from uuid import uuid4

import aiormq
import asyncpg
import msgspec
import uvloop
from aiormq.abc import AbstractChannel
from aiosmtpd.smtp import SMTP, Envelope, Session
from pamqp.commands import Basic

QUEUE = "floor"
TABLE = "CREATE TABLE floor (id uuid PRIMARY KEY, sender text, recipient text, content bytea)"
_INSERT = "INSERT INTO floor SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[])"
_UNCONFIRMED = 256
_AT_ONCE = 64

Row = tuple[object, str, str, bytes]


class Floor:
    """aiosmtpd's handler."""

    def __init__(self, connection: "asyncpg.Connection[asyncpg.Record]", channel: AbstractChannel) -> None:
        self._connection = connection
        self._channel = channel
        self._waiting: asyncio.Queue[tuple[Row, asyncio.Future[None]]] = asyncio.Queue()
        self._unconfirmed = asyncio.Semaphore(_UNCONFIRMED)
        self._publishing: set[asyncio.Task[None]] = set()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd calls it so
        await self._unconfirmed.acquire()
        content = envelope.content
        assert isinstance(content, bytes)  # noqa: S101 - decode_data is off
        row: Row = (uuid4(), envelope.mail_from or "", envelope.rcpt_tos[0], content)
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.put_nowait((row, done))
        await done
        publishing = asyncio.create_task(self._publish(row))
        self._publishing.add(publishing)
        publishing.add_done_callback(self._publishing.discard)
        return "250 2.0.0 Stored"

    async def write(self) -> None:
        while True:
            batch = [await self._waiting.get()]
            while len(batch) < _AT_ONCE and not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
            await self._connection.execute(_INSERT, *zip(*(row for row, _ in batch), strict=True))
            for _, done in batch:
                done.set_result(None)

    async def _publish(self, row: Row) -> None:
        identity, sender, recipient, content = row
        event = {"id": identity, "sender": sender, "to": recipient, "text": content.decode()}
        await publish(self._channel, msgspec.json.encode(event))
        self._unconfirmed.release()


async def open_channel(amqp_url: str) -> AbstractChannel:
    """With confirms, and the quorum queue declared."""
    connection = await aiormq.connect(amqp_url)
    channel = await connection.channel(publisher_confirms=True)
    await channel.queue_declare(QUEUE, durable=True, arguments={"x-queue-type": "quorum"})
    return channel


async def publish(channel: AbstractChannel, body: bytes) -> None:
    await channel.basic_publish(body, routing_key=QUEUE, properties=Basic.Properties(delivery_mode=2))


async def serve(database_url: str, amqp_url: str, port: int) -> None:
    connection = await asyncpg.connect(database_url)
    await connection.execute(TABLE)
    floor = Floor(connection, await open_channel(amqp_url))
    loop = asyncio.get_running_loop()
    await loop.create_server(lambda: SMTP(floor, hostname="floor", loop=loop), "127.0.0.1", port)
    print("ready", flush=True)
    await floor.write()


if __name__ == "__main__":
    uvloop.run(serve(sys.argv[1], sys.argv[2], int(sys.argv[3])))
