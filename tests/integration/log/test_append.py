"""The log keeps what it is given, in order, and refuses to forget."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
import pytest_asyncio

from dial2 import clock
from dial2.database import Database
from dial2.errors import Conflict
from dial2.events import decode
from dial2.events.call import CallChoice, CallEnded
from dial2.log import blobs, read
from tests.servers.postgres import Database as Scratch


def pressed(digit: str) -> CallChoice:
    return CallChoice(call="CA1", digit=digit, meaning="support")


@pytest_asyncio.fixture
async def log(database: Scratch) -> AsyncIterator[Database]:
    log = Database(database.url)
    yield log
    await log.close()


async def test_events_are_numbered_in_the_order_given(log: Database) -> None:
    async with log.work("test") as work:
        work.append("call:CA1", pressed("1"), pressed("2"))
        work.append("call:CA1", CallEnded(call="CA1", status="completed", seconds=3))
    async with log.connection() as connection:
        events = await read.stream(connection, "call:CA1")
    assert [(event.version, event.type) for event in events] == [
        (1, "call.choice"),
        (2, "call.choice"),
        (3, "call.ended"),
    ]
    assert decode(events[1]) == pressed("2")


async def test_what_follows_from_an_event_names_it_and_shares_its_correlation(log: Database) -> None:
    async with log.work("test") as work:
        work.append("call:CA1", pressed("1"))
    async with log.work("test") as work:
        (cause,) = await read.stream(work.connection, "call:CA1")
        work.cause = cause
        work.append("call:CA2", pressed("2"))
    async with log.connection() as connection:
        (effect,) = await read.stream(connection, "call:CA2")
    assert effect.causation == cause.id
    assert effect.correlation == cause.correlation == cause.id


async def test_a_stream_that_has_moved_on_is_a_conflict_and_nothing_is_kept(log: Database) -> None:
    async with log.work("test") as work:
        work.append("call:CA1", pressed("1"), expected=0)
    with pytest.raises(Conflict, match="stream call:CA1 is at version 1, not at 0"):  # noqa: PT012 - the error comes when the block ends
        async with log.work("test") as work:
            work.append("call:CA2", pressed("1"))
            work.append("call:CA1", pressed("2"), expected=0)
    async with log.connection() as connection:
        assert len(await read.stream(connection, "call:CA1")) == 1
        assert await read.stream(connection, "call:CA2") == []


async def test_two_that_append_at_once_both_succeed_in_one_unbroken_order(log: Database) -> None:
    async def press(digit: int) -> None:
        async with log.work("test") as work:
            work.append("call:B", pressed(str(digit)))
            work.append("call:A", pressed(str(digit)))

    await asyncio.gather(*[press(digit) for digit in range(20)])
    async with log.connection() as connection:
        for stream in ("call:A", "call:B"):
            assert [event.version for event in await read.stream(connection, stream)] == list(range(1, 21))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE dial2.events SET actor = 'somebody else'",
        "DELETE FROM dial2.events",
        "TRUNCATE dial2.events",
        "DELETE FROM dial2.streams",
        "UPDATE dial2.streams SET version = 0",
        "INSERT INTO dial2.streams VALUES ('call:X', 0, '')",
        "UPDATE dial2.clock SET shift = '1 day'",
        "DELETE FROM dial2.blobs",
    ],
)
async def test_a_service_cannot_change_the_past(log: Database, statement: str) -> None:
    async with log.work("test") as work:
        work.append("call:CA1", pressed("1"))
        await blobs.store(work.connection, [b"mail"])
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with log.connection() as connection:
            await connection.execute(statement)


@pytest.mark.parametrize("statement", ["UPDATE dial2.events SET actor = 'x'", "DELETE FROM dial2.events"])
async def test_even_the_owner_is_refused(log: Database, database: Scratch, statement: str) -> None:
    async with log.work("test") as work:
        work.append("call:CA1", pressed("1"))
    owner = await asyncpg.connect(database.owner_url)
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
            await owner.execute(statement)
    finally:
        await owner.close()


async def test_the_tail_waits_for_a_transaction_that_commits_late(log: Database) -> None:
    """The younger transaction commits first: a reader that went by position alone would skip the older."""
    start = read.Checkpoint(0, 0)
    async with log.connection() as reader:
        async with log.work("test") as late:
            late.append("call:LATE", pressed("1"))
            await late.flush()
            async with log.work("test") as early:
                early.append("call:EARLY", pressed("2"))
            held = await read.tail(reader, start, limit=10)
            assert held.events == []
            assert held.more
        seen = await read.tail(reader, held.checkpoint, limit=10)
        assert [event.stream for event in seen.events] == ["call:LATE", "call:EARLY"]
        assert (await read.tail(reader, seen.checkpoint, limit=10)).events == []


async def test_a_blob_is_stored_once_and_found_by_its_digest(log: Database) -> None:
    async with log.work("test") as work:
        first, second = await blobs.store(work.connection, [b"abc", b"abc"])
        again = await blobs.store(work.connection, [b"abc"])
        # SHA-256 of "abc" from FIPS 180-4's example
        assert first == second == again[0] == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        assert await blobs.fetch(work.connection, first) == b"abc"
        assert await blobs.fetch(work.connection, "00" * 32) is None


async def test_the_clock_is_the_databases_and_the_owner_can_move_it(log: Database, database: Scratch) -> None:
    await clock.advance(database.owner_url, timedelta(days=40))
    async with log.work("test") as work:
        assert abs(work.now - datetime.now(UTC) - timedelta(days=40)) < timedelta(minutes=1)
        work.append("call:CA1", pressed("1"))
    async with log.connection() as connection:
        (event,) = await read.stream(connection, "call:CA1")
        assert event.recorded_at >= work.now
