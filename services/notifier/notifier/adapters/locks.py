"""The one order in which pages and their attempts are locked: every page first, by its id; then attempts."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from dial2.connection import Connection


async def take_turns(connection: Connection, ids: Sequence[UUID]) -> None:
    """Hold the pages of these attempts. Whoever does so first never waits in a circle with others who do."""
    await connection.execute(
        """SELECT FROM notifier.pages WHERE id IN (SELECT page FROM notifier.attempts WHERE id = ANY($1::uuid[]))
           ORDER BY id FOR NO KEY UPDATE""",
        ids,
    )


async def pages_of(connection: Connection, leader: UUID) -> list[UUID]:
    """All pages that a message tells of."""
    rows = await connection.fetch(
        "SELECT DISTINCT page FROM notifier.attempts WHERE (id = $1 OR bundle = $1) AND page IS NOT NULL", leader
    )
    return [row["page"] for row in rows]
