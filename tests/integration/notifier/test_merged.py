"""News of a ticket is for whoever asked, also about those that were merged into it; each in the own thread."""

import re
from datetime import UTC, datetime

from dial2.events.request import Contact
from dial2.events.ticket import ResolutionProposed, TicketFollowedUp, TicketMerged, UpdateGiven
from tests.integration.notifier.site import RECEIVED, Site

OTHER = "second@other.example"
MERGED = TicketMerged(ticket=1041, into=1042, by="duty-lead")
UPDATE = UpdateGiven(ticket=1042, by="dispatcher", given_at=RECEIVED, text="We found the cause.")


async def two_that_are_one(site: Site, *, email: str | None = OTHER) -> None:
    """Their acknowledgements are read; who asked in the first one hears of the second one."""
    await site.ticket(1041, severity="low", email=email, language="fr")
    await site.ticket(1042, severity="low", email="pat@acme.example")
    await site.sandbox.mail.mail_to("pat@acme.example", subject_contains="[#1042]")
    if email:
        await site.sandbox.mail.mail_to(email, subject_contains="[#1041]")
    await site.happens("ticket:1041", MERGED)


async def test_whoever_asked_hears_under_which_number_it_goes_on(site: Site) -> None:
    await two_that_are_one(site)
    mail = await site.sandbox.mail.mail_to(OTHER)
    assert mail.subject.startswith("[#1042]")
    assert "Votre billet 1041 porte sur la même chose que le billet 1042" in mail.text
    assert "1042" in mail.headers["Reply-To"]


async def test_an_update_reaches_both_each_in_the_own_language(site: Site) -> None:
    await two_that_are_one(site)
    await site.sandbox.mail.mail_to(OTHER)
    await site.happens("ticket:1042", UPDATE)
    first = await site.sandbox.mail.mail_to("pat@acme.example")
    second = await site.sandbox.mail.mail_to(OTHER)
    for mail in (first, second):
        assert "We found the cause." in mail.text
        assert mail.subject.startswith("[#1042]")
    assert "Hello" in first.text
    assert "Bonjour" in second.text


async def test_a_proposal_reaches_both_with_links_to_the_ticket_that_goes_on(site: Site) -> None:
    await two_that_are_one(site)
    await site.sandbox.mail.mail_to(OTHER)
    proposed = ResolutionProposed(
        ticket=1042, by="dispatcher", kind="fix", text="Mended.", promised_for=None, answer_by=RECEIVED
    )
    await site.happens("ticket:1042", proposed)
    first = await site.sandbox.mail.mail_to("pat@acme.example")
    second = await site.sandbox.mail.mail_to(OTHER)
    links = [re.findall(r"https?://\S+", mail.text) for mail in (first, second)]
    assert links[0] == links[1]
    assert len(links[0]) == 2


async def test_whoever_asked_twice_hears_once(site: Site) -> None:
    await two_that_are_one(site, email="Pat@Acme.example")
    await site.sandbox.mail.mail_to("Pat@Acme.example")
    await site.happens("ticket:1042", UPDATE)
    await site.sandbox.mail.mail_to("pat@acme.example")
    await site.ticket(1043, severity="low", email="last@acme.example")
    await site.sandbox.mail.mail_to("last@acme.example")
    site.sandbox.mail.expect_quiet()


async def test_the_next_news_answers_what_each_wrote_last(site: Site) -> None:
    await two_that_are_one(site)
    await site.sandbox.mail.mail_to(OTHER)
    followed = TicketFollowedUp(
        ticket=1042,
        request="r9",
        channel="email",
        received_at=datetime.now(UTC),
        contact=Contact(email=OTHER),
        text="And?",
        message_id="<ninth@other.example>",
        matched_by="our signed token",
    )
    await site.happens("ticket:1042", followed, UPDATE)
    first = await site.sandbox.mail.mail_to("pat@acme.example")
    second = await site.sandbox.mail.mail_to(OTHER)
    assert first.headers["In-Reply-To"] == "<first@acme.example>"
    assert second.headers["In-Reply-To"] == "<ninth@other.example>"
