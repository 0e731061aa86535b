"""Providers, networks and people fail; the page goes on, and nobody is paged twice for it."""

from datetime import timedelta

import pytest

from dial2.events.notice import NoticeFailed, NoticeSent
from dial2.events.page import (
    PageAcknowledged,
    PageAttempted,
    PageEscalated,
    PageExhausted,
    PageFailed,
)
from notifier import attempt
from notifier.adapters import twilio
from tests.integration.notifier.site import Site
from tests.polling import eventually


async def test_when_every_channel_fails_the_next_person_is_paged_without_waiting(site: Site) -> None:
    site.with_telephone_off(site.dispatcher)
    site.engineer.answers_and_presses("4")
    await site.ticket()
    acknowledged = await site.event(PageAcknowledged)
    assert acknowledged.person == "engineer"
    escalated = await site.event(PageEscalated)
    assert (escalated.person, escalated.level, escalated.why) == ("engineer", 0, "every channel failed")
    failed = {(f.channel, f.code) for f in await site.events(PageFailed)}
    assert failed == {("voice", "busy"), ("sms", "30003")}


async def test_a_machine_acknowledges_nothing(site: Site) -> None:
    site.dispatcher.voicemail_answers()
    site.dispatcher.receives_no_sms()
    site.engineer.answers_and_presses("4")
    await site.ticket()
    assert (await site.event(PageAcknowledged)).person == "engineer"


async def test_a_person_who_presses_nothing_has_not_acknowledged(site: Site) -> None:
    site.dispatcher.receives_no_sms()
    site.engineer.answers_and_presses("4")
    await site.ticket()
    call = await site.dispatcher.rings()
    await call.stays_silent()
    await call.stays_silent()
    await call.hears("No key was pressed")
    await call.ends()
    assert (await site.event(PageAcknowledged)).person == "engineer"
    assert ("voice", "no-key") in {(f.channel, f.code) for f in await site.events(PageFailed)}


async def test_opting_out_of_sms_does_not_silence_the_page(site: Site) -> None:
    site.dispatcher.is_a_landline()
    await site.ticket()
    call = await site.dispatcher.rings()
    failed = await site.event(PageFailed)
    assert (failed.channel, failed.code, failed.why) == (
        "sms",
        "21614",
        "it is no mobile number, and takes no texts",
    )
    await call.presses("4")
    assert (await site.event(PageAcknowledged)).person == "dispatcher"
    await call.ends()


async def test_when_nobody_acknowledges_the_catch_all_and_the_desk_are_told(site: Site) -> None:
    everybody = (site.dispatcher, site.engineer, site.director)
    site.with_telephone_off(*everybody)
    await site.ticket()
    await eventually(lambda: _busy(site, 3))
    await site.passes(timedelta(minutes=5))  # the first round was over in no time; the second waits for this
    exhausted = await site.event(PageExhausted)
    assert (exhausted.ticket, exhausted.rounds) == (1042, 2)
    mail = await site.sandbox.mail.mail_to("desk@example.com")
    assert mail.subject == "[#1042] NOBODY ACKNOWLEDGED: Urgent Service Issue: nobody can log in"
    last = (await eventually(lambda: _attempts_at_level(site, 2)))[0]
    assert last.person == "director"


async def test_a_catch_all_who_wakes_up_still_acknowledges(site: Site) -> None:
    site.with_telephone_off(site.dispatcher, site.engineer, site.director)
    await site.ticket()
    await eventually(lambda: _busy(site, 3))
    site.director.answers_and_presses("4")
    site.director.sms_behaviour = site.dispatcher.sms_behaviour
    await site.passes(timedelta(minutes=5))
    acknowledged = await site.event(PageAcknowledged)
    assert acknowledged.person == "director"


async def test_a_refusal_for_the_moment_is_tried_again(site: Site) -> None:
    site.sandbox.exchange.faults.plan("calls.create", "refuse-429")
    site.dispatcher.answers_and_presses("4")
    await site.ticket()
    assert (await site.event(PageAcknowledged)).how == "digit"
    voice = [a for a in await site.events(PageAttempted) if a.channel == "voice"]
    assert [a.why for a in voice][1:] == ["again after: the provider has too much to do (20429)"]


async def test_a_call_whose_answer_was_lost_is_found_and_not_made_twice(site: Site) -> None:
    site.sandbox.exchange.faults.plan("calls.create", "fail-after")
    await site.ticket()
    call = await site.dispatcher.rings()
    await call.presses("4")
    await call.ends()
    await site.event(PageAcknowledged)
    assert len(site.sandbox.exchange.board.calls) == 1
    assert [f.channel for f in await site.events(PageFailed)] == []


async def test_a_text_whose_answer_was_lost_is_found_by_its_reference(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(twilio, "_REQUEST_SECONDS", 1.5)
    site.sandbox.exchange.faults.plan("messages.create", "hang-after", seconds=3)
    site.sandbox.exchange.faults.plan("callback:sent", "drop")
    site.sandbox.exchange.faults.plan("callback:delivered", "drop")
    site.dispatcher.does_not_answer()
    await site.ticket()
    await site.dispatcher.receives_sms("Ref ")
    await eventually(lambda: _state(site, "sms", "delivered"))
    assert len(site.sandbox.exchange.board.messages) == 1


async def test_a_crash_while_sending_is_cleared_up_with_the_provider(site: Site) -> None:
    site.dispatcher.does_not_answer()
    await site.ticket()
    await site.dispatcher.receives_sms("Ref ")
    await eventually(lambda: _state(site, "sms", "delivered"))
    async with site.log.connection() as connection:
        await connection.execute(
            """INSERT INTO notifier.attempts
                   (id, kind, page, ticket, person, channel, step, try, urgency, state, destination, message,
                    planned_at, due_at, sending_at, check_at)
               SELECT gen_random_uuid(), kind, page, ticket, person, channel, step, 2, urgency, 'sending',
                      destination, message, planned_at, due_at, sending_at, clock_timestamp()
               FROM notifier.attempts WHERE channel = 'sms'"""
        )
        await connection.execute(
            "UPDATE notifier.attempts SET provider_id = NULL WHERE channel = 'sms' AND try = 1"
        )
        await connection.execute("SELECT pg_notify('dial2_due', '')")
    await eventually(lambda: _second_try(site))
    assert len(site.sandbox.exchange.board.messages) == 1


async def test_a_request_that_never_arrived_is_made_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempt, "_SEARCH_SECONDS", (0.01, 0.01))
    site.sandbox.exchange.faults.plan("calls.create", "fail-before")
    site.dispatcher.answers_and_presses("4")
    await site.ticket()
    assert (await site.event(PageAcknowledged)).how == "digit"
    assert ("voice", "lost") in {(f.channel, f.code) for f in await site.events(PageFailed)}


async def test_callbacks_that_come_twice_or_in_the_wrong_order_change_nothing(site: Site) -> None:
    site.sandbox.exchange.faults.plan("callback:ringing", "swap")
    site.sandbox.exchange.faults.plan("callback:completed", "duplicate")
    site.dispatcher.is_busy()
    site.engineer.answers_and_presses("4")
    await site.ticket()
    await site.dispatcher.receives_sms("1042")
    await eventually(lambda: _busy(site, 1))
    await site.passes(timedelta(minutes=5))
    await site.event(PageAcknowledged)
    assert [f.code for f in await site.events(PageFailed)] == ["busy"]


async def test_a_relay_that_is_away_delays_a_notice_and_loses_none(site: Site) -> None:
    site.dispatcher.answers_and_presses("4")
    site.sandbox.mail.refuses("451 4.3.0 Try again later", times=3)
    await site.ticket()
    mail = await site.sandbox.mail.mail_to("pat@acme.example", within=10)
    sent = await site.event(NoticeSent)
    assert (sent.ticket, sent.kind, sent.to, sent.message_id) == (
        1042,
        "acknowledgement",
        "pat@acme.example",
        mail.headers["Message-ID"],
    )
    assert await site.events(NoticeFailed) == []


async def test_an_address_that_does_not_exist_is_said_so(site: Site) -> None:
    site.sandbox.mail.refuses("550 5.1.1 No such user", times=1)
    await site.ticket(severity="low")
    failed = await site.event(NoticeFailed)
    assert (failed.kind, failed.to, failed.why) == (
        "acknowledgement",
        "pat@acme.example",
        "550 5.1.1 No such user",
    )


async def _busy(site: Site, count: int) -> bool:
    return [f.code for f in await site.events(PageFailed)].count("busy") >= count


async def _attempts_at_level(site: Site, level: int) -> list[PageAttempted]:
    return [a for a in await site.events(PageAttempted) if a.level == level]


async def _state(site: Site, channel: str, state: str) -> bool:
    async with site.log.connection() as connection:
        found: int = await connection.fetchval(
            """SELECT count(*) FROM notifier.attempts
               WHERE channel = $1 AND state = $2::text::notifier.attempt_state""",
            channel,
            state,
        )
    return found > 0


async def _second_try(site: Site) -> str | None:
    """What the provider calls the attempt that the crash left behind."""
    async with site.log.connection() as connection:
        name: str | None = await connection.fetchval("SELECT provider_id FROM notifier.attempts WHERE try = 2")
    return name
