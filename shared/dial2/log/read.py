"""Reading the log: one stream from a version on, or the tail in commit-safe order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import msgspec

from dial2.connection import Connection
from dial2.events import Recorded

if TYPE_CHECKING:
    import asyncpg

COLUMNS = """id, e.stream, e.version, type, happened_at, recorded_at, actor, causation, correlation,
              payload::text AS payload, hash"""


class Checkpoint(msgspec.Struct, frozen=True, order=True):
    """A place in the tail. `transaction` comes first: positions become visible out of order."""

    transaction: int
    position: int


class Tail(msgspec.Struct, frozen=True):
    """Some events past a checkpoint.

    `more`: another look is worth it at once: there were some, or an older transaction still hides others.
    """

    events: list[Recorded]
    checkpoint: Checkpoint
    more: bool


async def streams_past(connection: Connection, versions: Mapping[str, int]) -> list[Recorded]:
    """The events of each stream past the version given for it, each stream in order."""
    rows = await connection.fetch(
        f"""SELECT {COLUMNS}
            FROM unnest($1::text[], $2::integer[]) AS past (stream, version)
            JOIN dial2.events e ON e.stream = past.stream AND e.version > past.version
            ORDER BY e.position""",  # noqa: S608 - the columns are a constant
        list(versions),
        list(versions.values()),
    )
    return [recorded(row) for row in rows]


async def stream(connection: Connection, name: str) -> list[Recorded]:
    return await streams_past(connection, {name: 0})


async def latest(connection: Connection, name: str) -> Recorded | None:
    """The last event of a stream."""
    row = await connection.fetchrow(
        f"SELECT {COLUMNS} FROM dial2.events e WHERE e.stream = $1 ORDER BY e.version DESC LIMIT 1",  # noqa: S608 - the columns are a constant
        name,
    )
    return recorded(row) if row else None


async def tail(connection: Connection, checkpoint: Checkpoint, *, limit: int) -> Tail:
    """What was committed past `checkpoint`, oldest first, and only below the oldest running transaction.

    A plain `position > last` would skip an event whose transaction commits late.
    """
    rows = await connection.fetch(
        f"""WITH horizon AS (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS oldest)
            SELECT {COLUMNS}, position, transaction::text AS transaction
            FROM dial2.events e
            WHERE (e.transaction, e.position) > ($1::text::xid8, $2)
              AND e.transaction < (SELECT oldest FROM horizon)
            ORDER BY e.transaction, e.position
            LIMIT $3""",  # noqa: S608 - the columns are a constant
        str(checkpoint.transaction),
        checkpoint.position,
        limit,
    )
    if rows:
        checkpoint = Checkpoint(int(rows[-1]["transaction"]), rows[-1]["position"])
    more = bool(rows) or await connection.fetchval(
        """SELECT coalesce(max(transaction) >= pg_snapshot_xmin(pg_current_snapshot()), false)
           FROM dial2.events"""
    )
    return Tail([recorded(row) for row in rows], checkpoint, more)


async def matching(
    connection: Connection, *, stream_prefix: str | None = None, types: Iterable[str] = (), limit: int
) -> list[Recorded]:
    """The newest events of such streams and types, oldest first; for people who look."""
    rows = await connection.fetch(
        f"""SELECT * FROM (
                SELECT {COLUMNS}, position FROM dial2.events e
                WHERE ($1::text IS NULL OR starts_with(e.stream, $1))
                  AND ($2::text[] = '{{}}' OR type = ANY ($2))
                ORDER BY position DESC LIMIT $3
            ) AS newest ORDER BY position""",  # noqa: S608 - the columns are a constant
        stream_prefix,
        list(types),
        limit,
    )
    return [recorded(row) for row in rows]


def recorded(row: asyncpg.Record) -> Recorded:
    return Recorded(
        id=row["id"],
        stream=row["stream"],
        version=row["version"],
        type=row["type"],
        happened_at=row["happened_at"],
        recorded_at=row["recorded_at"],
        actor=row["actor"],
        causation=row["causation"],
        correlation=row["correlation"],
        payload=msgspec.Raw(row["payload"].encode()),
        hash=row["hash"],
    )
