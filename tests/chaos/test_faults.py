"""The promises hold while servers and processes die: nothing accepted is lost, nothing is done twice."""

import asyncio
import os
import random
from collections import Counter

import aio_pika
import aiosmtplib
import pytest

from tests.acceptance.house import FIRST, NUMBER, SECOND, House
from tests.polling import eventually
from tests.servers.postgres import PostgresServer
from tests.servers.rabbitmq import RabbitNode

OUTAGE = "Since 21:40 none of our 140 officers can sign in, on any device."
MAILS = 60
KILLS = 8


async def test_kill_minus_nine_at_any_moment_loses_no_request_and_opens_no_ticket_twice(house: House) -> None:
    """Mails go on coming while services are killed and started again; DIAL2_CHAOS_SEED repeats a run."""
    seed = int(os.environ.get("DIAL2_CHAOS_SEED") or random.SystemRandom().randrange(2**32))
    print(f"DIAL2_CHAOS_SEED={seed}")  # noqa: T201 - pytest shows it when the test fails
    chance = random.Random(seed)  # noqa: S311 - repeatable on purpose
    accepted: set[str] = set()

    async def send() -> None:
        for number in range(MAILS):
            await eventually(lambda n=number: sent(house, n), within_seconds=90)  # type: ignore[misc]
            accepted.add(f"<mail-{number}@northgate.example>")
            await asyncio.sleep(chance.uniform(0, 0.2))

    async def kill() -> None:
        for _ in range(KILLS):
            await asyncio.sleep(chance.uniform(0, 1.0))
            victim = chance.choice(house.processes)
            await house.kill(victim)
            await asyncio.sleep(chance.uniform(0, 0.5))
            await house.start(victim)

    await asyncio.gather(send(), kill())

    async def all_ticketed() -> bool:
        return len(await house.events("ticket.opened")) >= len(accepted)

    await eventually(all_ticketed, within_seconds=120)
    await eventually(lambda: steps_are_complete(house), within_seconds=120)
    opened = Counter(event["message_id"] for event in await house.payloads("ticket.opened"))
    assert set(opened) == accepted
    assert set(opened.values()) == {1}
    assert await house.faults() == []


async def sent(house: House, number: int) -> bool:
    """Like a mail server: anything else than 250 is tried again."""
    try:
        author = f"dispatch-{number}@northgate.example"  # one address gets only so many notices in a time
        await house.mail("Urgent Service Issue", OUTAGE, number=number, sender=author)
    except (aiosmtplib.SMTPException, OSError):
        return False
    return True


async def steps_are_complete(house: House) -> bool:
    """Each ticket has one severity, one set of clocks, one incident that is paged for, and one acknowledgement."""
    tickets = {event["ticket"] for event in await house.payloads("ticket.opened")}
    for step in ("severity.assigned", "clocks.started", "ticket.linked"):
        steps = Counter(event["ticket"] for event in await house.payloads(step))
        if set(steps) != tickets:
            return False
        assert set(steps.values()) == {1}, f"{step} happened more than once for a ticket"
    incident_of = {event["ticket"]: event["incident"] for event in await house.payloads("ticket.linked")}
    paged = Counter(event["ticket"] for event in await house.payloads("page.opened"))
    assert set(paged.values()) <= {1}, "a ticket was paged for twice"
    acknowledged = {e["ticket"] for e in await house.payloads("notice.sent") if e["kind"] == "acknowledgement"}
    return {incident_of[ticket] for ticket in paged} == set(incident_of.values()) and acknowledged == tickets


async def test_while_postgres_is_away_mail_is_deferred_and_a_caller_reaches_the_person_on_call(
    house: House, postgres_server: PostgresServer
) -> None:
    await house.mail("Urgent Service Issue", OUTAGE, number=1)
    await house.event("ticket.opened")
    first = house.sandbox.handset(FIRST)
    house.sandbox.handset(SECOND).does_not_answer()
    postgres_server.kill()
    try:
        with pytest.raises(aiosmtplib.SMTPResponseException) as refusal:
            await house.mail("Urgent Service Issue", OUTAGE, number=2)
        assert refusal.value.code == 451
        first.waits_for_a_hand()
        caller = await house.sandbox.handset("+15145550142").dials(NUMBER)
        reached = await first.rings(within=30)
        await reached.hears("press 1", within=30)
        await reached.presses("1")
        await caller.is_connected(within=30)
        await caller.hangs_up()
    finally:
        postgres_server.start()
    await eventually(lambda: sent(house, 2), within_seconds=60)
    await house.event("ticket.opened", message_id="<mail-2@northgate.example>", within_seconds=60)
    opened = await house.event("ticket.opened", channel="phone", within_seconds=90)
    assert opened["contact"]["number"] == "+15145550142"
    assert await house.faults() == []


async def test_postgres_that_dies_in_the_middle_of_a_call_leaves_the_caller_with_the_person_on_call(
    house: House, postgres_server: PostgresServer
) -> None:
    await house.at_night()
    caller = await house.sandbox.handset("+15145550142").dials(NUMBER)
    await caller.hears("press 2", within=30)
    house.sandbox.handset(SECOND).does_not_answer()
    first = house.sandbox.handset(FIRST)
    first.waits_for_a_hand()
    postgres_server.kill()
    try:
        await caller.presses("2", within=30)
        reached = await first.rings(within=30)
        await reached.hears("press 1", within=30)
        await reached.presses("1")
        await caller.is_connected(within=30)
        await caller.hangs_up()
    finally:
        postgres_server.start()
    opened = await house.event("ticket.opened", channel="phone", within_seconds=90)
    assert opened["contact"]["number"] == "+15145550142"
    assert await house.count("ticket.opened", 1)
    assert await house.faults() == []


@pytest.mark.parametrize("house", ["rabbitmq"], indirect=True)
async def test_rabbitmq_that_dies_in_the_middle_of_a_call_is_not_noticed_by_its_caller(
    house: House, rabbit_node: RabbitNode
) -> None:
    await house.in_the_morning()
    first = house.sandbox.handset(FIRST)
    first.waits_for_a_hand()
    caller = await house.sandbox.handset("+15145550142").dials(NUMBER)
    await caller.hears("press 2", within=30)
    rabbit_node.kill()
    try:
        await caller.presses("2", within=30)
        reached = await first.rings(within=30)
        await reached.hears("press 1", within=30)
        await reached.presses("1")
        await caller.is_connected(within=30)
        await reached.hangs_up()  # the caller is told goodbye, and what was said counts
        await house.event("call.connected", person="first-line")
    finally:
        await asyncio.to_thread(rabbit_node.start)
    await house.event("ticket.opened", channel="phone", within_seconds=90)
    await house.event("callback.made", within_seconds=60)
    assert await house.faults() == []


@pytest.mark.parametrize("house", ["rabbitmq"], indirect=True)
async def test_while_rabbitmq_is_away_intake_goes_on_and_the_relay_catches_up(
    house: House, rabbit_node: RabbitNode
) -> None:
    rabbit_node.kill()
    for number in range(5):
        await house.mail("Urgent Service Issue", OUTAGE, number=number)
    await eventually(lambda: house.count("request.received", 5))
    assert await house.events("ticket.opened") == []
    await asyncio.to_thread(rabbit_node.start)
    await eventually(lambda: house.count("ticket.opened", 5), within_seconds=90)
    await eventually(lambda: steps_are_complete(house), within_seconds=60)
    assert await house.faults() == []


@pytest.mark.parametrize("house", ["rabbitmq"], indirect=True)
async def test_a_message_that_is_no_event_is_parked_with_its_reason(house: House, vhost_url: str) -> None:
    connection = await aio_pika.connect(vhost_url)
    async with connection:
        channel = await connection.channel()
        exchange = await channel.get_exchange("dial2.events", ensure=False)
        await exchange.publish(aio_pika.Message(b"{not an event", message_id="odd-1"), "request.received")
    listed = await eventually(lambda: house.command("parked", "list", "triage"))
    assert "odd-1" in listed
    assert "not an event" in listed
    await house.mail("Urgent Service Issue", OUTAGE)
    await house.event("ticket.opened")
    assert "dropped" in await house.command("parked", "drop", "triage", "odd-1")
    assert await house.command("parked", "list") == ""
