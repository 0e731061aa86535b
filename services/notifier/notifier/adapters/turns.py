"""Who has the turn of a page: those who were tried in its present step and have not passed it on."""

from __future__ import annotations

from uuid import UUID

from dial2.connection import Connection


async def people(connection: Connection, page: UUID, step: int) -> set[str]:
    rows = await connection.fetch(
        """SELECT DISTINCT person FROM notifier.attempts a WHERE page = $1 AND step = $2 AND kind = 'page'
             AND NOT EXISTS (
                 SELECT FROM notifier.passed p WHERE (p.page, p.step, p.person) = (a.page, a.step, a.person))
        """,
        page,
        step,
    )
    return {row["person"] for row in rows}


async def leave(connection: Connection, page: UUID, step: int, person: str) -> None:
    """`person` has passed it on: nothing more goes there, and nobody waits for what has."""
    await connection.execute(
        "INSERT INTO notifier.passed (page, step, person) VALUES ($1, $2, $3)", page, step, person
    )
    await connection.execute(
        """UPDATE notifier.attempts SET state = 'withdrawn', code = 'not-needed'
           WHERE page = $1 AND step = $2 AND person = $3 AND kind = 'page' AND state = 'planned'""",
        page,
        step,
        person,
    )
