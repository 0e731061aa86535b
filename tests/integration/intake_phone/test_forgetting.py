"""Answers to webhooks do not pile up: a day after, nobody asks again."""

from collections.abc import AsyncIterator
from datetime import timedelta

import asyncpg
import pytest

from dial2 import clock
from dial2.database import Database as Log
from intake_phone.forgetting import AT_ONCE, Forgetting
from tests.servers.postgres import Database

ANSWER = """INSERT INTO intake_phone.webhook_answers (call, step, turn, document)
            VALUES ($1, 'proceed', 1, '<Response/>')"""


@pytest.fixture
async def log(database: Database) -> AsyncIterator[Log]:
    log = Log(database.url)
    yield log
    await log.close()


async def answer(database: Database, *calls: str) -> None:
    connection = await asyncpg.connect(database.owner_url)
    try:
        await connection.executemany(ANSWER, [(call,) for call in calls])
    finally:
        await connection.close()


async def answered(log: Log) -> set[str]:
    async with log.connection() as connection:
        return {row["call"] for row in await connection.fetch("SELECT call FROM intake_phone.webhook_answers")}


async def test_an_answer_is_kept_for_a_day(log: Log, database: Database) -> None:
    await answer(database, "CA1")
    await clock.advance(database.owner_url, timedelta(hours=2))
    await answer(database, "CA2")
    await clock.advance(database.owner_url, timedelta(hours=22))
    assert await Forgetting(log).step() > 0
    assert await answered(log) == {"CA2"}


async def test_many_answers_go_in_turns(log: Log, database: Database) -> None:
    await answer(database, *(f"CA{number}" for number in range(AT_ONCE + 1)))
    await clock.advance(database.owner_url, timedelta(days=2))
    forgetting = Forgetting(log)
    assert await forgetting.step() == 0
    assert len(await answered(log)) == 1
    assert await forgetting.step() > 0
    assert await answered(log) == set()
