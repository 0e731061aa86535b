"""The same number of jobs in pgqueuer: they do nothing, and tell when they ran."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from time import perf_counter, time

import asyncpg
from pgqueuer import AsyncpgDriver, PgQueuer, Queries
from pgqueuer.models import Job

BATCHES = (10, 500)  # its default, and its best here
_AHEAD = timedelta(seconds=5)


async def all_at_once(url: str, due: int, *, waiting: int, batch: int) -> float:
    """Seconds until so many jobs, due when it began, have run."""
    connection = await asyncpg.connect(url)
    queries = Queries(AsyncpgDriver(connection))
    await queries.install()
    await queries.enqueue(["job"] * waiting, [None] * waiting, [0] * waiting, [timedelta(days=30)] * waiting)
    await queries.enqueue(["job"] * due, [None] * due, [0] * due)
    began = perf_counter()
    await _run(connection, due, batch)
    seconds = perf_counter() - began
    await connection.close()
    return seconds


async def within_a_second(url: str, due: int, *, batch: int) -> Sequence[float]:
    """How late each of so many jobs runs that come due one after another within a second."""
    connection = await asyncpg.connect(url)
    queries = Queries(AsyncpgDriver(connection))
    delays: list[timedelta | None] = [_AHEAD + timedelta(seconds=place / due) for place in range(due)]
    now = time()
    payloads: list[bytes | None] = [
        str(now + _AHEAD.total_seconds() + place / due).encode() for place in range(due)
    ]
    await queries.enqueue(["job"] * due, payloads, [0] * due, delays)
    lags = await _run(connection, due, batch)
    await connection.close()
    return lags


async def _run(connection: asyncpg.Connection[asyncpg.Record], count: int, batch: int) -> list[float]:
    queue = PgQueuer(AsyncpgDriver(connection))
    lags: list[float] = []

    @queue.entrypoint("job")
    async def job(job: Job) -> None:
        lags.append(time() - float(job.payload) if job.payload else 0.0)
        if len(lags) == count:
            queue.shutdown.set()

    await queue.run(batch_size=batch, dequeue_timeout=timedelta(seconds=0.1))
    return lags
