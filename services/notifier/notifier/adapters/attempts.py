"""Attempts: planned with the state that wants them, claimed one by one, and only ever moved forward."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from notifier import messages
from notifier.adapters import locks
from notifier.attempt import SILENT, Progress
from notifier.ladder import Tried
from notifier.plan import Attempt, Planned

if TYPE_CHECKING:
    import asyncpg

    Connection = asyncpg.pool.PoolConnectionProxy[asyncpg.Record]

STATUS_SECONDS = 90.0  # without a status callback in that time, the provider is asked
COLUMNS = """id, kind, page, notice, ticket, person, channel, level, step, place, try AS tries, repeats, urgency,
              state::text AS state, destination, message, provider_id, code, sequence, checks, recalled, bundle,
              planned_at, sending_at, correlation"""


async def plan(connection: Connection, planned: Sequence[Planned]) -> None:
    """Rows for the lanes, which are woken when the transaction commits."""
    await connection.executemany(
        """INSERT INTO notifier.attempts
               (id, kind, page, notice, ticket, person, channel, level, step, place, try, repeats, urgency,
                destination, message, message_id, correlation, planned_at, due_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, dial2.now(),
                   dial2.now() + $18)""",
        [
            (
                each.id,
                each.kind,
                each.page,
                each.notice,
                each.ticket,
                each.person,
                each.channel,
                each.level,
                each.step,
                each.place,
                each.tries,
                each.repeats,
                each.urgency,
                each.destination,
                messages.encode(each.message).decode(),
                each.message.message_id if isinstance(each.message, messages.Mail) else None,
                each.correlation,
                each.delay,
            )
            for each in planned
        ],
    )


async def lock(connection: Connection, attempt: UUID) -> Attempt | None:
    """The row of an attempt, after its page's."""
    await locks.take_turns(connection, [attempt])
    row = await connection.fetchrow(
        f"SELECT {COLUMNS} FROM notifier.attempts WHERE id = $1 FOR UPDATE",  # noqa: S608 - constant columns
        attempt,
    )
    return read(row) if row else None


async def get(connection: Connection, attempt: UUID) -> Attempt | None:
    row = await connection.fetchrow(
        f"SELECT {COLUMNS} FROM notifier.attempts WHERE id = $1",  # noqa: S608 - the columns are a constant
        attempt,
    )
    return read(row) if row else None


async def of_mail(connection: Connection, *, first: UUID | None, message_id: str | None) -> Attempt | None:
    """The newest try of a mail that went out, by the id of its `first` try or by its Message-ID."""
    row = await connection.fetchrow(
        f"""SELECT {COLUMNS} FROM notifier.attempts
            WHERE message_id = coalesce((SELECT message_id FROM notifier.attempts WHERE id = $1), $2)
              AND sending_at IS NOT NULL
            ORDER BY try DESC LIMIT 1""",  # noqa: S608 - the columns are a constant
        first,
        message_id,
    )
    return read(row) if row else None


async def move(connection: Connection, attempt: UUID, progress: Progress) -> bool:
    """Forward to `progress`; False, and nothing changed, where the attempt is already there or further.

    One of unknown fate is looked for at once.
    """
    status = await connection.execute(
        """UPDATE notifier.attempts SET state = $2::text::notifier.attempt_state, code = $3, checks = 0,
               check_at = CASE WHEN $2 = 'unknown' THEN clock_timestamp() END
           WHERE id = $1 AND state < $2::text::notifier.attempt_state AND state < 'failed'""",
        attempt,
        progress.state,
        progress.code,
    )
    return bool(status == "UPDATE 1")


async def accept(connection: Connection, attempt: UUID, provider_id: str) -> bool:
    """The provider has it, by this name; the first name stays. False where it was known to have it already."""
    accepted: bool | None = await connection.fetchval(
        """UPDATE notifier.attempts a
           SET provider_id = coalesce(provider_id, $2), state = greatest(a.state, 'accepted'), check_at = CASE
                   WHEN a.state >= 'accepted' THEN check_at
                   WHEN channel = ANY($4::text[]) THEN NULL -- nobody can be asked
                   WHEN recalled THEN clock_timestamp()
                   ELSE clock_timestamp() + make_interval(secs => $3)
               END
           FROM (SELECT state FROM notifier.attempts WHERE id = $1 FOR UPDATE) AS before
           WHERE a.id = $1
           RETURNING before.state < 'accepted'""",
        attempt,
        provider_id,
        STATUS_SECONDS,
        list(SILENT),
    )
    return bool(accepted)


async def unclaimed(connection: Connection, provider_ids: Sequence[str]) -> set[str]:
    """Those that no attempt is known to be."""
    rows = await connection.fetch(
        """SELECT listed.id FROM unnest($1::text[]) AS listed (id)
           WHERE NOT EXISTS (SELECT FROM notifier.attempts a WHERE a.provider_id = listed.id)""",
        provider_ids,
    )
    return {row["id"] for row in rows}


async def advance_sequence(connection: Connection, attempt: UUID, sequence: int) -> bool:
    """False for a status callback that is older than one already seen, or the same."""
    status = await connection.execute(
        "UPDATE notifier.attempts SET sequence = $2 WHERE id = $1 AND sequence < $2", attempt, sequence
    )
    return bool(status == "UPDATE 1")


async def tried(connection: Connection, page: UUID, step: int) -> list[Tried]:
    """How the present people's steps stand, by the newest try of each."""
    rows = await connection.fetch(
        """SELECT DISTINCT ON (place) channel, state::text AS state,
               state = 'planned' AND try = 1 AND due_at <= dial2.now() AS waits,
               state = 'planned' AND try = 1 AND due_at > dial2.now() AS later,
               state = 'planned' AND repeats > 0 AS repeats
           FROM notifier.attempts WHERE page = $1 AND step = $2 AND kind = 'page'
             AND person NOT IN (SELECT person FROM notifier.passed WHERE page = $1 AND step = $2)
           ORDER BY place, try DESC""",
        page,
        step,
    )
    return [Tried(**row) for row in rows]


async def hasten(connection: Connection, page: UUID, step: int) -> None:
    """The next of what is planned for later goes out now."""
    await connection.execute(
        """UPDATE notifier.attempts SET due_at = dial2.now() WHERE id = (
               SELECT id FROM notifier.attempts
               WHERE page = $1 AND step = $2 AND kind = 'page' AND state = 'planned' AND due_at > dial2.now()
               ORDER BY due_at, place LIMIT 1)""",
        page,
        step,
    )
    await connection.execute("SELECT pg_notify('dial2_due', '')")


async def people_tried(connection: Connection, page: UUID) -> list[str]:
    """Whom something has gone out to."""
    rows = await connection.fetch(
        """SELECT DISTINCT person FROM notifier.attempts
           WHERE page = $1 AND kind = 'page' AND sending_at IS NOT NULL ORDER BY person""",
        page,
    )
    return [row["person"] for row in rows]


async def withdraw(connection: Connection, page: UUID) -> None:
    """What has not gone out never will."""
    await connection.execute(
        """UPDATE notifier.attempts SET state = 'withdrawn', code = 'not-needed'
           WHERE page = $1 AND kind = 'page' AND state = 'planned'""",
        page,
    )


async def end_turn(connection: Connection, page: UUID, step: int, *, passed_on: bool) -> None:
    """What has not gone out never will, but for what a person's own rules, or a handset that is off, hold back.

    To whoever passed the page on, nothing more does.
    """
    await connection.execute(
        """UPDATE notifier.attempts SET state = 'withdrawn', code = 'not-needed'
           WHERE page = $1 AND kind = 'page' AND state = 'planned' AND (repeats = 0 OR ($3 AND step = $2))
             AND (try > 1 OR due_at <= dial2.now() OR ($3 AND step = $2))""",
        page,
        step,
        passed_on,
    )


async def recall(connection: Connection, page: UUID, except_for: UUID | None) -> None:
    """Calls under way are to be ended, also those whose name the provider has not told yet.

    One that tells of other pages, too, goes on while any of them is wanted.
    """
    await connection.execute(
        """UPDATE notifier.attempts a SET recalled = true, check_at = CASE
               WHEN state = 'accepted' THEN clock_timestamp() ELSE check_at END
           WHERE id IN (
               SELECT id FROM notifier.attempts
               WHERE id IN (SELECT coalesce(bundle, id) FROM notifier.attempts
                            WHERE page = $1 AND kind = 'page' AND channel = 'voice')
                 AND id IS DISTINCT FROM $2 AND state IN ('sending', 'unknown', 'accepted')
               ORDER BY id FOR UPDATE)
             AND NOT EXISTS (
                 SELECT FROM notifier.attempts o JOIN notifier.pages p ON p.id = o.page
                 WHERE (o.bundle = a.id OR o.id = a.id) AND p.id <> $1 AND p.state IN ('open', 'exhausted'))""",
        page,
        except_for,
    )


def read(row: asyncpg.Record) -> Attempt:
    return Attempt(**{**row, "message": messages.decode(row["message"])})
