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
from dial2.database import Database as Log
from dial2.events.request import Contact
from dial2.events.ticket import TicketOpened
from dial2_sandbox.exchange.exchange import AUTH_TOKEN
from dial2_sandbox.exchange.signature import sign
from dial2_sandbox.server import Sandbox
from tests.integration.intake_phone.gate import Gate
from tests.servers.postgres import Database

T = TypeVar("T")

SUPPORT = "+15145550100"
DISPATCHER, ANALYST, DESIGNATE, DIRECTOR = "+15145550101", "+15145550102", "+15145550103", "+15145550104"
PREVIOUS_TOKEN = "the-token-before"
CALLER, STRANGER = "+15145550123", "+15145550199"
TELEPHONES = (DISPATCHER, ANALYST, DESIGNATE, DIRECTOR, CALLER, STRANGER)

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

    async def readiness(self) -> dict[str, str]:
        async with httpx.AsyncClient() as client:
            answers: dict[str, str] = (await client.get(f"{self.ops_url}/readyz")).json()
        return answers

    async def set_clock(self, to: datetime) -> None:
        await self._execute("UPDATE dial2.clock SET shift = $1::timestamptz - statement_timestamp()", to)

    async def advance_clock(self, *, minutes: int) -> None:
        await clock.advance(self.database.owner_url, timedelta(minutes=minutes))

    async def open_ticket(self, number: int, request: str) -> None:
        """What triage does with a request."""
        database = Log(self.database.url)
        event = TicketOpened(
            ticket=number,
            request=request,
            channel="phone",
            received_at=datetime.now(UTC),
            contact=Contact(),
            client=None,
            subject="",
            text="",
            language="en",
            message_id=None,
            profile="tracktik",
            profile_version=1,
        )
        async with database.work("triage") as work:
            work.append(f"ticket:{number}", event)
        await database.close()

    async def ticket_known(self, number: int) -> None:
        await until(lambda: self._value("SELECT sid FROM intake_phone.calls WHERE ticket = $1", number))

    async def accepted(self) -> None:
        """Until somebody's acceptance is recorded."""
        await until(lambda: self._value("SELECT sid FROM intake_phone.calls WHERE accepted_by IS NOT NULL"))

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
