"""A webhook's two round trips: what is known of its call, and what the webhook leaves there.

No transaction is open and no lock held while the answer is made: what is left is kept, in one statement, only if
the call is still as it was seen.
"""

from __future__ import annotations

from datetime import datetime

import asyncpg
import msgspec

from dial2.connection import Connection
from dial2.database import Work
from dial2.log.append import Draft, columns
from intake_phone.adapters import store
from intake_phone.calls import Call


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a webhook asks: which step after which document; `token` is the provider's name for the request."""

    step: str
    turn: int
    token: str


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """`people` are those whose turn it has been, in order; levels count from 0."""

    level: int
    people: list[str]
    exhausted: bool
    acknowledged_by: str | None


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What Postgres knows of a call at the instant `now`.

    `given`: what the same question was answered. `tickets`: the client's open ones, the newest first. Of a caller
    on hold, `page` is the one of the ticket or its incident, and `ahead` counts who hold for longer.
    """

    now: datetime
    call: Call | None
    revision: str | None
    given: str | None = None
    tickets: tuple[int, ...] = ()
    page: Page | None = None
    ahead: int = 0


class Left(msgspec.Struct, frozen=True, kw_only=True):
    """What a webhook leaves: the call as it is now, its events, and the answer to give to the same question."""

    call: Call
    events: tuple[Draft, ...]
    document: str
    asked: Asked | None = None
    call_back_by: datetime | None = None


_LOOK = f"""
    SELECT dial2.now() AS now, {store.columns_of("c")}, c.xmin::text AS revision, a.document AS given,
        ARRAY(SELECT t.ticket FROM intake_phone.open_tickets t
              WHERE t.client = coalesce($4, c.client) AND t.open ORDER BY t.ticket DESC LIMIT 9) AS tickets,
        p.page, p.level, p.people, p.exhausted, p.acknowledged_by,
        CASE WHEN c.held_since IS NOT NULL THEN (
            SELECT count(*) FROM intake_phone.calls o WHERE o.held_since < c.held_since) ELSE 0 END AS ahead
    FROM (SELECT $1::text AS sid) AS asked
    LEFT JOIN intake_phone.calls c USING (sid)
    LEFT JOIN intake_phone.webhook_answers a ON a.call = asked.sid AND a.step = $2 AND a.turn = $3
    LEFT JOIN LATERAL (
        SELECT page, level, people, exhausted, acknowledged_by FROM intake_phone.pages
        WHERE c.held_since IS NOT NULL AND (ticket = c.ticket OR ticket IN (
            SELECT other.ticket FROM intake_phone.linked_tickets other
            JOIN intake_phone.linked_tickets own USING (incident)
            WHERE own.ticket = c.ticket))
        ORDER BY page DESC LIMIT 1) p ON true
"""  # noqa: S608 - our own columns

# Postgres numbers a row's versions itself (xmin): one that anybody has changed since is left alone. Where there is
# nothing to tell, the log's readers are not woken.
_LEAVE = """
    WITH kept AS (
        INSERT INTO intake_phone.calls AS c (sid, request, caller, called, client, started_at, requested, ticket,
            state, status, accepted_by, accepted_leg, accepted_at, connected, held_since)
        VALUES ($1, $2::text::uuid, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        ON CONFLICT (sid) DO UPDATE
        SET client = excluded.client, requested = excluded.requested, ticket = coalesce(c.ticket, excluded.ticket),
            state = excluded.state, status = excluded.status, accepted_by = excluded.accepted_by,
            accepted_leg = excluded.accepted_leg, accepted_at = excluded.accepted_at,
            connected = excluded.connected, held_since = excluded.held_since
        WHERE c.xmin = $16::text::xid
        RETURNING sid, request
    ), answered AS (
        INSERT INTO intake_phone.webhook_answers (call, step, turn, document, token, given_at)
        SELECT sid, $17, $18, $19, $20, $21 FROM kept WHERE $17::text IS NOT NULL
    ), promised AS (
        INSERT INTO intake_phone.wanted_callbacks (request, asked_at, due_at)
        SELECT request, $21::timestamptz, $22 FROM kept WHERE $22::timestamptz IS NOT NULL ON CONFLICT DO NOTHING
    )
    SELECT CASE WHEN cardinality($23::text[]) > 0 THEN
        (SELECT count(*) FROM dial2.append($23, $24, $25, $26, $27, $28, $29, $30, $31)) END AS told
    FROM kept
"""


async def look(
    connection: Connection, sid: str, asked: Asked | None = None, *, client: str | None = None
) -> Known:
    """`client` is whose tickets count where the webhook proves another than the call's."""
    step, turn = (asked.step, asked.turn) if asked else (None, None)
    row = await connection.fetchrow(_LOOK, sid, step, turn, client)
    if row is None:
        raise RuntimeError("a query without conditions has one row")
    return Known(
        now=row["now"],
        call=store.call_in(row) if row["revision"] else None,
        revision=row["revision"],
        given=row["given"],
        tickets=tuple(row["tickets"]),
        page=_page(row) if row["page"] else None,
        ahead=row["ahead"],
    )


async def leave(connection: Connection, known: Known, left: Left) -> bool:
    """False, and nothing is changed, where the call is not as it was `known` any more."""
    call, asked = left.call, left.asked
    kept = await connection.fetchrow(
        _LEAVE,
        *store.values_of(call),
        known.revision,
        *((asked.step, asked.turn, left.document, asked.token) if asked else (None, None, None, None)),
        known.now,
        left.call_back_by,
        *columns(left.events),
    )
    return kept is not None


async def forget(work: Work, *, given_before: datetime, at_once: int) -> int:
    """How many of the oldest answers are gone, `at_once` at most."""
    done = await work.connection.execute(
        """DELETE FROM intake_phone.webhook_answers WHERE ctid IN (
               SELECT ctid FROM intake_phone.webhook_answers WHERE given_at <= $1
               ORDER BY given_at LIMIT $2 FOR UPDATE SKIP LOCKED)""",
        given_before,
        at_once,
    )
    return int(done.removeprefix("DELETE "))


def _page(row: asyncpg.Record) -> Page:
    return Page(
        level=row["level"],
        people=row["people"],
        exhausted=row["exhausted"],
        acknowledged_by=row["acknowledged_by"],
    )
