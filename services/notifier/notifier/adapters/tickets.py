"""What the notifier knows of tickets, from their streams."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from dial2.errors import Permanent
from dial2.events.after_hours import Ruling
from dial2.events.ticket import TicketOpened
from dial2.vocabulary import Category, Severity
from notifier.ticket import Ticket

if TYPE_CHECKING:
    import asyncpg

    Connection = asyncpg.pool.PoolConnectionProxy[asyncpg.Record]


_COLUMNS = """ticket, silent, client, contact_name, email, subject, language, message_id, received_at, severity,
              category, missing, correlation, incident, pages, closed, assigned, probe,
              (SELECT count(*) FROM notifier.tickets o WHERE o.incident = tickets.incident) AS together"""


async def add(connection: Connection, event: TicketOpened, correlation: UUID | None) -> None:
    """Until severity is assigned, the least severe stands."""
    await connection.execute(
        """INSERT INTO notifier.tickets
               (ticket, silent, client, contact_name, email, subject, language, message_id, received_at, severity,
                correlation, probe)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'no', $10, $11)""",
        event.ticket,
        event.silent,
        event.client,
        event.contact.name,
        event.contact.email,
        event.subject,
        event.language,
        event.message_id,
        event.received_at,
        correlation,
        event.probe,
    )


async def get(connection: Connection, ticket: int) -> Ticket:
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM notifier.tickets WHERE ticket = $1",  # noqa: S608 - the columns are a constant
        ticket,
    )
    return _known(row, ticket)


async def set_severity(
    connection: Connection, ticket: int, severity: Severity, category: Category, *, pages: bool
) -> Ticket:
    """`pages`: somebody is to be paged for it, unless it is silent or waits for support hours.

    What the after-hours service has registered is always paged for.
    """
    row = await connection.fetchrow(
        f"""UPDATE notifier.tickets SET severity = $2, category = $3, assigned = true,
                   pages = (NOT silent OR probe IS NOT NULL)
                           AND coalesce(ruling, 'opened') NOT IN ('waits', 'excluded')
                           AND ($4 OR ruling IS NOT DISTINCT FROM 'registered')
            WHERE ticket = $1 RETURNING {_COLUMNS}""",  # noqa: S608 - the columns are a constant
        ticket,
        severity,
        category,
        pages,
    )
    return _known(row, ticket)


async def set_ruling(connection: Connection, ticket: int, ruling: Ruling) -> Ticket:
    row = await connection.fetchrow(
        f"UPDATE notifier.tickets SET ruling = $2 WHERE ticket = $1 RETURNING {_COLUMNS}",  # noqa: S608 - the columns are a constant
        ticket,
        ruling,
    )
    return _known(row, ticket)


async def set_closed(connection: Connection, ticket: int, *, closed: bool) -> None:
    await connection.execute("UPDATE notifier.tickets SET closed = $2 WHERE ticket = $1", ticket, closed)


async def set_client(connection: Connection, ticket: int, client: str) -> None:
    await connection.execute("UPDATE notifier.tickets SET client = $2 WHERE ticket = $1", ticket, client)


async def set_missing(connection: Connection, ticket: int, items: list[str]) -> None:
    await connection.execute("UPDATE notifier.tickets SET missing = $2 WHERE ticket = $1", ticket, items)


async def merge(connection: Connection, ticket: int, into: int) -> None:
    await connection.execute("UPDATE notifier.tickets SET merged_into = $2 WHERE ticket = $1", ticket, into)


async def merged_into(connection: Connection, ticket: int) -> list[Ticket]:
    """All that were merged into it, one after the other."""
    rows = await connection.fetch(
        f"""WITH RECURSIVE merged AS (
                SELECT ticket FROM notifier.tickets WHERE merged_into = $1
                UNION SELECT t.ticket FROM merged JOIN notifier.tickets t ON t.merged_into = merged.ticket
            )
            SELECT {_COLUMNS} FROM notifier.tickets WHERE ticket IN (SELECT m.ticket FROM merged m)
            ORDER BY ticket""",  # noqa: S608 - the columns are a constant
        ticket,
    )
    return [Ticket(**row) for row in rows]


async def set_last_message(connection: Connection, ticket: int, message_id: str) -> None:
    """What the next notice answers to."""
    await connection.execute("UPDATE notifier.tickets SET message_id = $2 WHERE ticket = $1", ticket, message_id)


async def first_answer(connection: Connection, ticket: int) -> Ticket | None:
    """The ticket, once: its acknowledgement is to be written now."""
    row = await connection.fetchrow(
        f"UPDATE notifier.tickets SET answered = true WHERE ticket = $1 AND NOT answered RETURNING {_COLUMNS}",  # noqa: S608 - the columns are a constant
        ticket,
    )
    return Ticket(**row) if row else None


def _known(row: asyncpg.Record | None, ticket: int) -> Ticket:
    if row is None:
        raise Permanent(f"Ticket {ticket} is unknown: its stream does not begin with ticket.opened")
    return Ticket(**row)
