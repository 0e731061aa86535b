"""A database for one command."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from dial2.database import Database
from dial2.settings import FromEnvironment, load


class DatabaseSettings(FromEnvironment):
    database_url: str
    amqp_url: str | None = None


@asynccontextmanager
async def opened() -> AsyncIterator[Database]:
    database = Database(load(DatabaseSettings).database_url, size=2)
    try:
        yield database
    finally:
        await database.close()
