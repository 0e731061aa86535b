"""Postgres: one pool a process, and a unit of work that keeps state and events together."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

import asyncpg

from dial2.connection import Connection
from dial2.errors import Conflict, Dial2Error, LostRace, Unavailable
from dial2.events import Payload, Recorded
from dial2.log.append import Draft, append

if TYPE_CHECKING:
    Pool = asyncpg.Pool[asyncpg.Record]

_CONNECT_SECONDS = 3.0
_STATEMENT_SECONDS = 30.0
_AWAY = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # the driver's own state after the server died in the middle of an answer
    asyncpg.ConnectionDoesNotExistError,
)
_LOST_RACE = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError, asyncpg.LockNotAvailableError)


class Work:
    """One transaction: its instant, its connection, and the events that it will append when it ends.

    `now` is the database's clock when the work began. Events that a handler appends name `cause` as theirs.
    """

    def __init__(self, connection: Connection, now: datetime, actor: str) -> None:
        self.connection = connection
        self.now = now
        self.actor = actor
        self.cause: Recorded | None = None
        self._drafts: list[Draft] = []

    def append(
        self,
        stream: str,
        *payloads: Payload,
        expected: int | None = None,
        actor: str | None = None,
        happened_at: datetime | None = None,
        correlation: UUID | None = None,
    ) -> None:
        """Stage events for `stream`; they are recorded when the work commits, in the order staged."""
        for payload in payloads:
            self._drafts.append(
                Draft(
                    stream=stream,
                    payload=payload,
                    expected=expected,
                    actor=actor or self.actor,
                    happened_at=happened_at or self.now,
                    cause=self.cause,
                    correlation=correlation,
                )
            )
            expected = None if expected is None else expected + 1

    async def flush(self) -> None:
        """Record what is staged; for a handler that must see its own events before the commit."""
        drafts, self._drafts = self._drafts, []
        await append(self.connection, drafts)


class Database:
    """A pool that connects when first used: a process starts, and answers 451, while Postgres is away."""

    def __init__(self, url: str, *, size: int = 8) -> None:
        self._url = url
        self._size = size
        self._pool: Pool | None = None
        self._opening = asyncio.Lock()

    async def _open(self) -> Pool:
        if self._pool is None:
            async with self._opening:
                if self._pool is None:
                    self._pool = await asyncpg.create_pool(
                        self._url,
                        min_size=0,
                        max_size=self._size,
                        timeout=_CONNECT_SECONDS,
                        command_timeout=_STATEMENT_SECONDS,
                        reset=_leave_as_it_is,
                        server_settings={"idle_in_transaction_session_timeout": "60s", "jit": "off"},
                    )
        return self._pool

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A connection outside any transaction, for reading. Raises `Unavailable` while Postgres is away."""
        with _translated():
            pool = await self._open()
            connection = await pool.acquire(timeout=_CONNECT_SECONDS)
        try:
            with _translated():
                yield connection
        finally:
            await _release(pool, connection)

    @asynccontextmanager
    async def work(self, actor: str) -> AsyncIterator[Work]:
        """State and events that change together, or not at all; `actor` is who the events say did it.

        Raises `Unavailable` while Postgres is away, `Conflict` if an expected version was not met, `LostRace`
        where rows were locked in a circle; nothing was changed then, except that a connection lost during the
        commit leaves the outcome unknown.
        """
        async with self.connection() as connection, connection.transaction():
            now: datetime = await connection.fetchval("SELECT dial2.now()")
            work = Work(connection, now, actor)
            yield work
            await work.flush()

    async def close(self) -> None:
        if self._pool is not None:
            pool, self._pool = self._pool, None
            try:
                async with asyncio.timeout(_CONNECT_SECONDS):
                    await pool.close()
            except TimeoutError:
                pool.terminate()


async def _leave_as_it_is(_connection: object) -> None:
    """A round trip saved: nobody sets anything on a session, and what is open is rolled back all the same."""


async def _release(pool: Pool, connection: Connection) -> None:
    """Give a connection back. One that died with its server was already discarded by the pool."""
    with contextlib.suppress(*_AWAY):
        await pool.release(connection)


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    """Driver errors in the program's own terms."""
    try:
        yield
    except Dial2Error:
        raise
    except _LOST_RACE as error:
        raise LostRace(f"Postgres: {error}") from error
    except asyncpg.PostgresError as error:
        if error.sqlstate == "D2001":
            raise Conflict(str(error)) from error
        if isinstance(error, _AWAY):
            raise Unavailable(f"Postgres does not answer: {error}") from error
        raise
    except _AWAY as error:
        raise Unavailable(f"Postgres does not answer: {type(error).__name__} {error}".strip()) from error
