from collections.abc import AsyncIterator

import pytest_asyncio

from dial2.profile import load
from tests.integration.triage.office import Office
from tests.servers.postgres import Database as Scratch


@pytest_asyncio.fixture
async def office(database: Scratch) -> AsyncIterator[Office]:
    office = Office(database, load("tracktik"))
    yield office
    await office.database.close()
