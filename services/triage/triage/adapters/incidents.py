"""Incidents in schema `triage`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import asyncpg
import msgspec

from dial2.connection import Connection
from dial2.database import Work
from triage.affected import Affected, Matter

_COLUMNS = "incident, ticket, category, client, affected, opened_at, closed_at"


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """`matter` is that of its first ticket, `opened_at` when that one was received."""

    incident: int
    ticket: int
    opened_at: datetime
    closed_at: datetime | None
    matter: Matter


def stream(incident: int) -> str:
    """Where its events are in the log."""
    return f"incident:{incident}"


async def take_turns(work: Work) -> None:
    """Until the work ends, nobody else decides which incident a ticket belongs to."""
    await work.connection.execute("SELECT pg_advisory_xact_lock(hashtext('triage.incidents'))")


async def opened_near(work: Work, at: datetime, window: timedelta) -> list[Incident]:
    """Those that go on and began within `window` of `at`, locked: none of them closes meanwhile."""
    rows = await work.connection.fetch(
        f"""SELECT {_COLUMNS} FROM triage.incidents
            WHERE closed_at IS NULL AND opened_at BETWEEN $1 AND $2
            ORDER BY incident FOR NO KEY UPDATE""",  # noqa: S608 - constant columns
        at - window,
        at + window,
    )
    return [_incident(row) for row in rows]


async def add(work: Work, ticket: int, opened_at: datetime, matter: Matter) -> int:
    number: int = await work.connection.fetchval(
        """INSERT INTO triage.incidents (ticket, category, client, affected, opened_at)
           VALUES ($1, $2, $3, $4, $5) RETURNING incident""",
        ticket,
        matter.category,
        matter.client,
        msgspec.json.encode(matter.affected).decode(),
        opened_at,
    )
    return number


async def describe(work: Work, number: int, ticket: int, matter: Matter) -> bool:
    """Say what an incident is about; whether `ticket` is its first, and nobody knew before."""
    described: int | None = await work.connection.fetchval(
        """UPDATE triage.incidents SET category = $3, affected = $4
           WHERE incident = $1 AND ticket = $2 AND affected::text = $5 RETURNING incident""",
        number,
        ticket,
        matter.category,
        msgspec.json.encode(matter.affected).decode(),
        msgspec.json.encode(Affected()).decode(),
    )
    return described is not None


async def going_on(work: Work, number: int) -> Incident | None:
    """The incident, locked, where it is not over."""
    row = await work.connection.fetchrow(
        f"""SELECT {_COLUMNS} FROM triage.incidents
            WHERE incident = $1 AND closed_at IS NULL FOR NO KEY UPDATE""",  # noqa: S608 - constant columns
        number,
    )
    return _incident(row) if row else None


async def tickets_of(connection: Connection, number: int) -> list[int]:
    rows = await connection.fetch("SELECT ticket FROM triage.tickets WHERE incident = $1 ORDER BY ticket", number)
    return [row["ticket"] for row in rows]


async def listed(connection: Connection, *, every: bool, limit: int, past: int | None = None) -> list[Incident]:
    """The newest first; those older than `past`."""
    rows = await connection.fetch(
        f"""SELECT {_COLUMNS} FROM triage.incidents
            WHERE ($1 OR closed_at IS NULL) AND ($3::bigint IS NULL OR incident < $3)
            ORDER BY incident DESC LIMIT $2""",  # noqa: S608 - constant columns
        every,
        limit,
        past,
    )
    return [_incident(row) for row in rows]


async def tickets_by_incident(connection: Connection, numbers: Sequence[int]) -> dict[int, list[int]]:
    rows = await connection.fetch(
        """SELECT incident, array_agg(ticket ORDER BY ticket) AS tickets FROM triage.tickets
           WHERE incident = ANY ($1::bigint[]) GROUP BY incident""",
        numbers,
    )
    return {row["incident"]: row["tickets"] for row in rows}


async def close_if_over(work: Work, number: int) -> bool:
    """Whether it closed now. Tickets that close at the same time take turns at its row."""
    await work.connection.execute("SELECT FROM triage.incidents WHERE incident = $1 FOR NO KEY UPDATE", number)
    closed: int | None = await work.connection.fetchval(
        """UPDATE triage.incidents SET closed_at = $2
           WHERE incident = $1 AND closed_at IS NULL AND NOT EXISTS (
               SELECT FROM triage.tickets WHERE incident = $1 AND status IN ('open', 'waiting', 'proposed'))
           RETURNING incident""",
        number,
        work.now,
    )
    return closed is not None


async def reopen(work: Work, number: int) -> bool:
    """Whether it had been closed."""
    reopened: int | None = await work.connection.fetchval(
        """UPDATE triage.incidents SET closed_at = NULL
           WHERE incident = $1 AND closed_at IS NOT NULL RETURNING incident""",
        number,
    )
    return reopened is not None


def _incident(row: asyncpg.Record) -> Incident:
    matter = Matter(
        category=row["category"],
        client=row["client"],
        affected=msgspec.json.decode(row["affected"], type=Affected),
    )
    return Incident(
        incident=row["incident"],
        ticket=row["ticket"],
        opened_at=row["opened_at"],
        closed_at=row["closed_at"],
        matter=matter,
    )
