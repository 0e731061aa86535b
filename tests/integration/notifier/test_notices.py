from datetime import timedelta
from typing import get_args

from dial2 import reply_token, ticket_links
from dial2.events.clock import ClockBreached, ClockWarned
from dial2.events.notice import NoticeSent
from dial2.events.page import PageAcknowledged, PageEscalated, PageOpened
from dial2.events.request import Contact, RequestQuarantined
from dial2.events.ticket import (
    ResolutionAgreed,
    ResolutionProposed,
    TicketFollowedUp,
    TicketReopened,
    UpdateGiven,
)
from dial2.ticket_links import Answer
from dial2_sandbox.mailbox.catcher import Mail
from tests.integration.notifier.site import RECEIVED, Site, clocks, judged
from tests.polling import eventually

SECRET = "s" * 32
CLIENT = "pat@acme.example"


async def test_the_acknowledgement_says_what_was_understood_and_promised(site: Site) -> None:
    await site.ticket(severity="low")
    mail = await site.sandbox.mail.mail_to(CLIENT)
    assert mail.subject == "[#1042] Urgent Service Issue: nobody can log in"
    assert "Hello Pat," in mail.text
    assert "on Monday, November 23, 2026 at 10:00 a.m. (Toronto time)" in mail.text
    assert "with this severity: Low impact." in mail.text
    assert "- Call back: within 2 business days, by" in mail.text
    assert "<p>" in mail.raw.decode()


async def test_the_acknowledgement_brings_answers_back_to_its_ticket(site: Site) -> None:
    await site.ticket(severity="low")
    headers = (await site.sandbox.mail.mail_to(CLIENT)).headers
    assert headers["Reply-To"] == reply_token.reply_address(SECRET, 1042, "support@example.com")
    assert reply_token.ticket_of_message_id(SECRET, headers["Message-ID"]) == 1042
    assert (headers["In-Reply-To"], headers["References"]) == ("<first@acme.example>", "<first@acme.example>")
    assert (headers["Auto-Submitted"], headers["X-Dial2-Loop"]) == ("auto-replied", "example.com")


async def test_the_acknowledgement_asks_for_what_is_missing_in_the_clients_language(site: Site) -> None:
    await site.ticket(severity="low", language="fr")
    mail = await site.sandbox.mail.mail_to(CLIENT)
    assert "Bonjour Pat," in mail.text
    assert "le lundi 23 novembre 2026 à 10 h (heure de Toronto)" in mail.text
    assert "avec cette gravité : Faible incidence" in mail.text


async def test_a_silent_ticket_is_never_answered_and_nobody_is_paged(site: Site) -> None:
    await site.ticket(1042, silent=True)
    await site.ticket(1043, severity="low")
    sent = await site.event(NoticeSent)
    assert sent.ticket == 1043
    assert await site.events(PageOpened) == []


async def test_a_ticket_is_acknowledged_once(site: Site) -> None:
    await site.ticket(severity="low")
    await site.event(NoticeSent)
    await site.happens("ticket:1042", clocks(1042, "low"))
    await site.happens(
        "ticket:1042", UpdateGiven(ticket=1042, by="dispatcher", given_at=RECEIVED, text="Working.")
    )
    sent = await eventually(lambda: _sent(site, 2))
    assert [notice.kind for notice in sent] == ["acknowledgement", "update"]


async def test_an_update_reaches_the_client_in_the_newest_thread(site: Site) -> None:
    await site.ticket(severity="low")
    await site.happens(
        "ticket:1042",
        TicketFollowedUp(
            ticket=1042,
            request="r2",
            channel="email",
            received_at=RECEIVED,
            contact=Contact(name="Pat", email=CLIENT),
            text="Any news?",
            message_id="<second@acme.example>",
            matched_by="reply address",
        ),
        UpdateGiven(ticket=1042, by="dispatcher", given_at=RECEIVED, text="We found the cause."),
    )
    mail = await eventually(lambda: _mail_with(site, "We found the cause."))
    assert "given on Monday, November 23, 2026 at 10:00 a.m." in mail.text
    assert mail.headers["In-Reply-To"] == "<second@acme.example>"


async def test_a_proposal_carries_links_that_triage_can_read(site: Site) -> None:
    await site.ticket(severity="low")
    proposed = ResolutionProposed(
        ticket=1042,
        by="dispatcher",
        kind="workaround",
        text="Use the other door.",
        promised_for=None,
        answer_by=RECEIVED + timedelta(days=7),
    )
    await site.happens("ticket:1042", proposed)
    sent = await eventually(lambda: _sent(site, 2))
    assert sent[1].kind == "proposal"
    mail = await eventually(lambda: _mail_with(site, "we propose a workaround"))
    assert "Use the other door." in mail.text
    assert "by Monday, November 30, 2026 at 10:00 a.m." in mail.text
    for answer in get_args(Answer):
        start = f"{site.public_url}/ticket/{answer}/"
        token = next(word for word in mail.text.split() if word.startswith(start)).removeprefix(start)
        assert ticket_links.read(SECRET, answer, token) == (1042, 1)


async def test_a_breached_promise_reaches_the_desk_and_the_next_level(site: Site) -> None:
    site.dispatcher.answers_and_presses("4")
    await site.ticket()
    await site.event(PageAcknowledged)
    breached = ClockBreached(ticket=1042, clock="call_back", severity="critical", deadline=RECEIVED)
    await site.happens("ticket:1042", breached)
    mail = await site.sandbox.mail.mail_to("desk@example.com")
    assert mail.subject == "[#1042] Call back: missed"
    escalated = await site.event(PageEscalated)
    assert (escalated.person, escalated.level, escalated.why) == (
        "director",
        1,
        "the call_back clock was breached",
    )
    call = await site.director.rings()
    await call.presses("4")
    await eventually(lambda: _acknowledgements(site, 2))


async def test_whoever_acknowledged_and_does_not_call_back_is_paged_again(site: Site) -> None:
    site.engineer.answers_and_presses("4")
    site.with_telephone_off(site.dispatcher)
    await site.ticket()
    await site.event(PageAcknowledged)
    await site.sandbox.exchange.settled()  # the telephone is free again
    warned = ClockWarned(ticket=1042, clock="call_back", severity="critical", deadline=RECEIVED)
    await site.happens("ticket:1042", warned)
    acknowledged = await eventually(lambda: _acknowledgements(site, 2))
    assert [a.person for a in acknowledged] == ["engineer", "engineer"]


async def test_a_reopened_ticket_is_paged_anew_and_the_client_told(site: Site) -> None:
    site.dispatcher.answers_and_presses("4")
    await site.ticket()
    await site.event(PageAcknowledged)
    await site.sandbox.exchange.settled()  # the telephone is free again
    await site.happens(
        "ticket:1042",
        ResolutionAgreed(ticket=1042, by="client", default=True),
        TicketReopened(ticket=1042, by="client", why="it is back"),
    )
    await eventually(lambda: _acknowledgements(site, 2))
    assert len(await site.events(PageOpened)) == 2
    sent = await eventually(lambda: _sent(site, 2))
    assert sent[1].kind == "reopened"


async def test_a_lowered_severity_ends_the_page_and_a_raised_one_begins_it(site: Site) -> None:
    site.dispatcher.answers_and_presses("4")
    await site.ticket(severity="low")
    await site.event(NoticeSent)
    assert await site.events(PageOpened) == []
    await site.happens("ticket:1042", judged(1042, "major", previous="low", by="the dispatcher"))
    opened = await site.event(PageOpened)
    assert opened.severity == "major"
    await site.happens("ticket:1042", judged(1042, "no", previous="major", by="the dispatcher"))
    await eventually(lambda: _closed(site))


async def test_a_mail_that_nobody_can_read_is_the_desks(site: Site) -> None:
    quarantined = RequestQuarantined(
        request="r9", received_at=RECEIVED, reason="nested too deeply", sender="x@example.org", to=[], blob="00"
    )
    await site.happens("request:r9", quarantined)
    mail = await site.sandbox.mail.mail_to("desk@example.com")
    assert "look at request r9" in mail.text
    sent = await site.event(NoticeSent)
    assert (sent.kind, sent.ticket) == ("desk", None)


async def _sent(site: Site, count: int) -> list[NoticeSent]:
    sent = await site.events(NoticeSent)
    return sent if len(sent) >= count else []


async def _acknowledgements(site: Site, count: int) -> list[PageAcknowledged]:
    found = await site.events(PageAcknowledged)
    return found if len(found) >= count else []


async def _mail_with(site: Site, text: str) -> Mail | None:
    return next((mail for mail in site.sandbox.mail.mails if text in mail.text), None)


async def _closed(site: Site) -> bool:
    async with site.log.connection() as connection:
        return bool(await connection.fetchval("SELECT count(*) FROM notifier.pages WHERE state = 'closed'"))
