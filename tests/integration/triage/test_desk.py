"""What staff and clients do to a ticket."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dial2 import clock
from dial2.errors import NotFound, Permanent
from dial2.events.page import ResolutionSuggested
from dial2.events.ticket import (
    CallbackMade,
    ResolutionAgreed,
    ResolutionProposed,
    SeverityAssigned,
    TicketReopened,
    UpdateGiven,
)
from tests.integration.triage.office import Office
from triage.desk import Desk
from triage.lifecycle import Refused

STAFF = "duty-lead"
TORONTO = ZoneInfo("America/Toronto")
Act = Callable[[Desk, int], Awaitable[object]]


async def proposed(office: Office) -> int:
    ticket = await office.opens()
    await office.desk.propose(ticket, by=STAFF, kind="fix", text="Mended.")
    return ticket


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        (
            lambda desk, n: desk.assign_severity(n, by=STAFF, severity="no", why="a question"),
            "severity.assigned",
        ),
        (lambda desk, n: desk.call_back(n, by=STAFF, how="phone", note=""), "callback.made"),
        (lambda desk, n: desk.give_update(n, by=STAFF, text="Still at it."), "update.given"),
        (lambda desk, n: desk.wait(n, by=STAFF, why="asked"), "ticket.waiting"),
        (
            lambda desk, n: desk.propose(n, by=STAFF, kind="workaround", text="Use the other."),
            "resolution.proposed",
        ),
    ],
)
async def test_each_action_is_one_event_that_says_who_did_it(office: Office, act: Act, kind: str) -> None:
    ticket = await office.opens()
    before = len(await office.history(ticket))
    await act(office.desk, ticket)
    (event,) = (await office.history(ticket))[before:]
    assert (event.type, event.actor) == (kind, STAFF)


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        (lambda desk, n: desk.agree(n, by=STAFF), "resolution.agreed"),
        (lambda desk, n: desk.reopen(n, by=STAFF, why="it is back"), "ticket.reopened"),
    ],
)
async def test_each_answer_to_a_proposal_is_one_event_too(office: Office, act: Act, kind: str) -> None:
    ticket = await proposed(office)
    before = len(await office.history(ticket))
    await act(office.desk, ticket)
    (event,) = (await office.history(ticket))[before:]
    assert (event.type, event.actor) == (kind, STAFF)


async def test_a_wait_ends_with_one_event(office: Office) -> None:
    ticket = await office.opens()
    await office.desk.wait(ticket, by=STAFF, why="asked")
    await office.desk.resume(ticket, by=STAFF, why="they called")
    assert (await office.types(ticket))[-2:] == ["ticket.waiting", "ticket.resumed"]


async def test_what_they_did_is_in_the_events(office: Office) -> None:
    ticket = await office.opens()
    await office.desk.assign_severity(ticket, by=STAFF, severity="major", why="many users")
    await office.desk.call_back(ticket, by=STAFF, how="email", note="looked at the log")
    await office.desk.give_update(ticket, by=STAFF, text="Still at it.")
    assigned = (await office.all_of(SeverityAssigned))[-1]
    assert (assigned.severity, assigned.previous, assigned.by, assigned.why) == (
        "major",
        "low",
        STAFF,
        "many users",
    )
    called = await office.only(CallbackMade)
    assert (called.by, called.how, called.note) == (STAFF, "email", "looked at the log")
    assert (await office.only(UpdateGiven)).text == "Still at it."


async def test_a_refusal_changes_nothing_and_says_what_is_possible(office: Office) -> None:
    ticket = await office.opens()
    before = await office.types(ticket)
    with pytest.raises(Refused, match=f"Ticket {ticket} is open: agree is for tickets that are proposed"):
        await office.desk.agree(ticket, by=STAFF)
    assert await office.types(ticket) == before


async def test_a_number_that_no_ticket_has_is_not_found(office: Office) -> None:
    with pytest.raises(NotFound, match="There is no ticket 7"):
        await office.desk.give_update(7, by=STAFF, text="Still at it.")


async def test_two_who_act_at_once_do_so_one_after_the_other(office: Office) -> None:
    ticket = await proposed(office)
    done = await asyncio.gather(
        *[office.desk.agree(ticket, by=f"client-{n}") for n in range(4)], return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in done) == ["Done", "Refused", "Refused", "Refused"]
    assert len(await office.all_of(ResolutionAgreed)) == 1


async def test_a_patch_is_promised_for_a_day_and_nothing_else_is(office: Office) -> None:
    ticket = await office.opens()
    with pytest.raises(Permanent, match="the day that it is promised for"):
        await office.desk.propose(ticket, by=STAFF, kind="patch", text="In the next release.")
    with pytest.raises(Permanent, match="the day that it is promised for"):
        await office.desk.propose(ticket, by=STAFF, kind="fix", text="Done.", promised_for=datetime.now(UTC))


async def test_a_proposal_is_to_be_answered_within_the_profiles_five_business_days(office: Office) -> None:
    monday = datetime(2026, 11, 16, 10, tzinfo=TORONTO)
    ticket = await office.opens()
    async with office.database.connection() as connection:
        now: datetime = await connection.fetchval("SELECT dial2.now()")
    await clock.advance(office.scratch.owner_url, monday - now)
    await office.desk.propose(ticket, by=STAFF, kind="fix", text="Mended.")
    late = (await office.only(ResolutionProposed)).answer_by - datetime(2026, 11, 23, 10, tzinfo=TORONTO)
    assert timedelta(0) <= late < timedelta(hours=1)  # what the test itself took


async def test_a_proposal_unanswered_for_its_time_is_agreed_by_default_then(office: Office) -> None:
    ticket = await proposed(office)
    assert await office.desk.agree_unanswered() > 0
    assert (await office.ticket(ticket)).status == "proposed"
    await office.passes(timedelta(days=30))
    assert await office.desk.agree_unanswered() == 0.0
    agreed = await office.only(ResolutionAgreed)
    assert (agreed.by, agreed.default) == ("profile", True)
    answer_by = (await office.only(ResolutionProposed)).answer_by
    assert (await office.history(ticket))[-1].happened_at == answer_by
    assert (await office.ticket(ticket)).closed_at == answer_by


async def test_two_copies_agree_by_default_once(office: Office) -> None:
    for n in range(10):
        ticket = await office.opens(request=str(n))
        await office.desk.propose(ticket, by=STAFF, kind="fix", text="Mended.")
    await office.passes(timedelta(days=30))
    await asyncio.gather(office.desk.agree_unanswered(), office.desk.agree_unanswered())
    assert len(await office.all_of(ResolutionAgreed)) == 10


async def test_an_answered_proposal_is_not_agreed_by_default(office: Office) -> None:
    ticket = await proposed(office)
    await office.desk.reopen(ticket, by="client", why="no")
    await office.passes(timedelta(days=30))
    await office.desk.agree_unanswered()
    assert await office.all_of(ResolutionAgreed) == []


async def test_an_answer_to_an_older_proposal_is_refused(office: Office) -> None:
    ticket = await proposed(office)
    await office.desk.reopen(ticket, by="client", why="no", proposal=1)
    await office.desk.propose(ticket, by=STAFF, kind="fix", text="Mended again.")
    with pytest.raises(Permanent, match="newer proposal"):
        await office.desk.agree(ticket, by="client", proposal=1)
    await office.desk.agree(ticket, by="client", proposal=2)
    assert [event.proposal for event in await office.all_of(ResolutionProposed)] == [1, 2]


async def test_after_the_profiles_time_a_ticket_is_not_reopened(office: Office) -> None:
    ticket = await proposed(office)
    await office.desk.agree(ticket, by="client")
    await office.passes(timedelta(days=40))
    with pytest.raises(Refused, match="closed more than 14 business days ago"):
        await office.desk.reopen(ticket, by="client", why="again", proposal=1)
    assert await office.all_of(TicketReopened) == []


async def suggest(office: Office, ticket: int) -> None:
    suggested = ResolutionSuggested(page="p1", ticket=ticket, person="dispatcher", how="digit")
    async with office.database.work("notifier") as work:
        await office.desk.suggested(suggested, work)


async def test_what_staff_says_by_key_is_proposed_to_the_client_in_that_persons_name(office: Office) -> None:
    ticket = await office.opens()
    await suggest(office, ticket)
    event = await office.only(ResolutionProposed)
    assert (event.ticket, event.by, event.kind, event.proposal) == (ticket, "dispatcher", "fix", 1)
    assert event.text.startswith("The service has been restored.")
    assert (await office.ticket(ticket)).status == "proposed"


async def test_what_is_proposed_already_is_not_proposed_again(office: Office) -> None:
    ticket = await proposed(office)
    await suggest(office, ticket)
    assert (await office.types(ticket)).count("resolution.proposed") == 1
