"""Telephones of staff that take nothing until somebody acts, and what the provider holds against ourselves."""

from __future__ import annotations

from datetime import timedelta

from dial2.connection import Connection
from dial2.events.page import PageChannel

_FRESH = timedelta(days=7)  # an alarm that has not been seen for so long is over


async def known(connection: Connection) -> dict[tuple[PageChannel, str], str]:
    """By channel and number, the provider's code for why."""
    rows = await connection.fetch("SELECT channel, destination, code FROM notifier.lost_contacts")
    return {(row["channel"], row["destination"]): row["code"] for row in rows}


async def mark(connection: Connection, person: str, channel: PageChannel, destination: str, code: str) -> bool:
    """False where it was known."""
    status = await connection.execute(
        """INSERT INTO notifier.lost_contacts (channel, destination, person, code, since)
           VALUES ($1, $2, $3, $4, dial2.now()) ON CONFLICT DO NOTHING""",
        channel,
        destination,
        person,
        code,
    )
    return bool(status == "INSERT 0 1")


async def clear(connection: Connection, channel: PageChannel, destination: str) -> bool:
    """False where nothing was held against it."""
    status = await connection.execute(
        "DELETE FROM notifier.lost_contacts WHERE channel = $1 AND destination = $2", channel, destination
    )
    return bool(status == "DELETE 1")


async def alarm(connection: Connection, code: str, told_again: timedelta) -> bool:
    """Note what is wrong with our setup; True where the desk is to be told of it now."""
    tell: bool | None = await connection.fetchval(
        """INSERT INTO notifier.setup_alarms AS a (code, seen_at, told_at) VALUES ($1, dial2.now(), dial2.now())
           ON CONFLICT (code) DO UPDATE SET seen_at = dial2.now(),
               told_at = CASE WHEN a.told_at <= dial2.now() - $2::interval THEN dial2.now() ELSE a.told_at END
           RETURNING told_at = dial2.now()""",
        code,
        told_again,
    )
    return bool(tell)


async def alarms(connection: Connection) -> list[str]:
    """The codes of what was wrong with our setup lately."""
    rows = await connection.fetch(
        "SELECT code FROM notifier.setup_alarms WHERE seen_at > dial2.now() - $1::interval ORDER BY code", _FRESH
    )
    return [row["code"] for row in rows]
