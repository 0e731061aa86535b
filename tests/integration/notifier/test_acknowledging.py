"""Digit, text, link or call back: the first who acknowledges has the page, and the others are left in peace."""

import re

import httpx

from dial2.events.call import StaffReplied
from dial2.events.page import PageAcknowledged, PageAttempted, PageEscalated, PageFailed
from dial2.events.ticket import CallbackMade
from tests.integration.notifier.site import RECEIVED, Site
from tests.polling import eventually


async def texts(site: Site, person: str, text: str) -> None:
    """What the telephone's service makes of an SMS from staff."""
    await site.happens("text:SM1", StaffReplied(message="SM1", person=person, text=text))


async def test_a_text_acknowledges_and_is_confirmed(site: Site) -> None:
    site.dispatcher.does_not_answer()
    await site.ticket()
    await site.dispatcher.receives_sms("Reply ack 1042")
    await texts(site, "dispatcher", "ack 1042")
    await site.dispatcher.receives_sms("[#1042] is yours since")
    acknowledged = await site.event(PageAcknowledged)
    assert (acknowledged.person, acknowledged.how) == ("dispatcher", "sms")


async def test_a_bare_text_means_the_newest_page(site: Site) -> None:
    site.dispatcher.does_not_answer()
    await site.ticket(1042)
    await site.dispatcher.receives_sms("1042")
    await site.ticket(1043)
    await site.dispatcher.receives_sms("1043")
    await texts(site, "dispatcher", "4")
    assert (await site.event(PageAcknowledged)).ticket == 1043


async def test_a_text_that_nobody_understands_is_answered_with_help(site: Site) -> None:
    await texts(site, "engineer", "j'arrive")
    await site.engineer.receives_sms("Répondez ack 1042")


async def test_a_text_passes_the_page_on(site: Site) -> None:
    site.dispatcher.does_not_answer()
    await site.ticket()
    await site.dispatcher.receives_sms("1042")
    await texts(site, "dispatcher", "esc")
    await site.dispatcher.receives_sms("goes to the next person now")
    escalated = await site.event(PageEscalated)
    assert (escalated.person, escalated.why) == ("engineer", "passed on")


async def test_opening_the_link_of_a_mail_acknowledges_nothing_and_its_button_does(site: Site) -> None:
    site.dispatcher.does_not_answer()
    await site.ticket()
    link = await staff_link(site)
    async with httpx.AsyncClient() as browser:
        opened = await browser.get(link)
        assert opened.status_code == 200
        assert "Nobody has taken this ticket yet." in opened.text
        assert await site.events(PageAcknowledged) == []
        confirmed = await browser.post(link)
        assert "This ticket is yours since" in confirmed.text
        assert "<button>" not in confirmed.text
    acknowledged = await site.event(PageAcknowledged)
    assert (acknowledged.person, acknowledged.how) == ("dispatcher", "link")


async def test_a_link_that_was_changed_is_worth_nothing(site: Site) -> None:
    site.dispatcher.does_not_answer()
    await site.ticket()
    link = await staff_link(site)
    async with httpx.AsyncClient() as browser:
        assert (await browser.post(link[:-1] + ("A" if link[-1] != "A" else "B"))).status_code == 404
    assert await site.events(PageAcknowledged) == []


async def test_calling_the_client_back_acknowledges(site: Site) -> None:
    await site.ticket()
    call = await site.dispatcher.rings()
    made = CallbackMade(ticket=1042, by="engineer", how="phone", made_at=RECEIVED)
    await site.happens("ticket:1042", made)
    acknowledged = await site.event(PageAcknowledged)
    assert (acknowledged.person, acknowledged.how) == ("engineer", "staff")
    await call.ends()  # nobody has to pick up any more
    await site.dispatcher.receives_sms("acknowledged by engineer")


async def test_a_telephone_that_still_rings_stops_when_somebody_else_acknowledges(site: Site) -> None:
    site.with_telephone_off(site.dispatcher)
    await site.ticket()
    call = await site.engineer.rings()
    await texts(site, "director", "ack 1042")
    await site.event(PageAcknowledged)
    await call.ends()
    await site.engineer.receives_sms("[#1042] pris par director")
    failed = {(f.person, f.channel) for f in await site.events(PageFailed)}
    assert failed == {("dispatcher", "voice"), ("dispatcher", "sms")}


async def test_who_answers_too_late_hears_who_has_it(site: Site) -> None:
    await site.ticket()
    call = await site.dispatcher.rings()
    await call.hears("Press 4 to acknowledge")
    await texts(site, "director", "ack 1042")
    await site.event(PageAcknowledged)
    await call.presses("4")
    await call.hears("already acknowledged by director at")
    await call.ends()
    assert len(await site.events(PageAcknowledged)) == 1


async def test_five_passes_the_page_on_and_star_repeats(site: Site) -> None:
    site.engineer.answers_and_presses("4")
    await site.ticket()
    call = await site.dispatcher.rings()
    await call.presses("*")
    await call.hears("ticket 1 0 4 2")
    await call.presses("5")
    await call.hears("goes to the next person now")
    assert (await site.event(PageAcknowledged)).person == "engineer"
    assert [f.code for f in await site.events(PageFailed) if f.channel == "voice"] == []


async def test_nobody_is_paged_after_the_acknowledgement(site: Site) -> None:
    site.dispatcher.answers_and_presses("4")
    await site.ticket()
    await site.event(PageAcknowledged)
    await site.sandbox.exchange.settled()
    assert {a.person for a in await site.events(PageAttempted)} == {"dispatcher"}
    assert site.engineer.lines == []
    assert site.engineer.sms == []


async def test_a_request_that_the_provider_did_not_sign_is_refused(site: Site) -> None:
    site.dispatcher.does_not_answer()
    await site.ticket()
    voice = next(a for a in await eventually(lambda: site.events(PageAttempted)) if a.channel == "voice")
    address = f"{site.public_url}/page/{voice.attempt}/key"
    async with httpx.AsyncClient() as forger:
        bare = await forger.post(address, data={"Digits": "4"})
        wrong = await forger.post(address, data={"Digits": "4"}, headers={"X-Twilio-Signature": "AAAA"})
    assert (bare.status_code, wrong.status_code) == (403, 403)
    assert bare.json()["detail"] == "Forbidden"
    assert await site.events(PageAcknowledged) == []


async def staff_link(site: Site) -> str:
    mail = await site.sandbox.mail.mail_to("dispatcher@example.com")
    found = re.search(r"http://\S+/page/ack/\S+", mail.text)
    assert found is not None
    return found[0]
