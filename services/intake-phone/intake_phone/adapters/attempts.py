"""Calls back, and whom they are to; every function takes part in the unit of work that it is given."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from dial2.database import Work
from intake_phone.callback.attempt import Attempt

_COLUMNS = "id::text, ticket, person, number, client, state, sid"


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """Who a ticket is from."""

    number: str | None
    client: str | None


class Unsettled(msgspec.Struct, frozen=True, kw_only=True):
    attempt: Attempt
    started_at: datetime


async def add(work: Work, attempt: Attempt) -> bool:
    """False where the client of the ticket is being called back already."""
    added = await work.connection.fetchval(
        """INSERT INTO intake_phone.callbacks (id, ticket, person, number, client, state, started_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7)
           ON CONFLICT (ticket) WHERE state NOT IN ('connected', 'failed') DO NOTHING RETURNING true""",
        UUID(attempt.id),
        attempt.ticket,
        attempt.person,
        attempt.number,
        attempt.client,
        attempt.state,
        work.now,
    )
    return bool(added)


async def locked(work: Work, id_: str) -> Attempt | None:
    row = await work.connection.fetchrow(
        f"SELECT {_COLUMNS} FROM intake_phone.callbacks WHERE id = $1 FOR UPDATE",  # noqa: S608 - our own columns
        UUID(id_),
    )
    return Attempt(**row) if row else None


async def going_on(work: Work, ticket: int) -> Attempt | None:
    row = await work.connection.fetchrow(
        f"""SELECT {_COLUMNS} FROM intake_phone.callbacks
            WHERE ticket = $1 AND state NOT IN ('connected', 'failed')""",  # noqa: S608 - our own columns
        ticket,
    )
    return Attempt(**row) if row else None


async def save(work: Work, attempt: Attempt) -> None:
    await work.connection.execute(
        "UPDATE intake_phone.callbacks SET state = $2, sid = $3 WHERE id = $1",
        UUID(attempt.id),
        attempt.state,
        attempt.sid,
    )


async def unsettled(work: Work, seconds: float) -> list[Unsettled]:
    """Those that should be over by now."""
    rows = await work.connection.fetch(
        f"""SELECT {_COLUMNS}, started_at FROM intake_phone.callbacks
            WHERE state NOT IN ('connected', 'failed') AND started_at <= dial2.now() - make_interval(secs => $1)
            ORDER BY started_at""",  # noqa: S608 - our own columns
        seconds,
    )
    found = [dict(row) for row in rows]
    return [Unsettled(started_at=row.pop("started_at"), attempt=Attempt(**row)) for row in found]


async def set_contact(work: Work, ticket: int, *, number: str | None, client: str | None) -> None:
    await work.connection.execute(
        """INSERT INTO intake_phone.contacts (ticket, number, client) VALUES ($1, $2, $3)
           ON CONFLICT (ticket) DO UPDATE SET number = $2, client = $3""",
        ticket,
        number,
        client,
    )


async def contact(work: Work, ticket: int) -> Contact | None:
    row = await work.connection.fetchrow(
        "SELECT number, client FROM intake_phone.contacts WHERE ticket = $1", ticket
    )
    return Contact(**row) if row else None


async def set_open(work: Work, ticket: int, *, is_open: bool) -> None:
    await work.connection.execute("UPDATE intake_phone.contacts SET open = $2 WHERE ticket = $1", ticket, is_open)


async def set_client(work: Work, ticket: int, client: str) -> None:
    await work.connection.execute("UPDATE intake_phone.contacts SET client = $2 WHERE ticket = $1", ticket, client)


async def merge(work: Work, ticket: int, into: int) -> None:
    """Who called or wrote about the one means the other from now on."""
    await work.connection.execute(
        "UPDATE intake_phone.contacts SET merged_into = $2 WHERE ticket = $1", ticket, into
    )


async def open_tickets_of(work: Work, number: str) -> list[int]:
    """Open tickets of whoever writes or calls from this number, the newest first."""
    rows = await work.connection.fetch(
        """WITH RECURSIVE onward AS (
               SELECT ticket, merged_into, open FROM intake_phone.contacts
               WHERE number = $1 AND (open OR merged_into IS NOT NULL)
               UNION SELECT c.ticket, c.merged_into, c.open
               FROM onward JOIN intake_phone.contacts c ON c.ticket = onward.merged_into
           )
           SELECT ticket FROM onward WHERE open ORDER BY ticket DESC LIMIT 9""",
        number,
    )
    return [row["ticket"] for row in rows]
