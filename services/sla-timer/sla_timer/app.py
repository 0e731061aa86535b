"""The SLA timer, put together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from dial2.consumer import Follower
from dial2.fence import Fence, program_release
from dial2.service import Parts, Runtime, Service
from dial2.wake import CLOCK_MOVED
from sla_timer.deadlines import Deadlines
from sla_timer.firing import Firing
from sla_timer.handlers import Clockmaker, registry
from sla_timer.renewal import Renewal


@asynccontextmanager
async def start(runtime: Runtime) -> AsyncIterator[Parts]:
    database, profile = runtime.database, runtime.profile
    deadlines = Deadlines(profile)
    maker = Clockmaker(deadlines)
    handlers = registry(maker)
    follower = Follower("sla-timer", database, handlers)
    fence = Fence(
        database,
        "sla-timer",
        [*program_release(), profile.version],
        terms=profile.name,
        digest=deadlines.digest,
    )
    renewal = Renewal(database=database, maker=maker, fence=fence)
    firing = Firing(
        database=database, deadlines=deadlines, catch_up=follower.catch_up, fence=fence, renewal=renewal
    )

    async def fire(stop: asyncio.Event) -> None:
        await runtime.wake.repeat(firing.step, stop, CLOCK_MOVED, name="sla-timer")

    async def renew(stop: asyncio.Event) -> None:
        await runtime.wake.repeat(renewal.step, stop, name="sla-timer renewal")

    yield Parts(handlers=handlers, loops={"firing": fire, "renewal": renew}, ready={"firing": fence.ready})


service = Service(name="sla-timer", settings=[], start=start)
