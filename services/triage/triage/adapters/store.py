"""Schema `triage`: tickets as they stand, and what leads to them."""

from collections.abc import Sequence
from datetime import datetime

import asyncpg
import msgspec

from dial2.connection import Connection
from dial2.database import Work
from dial2.events.request import Contact
from dial2.vocabulary import SEVERITIES, Category, Channel, Language, Severity
from triage.affected import Affected
from triage.lifecycle import Status

Place = tuple[int, datetime, int]  # of a ticket in a list: rank of severity, when received, number
Value = str | bool | int | datetime | Sequence[str] | msgspec.Struct | None

_COLUMNS = (
    "ticket, request, status, severity, severity_by, category, channel, client, contact, subject, language,"
    " received_at, missing, silent, called_back, proposal, answer_by, closed_at, merged_into, incident, affected,"
    " acknowledged_by, version"
)


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket as it stands; `severity_by` is "rules", "caller", "unheard" or a member of staff.

    `acknowledged_by` is whoever acknowledged a page of it last.
    """

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
    incident: int | None = None
    affected: Affected = Affected()
    acknowledged_by: str | None = None
    version: int = 1


async def next_number(work: Work) -> int:
    number: int = await work.connection.fetchval("SELECT nextval('triage.ticket_number')")
    return number


async def add(work: Work, ticket: Ticket) -> None:
    values = [_written(getattr(ticket, name)) for name in _COLUMNS.replace(" ", "").split(",")]
    await work.connection.execute(
        f"""INSERT INTO triage.tickets ({_COLUMNS})
            VALUES ({", ".join(f"${n}" for n in range(1, len(values) + 1))})""",  # noqa: S608 - constant columns
        *values,
    )


async def update(work: Work, number: int, **changes: Value) -> None:
    """Set columns of one ticket, which is a new version of it."""
    assignments = ", ".join(
        ["version = version + 1", *(f"{name} = ${n}" for n, name in enumerate(changes, start=2))]
    )
    await work.connection.execute(
        f"UPDATE triage.tickets SET {assignments} WHERE ticket = $1",  # noqa: S608 - names are the callers' keywords
        number,
        *map(_written, changes.values()),
    )


async def locked(work: Work, number: int) -> Ticket | None:
    """The ticket, locked until the work ends."""
    row = await work.connection.fetchrow(
        f"SELECT {_COLUMNS} FROM triage.tickets WHERE ticket = $1 FOR NO KEY UPDATE",  # noqa: S608 - constant columns
        number,
    )
    return _ticket(row) if row else None


async def going_on(work: Work, number: int) -> Ticket | None:
    """The ticket, or the one that it was merged into, locked until the work ends."""
    ticket = await locked(work, number)
    while ticket and ticket.merged_into:
        ticket = await locked(work, ticket.merged_into)
    return ticket


async def version(work: Work, number: int) -> int:
    found: int = await work.connection.fetchval("SELECT version FROM triage.tickets WHERE ticket = $1", number)
    return found


async def find(connection: Connection, number: int) -> Ticket | None:
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM triage.tickets WHERE ticket = $1",  # noqa: S608 - constant columns
        number,
    )
    return _ticket(row) if row else None


def place(ticket: Ticket) -> Place:
    return (SEVERITIES.index(ticket.severity) + 1, ticket.received_at, ticket.ticket)


async def listed(connection: Connection, *, every: bool, limit: int, past: Place | None = None) -> list[Ticket]:
    """Open tickets, the most severe and then the oldest first; with `every` closed ones as well."""
    rank, at, number = past or (0, None, 0)
    rows = await connection.fetch(
        f"""SELECT {_COLUMNS} FROM triage.tickets
            WHERE ($1 OR (status IN ('open', 'waiting', 'proposed') AND NOT silent))
              AND (array_position($2::text[], severity), received_at, ticket)
                  > ($3::integer, coalesce($4::timestamptz, '-infinity'), $5::bigint)
            ORDER BY array_position($2::text[], severity), received_at, ticket
            LIMIT $6""",  # noqa: S608 - constant columns
        every,
        list(SEVERITIES),
        rank,
        at,
        number,
        limit,
    )
    return [_ticket(row) for row in rows]


async def of_request(work: Work, request: str) -> int | None:
    """The ticket that a request opened, or continues by telephone."""
    number: int | None = await work.connection.fetchval(
        """SELECT ticket FROM triage.tickets WHERE request = $1
           UNION ALL SELECT ticket FROM triage.continued_calls WHERE request = $1 LIMIT 1""",
        request,
    )
    return number


async def continued_by(work: Work, number: int, request: str) -> None:
    await work.connection.execute(
        "INSERT INTO triage.continued_calls (request, ticket) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        request,
        number,
    )


async def relate(work: Work, one: int, other: int) -> bool:
    """Whether they were not related before."""
    written: int | None = await work.connection.fetchval(
        """INSERT INTO triage.relations (lesser, greater) VALUES (least($1::bigint, $2), greatest($1::bigint, $2))
           ON CONFLICT DO NOTHING RETURNING lesser""",
        one,
        other,
    )
    return written is not None


async def part(work: Work, one: int, other: int) -> bool:
    """Whether they were related before."""
    removed: int | None = await work.connection.fetchval(
        """DELETE FROM triage.relations WHERE lesser = least($1::bigint, $2) AND greater = greatest($1::bigint, $2)
           RETURNING lesser""",
        one,
        other,
    )
    return removed is not None


async def claim_unanswered(work: Work, limit: int) -> list[Ticket]:
    """Tickets whose proposal has gone unanswered for its time, locked."""
    rows = await work.connection.fetch(
        f"""SELECT {_COLUMNS} FROM triage.tickets WHERE answer_by <= $1
            ORDER BY answer_by LIMIT $2 FOR UPDATE SKIP LOCKED""",  # noqa: S608 - constant columns
        work.now,
        limit,
    )
    return [_ticket(row) for row in rows]


def _written(value: Value) -> Value:
    return msgspec.json.encode(value).decode() if isinstance(value, msgspec.Struct) else value


def _ticket(row: asyncpg.Record) -> Ticket:
    contact = msgspec.json.decode(row["contact"], type=Contact)
    affected = msgspec.json.decode(row["affected"], type=Affected)
    return Ticket(**{**row, "contact": contact, "affected": affected})
