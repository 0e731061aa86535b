"""What is promised when a ticket opens, and what changes it."""

from datetime import datetime

import pytest

from dial2.events.clock import ClocksMoved, ClocksStarted
from dial2.events.ticket import CallbackMade, TicketMerged
from dial2.vocabulary import Severity
from tests.integration.sla_timer.timer import MONDAY_10, TICKET, Timer, assigned, at, opened

HAND: dict[Severity, dict[str, tuple[datetime, datetime]]] = {  # warned, due
    "critical": {
        "call_back": (at(16, 10, 45), at(16, 11)),
        "resolution": (at(16, 16), at(16, 18)),
        "update": (at(16, 11, 7, 30), at(16, 11, 30)),
    },
    "major": {
        "call_back": (at(16, 13), at(16, 14)),
        "resolution": (at(17, 16), at(18, 10)),
        "update": (at(16, 13), at(16, 14)),
    },
    "low": {
        "call_back": (at(17, 16), at(18, 10)),
        "resolution": (at(23, 13), at(25, 10)),
        "update": (at(17, 16), at(18, 10)),
    },
    "no": {
        "call_back": (at(17, 16), at(18, 10)),
        "resolution": (at(4, 10, month=12), at(4, 10, month=12)),
        "update": (at(23, 13), at(25, 10)),
    },
}


@pytest.mark.parametrize("severity", HAND)
async def test_three_clocks_count_from_when_the_request_was_received(timer: Timer, severity: Severity) -> None:
    await timer.now_is(at(16, 10, 20))
    await timer.opens(severity, received_at=MONDAY_10)
    promised = await timer.started()
    assert {name: (promise.warn_at, promise.deadline) for name, promise in promised.items()} == HAND[severity]
    assert {promise.started_at for promise in promised.values()} == {MONDAY_10}


async def test_no_impact_breaches_at_the_latest_after_28_business_days(timer: Timer) -> None:
    await timer.opens("no")
    assert (await timer.started())["resolution"].latest == at(24, 10, month=12)


async def test_a_promise_says_in_which_calendar_it_counts(timer: Timer) -> None:
    await timer.opens("critical")
    calendars = {name: promise.calendar for name, promise in (await timer.started()).items()}
    assert calendars == {"call_back": "always", "resolution": "support", "update": "always"}


async def test_a_request_from_saturday_is_due_on_tuesday_evening(timer: Timer) -> None:
    await timer.opens("low", received_at=at(21, 12))
    assert (await timer.started())["call_back"].deadline == at(24, 19, 30)


async def test_a_silent_ticket_has_no_clocks(timer: Timer) -> None:
    await timer.happens(opened(silent=True), assigned("no"))
    await timer.happens(assigned("low", "no"))
    assert await timer.all_of(ClocksStarted) == []
    await timer.now_is(at(16, 10, month=12))
    await timer.fire()
    assert await timer.said("call_back") == []


async def test_a_higher_severity_counts_from_the_original_start(timer: Timer) -> None:
    await timer.now_is(MONDAY_10)
    await timer.opens("low")
    await timer.now_is(at(16, 10, 30))
    await timer.happens(assigned("critical", "low"))
    promised = await timer.promises()
    assert promised["call_back"].deadline == at(16, 11)
    assert promised["resolution"].deadline == at(16, 18)
    assert promised["update"].deadline == at(16, 11, 30)
    assert (await timer.only(ClocksMoved)).why == "severity low became critical: as told"


async def test_what_the_new_severity_puts_in_the_past_breaches_at_once(timer: Timer) -> None:
    await timer.now_is(MONDAY_10)
    await timer.opens("low")
    await timer.now_is(at(16, 11, 10))
    await timer.fire()
    assert await timer.said("call_back") == []
    await timer.happens(assigned("critical", "low"))
    await timer.fire()
    assert await timer.said("call_back") == [("warned", at(16, 11)), ("breached", at(16, 11))]
    assert await timer.said("update") == [("warned", at(16, 11, 30))]


async def test_what_was_breached_stays_breached_under_a_lower_severity(timer: Timer) -> None:
    await timer.opens("critical")
    await timer.now_is(at(16, 11, 5))
    await timer.fire()
    await timer.happens(assigned("low", "critical"))
    await timer.now_is(at(18, 10, 5))
    await timer.fire()
    assert await timer.breached("call_back") == [at(16, 11)]


async def test_a_lower_severity_warns_again_before_its_own_deadline(timer: Timer) -> None:
    await timer.opens("critical")
    await timer.now_is(at(16, 10, 50))
    await timer.fire()
    await timer.happens(assigned("major", "critical"))
    await timer.now_is(at(16, 13, 5))
    await timer.fire()
    assert await timer.said("call_back") == [("warned", at(16, 11)), ("warned", at(16, 14))]


async def test_a_stopped_clock_is_not_moved_by_a_severity(timer: Timer) -> None:
    await timer.opens("low")
    await timer.happens(CallbackMade(ticket=TICKET, by="duty-lead", how="phone", made_at=at(16, 10, 30)))
    await timer.happens(assigned("critical", "low"))
    assert {promise.clock for promise in (await timer.only(ClocksMoved)).promises} == {"resolution", "update"}


async def test_a_merged_ticket_has_nothing_left_to_say(timer: Timer) -> None:
    await timer.opens("critical")
    await timer.happens(TicketMerged(ticket=TICKET, into=1002, by="duty-lead"))
    await timer.now_is(at(20, 10))
    await timer.fire()
    assert [await timer.said(name) for name in ("call_back", "resolution", "update")] == [[], [], []]
