"""The pages whose time is up: rows that are due by the database's clock."""

import asyncio
from functools import partial

from dial2.database import Database
from dial2.wake import CLOCK_MOVED, DUE, Wake
from notifier.adapters import pages
from notifier.paging import Paging

_LOOK_AGAIN_SECONDS = 5.0


async def run(database: Database, paging: Paging, wake: Wake, stop: asyncio.Event) -> None:
    await wake.repeat(partial(_step, database, paging), stop, DUE, CLOCK_MOVED, name="notifier timers")


async def _step(database: Database, paging: Paging) -> float:
    async with database.work("notifier") as work:
        page = await pages.claim_due(work.connection)
        if page is not None:
            await (paging.insist if page.state == "exhausted" else paging.proceed)(work, page)
            return 0.0
        seconds = await pages.seconds_to_next(work.connection)
    return _LOOK_AGAIN_SECONDS if seconds is None else min(max(seconds, 0.001), _LOOK_AGAIN_SECONDS)
