"""Schema `triage`: tickets as they stand, and what leads to them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import asyncpg
import msgspec

from dial2.connection import Connection
from dial2.database import Work
from dial2.events.request import Contact
from dial2.vocabulary import Category, Channel, Language, Severity
from triage.lifecycle import Status

_COLUMNS = (
    "ticket, request, status, severity, severity_by, category, channel, client, contact, subject, language,"
    " received_at, missing, silent, called_back, proposal, answer_by, closed_at, merged_into"
)


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket as it stands; `severity_by` is "rules", "caller", "unheard" or a member of staff."""

    ticket: int
    request: str
    status: Status
    severity: Severity
    severity_by: str
    category: Category
    channel: Channel
    client: str | None
    contact: Contact
    subject: str
    language: Language
    received_at: datetime
    missing: list[str]
    silent: bool
    called_back: bool = False
    proposal: int | None = None
    answer_by: datetime | None = None
    closed_at: datetime | None = None
    merged_into: int | None = None


async def next_number(work: Work) -> int:
    number: int = await work.connection.fetchval("SELECT nextval('triage.ticket_number')")
    return number


async def add(work: Work, ticket: Ticket) -> None:
    values = [
        msgspec.json.encode(ticket.contact).decode() if name == "contact" else getattr(ticket, name)
        for name in _COLUMNS.replace(" ", "").split(",")
    ]
    await work.connection.execute(
        f"""INSERT INTO triage.tickets ({_COLUMNS})
            VALUES ({", ".join(f"${n}" for n in range(1, len(values) + 1))})""",  # noqa: S608 - constant columns
        *values,
    )


async def update(work: Work, number: int, **changes: str | bool | int | datetime | Sequence[str] | None) -> None:
    """Set columns of one ticket."""
    assignments = ", ".join(f"{name} = ${n}" for n, name in enumerate(changes, start=2))
    await work.connection.execute(
        f"UPDATE triage.tickets SET {assignments} WHERE ticket = $1",  # noqa: S608 - names are the callers' keywords
        number,
        *changes.values(),
    )


async def locked(work: Work, number: int) -> Ticket | None:
    """The ticket, locked until the work ends."""
    row = await work.connection.fetchrow(
        f"SELECT {_COLUMNS} FROM triage.tickets WHERE ticket = $1 FOR UPDATE",  # noqa: S608 - constant columns
        number,
    )
    return _ticket(row) if row else None


async def going_on(work: Work, number: int) -> Ticket | None:
    """The ticket, or the one that it was merged into, locked until the work ends."""
    ticket = await locked(work, number)
    while ticket and ticket.merged_into:
        ticket = await locked(work, ticket.merged_into)
    return ticket


async def find(connection: Connection, number: int) -> Ticket | None:
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM triage.tickets WHERE ticket = $1",  # noqa: S608 - constant columns
        number,
    )
    return _ticket(row) if row else None


async def listed(connection: Connection, *, every: bool, limit: int) -> list[Ticket]:
    """Open tickets, the most severe and then the oldest first; with `every` closed ones as well."""
    rows = await connection.fetch(
        f"""SELECT {_COLUMNS} FROM triage.tickets
            WHERE $1 OR (status IN ('open', 'waiting', 'proposed') AND NOT silent)
            ORDER BY array_position(ARRAY['critical', 'major', 'low', 'no'], severity), received_at
            LIMIT $2""",  # noqa: S608 - constant columns
        every,
        limit,
    )
    return [_ticket(row) for row in rows]


async def of_request(work: Work, request: str) -> int | None:
    number: int | None = await work.connection.fetchval(
        "SELECT ticket FROM triage.tickets WHERE request = $1", request
    )
    return number


async def of_messages(work: Work, message_ids: Iterable[str]) -> int | None:
    """The newest ticket that one of these messages belongs to."""
    number: int | None = await work.connection.fetchval(
        "SELECT max(ticket) FROM triage.messages WHERE message_id = ANY ($1::text[])", list(message_ids)
    )
    return number


async def takes_part(work: Work, number: int, address: str) -> bool:
    found: bool = await work.connection.fetchval(
        "SELECT EXISTS (SELECT FROM triage.participants WHERE ticket = $1 AND address = $2)", number, address
    )
    return found


async def join(work: Work, number: int, *, messages: Iterable[str], addresses: Iterable[str]) -> None:
    """Remember messages and people of a ticket, by which later ones find it."""
    await work.connection.execute(
        """WITH known AS (
               INSERT INTO triage.messages (message_id, ticket)
               SELECT DISTINCT message, $1::bigint FROM unnest($2::text[]) AS message ON CONFLICT DO NOTHING
           )
           INSERT INTO triage.participants (ticket, address)
           SELECT DISTINCT $1::bigint, address FROM unnest($3::text[]) AS address ON CONFLICT DO NOTHING""",
        number,
        list(messages),
        list(addresses),
    )


async def claim_unanswered(work: Work, limit: int) -> list[Ticket]:
    """Tickets whose proposal has gone unanswered for its time, locked."""
    rows = await work.connection.fetch(
        f"""SELECT {_COLUMNS} FROM triage.tickets WHERE answer_by <= $1
            ORDER BY answer_by LIMIT $2 FOR UPDATE SKIP LOCKED""",  # noqa: S608 - constant columns
        work.now,
        limit,
    )
    return [_ticket(row) for row in rows]


def _ticket(row: asyncpg.Record) -> Ticket:
    return Ticket(**{**row, "contact": msgspec.json.decode(row["contact"], type=Contact)})
