from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.acceptance.house import House
from tests.servers.postgres import Database as Scratch


@pytest_asyncio.fixture(params=["rabbitmq", "embedded"])
async def house(request: pytest.FixtureRequest, database: Scratch, tmp_path: Path) -> AsyncIterator[House]:
    """Five processes on either bus."""
    amqp_url = request.getfixturevalue("vhost_url") if request.param == "rabbitmq" else None
    async with House(database, tmp_path, amqp_url=amqp_url) as house:
        yield house
