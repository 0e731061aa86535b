from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.integration.intake_email.site import Site, running
from tests.servers.postgres import Database as Scratch


@pytest_asyncio.fixture
async def site(database: Scratch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Site]:
    monkeypatch.setenv("DIAL2_SMTP_MAX_BYTES", "1000000")
    async with running(database, tmp_path, monkeypatch) as site:
        yield site
