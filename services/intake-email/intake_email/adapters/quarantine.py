"""Mails that could not be read: which there are, and reading one again."""

from __future__ import annotations

from uuid import UUID

from dial2.connection import Connection
from dial2.events import decode
from dial2.events.request import RequestQuarantined
from dial2.log.read import COLUMNS, recorded


async def waiting(connection: Connection) -> list[RequestQuarantined]:
    """Those that nothing has become of since; the oldest first."""
    rows = await connection.fetch(
        f"""SELECT {COLUMNS} FROM dial2.events e
           WHERE type = 'request.quarantined'
             AND NOT EXISTS (SELECT FROM dial2.events l WHERE l.stream = e.stream AND l.version > e.version)
           ORDER BY recorded_at"""  # noqa: S608 - the columns are a constant
    )
    events = [decode(recorded(row)) for row in rows]
    return [event for event in events if isinstance(event, RequestQuarantined)]


async def read_again(connection: Connection, request: UUID) -> bool:
    """The reader takes it up as if it had just come, with the time at which it was received.

    False where the request is not in quarantine.
    """
    if str(request) not in {event.request for event in await waiting(connection)}:
        return False
    await connection.execute("UPDATE intake_email.mails SET read_at = NULL WHERE request = $1", request)
    return True
