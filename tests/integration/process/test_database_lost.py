"""A server that dies in the middle of an answer is a server that is away, whatever the driver makes of it."""

import asyncio
from collections.abc import Awaitable, Callable

import asyncpg
import pytest

from dial2.database import Database
from dial2.errors import Unavailable
from tests.polling import eventually
from tests.servers.postgres import Database as Scratch
from tests.servers.postgres import PostgresServer


@pytest.mark.parametrize(
    "lost",
    [
        asyncpg.InternalClientError("cannot switch to state 12; another operation (2) is in progress"),
        asyncpg.InterfaceError("connection is closed"),
        asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation"),
        asyncpg.CrashShutdownError("terminating connection because of crash of another server process"),
        ConnectionResetError("reset by peer"),
    ],
)
async def test_each_way_in_which_the_driver_says_it_is_told_as_one(database: Scratch, lost: Exception) -> None:
    log = Database(database.url, size=1)
    with pytest.raises(Unavailable, match="Postgres does not answer"):
        async with log.connection():
            raise lost
    async with log.connection() as connection:
        assert await connection.fetchval("SELECT 1") == 1
    await log.close()


async def test_whoever_was_asking_when_it_died_is_told_so_and_may_ask_again(
    database: Scratch, postgres_server: PostgresServer
) -> None:
    log = Database(database.url, size=8)
    asked = asyncio.Event()

    async def asks() -> None:
        while True:
            async with log.work("test") as work:
                await work.connection.fetch("SELECT * FROM dial2.events WHERE position > $1", 0)
            asked.set()

    asking = [asyncio.create_task(asks()) for _ in range(8)]
    await asked.wait()
    postgres_server.kill()
    try:
        ended = await asyncio.gather(*asking, return_exceptions=True)
    finally:
        postgres_server.start()
    assert {type(each) for each in ended} == {Unavailable}
    await eventually(answers(log))
    await log.close()


def answers(log: Database) -> Callable[[], Awaitable[bool]]:
    async def look() -> bool:
        try:
            async with log.connection() as connection:
                return bool(await connection.fetchval("SELECT 1"))
        except Unavailable:
            return False

    return look
