"""The notifier itself, moved one step at a time: its loops run, and die, when the model says so."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hmac
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import httpx
from fastapi import FastAPI

from dial2 import clock
from dial2.consumer import Follower
from dial2.database import Database, Work
from dial2.process.http import public_app
from dial2.service import Loop, Parts, Runtime
from dial2.wake import Wake
from notifier.app import service
from tests.integration.notifier.model.provider import Callback, Crash, Provider
from tests.servers import postgres

STEPS = ("notifier voice lane", "notifier sms lane", "notifier email lane", "notifier checks", "notifier timers")
PUBLIC_URL = "http://127.0.0.1:9"
TOKEN = "auth-token-for-tests"


class Steps(Wake):
    """Repeats nothing: it keeps what would be repeated."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.steps: dict[str, Callable[[], Awaitable[float]]] = {}
        self._grown = asyncio.Condition()

    async def registered(self, count: int) -> None:
        """Once so many loops are there."""
        async with self._grown:
            await self._grown.wait_for(lambda: len(self.steps) == count)

    async def repeat(
        self,
        step: Callable[[], Awaitable[float]],
        stop: asyncio.Event,
        *_channels: str,
        name: str,
        endless: bool = False,
    ) -> None:
        del endless
        async with self._grown:
            self.steps[name] = step
            self._grown.notify_all()
        await stop.wait()


class Fragile(Database):
    """Dies around a commit when it is told to."""

    dies: str | None = None  # "before" or "after" the next commit

    @asynccontextmanager
    async def work(self, actor: str) -> AsyncIterator[Work]:
        async with super().work(actor) as work:
            yield work
            if self.dies == "before":
                self.dies = None
                raise Crash
        if self.dies == "after":
            self.dies = None
            raise Crash


class World:
    def __init__(
        self, scratch: postgres.Database, runtime: Callable[[Database, Wake], Runtime], provider: Provider
    ) -> None:
        self.scratch = scratch
        self.provider = provider
        self.database = Fragile(scratch.url, size=6)
        self.crashes = 0
        self._runtime = runtime
        self._running: tuple[AbstractAsyncContextManager[Parts], list[asyncio.Task[None]]] | None = None

    async def start(self) -> None:
        self.wake = Steps(self.scratch.url)
        started = service.start(self._runtime(self.database, self.wake))
        parts = await started.__aenter__()
        loops = [asyncio.create_task(_run(body), name=name) for name, body in parts.loops.items()]
        self._running = (started, loops)
        self._app: FastAPI = public_app({"notifier": parts.router} if parts.router else {})
        self._follower = Follower("notifier", self.database, parts.handlers)
        await self.wake.registered(len(parts.loops))

    async def stop(self) -> None:
        """As a crash does: what is in hand is dropped."""
        if self._running:
            started, loops = self._running
            for loop in loops:
                loop.cancel()
            await asyncio.gather(*loops, return_exceptions=True)
            await started.__aexit__(None, None, None)
            self._running = None

    async def tries(self, act: Awaitable[Any]) -> bool:
        """Do something; where the process dies of it, start it again. Whether it lived."""
        try:
            await act
        except Crash:
            self.crashes += 1
            self.database.dies = None
            await self.stop()
            await self.start()
            return False
        return True

    async def step(self, name: str) -> None:
        """One step of a loop, with all that it begins."""
        before = asyncio.all_tasks()
        await self.wake.steps[name]()
        if begun := asyncio.all_tasks() - before:
            await asyncio.wait(begun)
            for task in begun:
                if not task.cancelled() and (error := task.exception()):
                    raise error

    async def hears(self) -> None:
        """Everything that the log has for the notifier."""
        async with self.database.connection() as connection:
            rows = await connection.fetch(
                "SELECT stream FROM dial2.streams WHERE stream ~ '^(ticket|page|text|notice|person):'"
            )
        await self._follower.catch_up([row["stream"] for row in rows])

    async def passes(self, time: timedelta) -> None:
        """For promises, processes, networks and telephones alike."""
        await clock.advance(self.scratch.owner_url, time)
        async with self.database.connection() as connection:
            await connection.execute(
                """UPDATE notifier.attempts
                   SET check_at = check_at - $1::interval, sending_at = sending_at - $1::interval""",
                time,
            )
            await connection.execute("UPDATE notifier.pace SET next_at = next_at - $1::interval", time)
        self.provider.passes(time)

    async def calls_back(self, callback: Callback) -> str:
        """What the provider is answered."""
        return await self.post(callback.path, callback.params)

    async def post(self, path: str, params: Mapping[str, str]) -> str:
        url = f"{PUBLIC_URL}{path}"
        signed = url + "".join(name + value for name, value in sorted(params.items()))
        signature = base64.b64encode(hmac.digest(TOKEN.encode(), signed.encode(), "sha1")).decode()
        transport = httpx.ASGITransport(app=self._app)
        async with httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL) as client:
            answer = await client.post(
                path,
                content=urlencode(params),
                headers={
                    "X-Twilio-Signature": signature,
                    "Content-Type": "application/x-www-form-urlencoded",
                },
            )
        assert answer.is_success, f"{path}: {answer.status_code} {answer.text}"
        return answer.text

    async def rows(self, query: str, *values: object) -> list[Any]:
        async with self.database.connection() as connection:
            return list(await connection.fetch(query, *values))

    async def close(self) -> None:
        with contextlib.suppress(Crash):
            await self.stop()
        await self.database.close()


async def _run(loop: Loop) -> None:
    await loop(asyncio.Event())
