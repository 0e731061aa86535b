"""What the log says of tickets, for reports."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import groupby

from dial2.connection import Connection
from dial2.events import decode
from dial2.log.read import streams_past
from sla_timer.attainment import Happened, Period
from sla_timer.handlers import stream

_AT_ONCE = 200


async def of_tickets(connection: Connection, period: Period) -> AsyncIterator[list[Happened]]:
    """Every ticket that was open at any time of the period, each with all its events."""
    rows = await connection.fetch(
        """SELECT ticket FROM sla_timer.tickets
           WHERE received_at < $2 AND (closed_at IS NULL OR closed_at >= $1) AND NOT silent ORDER BY ticket""",
        period.start,
        period.end,
    )
    names = [stream(row["ticket"]) for row in rows]
    for first in range(0, len(names), _AT_ONCE):
        events = await streams_past(connection, dict.fromkeys(names[first : first + _AT_ONCE], 0))
        events.sort(key=lambda event: (event.stream, event.version))
        for _, of_one in groupby(events, key=lambda event: event.stream):
            yield [Happened(event.happened_at, decode(event)) for event in of_one]
