"""Schema `sla_timer`: clocks as rows, found when they are due."""

from collections.abc import Iterable
from datetime import datetime

import asyncpg
import msgspec

from dial2.bus.topology import FOLLOWS
from dial2.database import Work
from dial2.vocabulary import SEVERITIES, ClockName, Severity
from sla_timer.clock import Clock
from sla_timer.deadlines import Interval
from sla_timer.ticket import Ticket

_COLUMNS = "clock, severity, started_at, deadline, warn_at, latest, warned, breached, ended, paused_at, pauses"
_TICKET = "ticket, received_at, silent, severity, called_back_at, updated_at, closed_at, terms"


async def add_ticket(work: Work, ticket: int, received_at: datetime, *, silent: bool, terms: str) -> None:
    await work.connection.execute(
        "INSERT INTO sla_timer.tickets (ticket, received_at, silent, terms) VALUES ($1, $2, $3, $4)",
        ticket,
        received_at,
        silent,
        terms,
    )


async def ticket(work: Work, number: int) -> Ticket:
    row = await work.connection.fetchrow(
        f"SELECT {_TICKET} FROM sla_timer.tickets WHERE ticket = $1",  # noqa: S608 - constant columns
        number,
    )
    if row is None:
        raise LookupError(f"ticket {number} was never opened here")
    return Ticket(**row)


async def update_ticket(work: Work, number: int, **changes: datetime | str | None) -> None:
    """Set columns of one ticket."""
    assignments = ", ".join(f"{name} = ${n}" for n, name in enumerate(changes, start=2))
    await work.connection.execute(
        f"UPDATE sla_timer.tickets SET {assignments} WHERE ticket = $1",  # noqa: S608 - names are the callers' keywords
        number,
        *changes.values(),
    )


async def claim_under_other_terms(work: Work, terms: str, limit: int) -> list[Ticket]:
    """Open tickets whose clocks follow another contract than `terms`; they follow it from now on."""
    rows = await work.connection.fetch(
        f"""UPDATE sla_timer.tickets SET terms = $1 WHERE ticket IN (
                SELECT ticket FROM sla_timer.tickets
                WHERE closed_at IS NULL AND (terms < $1 OR terms > $1) LIMIT $2 FOR UPDATE SKIP LOCKED)
            RETURNING {_TICKET}""",  # noqa: S608 - constant columns
        terms,
        limit,
    )
    return [Ticket(**row) for row in rows]


async def under_other_terms(work: Work, terms: str, among: Iterable[int]) -> list[Ticket]:
    """The same for those of some tickets, of which the caller holds clocks."""
    rows = await work.connection.fetch(
        f"""UPDATE sla_timer.tickets SET terms = $1
            WHERE ticket = ANY ($2::bigint[]) AND terms <> $1 AND closed_at IS NULL RETURNING {_TICKET}""",  # noqa: S608 - constant columns
        terms,
        list(set(among)),
    )
    return [Ticket(**row) for row in rows]


async def clocks(work: Work, number: int) -> dict[ClockName, Clock]:
    """The ticket's clocks, locked until the work ends."""
    rows = await work.connection.fetch(
        f"SELECT {_COLUMNS} FROM sla_timer.clocks WHERE ticket = $1 FOR UPDATE",  # noqa: S608 - constant columns
        number,
    )
    return {row["clock"]: _clock(row) for row in rows}


async def next_due(work: Work) -> dict[Severity, datetime]:
    """When the next clock of each severity has something to say, the most severe first.

    One look into the index for each, however many clocks are open.
    """
    rows = await work.connection.fetch(
        """SELECT severity, first.next_due FROM unnest($1::text[]) AS severities (severity) CROSS JOIN LATERAL (
               SELECT c.next_due FROM sla_timer.clocks c
               WHERE c.severity = severities.severity AND c.next_due IS NOT NULL
               ORDER BY c.next_due LIMIT 1) AS first""",
        SEVERITIES,
    )
    found = {row["severity"]: row["next_due"] for row in rows}
    return {severity: found[severity] for severity in SEVERITIES if severity in found}


async def claim_due(work: Work, severity: Severity, limit: int) -> list[tuple[int, Clock]]:
    """Clocks of a severity with something to say, the oldest first, that no other copy is saying."""
    rows = await work.connection.fetch(
        f"""SELECT ticket, {_COLUMNS} FROM sla_timer.clocks WHERE severity = $1 AND next_due <= $2
            ORDER BY next_due LIMIT $3 FOR UPDATE SKIP LOCKED""",  # noqa: S608 - constant columns
        severity,
        work.now,
        limit,
    )
    return [(row["ticket"], _clock(row)) for row in rows]


async def claim_due_of(work: Work, number: int) -> list[tuple[int, Clock]]:
    """The same for one ticket."""
    rows = await work.connection.fetch(
        f"""SELECT ticket, {_COLUMNS} FROM sla_timer.clocks WHERE ticket = $1 AND next_due <= $2
            ORDER BY next_due FOR UPDATE SKIP LOCKED""",  # noqa: S608 - constant columns
        number,
        work.now,
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


async def withdraw(work: Work, number: int, names: Iterable[ClockName]) -> None:
    """Forget clocks that are no longer promised."""
    await work.connection.execute(
        "DELETE FROM sla_timer.clocks WHERE ticket = $1 AND clock = ANY ($2::text[])", number, list(names)
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
