"""How far a service has come in each stream that it follows; the rows lie in its own schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dial2.connection import Connection
from dial2.events import Recorded
from dial2.log.read import COLUMNS, recorded


async def unheard(connection: Connection, schema: str, streams: Sequence[str]) -> list[Recorded]:
    """What the log has past the cursors, each stream in order; the cursors stay locked until the transaction ends.

    One statement, and so one snapshot from before any wait for a cursor: whoever woke us had committed by then.
    """
    rows = await connection.fetch(
        f"""WITH past AS ({_locked(schema)})
            SELECT {COLUMNS} FROM past JOIN dial2.events e ON e.stream = past.stream AND e.version > past.version
            ORDER BY e.position""",  # noqa: S608 - the schema is a service's own name
        streams,
    )
    return [recorded(row) for row in rows]


async def lock(connection: Connection, schema: str, streams: Sequence[str]) -> None:
    await connection.execute(_locked(schema), streams)


async def advance(connection: Connection, schema: str, reached: Mapping[str, int]) -> None:
    """Forward only: what was stepped over stays behind."""
    if reached:
        await connection.execute(
            f"""UPDATE {schema}.cursors AS c SET version = greatest(c.version, reached.version)
                FROM unnest($1::text[], $2::integer[]) AS reached (stream, version)
                WHERE c.stream = reached.stream""",  # noqa: S608 - the schema is a service's own name
            list(reached),
            list(reached.values()),
        )


def _locked(schema: str) -> str:
    return f"""INSERT INTO {schema}.cursors AS c (stream, version)
               SELECT stream, 0 FROM unnest($1::text[]) AS stream ORDER BY stream
               ON CONFLICT (stream) DO UPDATE SET version = c.version
               RETURNING stream, version"""  # noqa: S608 - the schema is a service's own name
