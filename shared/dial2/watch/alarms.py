"""Alarms that stand: state and events together. Stream `alarm:<name>`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from dial2.connection import Connection
from dial2.database import Work
from dial2.events.alarm import AlarmCleared, AlarmRaised


class Alarm(msgspec.Struct, frozen=True, kw_only=True):
    """`told_at`: when somebody outside was told last; None while nobody could be."""

    name: str
    said: str
    since: datetime
    times: int
    told_at: datetime | None


async def standing(connection: Connection, examiners: Sequence[str] | None = None) -> dict[str, Alarm]:
    """By name; only what these examiners have found, where some are given."""
    rows = await connection.fetch(
        """SELECT name, said, since, times, told_at FROM dial2.alarms
           WHERE $1::text[] IS NULL OR examiner = ANY ($1) ORDER BY since""",
        examiners,
    )
    return {row["name"]: Alarm(**row) for row in rows}


async def hold(work: Work, examiner: str, name: str, said: str, since: datetime, told: list[str] | None) -> None:
    """It stands, and so many were told; None: it did not get out, and is to be told again soon."""
    times = await work.connection.fetchval(
        """INSERT INTO dial2.alarms AS a (name, examiner, said, since, times, told_at)
           VALUES ($1, $2, $3, $4, 1, $5)
           ON CONFLICT (name) DO UPDATE
           SET said = excluded.said, told_at = excluded.told_at, times = a.times + 1
           RETURNING times""",
        name,
        examiner,
        said,
        since,
        None if told is None else work.now,
    )
    raised = AlarmRaised(alarm=name, said=said, since=since, times=times, told=told or [])
    work.append(f"alarm:{name}", raised)


async def clear(work: Work, alarm: Alarm) -> None:
    await work.connection.execute("DELETE FROM dial2.alarms WHERE name = $1", alarm.name)
    work.append(f"alarm:{alarm.name}", AlarmCleared(alarm=alarm.name, said=alarm.said))
