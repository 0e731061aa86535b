"""Beats: each process says every few seconds, by Postgres's real clock, that it lives and what does not get on."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import uuid4

import msgspec

from dial2.connection import Connection
from dial2.database import Database
from dial2.wake import Wake
from dial2.watch.illness import Illness

MISSED_SECONDS = 60.0
_BEAT_SECONDS = 5.0


class Beat(msgspec.Struct, frozen=True, kw_only=True):
    """The newest of one process. `stuck`: loops, and since when they have not got on."""

    services: list[str]
    host: str
    started_at: datetime
    beat_at: datetime
    seconds_ago: float
    stuck: dict[str, datetime]


class Beats:
    """This process's own; what a process before it left is taken away once all its services beat elsewhere."""

    def __init__(self, services: Sequence[str], database: Database) -> None:
        self._process = uuid4()
        self._services = list(services)
        self._database = database

    async def run(self, wake: Wake, stop: asyncio.Event) -> None:
        async def step() -> float:
            async with self._database.connection() as connection:
                await self._beat(connection, wake.pulse.stuck())
            return _BEAT_SECONDS

        await wake.repeat(step, stop, name="beats")

    async def _beat(self, connection: Connection, stuck: dict[str, float]) -> None:
        await connection.execute(
            """INSERT INTO dial2.beats (process, services, host, started_at, beat_at, stuck, stuck_since)
               SELECT $1, $2, $3, clock_timestamp(), clock_timestamp(), $4::text[],
                      ARRAY(SELECT clock_timestamp() - make_interval(secs => s) FROM unnest($5::float8[]) AS s)
               ON CONFLICT (process) DO UPDATE
               SET beat_at = excluded.beat_at, stuck = excluded.stuck, stuck_since = excluded.stuck_since""",
            self._process,
            self._services,
            socket.gethostname(),
            list(stuck),
            list(stuck.values()),
        )
        await connection.execute(
            """DELETE FROM dial2.beats AS old
               WHERE beat_at < clock_timestamp() - make_interval(secs => $1) AND NOT EXISTS (
                   SELECT FROM unnest(old.services) AS service WHERE NOT EXISTS (
                       SELECT FROM dial2.beats AS new
                       WHERE service = ANY (new.services) AND new.beat_at > old.beat_at))""",
            MISSED_SECONDS,
        )


async def all_of(connection: Connection) -> list[Beat]:
    rows = await connection.fetch(
        """SELECT services, host, started_at, beat_at, stuck, stuck_since,
                  extract(epoch FROM clock_timestamp() - beat_at)::float8 AS seconds_ago
           FROM dial2.beats ORDER BY services, beat_at DESC"""
    )
    return [
        Beat(
            services=row["services"],
            host=row["host"],
            started_at=row["started_at"],
            beat_at=row["beat_at"],
            seconds_ago=row["seconds_ago"],
            stuck=dict(zip(row["stuck"], row["stuck_since"], strict=True)),
        )
        for row in rows
    ]


def ills(beats: Sequence[Beat], living: Collection[str] = ()) -> list[Illness]:
    """Services of which no process has beaten in time, and loops of living processes that do not get on.

    `living`: the services of whoever looks, which has perhaps not beaten yet.
    """
    newest: dict[str, Beat] = {}
    for beat in sorted(beats, key=lambda beat: beat.beat_at):
        newest |= dict.fromkeys(beat.services, beat)
    silent = [
        Illness(name=f"silent.{service}", kind="silent", what=service, since=beat.beat_at)
        for service, beat in sorted(newest.items())
        if beat.seconds_ago > MISSED_SECONDS and service not in living
    ]
    stuck = {
        loop: Illness(name=f"stuck.{loop.replace(' ', '-')}", kind="stuck", what=loop, since=since)
        for beat in beats
        if beat.seconds_ago <= MISSED_SECONDS
        for loop, since in beat.stuck.items()
    }
    return [*silent, *stuck.values()]
