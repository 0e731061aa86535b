"""The service's tables; every function takes part in the unit of work that it is given."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import asyncpg
import msgspec

from dial2.database import Work
from intake_phone.calls import FINAL, Call
from intake_phone.flow.state import State

if TYPE_CHECKING:
    Connection = asyncpg.pool.PoolConnectionProxy[asyncpg.Record]

_COLUMNS = Call.__struct_fields__  # of the same names, in the order of a call's own


def columns_of(alias: str) -> str:
    """What `call_in` reads."""
    return ", ".join(f"{alias}.request::text" if name == "request" else f"{alias}.{name}" for name in _COLUMNS)


def values_of(call: Call) -> list[object]:
    """A call as a row, in the order of its columns."""
    return [_encoded(call.state) if name == "state" else getattr(call, name) for name in _COLUMNS]


def call_in(row: asyncpg.Record) -> Call:
    values = {name: row[name] for name in _COLUMNS}
    return Call(**values | {"state": msgspec.json.decode(values["state"], type=State)})


async def locked(work: Work, sid: str) -> Call | None:
    """The call, for this unit of work alone."""
    row = await work.connection.fetchrow(
        f"SELECT {columns_of('c')} FROM intake_phone.calls c WHERE sid = $1 FOR NO KEY UPDATE",  # noqa: S608 - our own columns
        sid,
    )
    return call_in(row) if row else None


async def save(work: Work, call: Call) -> None:
    """What may change in a call."""
    await work.connection.execute(
        """UPDATE intake_phone.calls
           SET requested = $2, state = $3, status = $4, accepted_by = $5, accepted_leg = $6, accepted_at = $7,
               connected = $8, held_since = $9, client = $10, ticket = coalesce(ticket, $11)
           WHERE sid = $1""",
        call.sid,
        call.requested,
        _encoded(call.state),
        call.status,
        call.accepted_by,
        call.accepted_leg,
        call.accepted_at,
        call.connected,
        call.held_since,
        call.client,
        call.ticket,
    )


async def set_ticket(work: Work, request: str, ticket: int) -> None:
    await work.connection.execute(
        "UPDATE intake_phone.calls SET ticket = $2 WHERE request = $1::text::uuid", request, ticket
    )


async def add_text(work: Work, sid: str) -> bool:
    """Whether the text was new."""
    new = await work.connection.fetchval(
        "INSERT INTO intake_phone.texts (sid) VALUES ($1) ON CONFLICT DO NOTHING RETURNING true", sid
    )
    return bool(new)


async def statuses(connection: Connection, sids: list[str]) -> dict[str, str]:
    """Of those of the calls that we know."""
    rows = await connection.fetch("SELECT sid, status FROM intake_phone.calls WHERE sid = ANY ($1)", sids)
    return {row["sid"]: row["status"] for row in rows}


async def accepted_before(connection: Connection, seconds: float) -> list[Call]:
    """Calls accepted so long ago, still going on, and not yet proven to be conversations."""
    rows = await connection.fetch(
        f"""SELECT {columns_of("c")} FROM intake_phone.calls c
            WHERE accepted_at <= dial2.now() - make_interval(secs => $1) AND NOT connected
              AND status <> ALL ($2) ORDER BY accepted_at""",  # noqa: S608 - our own columns
        seconds,
        list(FINAL),
    )
    return [call_in(row) for row in rows]


async def checkpoint(work: Work, name: str) -> datetime:
    """From when a list of the provider's has to be read; the first time, from now on."""
    at: datetime = await work.connection.fetchval(
        """INSERT INTO intake_phone.checkpoints VALUES ($1, statement_timestamp())
           ON CONFLICT (list) DO UPDATE SET at = checkpoints.at RETURNING at""",
        name,
    )
    return at


async def move_checkpoint(work: Work, name: str, at: datetime) -> None:
    await work.connection.execute(
        "UPDATE intake_phone.checkpoints SET at = greatest(at, $2) WHERE list = $1", name, at
    )


def _encoded(state: State) -> str:
    return msgspec.json.encode(state).decode()
