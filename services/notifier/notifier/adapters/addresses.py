"""Addresses of mail: whether they take any, and how much they have had."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    import asyncpg

    Connection = asyncpg.pool.PoolConnectionProxy[asyncpg.Record]


class Cap(msgspec.Struct, frozen=True, kw_only=True):
    """At most so many notices `within` a time, to one address and about one ticket."""

    within: timedelta
    per_address: int
    per_ticket: int


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """`unreachable` since a mail came back for good, with `status`; `full`: it has had as much as it may get."""

    unreachable: bool
    status: str | None
    full: bool


async def standing(connection: Connection, address: str, ticket: int | None, caps: Sequence[Cap]) -> Standing:
    (row,) = await connection.fetch(
        """SELECT u.address IS NOT NULL AS unreachable, u.status, EXISTS (
               SELECT FROM unnest($3::interval[], $4::int[], $5::int[]) AS cap (within, per_address, per_ticket),
                   LATERAL (
                       SELECT count(*) AS in_all, count(*) FILTER (WHERE ticket = $2::bigint) AS about_ticket
                       FROM notifier.attempts
                       WHERE kind = 'notice' AND try = 1 AND destination = $1 AND planned_at > dial2.now() - within
                   ) AS sent
               WHERE in_all >= per_address OR about_ticket >= per_ticket) AS full
           FROM (SELECT) AS one LEFT JOIN notifier.unreachable u ON u.address = lower($1)""",
        address,
        ticket,
        [cap.within for cap in caps],
        [cap.per_address for cap in caps],
        [cap.per_ticket for cap in caps],
    )
    return Standing(unreachable=row["unreachable"], status=row["status"], full=row["full"])


async def is_unreachable(connection: Connection, address: str) -> bool:
    found: bool = await connection.fetchval(
        "SELECT EXISTS (SELECT FROM notifier.unreachable WHERE address = lower($1))", address
    )
    return found


async def mark_unreachable(connection: Connection, address: str, status: str | None) -> bool:
    """False where it was known."""
    done = await connection.execute(
        """INSERT INTO notifier.unreachable (address, since, status) VALUES (lower($1), dial2.now(), $2)
           ON CONFLICT DO NOTHING""",
        address,
        status,
    )
    return done == "INSERT 0 1"


async def mark_reachable(connection: Connection, address: str) -> bool:
    """False where nothing was held against it."""
    done = await connection.execute("DELETE FROM notifier.unreachable WHERE address = lower($1)", address)
    return done == "DELETE 1"


async def unreachable(connection: Connection) -> list[asyncpg.Record]:
    """Address, since when, and the status that was reported; the newest first."""
    rows: list[asyncpg.Record] = await connection.fetch(
        "SELECT address, since, status FROM notifier.unreachable ORDER BY since DESC, address"
    )
    return rows


async def tell_of_limit(connection: Connection, address: str, again_after: timedelta) -> bool:
    """Whether staff is to be told now that an address has had enough; once in a while is enough."""
    done = await connection.execute(
        """INSERT INTO notifier.limited AS l (address, told_at) VALUES (lower($1), dial2.now())
           ON CONFLICT (address) DO UPDATE SET told_at = excluded.told_at
               WHERE l.told_at <= dial2.now() - $2::interval""",
        address,
        again_after,
    )
    return done == "INSERT 0 1"
