"""Staff's contacts that were verified by code, and the codes that are out."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from dial2.events.page import PageChannel
from dial2.roster.model import Roster

if TYPE_CHECKING:
    import asyncpg

    Connection = asyncpg.pool.PoolConnectionProxy[asyncpg.Record]


async def verified(connection: Connection, roster: Roster) -> dict[str, set[PageChannel]]:
    """By person, the channels whose present contact was verified by code."""
    rows = await connection.fetch("SELECT person, channel, destination FROM notifier.verified_contacts")
    found: dict[str, set[PageChannel]] = {}
    for row in rows:
        person = roster.people.get(row["person"])
        if person and person.contact(row["channel"]) == row["destination"]:
            found.setdefault(row["person"], set()).add(row["channel"])
    return found


class SentCode(msgspec.Struct, frozen=True, kw_only=True):
    """A code that is out; `wrong`: how often another one was given."""

    destination: str
    code: str
    sent_at: datetime
    wrong: int


async def verification(connection: Connection, person: str, channel: PageChannel) -> SentCode | None:
    """Locked, so that guesses take turns."""
    row = await connection.fetchrow(
        """SELECT destination, code, sent_at, wrong FROM notifier.verifications
           WHERE person = $1 AND channel = $2 FOR UPDATE""",
        person,
        channel,
    )
    return SentCode(**row) if row else None


async def expect(
    connection: Connection, person: str, channel: PageChannel, destination: str, code: str, at: datetime
) -> None:
    await connection.execute(
        """INSERT INTO notifier.verifications (person, channel, destination, code, sent_at)
           VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (person, channel) DO UPDATE
           SET destination = $3, code = $4, sent_at = $5, wrong = 0""",
        person,
        channel,
        destination,
        code,
        at,
    )


async def count_wrong(connection: Connection, person: str, channel: PageChannel) -> None:
    await connection.execute(
        "UPDATE notifier.verifications SET wrong = wrong + 1 WHERE person = $1 AND channel = $2", person, channel
    )


async def verify(
    connection: Connection, person: str, channel: PageChannel, destination: str, at: datetime
) -> None:
    """The code has done its work."""
    await connection.execute(
        """INSERT INTO notifier.verified_contacts (person, channel, destination, verified_at)
           VALUES ($1, $2, $3, $4)
           ON CONFLICT (person, channel) DO UPDATE SET destination = $3, verified_at = $4""",
        person,
        channel,
        destination,
        at,
    )
    await connection.execute(
        "DELETE FROM notifier.verifications WHERE person = $1 AND channel = $2", person, channel
    )
