"""What stops a clock, and what does not."""

from datetime import UTC

import pytest

from dial2.events import Payload
from dial2.events.clock import ClockMet
from dial2.events.notice import NoticeSent
from dial2.events.request import Contact
from dial2.events.ticket import (
    CallbackMade,
    ResolutionAgreed,
    ResolutionProposed,
    TicketFollowedUp,
    TicketReopened,
    UpdateGiven,
)
from dial2.vocabulary import ClockName
from tests.integration.sla_timer.timer import TICKET, Timer, at

CALLED = CallbackMade(ticket=TICKET, by="duty-lead", how="phone", made_at=at(16, 10, 40))
AGREED = ResolutionAgreed(ticket=TICKET, by="client", default=False)
REOPENED = TicketReopened(ticket=TICKET, by="client", why="it is back")
PROPOSED = ResolutionProposed(
    ticket=TICKET, by="duty-lead", kind="fix", text="Restarted.", promised_for=None, answer_by=at(23, 12)
)
ACKNOWLEDGED = NoticeSent(
    notice="1", ticket=TICKET, kind="acknowledgement", to="dispatch@example.com", message_id="<1@x>", reply="250"
)
WROTE_AGAIN = TicketFollowedUp(
    ticket=TICKET,
    request="2",
    channel="email",
    received_at=at(16, 10, 5),
    contact=Contact(email="dispatch@example.com"),
    text="Any news?",
    message_id=None,
    matched_by="the message that it answers",
)


def updated(hour: int, minute: int = 0) -> UpdateGiven:
    return UpdateGiven(ticket=TICKET, by="duty-lead", given_at=at(16, hour, minute), text="Still at it.")


async def test_a_call_back_stops_its_clock_and_says_that_it_was_in_time(timer: Timer) -> None:
    await timer.opens("critical")
    await timer.happens(CALLED)
    met = await timer.only(ClockMet)
    assert (met.clock, met.met_at, met.deadline, met.breached) == ("call_back", at(16, 10, 40), at(16, 11), False)
    assert met.by == "callback.made"
    await timer.now_is(at(16, 12))
    await timer.fire()
    assert await timer.said("call_back") == []


async def test_only_the_first_call_back_meets_the_clock(timer: Timer) -> None:
    await timer.opens("critical")
    await timer.happens(CALLED)
    await timer.happens(CALLED)
    assert len(await timer.all_of(ClockMet)) == 1


@pytest.mark.parametrize("event", [ACKNOWLEDGED, WROTE_AGAIN, updated(10, 5)])
async def test_neither_our_acknowledgement_nor_a_follow_up_nor_an_update_is_a_call_back(
    timer: Timer, event: Payload
) -> None:
    await timer.opens("critical")
    await timer.happens(event)
    await timer.now_is(at(16, 11, 1))
    await timer.fire()
    assert await timer.breached("call_back") == [at(16, 11)]


async def test_a_call_back_after_the_breach_is_met_and_late(timer: Timer) -> None:
    await timer.opens("critical")
    await timer.now_is(at(16, 11, 5))
    await timer.fire()
    late = CallbackMade(ticket=TICKET, by="duty-lead", how="phone", made_at=at(16, 11, 10))
    await timer.happens(late)
    assert (await timer.only(ClockMet)).breached


async def test_a_proposal_stops_nothing(timer: Timer) -> None:
    await timer.opens("critical")
    await timer.happens(PROPOSED, happened=at(16, 12))
    await timer.now_is(at(16, 18, 1))
    await timer.fire()
    assert await timer.breached("resolution") == [at(16, 18)]


async def test_resolution_stops_when_both_sides_agree(timer: Timer) -> None:
    await timer.opens("critical")
    await timer.happens(CALLED)
    await timer.happens(PROPOSED, happened=at(16, 12))
    await timer.happens(AGREED, happened=at(16, 17))
    met = (await timer.all_of(ClockMet))[-1]
    assert (met.clock, met.met_at, met.breached) == ("resolution", at(16, 17), False)
    await timer.now_is(at(20, 10))
    await timer.fire()
    names: list[ClockName] = ["call_back", "resolution", "update"]
    assert [await timer.said(name) for name in names] == [[], [], []]


async def test_an_agreement_after_the_deadline_that_was_not_said_yet_is_late_all_the_same(timer: Timer) -> None:
    await timer.opens("critical")
    await timer.happens(AGREED, happened=at(16, 18, 1))
    assert (await timer.only(ClockMet)).breached


async def test_the_time_that_a_ticket_was_closed_does_not_count(timer: Timer) -> None:
    """Six of eight hours are used on Monday at 16:00; two are left on Wednesday from 09:00 on."""
    await timer.opens("critical")
    await timer.happens(AGREED, happened=at(16, 16))
    await timer.happens(REOPENED, happened=at(18, 9))
    promised = await timer.promises()
    assert promised["resolution"].deadline == at(18, 11)
    assert promised["update"].deadline == at(18, 10, 30)


async def test_an_answer_written_before_the_ticket_closed_and_read_after_leaves_no_time_out(timer: Timer) -> None:
    await timer.opens("critical")
    await timer.happens(AGREED, happened=at(16, 16))
    await timer.happens(REOPENED, happened=at(16, 15, 59))
    promised = await timer.promises()
    assert promised["resolution"].deadline == at(16, 18)
    assert promised["update"].deadline == at(16, 17, 30)


async def test_a_reopened_ticket_needs_no_second_call_back(timer: Timer) -> None:
    await timer.opens("critical")
    await timer.happens(CALLED)
    await timer.happens(AGREED, happened=at(16, 16))
    await timer.happens(REOPENED, happened=at(18, 9))
    await timer.now_is(at(18, 20))
    await timer.fire()
    assert await timer.said("call_back") == []


async def test_a_refused_proposal_leaves_the_deadlines_where_they_were(timer: Timer) -> None:
    await timer.opens("critical")
    before = await timer.promises()
    await timer.happens(PROPOSED, REOPENED, happened=at(16, 12))
    assert await timer.promises() == before


async def test_each_update_starts_the_interval_again(timer: Timer) -> None:
    await timer.opens("critical")
    await timer.happens(updated(11, 15))
    assert (await timer.promises())["update"].deadline == at(16, 12, 45)
    await timer.happens(updated(12, 30))
    assert (await timer.promises())["update"].deadline == at(16, 14)
    assert [met.breached for met in await timer.all_of(ClockMet)] == [False, False]


async def test_after_a_missed_update_the_next_is_due_an_interval_after_the_missed_deadline(timer: Timer) -> None:
    await timer.opens("critical")
    await timer.now_is(at(16, 11, 40))
    await timer.fire()
    assert await timer.breached("update") == [at(16, 11, 30)]
    assert (await timer.promises())["update"].deadline == at(16, 13)


async def test_instants_are_told_in_utc(timer: Timer) -> None:
    await timer.opens("critical")
    assert (await timer.started())["call_back"].deadline.tzinfo == UTC
