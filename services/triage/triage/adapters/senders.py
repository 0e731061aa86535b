"""Schema `triage`: which tickets came from whom, known as soon as they are opened."""

from __future__ import annotations

from dial2.database import Work


async def only_open_ticket(work: Work, number: str) -> int | None:
    """Of this telephone number, if it has just one; no other text from it is decided until the work ends."""
    await work.connection.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended('triage.sender ' || $1::text, 0))", number
    )
    rows = await work.connection.fetch(
        """SELECT ticket FROM triage.tickets
           WHERE status IN ('open', 'waiting', 'proposed') AND NOT silent AND contact ->> 'number' = $1 LIMIT 2""",
        number,
    )
    return rows[0]["ticket"] if len(rows) == 1 else None
