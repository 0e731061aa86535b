"""What becomes of promises when their ticket, its severity or the contract changes; Sn is a scenario of the field.

S1 to S3 and S6 to S12, which are arithmetic, are in `tests/unit/sla_timer/test_field_scenarios.py`.
"""

from datetime import datetime

from msgspec.structs import replace

from dial2.duration import Duration
from dial2.events import Payload
from dial2.events.clock import ClockMet, ClocksMoved
from dial2.events.ticket import (
    CallbackMade,
    ResolutionAgreed,
    TicketMerged,
    TicketReopened,
    TicketResumed,
    TicketWaiting,
    UpdateGiven,
)
from dial2.profile import Profile, load
from dial2.profile.model import ClockTarget, SeverityRule
from dial2.vocabulary import Severity
from tests.integration.sla_timer.test_stopping import WROTE_AGAIN
from tests.integration.sla_timer.timer import MONDAY_10, TICKET, Timer, assigned, at

TRACKTIK = load("tracktik")
AGREED = ResolutionAgreed(ticket=TICKET, by="client", default=False)
REOPENED = TicketReopened(ticket=TICKET, by="client", why="it is back")
WAITING = TicketWaiting(ticket=TICKET, by="duty-lead", why="asked for the site's name")
RESUMED = TicketResumed(ticket=TICKET, by="client", why="the client answered")


def changed(severity: Severity, rule: SeverityRule, *, version: int = 2) -> Profile:
    return replace(TRACKTIK, version=version, severities=TRACKTIK.severities | {severity: rule})


def called(when: datetime) -> CallbackMade:
    return CallbackMade(ticket=TICKET, by="duty-lead", how="phone", made_at=when)


def updated(when: datetime) -> UpdateGiven:
    return UpdateGiven(ticket=TICKET, by="duty-lead", given_at=when, text="Still at it.")


def without(rule: SeverityRule, clock: str) -> SeverityRule:
    gone: dict[str, object] = {clock: None, "unpromised": [clock]}
    return replace(rule, **gone)


CRITICAL = TRACKTIK.severities["critical"]
FASTER = replace(CRITICAL, call_back=ClockTarget(within=Duration.parse("30 minutes"), calendar="always"))


async def test_s4_a_client_who_writes_again_moves_no_clock(timer: Timer) -> None:
    await timer.opens("critical")
    before = await timer.promises()
    await timer.happens(WROTE_AGAIN, happened=at(16, 10, 5))
    assert await timer.promises() == before


async def test_s4_staffs_answer_stops_the_call_back_even_while_we_wait_for_the_client(pausing: Timer) -> None:
    await pausing.opens("critical")
    await pausing.happens(WAITING, happened=at(16, 10, 10))
    await pausing.happens(called(at(16, 10, 20)))
    assert (await pausing.only(ClockMet)).used_seconds == 10 * 60


async def test_s4_a_second_update_in_a_row_starts_the_interval_again(timer: Timer) -> None:
    await timer.opens("critical")
    await timer.happens(updated(at(16, 10, 30)))
    await timer.happens(updated(at(16, 10, 45)))
    assert (await timer.promises())["update"].deadline == at(16, 12, 15)


async def test_s4_each_exchange_is_kept_with_the_time_that_it_took(timer: Timer) -> None:
    await timer.opens("critical")
    await timer.happens(updated(at(16, 11)))
    await timer.happens(updated(at(16, 11, 20)))
    assert [met.used_seconds for met in await timer.all_of(ClockMet)] == [60 * 60, 20 * 60]


async def test_s5_there_is_one_contract_and_what_it_does_not_promise_has_no_clock(timer: Timer) -> None:
    async with timer.under(changed("low", without(TRACKTIK.severities["low"], "update"))) as other:
        await other.opens("low")
        assert set(await other.started()) == {"call_back", "resolution"}


async def test_s7_a_new_version_of_the_contract_moves_what_is_open_and_says_so(timer: Timer) -> None:
    await timer.now_is(MONDAY_10)
    await timer.opens("critical")
    async with timer.under(changed("critical", FASTER)) as other:
        moved = await other.only(ClocksMoved)
        assert moved.why == "tracktik version 2 is in force"
        assert [(promise.clock, promise.deadline) for promise in moved.promises] == [("call_back", at(16, 10, 30))]
        assert (await other.promises())["resolution"].deadline == at(16, 18)


async def test_s7_a_version_that_moves_no_deadline_says_nothing(timer: Timer) -> None:
    await timer.opens("critical")
    async with timer.under(replace(TRACKTIK, version=2, title="Another title")) as other:
        assert await other.all_of(ClocksMoved) == []


async def test_s7_a_clock_that_the_new_version_lacks_is_withdrawn_and_never_breaches(timer: Timer) -> None:
    await timer.now_is(MONDAY_10)
    await timer.opens("critical")
    async with timer.under(changed("critical", without(CRITICAL, "update"))) as other:
        assert (await other.only(ClocksMoved)).withdrawn == ["update"]
        assert set(await other.promises()) == {"call_back", "resolution"}
        await other.now_is(at(16, 12))
        await other.fire()
        assert await other.breached("update") == []
        assert await other.breached("call_back") == [at(16, 11)]


async def test_s7_a_clock_that_the_new_version_adds_counts_from_the_last_update(timer: Timer) -> None:
    """The call back was made and the client updated under a contract that promised neither."""
    bare = replace(CRITICAL, call_back=None, update=None, unpromised=["call_back", "update"])
    async with timer.under(changed("critical", bare, version=1)) as before:
        await before.now_is(MONDAY_10)
        await before.opens("critical")
        await before.happens(updated(at(16, 10, 30)), called(at(16, 10, 40)))
    async with timer.under(replace(TRACKTIK, version=2)) as after:
        assert (await after.promises())["update"].deadline == at(16, 12)
        assert "call_back" not in await after.promises()


async def test_s7_a_severity_without_a_clock_withdraws_it_and_back_again_promises_it_anew(timer: Timer) -> None:
    profile = changed("low", without(TRACKTIK.severities["low"], "update"))
    async with timer.under(profile) as other:
        await other.opens("critical")
        await other.happens(assigned("low", "critical"))
        assert "update" not in await other.promises()
        await other.happens(assigned("critical", "low"))
        assert (await other.promises())["update"].deadline == at(16, 11, 30)


async def test_s7_a_merged_ticket_never_breaches_under_any_contract(timer: Timer) -> None:
    await timer.now_is(MONDAY_10)
    await timer.opens("critical")
    await timer.happens(TicketMerged(ticket=TICKET, into=1002, by="duty-lead"))
    async with timer.under(changed("critical", FASTER)) as other:
        await other.now_is(at(20, 10))
        await other.fire()
        assert await other.order() == []


async def test_s7_what_happens_before_the_new_version_was_applied_is_judged_by_it_all_the_same(
    timer: Timer,
) -> None:
    await timer.opens("critical")
    async with timer.under(replace(TRACKTIK, version=2)) as other:
        await timer.database.close()
        await other.happens(updated(at(16, 10, 30)))
        assert (await other.promises())["update"].deadline == at(16, 12)


async def test_s7_what_comes_due_before_its_ticket_was_judged_anew_is_said_by_the_new_version(
    timer: Timer,
) -> None:
    """At 10:46 the old version warns of 11:00; by the new one 10:30 was missed, and there are no updates."""
    await timer.opens("critical")
    await timer.now_is(at(16, 10, 46))
    profile = changed("critical", without(FASTER, "update"))
    async with timer.under(profile, renewed=False) as other:
        await other.fire()
        assert await other.said("call_back") == [("warned", at(16, 10, 30)), ("breached", at(16, 10, 30))]
        await other.now_is(at(16, 12))
        await other.fire()
        assert await other.said("update") == []


async def test_s13_a_severity_changed_while_waiting_keeps_the_earlier_waits(pausing: Timer) -> None:
    """Ten minutes of waiting at 10:10, and twenty at 10:30 during which the severity rises."""
    await pausing.opens("low")
    await pausing.happens(WAITING, happened=at(16, 10, 10))
    await pausing.happens(RESUMED, happened=at(16, 10, 20))
    await pausing.happens(WAITING, happened=at(16, 10, 30))
    await pausing.happens(assigned("critical", "low"), happened=at(16, 10, 40))
    await pausing.happens(RESUMED, happened=at(16, 10, 50))
    assert (await pausing.promises())["call_back"].deadline == at(16, 11, 30)


async def test_s14_the_time_that_a_ticket_was_closed_is_left_out_when_it_reopens(timer: Timer) -> None:
    """Six of eight support hours were used by Monday 16:00: two are left on Wednesday from 09:00 on."""
    await timer.opens("critical")
    await timer.happens(AGREED, happened=at(16, 16))
    await timer.happens(REOPENED, happened=at(18, 9))
    moved = await timer.only(ClocksMoved)
    assert moved.why == "reopened: it is back"
    assert {promise.clock: promise.deadline for promise in moved.promises} == {
        "resolution": at(18, 11),
        "update": at(18, 10, 30),
    }


async def test_s14_a_ticket_that_reopens_under_another_contract_has_only_what_that_promises(timer: Timer) -> None:
    await timer.opens("critical")
    await timer.happens(AGREED, happened=at(16, 16))
    async with timer.under(changed("critical", without(CRITICAL, "resolution"))) as other:
        await other.happens(REOPENED, happened=at(18, 9))
        assert (await other.only(ClocksMoved)).withdrawn == ["resolution"]
        assert (await other.promises())["update"].deadline == at(18, 10, 30)


async def test_every_change_of_a_deadline_is_in_the_log_with_its_reason(pausing: Timer) -> None:
    """What stands promised by the log is what the clocks' own rows say, after each kind of change."""
    await pausing.opens("low")
    changes: list[tuple[Payload, datetime]] = [
        (assigned("major", "low"), at(16, 10, 5)),
        (WAITING, at(16, 10, 10)),
        (RESUMED, at(16, 10, 40)),
        (updated(at(16, 11)), at(16, 11)),
        (AGREED, at(16, 12)),
        (REOPENED, at(16, 13)),
    ]
    for change, happened in changes:
        await pausing.happens(change, happened=happened)
        async with pausing.database.connection() as connection:
            rows = await connection.fetch("SELECT clock, deadline FROM sla_timer.clocks WHERE NOT ended")
        standing = {name: promise.deadline for name, promise in (await pausing.promises()).items()}
        assert {row["clock"]: row["deadline"] for row in rows}.items() <= standing.items()
