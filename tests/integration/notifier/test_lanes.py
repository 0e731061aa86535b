"""What goes out first, and how fast."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest

from dial2.database import Database
from notifier.adapters import attempts, due
from notifier.messages import Text
from notifier.plan import Planned
from tests.servers import postgres


@pytest.fixture
async def log(database: postgres.Database) -> AsyncIterator[Database]:
    log = Database(database.url, size=3)
    yield log
    await log.close()


async def plan(log: Database, *urgencies: int) -> list[UUID]:
    planned = [
        Planned(
            id=uuid4(),
            kind="word",
            channel="sms",
            destination="+15145550101",
            message=Text(body="A word", reference="ABCDEF"),
            urgency=urgency,
            ticket=None,
        )
        for urgency in urgencies
    ]
    async with log.work("notifier") as work:
        await attempts.plan(work.connection, planned)
    return [each.id for each in planned]


async def test_the_most_severe_goes_first_and_then_whoever_waits_longest(log: Database) -> None:
    low, first, second, major = await plan(log, 2, 0, 0, 1)
    async with log.work("notifier") as work:
        claimed, _ = await due.claim(work.connection, "sms", limit=4, per_second=None)
    assert [attempt.id for attempt in claimed] == [first, second, major, low]
    assert {attempt.state for attempt in claimed} == {"sending"}


async def test_all_processes_together_keep_one_pace(log: Database) -> None:
    await plan(log, 0, 0)
    async with log.work("notifier") as work:
        claimed, seconds = await due.claim(work.connection, "sms", limit=1, per_second=0.01)
    assert (len(claimed), seconds) == (1, 100)
    async with log.work("notifier") as work:
        refused, wait = await due.claim(work.connection, "sms", limit=1, per_second=0.01)
    assert refused == []
    assert 0 < wait <= 100


async def test_two_processes_never_claim_the_same(log: Database) -> None:
    planned = await plan(log, 0, 0)
    async with log.work("notifier") as one, log.work("notifier") as other:
        mine, _ = await due.claim(one.connection, "sms", limit=1, per_second=None)
        theirs, _ = await due.claim(other.connection, "sms", limit=1, per_second=None)
    assert [attempt.id for attempt in (*mine, *theirs)] == planned
