"""The due rows of attempts: what is to go out next, and what the provider is to be asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from dial2.events.page import PageChannel
from notifier.adapters.attempts import COLUMNS, read
from notifier.plan import Attempt

if TYPE_CHECKING:
    import asyncpg

    Connection = asyncpg.pool.PoolConnectionProxy[asyncpg.Record]

LEASE_SECONDS = 60.0  # more than any request may take: a row still `sending` then was left by a crash

# A telephone that one page rings or talks on would be busy for the next: that is told on the same call, or follows
# it. For no longer than its person may take to listen, so that nobody's page waits for somebody else's talk.
_ENGAGED = """
    kind = 'page' AND channel = 'voice' AND due_at > dial2.now() - interval '90 seconds' AND EXISTS (
        SELECT FROM notifier.attempts c
        WHERE c.channel = 'voice' AND c.kind = 'page' AND c.destination = a.destination AND NOT c.over
          AND c.sending_at > clock_timestamp() - interval '5 minutes' AND c.bundle IS NULL
          AND c.state IN ('sending', 'unknown', 'accepted', 'delivered'))"""
_HELD_SECONDS = 0.5


async def claim(
    connection: Connection, channel: PageChannel, *, limit: int, per_second: float | None
) -> tuple[list[Attempt], float]:
    """The most urgent planned attempts, now `sending`, and the seconds until there may be more.

    With `per_second` the channel's next place in time is taken too: its row is locked, so that all processes
    together keep one pace.
    """
    if per_second is not None and (wait := await _pace(connection, channel)) > 0:
        return [], wait
    rows = await connection.fetch(
        f"""UPDATE notifier.attempts SET state = 'sending', sending_at = clock_timestamp(),
                check_at = clock_timestamp() + make_interval(secs => $2)
            WHERE id IN (
                SELECT id FROM notifier.attempts a
                WHERE state = 'planned' AND channel = $1 AND due_at <= dial2.now() AND bundle IS NULL
                  AND NOT ({_ENGAGED})
                ORDER BY urgency, due_at LIMIT $3 FOR UPDATE SKIP LOCKED)
            RETURNING {COLUMNS}""",  # noqa: S608 - the columns are a constant
        channel,
        LEASE_SECONDS,
        limit,
    )
    if not rows:
        return [], await _seconds_to_next(connection, channel)
    claimed = sorted((read(row) for row in rows), key=lambda attempt: (attempt.urgency, attempt.planned_at))
    if per_second is None:
        return claimed, 0.0
    seconds = len(rows) / per_second
    await connection.execute(
        "UPDATE notifier.pace SET next_at = clock_timestamp() + make_interval(secs => $2) WHERE channel = $1",
        channel,
        seconds,
    )
    return claimed, seconds


async def _pace(connection: Connection, channel: PageChannel) -> float:
    seconds: float = await connection.fetchval(
        """SELECT extract(epoch FROM next_at - clock_timestamp())::float8
           FROM notifier.pace WHERE channel = $1 FOR UPDATE""",
        channel,
    )
    return seconds


async def _seconds_to_next(connection: Connection, channel: PageChannel) -> float:
    seconds: float | None = await connection.fetchval(
        """SELECT extract(epoch FROM min(due_at) - dial2.now())::float8
           FROM notifier.attempts WHERE state = 'planned' AND channel = $1 AND bundle IS NULL""",
        channel,
    )
    return float("inf") if seconds is None else max(seconds, _HELD_SECONDS)


async def claim_check(connection: Connection) -> Attempt | None:
    """One whose provider is to be asked; it is this process's until its lease ends."""
    row = await connection.fetchrow(
        f"""UPDATE notifier.attempts
            SET check_at = clock_timestamp() + make_interval(secs => $1), checks = checks + 1
            WHERE id = (
                SELECT id FROM notifier.attempts WHERE check_at <= clock_timestamp()
                ORDER BY check_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING {COLUMNS}""",  # noqa: S608 - the columns are a constant
        LEASE_SECONDS,
    )
    return read(row) if row else None


async def check_again(connection: Connection, attempt: UUID, seconds: float | None) -> None:
    """Ask after it again in so many seconds; None: no more."""
    await connection.execute(
        "UPDATE notifier.attempts SET check_at = clock_timestamp() + make_interval(secs => $2) WHERE id = $1",
        attempt,
        seconds,
    )


async def seconds_to_check(connection: Connection) -> float | None:
    seconds: float | None = await connection.fetchval(
        "SELECT extract(epoch FROM min(check_at) - clock_timestamp())::float8 FROM notifier.attempts"
    )
    return seconds


async def called_back(connection: Connection, attempt: UUID) -> None:
    """The recall is done, or came too late."""
    await connection.execute("UPDATE notifier.attempts SET recalled = false WHERE id = $1", attempt)
