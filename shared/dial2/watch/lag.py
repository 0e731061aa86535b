"""How long events have waited to be handed on: by the relay, or on the embedded bus to each service."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from dial2.connection import Connection
from dial2.watch.illness import Illness

LAG_SECONDS = 60.0


async def oldest_waiting(connection: Connection, reader: str) -> tuple[datetime, float] | None:
    """When the oldest event past the reader's checkpoint was recorded, and how many seconds ago."""
    row = await connection.fetchrow(
        """SELECT recorded_at, extract(epoch FROM dial2.now() - recorded_at)::float8 AS seconds
           FROM dial2.events, (
               SELECT coalesce(max(transaction), '0'::xid8) AS transaction, coalesce(max(position), 0) AS position
               FROM dial2.checkpoints WHERE reader = $1) AS reached
           WHERE (events.transaction, events.position) > (reached.transaction, reached.position)
           ORDER BY events.transaction, events.position LIMIT 1""",
        reader,
    )
    return (row["recorded_at"], row["seconds"]) if row else None


async def ills(connection: Connection, readers: Sequence[str]) -> list[Illness]:
    found: list[Illness] = []
    for reader in readers:
        waiting = await oldest_waiting(connection, reader)
        if waiting and waiting[1] > LAG_SECONDS:
            found.append(Illness(name=f"lag.{reader}", kind="lag", what=reader, since=waiting[0]))
    return found
