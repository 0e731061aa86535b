"""Probes as they stand: each function is one statement."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    import asyncpg

    Connection = asyncpg.pool.PoolConnectionProxy[asyncpg.Record]


class Probe(msgspec.Struct, frozen=True, kw_only=True):
    probe: str
    planned_at: datetime
    started_at: datetime | None = None
    late_at: datetime | None = None
    accepted_at: datetime | None = None
    ticket: int | None = None
    failed_at: datetime | None = None
    why: str | None = None
    passed_at: datetime | None = None


async def plan(connection: Connection, probe: str) -> None:
    """One more, to be started at once."""
    await connection.execute("INSERT INTO notifier.probes (probe, planned_at) VALUES ($1, dial2.now())", probe)
    await connection.execute("SELECT pg_notify('dial2_due', '')")


async def plan_by_schedule(connection: Connection, probe: str, every: timedelta) -> None:
    """Plan `probe` if none was planned for so long, however many processes ask."""
    await connection.execute("SELECT pg_advisory_xact_lock(hashtext('notifier.probes'))")
    await connection.execute(
        """INSERT INTO notifier.probes (probe, planned_at)
           SELECT $1, dial2.now() WHERE NOT EXISTS (
               SELECT FROM notifier.probes WHERE planned_at > dial2.now() - $2::interval)""",
        probe,
        every,
    )


async def claim_planned(connection: Connection, late: timedelta) -> Probe | None:
    """One that was not started yet: it is now."""
    row = await connection.fetchrow(
        """UPDATE notifier.probes SET started_at = dial2.now(), late_at = dial2.now() + $1::interval
           WHERE probe = (SELECT probe FROM notifier.probes WHERE started_at IS NULL
                          ORDER BY planned_at LIMIT 1 FOR UPDATE SKIP LOCKED)
           RETURNING *""",
        late,
    )
    return Probe(**row) if row else None


async def claim_late(connection: Connection) -> Probe | None:
    row = await connection.fetchrow(
        """SELECT * FROM notifier.probes
           WHERE late_at <= dial2.now() AND failed_at IS NULL AND passed_at IS NULL
           ORDER BY late_at LIMIT 1 FOR UPDATE SKIP LOCKED"""
    )
    return Probe(**row) if row else None


async def lock(connection: Connection, probe: str) -> Probe | None:
    row = await connection.fetchrow("SELECT * FROM notifier.probes WHERE probe = $1 FOR UPDATE", probe)
    return Probe(**row) if row else None


async def newest(connection: Connection, *, ended: bool = False) -> Probe | None:
    """The last one; with `ended` the last that has passed or failed."""
    row = await connection.fetchrow(
        """SELECT * FROM notifier.probes WHERE NOT $1 OR passed_at IS NOT NULL OR failed_at IS NOT NULL
           ORDER BY planned_at DESC LIMIT 1""",
        ended,
    )
    return Probe(**row) if row else None


async def accepted(connection: Connection, probe: str) -> None:
    await connection.execute(
        "UPDATE notifier.probes SET accepted_at = dial2.now() WHERE probe = $1 AND accepted_at IS NULL", probe
    )


async def has_ticket(connection: Connection, probe: str, ticket: int) -> None:
    await connection.execute("UPDATE notifier.probes SET ticket = $2 WHERE probe = $1", probe, ticket)


async def passed(connection: Connection, probe: str) -> None:
    await connection.execute("UPDATE notifier.probes SET passed_at = dial2.now() WHERE probe = $1", probe)


async def failed(connection: Connection, probe: str, why: str) -> None:
    await connection.execute(
        "UPDATE notifier.probes SET failed_at = dial2.now(), why = $2 WHERE probe = $1", probe, why
    )


async def attempts_of(connection: Connection, ticket: int) -> list[str]:
    """How each attempt of its page stands, as words: `sms failed (30003)`."""
    rows = await connection.fetch(
        """SELECT channel, state::text AS state, code FROM notifier.attempts
           WHERE ticket = $1 AND kind = 'page' ORDER BY id""",
        ticket,
    )
    return [f"{row['channel']} {row['state']}{f' ({code})' if (code := row['code']) else ''}" for row in rows]
