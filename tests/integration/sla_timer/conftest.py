from collections.abc import AsyncIterator
from importlib.resources import files
from pathlib import Path

import pytest_asyncio

from dial2.profile import load
from tests.integration.sla_timer.timer import Timer
from tests.servers.postgres import Database as Scratch


@pytest_asyncio.fixture
async def timer(database: Scratch) -> AsyncIterator[Timer]:
    timer = Timer(database, load("tracktik"))
    yield timer
    await timer.database.close()


@pytest_asyncio.fixture
async def pausing(database: Scratch, tmp_path: Path) -> AsyncIterator[Timer]:
    """Under a contract in which resolution and call-back stand still while the client is asked."""
    tracktik = (files("dial2.profile") / "profiles" / "tracktik.toml").read_text(encoding="utf-8")
    line = "pause_while_waiting = []"
    assert line in tracktik
    profile = tmp_path / "pausing.toml"
    profile.write_text(
        tracktik.replace(line, 'pause_while_waiting = ["resolution", "call_back"]'), encoding="utf-8"
    )
    timer = Timer(database, load(str(profile)))
    yield timer
    await timer.database.close()
