"""What is known of staff's contacts: verified by code, and refused by a provider."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from dial2.events.page import PageChannel
from dial2.roster.model import Roster

if TYPE_CHECKING:
    import asyncpg

    Connection = asyncpg.pool.PoolConnectionProxy[asyncpg.Record]

# The provider's codes for what stays so until somebody acts.
_LOST = {
    "21610": "its owner has replied STOP to our texts",
    "21614": "it is no mobile number, and takes no texts",
    "30006": "it is a landline or cannot be reached, and takes no texts",
    "21211": "the provider says that there is no such number",
    "21214": "the provider cannot reach this number",
    "21217": "the provider says that there is no such number",
}


async def verified(connection: Connection, roster: Roster) -> dict[str, set[PageChannel]]:
    """By person, the channels whose present contact was verified by code."""
    rows = await connection.fetch("SELECT person, channel, destination FROM notifier.verified_contacts")
    found: dict[str, set[PageChannel]] = {}
    for row in rows:
        person = roster.people.get(row["person"])
        if person and person.contact(row["channel"]) == row["destination"]:
            found.setdefault(row["person"], set()).add(row["channel"])
    return found


async def lost(connection: Connection) -> dict[tuple[PageChannel, str], str]:
    """By channel and number, why the provider would not take the last request for it."""
    rows = await connection.fetch(
        """SELECT DISTINCT ON (channel, destination) channel, destination, code FROM notifier.attempts
           WHERE kind IN ('page', 'word') AND state IN ('delivered', 'failed')
           ORDER BY channel, destination, planned_at DESC"""
    )
    return {(row["channel"], row["destination"]): _LOST[row["code"]] for row in rows if row["code"] in _LOST}


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
