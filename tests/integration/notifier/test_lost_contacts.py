"""Telephones that take nothing are not tried again, and nobody is locked out for it."""

from datetime import timedelta

import pytest

from dial2.events.call import StaffReplied
from dial2.events.oncall import ContactLost, ContactRestored, ProviderMisconfigured
from dial2.events.page import PageAcknowledged, PageAttempted, PageEscalated, PageFailed
from dial2_sandbox.handset.behaviour import SmsBehaviour
from tests.integration.notifier.site import Site
from tests.polling import eventually


async def attempts(site: Site, ticket: int, person: str) -> list[str]:
    found = [a for a in await site.events(PageAttempted) if (a.ticket, a.person) == (ticket, person)]
    return sorted(a.channel for a in found)


async def acknowledged(site: Site, ticket: int) -> bool:
    return ticket in {a.ticket for a in await site.events(PageAcknowledged)}


async def replies(site: Site, text: str, opted: str, number: int = 1) -> None:
    reply = StaffReplied(
        message=f"SM{number}", person="dispatcher", text=text, opted="stop" if opted == "stop" else "start"
    )
    await site.happens(f"text:SM{number}", reply)


@pytest.mark.parametrize("code", [21610, 30006, 21211])
async def test_a_contact_that_takes_no_texts_is_not_texted_again_and_the_desk_hears_it_once(
    site: Site, code: int
) -> None:
    site.dispatcher.answers_and_presses("4")
    site.dispatcher.receives_no_sms(error_code=code, failed=True)
    await site.ticket(1)
    lost = await site.event(ContactLost)
    assert (lost.person, lost.channel, lost.destination, lost.code) == (
        "dispatcher",
        "sms",
        "+15145550101",
        str(code),
    )
    await eventually(lambda: acknowledged(site, 1))
    await site.ticket(2)
    await eventually(lambda: acknowledged(site, 2))
    assert await attempts(site, 1, "dispatcher") == ["email", "sms", "voice"]
    assert await attempts(site, 2, "dispatcher") == ["email", "voice"]
    mail = await site.sandbox.mail.mail_to("desk@example.com", subject_contains="cannot be reached by sms")
    assert f"({code})" in mail.text
    assert len(await site.events(ContactLost)) == 1


async def test_what_a_text_says_of_its_contact_counts_after_an_acknowledgement_too(site: Site) -> None:
    site.dispatcher.answers_and_presses("4")
    site.dispatcher.sms_behaviour = SmsBehaviour(status="undelivered", error_code=30006, queued=1000)
    await site.ticket()
    await site.event(PageAcknowledged)
    lost = await site.event(ContactLost)
    assert (lost.person, lost.channel, lost.code) == ("dispatcher", "sms", "30006")


async def test_stop_makes_the_telephone_ring_and_start_brings_texts_back(site: Site) -> None:
    """A major ticket after STOP still rings; nothing is texted until START."""
    site.dispatcher.answers_and_presses("4")
    await replies(site, "STOP", "stop")
    await site.event(ContactLost)
    await site.ticket(1, severity="major")
    await eventually(lambda: acknowledged(site, 1))
    assert await attempts(site, 1, "dispatcher") == ["email", "voice"]
    assert site.dispatcher.sms == []
    await replies(site, "START", "start", 2)
    restored = await site.event(ContactRestored)
    assert (restored.person, restored.why) == ("dispatcher", "its owner replied START")
    await site.ticket(2)
    await site.dispatcher.receives_sms("[#2]")


async def test_what_arrives_clears_the_contact(site: Site) -> None:
    """The catch-all is tried on everything, even on what seems lost."""
    site.director.receives_no_sms(error_code=30006)
    site.director.is_busy()
    site.with_telephone_off(site.dispatcher, site.engineer)
    await site.ticket()
    assert (await site.event(ContactLost)).person == "director"
    site.director.sms_behaviour = site.sandbox.handset("+15145550199").sms_behaviour
    await site.passes(timedelta(minutes=5))
    restored = await site.event(ContactRestored)
    assert (restored.person, restored.why) == ("director", "something arrived there")


async def test_a_number_of_ours_that_is_not_registered_is_nobodys_fault(site: Site) -> None:
    site.dispatcher.receives_no_sms(error_code=30034)
    site.dispatcher.is_busy()
    site.engineer.answers_and_presses("4")
    await site.ticket(1)
    alarm = await site.event(ProviderMisconfigured)
    assert (alarm.channel, alarm.code) == ("sms", "30034")
    await eventually(lambda: acknowledged(site, 1))
    mail = await site.sandbox.mail.mail_to("desk@example.com", subject_contains="our own account, number")
    assert "not registered for texts" in mail.text
    assert await site.events(ContactLost) == []
    assert (await site.event(PageEscalated)).why == "every channel failed"


async def test_a_handset_that_is_off_is_texted_again_while_the_next_person_is_paged(site: Site) -> None:
    site.with_telephone_off(site.dispatcher)
    site.engineer.does_not_answer()
    await site.ticket()
    assert (await site.event(PageEscalated)).person == "engineer"
    await site.engineer.receives_sms("1042")
    site.dispatcher.sms_behaviour = site.engineer.sms_behaviour
    await site.passes(timedelta(minutes=2))
    await site.dispatcher.receives_sms("[#1042]")
    again = [a for a in await site.events(PageAttempted) if a.why.startswith("again after")]
    assert [(a.person, a.channel, a.why) for a in again] == [
        ("dispatcher", "sms", "again after: the handset is off or out of reach (30003)")
    ]


async def test_a_carrier_that_fails_without_a_reason_is_tried_once_more(site: Site) -> None:
    site.dispatcher.does_not_answer()
    site.dispatcher.receives_no_sms(error_code=30008)
    await site.ticket()
    await site.event(PageFailed)
    await site.passes(timedelta(seconds=15))
    await eventually(lambda: _failures(site, "30008", 2))
    await site.passes(timedelta(minutes=5))
    await eventually(lambda: site.events(PageEscalated))
    texts = [m for m in site.sandbox.exchange.board.messages.values() if m.to == site.dispatcher.number]
    assert len(texts) == 2


async def test_a_filtered_text_is_not_sent_again(site: Site) -> None:
    site.dispatcher.is_busy()
    site.dispatcher.receives_no_sms(error_code=30007)
    site.engineer.answers_and_presses("4")
    await site.ticket()
    await site.event(PageAcknowledged)
    codes = {f.code for f in await site.events(PageFailed) if f.channel == "sms"}
    assert codes == {"30007"}
    assert (await attempts(site, 1042, "dispatcher")).count("sms") == 1


async def _failures(site: Site, code: str, count: int) -> bool:
    return [f.code for f in await site.events(PageFailed)].count(code) >= count
