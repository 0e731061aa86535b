"""What a service answers for the wake-ups that it was given."""

import asyncio
from collections.abc import AsyncIterator
from typing import cast

import pytest
import pytest_asyncio

from dial2.bus.embedded import EmbeddedBus
from dial2.bus.protocol import Delivery, Done, Outcome, Park, Retry
from dial2.consumer import Consumer, Handler, step_over
from dial2.database import Database, Work
from dial2.errors import Permanent, Transient
from dial2.events import Payload
from dial2.events.call import CallEnded
from dial2.wake import Wake
from tests.polling import eventually
from tests.servers.postgres import Database as Scratch
from tests.servers.postgres import PostgresServer


@pytest_asyncio.fixture
async def log(database: Scratch) -> AsyncIterator[Database]:
    log = Database(database.url, size=4)
    yield log
    await log.close()


class Notes:
    """A handler that notes each call it hears of, and fails as its call's name says."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, int]] = []

    async def __call__(self, payload: Payload, _work: Work) -> None:
        ended = cast("CallEnded", payload)
        match ended.call:
            case "permanent":
                raise Permanent("no such client")
            case "transient":
                raise Transient("the relay is away")
            case "broken":
                raise ZeroDivisionError("a fault in the program")
        self.heard.append((ended.call, ended.seconds))


def consumer(log: Database, scratch: Scratch, handler: Handler) -> Consumer:
    return Consumer("triage", log, EmbeddedBus(log, Wake(scratch.url)), {CallEnded: handler})


def wake(call: str) -> Delivery:
    return Delivery(event="e", stream=f"call:{call}", version=1, type="call.ended")


async def ended(log: Database, *calls: str) -> None:
    async with log.work("test") as work:
        for seconds, call in enumerate(calls):
            work.append(f"call:{call}", CallEnded(call=call, status="completed", seconds=seconds))


async def test_a_batch_is_applied_once_however_often_and_in_whatever_order_it_comes(
    log: Database, database: Scratch
) -> None:
    notes = Notes()
    consuming = consumer(log, database, notes)
    await ended(log, "a", "b", "a")
    assert await consuming.handle([wake("b"), wake("a"), wake("a")]) == [Done()] * 3
    assert await consuming.handle([wake("a"), wake("b")]) == [Done()] * 2
    assert sorted(notes.heard) == [("a", 0), ("a", 2), ("b", 1)]


@pytest.mark.parametrize(
    ("call", "outcome"),
    [
        ("permanent", Park("Permanent: no such client")),
        ("transient", Retry("Transient: the relay is away")),
        ("broken", Park("ZeroDivisionError: a fault in the program")),
    ],
)
async def test_one_that_fails_is_answered_for_alone(
    log: Database, database: Scratch, call: str, outcome: Outcome
) -> None:
    notes = Notes()
    await ended(log, "a", call, "b")
    outcomes = await consumer(log, database, notes).handle([wake("a"), wake(call), wake("b")])
    assert outcomes == [Done(), outcome, Done()]
    assert {name for name, _ in notes.heard} == {"a", "b"}


async def test_what_was_stepped_over_is_not_applied_any_more(log: Database, database: Scratch) -> None:
    await ended(log, "permanent")
    await step_over(log, "triage", "call:permanent", 1)
    assert await consumer(log, database, Notes()).handle([wake("permanent")]) == [Done()]


async def test_while_postgres_is_away_a_batch_is_held_and_spends_no_attempt(
    log: Database, database: Scratch, postgres_server: PostgresServer
) -> None:
    notes = Notes()
    await ended(log, "a", "b")
    postgres_server.kill()
    try:
        handling = asyncio.create_task(consumer(log, database, notes).handle([wake("a"), wake("b")]))
        await asyncio.wait([handling], timeout=1)
        assert not handling.done()
    finally:
        postgres_server.start()
    await eventually(handling.done)
    assert handling.result() == [Done(), Done()]
