"""One contract, two buses: over RabbitMQ with its relay, and over the embedded log."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
import pytest_asyncio

from dial2.bus import topology
from dial2.bus.embedded import EmbeddedBus
from dial2.bus.protocol import Bus, Delivery, Depth, Done, Outcome, Park, Retry, after_failure
from dial2.bus.rabbit import RabbitBus
from dial2.database import Database
from dial2.events.call import CallEnded, VoicemailTranscribed
from dial2.relay import Relay
from dial2.wake import Wake
from tests.polling import eventually
from tests.servers.postgres import Database as Scratch

SERVICE = "triage"


def transcribed(stream: str) -> VoicemailTranscribed:
    """An event that the service follows."""
    return VoicemailTranscribed(call="CA1", request=stream, recording="RE1", text="")


@dataclass
class Seen:
    """A handler that notes what it was given and answers as told."""

    answer: Callable[[Delivery], Outcome] = lambda _: Done()
    deliveries: list[Delivery] = field(default_factory=list)

    async def __call__(self, deliveries: Sequence[Delivery]) -> list[Outcome]:
        self.deliveries += deliveries
        return [self.answer(delivery) for delivery in deliveries]

    def streams(self) -> list[str]:
        return [delivery.stream for delivery in self.deliveries]


@dataclass
class Site:
    database: Database
    bus: Bus

    async def append(self, *streams: str) -> None:
        for stream in streams:
            async with self.database.work("test") as work:
                work.append(stream, transcribed(stream))

    @asynccontextmanager
    async def consuming(self, seen: Seen) -> AsyncIterator[None]:
        stop = asyncio.Event()
        task = asyncio.create_task(self.bus.consume(SERVICE, seen, stop))
        try:
            yield
        finally:
            stop.set()
            await asyncio.wait_for(task, 10)


@pytest_asyncio.fixture(params=["rabbitmq", "embedded"])
async def site(request: pytest.FixtureRequest, database: Scratch) -> AsyncIterator[Site]:
    log, wake, stop = Database(database.url), Wake(database.url), asyncio.Event()
    tasks = [asyncio.create_task(wake.run(stop))]
    bus: EmbeddedBus | RabbitBus
    if request.param == "rabbitmq":
        bus = RabbitBus(request.getfixturevalue("vhost_url"))
        tasks.append(asyncio.create_task(Relay(log, bus, wake).run(stop)))
    else:
        bus = EmbeddedBus(log, wake)
    yield Site(log, bus)
    stop.set()
    await asyncio.gather(*tasks)
    await bus.close()
    await log.close()


async def test_what_a_service_follows_reaches_it_and_nothing_else_does(site: Site) -> None:
    seen = Seen()
    async with site.consuming(seen):
        async with site.database.work("test") as work:
            work.append("call:CA1", CallEnded(call="CA1", status="completed", seconds=1))
        await site.append("request:1", "request:2")
        await eventually(lambda: site_has(seen, "request:1", "request:2"))
    assert seen.streams() == ["request:1", "request:2"]
    assert (seen.deliveries[0].type, seen.deliveries[0].version) == ("voicemail.transcribed", 1)


async def test_events_appended_before_the_service_first_ran_are_not_lost(site: Site) -> None:
    await site.append("request:1")
    await site.bus.ready()
    seen = Seen()
    async with site.consuming(seen):
        await eventually(lambda: site_has(seen, "request:1"))


async def test_a_service_that_comes_back_goes_on_where_it_stopped(site: Site) -> None:
    first, second = Seen(), Seen()
    async with site.consuming(first):
        await site.append("request:1")
        await eventually(lambda: site_has(first, "request:1"))
    await site.append("request:2")
    async with site.consuming(second):
        await eventually(lambda: site_has(second, "request:2"))
    assert second.streams() == ["request:2"]


async def test_a_stream_arrives_in_its_order(site: Site) -> None:
    seen = Seen()
    async with site.consuming(seen):
        await site.append(*["request:1"] * 30)
        await eventually(lambda: len(seen.deliveries) == 30)
    assert [delivery.version for delivery in seen.deliveries] == list(range(1, 31))


async def test_a_transient_failure_comes_again_and_then_is_done(site: Site) -> None:
    seen = Seen(lambda delivery: Retry("away") if delivery.attempt == 0 else Done())
    async with site.consuming(seen):
        await site.append("request:1")
        await eventually(lambda: [d.attempt for d in seen.deliveries] == [0, 1])
    assert await site.bus.parked(SERVICE) == []


async def test_a_permanent_failure_is_parked_with_its_reason(site: Site) -> None:
    seen = Seen(lambda _: Park("ValueError: no such client"))
    async with site.consuming(seen):
        await site.append("request:1")
        (parked,) = await eventually(lambda: site.bus.parked(SERVICE))
    assert (parked.stream, parked.version, parked.type) == ("request:1", 1, "voicemail.transcribed")
    assert parked.reason == "ValueError: no such client"
    assert len(seen.deliveries) == 1


async def test_looking_at_parked_ones_leaves_them_there(site: Site) -> None:
    async with site.consuming(Seen(lambda _: Park("no"))):
        await site.append("request:1", "request:2")
        await eventually(lambda: parked_count(site, 2))
    assert len(await site.bus.parked(SERVICE)) == 2


async def test_a_parked_one_can_be_replayed(site: Site) -> None:
    async with site.consuming(Seen(lambda _: Park("no"))):
        await site.append("request:1")
        (parked,) = await eventually(lambda: site.bus.parked(SERVICE))
    mended = Seen()
    async with site.consuming(mended):
        assert await site.bus.replay(SERVICE, parked.id)
        await eventually(lambda: site_has(mended, "request:1"))
    assert await site.bus.parked(SERVICE) == []


async def test_a_parked_one_can_be_dropped(site: Site) -> None:
    async with site.consuming(Seen(lambda _: Park("no"))):
        await site.append("request:1")
        (parked,) = await eventually(lambda: site.bus.parked(SERVICE))
    assert await site.bus.drop(SERVICE, parked.id) == parked
    assert await site.bus.parked(SERVICE) == []
    assert await site.bus.drop(SERVICE, parked.id) is None
    assert not await site.bus.replay(SERVICE, parked.id)


async def test_one_that_fails_holds_up_no_other(site: Site) -> None:
    seen = Seen(lambda delivery: Park("no") if delivery.stream == "request:1" else Done())
    async with site.consuming(seen):
        await site.append("request:1", "request:2")
        await eventually(lambda: site_has(seen, "request:2"))


async def test_it_says_how_much_waits_and_how_much_is_parked(site: Site) -> None:
    async with site.consuming(Seen(lambda _: Park("no"))):
        await site.append("request:1")
        await eventually(lambda: parked_count(site, 1))
    await site.append("request:2", "request:3")
    await eventually(lambda: depth_is(site, waiting=2, parked=1))


async def test_it_says_that_it_is_ready(site: Site) -> None:
    await site.bus.ready()


def test_retries_end_in_parking() -> None:
    attempts = [after_failure(attempt, "away") for attempt in range(6)]
    assert attempts[:5] == [(1, 1), (2, 5), (3, 30), (4, 120), (5, 600)]
    assert attempts[5] == Park("still failing after 6 attempts: away")


def test_every_queue_of_a_service_carries_its_name() -> None:
    names = [queue.name for queue in topology.queues() if queue.name.split(".")[0] == "sla-timer"]
    assert names == [
        "sla-timer",
        "sla-timer.retry.1s",
        "sla-timer.retry.5s",
        "sla-timer.retry.30s",
        "sla-timer.retry.120s",
        "sla-timer.retry.600s",
        "sla-timer.parked",
    ]


def site_has(seen: Seen, *streams: str) -> bool:
    return set(streams) <= set(seen.streams())


async def parked_count(site: Site, count: int) -> bool:
    return len(await site.bus.parked(SERVICE)) == count


async def depth_is(site: Site, *, waiting: int, parked: int) -> bool:
    return Depth(service=SERVICE, waiting=waiting, parked=parked) in await site.bus.depths()
