"""The service as it runs, on the stand-in exchange, with the people of a small office."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import asyncpg
import httpx

from dial2 import clock
from dial2.call_queue import JOINED, queue_of
from dial2.database import Database as Log
from dial2.events import Payload
from dial2.events.page import PageAcknowledged, PageAttempted, PageExhausted
from dial2.events.request import Contact
from dial2.events.ticket import TicketOpened
from dial2.settings import Settings
from dial2_sandbox.exchange.exchange import ACCOUNT_SID, AUTH_TOKEN
from dial2_sandbox.exchange.signature import sign
from dial2_sandbox.handset.held_call import HeldCall
from dial2_sandbox.server import Sandbox
from tests.integration.intake_phone.gate import Gate
from tests.servers.postgres import Database

T = TypeVar("T")

SUPPORT = "+15145550100"
DISPATCHER, ANALYST, DESIGNATE, DIRECTOR = "+15145550101", "+15145550102", "+15145550103", "+15145550104"
PREVIOUS_TOKEN = "the-token-before"
STAFF_TOKENS = {name: f"the-token-of-the-{name}" for name in ("designate", "auditor")}
CALLER, NEIGHBOUR, STRANGER = "+15145550123", "+15145550124", "+15145550199"
TELEPHONES = (DISPATCHER, ANALYST, DESIGNATE, DIRECTOR, CALLER, NEIGHBOUR, STRANGER)
PAGE = "0199f3a1-0000-7000-8000-0000000000aa"

ROSTER = f"""
[people.dispatcher]
voice = "{DISPATCHER}"
[people.analyst]
voice = "{ANALYST}"
[people.designate]
voice = "{DESIGNATE}"
sms = "{DESIGNATE}"
[people.director]
voice = "{DIRECTOR}"

[desk]
people = ["dispatcher", "analyst"]
email = "desk@example.com"

[ladder]
catch_all = "director"
[[ladder.levels]]
name = "on call"
people = ["designate"]
[[ladder.levels]]
name = "director"
people = ["director"]

[clients.acme]
name = "Acme"
numbers = ["{CALLER}"]
language = "en"
pin = "4711"
entitlements = ["after_hours_assurance"]
[clients.globex]
name = "Globex"
numbers = ["{NEIGHBOUR}"]
language = "en"
"""


@dataclass(frozen=True, kw_only=True)
class Happened:
    stream: str
    type: str
    actor: str
    correlation: str
    payload: dict[str, Any]


async def until(look: Callable[[], Awaitable[T | None]], *, within: float = 15.0) -> T:
    """What `look` finds, as soon as it finds anything."""
    async with asyncio.timeout(within):
        while not (found := await look()):  # noqa: ASYNC110 - what is looked at changes elsewhere
            await asyncio.sleep(0.05)
    return found


@dataclass(frozen=True, kw_only=True)
class Office:
    sandbox: Sandbox
    url: str
    ops_url: str
    database: Database
    gate: Gate
    settings: Settings

    async def log(self) -> list[Happened]:
        connection = await asyncpg.connect(self.database.owner_url)
        try:
            rows = await connection.fetch(
                "SELECT stream, type, actor, correlation::text, payload FROM dial2.events ORDER BY position"
            )
        finally:
            await connection.close()
        return [Happened(**dict(row) | {"payload": json.loads(row["payload"])}) for row in rows]

    async def types(self) -> list[str]:
        return [event.type for event in await self.log()]

    async def the(self, type_: str) -> Happened:
        """The one event of a type."""
        [event] = [event for event in await self.log() if event.type == type_]
        return event

    async def sees(self, *types: str) -> list[Happened]:
        """The log, as soon as it holds each of these types of events."""

        async def seen() -> list[Happened] | None:
            events = await self.log()
            return events if set(types) <= {event.type for event in events} else None

        return await until(seen)

    async def posts(
        self, path: str, *, token: str = AUTH_TOKEN, signed_for: str | None = None, **params: str
    ) -> httpx.Response:
        """A webhook as the provider would send it, signed with `token` for our public address."""
        signature = sign(token, (signed_for or self.url) + path, params)
        async with httpx.AsyncClient() as client:
            return await client.post(self.url + path, data=params, headers={"X-Twilio-Signature": signature})

    async def staff(self, method: str, path: str, *, by: str = "designate", **body: object) -> httpx.Response:
        """What staff asks of the API."""
        headers = {"Authorization": f"Bearer {STAFF_TOKENS[by]}"}
        async with httpx.AsyncClient(base_url=f"{self.url}/api", headers=headers) as client:
            return await client.request(method, path, json=body or None)

    async def readiness(self) -> dict[str, str]:
        async with httpx.AsyncClient() as client:
            answers: dict[str, str] = (await client.get(f"{self.ops_url}/readyz")).json()
        return answers

    async def set_clock(self, to: datetime) -> None:
        await self._execute("UPDATE dial2.clock SET shift = $1::timestamptz - statement_timestamp()", to)

    async def advance_clock(self, *, minutes: int) -> None:
        await clock.advance(self.database.owner_url, timedelta(minutes=minutes))

    async def reads_lists(self) -> None:
        """A minute later, when the provider's lists have been read once more."""
        read = "SELECT xmin::text FROM intake_phone.checkpoints WHERE list = 'texts'"  # is written each time
        before = await self._value(read)
        await self.advance_clock(minutes=1)

        async def again() -> bool:
            return await self._value(read) != before

        await until(again)

    async def happens(self, stream: str, *payloads: Payload) -> None:
        """Something in another service."""
        database = Log(self.database.url)
        async with database.work("somebody") as work:
            work.append(stream, *payloads)
        await database.close()

    async def open_ticket(
        self, number: int, request: str, *, client: str | None = None, caller: str | None = None
    ) -> None:
        """What triage does with a request."""
        event = TicketOpened(
            ticket=number,
            request=request,
            channel="phone",
            received_at=datetime.now(UTC),
            contact=Contact(number=caller),
            client=client,
            subject="",
            text="",
            language="en",
            message_id=None,
            profile="tracktik",
            profile_version=1,
        )
        await self.happens(f"ticket:{number}", event)

    async def tries(self, person: str, *, level: int = 0, ticket: int = 1042) -> None:
        """What the notifier does with a page, once it is known here."""
        attempted = PageAttempted(
            page=PAGE, ticket=ticket, attempt="a", person=person, channel="voice", level=level, why="a test"
        )
        await self.happens(f"page:{PAGE}", attempted)
        await until(lambda: self._value("SELECT page FROM intake_phone.pages WHERE $1 = ANY (people)", person))

    async def acknowledges(self, person: str, *, ticket: int = 1042) -> None:
        acknowledged = PageAcknowledged(
            page=PAGE, ticket=ticket, person=person, how="sms", attempt=None, acknowledged_at=datetime.now(UTC)
        )
        await self.happens(f"page:{PAGE}", acknowledged)
        await until(lambda: self._value("SELECT page FROM intake_phone.pages WHERE acknowledged_by = $1", person))

    async def gives_up(self, *, ticket: int = 1042) -> None:
        await self.happens(f"page:{PAGE}", PageExhausted(page=PAGE, ticket=ticket, rounds=1))
        await until(lambda: self._value("SELECT page FROM intake_phone.pages WHERE exhausted"))

    async def contact_known(self, number: int) -> None:
        await until(lambda: self._value("SELECT ticket FROM intake_phone.contacts WHERE ticket = $1", number))

    async def open_ticket_known(self, number: int) -> None:
        await until(lambda: self._value("SELECT ticket FROM intake_phone.open_tickets WHERE ticket = $1", number))

    async def calls_for_the_caller(self, number: str, person: str, request: str) -> HeldCall:
        """As the notifier does: whoever acknowledged is called, and takes the caller from hold."""
        joined = f"{self.url}{JOINED}?person={person}"
        queue = f'<Queue url="{joined}">{queue_of(request)}</Queue>'
        twiml = f'<Response><Dial timeout="5">{queue}</Dial></Response>'
        async with httpx.AsyncClient(auth=(ACCOUNT_SID, AUTH_TOKEN)) as client:
            calls = f"{self.sandbox.base_url}/2010-04-01/Accounts/{ACCOUNT_SID}/Calls.json"
            (await client.post(calls, data={"To": number, "From": SUPPORT, "Twiml": twiml})).raise_for_status()
        called = await self.sandbox.handset(number).rings()
        await called.answers()
        return called

    async def ticket_known(self, number: int) -> None:
        await until(lambda: self._value("SELECT sid FROM intake_phone.calls WHERE ticket = $1", number))

    async def accepted(self) -> None:
        """Until somebody's acceptance is recorded."""
        await until(lambda: self._value("SELECT sid FROM intake_phone.calls WHERE accepted_by IS NOT NULL"))

    async def rows(self, query: str, *values: object) -> list[asyncpg.Record]:
        connection = await asyncpg.connect(self.database.owner_url)
        try:
            return await connection.fetch(query, *values)
        finally:
            await connection.close()

    async def _value(self, query: str, *values: object) -> object:
        connection = await asyncpg.connect(self.database.owner_url)
        try:
            return await connection.fetchval(query, *values)
        finally:
            await connection.close()

    async def _execute(self, statement: str, *values: object) -> None:
        connection = await asyncpg.connect(self.database.owner_url)
        try:
            await connection.execute(statement, *values)
        finally:
            await connection.close()
