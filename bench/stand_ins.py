"""What stands outside dial2: a relay that takes any mail, and a note of when the telephone exchange is asked."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_UUID = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ANSWERS = {b"EHLO": b"250-relay\r\n250 8BITMIME\r\n", b"DATA": b"354 Go on\r\n", b"QUIT": b"221 Bye\r\n"}


@asynccontextmanager
async def mail_relay(port: int) -> AsyncIterator[None]:
    """Takes what it is given and forgets it: so little work that it takes none of the processors' time."""

    async def session(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 relay\r\n")
        while line := await reader.readline():
            verb = line[:4].upper()
            writer.write(_ANSWERS.get(verb, b"250 OK\r\n"))
            if verb == b"DATA":
                await reader.readuntil(b"\r\n.\r\n")
                writer.write(b"250 Kept\r\n")
        writer.close()

    server = await asyncio.start_server(session, "127.0.0.1", port)
    try:
        yield
    finally:
        server.close()


class Arrivals:
    """ASGI middleware before the exchange: when it was first asked for each attempt, by `perf_counter`."""

    def __init__(self, app: ASGIApp, at: dict[str, float]) -> None:
        self._app = app
        self._at = at

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        arrived = perf_counter()
        if scope["type"] != "http" or scope["method"] != "POST":
            return await self._app(scope, receive, send)

        async def overheard() -> Message:
            message = await receive()
            for attempt in _UUID.findall(message.get("body", b"")):
                self._at.setdefault(attempt.decode(), arrived)
            return message

        await self._app(scope, overheard, send)
        return None
