"""Schema `sla_timer`: clocks as rows, found when they are due."""

from collections.abc import Iterable
from datetime import datetime

import asyncpg
import msgspec

from dial2.bus.topology import FOLLOWS
from dial2.database import Work
from dial2.vocabulary import ClockName
from sla_timer.clock import Clock
from sla_timer.deadlines import Interval

_COLUMNS = "clock, severity, started_at, deadline, warn_at, latest, warned, breached, ended, paused_at, pauses"
_RANK = "array_position(ARRAY['critical', 'major', 'low', 'no'], severity)"


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    received_at: datetime
    silent: bool
    closed_at: datetime | None


async def add_ticket(work: Work, ticket: int, received_at: datetime, *, silent: bool) -> None:
    await work.connection.execute(
        "INSERT INTO sla_timer.tickets (ticket, received_at, silent) VALUES ($1, $2, $3)",
        ticket,
        received_at,
        silent,
    )


async def ticket(work: Work, number: int) -> Ticket:
    row = await work.connection.fetchrow(
        "SELECT received_at, silent, closed_at FROM sla_timer.tickets WHERE ticket = $1", number
    )
    if row is None:
        raise LookupError(f"ticket {number} was never opened here")
    return Ticket(**row)


async def close_ticket(work: Work, number: int, at: datetime | None) -> None:
    await work.connection.execute("UPDATE sla_timer.tickets SET closed_at = $2 WHERE ticket = $1", number, at)


async def clocks(work: Work, number: int) -> dict[ClockName, Clock]:
    """The ticket's clocks, locked until the work ends."""
    rows = await work.connection.fetch(
        f"SELECT {_COLUMNS} FROM sla_timer.clocks WHERE ticket = $1 FOR UPDATE",  # noqa: S608 - constant columns
        number,
    )
    return {row["clock"]: _clock(row) for row in rows}


async def claim_due(work: Work, limit: int, *, of: int | None = None) -> list[tuple[int, Clock]]:
    """Clocks with something to say, the most severe first, that no other copy is saying; of one ticket, or all."""
    rows = await work.connection.fetch(
        f"""SELECT ticket, {_COLUMNS} FROM sla_timer.clocks
            WHERE next_due <= $1 AND ($3::bigint IS NULL OR ticket = $3) ORDER BY {_RANK}, next_due LIMIT $2
            FOR UPDATE SKIP LOCKED""",  # noqa: S608 - constant columns
        work.now,
        limit,
        of,
    )
    return [(row["ticket"], _clock(row)) for row in rows]


async def unheard(work: Work, tickets: Iterable[int]) -> set[int]:
    """Those of them to which something happened that their clocks have not been told yet."""
    rows = await work.connection.fetch(
        """SELECT ticket FROM unnest($1::bigint[]) AS ticket
           JOIN sla_timer.cursors ON cursors.stream = 'ticket:' || ticket
           WHERE EXISTS (SELECT FROM dial2.events e
                         WHERE e.stream = cursors.stream AND e.version > cursors.version AND e.type = ANY ($2))""",
        list(set(tickets)),
        list(FOLLOWS["sla-timer"]),
    )
    return {row["ticket"] for row in rows}


async def seconds_until_next(work: Work) -> float | None:
    """None where no clock has anything left to say."""
    seconds: float | None = await work.connection.fetchval(
        """SELECT extract(epoch FROM next_due - dial2.now())::float FROM sla_timer.clocks
           WHERE next_due IS NOT NULL ORDER BY next_due LIMIT 1"""
    )
    return seconds


async def save(work: Work, changed: Iterable[tuple[int, Clock]]) -> None:
    rows = list(changed)
    if not rows:
        return
    await work.connection.execute(
        f"""INSERT INTO sla_timer.clocks (ticket, {_COLUMNS}, next_due)
            SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[],
                                 $6::timestamptz[], $7::timestamptz[], $8::boolean[], $9::boolean[],
                                 $10::boolean[], $11::timestamptz[], $12::json[], $13::timestamptz[])
            ON CONFLICT (ticket, clock) DO UPDATE SET
                severity = excluded.severity, started_at = excluded.started_at, deadline = excluded.deadline,
                warn_at = excluded.warn_at, latest = excluded.latest, warned = excluded.warned,
                breached = excluded.breached, ended = excluded.ended, paused_at = excluded.paused_at,
                pauses = excluded.pauses, next_due = excluded.next_due""",  # noqa: S608 - constant columns
        [number for number, _ in rows],
        [clock.name for _, clock in rows],
        [clock.severity for _, clock in rows],
        [clock.started_at for _, clock in rows],
        [clock.deadline for _, clock in rows],
        [clock.warn_at for _, clock in rows],
        [clock.latest for _, clock in rows],
        [clock.warned for _, clock in rows],
        [clock.breached for _, clock in rows],
        [clock.ended for _, clock in rows],
        [clock.paused_at for _, clock in rows],
        [msgspec.json.encode(clock.pauses).decode() for _, clock in rows],
        [clock.next_due for _, clock in rows],
    )


def _clock(row: asyncpg.Record) -> Clock:
    return Clock(
        name=row["clock"],
        severity=row["severity"],
        started_at=row["started_at"],
        deadline=row["deadline"],
        warn_at=row["warn_at"],
        latest=row["latest"],
        warned=row["warned"],
        breached=row["breached"],
        ended=row["ended"],
        paused_at=row["paused_at"],
        pauses=msgspec.json.decode(row["pauses"], type=list[Interval]),
    )
