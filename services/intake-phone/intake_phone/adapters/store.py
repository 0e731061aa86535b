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

_COLUMNS = (
    "sid, request::text, caller, called, client, started_at, requested, ticket, state, status, "
    "accepted_by, accepted_leg, accepted_at, connected, held_since"
)


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a webhook asks: which step after which document; `token` is the provider's name for the request."""

    step: str
    turn: int
    token: str


async def add(work: Work, call: Call) -> bool:
    """Whether the call was new."""
    new = await work.connection.fetchval(
        """INSERT INTO intake_phone.calls (sid, request, caller, called, client, started_at, state, status)
           VALUES ($1, $2::text::uuid, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING true""",
        call.sid,
        call.request,
        call.caller,
        call.called,
        call.client,
        call.started_at,
        _encoded(call.state),
        call.status,
    )
    return bool(new)


async def locked(work: Work, sid: str) -> Call | None:
    """The call, for this unit of work alone."""
    row = await work.connection.fetchrow(
        f"SELECT {_COLUMNS} FROM intake_phone.calls WHERE sid = $1 FOR UPDATE",  # noqa: S608 - our own columns
        sid,
    )
    return _call(row) if row else None


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


async def position(work: Work, held_since: datetime) -> int:
    """The place in line of a caller who holds since then: 1 is the first."""
    before: int = await work.connection.fetchval(
        "SELECT count(*) FROM intake_phone.calls WHERE held_since < $1", held_since
    )
    return before + 1


async def set_ticket(work: Work, request: str, ticket: int) -> None:
    await work.connection.execute(
        "UPDATE intake_phone.calls SET ticket = $2 WHERE request = $1::text::uuid", request, ticket
    )


async def answer_given(work: Work, call: str, asked: Asked) -> str | None:
    """Asked after the call is locked, not with it: a repetition that waited must see what it waited for."""
    document: str | None = await work.connection.fetchval(
        "SELECT document FROM intake_phone.webhook_answers WHERE call = $1 AND step = $2 AND turn = $3",
        call,
        asked.step,
        asked.turn,
    )
    return document


async def keep_answer(work: Work, call: str, asked: Asked, document: str) -> None:
    await work.connection.execute(
        "INSERT INTO intake_phone.webhook_answers (call, step, turn, document, token) VALUES ($1, $2, $3, $4, $5)",
        call,
        asked.step,
        asked.turn,
        document,
        asked.token,
    )


async def add_text(work: Work, sid: str) -> bool:
    """Whether the text was new."""
    new = await work.connection.fetchval(
        "INSERT INTO intake_phone.texts (sid) VALUES ($1) ON CONFLICT DO NOTHING RETURNING true", sid
    )
    return bool(new)


async def ended(connection: Connection, sids: list[str]) -> set[str]:
    """Those of the calls that we have seen to their end."""
    rows = await connection.fetch(
        "SELECT sid FROM intake_phone.calls WHERE sid = ANY ($1) AND status = ANY ($2)", sids, list(FINAL)
    )
    return {row["sid"] for row in rows}


async def accepted_before(connection: Connection, seconds: float) -> list[Call]:
    """Calls accepted so long ago, still going on, and not yet proven to be conversations."""
    rows = await connection.fetch(
        f"""SELECT {_COLUMNS} FROM intake_phone.calls
            WHERE accepted_at <= dial2.now() - make_interval(secs => $1) AND NOT connected
              AND status <> ALL ($2) ORDER BY accepted_at""",  # noqa: S608 - our own columns
        seconds,
        list(FINAL),
    )
    return [_call(row) for row in rows]


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


def _call(row: asyncpg.Record) -> Call:
    values = dict(row)
    return Call(**values | {"state": msgspec.json.decode(values["state"], type=State)})
