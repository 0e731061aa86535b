"""An SMTP client that costs as little as it can: kept connections, one mail after another on each."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from time import perf_counter

from bench import mails


class Connection:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def send(self, mail: bytes) -> float:
        """Returns at the 250; when the final dot went out, by `perf_counter`."""
        await self.command(b"MAIL FROM:<%b>\r\n" % mails.SENDER.encode())
        await self.command(b"RCPT TO:<%b>\r\n" % mails.RECIPIENT.encode())
        await self.command(b"DATA\r\n")
        dot = perf_counter()
        await self.command(mail + b"\r\n.\r\n")
        return dot

    async def command(self, line: bytes) -> None:
        self._writer.write(line)
        await self.answered()

    async def answered(self) -> None:
        while (line := await self._reader.readline())[3:4] == b"-":
            pass
        if line[:1] not in {b"2", b"3"}:
            raise RuntimeError(f"the server answered {line!r}")

    def close(self) -> None:
        self._writer.close()


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[Connection]:
    connection = Connection(*await asyncio.open_connection("127.0.0.1", port))
    try:
        await connection.answered()
        await connection.command(b"EHLO bench.example\r\n")
        yield connection
    finally:
        connection.close()


async def send_all(port: int, contents: Sequence[bytes], *, connections: int) -> float:
    """Seconds from the first command to the last 250."""
    waiting = iter(contents)
    ready = asyncio.Barrier(connections + 1)

    async def work() -> None:
        async with connected(port) as connection:
            await ready.wait()
            for mail in waiting:
                await connection.send(mail)

    async with asyncio.TaskGroup() as senders:
        for _ in range(connections):
            senders.create_task(work())
        await ready.wait()
        began = perf_counter()
    return perf_counter() - began


async def send_paced(port: int, contents: Iterator[bytes], *, per_second: float, seconds: float) -> None:
    """At an even pace, whether or not the earlier ones are answered yet."""
    began = perf_counter()
    idle: asyncio.Queue[Connection] = asyncio.Queue()

    async def send(mail: bytes) -> None:
        connection = await idle.get()
        await connection.send(mail)
        idle.put_nowait(connection)

    async with connected(port) as one, connected(port) as two, asyncio.TaskGroup() as under_way:
        idle.put_nowait(one)
        idle.put_nowait(two)
        for number in range(int(per_second * seconds)):
            await asyncio.sleep(began + number / per_second - perf_counter())
            under_way.create_task(send(next(contents)))
