"""Triage over a real database: requests come in, staff acts, and the log is read."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from dial2 import clock
from dial2.consumer import Follower
from dial2.database import Database
from dial2.events import Payload, Recorded, decode
from dial2.events.request import Contact, RequestReceived, Thread
from dial2.log.read import matching, stream
from dial2.profile import Profile, calendars
from dial2.roster import LiveRoster
from dial2.roster.model import Desk as SupportDesk
from dial2.roster.model import Ladder, Roster
from tests.servers.postgres import Database as Scratch
from triage.adapters import store
from triage.adapters.store import Ticket
from triage.arranging import Arranging
from triage.desk import Desk
from triage.handlers import registry
from triage.intake import Intake
from triage.judging import Judge
from triage.registration import Registration
from triage.vouchers import Vouchers

P = TypeVar("P", bound=Payload)

CLIENT = "dispatch@northgate.example"
STRANGER = "somebody@elsewhere.example"
OUTAGE = "Nobody can log in, the whole site is down for everyone since 9 am."
NOBODY = Roster(
    people={}, desk=SupportDesk(people=[], email="desk@example.com"), ladder=Ladder(levels=[], catch_all="nobody")
)
SMALL = "On the weekly report the logo is a little too big. Could you please fix this when you have time?"
TEXT_OF_A_MAIL = "One of our users cannot export the overtime report to PDF, it shows an error."


def mail(
    request: str,
    text: str = TEXT_OF_A_MAIL,
    *,
    subject: str = "Overtime report",
    sender: str = CLIENT,
    thread: Thread | None = None,
    auto: str | None = None,
    received_at: datetime | None = None,
    client: str | None = None,
) -> RequestReceived:
    return RequestReceived(
        request=request,
        channel="email",
        client=client,
        received_at=received_at or datetime.now(UTC),
        contact=Contact(email=sender),
        subject=subject,
        text=text,
        reply=text,
        message_id=f"<{request}@northgate.example>",
        thread=thread or Thread(),
        auto=auto,
    )


def call(request: str, *, text: str = "", choice: str | None = None) -> RequestReceived:
    return RequestReceived(
        request=request,
        channel="phone",
        received_at=datetime.now(UTC),
        contact=Contact(number="+15145550101"),
        text=text,
        call=f"CA{request}",
        choice="down" if choice == "down" else None,
    )


def answers(request: str) -> Thread:
    """The thread of a mail that answers the one of `request`."""
    return Thread(in_reply_to=f"<{request}@northgate.example>")


class Office:
    def __init__(self, scratch: Scratch, profile: Profile, roster: Roster = NOBODY) -> None:
        self.scratch = scratch
        self.database = Database(scratch.url)
        self.profile = profile
        support = calendars(profile)[profile.support_calendar]
        registration = Registration(profile=profile, calendar=support, roster=LiveRoster(roster))
        judge = Judge(profile, registration)
        intake = Intake(profile=profile, calendar=support, judge=judge, registration=registration, secret="s" * 32)
        self.desk = Desk(database=self.database, profile=profile, calendar=support, registration=registration)
        self.vouchers = Vouchers(database=self.database, profile=profile, roster=LiveRoster(roster))
        self.arranging = Arranging(database=self.database, profile=profile, intake=intake)
        self.handlers = {**registry(intake), **self.desk.registry()}
        self.follower = Follower("triage", self.database, self.handlers)

    async def recorded(self, stream: str, *payloads: Payload) -> None:
        """In the log, and triage has not looked."""
        async with self.database.work("test") as work:
            work.append(stream, *payloads)

    async def receives(self, *requests: RequestReceived) -> None:
        for request in requests:
            await self.recorded(f"request:{request.request}", request)
            await self.follower.catch_up([f"request:{request.request}"])

    async def hears(self, stream: str, *payloads: Payload) -> None:
        await self.recorded(stream, *payloads)
        await self.follower.catch_up([stream])

    async def opens(self, text: str = TEXT_OF_A_MAIL, *, request: str = "1") -> int:
        await self.receives(mail(request, text))
        return (await self.tickets())[-1].ticket

    async def passes(self, time: timedelta) -> None:
        await clock.advance(self.scratch.owner_url, time)

    async def tickets(self) -> Sequence[Ticket]:
        async with self.database.connection() as connection:
            listed = await store.listed(connection, every=True, limit=1000)
        return sorted(listed, key=lambda ticket: ticket.ticket)

    async def ticket(self, number: int) -> Ticket:
        async with self.database.connection() as connection:
            found = await store.find(connection, number)
        assert found is not None
        return found

    async def history(self, number: int) -> list[Recorded]:
        async with self.database.connection() as connection:
            return await stream(connection, f"ticket:{number}")

    async def types(self, number: int) -> list[str]:
        return [event.type for event in await self.history(number)]

    async def all_of(self, kind: type[P]) -> list[P]:
        """In order."""
        async with self.database.connection() as connection:
            events = await matching(connection, types=[str(kind.__struct_config__.tag)], limit=1000)
        return [payload for payload in map(decode, events) if isinstance(payload, kind)]

    async def only(self, kind: type[P]) -> P:
        (payload,) = await self.all_of(kind)
        return payload
