"""The SLA timer, put together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from dial2.consumer import Follower
from dial2.service import Parts, Runtime, Service
from dial2.wake import CLOCK_MOVED
from sla_timer.deadlines import Deadlines
from sla_timer.firing import Firing
from sla_timer.handlers import Clockmaker, registry


@asynccontextmanager
async def start(runtime: Runtime) -> AsyncIterator[Parts]:
    deadlines = Deadlines(runtime.profile)
    handlers = registry(Clockmaker(deadlines))
    follower = Follower("sla-timer", runtime.database, handlers)
    firing = Firing(database=runtime.database, deadlines=deadlines, catch_up=follower.catch_up)

    async def fire(stop: asyncio.Event) -> None:
        await runtime.wake.repeat(firing.step, stop, CLOCK_MOVED, name="sla-timer")

    yield Parts(handlers=handlers, loops={"firing": fire})


service = Service(name="sla-timer", settings=[], start=start)
