"""The one order in which pages and their attempts are locked: every page first, by its id; then attempts."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from dial2.connection import Connection


async def take_turns(connection: Connection, ids: Sequence[UUID]) -> set[UUID]:
    """Hold, and return, every page that these attempts tell of, before anything else is locked.

    Whoever does so never waits in a circle with others who do.
    """
    rows = await connection.fetch(
        """SELECT id FROM notifier.pages
           WHERE id IN (SELECT page FROM notifier.attempts WHERE id = ANY($1::uuid[]) OR bundle = ANY($1::uuid[]))
           ORDER BY id FOR NO KEY UPDATE""",
        ids,
    )
    return {row["id"] for row in rows}


async def pages_of(connection: Connection, leader: UUID) -> list[UUID]:
    """All pages that a message tells of."""
    rows = await connection.fetch(
        "SELECT DISTINCT page FROM notifier.attempts WHERE (id = $1 OR bundle = $1) AND page IS NOT NULL", leader
    )
    return [row["page"] for row in rows]
