"""A copy of the SLA timer in this process, given clocks that come due, and clocks that do not."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from time import perf_counter

import asyncpg

from dial2.consumer import Follower
from dial2.database import Database
from dial2.events.request import Contact
from dial2.events.ticket import SeverityAssigned, TicketOpened
from dial2.fence import Fence
from dial2.profile import load
from dial2.wake import Wake
from sla_timer.deadlines import Deadlines
from sla_timer.firing import Firing
from sla_timer.handlers import Clockmaker, registry
from sla_timer.renewal import Renewal
from sla_timer.ticket import stream
from tests.servers.postgres import Database as Scratch

DEADLINES = Deadlines(load("tracktik"))
WARNED_AFTER = timedelta(minutes=45)  # a critical ticket's call back
_SETTLE = timedelta(seconds=3)  # between the last ticket and the first warning
_FIRST_OPEN = 1_000_000_000
_BATCH = 500
_DRAIN_SECONDS = 120


class Timer:
    """A copy of the service, in this process, on a database of its own."""

    def __init__(self, scratch: Scratch) -> None:
        self._scratch = scratch
        self._database = Database(scratch.url)
        maker = Clockmaker(DEADLINES)
        fence = Fence(self._database, "sla-timer", [0])
        self._follower = Follower("sla-timer", self._database, registry(maker))
        self._firing = Firing(
            database=self._database,
            deadlines=DEADLINES,
            catch_up=self._follower.catch_up,
            fence=fence,
            renewal=Renewal(database=self._database, maker=maker, fence=fence),
        )
        self._tickets = 0

    async def open_far_ahead(self, clocks: int) -> None:
        """Clocks of tickets that have nothing to say for a month or more."""
        owner = await asyncpg.connect(self._scratch.owner_url)
        try:
            await owner.execute(
                """INSERT INTO sla_timer.tickets (ticket, received_at, silent, severity, terms)
                   SELECT $1 + n, now(), false, 'critical', $3 FROM generate_series(1, $2::bigint) AS n""",
                *(_FIRST_OPEN, clocks, DEADLINES.digest),
                timeout=_DRAIN_SECONDS,
            )
            await owner.execute(
                """INSERT INTO sla_timer.clocks (ticket, clock, severity, started_at, deadline, warn_at, warned,
                                                 breached, ended, pauses, next_due)
                   SELECT $1 + n, 'call_back', 'critical', now(), due, due, false, false, false, '[]', due
                   FROM generate_series(1, $2::bigint) AS n,
                        LATERAL (SELECT now() + interval '30 days' + n * interval '1 second' AS due) AS far""",
                *(_FIRST_OPEN, clocks),
                timeout=_DRAIN_SECONDS,
            )
            await owner.execute("VACUUM ANALYZE sla_timer.clocks", timeout=_DRAIN_SECONDS)
        finally:
            await owner.close()

    async def all_at_once(self, count: int) -> float:
        """Seconds until so many clocks, due when it began, are said."""
        await self._open(count, datetime.now(UTC) - WARNED_AFTER - timedelta(seconds=1), spread=timedelta())
        began = perf_counter()
        while await self._firing.step() == 0:
            pass
        return perf_counter() - began

    async def within_a_second(self, count: int) -> Sequence[float]:
        """How late each of so many clocks is said that come due one after another within a second."""
        opening = datetime.now(UTC)
        await self._open(100, opening + timedelta(days=1), spread=timedelta())  # to see how long opening takes
        takes = (datetime.now(UTC) - opening) * (count / 100) * 1.5
        first = datetime.now(UTC) + takes + _SETTLE
        numbers = await self._open(count, first - WARNED_AFTER, spread=timedelta(seconds=1))
        stop = asyncio.Event()
        wake = Wake(self._scratch.url)
        firing = asyncio.create_task(wake.repeat(self._firing.step, stop, name="bench"))
        lags = await self._lags(numbers)
        stop.set()
        await firing
        return lags

    async def _lags(self, numbers: range) -> Sequence[float]:
        streams = [stream(number) for number in numbers]
        async with asyncio.timeout(_DRAIN_SECONDS), self._database.connection() as connection:
            while True:
                rows = await connection.fetch(
                    """SELECT extract(epoch FROM recorded_at - happened_at)::float8
                              + (payload->>'late_seconds')::float8 AS lag
                       FROM dial2.events WHERE type = 'clock.warned' AND stream = ANY ($1)""",
                    streams,
                )
                if len(rows) == len(numbers):
                    return [row["lag"] for row in rows]
                await asyncio.sleep(0.5)

    async def _open(self, count: int, received_at: datetime, *, spread: timedelta) -> range:
        """Critical tickets, received one after another over `spread`."""
        numbers = range(self._tickets + 1, self._tickets + count + 1)
        self._tickets += count
        for first in range(0, count, _BATCH):
            batch = numbers[first : first + _BATCH]
            async with self._database.work("triage") as work:
                for place, number in enumerate(batch, first):
                    work.append(stream(number), *_ticket(number, received_at + spread * (place / count)))
            await self._follower.catch_up([stream(number) for number in batch])
        return numbers

    async def close(self) -> None:
        await self._database.close()


def _ticket(number: int, received_at: datetime) -> tuple[TicketOpened, SeverityAssigned]:
    opened = TicketOpened(
        ticket=number,
        request=f"request-{number}",
        channel="email",
        received_at=received_at,
        contact=Contact(email="dispatch@example.com"),
        client=None,
        subject="No access",
        text="Nobody can log in.",
        language="en",
        message_id=None,
        profile="tracktik",
        profile_version=1,
    )
    return opened, SeverityAssigned(ticket=number, severity="critical", previous=None, by="rules", why="measured")
