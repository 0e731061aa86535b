"""The bus for one command."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from dial2.bus.embedded import EmbeddedBus
from dial2.bus.protocol import Bus
from dial2.cli.database import DatabaseSettings
from dial2.database import Database
from dial2.settings import load
from dial2.wake import Wake


@asynccontextmanager
async def opened() -> AsyncIterator[tuple[Database, Bus]]:
    settings = load(DatabaseSettings)
    database = Database(settings.database_url, size=2)
    bus: Bus
    if settings.amqp_url:
        from dial2.bus.rabbit import RabbitBus  # noqa: PLC0415 - the embedded bus does without

        bus = RabbitBus(settings.amqp_url)
    else:
        bus = EmbeddedBus(database, Wake(settings.database_url))
    try:
        yield database, bus
    finally:
        await bus.close()
        await database.close()
