"""A connection as a conversation: lines and octets in, replies out, TLS in between."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Coroutine

_HIGH_WATER = 262_144  # octets that a client may send ahead
_HANDSHAKE_SECONDS = 30.0


class Gone(Exception):
    """The client hung up."""


class Idle(Exception):
    """The client said nothing for as long as it may."""


class LineTooLong(Exception):
    """No end of line within the limit."""


class Interrupted(Exception):
    """We are closing, and the client is between two commands."""


class Wire(asyncio.Protocol):
    """Replies are held back while the client has sent more, so that a pipelined group is answered at once."""

    def __init__(self, converse: Callable[[Wire], Coroutine[None, None, None]], idle_seconds: float) -> None:
        self._converse = converse
        self._idle_seconds = idle_seconds
        self._loop = asyncio.get_running_loop()
        self._in = bytearray()
        self._out = bytearray()
        self._more: asyncio.Future[None] | None = None
        self._gone = False
        self._paused = False
        self._blocked = False
        self._closing = False
        self._transport: asyncio.Transport
        self.conversation: asyncio.Task[None] | None = None

    @property
    def address(self) -> str:
        peer: tuple[str, int] | None = self._transport.get_extra_info("peername")
        return peer[0] if peer else ""

    @property
    def tls(self) -> str | None:
        """The version of TLS, such as `TLSv1.3`; None without."""
        channel: ssl.SSLObject | None = self._transport.get_extra_info("ssl_object")
        return channel.version() if channel else None

    # What the transport calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]  # a stream server's is one
        self.conversation = self._loop.create_task(self._converse(self), name="mail connection")

    def data_received(self, data: bytes) -> None:
        self._in += data
        if len(self._in) > _HIGH_WATER and not self._paused:
            self._paused = True
            self._transport.pause_reading()
        self._wake()

    def eof_received(self) -> bool:
        self._gone = True
        self._wake()
        return False

    def connection_lost(self, _error: Exception | None) -> None:
        self._gone = True
        self._wake()

    def pause_writing(self) -> None:
        self._blocked = True

    def resume_writing(self) -> None:
        self._blocked = False
        self._wake()

    # What the conversation calls

    def send(self, reply: bytes) -> None:
        """Sent before the next wait for the client."""
        self._out += reply

    async def line(self, limit: int) -> bytes:
        """The next line without its CRLF; only a CRLF ends it. Raises any of the exceptions above."""
        searched = 0
        while (end := self._in.find(b"\r\n", searched)) < 0:
            if len(self._in) > limit:
                raise LineTooLong
            searched = max(0, len(self._in) - 1)
            if self._closing and not self._in:
                raise Interrupted
            await self._wait()
        if end > limit:
            raise LineTooLong
        line = bytes(self._in[:end])
        del self._in[: end + 2]
        return line

    async def octets(self) -> bytes:
        """Whatever has come, at least one. Raises `Gone` or `Idle`."""
        while not self._in:
            await self._wait()
        octets = bytes(self._in)
        self._in.clear()
        return octets

    def put_back(self, octets: bytes) -> None:
        self._in[:0] = octets

    @property
    def ahead(self) -> bool:
        """Whether the client has sent what nobody has read yet."""
        return bool(self._in)

    async def encrypt(self, context: ssl.SSLContext) -> None:
        """Turn TLS on; what came before belongs to nobody, so nothing may be `ahead`. Raises `Gone`."""
        self._flush()
        if self._gone:
            raise Gone
        try:
            transport = await self._loop.start_tls(
                self._transport, self, context, server_side=True, ssl_handshake_timeout=_HANDSHAKE_SECONDS
            )
        except OSError as error:
            raise Gone from error
        if transport is None:
            raise Gone
        self._transport = transport

    def interrupt(self) -> None:
        """Let the conversation end before its next command."""
        self._closing = True
        self._wake()

    def close(self) -> None:
        self._flush()
        self._transport.close()

    def abort(self) -> None:
        self._transport.abort()

    def _flush(self) -> None:
        if self._out and not self._gone:
            self._transport.write(bytes(self._out))
        self._out.clear()

    async def _wait(self) -> None:
        """Until more has come, and the client takes our replies."""
        self._flush()
        if self._paused:
            self._paused = False
            self._transport.resume_reading()
        await self._change()
        while self._blocked:
            await self._change()

    async def _change(self) -> None:
        if self._gone:
            raise Gone
        self._more = self._loop.create_future()
        timer = self._loop.call_later(self._idle_seconds, self._expire, self._more)
        try:
            await self._more
        finally:
            timer.cancel()
            self._more = None

    def _wake(self) -> None:
        if self._more and not self._more.done():
            self._more.set_result(None)

    @staticmethod
    def _expire(more: asyncio.Future[None]) -> None:
        if not more.done():
            more.set_exception(Idle())
