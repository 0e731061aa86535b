"""A webhook's answer is kept only if its call is as it was seen; else it is made again from what is true now."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import asyncpg
import pytest
from msgspec.structs import replace

from dial2.database import Database as Log
from intake_phone import calls
from intake_phone.adapters import store
from intake_phone.adapters.turns import Asked, Known
from intake_phone.calls import Call
from intake_phone.journal import Outcome, settle
from tests.polling import eventually
from tests.servers.postgres import Database

CALL = Call(
    sid="CA1",
    request="01a20335-594c-72b0-8827-03646f84b632",
    caller="+15145550142",
    called="+15145550100",
    client=None,
    started_at=datetime(2026, 12, 1, 15, tzinfo=UTC),
)
ASKED = Asked(step="proceed", turn=1, token="")


@pytest.fixture
async def log(database: Database) -> AsyncIterator[Log]:
    log = Log(database.url)
    await settle(log, CALL.sid, lambda _known: Outcome(call=CALL, events=(calls.started(CALL),)))
    yield log
    await log.close()


def begun(known: Known) -> Call:
    assert known.call is not None
    return known.call


async def types(database: Database) -> list[str]:
    connection = await asyncpg.connect(database.owner_url)
    try:
        return [row["type"] for row in await connection.fetch("SELECT type FROM dial2.events ORDER BY position")]
    finally:
        await connection.close()


async def test_where_the_call_has_changed_meanwhile_the_answer_is_made_again(log: Log, database: Database) -> None:
    async with log.work("another") as other:
        seen: list[int | None] = []
        await store.set_ticket(other, CALL.request, 1042)

        def decide(known: Known) -> Outcome:
            call = begun(known)
            seen.append(call.ticket)
            ended = replace(call, status="completed")
            return Outcome(document=f"<{call.ticket}>", call=ended, events=(calls.ended(call, "completed", 7),))

        answering = asyncio.create_task(settle(log, CALL.sid, decide, asked=ASKED))
        await eventually(lambda: seen)
    assert await answering == "<1042>"
    assert seen == [None, 1042]
    assert await types(database) == ["call.started", "call.ended"]


async def test_the_same_question_gets_the_answer_that_was_given(log: Log, database: Database) -> None:
    def decide(known: Known) -> Outcome:
        call = begun(known)
        return Outcome(document="first", call=call, events=(calls.ended(call, "completed", 7),))

    def otherwise(_known: Known) -> Outcome:
        raise AssertionError("it was asked before")

    assert await settle(log, CALL.sid, decide, asked=ASKED) == "first"
    assert await settle(log, CALL.sid, otherwise, asked=ASKED) == "first"
    assert await types(database) == ["call.started", "call.ended"]
