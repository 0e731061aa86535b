"""A PostgreSQL cluster for one test run, and a database of its own for every test."""

import os
import shutil
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import asyncpg

from dial2.postgres import EmbeddedPostgres
from tests.servers.folder import new_folder

DEATH = 30.0  # seconds; none on an idle machine


@dataclass(frozen=True, kw_only=True)
class Database:
    """One database, as its owner (migrations) and as the services see it."""

    name: str
    owner_url: str
    url: str


class PostgresServer:
    """A cluster in a temporary folder, gone when it is left."""

    def __init__(self) -> None:
        self._folder = new_folder("dial2-postgres-")
        self._postgres = EmbeddedPostgres(self._folder)
        self._numbers = count(1)

    def __enter__(self) -> Self:
        self._postgres.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._postgres.stop()
        shutil.rmtree(self._folder)

    def kill(self) -> None:
        """End the server as a crash would; `start` brings it back."""
        kill(self._postgres)

    def start(self) -> None:
        self._postgres.stop()
        self._postgres.start()

    async def create_database(self, *, template: str = "template0") -> Database:
        """A copy of `template`, to which nobody may be connected, owned by the role that migrates."""
        name = f"test_{next(self._numbers)}"
        await self._administer(f"CREATE DATABASE {name} TEMPLATE {template} OWNER dial2_owner")
        return Database(
            name=name,
            owner_url=_with_database(self._postgres.owner_url, name),
            url=_with_database(self._postgres.url, name),
        )

    async def drop_database(self, database: Database) -> None:
        """Disconnects whoever is still there."""
        await self._administer(f"DROP DATABASE {database.name} WITH (FORCE)")

    async def _administer(self, statement: str) -> None:
        connection = await asyncpg.connect(self._postgres.superuser_url)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


def kill(postgres: EmbeddedPostgres) -> None:
    """End all its processes at once and wait until they are no more."""
    postmaster = int((postgres.data / "postmaster.pid").read_text().split("\n", 1)[0])
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    processes = [postmaster, *map(int, children)]
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    deadline = time.monotonic() + DEATH
    while any(_is_alive(process) for process in processes):
        if time.monotonic() > deadline:
            raise RuntimeError(f"not all of {processes} ended")
        time.sleep(0.01)


def _is_alive(process: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{process}/status").read_text()  # nobody has waited for it
    except (FileNotFoundError, ProcessLookupError):
        return False


def _with_database(url: str, name: str) -> str:
    return urlsplit(url)._replace(path=f"/{name}").geturl()
