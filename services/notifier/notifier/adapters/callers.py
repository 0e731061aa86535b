"""Callers on hold: which request waits for which ticket's page."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncpg

    Connection = asyncpg.pool.PoolConnectionProxy[asyncpg.Record]


async def opened(connection: Connection, request: str, ticket: int) -> None:
    """The ticket of a request by telephone; its caller may hold already."""
    await connection.execute(
        """INSERT INTO notifier.callers (request, ticket) VALUES ($1, $2)
           ON CONFLICT (request) DO UPDATE SET ticket = $2""",
        request,
        ticket,
    )


async def hold(connection: Connection, request: str, ticket: int | None, since: datetime) -> int | None:
    """The caller holds; returns the ticket, if it is known by now."""
    known: int | None = await connection.fetchval(
        """INSERT INTO notifier.callers AS c (request, ticket, since) VALUES ($1, $2, $3)
           ON CONFLICT (request) DO UPDATE SET since = $3, ticket = coalesce(c.ticket, $2) RETURNING ticket""",
        request,
        ticket,
        since,
    )
    return known


async def release(connection: Connection, request: str) -> None:
    await connection.execute("UPDATE notifier.callers SET since = NULL WHERE request = $1", request)


async def first_on_hold(connection: Connection, ticket: int) -> str | None:
    """The request of whoever holds longest for this ticket, or for another of its incident."""
    request: str | None = await connection.fetchval(
        """SELECT request FROM notifier.callers
           WHERE since IS NOT NULL AND (ticket = $1 OR ticket IN (
               SELECT o.ticket FROM notifier.tickets o JOIN notifier.tickets t ON o.incident = t.incident
               WHERE t.ticket = $1))
           ORDER BY since LIMIT 1""",
        ticket,
    )
    return request
