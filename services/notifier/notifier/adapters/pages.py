"""Pages: each function is one statement, and changes a row only from the states that it names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from dial2.vocabulary import Severity
from notifier.adapters import incidents
from notifier.ladder import Policy, Turn
from notifier.page import Page
from notifier.ticket import Ticket

if TYPE_CHECKING:
    import asyncpg

    Connection = asyncpg.pool.PoolConnectionProxy[asyncpg.Record]


_encode = msgspec.json.Encoder().encode
_decoder: msgspec.json.Decoder[Policy] = msgspec.json.Decoder(Policy)


async def add(
    connection: Connection, page: UUID, ticket: Ticket, severity: Severity, policy: Policy, turn: Turn
) -> None:
    await connection.execute(
        """INSERT INTO notifier.pages
               (id, ticket, severity, state, step, round, rung, level, person, round_began_at, due_at,
                correlation, policy)
           VALUES ($1, $2, $3, 'open', 1, $4, $5, $6, $7, $8, $9, $10, $11)""",
        page,
        ticket.ticket,
        severity,
        *_values(turn),
        ticket.correlation,
        _encode(policy).decode(),
    )


async def add_exhausted(
    connection: Connection,
    page: UUID,
    ticket: Ticket,
    severity: Severity,
    policy: Policy,
    person: str,
    now: datetime,
) -> None:
    """A page that found nobody on the ladder: it begins, and ends, with the catch-all."""
    await connection.execute(
        """INSERT INTO notifier.pages
               (id, ticket, severity, state, step, round, rung, level, person, round_began_at, due_at, correlation,
                policy)
           VALUES ($1, $2, $3, 'exhausted', 1, 0, 0, 0, $4, $5, $6, $7, $8)""",
        page,
        ticket.ticket,
        severity,
        person,
        now,
        now + policy.insist,
        ticket.correlation,
        _encode(policy).decode(),
    )


def id_of(written: str) -> UUID:
    return UUID(written)


async def lock(connection: Connection, page: UUID) -> Page | None:
    """Whoever changes a page or its attempts holds its row: acknowledgements and escalations take turns."""
    row = await connection.fetchrow("SELECT * FROM notifier.pages WHERE id = $1 FOR NO KEY UPDATE", page)
    return _read(row)


async def lock_all(connection: Connection, ids: Sequence[UUID]) -> list[Page]:
    """All in one order, before any attempt of theirs."""
    rows = await connection.fetch(
        "SELECT * FROM notifier.pages WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE", ids
    )
    return [page for row in rows if (page := _read(row))]


async def get(connection: Connection, page: UUID) -> Page | None:
    row = await connection.fetchrow("SELECT * FROM notifier.pages WHERE id = $1", page)
    return _read(row)


async def newest_of(connection: Connection, ticket: int) -> Page | None:
    """Lock and return the live page of the ticket, or of its incident, or the last one."""
    await incidents.take_turns(connection, ticket)
    row = await connection.fetchrow(
        """SELECT * FROM notifier.pages WHERE ticket = $1 OR ticket IN (
               SELECT o.ticket FROM notifier.tickets o JOIN notifier.tickets t ON o.incident = t.incident
               WHERE t.ticket = $1)
           ORDER BY (state <> 'closed') DESC, id DESC LIMIT 1 FOR NO KEY UPDATE""",
        ticket,
    )
    return _read(row)


async def all_of(connection: Connection, ticket: int) -> list[UUID]:
    """The pages of the ticket and of its incident, in the order that they were opened."""
    rows = await connection.fetch(
        """SELECT id FROM notifier.pages WHERE ticket = $1 OR ticket IN (
               SELECT o.ticket FROM notifier.tickets o JOIN notifier.tickets t ON o.incident = t.incident
               WHERE t.ticket = $1)
           ORDER BY id""",
        ticket,
    )
    return [row["id"] for row in rows]


async def newest_for(connection: Connection, person: str, ticket: int | None) -> UUID | None:
    """The page that a reply means: of `ticket` or its incident, or the one this person was last tried for."""
    page: UUID | None = await connection.fetchval(
        """SELECT p.id FROM notifier.pages p JOIN notifier.attempts a ON a.page = p.id
           WHERE p.state <> 'closed' AND a.kind = 'page' AND ($2::bigint IS NULL OR p.ticket = $2 OR p.ticket IN (
                 SELECT o.ticket FROM notifier.tickets o JOIN notifier.tickets t ON o.incident = t.incident
                 WHERE t.ticket = $2))
             AND (a.person = $1 OR $2 IS NOT NULL)
           ORDER BY (p.state <> 'acknowledged') DESC, a.id DESC LIMIT 1""",
        person,
        ticket,
    )
    return page


async def exhausted(connection: Connection) -> list[asyncpg.Record]:
    """Id and ticket of each page that nobody has acknowledged, the oldest first."""
    rows: list[asyncpg.Record] = await connection.fetch(
        "SELECT id, ticket FROM notifier.pages WHERE state = 'exhausted' AND due_at IS NOT NULL ORDER BY id"
    )
    return rows


async def claim_due(connection: Connection) -> Page | None:
    row = await connection.fetchrow(
        """SELECT * FROM notifier.pages WHERE due_at <= dial2.now()
           ORDER BY due_at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED"""
    )
    return _read(row)


async def seconds_to_next(connection: Connection) -> float | None:
    seconds: float | None = await connection.fetchval(
        """SELECT extract(epoch FROM min(due_at) - dial2.now())::float8
           FROM notifier.pages WHERE due_at IS NOT NULL"""
    )
    return seconds


async def turn(connection: Connection, page: UUID, turn: Turn) -> None:
    """It is another person's turn; the page is open (again)."""
    await connection.execute(
        """UPDATE notifier.pages SET state = 'open', step = step + 1, round = $2, rung = $3, level = $4,
               person = $5, round_began_at = $6, due_at = $7, acknowledged_by = NULL, acknowledged_at = NULL
           WHERE id = $1""",
        page,
        *_values(turn),
    )


async def keep(connection: Connection, page: UUID, policy: Policy) -> None:
    """The ladder that the page climbs from now on."""
    await connection.execute("UPDATE notifier.pages SET policy = $2 WHERE id = $1", page, _encode(policy).decode())


async def stay(connection: Connection, page: UUID, until: datetime) -> None:
    await connection.execute("UPDATE notifier.pages SET due_at = $2 WHERE id = $1", page, until)


async def exhaust(connection: Connection, page: UUID, person: str, again_at: datetime) -> None:
    """`person` is the catch-all, whose turn it is last, and again then."""
    await connection.execute(
        """UPDATE notifier.pages SET state = 'exhausted', due_at = $3, step = step + 1, person = $2
           WHERE id = $1""",
        page,
        person,
        again_at,
    )


async def acknowledge(connection: Connection, page: UUID, person: str, at: datetime) -> None:
    await connection.execute(
        """UPDATE notifier.pages
           SET state = 'acknowledged', due_at = NULL, acknowledged_by = $2, acknowledged_at = $3
           WHERE id = $1""",
        page,
        person,
        at,
    )


async def set_severity(connection: Connection, page: UUID, severity: Severity) -> None:
    await connection.execute("UPDATE notifier.pages SET severity = $2 WHERE id = $1", page, severity)


async def close(connection: Connection, page: UUID) -> None:
    await connection.execute("UPDATE notifier.pages SET state = 'closed', due_at = NULL WHERE id = $1", page)


def _read(row: asyncpg.Record | None) -> Page | None:
    if row is None:
        return None
    return Page(**{**row, "policy": _decoder.decode(row["policy"]) if row["policy"] else None})


def _values(turn: Turn) -> tuple[object, ...]:
    """Round, rung, level, the first of its people, when the round began and when the turn ends."""
    climb = turn.climb
    return (climb.round, climb.rung, turn.rung.level, turn.people[0], climb.round_began_at, climb.due_at)
