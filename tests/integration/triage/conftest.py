from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from dial2.profile import load
from tests.integration.triage.office import Office
from tests.integration.triage.site import STAFF, staffed, triage_at
from tests.servers.postgres import Database as Scratch


@pytest_asyncio.fixture
async def office(database: Scratch) -> AsyncIterator[Office]:
    office = Office(database, load("tracktik"))
    yield office
    await office.database.close()


@pytest_asyncio.fixture
async def http(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[httpx.AsyncClient]:
    """The duty lead's way to a triage that runs."""
    staffed(monkeypatch)
    async with (
        triage_at(office.scratch.url, tmp_path) as url,
        httpx.AsyncClient(base_url=url, headers=STAFF, timeout=30) as client,
    ):
        yield client
