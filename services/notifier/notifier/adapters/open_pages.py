"""The pages that somebody has, or that somebody is still to have."""

from __future__ import annotations

from uuid import UUID

from dial2.connection import Connection
from dial2.vocabulary import SEVERITIES


async def worst(connection: Connection, limit: int) -> tuple[list[UUID], int]:
    """The most severe, the oldest first, and how many there are in all; probes are no matter of anybody's."""
    rows = await connection.fetch(
        """SELECT p.id, count(*) OVER () AS count
           FROM notifier.pages p JOIN notifier.tickets t USING (ticket)
           WHERE p.state <> 'closed' AND t.probe IS NULL
           ORDER BY array_position($1::text[], p.severity), p.id LIMIT $2""",
        SEVERITIES,
        limit,
    )
    return [row["id"] for row in rows], rows[0]["count"] if rows else 0
