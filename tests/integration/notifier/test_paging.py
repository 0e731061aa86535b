from datetime import timedelta

import msgspec

from dial2.events.page import PageAcknowledged, PageAttempted, PageClosed, PageOpened
from dial2.events.ticket import ResolutionAgreed
from tests.integration.notifier.site import Site, judged, story


async def test_a_critical_ticket_pages_until_a_key_acknowledges(site: Site) -> None:
    await site.ticket()
    call = await site.dispatcher.rings()
    await call.hears("Critical issue, ticket 1 0 4 2, from Acme")
    await call.presses("4")
    await call.hears("Ticket 1 0 4 2 is yours")
    await call.ends()

    acknowledged = await site.event(PageAcknowledged)
    assert (acknowledged.ticket, acknowledged.person, acknowledged.how) == (1042, "dispatcher", "digit")
    opened = await site.event(PageOpened)
    assert (opened.ticket, opened.severity) == (1042, "critical")
    attempted = await site.events(PageAttempted)
    assert sorted((a.person, a.channel) for a in attempted) == [
        ("dispatcher", "email"),
        ("dispatcher", "sms"),
        ("dispatcher", "voice"),
    ]


async def test_an_agreed_ticket_closes_its_page(site: Site) -> None:
    site.dispatcher.answers_and_presses("4")
    await site.ticket()
    await site.event(PageAcknowledged)
    await site.happens("ticket:1042", ResolutionAgreed(ticket=1042, by="client", default=False))
    closed = await site.event(PageClosed)
    assert (closed.ticket, closed.why) == (1042, "the resolution was agreed")


async def test_the_next_person_is_paged_when_time_is_up(site: Site) -> None:
    site.dispatcher.does_not_answer()
    await site.ticket()
    await site.dispatcher.receives_sms("1042")
    await site.passes(timedelta(minutes=5))
    call = await site.engineer.rings()
    await call.hears("Problème Critique, billet 1 0 4 2")
    await call.presses("4")
    acknowledged = await site.event(PageAcknowledged)
    assert acknowledged.person == "engineer"
    await site.dispatcher.receives_sms("acknowledged by engineer")


async def test_mild_words_under_an_urgent_subject_go_to_a_person(site: Site) -> None:
    """The contract: such a mail reaches the designate on call, whatever the rules make of its words."""
    await site.ticket(severity="low", marker="urgent")
    opened = await site.event(PageOpened)
    assert (opened.ticket, opened.severity) == (1042, "low")
    assert opened.why.startswith("the subject asks for the urgent service, and the words read as low")
    await site.happens("ticket:1042", judged(1042, "low", previous="low", by="duty-lead"))
    assert (await site.event(PageClosed)).why == "the severity is now low"


async def test_what_contradicts_itself_goes_to_a_person(site: Site) -> None:
    doubtful = msgspec.structs.replace(judged(1042, "low"), needs_person=True)
    opened, _, promises = story(1042, severity="low")
    await site.happens("ticket:1042", opened, doubtful, promises)
    page = await site.event(PageOpened)
    assert page.why == "what it says differs, and the words read as low: all users locked out"
    await site.happens("ticket:1042", judged(1042, "low", previous="low", by="duty-lead"))
    assert (await site.event(PageClosed)).why == "the severity is now low"


async def test_mild_words_without_a_claim_wake_nobody(site: Site) -> None:
    await site.ticket(1041, severity="low")
    await site.ticket(1042)
    assert [opened.ticket for opened in [await site.event(PageOpened)]] == [1042]


async def test_the_client_hears_at_once_what_is_promised(site: Site) -> None:
    site.dispatcher.answers_and_presses("4")
    await site.ticket()
    mail = await site.sandbox.mail.mail_to("pat@acme.example")
    assert mail.subject == "[#1042] Urgent Service Issue: nobody can log in"
    assert "within 60 minutes, by Monday, November 23, 2026 at 11:00 a.m." in mail.text
    assert mail.headers["In-Reply-To"] == "<first@acme.example>"
    assert mail.headers["Auto-Submitted"] == "auto-replied"
