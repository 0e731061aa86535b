"""What was asked of the after-hours service, by ticket, and what each client has left of its vouchers."""

from __future__ import annotations

from datetime import datetime

import asyncpg
import msgspec

from dial2.connection import Connection
from dial2.database import Work
from dial2.events.after_hours import Ruling
from triage.after_hours.form import Answers

_COLUMNS = "ticket, ruling, answers, excluded, registered_by, opens_at, asks"


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """`excluded`: the words that name something the service does not cover; `opens_at` is None unless it waits."""

    ticket: int
    ruling: Ruling | None = None
    answers: Answers = Answers()
    excluded: str | None = None
    registered_by: str | None = None
    opens_at: datetime | None = None
    asks: list[str] = []


async def of(work: Work, ticket: int) -> Standing:
    row = await work.connection.fetchrow(
        f"SELECT {_COLUMNS} FROM triage.after_hours WHERE ticket = $1",  # noqa: S608 - constant columns
        ticket,
    )
    return _standing(row) if row else Standing(ticket=ticket)


async def save(work: Work, standing: Standing) -> None:
    await work.connection.execute(
        f"""INSERT INTO triage.after_hours ({_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (ticket) DO UPDATE SET (ruling, answers, excluded, registered_by, opens_at, asks)
                = (excluded.ruling, excluded.answers, excluded.excluded, excluded.registered_by,
                   excluded.opens_at, excluded.asks)""",  # noqa: S608 - constant columns
        standing.ticket,
        standing.ruling,
        msgspec.json.encode(standing.answers).decode(),
        standing.excluded,
        standing.registered_by,
        standing.opens_at,
        standing.asks,
    )


async def claim_opening(work: Work, limit: int) -> list[Standing]:
    """Tickets whose opening has come, locked."""
    rows = await work.connection.fetch(
        f"""SELECT {_COLUMNS} FROM triage.after_hours WHERE opens_at <= $1
            ORDER BY opens_at, ticket LIMIT $2 FOR UPDATE SKIP LOCKED""",  # noqa: S608 - constant columns
        work.now,
        limit,
    )
    return [_standing(row) for row in rows]


async def balance(connection: Connection, client: str) -> int:
    """Minutes of vouchers that the client has left; below zero where it was overdrawn."""
    minutes: int | None = await connection.fetchval(
        "SELECT minutes FROM triage.vouchers WHERE client = $1", client
    )
    return minutes or 0


async def move_balance(work: Work, client: str, minutes: int) -> int:
    """Add minutes, or take them with a minus; the balance then. The client's row is locked until the work ends."""
    now: int = await work.connection.fetchval(
        """INSERT INTO triage.vouchers AS v (client, minutes) VALUES ($1, $2)
           ON CONFLICT (client) DO UPDATE SET minutes = v.minutes + excluded.minutes
           RETURNING minutes""",
        client,
        minutes,
    )
    return now


def _standing(row: asyncpg.Record) -> Standing:
    return Standing(**{**row, "answers": msgspec.json.decode(row["answers"], type=Answers)})
