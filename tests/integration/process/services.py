"""Small services to run in a process, and a process to watch."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from pydantic import SecretStr

from dial2.service import Loop, Parts, Runtime, Service
from dial2.settings import Settings
from tests.polling import eventually
from tests.ports import free_port
from tests.rosters import ONE_PERSON


def settings(database_url: str, folder: Path) -> Settings:
    roster = folder / "roster.toml"
    roster.write_text(ONE_PERSON)
    return Settings(
        database_url=SecretStr(database_url),
        secret=SecretStr("s" * 32),
        roster=roster,
        public_url="http://127.0.0.1",
        http_port=free_port(),
        ops_port=free_port(),
    )


def looping(loop: Loop, *, closed: list[str] | None = None) -> Service:
    """A service of one loop, which notes when it is closed."""

    @asynccontextmanager
    async def start(_runtime: Runtime) -> AsyncIterator[Parts]:
        yield Parts(loops={"loop": loop})
        if closed is not None:
            closed.append("closed")

    return Service(name="triage", settings=[], start=start)


@dataclass(frozen=True)
class Running:
    """A service as a process of its own."""

    process: asyncio.subprocess.Process
    http_port: int
    ops_port: int

    async def ops(self, path: str) -> httpx.Response:
        async with httpx.AsyncClient(timeout=10) as client:
            return await client.get(f"http://127.0.0.1:{self.ops_port}{path}")

    async def ready(self) -> bool:
        assert self.process.returncode is None, (await self.ends())[1]
        try:
            return (await self.ops("/readyz")).is_success
        except httpx.TransportError:
            return False

    async def stops(self, name: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Its exit code, and all that it has said."""
        self.process.send_signal(name)
        return await self.ends()

    async def ends(self) -> tuple[int, str]:
        _, said = await asyncio.wait_for(self.process.communicate(), 60)
        assert self.process.returncode is not None
        return self.process.returncode, said.decode()


async def command(*words: str, environment: dict[str, str] | None = None) -> asyncio.subprocess.Process:
    """`dial2 …` with nothing of ours in its environment but what is given."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("DIAL2_")}
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "dial2", *words),
        env=inherited | (environment or {}),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


@asynccontextmanager
async def running(service: str, database_url: str, folder: Path, **more: str) -> AsyncIterator[Running]:
    """Once it is ready, until the block ends."""
    given = settings(database_url, folder)
    environment = {
        "DIAL2_DATABASE_URL": database_url,
        "DIAL2_SECRET": given.secret.get_secret_value(),
        "DIAL2_ROSTER": str(given.roster),
        "DIAL2_PUBLIC_URL": given.public_url,
        "DIAL2_HTTP_PORT": str(given.http_port),
        "DIAL2_OPS_PORT": str(given.ops_port),
        **more,
    }
    process = await command("run", service, environment=environment)
    found = Running(process, given.http_port, given.ops_port)
    try:
        await eventually(found.ready, within_seconds=60)
        yield found
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()
