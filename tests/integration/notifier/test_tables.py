"""What the database itself refuses."""

from uuid import UUID, uuid4

import asyncpg
import pytest

from tests.servers.postgres import Database

FORWARD = ["planned", "sending", "unknown", "accepted", "delivered", "failed", "withdrawn"]


@pytest.fixture
async def connection(database: Database) -> asyncpg.Connection:
    return await asyncpg.connect(database.url)


async def an_attempt(connection: asyncpg.Connection, state: str) -> UUID:
    attempt = uuid4()
    await connection.execute(
        """INSERT INTO notifier.attempts
               (id, kind, channel, urgency, state, destination, message, planned_at, due_at)
           VALUES ($1, 'word', 'sms', 0, $2::text::notifier.attempt_state, '+15145550101', '{}', now(), now())""",
        attempt,
        state,
    )
    return attempt


@pytest.mark.parametrize(("before", "after"), [(b, a) for n, b in enumerate(FORWARD) for a in FORWARD[:n]])
async def test_an_attempt_never_goes_back(
    connection: asyncpg.Connection,
    before: str,
    after: str,
) -> None:
    attempt = await an_attempt(connection, before)
    with pytest.raises(asyncpg.RaiseError, match=f"cannot go back from {before} to {after}"):
        await connection.execute(
            "UPDATE notifier.attempts SET state = $2::text::notifier.attempt_state WHERE id = $1", attempt, after
        )


async def test_a_ticket_has_one_live_page(connection: asyncpg.Connection) -> None:
    insert = """INSERT INTO notifier.pages
                    (id, ticket, severity, state, step, round, rung, level, person, round_began_at)
                VALUES (gen_random_uuid(), 1042, 'major', $1, 1, 0, 0, 0, 'dispatcher', now())"""
    await connection.execute(insert, "closed")
    await connection.execute(insert, "acknowledged")
    with pytest.raises(asyncpg.UniqueViolationError, match="one_live_page_a_ticket"):
        await connection.execute(insert, "exhausted")
