"""Schema `triage`: the messages and people of tickets, by which later mail finds them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from dial2.database import Work


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """The ticket of a message; `received`: we have seen it, and not only its name."""

    ticket: int
    received: bool


async def of_messages(work: Work, message_ids: Iterable[str]) -> Known | None:
    """The newest ticket that one of these messages belongs to; one that we have seen tells more than a name."""
    row = await work.connection.fetchrow(
        """SELECT ticket, received FROM triage.messages WHERE message_id = ANY ($1::text[])
           ORDER BY received DESC, ticket DESC LIMIT 1""",
        list(message_ids),
    )
    return Known(ticket=row["ticket"], received=row["received"]) if row else None


async def takes_part(work: Work, number: int, address: str, client: str | None) -> bool:
    """Whether the sender wrote in this ticket before, or is of the client that it is for.

    Tickets that were merged are one: those that were merged into it count, and the one that it was merged into.
    """
    found: bool = await work.connection.fetchval(
        """WITH RECURSIVE onward AS (
               SELECT ticket, merged_into FROM triage.tickets WHERE ticket = $1
               UNION SELECT t.ticket, t.merged_into
               FROM onward JOIN triage.tickets t ON t.ticket = onward.merged_into
           ), together AS (
               SELECT ticket FROM onward WHERE merged_into IS NULL
               UNION SELECT t.ticket FROM together JOIN triage.tickets t ON t.merged_into = together.ticket
           )
           SELECT EXISTS (SELECT FROM triage.participants JOIN together USING (ticket) WHERE address = $2)
               OR EXISTS (SELECT FROM triage.tickets JOIN together USING (ticket) WHERE client = $3)""",
        number,
        address,
        client,
    )
    return found


async def join(
    work: Work, number: int, *, received: str | None, named: Iterable[str], addresses: Iterable[str]
) -> None:
    """Remember a message, those that it names, and people of a ticket, by which later ones find it."""
    await work.connection.execute(
        """WITH seen AS (
               INSERT INTO triage.messages (message_id, ticket, received)
               SELECT $2::text, $1::bigint, true WHERE $2 IS NOT NULL
               ON CONFLICT (message_id) DO UPDATE SET received = true, ticket = excluded.ticket
               WHERE NOT messages.received
           ), ancestors AS (
               INSERT INTO triage.messages (message_id, ticket, received)
               SELECT DISTINCT message, $1::bigint, false FROM unnest($3::text[]) AS message
               WHERE message IS DISTINCT FROM $2
               ON CONFLICT DO NOTHING
           )
           INSERT INTO triage.participants (ticket, address)
           SELECT DISTINCT $1::bigint, address FROM unnest($4::text[]) AS address ON CONFLICT DO NOTHING""",
        number,
        received,
        list(named),
        list(addresses),
    )


async def hand_over(work: Work, message_id: str | None, number: int) -> None:
    """The message, and what answers it from now on, belongs to another ticket."""
    await work.connection.execute(
        "UPDATE triage.messages SET ticket = $2 WHERE message_id = $1", message_id, number
    )


class Reopenings(msgspec.Struct, frozen=True):
    times: int
    told: bool  # staff, that there were too many


async def reopenings(work: Work, number: int, since: datetime) -> Reopenings:
    """How often mail has reopened the ticket since then."""
    row = await work.connection.fetchrow(
        """SELECT count(*) FILTER (WHERE NOT withheld) AS times, count(*) FILTER (WHERE withheld) > 0 AS told
           FROM triage.reopenings WHERE ticket = $1 AND at > $2""",
        number,
        since,
    )
    return Reopenings(row["times"], row["told"]) if row else Reopenings(0, told=False)


async def reopened(work: Work, number: int, at: datetime, *, withheld: bool) -> None:
    await work.connection.execute(
        "INSERT INTO triage.reopenings (ticket, at, withheld) VALUES ($1, $2, $3)", number, at, withheld
    )
