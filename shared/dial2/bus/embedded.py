"""The bus without a broker: each service reads the log's tail itself."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dial2.bus.protocol import Delivery, Depth, Handle, Outcome, Park, Parked, Retry, after_failure
from dial2.bus.topology import FOLLOWS, PREFETCH
from dial2.connection import Connection
from dial2.database import Database
from dial2.log.checkpoint import checkpoint_of, move_checkpoint
from dial2.log.read import tail
from dial2.wake import CLOCK_MOVED, LOG_GREW, Wake

if TYPE_CHECKING:
    import asyncpg

_LOOK_AGAIN_SECONDS = 1.0
_OLDER_TRANSACTION_SECONDS = 0.002  # between looks while a transaction older than a committed event still runs


class EmbeddedBus:
    """Deliveries straight from the log. One process a service: for trying it out, small sites and tests."""

    def __init__(self, database: Database, wake: Wake) -> None:
        self._database = database
        self._wake = wake

    async def consume(self, service: str, handle: Handle, stop: asyncio.Event) -> None:
        await self._wake.repeat(lambda: self._round(service, handle), stop, LOG_GREW, CLOCK_MOVED, name=service)

    async def _round(self, service: str, handle: Handle) -> float:
        """Deliver once what is due and what is new; returns the seconds to wait before the next look."""
        async with self._database.connection() as connection:
            retries = await self._due(connection, service)
            before = await checkpoint_of(connection, service)
            new = await tail(connection, before, limit=PREFETCH)
        if retries:
            await self._settle(service, retries, await handle(retries))
        deliveries = [
            Delivery(event=str(event.id), stream=event.stream, version=event.version, type=event.type)
            for event in new.events
            if event.type in FOLLOWS[service]
        ]
        if deliveries:
            await self._settle(service, deliveries, await handle(deliveries))
        if new.checkpoint != before:
            async with self._database.connection() as connection:
                await move_checkpoint(connection, service, new.checkpoint)
        if len(new.events) == PREFETCH:
            return 0.0
        return _OLDER_TRANSACTION_SECONDS if new.more else _LOOK_AGAIN_SECONDS

    async def _due(self, connection: Connection, service: str) -> list[Delivery]:
        rows = await connection.fetch(
            """SELECT event, stream, version, type, attempt FROM dial2.deliveries
               WHERE service = $1 AND due_at <= dial2.now() ORDER BY due_at LIMIT $2""",
            service,
            PREFETCH,
        )
        return [Delivery(**{**row, "event": str(row["event"])}) for row in rows]

    async def _settle(self, service: str, deliveries: Sequence[Delivery], outcomes: Sequence[Outcome]) -> None:
        """Write down what failed and forget what was done, before the checkpoint moves past it."""
        retried = [delivery for delivery in deliveries if delivery.attempt]
        failed = [
            (delivery, outcome)
            for delivery, outcome in zip(deliveries, outcomes, strict=True)
            if isinstance(outcome, Retry | Park)
        ]
        if not retried and not failed:
            return
        async with self._database.work(service) as work:
            await work.connection.executemany(
                "DELETE FROM dial2.deliveries WHERE service = $1 AND event = $2::text::uuid",
                [(service, delivery.event) for delivery in retried],
            )
            for delivery, outcome in failed:
                await _postpone(work.connection, service, delivery, outcome)

    async def parked(self, service: str) -> list[Parked]:
        async with self._database.connection() as connection:
            rows = await connection.fetch(
                """SELECT * FROM dial2.deliveries
                   WHERE service = $1 AND parked_at IS NOT NULL ORDER BY parked_at""",
                service,
            )
        return [_parked(row) for row in rows]

    async def replay(self, service: str, parked: str) -> bool:
        async with self._database.connection() as connection:
            changed: str = await connection.execute(
                """UPDATE dial2.deliveries SET parked_at = NULL, due_at = dial2.now(), attempt = 1
                   WHERE service = $1 AND event::text = $2 AND parked_at IS NOT NULL""",
                service,
                parked,
            )
        self._wake.everybody()
        return changed != "UPDATE 0"

    async def drop(self, service: str, parked: str) -> Parked | None:
        async with self._database.connection() as connection:
            row = await connection.fetchrow(
                """DELETE FROM dial2.deliveries
                   WHERE service = $1 AND event::text = $2 AND parked_at IS NOT NULL RETURNING *""",
                service,
                parked,
            )
        return _parked(row) if row else None

    async def depths(self) -> list[Depth]:
        """Without a checkpoint nobody has ever followed: nothing waits then."""
        async with self._database.connection() as connection:
            rows = await connection.fetch(
                """SELECT service,
                       (SELECT count(*) FROM dial2.events e JOIN dial2.checkpoints c ON c.reader = service
                        WHERE (e.transaction, e.position) > (c.transaction, c.position))
                       + (SELECT count(*) FROM dial2.deliveries d
                          WHERE d.service = names.service AND due_at IS NOT NULL) AS waiting,
                       (SELECT count(*) FROM dial2.deliveries d
                        WHERE d.service = names.service AND parked_at IS NOT NULL) AS parked
                   FROM unnest($1::text[]) WITH ORDINALITY AS names (service, place) ORDER BY place""",
                list(FOLLOWS),
            )
        return [Depth(**row) for row in rows]

    async def ready(self) -> None:
        async with self._database.connection() as connection:
            await connection.fetchval("SELECT 1 FROM dial2.checkpoints LIMIT 1")

    async def close(self) -> None:
        """Nothing of its own to close: the pool belongs to the process."""


async def _postpone(connection: Connection, service: str, delivery: Delivery, outcome: Retry | Park) -> None:
    following = outcome if isinstance(outcome, Park) else after_failure(delivery.attempt, outcome.reason)
    attempt, seconds = (delivery.attempt + 1, None) if isinstance(following, Park) else following
    await connection.execute(
        """INSERT INTO dial2.deliveries
               (service, event, stream, version, type, attempt, reason, due_at, parked_at)
           VALUES ($1, $2::text::uuid, $3, $4, $5, $6, $7,
                   dial2.now() + make_interval(secs => $8), CASE WHEN $8 IS NULL THEN dial2.now() END)
           ON CONFLICT (service, event) DO UPDATE
           SET attempt = excluded.attempt, reason = excluded.reason,
               due_at = excluded.due_at, parked_at = excluded.parked_at""",
        service,
        delivery.event,
        delivery.stream,
        delivery.version,
        delivery.type,
        attempt,
        following.reason if isinstance(following, Park) else outcome.reason,
        seconds,
    )


def _parked(row: asyncpg.Record) -> Parked:
    return Parked(
        id=str(row["event"]),
        service=row["service"],
        reason=row["reason"],
        parked_at=row["parked_at"],
        attempts=row["attempt"],
        stream=row["stream"],
        version=row["version"],
        type=row["type"],
    )
