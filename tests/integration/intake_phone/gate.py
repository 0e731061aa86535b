"""The way to Postgres, which a test can close or block."""

import asyncio
from contextlib import suppress
from urllib.parse import urlsplit


class Gate:
    """Forwards to the server of `url`: `close` cuts every connection, `block` lets nothing through, silently."""

    def __init__(self, url: str) -> None:
        self._parts = urlsplit(url)
        self._free = asyncio.Event()
        self._free.set()
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._port = 0

    @property
    def url(self) -> str:
        account = self._parts.netloc.rpartition("@")[0]
        return self._parts._replace(netloc=f"{account}@127.0.0.1:{self._port}").geturl()

    async def open(self) -> None:
        self._free.set()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def block(self) -> None:
        self._free.clear()

    def unblock(self) -> None:
        self._free.set()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("a connection is served by a task")
        if self._server is None or not self._server.is_serving():  # closed since it was let in
            writer.transport.abort()
            return
        self._tasks.add(task)
        there, back = await asyncio.open_connection(self._parts.hostname, self._parts.port)
        ways = [asyncio.create_task(self._pass(reader, back)), asyncio.create_task(self._pass(there, writer))]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            pass  # the gate was closed: both ends are cut below
        finally:
            for way in ways:
                way.cancel()
            for end in (writer, back):
                end.transport.abort()
            self._tasks.discard(task)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(65536):
                await self._free.wait()
                writer.write(data)
                await writer.drain()
