"""A merge takes no promise back: what the ticket that goes on still owes counts from the earlier receipt."""

from datetime import datetime

import pytest

from dial2.errors import Transient
from dial2.events.clock import ClockBreached, ClocksMoved
from dial2.events.merge import TicketAbsorbed
from dial2.events.ticket import CallbackMade, TicketMerged, UpdateGiven
from tests.integration.sla_timer.timer import MONDAY_10, TICKET, Timer, at

EARLIER = 1000


async def merges(timer: Timer, *, received_at: datetime) -> None:
    absorbed = TicketAbsorbed(ticket=TICKET, merged=EARLIER, received_at=received_at, by="duty-lead")
    await timer.happens(TicketMerged(ticket=EARLIER, into=TICKET, by="duty-lead"), ticket=EARLIER)
    await timer.happens(absorbed)


async def moved(timer: Timer) -> dict[str, datetime]:
    return {
        promise.clock: promise.deadline for event in await timer.all_of(ClocksMoved) for promise in event.promises
    }


async def test_open_clocks_count_from_the_earlier_receipt_and_say_why(timer: Timer) -> None:
    """Major, received at 9:00 and at 10:00: four hours around the clock, and 24 support hours, 12 a day."""
    await timer.now_is(at(16, 10, 30))
    await timer.opens("major", received_at=at(16, 9), ticket=EARLIER)
    await timer.opens("major", received_at=MONDAY_10)
    await merges(timer, received_at=at(16, 9))
    assert await moved(timer) == {"call_back": at(16, 13), "resolution": at(18, 9), "update": at(16, 13)}
    why = "ticket 1000, which was received before, was merged into it"
    assert (await timer.only(ClocksMoved)).why == why


async def test_a_later_ticket_changes_no_promise(timer: Timer) -> None:
    await timer.now_is(at(16, 11))
    await timer.opens("major", received_at=at(16, 10, 30), ticket=EARLIER)
    await timer.opens("major", received_at=MONDAY_10)
    await merges(timer, received_at=at(16, 10, 30))
    assert await timer.all_of(ClocksMoved) == []


@pytest.mark.parametrize("called", [EARLIER, TICKET])
async def test_what_was_done_for_either_is_not_owed_again(timer: Timer, called: int) -> None:
    await timer.now_is(at(16, 10, 30))
    await timer.opens("major", received_at=at(16, 9), ticket=EARLIER)
    await timer.opens("major", received_at=MONDAY_10)
    made = CallbackMade(ticket=called, by="duty-lead", how="phone", made_at=at(16, 10, 20))
    given = UpdateGiven(ticket=TICKET, by="duty-lead", given_at=at(16, 10, 25), text="We look.")
    await timer.happens(made, ticket=called)
    await timer.happens(given)
    before = len(await timer.all_of(ClocksMoved))
    await merges(timer, received_at=at(16, 9))
    (change,) = (await timer.all_of(ClocksMoved))[before:]
    assert {promise.clock: promise.deadline for promise in change.promises} == {"resolution": at(18, 9)}


async def test_a_promise_that_was_broken_is_counted_once(timer: Timer) -> None:
    await timer.now_is(at(16, 9, 30))
    await timer.opens("critical", received_at=at(16, 9), ticket=EARLIER)
    await timer.now_is(at(16, 10, 20))
    await timer.opens("critical", received_at=MONDAY_10)
    await timer.fire()
    assert {event.clock for event in await timer.all_of(ClockBreached, EARLIER)} == {"call_back"}
    await merges(timer, received_at=at(16, 9))
    assert set(await moved(timer)) == {"resolution", "update"}


async def test_a_ticket_that_the_timer_has_not_heard_of_is_waited_for(timer: Timer) -> None:
    await timer.opens("major", received_at=MONDAY_10)
    absorbed = TicketAbsorbed(ticket=TICKET, merged=EARLIER, received_at=at(16, 9), by="duty-lead")
    with pytest.raises(Transient, match="ticket 1000 has not reached the timer yet"):
        await timer.happens(absorbed)
