"""Reading mails within limits of time: small ones here, large ones in a process that can be killed."""

from __future__ import annotations

import asyncio
import multiprocessing
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from dial2.errors import Permanent
from dial2.profile.model import Markers
from intake_email.reading import read
from intake_email.reading.mail import Mail

SMALL_BYTES = 32_768  # read in place: a round trip to another process would take longer
_READ_SECONDS = 20.0
_STARTING_SECONDS = 20.0


class Unreadable(Permanent):
    """The mail took too long to read, or killed the process that read it."""


class Parser:
    """One worker process, started when the first large mail comes, and again after it was killed."""

    def __init__(self, markers: Markers, *, seconds: float = _READ_SECONDS) -> None:
        self._markers = markers
        self._seconds = seconds
        self._worker: tuple[BaseProcess, Connection] | None = None
        self._busy = asyncio.Lock()

    async def read(self, raw: bytes) -> Mail:
        """Raises `Unreadable`; whatever the bytes are, the service lives on."""
        if len(raw) <= SMALL_BYTES:
            return self._here(raw)
        async with self._busy:
            return await asyncio.to_thread(self._exchange, raw)

    def _here(self, raw: bytes) -> Mail:
        try:
            return read(raw, markers=self._markers)
        except Exception as error:
            raise Unreadable(f"{type(error).__name__}: {error}") from error

    def _exchange(self, raw: bytes) -> Mail:
        _, connection = self._worker = self._worker or _start(self._markers)
        try:
            connection.send_bytes(raw)
            answer = connection.recv() if connection.poll(self._seconds) else None
        except (EOFError, BrokenPipeError, ConnectionResetError) as error:
            self.close()
            raise Unreadable("the process that read it died") from error
        if answer is None:
            self.close()
            raise Unreadable(f"not read within {self._seconds:g} s")
        if not isinstance(answer, Mail):
            raise Unreadable(str(answer))
        return answer

    def close(self) -> None:
        if self._worker:
            process, connection = self._worker
            self._worker = None
            connection.close()
            process.kill()
            process.join()


def _start(markers: Markers) -> tuple[BaseProcess, Connection]:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, markers), name="mail-reader", daemon=True)
    process.start()
    theirs.close()
    if not ours.poll(_STARTING_SECONDS):
        process.kill()
        raise Unreadable(f"the reading process did not start within {_STARTING_SECONDS:g} s")
    ours.recv_bytes()
    return process, ours


def _work(connection: Connection, markers: Markers) -> None:
    """Read mails until the other end closes."""
    connection.send_bytes(b"ready")
    while True:
        try:
            raw = connection.recv_bytes()
        except EOFError:
            return
        try:
            connection.send(read(raw, markers=markers))
        except Exception as error:  # noqa: BLE001 - told to the service, which quarantines the mail
            connection.send(f"{type(error).__name__}: {error}")
