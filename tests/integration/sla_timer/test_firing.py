"""Each warning and each breach is said once, in order, and how late it was."""

import asyncio
from typing import cast

import asyncpg

from dial2.connection import Connection
from dial2.database import Work
from dial2.events.clock import ClockBreached, ClockMet, ClockWarned
from dial2.events.ticket import CallbackMade
from dial2.vocabulary import Severity
from sla_timer.adapters import store
from tests.integration.sla_timer.timer import MONDAY_10, TICKET, Timer, assigned, at, opened
from tests.servers.postgres import Database as Scratch


class Explaining:
    """A connection that tells how it would find rows, and finds none."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.plan = ""

    async def fetch(self, query: str, *values: object) -> list[asyncpg.Record]:
        self.plan = "\n".join(row[0] for row in await self._connection.fetch(f"EXPLAIN {query}", *values))
        return []


CALLED = CallbackMade(ticket=TICKET, by="duty-lead", how="phone", made_at=at(16, 10, 40))


async def test_nothing_is_said_before_it_is_due(timer: Timer) -> None:
    await timer.opens("critical")
    await timer.now_is(at(16, 10, 44))
    await timer.fire()
    assert await timer.said("call_back") == []


async def test_it_warns_at_three_quarters_and_breaches_at_the_deadline_once_each(timer: Timer) -> None:
    await timer.opens("critical")
    await timer.now_is(at(16, 10, 45))
    await timer.fire()
    await timer.fire()
    assert await timer.said("call_back") == [("warned", at(16, 11))]
    await timer.now_is(at(16, 11))
    await timer.fire()
    await timer.fire()
    assert await timer.said("call_back") == [("warned", at(16, 11)), ("breached", at(16, 11))]


async def test_no_impact_warns_at_14_and_breaches_at_28_business_days(timer: Timer) -> None:
    await timer.opens("no")
    await timer.now_is(at(4, 10, 1, month=12))
    await timer.fire()
    assert await timer.said("resolution") == [("warned", at(4, 10, month=12))]
    await timer.now_is(at(24, 10, 1, month=12))
    await timer.fire()
    assert await timer.said("resolution") == [("warned", at(4, 10, month=12)), ("breached", at(24, 10, month=12))]


async def test_after_a_stop_what_was_missed_is_said_in_order_and_marked_late(timer: Timer) -> None:
    await timer.opens("critical")
    await timer.now_is(at(16, 11, 10))
    await timer.fire()
    assert await timer.said("call_back") == [("warned", at(16, 11)), ("breached", at(16, 11))]
    warned = next(event for event in await timer.all_of(ClockWarned) if event.clock == "call_back")
    breached = await timer.only(ClockBreached)
    assert breached.late_seconds >= 10 * 60  # from 11:00 on
    assert round(warned.late_seconds - breached.late_seconds, 6) == 15 * 60  # from 10:45 on


async def test_updates_missed_during_a_stop_are_one_breach_that_counts_them(timer: Timer) -> None:
    """Due at 11:30, 13:00, 14:30 and 16:00."""
    await timer.opens("critical")
    await timer.now_is(at(16, 16, 5))
    await timer.fire()
    (missed,) = [event for event in await timer.all_of(ClockBreached) if event.clock == "update"]
    assert (missed.deadline, missed.missed) == (at(16, 11, 30), 4)
    assert missed.late_seconds >= 4 * 3600 + 35 * 60
    assert (await timer.promises())["update"].deadline == at(16, 17, 30)


async def test_a_severity_raised_late_is_one_breach_of_the_updates_and_no_storm(timer: Timer) -> None:
    """Opened on Monday at 10:00 as low; by Tuesday 10:00 sixteen intervals of 90 minutes have gone by."""
    await timer.opens("low")
    await timer.now_is(at(17, 10, 1))
    await timer.happens(assigned("critical", "low"))
    await timer.fire()
    (missed,) = [event for event in await timer.all_of(ClockBreached) if event.clock == "update"]
    assert (missed.deadline, missed.missed) == (at(16, 11, 30), 16)
    assert (await timer.promises())["update"].deadline == at(17, 11, 30)


async def test_the_most_severe_tickets_are_said_first(timer: Timer) -> None:
    severities: list[Severity] = ["no", "critical", "low"]
    for ticket, severity in enumerate(severities, 1):
        await timer.opens(severity, ticket=ticket)
    await timer.now_is(at(18, 10, 1))
    await timer.fire()
    assert list(dict.fromkeys(ticket for ticket, _ in await timer.order())) == [2, 3, 1]


async def test_a_call_back_that_the_clocks_have_not_heard_of_stops_them_all_the_same(timer: Timer) -> None:
    """Stopped at 10:30; the call back is in the log when the service comes back at noon."""
    await timer.opens("critical")
    await timer.recorded(CALLED)
    await timer.now_is(at(16, 12))
    await timer.fire()
    assert await timer.said("call_back") == []
    assert not (await timer.only(ClockMet)).breached


async def test_a_stream_that_cannot_be_read_is_fired_as_it_stands(timer: Timer) -> None:
    await timer.opens("critical")
    await timer.recorded(opened(), CALLED)  # no ticket opens twice: the consumer parks these
    await timer.now_is(at(16, 11))
    await timer.fire()
    assert await timer.breached("call_back") == [at(16, 11)]


async def test_two_copies_say_nothing_twice(timer: Timer) -> None:
    tickets = range(1, 101)
    await timer.renew()
    for ticket in tickets:
        await timer.opens("critical", ticket=ticket)
    await timer.now_is(at(16, 11))
    await asyncio.gather(timer.fire(), timer.fire())
    said = [await timer.said("call_back", ticket) for ticket in tickets]
    assert said == [[("warned", at(16, 11)), ("breached", at(16, 11))]] * 100


async def test_what_is_due_is_found_by_its_index(timer: Timer, database: Scratch) -> None:
    async with timer.database.work("test") as work:
        await work.connection.execute(
            """INSERT INTO sla_timer.tickets (ticket, received_at, silent)
               SELECT n, now(), false FROM generate_series(1, 20000) AS n"""
        )
        await work.connection.execute(
            """INSERT INTO sla_timer.clocks (ticket, clock, severity, started_at, deadline, warn_at, warned,
                                             breached, ended, pauses, next_due)
               SELECT n, 'resolution', 'low', now(), now(), now(), true, false, false, '[]',
                      CASE WHEN n > 19000 THEN now() + n * interval '1 minute' END
               FROM generate_series(1, 20000) AS n"""
        )
    owner = await asyncpg.connect(database.owner_url)
    await owner.execute("ANALYZE sla_timer.clocks")
    await owner.close()
    async with timer.database.work("test") as work:
        explaining = Explaining(work.connection)
        await store.claim_due(Work(cast("Connection", explaining), work.now, "test"), "low", 500)
    assert "Index Scan using clocks_due_by_severity" in explaining.plan


async def test_while_something_is_due_it_does_not_sleep_and_otherwise_looks_again_every_second(
    timer: Timer,
) -> None:
    await timer.opens("critical")
    await timer.now_is(MONDAY_10)
    assert await timer.firing.step() == 1.0
    await timer.now_is(at(16, 11))
    assert await timer.firing.step() == 0.0
