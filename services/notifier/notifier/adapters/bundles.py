"""Bundles: attempts to one person on one channel that one of them, which goes out, tells of as well.

The others stay planned until the provider has it, and follow it from then on, each in a transaction of its own.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from dial2.connection import Connection
from notifier.adapters.attempts import COLUMNS, read
from notifier.adapters.locks import pages_of
from notifier.attempt import SILENT
from notifier.plan import Attempt

_WANTED = "('open', 'exhausted')"


async def gather(connection: Connection, leader: Attempt) -> list[Attempt]:
    """What is due for the same person on the same channel, told of by `leader` from now on."""
    rows = await connection.fetch(
        f"""UPDATE notifier.attempts SET bundle = $1, sending_at = clock_timestamp()
            WHERE id IN (
                SELECT id FROM notifier.attempts
                WHERE state = 'planned' AND bundle IS NULL AND kind = 'page' AND id <> $1 AND channel = $2
                  AND person = $3 AND destination = $4 AND due_at <= dial2.now() FOR UPDATE SKIP LOCKED)
            RETURNING {COLUMNS}""",  # noqa: S608 - the columns are a constant
        leader.id,
        leader.channel,
        leader.person,
        leader.destination,
    )
    return [read(row) for row in rows]


async def newest_to(connection: Connection, person: str) -> list[UUID]:
    """The pages of the newest message to a person about one that still lives; first of those that nobody has.

    What reached the telephone that the reply comes from goes before mail and chat.
    """
    leader: UUID | None = await connection.fetchval(
        """SELECT coalesce(a.bundle, a.id) FROM notifier.pages p JOIN notifier.attempts a ON a.page = p.id
           WHERE p.state <> 'closed' AND a.kind = 'page' AND a.person = $1
           ORDER BY (p.state <> 'acknowledged') DESC, (a.channel <> ALL($2::text[])) DESC,
               a.sending_at DESC NULLS LAST, a.id DESC LIMIT 1""",
        person,
        list(SILENT),
    )
    return await pages_of(connection, leader) if leader else []


async def told_to(connection: Connection, person: str) -> list[UUID]:
    """Every page that nobody has yet and that this person was told of."""
    rows = await connection.fetch(
        f"""SELECT DISTINCT p.id FROM notifier.pages p JOIN notifier.attempts a ON a.page = p.id
            WHERE p.state IN {_WANTED} AND a.kind = 'page' AND a.person = $1
              AND a.sending_at IS NOT NULL""",  # noqa: S608 - the states are a constant
        person,
    )
    return [row["id"] for row in rows]


async def follow(connection: Connection, leader: UUID) -> None:
    """The attempts that `leader` tells of are to be brought to where it is.

    One that is locked is being withdrawn, or follows right now and looks again: nobody waits for another page's.
    """
    await connection.execute(
        """UPDATE notifier.attempts SET check_at = clock_timestamp() WHERE id IN (
               SELECT id FROM notifier.attempts
               WHERE bundle = $1 AND state < 'failed' FOR UPDATE SKIP LOCKED)""",
        leader,
    )


async def release(connection: Connection, leader: UUID) -> None:
    """`leader` did not go out: the others are on their own again, but for one that is being withdrawn."""
    await connection.execute(
        """UPDATE notifier.attempts SET bundle = NULL, sending_at = NULL WHERE id IN (
               SELECT id FROM notifier.attempts
               WHERE bundle = $1 AND state = 'planned' FOR UPDATE SKIP LOCKED)""",
        leader,
    )


async def end(connection: Connection, call: UUID) -> None:
    """The telephone is free for the next call."""
    await connection.execute("UPDATE notifier.attempts SET over = true WHERE id = $1 AND NOT over", call)
    await connection.execute("SELECT pg_notify('dial2_due', '')")


async def calls_to(connection: Connection, destination: str, within: timedelta) -> int:
    """How many pages have rung a telephone lately."""
    found: int = await connection.fetchval(
        """SELECT count(*) FROM notifier.attempts
           WHERE channel = 'voice' AND kind = 'page' AND bundle IS NULL AND destination = $1
             AND sending_at > clock_timestamp() - $2::interval""",
        destination,
        within,
    )
    return found
