"""What callers on hold are told of pages, and which tickets are open; followed from others' events."""

from __future__ import annotations

from uuid import UUID

from dial2.database import Work


async def tried(work: Work, page: str, ticket: int, person: str, level: int) -> None:
    """A person is tried now; an acknowledgement before this is no longer one."""
    await work.connection.execute(
        """INSERT INTO intake_phone.pages (page, ticket, level, people) VALUES ($1, $2, $3, ARRAY[$4::text])
           ON CONFLICT (page) DO UPDATE SET level = $3, people = CASE
               WHEN $4 = ANY (pages.people) THEN pages.people ELSE pages.people || $4::text END""",
        UUID(page),
        ticket,
        level,
        person,
    )


async def reopened(work: Work, page: str) -> None:
    await work.connection.execute(
        "UPDATE intake_phone.pages SET acknowledged_by = NULL, exhausted = false WHERE page = $1", UUID(page)
    )


async def acknowledged(work: Work, page: str, ticket: int, person: str) -> None:
    await work.connection.execute(
        """INSERT INTO intake_phone.pages (page, ticket, acknowledged_by) VALUES ($1, $2, $3)
           ON CONFLICT (page) DO UPDATE SET acknowledged_by = $3""",
        UUID(page),
        ticket,
        person,
    )


async def exhausted(work: Work, page: str) -> None:
    await work.connection.execute("UPDATE intake_phone.pages SET exhausted = true WHERE page = $1", UUID(page))


async def closed(work: Work, page: str) -> None:
    await work.connection.execute("DELETE FROM intake_phone.pages WHERE page = $1", UUID(page))


async def move(work: Work, page: str, ticket: int) -> None:
    await work.connection.execute("UPDATE intake_phone.pages SET ticket = $2 WHERE page = $1", UUID(page), ticket)


async def link(work: Work, ticket: int, incident: int) -> None:
    await work.connection.execute(
        """INSERT INTO intake_phone.linked_tickets (ticket, incident) VALUES ($1, $2)
           ON CONFLICT (ticket) DO UPDATE SET incident = $2""",
        ticket,
        incident,
    )


async def unlink(work: Work, ticket: int) -> None:
    await work.connection.execute("DELETE FROM intake_phone.linked_tickets WHERE ticket = $1", ticket)


async def add_ticket(work: Work, ticket: int, client: str) -> None:
    await work.connection.execute(
        "INSERT INTO intake_phone.open_tickets (ticket, client) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        ticket,
        client,
    )


async def set_client(work: Work, ticket: int, client: str) -> None:
    """Its callers find the ticket, if it is open: what was nobody's before is not here yet."""
    await work.connection.execute(
        """INSERT INTO intake_phone.open_tickets (ticket, client, open)
           SELECT ticket, $2, open FROM intake_phone.contacts WHERE ticket = $1
           ON CONFLICT (ticket) DO UPDATE SET client = excluded.client""",
        ticket,
        client,
    )


async def close_ticket(work: Work, ticket: int) -> None:
    await work.connection.execute("UPDATE intake_phone.open_tickets SET open = false WHERE ticket = $1", ticket)


async def reopen_ticket(work: Work, ticket: int) -> None:
    await work.connection.execute("UPDATE intake_phone.open_tickets SET open = true WHERE ticket = $1", ticket)


async def open_tickets(work: Work, client: str) -> list[int]:
    """The newest first."""
    rows = await work.connection.fetch(
        "SELECT ticket FROM intake_phone.open_tickets WHERE client = $1 AND open ORDER BY ticket DESC LIMIT 9",
        client,
    )
    return [row["ticket"] for row in rows]
