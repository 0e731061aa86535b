"""What a delivery report does to a mail, its address, and the page or notice that it carried."""

from datetime import UTC, datetime, timedelta

from dial2.events.address import AddressReachable, AddressUnreachable
from dial2.events.notice import NoticeDelayed, NoticeFailed, NoticeSent, NoticeWithheld
from dial2.events.page import PageAcknowledged, PageAttempted, PageEscalated, PageFailed
from dial2.events.request import BounceReceived, Contact
from dial2.events.ticket import TicketFollowedUp, UpdateGiven
from dial2.log.read import stream as events_of
from notifier.adapters import addresses
from tests.integration.notifier.site import Site
from tests.polling import eventually

CLIENT = "pat@acme.example"
DESK = "desk@example.com"
NOW = datetime(2026, 11, 23, 15, 5, tzinfo=UTC)


def report(
    *,
    sent: str | None = None,
    message_id: str | None = None,
    status: str = "5.1.1",
    permanent: bool = True,
    delayed: bool = False,
) -> BounceReceived:
    return BounceReceived(
        request="r9",
        received_at=NOW,
        recipient=CLIENT,
        status=status,
        permanent=permanent,
        original_message_id=message_id,
        blob="00",
        sent=sent,
        delayed=delayed,
    )


def update(text: str) -> UpdateGiven:
    return UpdateGiven(ticket=1042, by="dispatcher", given_at=NOW, text=text)


async def acknowledged(site: Site) -> NoticeSent:
    """A client's ticket whose acknowledgement has gone out."""
    await site.ticket(severity="low")
    await site.sandbox.mail.mail_to(CLIENT)
    return await site.event(NoticeSent)


async def test_a_mail_that_came_back_makes_its_address_unreachable_and_staff_hears_of_it(site: Site) -> None:
    sent = await acknowledged(site)
    await site.happens("request:r9", report(sent=sent.notice))
    gone = await site.event(AddressUnreachable)
    assert (gone.address, gone.status, gone.ticket, gone.request) == (CLIENT, "5.1.1", 1042, "r9")
    assert (await site.event(NoticeFailed)).why == "bounced 5.1.1"
    told = await site.sandbox.mail.mail_to(DESK, subject_contains="did not arrive")
    assert "The acknowledgement did not reach pat@acme.example: bounced 5.1.1." in told.text
    async with site.log.connection() as connection:
        history = [event.type for event in await events_of(connection, "ticket:1042")]
    assert "address.unreachable" in history


async def test_no_notice_goes_to_an_unreachable_address_and_staff_hears_of_it(site: Site) -> None:
    sent = await acknowledged(site)
    await site.happens("request:r9", report(message_id=sent.message_id))
    await site.event(AddressUnreachable)
    await site.happens("ticket:1042", update("A fix is under way."))
    withheld = await site.event(NoticeWithheld)
    assert (withheld.kind, withheld.to, withheld.why, withheld.status) == (
        "update",
        CLIENT,
        "unreachable",
        "5.1.1",
    )
    told = await site.sandbox.mail.mail_to(DESK, subject_contains="Not sent")
    assert "The update was not sent to pat@acme.example: " in told.text
    assert [notice.kind for notice in await site.events(NoticeSent) if notice.to == CLIENT] == ["acknowledgement"]


async def test_a_mail_from_the_address_makes_it_reachable_again(site: Site) -> None:
    sent = await acknowledged(site)
    await site.happens("request:r9", report(sent=sent.notice))
    await site.event(AddressUnreachable)
    followed = TicketFollowedUp(
        ticket=1042,
        request="r2",
        channel="email",
        received_at=NOW,
        contact=Contact(email=CLIENT),
        text="Any news?",
        message_id="<second@acme.example>",
        matched_by="our signed token",
    )
    await site.happens("ticket:1042", followed, update("A fix is under way."))
    assert (await site.event(AddressReachable)).why == "a mail came from it"
    await site.sandbox.mail.mail_to(CLIENT, subject_contains="")
    assert await site.events(NoticeWithheld) == []


async def test_a_report_of_a_mail_that_we_never_sent_changes_nothing(site: Site) -> None:
    await acknowledged(site)
    unknown = "0190a1b2-0000-7000-8000-000000000001"
    for forged in (report(message_id="<made.up@example.com>"), report(sent=unknown), report()):
        await site.happens("request:r9", forged)
    await site.happens("ticket:1042", update("A fix is under way."))
    await site.sandbox.mail.mail_to(CLIENT)
    assert await site.events(AddressUnreachable) == []
    assert await site.events(NoticeFailed) == []


async def test_a_delay_is_only_noted(site: Site) -> None:
    sent = await acknowledged(site)
    await site.happens("request:r9", report(sent=sent.notice, status="4.4.1", permanent=False, delayed=True))
    delayed = await site.event(NoticeDelayed)
    assert (delayed.notice, delayed.status, delayed.to) == (sent.notice, "4.4.1", CLIENT)
    await site.happens("ticket:1042", update("A fix is under way."))
    await site.sandbox.mail.mail_to(CLIENT)
    assert await site.events(NoticeFailed) == []


async def test_a_refused_message_is_told_and_its_address_stays_in_use(site: Site) -> None:
    sent = await acknowledged(site)
    await site.happens("request:r9", report(sent=sent.notice, status="5.7.1", permanent=False))
    told = await site.sandbox.mail.mail_to(DESK, subject_contains="did not arrive")
    assert "The address itself may be in order" in told.text
    await site.happens("ticket:1042", update("A fix is under way."))
    await site.sandbox.mail.mail_to(CLIENT)
    assert await site.events(AddressUnreachable) == []


async def test_the_same_report_twice_is_told_once(site: Site) -> None:
    sent = await acknowledged(site)
    await site.happens("request:r9", report(sent=sent.notice))
    await site.event(AddressUnreachable)
    await site.happens("request:r10", report(sent=sent.notice))
    await site.happens("ticket:1042", update("A fix is under way."))
    await site.event(NoticeWithheld)
    assert len(await site.events(NoticeFailed)) == 1
    assert len([one for one in site.sandbox.mail.mails if "did not arrive" in one.subject]) == 1


async def test_an_address_that_the_relay_knows_to_be_dead_is_unreachable_at_once(site: Site) -> None:
    site.sandbox.mail.refuses("550 5.1.1 No such user here")
    await site.ticket(severity="low")
    gone = await site.event(AddressUnreachable)
    assert (gone.address, gone.status, gone.request) == (CLIENT, "5.1.1", None)
    told = await site.sandbox.mail.mail_to(DESK, subject_contains="did not arrive")
    assert "550 5.1.1 No such user here" in told.text


async def test_a_notice_that_the_relay_refuses_is_told_to_staff(site: Site) -> None:
    site.sandbox.mail.refuses("554 5.7.1 Looks like spam")
    await site.ticket(severity="low")
    told = await site.sandbox.mail.mail_to(DESK, subject_contains="did not arrive")
    assert "The address itself may be in order" in told.text
    assert await site.events(AddressUnreachable) == []


async def test_a_page_whose_mail_came_back_goes_on_at_once(site: Site) -> None:
    site.dispatcher.is_busy()
    site.dispatcher.receives_no_sms()
    await site.ticket(severity="critical")
    await site.sandbox.mail.mail_to("dispatcher@example.com")
    by_mail = next(one for one in await site.events(PageAttempted) if one.channel == "email")
    await eventually(lambda: _failed(site, 2))
    await site.happens("request:r9", report(sent=by_mail.attempt))
    failed = next(one for one in await eventually(lambda: _failed(site, 3)) or [] if one.channel == "email")
    assert failed.code == "bounced 5.1.1"
    assert (await site.event(PageEscalated)).why == "every channel failed"


async def _failed(site: Site, count: int) -> list[PageFailed] | None:
    found = [one for one in await site.events(PageFailed) if one.person == "dispatcher"]
    return found if len(found) >= count else None


async def test_a_ticket_has_only_so_many_notices_in_a_time(site: Site) -> None:
    await acknowledged(site)
    for number in range(9):  # 8 about one ticket within 10 minutes, of which the acknowledgement is the first
        await site.happens("ticket:1042", update(f"Still at it: {number}."))

    async def twice() -> list[NoticeWithheld] | None:
        found = await site.events(NoticeWithheld)
        return found if len(found) == 2 else None

    withheld = await eventually(twice)
    assert withheld
    assert {one.why for one in withheld} == {"too-many"}
    await site.sandbox.mail.mail_to(DESK, subject_contains="Not sent")
    assert len([one for one in site.sandbox.mail.mails if "Not sent" in one.subject]) == 1
    await site.passes(timedelta(minutes=11))
    await site.happens("ticket:1042", update("It is mended."))
    await eventually(lambda: any("It is mended." in one.text for one in site.sandbox.mail.mails))


async def test_whoever_follows_the_link_in_a_mail_has_had_it(site: Site) -> None:
    await site.ticket(severity="critical")
    await site.sandbox.mail.mail_to("dispatcher@example.com")
    by_mail = next(one for one in await site.events(PageAttempted) if one.channel == "email")
    async with site.log.work("notifier") as work:
        await addresses.mark_unreachable(work.connection, "dispatcher@example.com", "5.1.1")
    acknowledged = PageAcknowledged(
        page=by_mail.page,
        ticket=1042,
        person="dispatcher",
        how="link",
        attempt=by_mail.attempt,
        acknowledged_at=NOW,
    )
    await site.happens(f"page:{by_mail.page}", acknowledged)
    reachable = await site.event(AddressReachable)
    assert (reachable.address, reachable.why) == ("dispatcher@example.com", "a mail was read there")
