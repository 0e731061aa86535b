"""Which tickets are of one incident: they have one live page among them."""

from __future__ import annotations

from uuid import UUID

from dial2.connection import Connection
from dial2.vocabulary import SEVERITIES, Severity


async def take_turns(connection: Connection, ticket: int) -> None:
    """Until the transaction ends, nobody else acts on a page of the ticket's incident, not even to open it."""
    await connection.execute(
        """SELECT pg_advisory_xact_lock(hashtext('notifier.incidents'), incident::integer)
           FROM notifier.tickets WHERE ticket = $1 AND incident IS NOT NULL""",
        ticket,
    )


async def put(connection: Connection, ticket: int, incident: int | None) -> None:
    await connection.execute("UPDATE notifier.tickets SET incident = $2 WHERE ticket = $1", ticket, incident)


async def live_pages(connection: Connection, ticket: int) -> list[UUID]:
    """Of all tickets of its incident: one, unless the ticket has only now joined, whose own is the last."""
    rows = await connection.fetch(
        """SELECT p.id FROM notifier.pages p
           WHERE p.state <> 'closed' AND p.ticket IN (
               SELECT o.ticket FROM notifier.tickets o JOIN notifier.tickets t ON o.incident = t.incident
               WHERE t.ticket = $1)
           ORDER BY p.ticket = $1, p.id""",
        ticket,
    )
    return [row["id"] for row in rows]


async def another(connection: Connection, ticket: int) -> int | None:
    """A ticket of the same incident that still needs somebody: the most severe, then the oldest."""
    other: int | None = await connection.fetchval(
        """SELECT o.ticket FROM notifier.tickets o JOIN notifier.tickets t ON o.incident = t.incident
           WHERE t.ticket = $1 AND o.ticket <> $1 AND o.pages AND NOT o.closed
           ORDER BY array_position($2::text[], o.severity), o.ticket LIMIT 1""",
        ticket,
        list(SEVERITIES),
    )
    return other


async def severity(connection: Connection, ticket: int) -> Severity:
    """The most severe of the ticket and the others of its incident that need somebody."""
    found: Severity = await connection.fetchval(
        """SELECT o.severity FROM notifier.tickets t
           JOIN notifier.tickets o ON o.ticket = t.ticket OR (o.incident = t.incident AND o.pages AND NOT o.closed)
           WHERE t.ticket = $1 ORDER BY array_position($2::text[], o.severity) LIMIT 1""",
        ticket,
        list(SEVERITIES),
    )
    return found


async def move(connection: Connection, page: UUID, ticket: int) -> None:
    await connection.execute("UPDATE notifier.pages SET ticket = $2 WHERE id = $1", page, ticket)
