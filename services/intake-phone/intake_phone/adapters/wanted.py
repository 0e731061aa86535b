"""Callers who left a hold to be called back, until they are."""

from __future__ import annotations

from datetime import datetime

import msgspec

from dial2.connection import Connection
from dial2.database import Work


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """`attempts` were made since; `ticket` is None until triage has opened it."""

    call: str
    request: str
    ticket: int | None
    client: str | None
    number: str | None
    asked_at: datetime
    due_at: datetime
    overdue: bool
    attempts: int


_WANTED = """
    SELECT c.sid AS call, w.request::text, c.ticket, c.client, c.caller AS number, w.asked_at, w.due_at,
        w.due_at <= dial2.now() AS overdue,
        (SELECT count(*) FROM intake_phone.callbacks b
         WHERE b.ticket = c.ticket AND b.started_at >= w.asked_at) AS attempts
    FROM intake_phone.wanted_callbacks w JOIN intake_phone.calls c USING (request)
"""


async def listed(connection: Connection) -> list[Wanted]:
    """Whoever waits, the most urgent first."""
    rows = await connection.fetch(f"{_WANTED} ORDER BY w.due_at, w.asked_at")
    return [Wanted(**row) for row in rows]


async def fall_due(work: Work) -> Wanted | None:
    """One that has become overdue; each is given once."""
    row = await work.connection.fetchrow(
        f"""{_WANTED} WHERE NOT w.told AND w.due_at <= dial2.now()
            ORDER BY w.due_at LIMIT 1 FOR UPDATE OF w SKIP LOCKED"""
    )
    if row is None:
        return None
    await work.connection.execute(
        "UPDATE intake_phone.wanted_callbacks SET told = true WHERE request = $1::text::uuid", row["request"]
    )
    return Wanted(**row)


async def done(work: Work, ticket: int) -> None:
    """The client was called back, or needs it no more."""
    await work.connection.execute(
        """DELETE FROM intake_phone.wanted_callbacks WHERE request IN
           (SELECT request FROM intake_phone.calls WHERE ticket = $1)""",
        ticket,
    )
