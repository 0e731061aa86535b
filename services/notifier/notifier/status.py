"""What `dial2 status` says of pages."""

from dial2.connection import Connection
from dial2.watch.status import Fact


async def facts(connection: Connection) -> list[Fact]:
    row = await connection.fetchrow(
        """SELECT count(*) FILTER (WHERE state = 'open') AS open,
                  count(*) FILTER (WHERE state = 'exhausted') AS exhausted,
                  count(*) FILTER (WHERE state = 'acknowledged') AS acknowledged
           FROM notifier.pages"""
    )
    assert row is not None  # noqa: S101 - an aggregate has a row
    told = f"{row['open']} open, {row['exhausted']} that nobody acknowledged, {row['acknowledged']} acknowledged"
    return [Fact(name="pages", value=told)]
