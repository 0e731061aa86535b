"""What the log says of tickets and of the service, for reports."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from itertools import groupby

from dial2.connection import Connection
from dial2.events import Payload, decode
from dial2.log.read import streams_past
from sla_timer.attainment import Happened, Period
from sla_timer.ticket import stream

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


async def of_operations(connection: Connection) -> Sequence[Payload]:
    """Everything that was said of interruptions and maintenance, each stream in order."""
    rows = await connection.fetch(
        """SELECT stream FROM dial2.streams
           WHERE starts_with(stream, 'interruption:') OR starts_with(stream, 'maintenance:')"""
    )
    return [decode(event) for event in await streams_past(connection, {row["stream"]: 0 for row in rows})]


async def now(connection: Connection) -> datetime:
    moment: datetime = await connection.fetchval("SELECT dial2.now()")
    return moment
