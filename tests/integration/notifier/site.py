"""A notifier that runs, with the world it pages in: telephones, mail, and the ticket's events."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from pydantic import SecretStr

from dial2 import clock
from dial2.database import Database
from dial2.events import Payload, decode
from dial2.events.clock import ClocksStarted, Promise
from dial2.events.request import Contact
from dial2.events.ticket import SeverityAssigned, TicketLinked, TicketOpened
from dial2.log.read import matching
from dial2.process import run
from dial2.settings import Settings
from dial2.vocabulary import ClockName, Language, Marker, Severity
from dial2_sandbox.handset.handset import Handset
from dial2_sandbox.server import Sandbox
from notifier.app import service
from tests.polling import eventually
from tests.ports import free_port
from tests.servers import postgres

P = TypeVar("P", bound=Payload)

NUMBER = "+15145550100"
DISPATCHER, ENGINEER, DIRECTOR = "+15145550101", "+15145550102", "+15145550103"
RECEIVED = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # a Monday, 10:00 in Toronto

ROSTER = f"""
[people.dispatcher]
voice = "{DISPATCHER}"
sms = "{DISPATCHER}"
email = "dispatcher@example.com"

[people.engineer]
voice = "{ENGINEER}"
sms = "{ENGINEER}"
language = "fr"

[people.director]
voice = "{DIRECTOR}"
sms = "{DIRECTOR}"

[desk]
people = ["dispatcher"]
email = "desk@example.com"

[ladder]
rounds = 2
catch_all = "director"
levels = [
    {{ name = "on call", people = ["dispatcher", "engineer"] }},
    {{ name = "direction", people = ["director"] }},
]

[clients.acme]
name = "Acme"
domains = ["acme.example"]
"""


class Site:
    def __init__(self, sandbox: Sandbox, log: Database, owner_url: str, public_url: str) -> None:
        self.sandbox = sandbox
        self.public_url = public_url
        self.dispatcher = sandbox.handset(DISPATCHER)
        self.engineer = sandbox.handset(ENGINEER)
        self.director = sandbox.handset(DIRECTOR)
        self.log = log
        self._owner_url = owner_url

    async def happens(self, stream: str, *payloads: Payload) -> None:
        async with self.log.work("triage") as work:
            work.append(stream, *payloads)

    async def ticket(
        self,
        number: int = 1042,
        *,
        severity: Severity = "critical",
        marker: Marker | None = None,
        email: str | None = "pat@acme.example",
        silent: bool = False,
        language: Language = "en",
        incident: int | None = None,
    ) -> None:
        """A ticket is opened, judged, and its clocks run."""
        await self.happens(
            f"ticket:{number}",
            *story(
                number,
                severity=severity,
                marker=marker,
                email=email,
                silent=silent,
                language=language,
                incident=incident,
            ),
        )

    async def passes(self, time: timedelta) -> None:
        await clock.advance(self._owner_url, time)

    async def events(self, of: type[P]) -> list[P]:
        name = str(of.__struct_config__.tag)
        async with self.log.connection() as connection:
            found = await matching(connection, types=[name], limit=1000)
        return [event for recorded in found if isinstance(event := decode(recorded), of)]

    async def event(self, of: type[P]) -> P:
        """The first event of its kind, once it is there."""
        return (await eventually(lambda: self.events(of)))[0]

    def with_telephone_off(self, *handsets: Handset) -> None:
        for handset in handsets:
            handset.is_busy()
            handset.receives_no_sms()


def story(
    number: int,
    *,
    severity: Severity = "critical",
    marker: Marker | None = None,
    email: str | None = "pat@acme.example",
    silent: bool = False,
    language: Language = "en",
    incident: int | None = None,
    probe: str | None = None,
) -> list[Payload]:
    """How a ticket begins: opened, linked to an incident if it is of one, judged, and its clocks run."""
    opened = TicketOpened(
        ticket=number,
        request="r1",
        channel="email",
        received_at=RECEIVED,
        contact=Contact(name="Pat", email=email),
        client="acme",
        subject="Urgent Service Issue: nobody can log in",
        text="Nobody can log in.",
        language=language,
        message_id="<first@acme.example>",
        profile="tracktik",
        profile_version=1,
        silent=silent,
        probe=probe,
    )
    links = [linked(number, incident)] if incident else []
    return [opened, *links, judged(number, severity, marker=marker), clocks(number, severity)]


def linked(ticket: int, incident: int, *, by: str = "rules") -> TicketLinked:
    return TicketLinked(ticket=ticket, incident=incident, by=by, why="the same function, access")


def judged(
    ticket: int,
    severity: Severity,
    *,
    previous: Severity | None = None,
    by: str = "rules",
    marker: Marker | None = None,
) -> SeverityAssigned:
    return SeverityAssigned(
        ticket=ticket, severity=severity, previous=previous, by=by, why="all users locked out", marker=marker
    )


def clocks(ticket: int, severity: Severity) -> ClocksStarted:
    """Promises worked out by hand for a critical ticket received at `RECEIVED`."""
    hour = timedelta(hours=1)
    lengths: list[tuple[ClockName, str, timedelta]] = [
        ("call_back", "always", hour),
        ("resolution", "support", 8 * hour),
        ("update", "always", 1.5 * hour),
    ]
    return ClocksStarted(
        ticket=ticket,
        severity=severity,
        promises=[
            Promise(
                clock=name,
                calendar=calendar,
                started_at=RECEIVED,
                deadline=RECEIVED + within,
                warn_at=RECEIVED + within * 0.75,
            )
            for name, calendar, within in lengths
        ],
    )


@asynccontextmanager
async def running(
    sandbox: Sandbox,
    database: postgres.Database,
    folder: Path,
    environment: dict[str, str],
    *,
    people: str = ROSTER,
    profile: str = "tracktik",
) -> AsyncIterator[Site]:
    """The notifier in this process, until the test is over."""
    roster = folder / "roster.toml"
    roster.write_text(people)
    settings = Settings(
        database_url=SecretStr(database.url),
        secret=SecretStr("s" * 32),
        roster=roster,
        profile=profile,
        public_url=environment["DIAL2_PUBLIC_URL"],
        http_port=int(environment["DIAL2_HTTP_PORT"]),
        ops_port=free_port(),
    )
    stop, started = asyncio.Event(), asyncio.Event()
    process = asyncio.create_task(run([service], settings, stop=stop, started=started.set))
    log = Database(database.url, size=3)
    try:
        await eventually(lambda: started.is_set() or process.done())
        yield Site(sandbox, log, database.owner_url, environment["DIAL2_PUBLIC_URL"])
    finally:
        stop.set()
        await process
        await log.close()
