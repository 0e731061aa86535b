"""A service of clocks over a real database: what happens to a ticket is told to it, and what it says is read."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from dial2 import clock
from dial2.consumer import Follower
from dial2.database import Database
from dial2.events import Payload, decode
from dial2.events.clock import ClockBreached, ClocksStarted, ClockWarned, Promise
from dial2.events.request import Contact
from dial2.events.ticket import SeverityAssigned, TicketOpened
from dial2.fence import Fence
from dial2.log.read import matching, stream
from dial2.profile import Profile
from dial2.vocabulary import ClockName, Severity
from sla_timer.deadlines import Deadlines
from sla_timer.firing import Firing
from sla_timer.handlers import Clockmaker, registry
from sla_timer.renewal import Renewal
from sla_timer.ticket import stream as stream_of
from tests.servers.postgres import Database as Scratch

P = TypeVar("P", bound=Payload)

TICKET = 1001
TORONTO = ZoneInfo("America/Toronto")


def at(day: int, hour: int, minute: int = 0, second: int = 0, *, month: int = 11) -> datetime:
    """Toronto, in 2026; the 16th of November is a Monday and no holiday is near."""
    return datetime(2026, month, day, hour, minute, second, tzinfo=TORONTO)


MONDAY_10 = at(16, 10)


def opened(ticket: int = TICKET, received_at: datetime = MONDAY_10, *, silent: bool = False) -> TicketOpened:
    return TicketOpened(
        ticket=ticket,
        request=f"request-{ticket}",
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
        silent=silent,
    )


def assigned(severity: Severity, previous: Severity | None = None, *, ticket: int = TICKET) -> SeverityAssigned:
    return SeverityAssigned(ticket=ticket, severity=severity, previous=previous, by="rules", why="as told")


class Timer:
    def __init__(self, scratch: Scratch, profile: Profile, *, release: int = 1) -> None:
        self.database = Database(scratch.url)
        self._scratch = scratch
        self._owner_url = scratch.owner_url
        deadlines = Deadlines(profile)
        maker = Clockmaker(deadlines)
        self.fence = Fence(
            self.database,
            "sla-timer",
            [release, profile.version],
            terms=profile.name,
            digest=deadlines.digest,
        )
        self._follower = Follower("sla-timer", self.database, registry(maker))
        self.renewal = Renewal(database=self.database, maker=maker, fence=self.fence)
        self.firing = Firing(
            database=self.database,
            deadlines=deadlines,
            catch_up=self._follower.catch_up,
            fence=self.fence,
            renewal=self.renewal,
        )

    @asynccontextmanager
    async def under(self, profile: Profile, *, release: int = 1, renewed: bool = True) -> AsyncIterator["Timer"]:
        """Another copy, started now, that goes by `profile`."""
        other = Timer(self._scratch, profile, release=release)
        try:
            if renewed:
                await other.renew()
            yield other
        finally:
            await other.database.close()

    async def renew(self) -> None:
        """Until no open ticket follows another contract."""
        while await self.renewal.step() == 0:
            pass

    async def now_is(self, instant: datetime) -> None:
        """The database's clock shows `instant`, and goes on from there."""
        async with self.database.connection() as connection:
            now: datetime = await connection.fetchval("SELECT dial2.now()")
        await clock.advance(self._owner_url, instant - now)

    async def recorded(self, *payloads: Payload, ticket: int = TICKET, happened: datetime | None = None) -> None:
        """In the log, and nobody has told the clocks."""
        async with self.database.work("triage") as work:
            work.append(f"ticket:{ticket}", *payloads, happened_at=happened)

    async def happens(self, *payloads: Payload, ticket: int = TICKET, happened: datetime | None = None) -> None:
        await self.recorded(*payloads, ticket=ticket, happened=happened)
        await self._follower.catch_up([f"ticket:{ticket}"])

    async def opens(self, severity: Severity, *, received_at: datetime = MONDAY_10, ticket: int = TICKET) -> None:
        await self.happens(opened(ticket, received_at), assigned(severity, ticket=ticket), ticket=ticket)

    async def open_many(self, severity: Severity, numbers: Sequence[int], *, received_at: datetime) -> None:
        async with self.database.work("triage") as work:
            for number in numbers:
                work.append(stream_of(number), opened(number, received_at), assigned(severity, ticket=number))
        await self._follower.catch_up([stream_of(number) for number in numbers])

    async def fire(self) -> None:
        """Until nothing is due."""
        while await self.firing.step() == 0:
            pass

    async def events(self, ticket: int = TICKET) -> list[Payload]:
        async with self.database.connection() as connection:
            return [decode(event) for event in await stream(connection, f"ticket:{ticket}")]

    async def all_of(self, kind: type[P], ticket: int = TICKET) -> list[P]:
        return [event for event in await self.events(ticket) if isinstance(event, kind)]

    async def only(self, kind: type[P], ticket: int = TICKET) -> P:
        (event,) = await self.all_of(kind, ticket)
        return event

    async def said(self, name: ClockName, ticket: int = TICKET) -> list[tuple[str, datetime]]:
        """Warnings and breaches of one clock, in order, with the deadlines that they name."""
        return [
            ("warned" if isinstance(event, ClockWarned) else "breached", event.deadline)
            for event in await self.events(ticket)
            if isinstance(event, ClockWarned | ClockBreached) and event.clock == name
        ]

    async def count_said(self) -> int:
        """Warnings and breaches of all tickets."""
        async with self.database.connection() as connection:
            count: int = await connection.fetchval(
                "SELECT count(*) FROM dial2.events WHERE type IN ('clock.warned', 'clock.breached')"
            )
            return count

    async def order(self) -> list[tuple[int, str]]:
        """Warnings and breaches of all tickets, in the order of the log: ticket and type."""
        async with self.database.connection() as connection:
            found = await matching(connection, types=["clock.warned", "clock.breached"], limit=1_000_000)
        return [(int(event.stream.removeprefix("ticket:")), event.type) for event in found]

    async def breached(self, name: ClockName, ticket: int = TICKET) -> list[datetime]:
        return [deadline for what, deadline in await self.said(name, ticket) if what == "breached"]

    async def promises(self) -> dict[ClockName, Promise]:
        """What stands promised, by the last event that said so."""
        standing: dict[ClockName, Promise] = {}
        for event in await self.events():
            told: Sequence[Promise] = getattr(event, "promises", ())
            if promise := getattr(event, "promise", None):
                told = [promise]
            standing |= {promise.clock: promise for promise in told}
            for name in getattr(event, "withdrawn", ()):
                standing.pop(name, None)
        return standing

    async def started(self, ticket: int = TICKET) -> dict[ClockName, Promise]:
        return {promise.clock: promise for promise in (await self.only(ClocksStarted, ticket)).promises}
