"""Waiting for the client pauses what the contract says, and nothing else."""

from dial2.events.clock import ClockMet, ClockPaused, ClockResumed
from dial2.events.ticket import (
    CallbackMade,
    ResolutionAgreed,
    ResolutionProposed,
    TicketReopened,
    TicketResumed,
    TicketWaiting,
)
from tests.integration.sla_timer.timer import TICKET, Timer, assigned, at

WAITING = TicketWaiting(ticket=TICKET, by="duty-lead", why="asked for the site's name")
RESUMED = TicketResumed(ticket=TICKET, by="client", why="the client answered")


async def test_waiting_pauses_nothing_unless_the_contract_says_so(timer: Timer) -> None:
    await timer.opens("critical")
    await timer.happens(WAITING, happened=at(16, 10, 10))
    await timer.now_is(at(16, 11, 1))
    await timer.fire()
    assert await timer.breached("call_back") == [at(16, 11)]
    assert await timer.all_of(ClockPaused) == []


async def test_waiting_pauses_what_the_contract_names_and_the_updates_go_on(pausing: Timer) -> None:
    await pausing.opens("critical")
    await pausing.happens(WAITING, happened=at(16, 10, 10))
    assert {event.clock for event in await pausing.all_of(ClockPaused)} == {"call_back", "resolution"}
    await pausing.now_is(at(16, 11, 31))
    await pausing.fire()
    assert await pausing.said("call_back") == []
    assert await pausing.breached("update") == [at(16, 11, 30)]


async def test_the_deadline_moves_by_the_time_waited(pausing: Timer) -> None:
    """Half an hour of call-back and, in support hours, of resolution."""
    await pausing.opens("critical")
    await pausing.happens(WAITING, happened=at(16, 10, 10))
    await pausing.happens(RESUMED, happened=at(16, 10, 40))
    resumed = {event.clock: event.promise.deadline for event in await pausing.all_of(ClockResumed)}
    assert resumed == {"call_back": at(16, 11, 30), "resolution": at(16, 18, 30)}


async def test_a_wait_outside_support_hours_moves_no_resolution(pausing: Timer) -> None:
    """Ten hours of 24 are used on Monday; the night from 20:00 to 07:00 holds none."""
    await pausing.opens("major")
    await pausing.happens(WAITING, happened=at(16, 20))
    await pausing.happens(RESUMED, happened=at(17, 7))
    assert (await pausing.promises())["resolution"].deadline == at(18, 10)


async def test_a_pause_counts_from_when_it_was_said_however_late_it_is_heard(pausing: Timer) -> None:
    await pausing.opens("critical")
    await pausing.now_is(at(16, 17))
    await pausing.happens(WAITING, happened=at(16, 10, 10))
    await pausing.happens(RESUMED, happened=at(16, 10, 40))
    assert (await pausing.promises())["resolution"].deadline == at(16, 18, 30)


async def test_an_answer_from_before_the_question_moves_nothing(pausing: Timer) -> None:
    await pausing.opens("critical")
    await pausing.happens(WAITING, happened=at(16, 10, 10))
    await pausing.happens(RESUMED, happened=at(16, 10, 9))
    assert (await pausing.promises())["call_back"].deadline == at(16, 11)


async def test_a_severity_assigned_while_waiting_keeps_the_pause(pausing: Timer) -> None:
    await pausing.opens("low")
    await pausing.happens(WAITING, happened=at(16, 10, 10))
    await pausing.happens(assigned("critical", "low"), happened=at(16, 10, 20))
    await pausing.happens(RESUMED, happened=at(16, 10, 40))
    assert (await pausing.promises())["call_back"].deadline == at(16, 11, 30)


async def test_what_is_met_while_waiting_is_judged_without_the_wait(pausing: Timer) -> None:
    await pausing.opens("critical")
    await pausing.happens(WAITING, happened=at(16, 10, 10))
    called = CallbackMade(ticket=TICKET, by="duty-lead", how="phone", made_at=at(16, 12))
    await pausing.happens(called)
    met = await pausing.only(ClockMet)
    assert (met.deadline, met.breached) == (at(16, 12, 50), False)


async def test_a_refused_proposal_after_a_wait_lets_the_clocks_run_again(pausing: Timer) -> None:
    await pausing.opens("critical")
    await pausing.happens(WAITING, happened=at(16, 10, 10))
    proposed = ResolutionProposed(
        ticket=TICKET, by="duty-lead", kind="fix", text="Restarted.", promised_for=None, answer_by=at(23, 12)
    )
    await pausing.happens(proposed, happened=at(16, 10, 30))
    await pausing.happens(TicketReopened(ticket=TICKET, by="client", why="no"), happened=at(16, 10, 40))
    assert (await pausing.promises())["resolution"].deadline == at(16, 18, 30)
    await pausing.now_is(at(16, 18, 31))
    await pausing.fire()
    assert await pausing.breached("resolution") == [at(16, 18, 30)]


async def test_a_wait_that_ends_with_the_agreement_is_left_out_when_the_ticket_opens_again(pausing: Timer) -> None:
    """One hour used until 11:00; seven left from Wednesday 09:00 on."""
    await pausing.opens("critical")
    await pausing.happens(WAITING, happened=at(16, 11))
    await pausing.happens(ResolutionAgreed(ticket=TICKET, by="client", default=False), happened=at(16, 15))
    await pausing.happens(TicketReopened(ticket=TICKET, by="client", why="no"), happened=at(18, 9))
    assert (await pausing.promises())["resolution"].deadline == at(18, 16)
