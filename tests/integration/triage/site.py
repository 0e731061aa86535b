"""Triage as it runs: its HTTP on a free port."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from dial2.process import run
from dial2.settings import Settings
from tests.polling import eventually
from tests.ports import free_port
from tests.rosters import ONE_PERSON
from triage.app import service

TOKEN = "a-token-for-the-tests"
STAFF = {"Authorization": f"Bearer {TOKEN}"}
AGENT = {"Authorization": "Bearer an-agents-token-for-tests"}
READER = {"Authorization": "Bearer a-readers-token-for-tests"}
SECRET = "s" * 32


def staffed(environment: pytest.MonkeyPatch) -> None:
    """Who may act, as the environment says it."""
    tokens = {"duty-lead": STAFF, "engineer": AGENT, "auditor": READER}
    given = {name: header["Authorization"].removeprefix("Bearer ") for name, header in tokens.items()}
    environment.setenv("DIAL2_STAFF_TOKENS", json.dumps(given))
    environment.setenv("DIAL2_STAFF_ROLES", json.dumps({"duty-lead": "lead", "auditor": "reader"}))


@asynccontextmanager
async def triage_at(database_url: str, folder: Path) -> AsyncIterator[str]:
    """Its address, until the block ends."""
    roster = folder / "roster.toml"
    roster.write_text(ONE_PERSON)
    http, ops = free_port(), free_port()
    url = f"http://127.0.0.1:{http}"
    settings = Settings(
        database_url=SecretStr(database_url),
        secret=SecretStr(SECRET),
        roster=roster,
        public_url=url,
        http_port=http,
        ops_port=ops,
    )
    stop, started = asyncio.Event(), asyncio.Event()
    process = asyncio.create_task(run([service], settings, stop=stop, started=started.set))
    try:
        await eventually(lambda: started.is_set() or process.done())
        async with httpx.AsyncClient(base_url=url) as client:
            await eventually(lambda: answers(client))
        yield url
    finally:
        stop.set()
        await process


async def answers(client: httpx.AsyncClient) -> bool:
    try:
        return (await client.get("/api/openapi.json")).is_success
    except httpx.TransportError:
        return False
