"""Interruptions and maintenance as they stand."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from dial2.connection import Connection
from dial2.database import Work

State = Literal["planned", "cancelled", "started", "ended"]


class Interruption(msgspec.Struct, frozen=True, kw_only=True):
    """`clients`: those that it concerns; none named means all of them."""

    interruption: int
    clients: list[str]
    cause: str
    begun_at: datetime
    ended_at: datetime | None
    clients_connection: bool
    ticket: int


class Maintenance(msgspec.Struct, frozen=True, kw_only=True):
    maintenance: int
    state: State
    clients: list[str]
    why: str
    starts_at: datetime
    ends_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    critical_fix: bool
    within_allowance: bool

    @property
    def took(self) -> tuple[datetime, datetime]:
        """From when to when, as planned where it is not known better."""
        return self.started_at or self.starts_at, self.ended_at or self.ends_at


async def add_interruption(work: Work, clients: list[str], cause: str, begun_at: datetime, ticket: int) -> int:
    number: int = await work.connection.fetchval(
        """INSERT INTO triage.interruptions (clients, cause, begun_at, ticket) VALUES ($1, $2, $3, $4)
           RETURNING interruption""",
        clients,
        cause,
        begun_at,
        ticket,
    )
    return number


async def locked_interruption(work: Work, number: int) -> Interruption | None:
    row = await work.connection.fetchrow(
        "SELECT * FROM triage.interruptions WHERE interruption = $1 FOR UPDATE", number
    )
    return Interruption(**row) if row else None


async def end_interruption(
    work: Work, number: int, ended_at: datetime, cause: str, *, clients_connection: bool
) -> None:
    await work.connection.execute(
        """UPDATE triage.interruptions SET ended_at = $2, cause = $3, clients_connection = $4
           WHERE interruption = $1""",
        number,
        ended_at,
        cause,
        clients_connection,
    )


async def interruptions(connection: Connection, limit: int) -> list[Interruption]:
    """The newest first."""
    rows = await connection.fetch(
        "SELECT * FROM triage.interruptions ORDER BY (ended_at IS NULL) DESC, begun_at DESC LIMIT $1", limit
    )
    return [Interruption(**row) for row in rows]


async def one_plans_at_a_time(work: Work) -> None:
    """Until the work ends: two plans could each find room for themselves."""
    await work.connection.execute("LOCK TABLE triage.maintenance IN SHARE ROW EXCLUSIVE MODE")


async def add_maintenance(
    work: Work,
    *,
    clients: list[str],
    why: str,
    starts_at: datetime,
    ends_at: datetime,
    critical_fix: bool,
    within_allowance: bool,
) -> int:
    number: int = await work.connection.fetchval(
        """INSERT INTO triage.maintenance
               (state, clients, why, starts_at, ends_at, critical_fix, within_allowance)
           VALUES ('planned', $1, $2, $3, $4, $5, $6) RETURNING maintenance""",
        clients,
        why,
        starts_at,
        ends_at,
        critical_fix,
        within_allowance,
    )
    return number


async def within_allowance(work: Work, since: datetime, clients: list[str]) -> list[Maintenance]:
    """What was planned within the allowance, ends after `since` and concerns any of the same clients."""
    rows = await work.connection.fetch(
        """SELECT * FROM triage.maintenance
           WHERE state <> 'cancelled' AND within_allowance AND coalesce(ended_at, ends_at) > $1
             AND (clients = '{}' OR $2::text[] = '{}' OR clients && $2)""",
        since,
        clients,
    )
    return [Maintenance(**row) for row in rows]


async def locked_maintenance(work: Work, number: int) -> Maintenance | None:
    row = await work.connection.fetchrow(
        "SELECT * FROM triage.maintenance WHERE maintenance = $1 FOR UPDATE", number
    )
    return Maintenance(**row) if row else None


async def set_state(work: Work, number: int, state: State) -> None:
    """Started and ended, it is so from now on."""
    await work.connection.execute(
        """UPDATE triage.maintenance SET state = $2,
               started_at = CASE $2 WHEN 'started' THEN $3 ELSE started_at END,
               ended_at = CASE $2 WHEN 'ended' THEN $3 ELSE ended_at END
           WHERE maintenance = $1""",
        number,
        state,
        work.now,
    )


async def maintenance(connection: Connection, limit: int) -> list[Maintenance]:
    """The latest first."""
    rows = await connection.fetch("SELECT * FROM triage.maintenance ORDER BY starts_at DESC LIMIT $1", limit)
    return [Maintenance(**row) for row in rows]
