"""Texts of one sender, one after the other: the second is about the first, however soon it comes."""

import asyncio
from datetime import UTC, datetime

from dial2.events.request import Contact, RequestReceived
from dial2.events.ticket import TicketFollowedUp, TicketOpened
from tests.integration.triage.office import Office, call

SENDER, ANOTHER = "+15145550123", "+15145550124"


def text(request: str, words: str, *, number: str = SENDER, about: int | None = None) -> RequestReceived:
    return RequestReceived(
        request=request,
        channel="sms",
        received_at=datetime.now(UTC),
        contact=Contact(number=number),
        text=words,
        reply=words,
        about=about,
    )


async def test_a_text_that_comes_before_the_first_one_has_a_ticket_continues_it(office: Office) -> None:
    await office.receives(text("1", "Nobody can clock in."), text("2", "It is the whole site."))
    opened, followed = await office.only(TicketOpened), await office.only(TicketFollowedUp)
    assert (followed.ticket, followed.request) == (opened.ticket, "2")
    assert followed.matched_by == "the sender's open ticket"


async def test_two_texts_heard_together_are_one_ticket(office: Office) -> None:
    await office.recorded("request:1", text("1", "Nobody can clock in."))
    await office.recorded("request:2", text("2", "It is the whole site."))
    await asyncio.gather(office.follower.catch_up(["request:1"]), office.follower.catch_up(["request:2"]))
    opened, followed = await office.only(TicketOpened), await office.only(TicketFollowedUp)
    assert followed.ticket == opened.ticket


async def test_texts_of_two_senders_are_two_tickets(office: Office) -> None:
    await office.receives(text("1", "Nobody can clock in."), text("2", "Nor here.", number=ANOTHER))
    assert len(await office.all_of(TicketOpened)) == 2


async def test_a_text_that_names_a_ticket_is_about_no_other(office: Office) -> None:
    await office.receives(text("1", "Nobody can clock in."), text("2", "And what about #7?"))
    assert len(await office.all_of(TicketOpened)) == 2


async def test_whoever_has_two_open_tickets_has_to_say_which(office: Office) -> None:
    await office.receives(text("1", "Nobody can clock in."))
    await office.receives(text("2", "And what about #7?"), text("3", "It works again."))
    assert len(await office.all_of(TicketOpened)) == 3


async def test_a_call_from_the_same_number_is_not_taken_for_a_text(office: Office) -> None:
    await office.receives(text("1", "Nobody can clock in.", number="+15145550101"), call("2"))
    assert len(await office.all_of(TicketOpened)) == 2
